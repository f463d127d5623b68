"""What carries each statement of the guide, and which is lost.

A rule, a consideration, an entry of knowledge, a notice or a danger card carries a statement when it cites its id. A
setting that cites one is listed too, but no person reads it, so a statement that only settings cite is lost.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zonewise.rules.knowledge import read_knowledge
from zonewise.rules.notices import read_notices
from zonewise.rules.rule_set_reader import read_rule_set
from zonewise.rules.settings import read_settings
from zonewise.services.base.protocols import load_protocol

KNOWLEDGE, NOTICES, SETTINGS = "knowledge.yaml", "notices.yaml", ".settings.yaml"
MUST_BE_CARRIED = ("rule", "range", "caution", "notice")
SETTING = "setting"


@dataclass(frozen=True, slots=True)
class CarriedStatement:
    """One statement of the guide and what carries it."""

    id: str
    kind: str
    carried_by: tuple[str, ...]


def coverage_of_guide() -> tuple[tuple[CarriedStatement, ...], tuple[str, ...]]:
    """Return each statement of the guide with what carries it, and the ids of those that nothing carries."""
    texts = load_protocol().files
    kinds = statement_kinds(texts)
    rows = tuple(CarriedStatement(name, kinds[name], carriers) for name, carriers in carried_by(texts).items())
    return rows, lost(texts)


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
    carriers: dict[str, dict[str, None]] = {name: {} for name in statement_kinds(files)}
    for carrier, sources in _carriers(files):
        for source in sources:
            if source in carriers:
                carriers[source][carrier] = None
    return {name: tuple(cited_in) for name, cited_in in carriers.items()}


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
        InputRefused: The protocol has problems; with every one and its line.
    """
    return {source.id: source.kind for source in read_rule_set(files).sources.values() if source.kind}


def _carriers(files: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (what it is and its name, the sources it cites)."""
    rule_set = read_rule_set(files)
    for question in rule_set.questions.values():
        word = "consideration" if question.every else "rule"
        yield from ((f"{word} {rule.id}", rule.sources) for rule in question.rules)
    yield from ((f"rule {fallback.rule.id}", fallback.rule.sources) for fallback in rule_set.otherwise)
    if KNOWLEDGE in files:
        for entry in read_knowledge(files[KNOWLEDGE]):
            yield f"knowledge {entry.id}", (*entry.statements, *entry.sources)
    if NOTICES in files:
        notices = read_notices(files[NOTICES])
        yield from ((f"notice {notice.id}", notice.sources) for notice in notices.notices.values())
        yield from ((f"danger card {card.sign}", card.sources) for card in notices.cards.values())
    for name in sorted(files):
        if name.endswith(SETTINGS):
            for setting in read_settings(files[name], name).values():
                yield f"{SETTING} {name.removesuffix(SETTINGS)} {setting.name}", setting.sources
