"""Sources that a rule may cite: the product's choices, the evidence and the guide's statements."""

from collections.abc import Iterator, Mapping

from zonewise.located_yaml import Node, Reading, Text, read_keys
from zonewise.problem import Problem

from .named_numbers import NamedNumbers
from .rule_set import Source

PRODUCT, EVIDENCE, STATEMENTS = "product.yaml", "evidence.yaml", "statements.yaml"


def read_sources(files: Mapping[str, str], numbers: NamedNumbers, problems: list[Problem]) -> dict[str, Source]:
    """Read the product's choices, the evidence and the guide's statements as sources by id."""
    sources: dict[str, Source] = {}
    for name in (PRODUCT, EVIDENCE, STATEMENTS):
        reading = Reading(name)
        if name not in files:
            reading.fault(0, "the file is missing.", "A protocol needs it.", "missing-file")
        else:
            text = files[name]
            for source in _statements(text, reading) if name == STATEMENTS else _declared(text, numbers, reading):
                if source.id in sources:
                    line = int(source.where.rpartition(":")[2])
                    reading.fault(line, f"the source '{source.id}' is declared twice.", "Keep one.", "repeated-source")
                sources[source.id] = source
        problems.extend(reading.problems)
    return sources


def _declared(text: str, numbers: NamedNumbers, reading: Reading) -> Iterator[Source]:
    top = read_keys(text, reading, ("sources",))
    for name, node in reading.mapping(top.get("sources"), "sources").items() if top else ():
        parts = reading.mapping(node, f"the source '{name}'")
        choice = numbers.in_words(_plain(parts.get("choice")), parts.get("choice", node), reading)
        title = _plain(parts.get("title")) or choice
        says = _plain(parts.get("finding")) or _plain(parts.get("because"))
        if not title:
            reading.fault(node, f"the source '{name}' has no title or choice.", "Write one.", "text-needed")
        yield Source(name, title, says, f"{reading.where}:{node.line}")


def _statements(text: str, reading: Reading) -> Iterator[Source]:
    top = read_keys(text, reading, ("statements",))
    for node in reading.items(top.get("statements"), "statements") if top else ():
        parts = reading.mapping(node, "a statement", ("id", "kind", "section", "says"))
        name = reading.text(parts.get("id"), "the id", node.line)
        section = reading.text(parts.get("section"), "the section", node.line)
        says = reading.text(parts.get("says"), "the statement", node.line)
        yield Source(name, f"The guide, {section}", says, f"{reading.where}:{node.line}")


def _plain(node: Node | None) -> str:
    return node.words if isinstance(node, Text) else ""
