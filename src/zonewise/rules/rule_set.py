"""Frozen values of a protocol's rules: facts, prompts, questions with their rules, actions and sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FactType = Literal["bool", "choice", "integer"]
FactValue = bool | int | str | None
Facts = Mapping[str, FactValue]
"""What is known of one person today, by fact name; None or absent is unknown."""
DANGER_SIGN = "danger_sign"


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """One thing a rule may look at.

    Attributes:
        name: The fact's name, the same in files, JSON and stored decisions.
        type: "bool", "choice" or "integer".
        values: The values of a choice, in the order the file gives; empty otherwise.
        maximum: Greatest integer taken; the least is 0.
        unit: Unit of an integer, or "".
        worse: Which way is worse: "true", "false", "later", "any-but-first", "fewer", "more" or "" for no order.
        ask: The question put to the person.
        considerations_only: True when it never bears on the action.
        words: Values in plain words, where the file gives them.
        label: A short name for people.
        change: What would have to be so, for each value; for an integer under "more" and "fewer".
        rise: What a rise needs of it, in words, or "".
        known_from: Which of answer, diary and medicine tell it.
        prompt: Name of the prompt by which a person tells it, or "".
        place: Name of the place where it is told instead, or "".
        signs: Side effects whose presence says yes.
        at_start: True when it is asked before anything else.
        everyday: True when it changes in the course of days, unlike an allergy.
        watched: True when the day's screen tells what it would change.
        asked_before_rise: True when it must have been answered on the day itself before anything rises.
        not_stated: What it is where facts are given without a diary and leave it out; None is unknown.
        where: File and line.
    """

    name: str
    type: FactType
    values: tuple[str, ...]
    maximum: int
    unit: str
    worse: str
    ask: str
    considerations_only: bool
    words: Mapping[str, str]
    label: str = ""
    change: Mapping[str, str] = field(default_factory=dict)
    rise: str = ""
    known_from: tuple[str, ...] = ()
    prompt: str = ""
    place: str = ""
    signs: tuple[str, ...] = ()
    at_start: bool = False
    everyday: bool = False
    watched: bool = False
    asked_before_rise: bool = False
    not_stated: FactValue = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing that a person is asked, or that zonewise notes as an answer: a fact by its own name, or none.

    Attributes:
        name: The name that the answer is kept under.
        label: A short name for people.
        answers: What may be answered.
        words: Each answer in plain words.
        ask: The question.
        short: The question where buttons carry the words, or "".
        holds: For how many days after it an answer is good; None is for ever.
        nothing_else: The answer that is given by saying that there is nothing else to tell, or "".
        place: Name of the place where the rest is told, of which no button speaks, or "".
        from_people: False when zonewise alone writes it.
    """

    name: str
    label: str
    answers: tuple[str, ...]
    words: Mapping[str, str]
    ask: str
    short: str
    holds: int | None
    nothing_else: str
    place: str
    from_people: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is told that no button answers: the page, the words of its link, the command."""

    page: str
    link: str
    command: str


@dataclass(frozen=True, slots=True)
class Test:
    """Which values of one fact a condition accepts.

    Attributes:
        fact: Name of the fact.
        accepts: Accepted values of a bool or a choice; empty for an integer.
        low: Least accepted integer, or None.
        high: Greatest accepted integer, or None.
        unknown: True when the test accepts only that the fact is unknown.
    """

    __test__ = False  # not a test case, whatever pytest thinks of the name

    fact: str
    accepts: frozenset[bool | str] = frozenset()
    low: int | None = None
    high: int | None = None
    unknown: bool = False

    def holds(self, value: FactValue) -> bool:
        """Say whether the test accepts a value; an unknown value is accepted only by name."""
        if value is None or self.unknown:
            return value is None and self.unknown
        if isinstance(value, int) and not isinstance(value, bool):
            return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)
        return value in self.accepts


Condition = tuple[Test, ...]
"""Tests on different facts that must all hold."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when any of its conditions holds it gives its answer.

    Attributes:
        id: Never changes; shown to people and stored with decisions.
        question: The question it belongs to.
        any_of: Alternative conditions.
        then: The answer.
        because: One sentence a patient can read.
        sources: Ids of statements, labels, trials, practice or product choices.
        where: File and line, such as "flare.yaml:14".
    """

    id: str
    question: str
    any_of: tuple[Condition, ...]
    then: str
    because: str
    sources: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class AnswerDefinition:
    """One answer of a question, and what it asks of the person.

    Attributes:
        name: The answer.
        actions: Pairs of condition and action; the first whose condition holds gives the action. Empty: no action.
        beside: Considerations that come with the answer.
    """

    name: str
    actions: tuple[tuple[Condition, str], ...]
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its rules.

    Attributes:
        name: The question.
        title: The question in words.
        asked_when: Tests that must hold for the question to be put.
        every: True when all rules that fire are shown, False when the most cautious answer wins.
        answers: Most cautious first.
        rules: In the order of the file.
    """

    name: str
    title: str
    asked_when: Condition
    every: bool
    answers: tuple[AnswerDefinition, ...]
    rules: tuple[Rule, ...]

    def rank(self, answer: str) -> int:
        """Return the place of an answer in the order of caution, 0 the most cautious."""
        return next(place for place, known in enumerate(self.answers) if known.name == answer)


@dataclass(frozen=True, slots=True)
class FallbackRule:
    """What stands when what is known gives no answer."""

    rule: Rule
    action: str
    when: Condition


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule or an entry comes from; `kind` is that of a statement of the guide, and "" for other sources."""

    id: str
    title: str
    says: str
    where: str
    kind: str = ""


FALLBACK_OF_DOSE = {
    "answer-first": "",
    "no-more": "",
    "pause": "",
    "wait": "",
    "stop": "",
    "same": "",
    "next-step": "",
    "step-back": "pause",
    "first-step": "wait",
    "resume": "wait",
}
"""What may be taken with an action, and what is taken when there is no such dose, or ""."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of a protocol, read whole and without a fault.

    Attributes:
        id: Name of the protocol.
        title: In words.
        version: Of the protocol, not of the software.
        dated: ISO date of the version.
        review: State of clinical review.
        sha256: Of all its files.
        facts: By name, in the order of the file.
        questions: By name, in the order a person meets them.
        actions: Most cautious first.
        rising: Actions that let the dose rise.
        ask_before: Actions that a missing fact may not be able to bring while another is given.
        silent: Actions beside which no dose and no consideration is shown.
        always_needed: The fact without which nothing can be asked about the dose.
        otherwise: What stands when what is known gives no answer.
        sources: By id.
        prompts: All that is asked of a person, by name.
        places: By name.
        doses: What is taken with an action, a key of `FALLBACK_OF_DOSE`; none for an action without a dose.
        words: What a person reads for an action, a consideration or a review.
    """

    id: str
    title: str
    version: str
    dated: str
    review: str
    sha256: str
    facts: Mapping[str, FactDefinition]
    questions: Mapping[str, Question]
    actions: tuple[str, ...]
    rising: frozenset[str]
    ask_before: frozenset[str]
    silent: frozenset[str]
    always_needed: str
    otherwise: tuple[FallbackRule, ...]
    sources: Mapping[str, Source]
    prompts: Mapping[str, Prompt] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    doses: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def rules(self) -> dict[str, Rule]:
        """Every rule by id: those of the questions, then those that stand when what is known gives no answer."""
        of_questions = (rule for question in self.questions.values() for rule in question.rules)
        return {rule.id: rule for rule in (*of_questions, *(fallback.rule for fallback in self.otherwise))}

    @property
    def danger_signs(self) -> tuple[str, ...]:
        """The danger signs, the most pressing first; none in a protocol that does not ask about them."""
        fact = self.facts.get(DANGER_SIGN)
        return () if fact is None else tuple(sign for sign in fact.values if sign != "none")

    def words_of(self, name: str) -> str:
        """Return what a person reads for an action, a consideration or a review."""
        return self.words.get(name, name.replace("-", " ").capitalize())
