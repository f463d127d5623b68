"""Danger signs of earlier days about which no clinician is known to have spoken.

A danger sign's card says to take no more until a clinician has spoken. "None of these" on the next day means that it is
over, not that anyone has looked at it, so it goes on counting.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .explanation import explain
from .fact import Fact
from .snapshot import DiarySnapshot

SPOKEN = "clinician_spoke"
"""Name of the answer that a clinician has spoken about the last danger sign."""


@dataclass(frozen=True, slots=True)
class UnresolvedDanger:
    """A danger sign of an earlier day about which no clinician is known to have spoken."""

    sign: str
    day: date


def unresolved_danger(snapshot: DiarySnapshot) -> UnresolvedDanger | None:
    """Return the last danger sign of an earlier day that no clinician's word has followed, or None."""
    earliest = snapshot.as_of - timedelta(days=snapshot.settings.facts.danger_days)
    named = [(entry.name, entry) for entry in snapshot.of_kind("sign")]
    named += [(entry.value, entry) for entry in snapshot.answers.entries_of("danger_sign")]
    danger_signs = snapshot.danger_signs  # read once: every answered day asks
    dangers = [UnresolvedDanger(sign, snapshot.day_of(entry)) for sign, entry in named if sign in danger_signs]
    dangers = [danger for danger in dangers if earliest <= danger.day < snapshot.as_of]
    if not dangers:
        return None
    last = max(dangers, key=lambda danger: (danger.day, -danger_signs.index(danger.sign)))
    return None if snapshot.answers.yes_no(SPOKEN, since=last.day) is True else last


def danger_facts(snapshot: DiarySnapshot) -> dict[str, Fact]:
    """Return the danger sign about which no clinician is known to have spoken, or none."""
    danger = unresolved_danger(snapshot)
    if danger is None:
        return {"unresolved_danger": Fact("none", explain("no-danger-unresolved"))}
    because = explain("danger-unresolved", sign=danger.sign, day=danger.day)
    return {"unresolved_danger": Fact(danger.sign, because)}
