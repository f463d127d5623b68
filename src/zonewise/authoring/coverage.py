"""What carries each statement of the guide, and which is lost.

A rule, a consideration, an entry of knowledge, a page to read up, a notice or a danger card carries a statement when it
cites its id. A
setting that cites one is listed too, but no person reads it, so a statement that only settings cite is lost.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zonewise.rules.knowledge import read_knowledge
from zonewise.rules.learn import read_learn
from zonewise.rules.notices import read_notices
from zonewise.rules.rule_set import RuleSet
from zonewise.rules.rule_set_reader import read_rule_set
from zonewise.rules.settings import read_settings
from zonewise.services.base.protocols import load_protocol

KNOWLEDGE, LEARN, NOTICES, SETTINGS = "knowledge.yaml", "learn.yaml", "notices.yaml", ".settings.yaml"
MUST_BE_CARRIED = ("rule", "range", "caution", "notice")
SETTING = "setting"


@dataclass(frozen=True, slots=True)
class CarriedStatement:
    """One statement of the guide and what carries it."""

    id: str
    kind: str  # Its kind, such as "rule" or "fact".
    # Words such as "rule start-in-red", "consideration gentle-when-sensitive", "knowledge dose-range", "notice
    # off-label", "danger card liver" or "setting plan highest-mg".
    carried_by: tuple[str, ...]

    @property
    def is_lost(self) -> bool:
        """Whether it has to be carried and nothing that a person reads does so."""
        return self.kind in MUST_BE_CARRIED and all(carrier.startswith(SETTING) for carrier in self.carried_by)


def coverage_of_guide() -> tuple[CarriedStatement, ...]:
    """Return each statement of the guide with what carries it in the shipped protocol."""
    return carried_statements(load_protocol().files)


def carried_statements(files: Mapping[str, str]) -> tuple[CarriedStatement, ...]:
    """Return each statement of the guide, in its order, with what carries it.

    Args:
        files: Text of each file of a protocol by name.

    Raises:
        InputRefused: The protocol has problems; with every one and its line.
    """
    rule_set = read_rule_set(files)
    carriers: dict[str, dict[str, None]] = {source.id: {} for source in rule_set.sources.values() if source.kind}
    for carrier, sources in _carriers(rule_set, files):
        for source in carriers.keys() & sources:
            carriers[source][carrier] = None
    return tuple(CarriedStatement(name, rule_set.sources[name].kind, tuple(by)) for name, by in carriers.items())


def _carriers(rule_set: RuleSet, files: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (what it is and its name, the sources it cites)."""
    for question in rule_set.questions.values():
        word = "consideration" if question.every else "rule"
        yield from ((f"{word} {rule.id}", rule.sources) for rule in question.rules)
    yield from ((f"rule {fallback.rule.id}", fallback.rule.sources) for fallback in rule_set.otherwise)
    if KNOWLEDGE in files:
        for entry in read_knowledge(files[KNOWLEDGE]):
            yield f"knowledge {entry.id}", (*entry.statements, *entry.sources)
    if LEARN in files:
        yield from ((f"learn {page.id}", page.sources) for page in read_learn(files[LEARN]))
    if NOTICES in files:
        notices = read_notices(files[NOTICES])
        yield from ((f"notice {notice.id}", notice.sources) for notice in notices.notices.values())
        yield from ((f"danger card {card.sign}", card.sources) for card in notices.cards.values())
    for name in sorted(files):
        if name.endswith(SETTINGS):
            for setting in read_settings(files[name], name).values():
                yield f"{SETTING} {name.removesuffix(SETTINGS)} {setting.name}", setting.sources
