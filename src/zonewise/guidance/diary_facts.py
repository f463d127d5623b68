"""The facts that a diary gives on one day, each with where it comes from."""

from collections.abc import Callable, Mapping

from zonewise.rules.case_facts import fits
from zonewise.rules.rule_set import FactValue, RuleSet

from .answered_facts import answered_fact, answered_facts
from .cause_facts import cause_facts
from .dose_facts import dose_facts
from .explanation import explain
from .fact import Fact
from .link_facts import link_facts
from .safety_facts import safety_facts
from .snapshot import DiarySnapshot
from .suggested_facts import product_changed_lately, suggested_fact, told_flare_lately
from .treatment_facts import treatment_facts
from .zone_facts import zone_facts

NOT_IN_DIARY = Fact(None, explain("not-in-diary"))
FactGroup = Callable[[DiarySnapshot], Mapping[str, Fact]]
FACT_GROUPS: tuple[FactGroup, ...] = (
    safety_facts,
    treatment_facts,
    zone_facts,
    link_facts,
    cause_facts,
    dose_facts,
    answered_facts,
)


def derive_facts(snapshot: DiarySnapshot) -> dict[str, Fact]:
    """Return every fact of the protocol with its value or None, and where it comes from."""
    facts = {name: fact for group in FACT_GROUPS for name, fact in group(snapshot).items()}
    facts |= {
        name: suggested_fact(snapshot, definition) if definition.suggested_by else answered_fact(snapshot, definition)
        for name, definition in snapshot.settings.rule_set.facts.items()
        if name not in facts and "answer" in definition.known_from
    }
    histamine_flare = facts.get("histamine_flare", NOT_IN_DIARY)
    facts["told_flare_lately"] = told_flare_lately(snapshot, facts)
    return facts | {"product_changed_lately": product_changed_lately(snapshot, histamine_flare)}


def restrict_to_declared_facts(facts: Mapping[str, Fact], rule_set: RuleSet) -> dict[str, Fact]:
    """Return what a protocol can be told; a fact or a value that only another version knows is unknown to it."""
    known = {
        name: fact if fact.value is None or fits(rule_set.facts[name], fact.value) else NOT_IN_DIARY
        for name, fact in facts.items()
        if name in rule_set.facts
    }
    return known | dict.fromkeys(rule_set.facts.keys() - known.keys(), NOT_IN_DIARY)


def fact_values(facts: Mapping[str, Fact]) -> dict[str, FactValue]:
    """Return the values alone."""
    return {name: fact.value for name, fact in facts.items()}
