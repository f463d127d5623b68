"""The one reader of YAML: nodes that know their line, every fault with its place, nothing guessed.

Scalars stay text: `no` is the word "no", and 1.50 never becomes a float on its way. Keys may not repeat. Anchors,
aliases, tags and a second document are refused, because a reviewer must see what stands there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from .problem import InputRefused, Problem, shown, unknown_word

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader in C where it is there: ten times faster, and a command starts with reading the protocol."""


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar."""

    value: str  # As it was written, without quotes.
    line: int  # Line number from 1.
    is_null: bool = False  # Nothing, null or ~ was written.

    @property
    def words(self) -> str:
        """The value without space around it and with single spaces inside."""
        return " ".join(self.value.split())


@dataclass(frozen=True, slots=True)
class List:
    """A sequence."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Map:
    """A mapping with the line of each key; no key twice."""

    items: dict[str, "Node"]
    key_lines: dict[str, int]
    line: int


Node = Text | List | Map


@dataclass(frozen=True, slots=True)
class YamlLimits:
    """How much one kind of file may hold."""

    characters: int = 4_000_000  # Most characters of the text.
    depth: int = 32  # How deep lists and keys may be nested; what is read is then walked by recursion.
    refuse_decimal_commas: bool = False  # Refuse 1,5 in brackets, which YAML reads as two items: two doses out of one.


DEFAULT_LIMITS = YamlLimits()


class Reading:
    """Collects the problems of one file while its parts are taken out."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.problems: list[Problem] = []

    def fault(self, node: Node | int, fault: str, expected: str, code: str) -> None:
        """Note a problem at a node or a line."""
        line = node if isinstance(node, int) else node.line
        self.problems.append(Problem(self.where, line, fault, expected, code))

    def refuse(self) -> None:
        """Raise what was noted, if anything.

        Raises:
            InputRefused: With every problem, in the order of lines.
        """
        if self.problems:
            raise InputRefused(sorted(self.problems, key=lambda problem: problem.line))

    def text(self, node: Node | None, what: str, line: int = 0) -> str:
        """Return the scalar's text, or note that a text was meant to stand here."""
        if isinstance(node, Text) and node.words:
            return node.words
        self.fault(node or line, f"{what} is missing or is not a text.", "Write one text here.", "text-needed")
        return ""

    def texts(self, node: Node | None, what: str, line: int = 0) -> tuple[str, ...]:
        """Return a list of texts."""
        if not isinstance(node, List):
            self.fault(node or line, f"{what} is missing or is not a list.", "Write it as [one, two].", "list-needed")
            return ()
        return tuple(self.text(item, f"an item of {what}") for item in node.items)

    def mapping(self, node: Node | None, what: str, known: Sequence[str] = (), line: int = 0) -> dict[str, Node]:
        """Return a mapping's items; with `known`, refuse keys that are not in it."""
        if not isinstance(node, Map):
            self.fault(node or line, f"{what} is missing or is not a mapping.", "Write keys and values.", "map-needed")
            return {}
        for key, key_line in node.key_lines.items():
            if known and key not in known:
                self.fault(key_line, f"{shown(key)} is not a key of {what}.", unknown_word(key, known), "unknown-key")
        return node.items

    def items(self, node: Node | None, what: str, line: int = 0) -> Iterator[Node]:
        """Walk a list's items."""
        if not isinstance(node, List):
            self.fault(node or line, f"{what} is missing or is not a list.", "Write a list with '- '.", "list-needed")
            return
        yield from node.items

    def whole_number(self, node: Node | None, what: str, line: int = 0) -> int:
        """Return a whole number of 0 or more."""
        text = node.value.strip() if isinstance(node, Text) else ""
        if text.isascii() and text.isdigit():
            return int(text)
        fault = f"{what} is '{text}'." if text else f"{what} is missing."
        self.fault(node or line, fault, "Write a whole number of 0 or more.", "number-needed")
        return 0


def read_yaml(text: str, reading: Reading, limits: YamlLimits = DEFAULT_LIMITS) -> Node | None:
    """Return the one document of a YAML text, or None when it cannot be read for certain.

    Args:
        text: The whole file.
        limits: How much the file may hold.
    """
    if len(text) > limits.characters:
        expected = f"At most {limits.characters} are read."
        reading.fault(0, f"the text has {len(text)} characters.", expected, "too-long")
        return None
    text = text.removeprefix("\ufeff")
    composer = _Composer(text, reading, limits)
    try:
        return composer.document()
    except _Unreadable:
        return None
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        fault, expected = f"this is not YAML: {_reason(error)}.", "Write 'key: value'; quote a text with a colon in it."
        reading.fault(_line_of_error(error, text), fault, expected, "not-yaml")
        return None


def read_keys(text: str, reading: Reading, known: Sequence[str]) -> dict[str, Node]:
    """Return what stands under each top key of a YAML text; {} when it cannot be read."""
    root = read_yaml(text, reading)
    return reading.mapping(root, "the file", known) if root is not None else {}


class _Unreadable(Exception):
    """Something that cannot be passed over was noted."""


class _Composer:
    """Builds nodes from the parser's events, in one pass that stops before anything is nested too deep."""

    def __init__(self, text: str, reading: Reading, limits: YamlLimits) -> None:
        self._text, self._reading, self._limits = text, reading, limits
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_PARSER)
        self._in_brackets = 0
        self._is_certain = True  # False once the text does not say what stands there; then nothing of it is read

    def document(self) -> Node | None:
        """Return the document, or None when a feature that is refused stands in it."""
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            self._fault(1, "there is nothing in it.", "Write keys with their values.", "empty-file")
            return None
        root = self._node(next(self._events), 1)
        next(self._events)
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            self._fault(_line(event), "a second document starts.", "Keep one in a file.", "documents")
        return root if self._is_certain else None

    def _fault(self, line: int, fault: str, expected: str, code: str, *, is_certain: bool = False) -> None:
        self._is_certain &= is_certain
        self._reading.fault(line, fault, expected, code)

    def _node(self, event: Any, depth: int) -> Node:
        line = _line(event)
        for feature, written in (("anchor", event.anchor), ("tag", getattr(event, "tag", None))):
            if written is not None:
                feature = "alias" if isinstance(event, yaml.AliasEvent) else feature
                self._fault(
                    line, f"found the YAML {feature} {shown(str(written))}.", "Write the value itself.", "no-aliases"
                )
        if isinstance(event, yaml.AliasEvent):
            return Text("", line)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line)
        if depth > self._limits.depth:
            expected = f"Nest at most {self._limits.depth}."
            self._fault(line, f"lists and keys are nested {depth} deep.", expected, "too-deep")
            raise _Unreadable
        self._in_brackets += bool(event.flow_style)
        node = self._list(line, depth) if isinstance(event, yaml.SequenceStartEvent) else self._map(line, depth)
        self._in_brackets -= bool(event.flow_style)
        return node

    def _scalar(self, event: Any, line: int) -> Text:
        start = event.start_mark.index
        between, first = self._text[max(start - 2, 0) : start], self._text[start : start + 1]
        commas = self._limits.refuse_decimal_commas and self._in_brackets
        if commas and between[:1].isdigit() and between[1:] == "," and first.isdigit():
            fault = f"the comma before {shown(event.value)} starts a new entry inside brackets."
            expected = "Write a decimal point, or put a space after a comma that separates."
            self._fault(line, fault, expected, "comma-in-list")
        plain = event.implicit[0]
        return Text(event.value, line, is_null=plain and event.value in ("", "~", "null", "Null", "NULL"))

    def _list(self, line: int, depth: int) -> List:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return List(tuple(items), line)

    def _map(self, line: int, depth: int) -> Map:
        items: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if not isinstance(key, Text):
                self._fault(key.line, "a key is not a word.", "Write one word as key.", "key-type")
            elif key.value in items:
                fault = f"the key {shown(key.value)} stands here a second time (first in line {lines[key.value]})."
                self._fault(key.line, fault, "Keep one of the two.", "repeated-key", is_certain=True)
            else:
                items[key.value], lines[key.value] = value, key.line
        return Map(items, lines, line)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 0


def _reason(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError):
        return error.problem or "the text stops making sense"
    return "a control character stands in it"


def _line_of_error(error: Exception, text: str) -> int:
    if isinstance(error, yaml.MarkedYAMLError):
        return error.problem_mark.line + 1 if error.problem_mark is not None else 0
    position = int(getattr(error, "position", 0))
    return text.encode(errors="replace")[:position].count(b"\n") + 1
