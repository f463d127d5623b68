"""The states that change their answer between two versions, and those that change only their reasons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zonewise.authoring.states.answer_states import NOT_NAMED, NOT_PUT, AnswerStates, VersionStates
from zonewise.authoring.states.decision_diagram import EVERY_STATE, NO_STATE, Node
from zonewise.authoring.states.state_space import NEW, OLD, Axis, Space, space_of
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import FactValue

from .boxes import Allowed, Boxes

ACTION = "action"
Values = tuple[tuple[Axis, tuple[int, ...]], ...]
"""For each fact that matters its axis and the codes of its values, ascending."""


@dataclass(frozen=True, slots=True)
class Responsible:
    """The rules that give an answer in the states of a box."""

    everywhere: tuple[str, ...]  # Ids of those among the reasons in each of its states.
    partly: tuple[str, ...]  # Ids of those among the reasons in some of them.


@dataclass(frozen=True, slots=True)
class StateBox:
    """States that change in the same way: all in which each fact has one of some values."""

    allowed: Values
    states: int  # How many states it holds.
    old: Responsible  # The rules behind the old answer.
    new: Responsible  # The rules behind the new answer.
    example: Mapping[str, FactValue]  # The known facts of one of its states, as few as possible.


@dataclass(frozen=True, slots=True)
class BoxWithExceptions:
    """The same states in another way: the smallest box around them, and what does not belong to them in it."""

    box: StateBox  # The box; its states are those that belong, its rules and its example too.
    exceptions: tuple[Values, ...]  # Disjoint boxes of it that do not belong.


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """All states that change from one answer to another."""

    old: str
    new: str
    states: int  # How many states.
    boxes: tuple[StateBox, ...]  # Disjoint, the largest first; together all these states.
    around: BoxWithExceptions | None  # The box around them with its exceptions, where that is shorter; else None.


@dataclass(frozen=True, slots=True)
class OtherReason:
    """A rule that is a reason in other states than before, where the answer is the same."""

    rule: str  # Its id.
    no_longer: int  # In how many states of the same answer it no longer is among the reasons.
    newly: int  # In how many it newly is.


@dataclass(frozen=True, slots=True)
class QuestionComparison:
    """One question in both versions."""

    name: str  # The question, or "action" for the action that is composed of all.
    word: str  # For a question whose every rule counts, the answer that is named or not; else "".
    states: int  # How many states change their answer.
    changes: tuple[AnswerChange, ...]  # The most states first.
    reasons: tuple[OtherReason, ...]  # Rules that are reasons in other states while the answer is the same.


@dataclass(frozen=True, slots=True)
class Comparison:
    """All questions that both versions have, and the action."""

    axes: tuple[Axis, ...]  # The facts with the values that were told apart.
    combinations: int  # How many states there are.
    states: int  # How many of them change some answer.
    compared: tuple[QuestionComparison, ...]  # The action first, then each question.


def compare(old: Engine, new: Engine) -> Comparison:
    """Compare two versions over every combination of the values that either tells apart, unknown included."""
    space = space_of(old, new)
    boxes = Boxes(space.diagram)
    pairs = [(ACTION, "", VersionStates(space, OLD).action(), VersionStates(space, NEW).action()), *_questions(space)]
    differing = space.diagram.any_of(_differing(space, was, becomes) for _, _, was, becomes in pairs)
    return Comparison(
        axes=space.axes,
        combinations=space.diagram.combinations,
        states=space.diagram.count(differing),
        compared=tuple(_compared(space, boxes, *pair) for pair in pairs),
    )


def _questions(space: Space) -> Iterator[tuple[str, str, AnswerStates, AnswerStates]]:
    """Yield the answers of each question of either version; one that a version does not have is never put there."""
    olds, news = (engine.rule_set.questions for engine in space.engines)
    versions = [VersionStates(space, side) for side in (OLD, NEW)]
    never_put = AnswerStates(space.diagram, {NOT_PUT: EVERY_STATE})
    never_named = AnswerStates(space.diagram, {NOT_NAMED: EVERY_STATE})
    for name in dict.fromkeys((*news, *olds)):
        every = [questions[name].every if name in questions else None for questions in (olds, news)]
        if False in every:
            was, becomes = (
                version.question(name) if all_count is False else never_put
                for version, all_count in zip(versions, every, strict=True)
            )
            yield name, "", was, becomes
        if True in every:
            olds_words, news_words = (
                version.words(name) if all_count else {} for version, all_count in zip(versions, every, strict=True)
            )
            for word in dict.fromkeys((*news_words, *olds_words)):
                yield name, word, olds_words.get(word, never_named), news_words.get(word, never_named)


def _differing(space: Space, was: AnswerStates, becomes: AnswerStates) -> Node:
    diagram = space.diagram
    return diagram.any_of(
        diagram.without(states, becomes.states.get(answer, NO_STATE)) for answer, states in was.states.items()
    )


def _compared(
    space: Space, boxes: Boxes, name: str, word: str, was: AnswerStates, becomes: AnswerStates
) -> QuestionComparison:
    diagram = space.diagram
    changes = [
        _change(space, boxes, (old, was), (new, becomes), states)
        for old, before in was.states.items()
        for new, after in becomes.states.items()
        if old != new and (states := diagram.both(before, after)) != NO_STATE
    ]
    return QuestionComparison(
        name=name,
        word=word,
        states=sum(change.states for change in changes),
        changes=tuple(sorted(changes, key=lambda change: -change.states)),
        reasons=_other_reasons(space, was, becomes),
    )


def _change(
    space: Space, boxes: Boxes, was: tuple[str, AnswerStates], becomes: tuple[str, AnswerStates], here: Node
) -> AnswerChange:
    def box(allowed: Allowed, states: Node, example: Allowed) -> StateBox:
        return StateBox(
            allowed=_values(space, allowed),
            states=space.diagram.count(states),
            old=_responsible(space, was[1], states),
            new=_responsible(space, becomes[1], states),
            example=_example(space, example),
        )

    parts = boxes.of(here)
    whole = boxes.around(here)
    exceptions = boxes.of(space.diagram.without(space.diagram.box(dict(whole)), here))
    around = BoxWithExceptions(box(whole, here, parts[0]), tuple(_values(space, exception) for exception in exceptions))
    return AnswerChange(
        old=was[0],
        new=becomes[0],
        states=space.diagram.count(here),
        boxes=tuple(box(allowed, space.diagram.box(dict(allowed)), allowed) for allowed in parts),
        around=around if 1 + len(exceptions) < len(parts) else None,
    )


def _values(space: Space, allowed: Allowed) -> Values:
    return tuple((space.axes[level], _codes(mask)) for level, mask in allowed)


def _responsible(space: Space, answered: AnswerStates, states: Node) -> Responsible:
    everywhere: list[str] = []
    partly: list[str] = []
    for rule, fires in answered.reasons.items():
        both = space.diagram.both(states, fires)
        if both != NO_STATE:
            (everywhere if both == states else partly).append(rule)
    return Responsible(tuple(everywhere), tuple(partly))


def _example(space: Space, allowed: Allowed) -> Mapping[str, FactValue]:
    """Return one state: what may be unknown is left out, and a value that both versions know goes before another."""
    example: dict[str, FactValue] = {}
    for level, mask in allowed:
        axis = space.axes[level]
        if not mask & 1:
            code = min(_codes(mask), key=lambda code: (axis.known[OLD][code] is None, axis.known[NEW][code] is None))
            example[axis.name] = axis.values[code]
    return example


def _other_reasons(space: Space, was: AnswerStates, becomes: AnswerStates) -> tuple[OtherReason, ...]:
    diagram = space.diagram
    same = diagram.any_of(
        diagram.both(states, becomes.states.get(answer, NO_STATE)) for answer, states in was.states.items()
    )
    reasons: list[OtherReason] = []
    for rule in dict.fromkeys((*was.reasons, *becomes.reasons)):
        before, after = was.reasons.get(rule, NO_STATE), becomes.reasons.get(rule, NO_STATE)
        if before != after:
            no_longer = diagram.count(diagram.both(same, diagram.without(before, after)))
            newly = diagram.count(diagram.both(same, diagram.without(after, before)))
            if no_longer or newly:
                reasons.append(OtherReason(rule, no_longer, newly))
    return tuple(reasons)


def _codes(mask: int) -> tuple[int, ...]:
    return tuple(code for code in range(mask.bit_length()) if mask >> code & 1)
