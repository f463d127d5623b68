"""What a diary holds of its blinded trial: the design, the bottles, the guesses, and how it ended."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from types import MappingProxyType
from typing import Literal

from zonewise.model.entry import Entry, in_force
from zonewise.model.timeline import logical_day

from .design import TrialDesign, design_from_dict
from .key import canonical

Guess = Literal["ldn", "none", "unsure"]
GUESSES: tuple[Guess, ...] = ("ldn", "none", "unsure")
JUDGED_KINDS = ("rating", "dose", "trial")
"""Kinds of entries that the analysis rests on; those of the trial's days are hashed when it is closed."""
AT_ITS_END = ("closed", "key")
"""Names of entries that come after the days which are hashed."""


@dataclass(frozen=True, slots=True)
class TrialRecord:
    """One trial as its diary holds it."""

    design: TrialDesign
    registered_on: date
    commitment: str
    analysis: str  # SHA-256 of the settings that it is judged by.
    signed_by: str  # Public key of the trial's signature.
    readers: tuple[str, ...]  # Fingerprints of those who can open the sheet together.
    sheet: str  # The sealed sheet, which only they can read.
    details: Mapping[str, str] = field(default_factory=dict)  # Prescriber and product.
    bottles: Mapping[date, int] = field(default_factory=dict)  # Logical day -> number of the bottle, from 1.
    guesses: Mapping[int, Guess] = field(default_factory=dict)  # Block, from 0 -> what it was taken for.
    ended: Mapping[int, tuple[date, str]] = field(default_factory=dict)  # Block -> day it was ended on, and why.
    left: tuple[date, str] | None = None  # Day on which the whole trial was left, and why.
    closed: str = ""  # Digest of the entries when it was closed, or "".
    closed_at: str = ""  # UTC instant of closing, or "".
    key: str = ""  # The key's line, once it was taken in; or "".

    @property
    def last(self) -> date:
        """The last day that counts."""
        return min(self.design.last, self.left[0]) if self.left else self.design.last


@dataclass(frozen=True, slots=True)
class TrialState:
    """How a trial stands on a day."""

    record: TrialRecord
    as_of: date
    block: int | None  # The block that goes on, from 0; None before the first, after the last, or once it was left.
    ended: bool  # The block that goes on was ended early: take nothing from its bottle.
    take_nothing: bool  # Today's guidance is to take nothing, or less than the bottle holds: that ends the block.
    answer_first: bool  # Today's guidance waits for an answer, and the bottle with it.
    taken_today: int | None  # Number of the bottle that was written down today.
    guesses_due: tuple[int, ...]  # Blocks that are over, from 0, without a guess.
    over: bool  # The last day is past, or the trial was left.


def registration_text(values: Mapping[str, object]) -> str:
    """Return what an entry keeps of a trial that is registered."""
    return canonical(values).decode()


def trial_record(entries: Iterable[Entry], ends_at: time) -> TrialRecord | None:
    """Return the trial that was registered last, or None.

    Raises:
        ValueError: What is kept of it is damaged or was written by a newer release.
    """
    of_trial = [entry for entry in in_force(entries) if entry.kind == "trial"]
    registered = [entry for entry in of_trial if entry.name == "registered"]
    if not registered:
        return None
    first = max(registered, key=lambda entry: entry.entered_at)
    values = json.loads(first.value)
    design = design_from_dict(values["design"])
    after = [entry for entry in of_trial if entry.entered_at >= first.entered_at and entry.name != "registered"]
    last = {entry.name: entry for entry in after}

    def day_of(entry: Entry) -> date:
        return logical_day(entry.day, entry.at, ends_at)

    left, closed, key = last.get("left"), last.get("closed"), last.get("key")
    return TrialRecord(
        design=design,
        registered_on=day_of(first),
        commitment=values["commitment"],
        analysis=values["analysis"],
        signed_by=values["signed_by"],
        readers=tuple(values["readers"]),
        sheet=values["sheet"],
        details=MappingProxyType(dict(values["details"])),
        bottles={day_of(entry): int(entry.value) for entry in after if entry.name == "bottle"},
        guesses={
            int(entry.unit) - 1: guess
            for entry in after
            if entry.name == "guess"
            for guess in GUESSES
            if guess == entry.value
        },
        ended={int(entry.value) - 1: (day_of(entry), entry.note) for entry in after if entry.name == "unblinded"},
        left=(day_of(left), left.note) if left is not None else None,
        closed=closed.value if closed is not None else "",
        closed_at=closed.entered_at if closed is not None else "",
        key=key.value if key is not None else "",
    )


def entries_of_trial(entries: Iterable[Entry], record: TrialRecord, ends_at: time) -> list[Entry]:
    """Return the entries that the analysis rests on: of the trial's days, superseded ones included."""
    return [
        entry
        for entry in entries
        if (entry.kind in JUDGED_KINDS or entry.kind == "withdrawn")
        and (entry.kind != "trial" or entry.name not in AT_ITS_END)
        and record.design.first <= logical_day(entry.day, entry.at, ends_at) <= record.design.last
    ]


def digest_of(entries: Sequence[Entry]) -> str:
    """Return the SHA-256 of entries, whatever their order."""
    rows = sorted(
        (
            entry.id, entry.day.isoformat(), entry.at.isoformat() if entry.at else "", entry.kind, entry.name,
            entry.value, entry.unit, entry.supersedes, entry.entered_at,
        )
        for entry in entries
    )  # fmt: skip
    return hashlib.sha256(json.dumps(rows, ensure_ascii=True).encode()).hexdigest()


def as_closed(entries: Sequence[Entry], record: TrialRecord, ends_at: time) -> tuple[list[Entry], int, bool]:
    """Return the entries as they were when the trial was closed.

    Returns:
        The entries without those of the trial's days that came later; how many came later; whether what is left is what
        was closed.
    """
    of_trial = entries_of_trial(entries, record, ends_at)
    late = {entry.id for entry in of_trial if entry.entered_at > record.closed_at}
    kept = [entry for entry in entries if entry.id not in late]
    same = digest_of([entry for entry in of_trial if entry.id not in late]) == record.closed
    return kept, len(late), same
