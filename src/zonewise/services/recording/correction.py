"""How is an entry corrected or taken back? The old one stays in the diary."""

from zonewise.model.amounts import plain
from zonewise.model.entry import Entry, Kind, in_force
from zonewise.problem import InputRefused, Problem, did_you_mean
from zonewise.services.base.diary import Diary, add_entries, all_entries, new_id
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource

from .check_in import rating_text
from .doses import amount_mg, plan_of

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
        hint = did_you_mean(entry_id, standing)
        raise InputRefused(
            [
                Problem(
                    "correct",
                    0,
                    f"no entry in force has the id '{entry_id}'.",
                    f"{hint}List them with 'zonewise entries'.",
                    "unknown-entry",
                )
            ]
        )
    problems: list[Problem] = []
    if value is not None and old.kind == "rating":
        value = rating_text(old.name, value, problems)
    elif value is not None and old.kind == "dose":
        value = plain(amount_mg(value, plan_of(existing)))
    elif value is not None and old.kind not in CORRECTABLE:
        problems.append(
            Problem(
                "correct",
                0,
                f"an entry of the kind {old.kind} is not corrected by a value.",
                "Take it back and write it down anew.",
                "not-correctable",
            )
        )
    if problems:
        raise InputRefused(problems)
    kind: Kind = "withdrawn" if value is None else old.kind
    in_note = kind == "note" and not old.value  # such a note has its words beside the value, and there they change
    new = Entry(
        new_id(),
        old.day,
        old.at,
        kind,
        old.name,
        "" if in_note else value or "",
        old.unit if value else "",
        value or "" if in_note else old.note,
        old.zone,
        hand.source,
        "",
        old.id,
    )
    add_entries(diary, [new])
    return new
