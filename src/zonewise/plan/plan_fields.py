"""What does one key of a plan file say, and what is wrong with it when it says nothing we can use?

A `Fields` reads typed values out of one block of keys and collects every problem on the way. A value it could not
read is None; nothing is built from it, because the reader refuses the whole file when there is any problem.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from zonewise.problem import NotUnderstood, Problem, did_you_mean

from .located_yaml import Block, Leaf, Listing, Tree

T = TypeVar("T")

LONGEST_TEXT = 500
EARLIEST, LATEST = date(1980, 1, 1), date(2199, 12, 31)

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LENGTH = re.compile(r"([0-9]{1,4})\s*([a-z]*)")
_HOURS_IN = {"hour": 1, "hours": 1, "h": 1, "day": 24, "days": 24, "week": 168, "weeks": 168}


class Fields:
    """The keys of one block, read one by one.

    Args:
        block: The block.
        where: Name of the file, for messages.
        inside: What the block describes, such as "the plan" or "bottle 2".
        known: Every key the block may have.
        problems: Where problems are collected.
    """

    def __init__(self, block: Block, where: str, inside: str, known: Sequence[str], problems: list[Problem]) -> None:
        self.where, self.inside, self.line, self.problems = where, inside, block.line, problems
        self._values = {key: (line, value) for key, line, value in block.entries}
        for key, (line, _) in self._values.items():
            if key not in known:
                hint = did_you_mean(key, known)
                expected = f"{hint}Known: {', '.join(known)}."
                self.refuse(line, f"'{key}' is not a key of {inside}.", expected, "unknown-key")

    def refuse(self, line: int, found: str, expected: str, code: str) -> None:
        """Collect one problem."""
        self.problems.append(Problem(self.where, line, found, expected, code))

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the block when the key is not there."""
        return self._values[key][0] if key in self._values else self.line

    def has(self, key: str) -> bool:
        """Return whether the key is there, with or without a value."""
        return key in self._values

    def tree(self, key: str, *, example: str = "") -> Tree | None:
        """Return what stands under a key, or None.

        An `example` makes the key required: when it is missing or empty, that is a problem that shows the example.
        """
        line, value = self._values.get(key, (self.line, None))
        missing = value is None or (isinstance(value, Leaf) and (value.empty or not value.text))
        if not missing:
            return value
        if example:
            self.refuse(line, f"{self.inside} has no '{key}'.", f"Write for example '{key}: {example}'.", "missing-key")
        elif value is not None:
            self.refuse(line, f"'{key}' is empty.", "Write its value, or leave the key out.", "empty-value")
        return None

    def word(self, key: str, *, example: str = "") -> Leaf | None:
        """Return a single written value, or None."""
        return self._leaf(key, self.tree(key, example=example))

    def text(self, key: str, *, example: str = "") -> str | None:
        """Return free text without control characters, or None."""
        leaf = self.word(key, example=example)
        return None if leaf is None else self.free_text(key, leaf)

    def free_text(self, key: str, leaf: Leaf) -> str | None:
        """Return a value as free text of bearable length, or None."""
        text = " ".join(leaf.text.split())
        if len(text) > LONGEST_TEXT:
            found = f"'{key}' has {len(text)} characters."
            self.refuse(leaf.line, found, f"Keep it within {LONGEST_TEXT}.", "text-too-long")
            return None
        if not text.isprintable():
            self.refuse(leaf.line, f"'{key}' holds a control character.", "Write plain text.", "control-character")
            return None
        return text

    def parsed(self, key: str, parse: Callable[[str], T], *, example: str = "") -> T | None:
        """Return a value read by one of the `amount` readers, or None."""
        leaf = self.word(key, example=example)
        return None if leaf is None else self.parse_leaf(key, leaf, parse)

    def parse_leaf(self, key: str, leaf: Leaf, parse: Callable[[str], T]) -> T | None:
        """Return one written value read by one of the `amount` readers, or None."""
        try:
            value = parse(leaf.text)
        except NotUnderstood as error:
            self.refuse(leaf.line, f"{key}: {error.found}", error.expected, error.code)
            return None
        if isinstance(value, Decimal) and not value:
            self.refuse(leaf.line, f"{key}: '{leaf.text}' is nothing.", "Write an amount above 0.", "zero-amount")
            return None
        return value

    def amounts(self, key: str, parse: Callable[[str], Decimal], *, example: str = "") -> tuple[Decimal, ...]:
        """Return one amount or a list of amounts; () when the key is missing or a problem was found."""
        tree = self.tree(key, example=example)
        read = [self.parse_leaf(key, leaf, parse) for leaf in self.leaves(key, tree)]
        return tuple(amount for amount in read if amount is not None)

    def leaves(self, key: str, tree: Tree | None) -> tuple[Leaf, ...]:
        """Return the written values of a list, or of a single value taken as a list of one."""
        if tree is None:
            return ()
        items = tree.items if isinstance(tree, Listing) else (tree,)
        found = (self._leaf(key, item) for item in items)
        return tuple(leaf for leaf in found if leaf is not None)

    def choice(self, key: str, among: Sequence[T], *, example: str = "") -> T | None:
        """Return one of some known words, or None."""
        leaf = self.word(key, example=example)
        if leaf is None:
            return None
        for word in among:
            if word == leaf.text.casefold():
                return word
        words = [str(word) for word in among]
        expected = f"{did_you_mean(leaf.text, words)}Known: {', '.join(words)}."
        self.refuse(leaf.line, f"'{key}' is '{leaf.text}'.", expected, "unknown-word")
        return None

    def flag(self, key: str) -> bool | None:
        """Return yes as True, no as False, and None when the key is missing."""
        said = self.choice(key, ("yes", "no", "true", "false"))
        return None if said is None else said in ("yes", "true")

    def day(self, key: str, *, example: str = "") -> date | None:
        """Return a calendar date written as 2026-03-09, or None."""
        leaf = self.word(key, example=example)
        if leaf is None:
            return None
        match = _DATE.fullmatch(leaf.text)
        expected = "Write year-month-day, such as 2026-03-09."
        if not match:
            self.refuse(leaf.line, f"{key}: '{leaf.text}' is not a date.", expected, "not-a-date")
            return None
        try:
            found = date(*(int(part) for part in match.groups()))
        except ValueError:
            self.refuse(leaf.line, f"{key}: there is no day {leaf.text}.", expected, "impossible-date")
            return None
        if not EARLIEST <= found <= LATEST:
            between = f"Write a date from {EARLIEST} to {LATEST}."
            self.refuse(leaf.line, f"{key}: the year of {leaf.text} cannot be meant.", between, "impossible-date")
            return None
        return found

    def length(self, key: str, unit: str, *, example: str = "") -> int | None:
        """Return a length of time in whole "days" or "hours", or None.

        A number without unit counts only where the key itself names the unit.
        """
        leaf = self.word(key, example=example)
        if leaf is None:
            return None
        match = _LENGTH.fullmatch(leaf.text.casefold())
        named = unit if unit.rstrip("s") in [word.rstrip("s") for word in key.split("-")] else ""
        hours = _HOURS_IN.get(match[2] or named) if match else None
        hours_in_unit = _HOURS_IN[unit]
        if not match or hours is None or (int(match[1]) * hours) % hours_in_unit or int(match[1]) == 0:
            sample = {"days": "7 days or 2 weeks", "hours": "20 hours"}[unit]
            expected = f"Write a whole number with its unit, such as {sample}."
            self.refuse(leaf.line, f"'{key}' is '{leaf.text}'.", expected, "not-a-length")
            return None
        return int(match[1]) * hours // hours_in_unit

    def blocks(self, key: str, known: Sequence[str], inside: str) -> "tuple[Fields, ...]":
        """Return each block of a list of blocks, ready to be read."""
        tree = self.tree(key)
        if tree is None:
            return ()
        items = tree.items if isinstance(tree, Listing) else (tree,)
        fields = []
        for number, item in enumerate(items, 1):
            if isinstance(item, Block):
                fields.append(Fields(item, self.where, f"{inside} {number}", known, self.problems))
            else:
                expected = f"Write it with the keys {', '.join(known)}."
                self.refuse(item.line, f"{inside} {number} is not a set of keys.", expected, "wrong-type")
        return tuple(fields)

    def _leaf(self, key: str, tree: Tree | None) -> Leaf | None:
        if tree is None or (isinstance(tree, Leaf) and not tree.empty):
            return tree
        found = {Listing: "a list", Block: "a set of keys", Leaf: "empty"}[type(tree)]
        self.refuse(tree.line, f"'{key}' holds {found}.", "Write a single value there.", "wrong-type")
        return None
