"""Which facts may a rule look at, and what may each of them be?"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from zonewise.located_yaml import Node, Reading, Text, read_yaml
from zonewise.problem import Problem

from .rule_set import FactDefinition, FactType

KEYS = ("type", "values", "words", "max", "unit", "worse", "ask", "considerations_only")
WORSE = {
    "bool": ("true", "false", ""),
    "choice": ("later", "any-but-first", ""),
    "integer": ("fewer", "more", ""),
}


def read_facts(text: str, where: str, problems: list[Problem]) -> dict[str, FactDefinition]:
    """Read the declaration of all facts; add what is wrong to `problems`."""
    reading = Reading(where)
    facts: dict[str, FactDefinition] = {}
    root = read_yaml(text, reading) if text else None
    if root is not None:
        top = reading.mapping(root, "the file", ("facts",))
        for name, node in reading.mapping(top.get("facts"), "facts").items():
            facts[name] = _fact(name, node, reading)
    problems.extend(reading.problems)
    return facts


def _fact(name: str, node: Node, reading: Reading) -> FactDefinition:
    parts = reading.mapping(node, f"the fact '{name}'", KEYS)
    kind = reading.text(parts.get("type"), f"the type of '{name}'", node.line)
    if kind not in WORSE:
        reading.fault(
            node, f"the fact '{name}' has the type '{kind}'.", "Known: bool, choice, integer.", "unknown-type"
        )
        kind = "bool"
    values = reading.texts(parts.get("values"), f"the values of '{name}'", node.line) if kind == "choice" else ()
    if len(set(values)) != len(values):
        reading.fault(node, f"the fact '{name}' names a value twice.", "Name each value once.", "repeated-value")
    maximum = reading.whole_number(parts.get("max"), f"the max of '{name}'", node.line) if kind == "integer" else 0
    worse_node, unit_node, only = parts.get("worse"), parts.get("unit"), parts.get("considerations_only")
    worse = worse_node.value if isinstance(worse_node, Text) else ""
    if worse not in WORSE[kind]:
        known = ", ".join(word for word in WORSE[kind] if word)
        reading.fault(node, f"'worse' of '{name}' is '{worse}'.", f"Known for a {kind}: {known}.", "unknown-order")
    return FactDefinition(
        name=name,
        type=cast(FactType, kind),
        values=values,
        maximum=maximum,
        unit=unit_node.value if isinstance(unit_node, Text) else "",
        worse=worse,
        ask=reading.text(parts.get("ask"), f"the question of '{name}'", node.line),
        considerations_only=isinstance(only, Text) and only.value == "true",
        words=_words(name, values, parts.get("words"), reading),
    )


def _words(name: str, values: tuple[str, ...], node: Node | None, reading: Reading) -> Mapping[str, str]:
    """Return each value in plain words; all of them or none."""
    if node is None:
        return MappingProxyType({})
    found = {
        value: reading.text(text, f"the words of '{value}'")
        for value, text in reading.mapping(node, f"the words of '{name}'", values).items()
    }
    for value in values:
        if value not in found:
            reading.fault(node, f"the value '{value}' of '{name}' has no words.", "Add them.", "text-needed")
    return MappingProxyType(found)
