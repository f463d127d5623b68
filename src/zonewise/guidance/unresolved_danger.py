"""Has a clinician spoken since a danger sign was told, and what holds until then?

A danger sign's card says to take no more until a clinician has spoken. "None of these" on the next day means that it is
over, not that anyone has looked at it. So it goes on counting, by way of facts that the rules already know.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from zonewise.rules.rule_set import FactValue

from .fact import Fact
from .safety_facts import DANGER_SIGNS
from .snapshot import DiarySnapshot

SPOKEN = "clinician_spoke"
"""Name of the answer that a clinician has spoken about the last danger sign."""
FACTS_OF_SIGNS: Mapping[str, tuple[str, FactValue]] = {
    "anaphylaxis": ("hypersensitivity", True),
    "liver": ("liver", "acute"),
    "withdrawal": ("opioid", "recent"),
}
"""The fact that a sign speaks for by itself, beside the need of a clinician's word that all of them share."""
TAKING = ("titrating", "stable")


@dataclass(frozen=True, slots=True)
class UnresolvedDanger:
    """A danger sign of an earlier day about which no clinician is known to have spoken."""

    sign: str
    day: date


def unresolved_danger(seen: DiarySnapshot) -> UnresolvedDanger | None:
    """Return the last danger sign of an earlier day that no clinician's word has followed, or None."""
    earliest = seen.as_of - timedelta(days=seen.settings.asking.danger_days)
    named = [(entry.name, entry) for entry in seen.of_kind("sign")]
    named += [(entry.value, entry) for entry in seen.answers.entries_of("danger_sign")]
    told = [UnresolvedDanger(sign, seen.day_of(entry)) for sign, entry in named if sign in DANGER_SIGNS]
    told = [danger for danger in told if earliest <= danger.day < seen.as_of]
    if not told:
        return None
    last = max(told, key=lambda danger: (danger.day, -DANGER_SIGNS.index(danger.sign)))
    return None if seen.answers.yes_no(SPOKEN, since=last.day) is True else last


def after_danger(found: Mapping[str, Fact], seen: DiarySnapshot) -> dict[str, Fact]:
    """Return the facts as an unresolved danger sign leaves them: never less cautious than they were.

    Args:
        found: Every fact of the day.
        seen: The diary from that day.
    """
    danger, facts = unresolved_danger(seen), dict(found)
    if danger is None:
        return facts
    because = (
        f"On {danger.day.isoformat()} you told of a danger sign ({danger.sign}), and no clinician is known to have"
        " spoken with you about it. Once one has, say so (clinician_spoke: yes)."
    )
    facts["needs_specialist"] = Fact(True, because)
    name, value = FACTS_OF_SIGNS.get(danger.sign, ("", None))
    if name == "opioid" and facts[name].value in (None, "none", "planned"):
        facts[name] = Fact("recent", because)
    elif name in ("hypersensitivity", "liver"):
        facts[name] = Fact(value, because)
    if facts["phase"].value in TAKING and not _dosed_since(seen, danger.day):
        facts["phase"] = Fact("paused", f"{because} No dose is logged since, as the card asked.")
    return facts


def _dosed_since(seen: DiarySnapshot, day: date) -> bool:
    return any(sum(doses) > 0 for taken_on, doses in seen.days.doses_mg.items() if taken_on > day)
