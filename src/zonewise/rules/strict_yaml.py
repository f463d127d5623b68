"""How do we read YAML so that nothing is guessed and every fault has its line?

Scalars stay text: `no` is the word "no", never False. Keys may not repeat. Anchors, aliases and tags are refused,
because a reviewer must see what stands there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from zonewise.problem import Problem, did_you_mean

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader in C where it is there: ten times faster, and a command starts with reading the protocol."""


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as it was written."""

    value: str
    line: int


@dataclass(frozen=True, slots=True)
class List:
    """A sequence."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Map:
    """A mapping with the line of each key."""

    items: dict[str, "Node"]
    key_lines: dict[str, int]
    line: int


Node = Text | List | Map


class Reading:
    """Collects the problems of one file while its parts are taken out."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.problems: list[Problem] = []

    def fault(self, node: Node | int, found: str, expected: str, code: str) -> None:
        """Note a problem at a node or a line."""
        line = node if isinstance(node, int) else node.line
        self.problems.append(Problem(self.where, line, found, expected, code))

    def text(self, node: Node | None, what: str, line: int = 0) -> str:
        """Return the scalar's text, or note that a text was meant to stand here."""
        if isinstance(node, Text) and node.value.strip():
            return " ".join(node.value.split())
        self.fault(node or line, f"{what} is missing or is not a text.", "Write one text here.", "text-needed")
        return ""

    def texts(self, node: Node | None, what: str, line: int = 0) -> tuple[str, ...]:
        """Return a list of texts."""
        if not isinstance(node, List):
            self.fault(node or line, f"{what} is missing or is not a list.", "Write it as [one, two].", "list-needed")
            return ()
        return tuple(self.text(item, f"an item of {what}") for item in node.items)

    def mapping(self, node: Node | None, what: str, known: tuple[str, ...] = (), line: int = 0) -> dict[str, Node]:
        """Return a mapping's items; with `known`, refuse keys that are not in it."""
        if not isinstance(node, Map):
            self.fault(node or line, f"{what} is missing or is not a mapping.", "Write keys and values.", "map-needed")
            return {}
        for key, key_line in node.key_lines.items():
            if known and key not in known:
                hint = did_you_mean(key, known)
                self.fault(
                    key_line,
                    f"{what} has the key '{key}', which is not known.",
                    f"{hint}Known: {', '.join(known)}.",
                    "unknown-key",
                )
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
        self.fault(
            node or line,
            f"{what} is '{text}'." if text else f"{what} is missing.",
            "Write a whole number of 0 or more.",
            "number-needed",
        )
        return 0


def read_yaml(text: str, reading: Reading) -> Node | None:
    """Parse one YAML document; on a fault note it in `reading` and return None."""
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
                reading.fault(
                    (event.start_mark.line + 1 if event.start_mark else 0),
                    "An anchor, an alias or a tag stands here.",
                    "Write the value out in full.",
                    "no-aliases",
                )
                return None
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        reading.fault(line, f"This is not YAML: {error.problem}.", "Mend the line or its indentation.", "not-yaml")
        return None
    except yaml.YAMLError as error:
        reading.fault(0, f"This is not YAML: {error}.", "Mend the file.", "not-yaml")
        return None
    if root is None:
        reading.fault(0, "The file is empty.", "Write the protocol's keys.", "empty-file")
        return None
    return _node(root, reading)


def _node(node: yaml.Node, reading: Reading) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Text(node.value, line)
    if isinstance(node, yaml.SequenceNode):
        return List(tuple(_node(item, reading) for item in node.value), line)
    items: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key, key_line = str(key_node.value), key_node.start_mark.line + 1
        if key in items:
            reading.fault(
                key_line,
                f"The key '{key}' stands here a second time (first in line {lines[key]}).",
                "Keep one of the two.",
                "repeated-key",
            )
            continue
        items[key], lines[key] = _node(value_node, reading), key_line
    return Map(items, lines, line)
