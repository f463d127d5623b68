"""What the trackers of another app become: a rule for each, and the mapping that holds the rules of a file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, get_args

from zonewise.model.amounts import plain
from zonewise.model.entry import EVENTS, RATINGS

from .cell_values import Direction
from .dates import DateOrder
from .known_names import folded

ANY = "*"
"""As the tracker of a rule: every tracker of its category."""

COLUMN_TARGETS = ("date", "time", "name", "value", "unit", "note")
QuestionKind = Literal[
    "about", "scale", "good-end", "words", "unit", "no-with-amount", "high-dose", "date-order", "change"
]
"""What a person has to say of a tracker before it can move a zone or a dose."""

QUESTION_KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)

TARGETS = (*RATINGS, *EVENTS, "dose", "medicine", "sign", "tracker", "ignore", *COLUMN_TARGETS)


@dataclass(frozen=True, slots=True)
class TrackerRule:
    """What one tracker becomes."""

    tracker: str  # Its name in the file (a column, in a file with a column for each tracker), or `ANY`.
    # A rating, an event, "dose", "medicine", "sign" (grade 1-3), "tracker" (kept under its own name), "ignore", or the
    # role of a column: date, time, name, value, unit, note.
    target: str
    category: str = ""  # Its category in the file, or "" for any.
    low: Decimal | None = None  # Lower end of its scale, for a rating.
    high: Decimal | None = None  # Upper end of its scale, for a rating.
    higher_is: Direction = "worse"  # Whether the upper end is the worse or the better one.
    unit: str = ""  # Unit of the values, when the file does not say.
    order: DateOrder = ""  # How the dates of a date column begin, when they end with the year.
    because: str = ""  # Why this was proposed, for the person who confirms it.
    words: tuple[tuple[str, Decimal], ...] = ()  # What words stand for on its scale; of an event, 0 for no.
    no_time: bool = False  # Of a date column: each stamp in it is at midnight, which is a day without a time.
    most: Decimal | None = None  # The highest single dose in mg that the person says is right, above what is usual.
    questions: tuple[QuestionKind, ...] = ()  # What has to be said first; until then it is kept under its own name.

    @property
    def scale(self) -> str:
        """The scale as text, such as "0-3", or ""."""
        if self.low is None or self.high is None:
            return ""
        return f"{plain(self.low)}-{plain(self.high)}"


@dataclass(frozen=True, slots=True)
class TrackerMapping:
    """What the trackers of one file become."""

    format: str  # The format it is for.
    rules: tuple[TrackerRule, ...]  # At most one for each tracker and category.
    confirmed: bool = False  # Whether a person has looked at it and agreed.

    def column(self, role: str) -> str:
        """Return the folded name of the column with this role, or ""."""
        return next((folded(rule.tracker) for rule in self.rules if rule.target == role), "")

    @property
    def is_long(self) -> bool:
        """Whether a row holds one tracker (its name in one column, its value in another), not one day."""
        return bool(self.column("name") and self.column("value"))


def without_open_questions(mapping: TrackerMapping) -> TrackerMapping:
    """Return the mapping with each tracker that something has to be said about kept under its own name for now."""
    rules = tuple(
        replace(rule, target="tracker", unit="", words=(), questions=())
        if rule.questions and rule.target not in COLUMN_TARGETS
        else rule
        for rule in mapping.rules
    )
    return replace(mapping, rules=rules)


def rule_finder(mapping: TrackerMapping) -> Callable[[str, str], TrackerRule | None]:
    """Return what finds the rule for tracker and category, else for the tracker, else for the category, else None."""
    rules = {(folded(rule.tracker), folded(rule.category)): rule for rule in mapping.rules}

    def find(tracker: str, category: str) -> TrackerRule | None:
        name, group = folded(tracker), folded(category)
        return rules.get((name, group)) or rules.get((name, "")) or rules.get((ANY, group))

    return find


def with_rules(mapping: TrackerMapping, rules: Iterable[TrackerRule]) -> TrackerMapping:
    """Return the mapping with these rules in place of those for the same trackers (and columns of the same role)."""
    new_rules = tuple(rules)
    names = {folded(rule.tracker) for rule in new_rules}
    roles = {rule.target for rule in new_rules if rule.target in COLUMN_TARGETS and rule.target != "note"}
    others = (rule for rule in mapping.rules if folded(rule.tracker) not in names and rule.target not in roles)
    return replace(mapping, rules=(*others, *new_rules))


def confirmed(mapping: TrackerMapping) -> TrackerMapping:
    """Return the mapping as agreed to by the person."""
    return replace(mapping, confirmed=True)
