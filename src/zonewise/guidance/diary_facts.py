"""Which facts does a diary give on one day, and where does each come from?"""

from collections.abc import Callable, Mapping

from zonewise.rules.case_facts import fits
from zonewise.rules.protocol import FactValue, Protocol

from .answered_facts import answered_facts
from .dose_facts import dose_facts
from .fact import Found
from .link_facts import link_facts
from .safety_facts import safety_facts
from .snapshot import Seen
from .unresolved_danger import after_danger
from .zone_facts import zone_facts

NOT_TOLD = Found(None, "A diary does not tell it.")
Part = Callable[[Seen], Mapping[str, Found]]
PARTS: tuple[Part, ...] = (safety_facts, zone_facts, link_facts, dose_facts, answered_facts)


def find_facts(seen: Seen) -> dict[str, Found]:
    """Return every fact of the protocol with its value or None, and where it comes from."""
    found: dict[str, Found] = {}
    for part in PARTS:
        found.update(part(seen))
    return after_danger(found, seen)


def told(found: Mapping[str, Found], protocol: Protocol) -> dict[str, Found]:
    """Return what a protocol can be told; a fact or a value that only another version knows is unknown to it."""
    known = {
        name: each if each.value is None or fits(protocol.facts[name], each.value) else NOT_TOLD
        for name, each in found.items()
        if name in protocol.facts
    }
    return known | dict.fromkeys(protocol.facts.keys() - known.keys(), NOT_TOLD)


def values(found: Mapping[str, Found]) -> dict[str, FactValue]:
    """Return the values alone."""
    return {name: each.value for name, each in found.items()}
