"""The medicine that an entry of a diary speaks of, and whether it was begun, ended or taken once.

Nothing here needs the lists, so a diary that speaks of no medicine never loads them.
"""

import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Literal

from zonewise.model.entry import Entry, Kind
from zonewise.model.substances import is_named_as_ldn_only
from zonewise.model.timeline import logical_day

MedicineChange = Literal["start", "stop", "once", "new"]

KINDS: tuple[Kind, ...] = ("medicine", "dose", "event")  # Kinds of entries that can speak of a medicine by name.

CODE = re.compile(r"(?:ATC[ :]*)?[A-Z]\d\d[A-Z](?:[A-Z](?:\d\d)?)?|(?:RXNORM|RXCUI)[ :]*\d{1,8}")
"""A code where a medicine's unit stands: an ATC code or group, or an RxNorm identifier with its system's name."""


@dataclass(frozen=True, slots=True)
class MedicineMention:
    """A medicine that one entry speaks of."""

    entry: Entry
    day: date  # Its logical day.
    # "start" or "stop"; "once" for a dose of it; "new" for an event that says something new was begun, in words that
    # may or may not be its name.
    change: MedicineChange
    name: str  # As written, with the amount where that stands apart.
    code: str | None = None  # An ATC code or RxNorm identifier, or None.


def mention_of(entry: Entry, ends_at: time) -> MedicineMention | None:
    """Return what an entry says of a medicine, or None.

    A dose of LDN itself and a dose left out are none. An event "new-medicine" is one when it says more than that.

    Args:
        ends_at: When a logical day ends.
    """
    if entry.kind == "dose":
        return _dose(entry, ends_at)
    if entry.kind == "event":
        words = " ".join(filter(None, (entry.value, entry.unit, entry.note)))
        return _mention(entry, ends_at, "new", words) if entry.name == "new-medicine" else None
    if entry.kind != "medicine" or entry.value not in ("start", "stop"):
        return None
    code = entry.unit if CODE.fullmatch(entry.unit.strip().upper()) else None
    name = entry.name if code else f"{entry.name} {entry.unit}"
    return _mention(entry, ends_at, "start" if entry.value == "start" else "stop", name, code)


def _dose(entry: Entry, ends_at: time) -> MedicineMention | None:
    if is_named_as_ldn_only(entry.name) or not _is_some(entry.value):
        return None
    return _mention(entry, ends_at, "once", f"{entry.name} {entry.value} {entry.unit}")


def _mention(
    entry: Entry, ends_at: time, change: MedicineChange, name: str, code: str | None = None
) -> MedicineMention | None:
    name = " ".join(name.split())
    return MedicineMention(entry, logical_day(entry.day, entry.at, ends_at), change, name, code) if name else None


def _is_some(amount: str) -> bool:
    try:
        return Decimal(amount) != 0
    except InvalidOperation:
        return True
