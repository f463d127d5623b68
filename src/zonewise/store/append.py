"""How is a row added once, however often it is sent?"""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, select

from .refusals import DiaryRefused

Row = tuple[str, ...]


def append_once(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]
) -> tuple[int, tuple[Row, Row] | None]:
    """Add the rows whose id is not there yet.

    Args:
        connection: In a writing transaction.
        table: Where they go; its `id` is unique.
        columns: Names of the columns, `id` first.
        rows: One text for each column. At most a few thousand rows: they are looked up together.

    Returns:
        How many were added; and, when a row's id is there with another content, the first such pair (stored, sent).

    Raises:
        DiaryRefused: A text holds a character that a database cannot keep.
    """
    for row in rows:
        if "\0" in "".join(row):
            raise _unstorable(row[0], "a NUL character (U+0000)")
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    statement = (
        f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join([mark] * len(columns))}) "
        "ON CONFLICT (id) DO NOTHING"
    )
    try:
        added = connection.exec_driver_sql(statement, list(rows)).rowcount
    except UnicodeEncodeError as error:
        raise _unstorable("an entry", f"half a character ({error.object[error.start]!a})") from None
    return added, None if added == len(rows) else _clash(connection, table, columns, rows)


def _clash(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> tuple[Row, Row] | None:
    query = select(*(table.c[name] for name in columns)).where(table.c.id.in_([row[0] for row in rows]))
    stored: dict[str, Row] = {row[0]: tuple(row) for row in connection.execute(query)}
    return next(((stored[row[0]], row) for row in rows if stored[row[0]] != row), None)


def _unstorable(where: str, what: str) -> DiaryRefused:
    return DiaryRefused(where, f"the text holds {what}.", "Remove it, then try again.", "unstorable-text")
