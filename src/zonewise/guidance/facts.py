"""Which facts does a diary give on one day, and where does each come from?"""

from collections.abc import Callable, Mapping

from zonewise.protocol.values import FactValue

from .facts_answered import answered_facts
from .facts_doses import dose_facts
from .facts_safety import safety_facts
from .facts_zones import zone_facts
from .found import Found
from .seen import Seen

Part = Callable[[Seen], Mapping[str, Found]]
PARTS: tuple[Part, ...] = (safety_facts, zone_facts, dose_facts, answered_facts)


def find_facts(seen: Seen) -> dict[str, Found]:
    """Return every fact of the protocol with its value or None, and where it comes from."""
    found: dict[str, Found] = {}
    for part in PARTS:
        found.update(part(seen))
    return found


def values(found: Mapping[str, Found]) -> dict[str, FactValue]:
    """Return the values alone."""
    return {name: each.value for name, each in found.items()}
