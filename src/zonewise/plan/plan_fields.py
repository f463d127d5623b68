"""Typed values of the keys of a plan file.

A `Fields` reads the values of one mapping and collects every problem on the way. A value it could not read is None;
nothing is built from it, because the reader refuses the whole file when there is any problem.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from zonewise.located_yaml import List, Map, Node, Reading, Text
from zonewise.problem import NotUnderstood, unknown_word

T = TypeVar("T")

LONGEST_TEXT = 500
EARLIEST, LATEST = date(1980, 1, 1), date(2199, 12, 31)

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LENGTH = re.compile(r"([0-9]{1,4})\s*([a-z]*)")
_HOURS_IN = {"hour": 1, "hours": 1, "h": 1, "day": 24, "days": 24, "week": 168, "weeks": 168}
_SAMPLE_LENGTH = {"days": "7 days or 2 weeks", "hours": "20 hours"}


class Fields:
    """The keys of one mapping, read one by one.

    Args:
        node: The mapping.
        reading: Where problems are collected.
        inside: What the mapping describes, such as "the plan" or "bottle 2".
        known: Every key it may have.
    """

    def __init__(self, node: Map, reading: Reading, inside: str, known: Sequence[str]) -> None:
        self.reading, self.inside, self._node = reading, inside, node
        reading.mapping(node, inside, known)

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the mapping when the key is not there."""
        return self._node.key_lines.get(key, self._node.line)

    def has(self, key: str) -> bool:
        """Return whether the key is there, with or without a value."""
        return key in self._node.items

    def value(self, key: str, *, example: str = "") -> Node | None:
        """Return what stands under a key, or None.

        An `example` makes the key required: when it is missing or empty, that is a problem that shows the example.
        """
        line, node = self.line_of(key), self._node.items.get(key)
        if node is not None and not (isinstance(node, Text) and (node.is_null or not node.words)):
            return node
        if example:
            expected = f"Write for example '{key}: {example}'."
            self.reading.fault(line, f"{self.inside} has no '{key}'.", expected, "missing-key")
        elif node is not None:
            self.reading.fault(line, f"'{key}' is empty.", "Write its value, or leave the key out.", "empty-value")
        return None

    def scalar(self, key: str, *, example: str = "") -> Text | None:
        """Return a single written value, or None."""
        return self._scalar(key, self.value(key, example=example))

    def text(self, key: str, *, example: str = "") -> str | None:
        """Return free text without control characters, or None."""
        scalar = self.scalar(key, example=example)
        return None if scalar is None else self.free_text(key, scalar)

    def free_text(self, key: str, scalar: Text) -> str | None:
        """Return a value as free text of bearable length, or None."""
        if len(scalar.words) > LONGEST_TEXT:
            fault = f"'{key}' has {len(scalar.words)} characters."
            self.reading.fault(scalar, fault, f"Keep it within {LONGEST_TEXT}.", "text-too-long")
        elif not scalar.words.isprintable():
            self.reading.fault(scalar, f"'{key}' holds a control character.", "Write plain text.", "control-character")
        else:
            return scalar.words
        return None

    def amount(self, key: str, parse: Callable[[str], Decimal], *, example: str = "") -> Decimal | None:
        """Return a value read by one of the readers of amounts, or None."""
        scalar = self.scalar(key, example=example)
        return None if scalar is None else self.parse_amount(key, scalar, parse)

    def parse_amount(self, key: str, scalar: Text, parse: Callable[[str], Decimal]) -> Decimal | None:
        """Return one written value read by one of the readers of amounts, or None."""
        try:
            amount = parse(scalar.words)
        except NotUnderstood as error:
            self.reading.fault(scalar, f"{key}: {error.fault}", error.expected, error.code)
            return None
        if amount:
            return amount
        self.reading.fault(scalar, f"{key}: '{scalar.words}' is nothing.", "Write an amount above 0.", "zero-amount")
        return None

    def amounts(self, key: str, parse: Callable[[str], Decimal], *, example: str = "") -> tuple[Decimal, ...]:
        """Return one amount or a list of amounts; () when the key is missing or a problem was found."""
        node = self.value(key, example=example)
        read = [self.parse_amount(key, scalar, parse) for scalar in self.scalars(key, node)]
        return tuple(amount for amount in read if amount is not None)

    def scalars(self, key: str, node: Node | None) -> tuple[Text, ...]:
        """Return the written values of a list, or of a single value taken as a list of one."""
        scalars = (self._scalar(key, item) for item in items_of(node))
        return tuple(scalar for scalar in scalars if scalar is not None)

    def choice(self, key: str, among: Sequence[T], *, example: str = "") -> T | None:
        """Return one of some known words, or None."""
        scalar = self.scalar(key, example=example)
        if scalar is None:
            return None
        for word in among:
            if word == scalar.words.casefold():
                return word
        expected = unknown_word(scalar.words, map(str, among))
        self.reading.fault(scalar, f"'{key}' is '{scalar.words}'.", expected, "unknown-word")
        return None

    def flag(self, key: str) -> bool | None:
        """Return yes as True, no as False, and None when the key is missing."""
        word = self.choice(key, ("yes", "no", "true", "false"))
        return None if word is None else word in ("yes", "true")

    def day(self, key: str, *, example: str = "") -> date | None:
        """Return a calendar date written as 2026-03-09, or None."""
        scalar = self.scalar(key, example=example)
        if scalar is None:
            return None
        match = _DATE.fullmatch(scalar.words)
        expected = "Write year-month-day, such as 2026-03-09."
        if not match:
            self.reading.fault(scalar, f"{key}: '{scalar.words}' is not a date.", expected, "not-a-date")
            return None
        try:
            day = date(*(int(part) for part in match.groups()))
        except ValueError:
            self.reading.fault(scalar, f"{key}: there is no day {scalar.words}.", expected, "impossible-date")
            return None
        if EARLIEST <= day <= LATEST:
            return day
        fault, expected = f"{key}: the year of {day} cannot be meant.", f"Write a date from {EARLIEST} to {LATEST}."
        self.reading.fault(scalar, fault, expected, "impossible-date")
        return None

    def length(self, key: str, unit: str, *, example: str = "") -> int | None:
        """Return a length of time in whole "days" or "hours", or None.

        A number without unit counts only where the key itself names the unit.
        """
        scalar = self.scalar(key, example=example)
        if scalar is None:
            return None
        match = _LENGTH.fullmatch(scalar.words.casefold())
        unit_in_key = unit if unit.rstrip("s") in [word.rstrip("s") for word in key.split("-")] else ""
        hours = int(match[1]) * _HOURS_IN.get(match[2] or unit_in_key, 0) if match else 0
        if hours and hours % _HOURS_IN[unit] == 0:
            return hours // _HOURS_IN[unit]
        expected = f"Write a whole number with its unit, such as {_SAMPLE_LENGTH[unit]}."
        self.reading.fault(scalar, f"'{key}' is '{scalar.words}'.", expected, "not-a-length")
        return None

    def parts(self, key: str, known: Sequence[str], inside: str) -> "tuple[Fields, ...]":
        """Return each mapping of a list of mappings, ready to be read."""
        fields = []
        for number, item in enumerate(items_of(self.value(key)), 1):
            if isinstance(item, Map):
                fields.append(Fields(item, self.reading, f"{inside} {number}", known))
            else:
                expected = f"Write it with the keys {', '.join(known)}."
                self.reading.fault(item, f"{inside} {number} is not a set of keys.", expected, "wrong-type")
        return tuple(fields)

    def _scalar(self, key: str, node: Node | None) -> Text | None:
        if node is None or (isinstance(node, Text) and not node.is_null):
            return node
        content = {List: "a list", Map: "a set of keys", Text: "empty"}[type(node)]
        self.reading.fault(node, f"'{key}' holds {content}.", "Write a single value there.", "wrong-type")
        return None


def items_of(node: Node | None) -> tuple[Node, ...]:
    """Return the items of a list; a single value counts as a list of one, nothing as an empty one."""
    if node is None:
        return ()
    return node.items if isinstance(node, List) else (node,)
