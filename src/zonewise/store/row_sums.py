"""A sum over the rows of each table, by which a byte that turned on the disk is found in a diary in the clear.

Each page of an encrypted file carries a code of its own. A file in the clear has none, and SQLite's checks see the
shape of a page, not its words. No row ever changes here, so a sum over rows, written with them, holds for good. A
server has checksums of its own: there nothing is written.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection

MOST_ROWS = 1000
"""Rows under one sum."""

_ROWS = "SELECT rowid, * FROM main.{table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
_NEW = "INSERT INTO row_sums (table_name, first, last, sha256) VALUES (?, ?, ?, ?)"


def last_row(connection: Connection, table: str) -> int:
    """Return the number of the last row of a table; 0 where it has none, and on a server."""
    if connection.dialect.name != "sqlite":
        return 0
    return int(connection.exec_driver_sql(f"SELECT coalesce(max(rowid), 0) FROM {table}").scalar_one())


def sum_up(connection: Connection, table: str, after: int = 0) -> None:
    """Write the sums of the rows that came after one, in the transaction that wrote them; nothing on a server.

    Args:
        after: From `last_row`, before they were written.
    """
    last = last_row(connection, table)
    if last <= after:
        return
    rows = iter(connection.exec_driver_sql(_ROWS.format(table=table), (after + 1, last)).fetchall())
    while portion := list(islice(rows, MOST_ROWS)):
        connection.exec_driver_sql(_NEW, (table, portion[0][0], portion[-1][0], _sum(portion)))


def sums_hold(raw: Any, rest: Callable[[], None] = lambda: None) -> bool:
    """Say whether every row of an open file is under a sum and as it was written; True where the file has no sums yet.

    Args:
        raw: The driver's connection, in a transaction where others may write.
        rest: Called after each thousand rows, so that others can be let in.
    """
    raw.text_factory = lambda letters: letters.decode("utf-8", "surrogateescape")  # a byte that turned may be no letter
    try:
        return _all_hold(raw, rest)
    finally:
        raw.text_factory = str


def _all_hold(raw: Any, rest: Callable[[], None]) -> bool:
    tables = {name for (name,) in raw.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")}
    if "row_sums" not in tables:
        return True
    sums: dict[str, list[tuple[int, int, str]]] = {}
    for table, *span in raw.execute("SELECT table_name, first, last, sha256 FROM main.row_sums ORDER BY 1, 2"):
        sums.setdefault(table, []).append((span[0], span[1], span[2]))
    if not sums.keys() <= tables:
        return False
    return all(
        _table_holds(raw, table, sums.get(table, []), rest) for table in ("entries", "guidance_records", "imports")
    )


def _table_holds(raw: Any, table: str, sums: Iterable[tuple[int, int, str]], rest: Callable[[], None]) -> bool:
    covered = 0
    for first, last, sha256 in sums:
        rows = raw.execute(_ROWS.format(table=table), (first, last)).fetchall()
        if _sum(rows) != sha256:
            return False
        covered += len(rows)
        rest()
    (there,) = raw.execute(f"SELECT count(*) FROM main.{table}").fetchone()
    return bool(covered == there)


def _sum(rows: Iterable[Any]) -> str:
    return hashlib.sha256("\n".join(_lines(rows)).encode()).hexdigest()


def _lines(rows: Iterable[Any]) -> Iterator[str]:
    """Yield the same text of a row on every release of Python: letters that are not ASCII are escaped."""
    for row in rows:
        yield json.dumps(list(row))
