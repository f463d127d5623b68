"""Which statement of the guide is carried by what, and which is lost?

A rule, a consideration, an entry of knowledge, a notice or a danger card carries a statement when it cites its id. A
setting that cites one is listed too, but no person reads it, so a statement that only settings cite is lost.
"""

from collections.abc import Iterator, Mapping

from zonewise.located_yaml import List, Map, Node, Reading, Text, read_yaml
from zonewise.problem import InputRefused
from zonewise.rules.rule_set_reader import STATEMENTS, read_rule_set

KNOWLEDGE, NOTICES, SETTINGS = "knowledge.yaml", "notices.yaml", ".settings.yaml"
MUST_BE_CARRIED = ("rule", "range", "caution", "notice")
SETTING = "setting"


def carried_by(files: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Return what carries each statement of the guide.

    Args:
        files: Text of each file of a protocol by name.

    Returns:
        For every statement id, in the guide's order, words such as "rule start-in-red", "consideration
        gentle-when-sensitive", "knowledge dose-range", "notice off-label", "danger card liver" or
        "setting plan highest-mg"; empty when nothing carries it.

    Raises:
        InputRefused: The protocol has problems; with every one and its line.
    """
    found: dict[str, dict[str, None]] = {name: {} for name in statement_kinds(files)}
    for carrier, sources in _carriers(files):
        for source in sources:
            if source in found:
                found[source][carrier] = None
    return {name: tuple(carriers) for name, carriers in found.items()}


def lost(files: Mapping[str, str]) -> tuple[str, ...]:
    """Return the statements of kind rule, range, caution or notice that nothing a person reads carries.

    Raises:
        InputRefused: As `carried_by`.
    """
    kinds = statement_kinds(files)
    return tuple(
        name
        for name, carriers in carried_by(files).items()
        if kinds[name] in MUST_BE_CARRIED and all(carrier.startswith(SETTING) for carrier in carriers)
    )


def statement_kinds(files: Mapping[str, str]) -> dict[str, str]:
    """Return the kind of each statement by id, in the order of the guide.

    Raises:
        InputRefused: `statements.yaml` is missing or not as it is meant to be.
    """
    reading = Reading(STATEMENTS)
    kinds: dict[str, str] = {}
    for node in reading.items(_top(files, STATEMENTS, reading).get("statements"), "statements"):
        parts = reading.mapping(node, "a statement")
        name = reading.text(parts.get("id"), "the id", node.line)
        kinds[name] = reading.text(parts.get("kind"), f"the kind of '{name}'", node.line)
    if reading.problems:
        raise InputRefused(reading.problems)
    return kinds


def _carriers(files: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (what it is and its name, the sources it cites)."""
    rule_set = read_rule_set(files)
    for question in rule_set.questions.values():
        word = "consideration" if question.every else "rule"
        for rule in question.rules:
            yield f"{word} {rule.id}", rule.sources
    for held in rule_set.otherwise:
        yield f"rule {held.rule.id}", held.rule.sources
    yield from _entries(files, KNOWLEDGE, "entries", "knowledge")
    yield from _entries(files, NOTICES, "notices", "notice")
    yield from _named(files, NOTICES, "danger_cards", "danger card")
    for name in sorted(files):
        if name.endswith(SETTINGS):
            yield from _named(files, name, "settings", f"{SETTING} {name.removesuffix(SETTINGS)}")


def _entries(files: Mapping[str, str], name: str, key: str, word: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    node = _top(files, name, Reading(name)).get(key)
    for item in node.items if isinstance(node, List) else ():
        entry = item.items.get("id") if isinstance(item, Map) else None
        if isinstance(entry, Text):
            yield f"{word} {entry.value}", tuple(_cited(item))


def _named(files: Mapping[str, str], name: str, key: str, word: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    node = _top(files, name, Reading(name)).get(key)
    for entry, item in node.items.items() if isinstance(node, Map) else ():
        yield f"{word} {entry}", tuple(_cited(item))


def _cited(node: Node) -> Iterator[str]:
    """Yield every id that stands under `sources`, `source` or `statements`, at any depth."""
    if not isinstance(node, Map):
        return
    for key, value in node.items.items():
        if key in ("sources", "source", "statements"):
            each = value.items if isinstance(value, List) else (value,)
            yield from (item.value for item in each if isinstance(item, Text))
        else:
            yield from _cited(value)


def _top(files: Mapping[str, str], name: str, reading: Reading) -> dict[str, Node]:
    """Return the keys of a file; a file that is not there has none."""
    root = read_yaml(files[name], reading) if name in files else None
    if root is None and name in files:
        raise InputRefused(reading.problems)
    return root.items if isinstance(root, Map) else {}
