"""Which sources may a rule cite?"""

from collections.abc import Mapping

from zonewise.problem import Problem

from .rule_set import Source
from .strict_yaml import Node, Reading, Text, read_yaml

PRODUCT, EVIDENCE, STATEMENTS = "product.yaml", "evidence.yaml", "statements.yaml"


def read_sources(files: Mapping[str, str], problems: list[Problem]) -> dict[str, Source]:
    """Read the product's choices, the evidence and the guide's statements as sources by id."""
    sources: dict[str, Source] = {}
    for name in (PRODUCT, EVIDENCE, STATEMENTS):
        reading = Reading(name)
        if name not in files:
            reading.fault(0, "the file is missing.", "A protocol needs it.", "missing-file")
        else:
            root = read_yaml(files[name], reading)
            found = _statements(root, reading) if name == STATEMENTS else _declared(root, reading)
            for source in found:
                if source.id in sources:
                    line = int(source.where.rpartition(":")[2])
                    reading.fault(line, f"the source '{source.id}' is declared twice.", "Keep one.", "repeated-source")
                sources[source.id] = source
        problems.extend(reading.problems)
    return sources


def _declared(root: Node | None, reading: Reading) -> list[Source]:
    if root is None:
        return []
    found: list[Source] = []
    top = reading.mapping(root, "the file", ("sources",))
    for name, node in reading.mapping(top.get("sources"), "sources").items():
        parts = reading.mapping(node, f"the source '{name}'")
        title = _plain(parts.get("title")) or _plain(parts.get("choice"))
        says = _plain(parts.get("finding")) or _plain(parts.get("because"))
        if not title:
            reading.fault(node, f"the source '{name}' has no title or choice.", "Write one.", "text-needed")
        found.append(Source(name, title, says, f"{reading.where}:{node.line}"))
    return found


def _statements(root: Node | None, reading: Reading) -> list[Source]:
    if root is None:
        return []
    found: list[Source] = []
    top = reading.mapping(root, "the file", ("statements",))
    for node in reading.items(top.get("statements"), "statements"):
        parts = reading.mapping(node, "a statement", ("id", "kind", "section", "says"))
        name = reading.text(parts.get("id"), "the id", node.line)
        section = reading.text(parts.get("section"), "the section", node.line)
        says = reading.text(parts.get("says"), "the statement", node.line)
        found.append(Source(name, f"The guide, {section}", says, f"{reading.where}:{node.line}"))
    return found


def _plain(node: Node | None) -> str:
    return " ".join(node.value.split()) if isinstance(node, Text) else ""
