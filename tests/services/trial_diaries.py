"""Diaries of people in a blinded trial, as they stand at its end."""

import secrets
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np

from zonewise.model.entry import DOMAINS, Entry
from zonewise.services.base.diary import Diary, add_entries, new_id
from zonewise.services.base.profile import Profile, profile_in
from zonewise.services.trials.registering import analysis_digest
from zonewise.trial.design import TrialDesign
from zonewise.trial.key import TrialKey
from zonewise.trial.record import registration_text
from zonewise.trial.sealing import open_sheet, part_of, public_of, seal_trial

PHARMACY = bytes([7]) * 32
FIRST = date(2024, 3, 4)
DESIGN = TrialDesign(FIRST, 10, 7, Decimal("1.5"))


def an_entry(kind: str, name: str, value: str, day: date, *, unit: str = "", at: time | None = time(21)) -> Entry:
    """Return an entry that was written down on its own day."""
    stamp = datetime.combine(day, at or time(21), UTC).isoformat().replace("+00:00", "Z")
    return Entry(new_id(), day, at, kind, name, value, unit, "", "UTC", "cli", stamp)


def a_registered_trial(design: TrialDesign, day: date) -> tuple[Entry, TrialKey]:
    """Return what a diary holds of a trial that was registered on a day, with the key of the pharmacy."""
    sealed = seal_trial(
        design, analysis_digest(Profile()), [public_of(PHARMACY)], {"prescriber": "Dr Weiss"}, secrets.token_bytes
    )
    registered = registration_text(
        {
            "design": design.to_dict(),
            "analysis": analysis_digest(Profile()),
            "details": {"prescriber": "Dr Weiss"},
            "commitment": sealed.commitment,
            "signed_by": sealed.signed_by,
            "readers": ["0011223344556677"],
            "sheet": sealed.sheet,
        }
    )
    key = open_sheet(sealed.sheet, [part_of(sealed.sheet, PHARMACY)]).key
    return an_entry("trial", "registered", registered, day), key


def begin_trial(diary: Diary, mg: str, *told: tuple[str, str, str]) -> None:
    """Let a trial begin today in a diary that has a plan; nothing dangerous is told beside what is told.

    Args:
        told: Kind, name and value of each entry of today.
    """
    today = profile_in(diary).today()
    registered, _ = a_registered_trial(TrialDesign(today, 10, 7, Decimal(mg)), today - timedelta(days=1))
    words = (("answer", "danger_sign", "none"), *told)
    add_entries(diary, [registered, *(an_entry(*word, today, at=None) for word in words)])


def a_trial(
    path: Path, *, relief: float = 45.0, days: int = DESIGN.days, seed: int = 3, more: tuple[Entry, ...] = ()
) -> tuple[Diary, TrialKey]:
    """Make a diary with a trial whose days are past, not closed yet, and return it with the key of the pharmacy.

    Args:
        relief: What LDN does at once, percent.
        days: How many days were rated.
        more: Further entries.
    """
    rng = np.random.default_rng(seed)
    before = FIRST - timedelta(days=20)
    registered, key = a_registered_trial(DESIGN, before)
    entries = [an_entry("profile", "timezone", "UTC", before), registered]
    for number in range(days):
        day, block = FIRST + timedelta(days=number), number // DESIGN.block_days
        level = 5 * (1 - relief / 100 * key.order(DESIGN)[block])
        entries += [
            an_entry("rating", name, str(int(np.clip(round(level + 0.6 * rng.normal()), 0, 10))), day)
            for name in DOMAINS
        ]
        entries += [
            an_entry("trial", "bottle", str(block + 1), day),
            an_entry("dose", "naltrexone", "1.5", day, unit="mg"),
        ]
    diary = Diary(str(path))
    add_entries(diary, [*entries, *more])
    return diary, key


def later(entry: Entry) -> Entry:
    """Return the same entry, written down only now."""
    return replace(entry, entered_at="")
