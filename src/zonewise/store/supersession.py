"""What an entry may take the place of: one of its own kind and name, never itself, and never in a circle.

It is asked where entries are written, so it holds for whatever brings them: pages, programs, files, a phone.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from zonewise.model.entry import Entry, may_supersede

from .refusals import refusal
from .schema import entries, select_records


def check_supersession(connection: Connection, batch: Sequence[Entry]) -> None:
    """Refuse a correction of something else. What it names may not have arrived yet: `in_force` asks again then.

    Args:
        batch: Entries that are about to be added; at most a few thousand.

    Raises:
        DiaryRefused: With the first such entry.
    """
    corrections = [entry for entry in batch if entry.supersedes]
    if not corrections:
        return
    known = {entry.id: entry for entry in batch}
    known |= _stored(connection, {entry.supersedes for entry in corrections} - known.keys())
    for entry in corrections:
        where, old = f"entry {entry.id}", known.get(entry.supersedes)
        if entry.supersedes == entry.id:
            raise refusal("supersedes-itself", where)
        if old is not None and not may_supersede(entry, old):
            words = {"kind": entry.kind, "name": entry.name, "old_kind": old.kind, "old_name": old.name}
            raise refusal("supersedes-another", where, **words)
    # A circle goes through an entry that another one names: most corrections are named by none.
    ids = [entry.id for entry in corrections]
    named = {entry.supersedes for entry in corrections} & set(ids)
    column = entries.c.supersedes
    named |= set(connection.execute(select(column).where(column.in_(ids), column != "")).scalars())
    for entry in corrections:
        if entry.id in named:
            _check_chain(connection, entry, known)


def _check_chain(connection: Connection, entry: Entry, known: dict[str, Entry]) -> None:
    """Follow what an entry supersedes to its end."""
    passed, following = {entry.id}, entry.supersedes
    while following:
        if following in passed:
            raise refusal("supersedes-in-a-circle", f"entry {entry.id}")
        passed.add(following)
        if following not in known:
            known |= _stored(connection, {following})
        following = known[following].supersedes if following in known else ""


def _stored(connection: Connection, ids: Collection[str]) -> dict[str, Entry]:
    query = select_records(entries).where(entries.c.id.in_(ids))
    return {row.id: Entry(*row) for row in connection.execute(query)} if ids else {}
