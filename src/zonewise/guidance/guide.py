"""The guidance that facts give: the most cautious action with its rules, questions and considerations."""

from dataclasses import dataclass
from functools import partial

from zonewise.rules.decision import Engine, is_applicable, lowest_rank
from zonewise.rules.missing_facts import missing_facts
from zonewise.rules.rule_set import DANGER_SIGN, Facts, Rule

from .explanation import Explanation
from .nearest_change import NearestChange, nearest_changes


@dataclass(frozen=True, slots=True)
class Consideration:
    """Something to think of or to raise with the prescriber; it changes no dose."""

    id: str  # Which one.
    rules: tuple[Rule, ...]  # The rules that bring it.
    details: tuple[Explanation, ...] = ()  # What of the day brings it, where a sentence names it.


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A fact that is missing and could change the action."""

    fact: str  # Which one.
    question: Explanation | None = None  # One that fits the day better than the protocol's own, or None.
    rating_to_give: str = ""  # The rating that tells it, where no answer does; else "".
    place: str = ""  # Where it is told today, where that is not the fact's own place; else "".


@dataclass(frozen=True, slots=True)
class Guidance:
    """What to do today."""

    action: str  # One of the protocol's actions.
    reasons: tuple[Rule, ...]  # The rules that give it; at least one, each with a source.
    # Missing facts that could change the action, the one that could bring the worst first.
    ask: tuple[OpenQuestion, ...]
    considerations: tuple[Consideration, ...]  # Beside the action; empty when the action says to answer or call first.
    review: str | None  # Answer of the question `review`, or None when it is not put or is open.
    review_reasons: tuple[Rule, ...]  # The rules behind it.
    # The nearest changes of facts that would change the action; none beside a danger sign.
    would_change: tuple[NearestChange, ...]


def guide(engine: Engine, facts: Facts, *, with_changes: bool = True) -> Guidance:
    """Put all questions and give the most cautious action.

    Args:
        facts: What is known, checked by `check_facts`.
        with_changes: Whether to look for the nearest changes as well, which takes as long as all the rest.

    Source:
        The composition of `protocol.yaml`: while a missing fact could still bring one of `ask_before` and none of
        these is given, or while `always_needed` is missing, the action is to ask.
    """
    rule_set, table = engine.rule_set, engine.actions
    ask = list(missing_facts(table, facts))
    action, reasons = action_with_reasons(engine, facts)
    if action == "ask" and facts.get(rule_set.always_needed) is None and rule_set.always_needed not in ask:
        ask.append(rule_set.always_needed)
    is_silent = action in rule_set.silent
    has_review = not is_silent and "review" in engine.questions
    in_danger = action in rule_set.ask_before and facts.get(DANGER_SIGN) not in (None, "none")
    changes: tuple[NearestChange, ...] = ()
    if with_changes and not in_danger:
        changes = nearest_changes(engine, facts, action, partial(action_of, engine))
    review, review_reasons = _answer(engine, "review", facts) if has_review else (None, ())
    return Guidance(
        action=action,
        reasons=reasons,
        ask=tuple(OpenQuestion(name) for name in ask),
        considerations=() if is_silent else _considerations(engine, facts),
        review=review,
        review_reasons=review_reasons,
        would_change=changes,
    )


def brings_consideration(engine: Engine, facts: Facts, name: str) -> bool:
    """Say whether a yes to a fact would bring a consideration that is not there yet."""
    shown = {consideration.id for consideration in _considerations(engine, facts)}
    return any(more.id not in shown for more in _considerations(engine, {**facts, name: True}))


def action_of(engine: Engine, facts: Facts) -> str:
    """Return the action alone, as `guide` gives it."""
    return action_with_reasons(engine, facts)[0]


def action_with_reasons(engine: Engine, facts: Facts) -> tuple[str, tuple[Rule, ...]]:
    """Return the action and the rules that give it, as `guide` does, without what else it works out."""
    table = engine.actions
    fired = table.fired(facts)
    could_be_urgent = bool(table.possible(facts) & engine.urgent)
    action, fallback = engine.compose(fired, could_be_urgent, facts.get(engine.rule_set.always_needed))
    if fallback is not None:
        return action, (fallback.rule,)
    return action, table.rules(fired & table.by_rank[lowest_rank(table, fired)])


def _answer(engine: Engine, name: str, facts: Facts) -> tuple[str | None, tuple[Rule, ...]]:
    """Return what the known facts answer, without asking what could still change it."""
    table = engine.questions[name]
    fired = table.fired(facts)
    if not fired or not is_applicable(engine, name, facts):
        return None, ()
    rules = table.rules(fired & table.by_rank[lowest_rank(table, fired)])
    return rules[0].then, rules


def _considerations(engine: Engine, facts: Facts) -> tuple[Consideration, ...]:
    brought_by: dict[str, list[Rule]] = {}
    for name, question in engine.rule_set.questions.items():
        if question.every:
            for rule in engine.questions[name].rules(engine.questions[name].fired(facts)):
                brought_by.setdefault(rule.then, []).append(rule)
            continue
        answer, rules = _answer(engine, name, facts)
        if answer is not None:
            for consideration in question.answers[question.rank(answer)].beside:
                brought_by.setdefault(consideration, []).extend(rules)
    return tuple(Consideration(consideration, tuple(rules)) for consideration, rules in brought_by.items())
