"""What a diary has already of the days and answers of a shared document: that stands, and nothing counts twice."""

from collections.abc import Callable
from datetime import date
from functools import cache

from zonewise.model.entry import Entry, in_force
from zonewise.services.base.diary import Diary, read_connection

KINDS = ("rating", "dose", "answer")


def diary_has(diary: Diary) -> Callable[[Entry], bool]:
    """Return what says of an entry whether the diary has it otherwise: its day's ratings or doses, or a newer answer.

    The diary is read when it is first asked.
    """

    @cache
    def days() -> tuple[frozenset[tuple[str, date]], dict[str, date]]:
        from zonewise.store.entries import entries_of_kinds

        with read_connection(diary) as connection:
            entries = in_force(entries_of_kinds(connection, (*KINDS, "withdrawn")))
        of_a_day = frozenset((entry.kind, entry.day) for entry in entries)
        answers = sorted((entry for entry in entries if entry.kind == "answer"), key=lambda entry: entry.day)
        return of_a_day, {entry.name: entry.day for entry in answers}

    def is_there(entry: Entry) -> bool:
        if entry.kind not in KINDS:
            return False
        of_a_day, answered = days()
        if entry.kind != "answer":
            return (entry.kind, entry.day) in of_a_day
        last = answered.get(entry.name)
        return last is not None and last >= entry.day

    return is_there
