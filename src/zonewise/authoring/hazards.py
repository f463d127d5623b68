"""The table of what can go wrong for a person who uses this, and what stands against it.

A hazard is reviewed data like a rule: what could happen, how grave it is, what controls it, what shows that the control
works, and what risk stays. This module reads the table; whether what it names exists is `hazard_gaps`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from zonewise.located_yaml import List, Map, Node, Reading, read_keys
from zonewise.problem import unknown_word

HAZARDS = "hazards.yaml"
FILE_KEYS = ("severities", "safety_rules", "hazards")
CONTROLS: Mapping[str, str] = MappingProxyType(
    {
        "rules": "rule",
        "facts": "fact",
        "cards": "danger card",
        "notices": "notice",
        "knowledge": "knowledge",
        "settings": "setting",
        "code": "function",
    }
)
"""What can control a hazard: key in the file, and the word for one of them."""
SHOWN_BY: Mapping[str, str] = MappingProxyType({"examples": "worked example", "tests": "test"})
"""What can show that a control works."""
CONTROL_KEYS = ("does", *CONTROLS, *SHOWN_BY)
TEST = re.compile(r"tests/[\w/]+\.py(::[A-Z]\w*)?::test_\w+")


@dataclass(frozen=True, slots=True)
class NameReference:
    """A word of the table that names something elsewhere, with its line."""

    word: str
    line: int


@dataclass(frozen=True, slots=True)
class Control:
    """One thing that stands against a hazard."""

    does: str  # What it does, one sentence.
    by: Mapping[str, tuple[NameReference, ...]]  # What it is made of, by the word of its kind, as in `CONTROLS`.
    examples: tuple[NameReference, ...]  # Worked examples that show it, as "QUESTION: NAME".
    tests: tuple[NameReference, ...]  # Tests that show it, by node id.
    line: int  # Where it stands.


@dataclass(frozen=True, slots=True)
class Hazard:
    """One thing that can go wrong."""

    id: str  # Stable for ever.
    hazard: str  # What goes wrong, in plain words.
    harm: str  # What could happen to the person.
    severity: str  # One of the table's words.
    sources: tuple[NameReference, ...]  # Statements, labels, trials, practice or choices of ours that it rests on.
    safety_rules: tuple[NameReference, ...]  # Numbers of the safety rules that ask for a control.
    controls: tuple[Control, ...]  # What stands against it now.
    not_yet: tuple[str, ...]  # What is meant to stand against it and does not exist; never counted as a control.
    residual: str  # The risk that stays, one sentence.
    state: str  # State of review.
    line: int  # Where it stands.


HAZARD_KEYS = tuple(field.name for field in fields(Hazard) if field.name != "line")


@dataclass(frozen=True, slots=True)
class Hazards:
    """The whole table."""

    severities: Mapping[str, str]  # Word to meaning, the gravest first.
    safety_rules: Mapping[int, str]  # Number to what is demanded, in order.
    hazards: tuple[Hazard, ...]  # In the order of the file.


def read_hazards(text: str, where: str = HAZARDS) -> Hazards:
    """Read the table of hazards.

    Raises:
        InputRefused: With every problem of its form and its line. Nothing is half read.
    """
    reading = Reading(where)
    top = read_keys(text, reading, FILE_KEYS)
    if not top:
        reading.refuse()  # what cannot be read has no keys either
    severities = {
        word: reading.text(node, f"the meaning of '{word}'")
        for word, node in reading.mapping(top.get("severities"), "severities").items()
    }
    rules = _safety_rules(top.get("safety_rules"), reading)
    hazards = tuple(_hazard(node, severities, reading) for node in reading.items(top.get("hazards"), "hazards"))
    _refuse_repeated_ids(hazards, reading)
    reading.refuse()
    return Hazards(MappingProxyType(severities), MappingProxyType(rules), hazards)


def _safety_rules(node: Node | None, reading: Reading) -> dict[int, str]:
    """Return the safety rules; they are numbered 1, 2, 3, ... so that none can drop out unseen."""
    rules: dict[int, str] = {}
    for word, says in reading.mapping(node, "safety_rules").items():
        if word != str(len(rules) + 1):
            line = node.key_lines[word] if isinstance(node, Map) else 0
            expected = f"Here stands {len(rules) + 1}; number them 1, 2, 3, ... without a gap."
            reading.fault(line, f"the safety rule has the number '{word}'.", expected, "wrong-number")
        rules[len(rules) + 1] = reading.text(says, f"safety rule {word}")
    return rules


def _hazard(node: Node, severities: Mapping[str, str], reading: Reading) -> Hazard:
    parts = reading.mapping(node, "a hazard", HAZARD_KEYS)
    name = reading.text(parts.get("id"), "the id of a hazard", node.line)

    def text(key: str) -> str:
        return reading.text(parts.get(key), f"'{key}' of '{name}'", node.line)

    severity = text("severity")
    if severity and severities and severity not in severities:
        what = f"the severity of '{name}' is '{severity}'."
        reading.fault(parts["severity"], what, unknown_word(severity, severities), "unknown-severity")
    return Hazard(
        id=name,
        hazard=text("hazard"),
        harm=text("harm"),
        severity=severity,
        sources=_named(parts.get("sources"), f"'sources' of '{name}'", node.line, reading),
        safety_rules=_optional(parts, "safety_rules", name, reading),
        controls=_controls(parts, name, node.line, reading),
        not_yet=reading.texts(parts["not_yet"], f"'not_yet' of '{name}'") if "not_yet" in parts else (),
        residual=text("residual"),
        state=text("state"),
        line=node.line,
    )


def _controls(parts: Mapping[str, Node], name: str, line: int, reading: Reading) -> tuple[Control, ...]:
    """Return the controls of a hazard; a table without any is a gap that must not be read past."""
    node = parts.get("controls")
    if node is None or (isinstance(node, List) and not node.items):
        reading.fault(
            node or line, f"the hazard '{name}' has no control.", "Name what stands against it.", "no-control"
        )
        return ()
    return tuple(_control(control, name, reading) for control in reading.items(node, f"'controls' of '{name}'"))


def _control(node: Node, hazard: str, reading: Reading) -> Control:
    parts = reading.mapping(node, f"a control of '{hazard}'", CONTROL_KEYS)
    by = {word: names for key, word in CONTROLS.items() if (names := _optional(parts, key, hazard, reading))}
    examples, tests = (_optional(parts, key, hazard, reading) for key in SHOWN_BY)
    if not by:
        expected = f"Name at least one of: {', '.join(CONTROLS)}."
        reading.fault(node, f"a control of '{hazard}' names nothing that does it.", expected, "no-control")
    if not examples and not tests:
        expected = "Name a test by its node id, or a worked example."
        reading.fault(node, f"a control of '{hazard}' has no test.", expected, "no-test")
    for test in tests:
        if test.word and not TEST.fullmatch(test.word):
            expected = "Write it as tests/folder/test_file.py::test_name."
            reading.fault(test.line, f"'{test.word}' is not the node id of a test.", expected, "not-a-test")
    does = reading.text(parts.get("does"), f"what a control of '{hazard}' does", node.line)
    return Control(does, MappingProxyType(by), examples, tests, node.line)


def _optional(parts: Mapping[str, Node], key: str, hazard: str, reading: Reading) -> tuple[NameReference, ...]:
    return _named(parts[key], f"'{key}' of '{hazard}'", 0, reading) if key in parts else ()


def _named(node: Node | None, what: str, line: int, reading: Reading) -> tuple[NameReference, ...]:
    """Return a list of words with their lines; an empty list says nothing and is refused."""
    words = reading.texts(node, what, line)
    if not isinstance(node, List):
        return ()
    if not words:
        reading.fault(node, f"{what} is empty.", "Name at least one.", "empty-list")
    names = tuple(NameReference(word, item.line) for word, item in zip(words, node.items, strict=True))
    for place, name in enumerate(names):
        if name.word and name.word in words[:place]:
            reading.fault(name.line, f"{what} names '{name.word}' twice.", "Keep one.", "repeated-name")
    return names


def _refuse_repeated_ids(hazards: tuple[Hazard, ...], reading: Reading) -> None:
    lines: dict[str, int] = {}
    for hazard in hazards:
        if hazard.id and hazard.id in lines:
            what = f"the hazard '{hazard.id}' stands in line {lines[hazard.id]} already."
            reading.fault(hazard.line, what, "An id names one hazard for ever; choose another.", "repeated-id")
        lines.setdefault(hazard.id, hazard.line)
