"""The rules by which the trackers of another app become entries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from zonewise.model.amounts import plain
from zonewise.model.entry import EVENTS, RATINGS
from zonewise.problem import InputRefused, NotUnderstood, Problem, did_you_mean, shown

from .date_and_time import DATE_ORDERS, DateOrder
from .file_layout import folded
from .numbers import Direction, number

ANY = "*"
"""As the tracker of a rule: every tracker of its category."""

COLUMN_TARGETS = ("date", "time", "name", "value", "unit", "note")
TARGETS = (*RATINGS, *EVENTS, "dose", "medicine", "sign", "tracker", "ignore", *COLUMN_TARGETS)

_SCALE = re.compile(r"(-?[0-9]+(?:[.,][0-9]+)?)-(-?[0-9]+(?:[.,][0-9]+)?)")
_DIRECTIONS: dict[str, Direction] = {"higher-is-worse": "worse", "higher-is-better": "better"}


@dataclass(frozen=True, slots=True)
class TrackerRule:
    """What one tracker becomes.

    Attributes:
        tracker: Its name in the file (a column, in a file with a column for each tracker), or `ANY`.
        target: A rating, an event, "dose", "medicine", "sign" (grade 1-3), "tracker" (kept under its own name),
            "ignore", or the role of a column: date, time, name, value, unit, note.
        category: Its category in the file, or "" for any.
        low: Lower end of its scale, for a rating.
        high: Upper end of its scale, for a rating.
        higher_is: Whether the upper end is the worse or the better one.
        unit: Unit of the values, when the file does not say.
        order: How the dates of a date column begin, when they end with the year.
        because: Why this was proposed, for the person who confirms it.
    """

    tracker: str
    target: str
    category: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    higher_is: Direction = "worse"
    unit: str = ""
    order: DateOrder = ""
    because: str = ""

    @property
    def scale(self) -> str:
        """The scale as text, such as "0-3", or ""."""
        if self.low is None or self.high is None:
            return ""
        return f"{plain(self.low)}-{plain(self.high)}"


@dataclass(frozen=True, slots=True)
class TrackerMapping:
    """What the trackers of one file become.

    Attributes:
        format: The format it is for.
        rules: At most one for each tracker and category.
        confirmed: Whether a person has looked at it and agreed.
    """

    format: str
    rules: tuple[TrackerRule, ...]
    confirmed: bool = False

    def column(self, role: str) -> str:
        """Return the folded name of the column with this role, or ""."""
        return next((folded(rule.tracker) for rule in self.rules if rule.target == role), "")

    @property
    def is_long(self) -> bool:
        """Whether a row holds one tracker (its name in one column, its value in another), not one day."""
        return bool(self.column("name") and self.column("value"))


class Rules:
    """The rules of a mapping, looked up by tracker and category."""

    def __init__(self, mapping: TrackerMapping) -> None:
        self._rules = {(folded(rule.tracker), folded(rule.category)): rule for rule in mapping.rules}

    def of(self, tracker: str, category: str = "") -> TrackerRule | None:
        """Return the rule for tracker and category, else for the tracker, else for the category, else None."""
        name, group = folded(tracker), folded(category)
        rules = self._rules
        return rules.get((name, group)) or rules.get((name, "")) or rules.get((ANY, group))


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


def rules_from_arguments(arguments: Iterable[str], where: str) -> tuple[TrackerRule, ...]:
    """Return the rules in their short form, such as "Headache=pain:0-3" or "Mood=mood:1-10:higher-is-better".

    Raises:
        InputRefused: With a problem for each argument that is not understood.
    """
    rules: list[TrackerRule] = []
    problems: list[Problem] = []
    for argument in arguments:
        try:
            rules.append(short_rule(argument))
        except NotUnderstood as fault:
            problems.append(fault.at(where, 0))
    if problems:
        raise InputRefused(problems)
    return tuple(rules)


def short_rule(text: str) -> TrackerRule:
    """Return the rule in "TRACKER=TARGET[:SCALE][:DIRECTION][:UNIT or DATE ORDER]".

    Raises:
        NotUnderstood: No tracker, an unknown target, or a rating without its scale.
    """
    tracker, equals, rest = text.rpartition("=")
    if not equals or not tracker.strip():
        raise NotUnderstood(
            f"{shown(text)} is not a rule.", "Write TRACKER=TARGET, such as 'Headache=pain:0-3'.", "mapping-rule"
        )
    target, *more = (part.strip() for part in rest.split(":"))
    low = high = None
    higher_is: Direction = "worse"
    order: DateOrder = ""
    unit = ""
    for part in filter(None, more):
        if part in DATE_ORDERS:
            order = next(known for known in DATE_ORDERS if known == part)
        elif part in _DIRECTIONS:
            higher_is = _DIRECTIONS[part]
        elif _SCALE.fullmatch(part):
            low, high = scale_of(part)
        else:
            unit = part
    return checked_rule(TrackerRule(tracker.strip(), target.casefold(), "", low, high, higher_is, unit, order))


def short_text_of(rule: TrackerRule) -> str:
    """Return a rule in its short form."""
    direction = "higher-is-better" if rule.higher_is == "better" else ""
    parts = (f"{rule.tracker}={rule.target}", rule.scale, direction, rule.order, rule.unit)
    return ":".join(filter(None, parts))


def scale_of(text: str) -> tuple[Decimal, Decimal]:
    """Return the two ends of a scale written like "0-3".

    Raises:
        NotUnderstood: Not two numbers, or the second is not the greater one.
    """
    ends = _SCALE.fullmatch(text.strip())
    if ends is None or number(ends[1], "The scale") >= number(ends[2], "The scale"):
        raise NotUnderstood(
            f"The scale is {shown(text)}.", "Write its lowest and highest value, such as 0-3.", "mapping-scale"
        )
    return number(ends[1], "The scale"), number(ends[2], "The scale")


def checked_rule(rule: TrackerRule) -> TrackerRule:
    """Return the rule when it can be followed.

    Raises:
        NotUnderstood: An unknown target, a rating without a scale, or a unit where none belongs.
    """
    if rule.target not in TARGETS:
        raise NotUnderstood(
            f"{shown(rule.tracker)} is to become {shown(rule.target)}, which is not known.",
            f"{did_you_mean(rule.target, TARGETS)}Targets are {', '.join(TARGETS)}.",
            "mapping-target",
        )
    if rule.target in RATINGS and not rule.scale:
        raise NotUnderstood(
            f"{shown(rule.tracker)} is to become the rating {rule.target} and its scale is missing.",
            f"Write it like '{rule.tracker}={rule.target}:0-3', and ':higher-is-better' when the top is good.",
            "mapping-scale",
        )
    if rule.unit and rule.target not in ("tracker", "dose", "medicine", "value"):
        raise NotUnderstood(
            f"{shown(rule.unit)} after {shown(rule.tracker)} is not understood.",
            f"{did_you_mean(rule.unit, (*_DIRECTIONS, *DATE_ORDERS))}A scale is written like 0-3.",
            "mapping-rule",
        )
    return rule
