"""Frozen values of a protocol's rules: facts, prompts, questions with their rules, actions and sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FactType = Literal["bool", "choice", "integer"]
FactValue = bool | int | str | None
Facts = Mapping[str, FactValue]  # What is known of one person today, by fact name; None or absent is unknown.
DANGER_SIGN = "danger_sign"
A_DATE = "date"


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """One thing a rule may look at."""

    name: str  # The fact's name, the same in files, JSON and stored decisions.
    type: FactType  # "bool", "choice" or "integer".
    values: tuple[str, ...]  # The values of a choice, in the order the file gives; empty otherwise.
    maximum: int  # Greatest integer taken; the least is 0.
    unit: str  # Unit of an integer, or "".
    worse: str  # Which way is worse: "true", "false", "later", "any-but-first", "fewer", "more" or "" for no order.
    ask: str  # The question put to the person.
    considerations_only: bool  # True when it never bears on the action.
    words: Mapping[str, str]  # Values in plain words, where the file gives them.
    label: str = ""  # A short name for people.
    # What would have to be so, for each value; for an integer under "more" and "fewer".
    change: Mapping[str, str] = field(default_factory=dict)
    rise: str = ""  # What a rise needs of it, in words, or "".
    rise_unknown: str = ""  # The same while it is unknown, where no answer tells it.
    known_from: tuple[str, ...] = ()  # Which of answer, diary and medicine tell it.
    prompt: str = ""  # Name of the prompt by which a person tells it, or "".
    place: str = ""  # Name of the place where it is told instead, or "".
    signs: tuple[str, ...] = ()  # Side effects whose presence says yes.
    suggested_by: tuple[str, ...] = ()  # What of a day gives reason to ask; without one it is no. Empty: it is asked.
    at_start: bool = False  # True when it is asked before anything else.
    everyday: bool = False  # True when it changes in the course of days, unlike an allergy.
    past: bool = False  # True when it is of a time that is over: what is known of it can become no other.
    watched: bool = False  # True when the day's screen tells what it would change.
    keeps_asking: bool = False  # True when its prompt is put for as long as it holds, known though it is.
    evenings_after_increase: int = 0  # On so many evenings after an increase it is asked anew, known or not.
    not_stated: FactValue = None  # What it is where facts are given without a diary and leave it out; None is unknown.
    where: str = ""  # File and line.


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing that a person is asked, or that zonewise notes as an answer: a fact by its own name, or none."""

    name: str  # The name that the answer is kept under.
    label: str  # A short name for people.
    answers: tuple[str, ...]  # What may be answered; `A_DATE` stands for any day up to today.
    words: Mapping[str, str]  # Each answer in plain words.
    ask: str
    short: str  # The question where buttons carry the words, or "".
    holds: int | None  # For how many days after it an answer is good; None is for ever.
    nothing_else: str  # The answer that is given by saying that there is nothing else to tell, or "".
    place: str  # Name of the place where the rest is told, of which no button speaks, or "".
    from_people: bool  # False when zonewise alone writes it.
    events: tuple[str, ...] = ()  # Names of the events of a diary that tell it as well.


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is told that no button answers: the page, the words of its link, the command."""

    page: str
    link: str
    command: str  # Or "" where only the page tells it.


@dataclass(frozen=True, slots=True)
class Test:
    """Which values of one fact a condition accepts."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    fact: str  # Name of the fact.
    accepts: frozenset[bool | str] = frozenset()  # Accepted values of a bool or a choice; empty for an integer.
    low: int | None = None  # Least accepted integer, or None.
    high: int | None = None  # Greatest accepted integer, or None.
    unknown: bool = False  # True when the test accepts only that the fact is unknown.

    def holds(self, value: FactValue) -> bool:
        """Say whether the test accepts a value; an unknown value is accepted only by name."""
        if value is None or self.unknown:
            return value is None and self.unknown
        if isinstance(value, int) and not isinstance(value, bool):
            return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)
        return value in self.accepts


Condition = tuple[Test, ...]  # Tests on different facts that must all hold.


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when any of its conditions holds it gives its answer."""

    id: str  # Never changes; shown to people and stored with decisions.
    question: str  # The question it belongs to.
    any_of: tuple[Condition, ...]  # Alternative conditions.
    then: str  # The answer.
    because: str  # One sentence a patient can read.
    sources: tuple[str, ...]  # Ids of statements, labels, trials, practice or product choices.
    where: str  # File and line, such as "flare.yaml:14".


@dataclass(frozen=True, slots=True)
class AnswerDefinition:
    """One answer of a question, and what it asks of the person."""

    name: str  # The answer.
    # Pairs of condition and action; the first whose condition holds gives the action. Empty: no action.
    actions: tuple[tuple[Condition, str], ...]
    beside: tuple[str, ...]  # Considerations that come with the answer.


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its rules."""

    name: str  # The question.
    title: str  # The question in words.
    asked_when: Condition  # Tests that must hold for the question to be put.
    every: bool  # True when all rules that fire are shown, False when the most cautious answer wins.
    answers: tuple[AnswerDefinition, ...]  # Most cautious first.
    rules: tuple[Rule, ...]  # In the order of the file.

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
    """The rules of a protocol, read whole and without a fault."""

    id: str  # Name of the protocol.
    title: str
    version: str  # Of the protocol, not of the software.
    dated: str  # ISO date of the version.
    review: str  # State of clinical review.
    sha256: str  # Of all its files.
    facts: Mapping[str, FactDefinition]  # By name, in the order of the file.
    questions: Mapping[str, Question]  # By name, in the order a person meets them.
    actions: tuple[str, ...]  # Most cautious first.
    rising: frozenset[str]  # Actions that let the dose rise.
    ask_before: frozenset[str]  # Actions that a missing fact may not be able to bring while another is given.
    silent: frozenset[str]  # Actions beside which no dose and no consideration is shown.
    always_needed: str  # The fact without which nothing can be asked about the dose.
    otherwise: tuple[FallbackRule, ...]  # What stands when what is known gives no answer.
    sources: Mapping[str, Source]  # By id.
    prompts: Mapping[str, Prompt] = field(default_factory=dict)  # All that is asked of a person, by name.
    places: Mapping[str, Place] = field(default_factory=dict)  # By name.
    # What is taken with an action, a key of `FALLBACK_OF_DOSE`; none for an action without a dose.
    doses: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)  # What people read for an action, consideration or review.
    # Danger signs after which treatment begins again low, whatever was said of going on.
    start_low_after: frozenset[str] = frozenset()

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
