"""Entries of the diary: those that stand, and how one is corrected or taken back; the old one stays in the diary."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from zonewise.model.amounts import plain
from zonewise.model.entry import Entry, Kind, in_force, in_order, may_supersede
from zonewise.model.timeline import logical_day
from zonewise.problem import InputRefused, Problem, did_you_mean
from zonewise.services.base.diary import Diary, add_entries, all_entries, new_id
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource
from zonewise.services.base.profile import profile_of

from .check_in import rating_text
from .doses import amount_mg, plan_of

if TYPE_CHECKING:
    from sqlalchemy import Connection


def entries_of(diary: Diary, day: date | None, *, with_superseded: bool) -> tuple[Entry, ...]:
    """Return entries in force, or all of them, of one logical day or of all."""
    everything = all_entries(diary)
    ends_at = profile_of(everything).day_ends_at
    entries = everything if with_superseded else in_force(everything)
    return tuple(entry for entry in entries if day is None or logical_day(entry.day, entry.at, ends_at) == day)


def current_version(diary: Diary, entry_id: str) -> Entry | None:
    """Return what an entry has become; None where the diary has no entry with this id.

    It is the entry itself, its last correction, or, where nothing of it stands, the entry of the kind "withdrawn" that
    took it back. Of two corrections by two devices the later one is returned.
    """
    existing = all_entries(diary)
    versions = [entry for entry in existing if entry.id == entry_id]
    ids = {entry_id}
    for old in versions:  # grows by the corrections of each, each once
        later = [new for new in existing if new.supersedes == old.id and may_supersede(new, old) and new.id not in ids]
        versions += later
        ids |= {new.id for new in later}
    standing = [entry for entry in in_force(existing) if entry.id in ids]
    removals = in_order([entry for entry in versions if entry.kind == "withdrawn"])
    return next(reversed([*removals, *standing]), None)


CORRECTABLE: tuple[Kind, ...] = ("rating", "dose", "note", "tracker")
"""Kinds that are corrected by another value; any other is taken back and written down anew."""


def correct(diary: Diary, entry_id: str, value: str | None, *, hand: InputSource = COMMAND_LINE) -> Entry:
    """Replace an entry's value, or take the entry back where the value is None. The old one stays in the diary.

    Raises:
        InputRefused: No entry in force has this id, or the value does not fit its kind.
    """
    existing = all_entries(diary)
    standing = {entry.id: entry for entry in in_force(existing)}
    old = standing.get(entry_id)
    if old is None:
        raise _not_standing(entry_id, did_you_mean(entry_id, standing))
    problems: list[Problem] = []
    if value is not None and old.kind == "rating":
        value = rating_text(old.name, value, problems)
    elif value is not None and old.kind == "dose":
        value = plain(amount_mg(value, plan_of(existing)))
    elif value is not None and old.kind not in CORRECTABLE:
        fault = f"an entry of the kind {old.kind} is not corrected by a value."
        problems.append(Problem("correct", 0, fault, "Take it back and write it down anew.", "not-correctable"))
    if problems:
        raise InputRefused(problems)
    kind: Kind = "withdrawn" if value is None else old.kind
    in_note = kind == "note" and not old.value  # such a note has its words beside the value, and there they change
    new = replace(
        old,
        id=new_id(),
        kind=kind,
        value="" if in_note else value or "",
        unit=old.unit if value else "",
        note=value or "" if in_note else old.note,
        source=hand.source,
        entered_at="",
        supersedes=old.id,
    )

    def prepare(connection: "Connection", made: list[Entry]) -> list[Entry]:
        from zonewise.store.entries import is_superseded

        if is_superseded(connection, entry_id):  # by another device, a moment ago: one of the two stands
            raise _not_standing(entry_id)
        return made

    add_entries(diary, [new], prepare)
    return new


def _not_standing(entry_id: str, hint: str = "") -> InputRefused:
    fault = f"no entry in force has the id '{entry_id}'."
    return InputRefused([Problem("correct", 0, fault, f"{hint}List them with 'zonewise entries'.", "unknown-entry")])
