"""That the schema of a file is exactly ours, before anything else of the file is read; and what no statement may do.

A database can hold code: a trigger changes what is written later, a view or a generated column what is read. So the
tables, indexes and triggers of every file that is opened are held against those that a release of ours made, which lie
in `own_schema.json`: reading that list parses definitions and runs nothing of them.

Our driver has no call for SQLite's DEFENSIVE mode. What that forbids is refused by an authorizer instead, which SQLite
asks about each part of each statement; decision 0041.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]  # a compiled module without types

from .refusals import refusal

VERSION_TABLE = "zonewise_revision"

GUARDS = ("trusted_schema = OFF", "cell_size_check = ON")
"""Set before a schema is read: its functions are not trusted, and a page made to mislead is found before it is used."""

_SCHEMA = "SELECT type, name, tbl_name, sql FROM main.sqlite_schema ORDER BY type, name"
_LONGEST_NAME = 40  # Characters of a foreign name that a message shows.
_MOST_NAMES = 5


class Definition(NamedTuple):
    """One table, index, trigger or view."""

    kind: str
    name: str
    table: str  # That it belongs to.
    sql: str  # Whatever its white space; "" for the index that SQLite makes itself.


def read_schema(connection: Any) -> tuple[Definition, ...]:
    """Return all that a file defines, SQLite's own indexes included: no name is passed by for how it begins."""
    rows = connection.execute(_SCHEMA).fetchall()
    return tuple(Definition(str(kind), str(name), str(table), _plain(sql)) for kind, name, table, sql in rows)


def _plain(sql: object) -> str:
    return " ".join(str(sql or "").split()).replace(" ,", ",")


@cache
def own_schemas() -> dict[str, frozenset[Definition]]:
    """Return what a file holds, by its revision; a test holds that against what the migrations make."""
    text = (Path(__file__).parent / "own_schema.json").read_text("utf-8")
    return {
        revision: frozenset(Definition(*parts) for parts in schema) for revision, schema in json.loads(text).items()
    }


@cache
def _own_triggers() -> frozenset[str]:
    return frozenset(
        definition.name for schema in own_schemas().values() for definition in schema if definition.kind == "trigger"
    )


def require_own_schema(connection: Any, where: str) -> None:
    """Refuse a file that holds anything that no release of ours made, or lacks what one made.

    Nothing but the list of definitions is read before that is settled. An empty file is let through, and so is a diary
    of a newer release where its revision can be read without running anything: whoever opens it refuses it as such.

    Raises:
        DiaryRefused: It is a database of something else, or one of ours that was changed.
        sqlite.Error: The list cannot be read.
    """
    schema = frozenset(read_schema(connection))
    if not schema:
        return
    tables = sorted(definition.name for definition in schema if definition.kind == "table")
    if VERSION_TABLE not in tables:
        shown = tables or sorted(definition.name for definition in schema)
        raise refusal("other-database", where, tables=", ".join(map(_shown, shown[:_MOST_NAMES])))
    own = own_schemas()
    if _version_part(schema) in map(_version_part, own.values()):  # a plain table of ours: to read it runs nothing
        versions = [str(version) for (version,) in connection.execute(f"SELECT version_num FROM main.{VERSION_TABLE}")]
        if (len(versions) == 1 and versions[0] not in own) or (len(versions) != 1 and schema in own.values()):
            return  # of a newer release, or none that a release can have left: whoever opens it says so
        if len(versions) == 1 and own[versions[0]] == schema:
            return
    nearest = min(own.values(), key=lambda known: len(known ^ schema))
    changed = (*sorted(schema - nearest), *sorted(nearest - schema))  # what is foreign first, then what is missing
    names = dict.fromkeys(f"{definition.kind} {_shown(definition.name)}" for definition in changed) or {
        "its revision": None
    }
    raise refusal("foreign-schema", where, names=", ".join(list(names)[:_MOST_NAMES]))


def _version_part(schema: Iterable[Definition]) -> frozenset[Definition]:
    """Return what defines the table that names the revision."""
    return frozenset(definition for definition in schema if definition.table == VERSION_TABLE)


def _shown(name: str) -> str:
    """Return a name from a file that may come from anywhere, so that it can be shown on a terminal and in a page."""
    return ascii(name[:_LONGEST_NAME])[1:-1]


_FORBIDDEN = frozenset(
    (
        sqlite.SQLITE_ATTACH,
        sqlite.SQLITE_DETACH,
        sqlite.SQLITE_CREATE_VTABLE,  # so there is no shadow table to write to either
        sqlite.SQLITE_DROP_VTABLE,
        sqlite.SQLITE_CREATE_VIEW,
        sqlite.SQLITE_CREATE_TEMP_TRIGGER,
        sqlite.SQLITE_CREATE_TEMP_VIEW,
    )
)
_PRAGMA_VALUES = {
    "writable_schema": (),
    "schema_version": (),
    "journal_mode": ("wal", "delete"),  # without a journal a kill would damage the file
    "trusted_schema": ("off",),
    "cell_size_check": ("on",),
    "recursive_triggers": ("on",),
}
"""What these settings may be set to; others are free."""


def guard(connection: Any) -> None:
    """Have the driver's own connection refuse what SQLite's DEFENSIVE mode would, and more that we never do.

    A trigger or view that is none of ours runs nothing either: another program may add one while the file is open.
    SQLite names a `WITH` in the same place, so statements of ours have none.
    """
    connection.set_authorizer(_authorize)


@contextmanager
def unguarded(connection: Any) -> Iterator[None]:
    """Let a connection do all for a while: a file whose schema is ours is copied into a new one of our own."""
    connection.set_authorizer(None)
    try:
        yield
    finally:
        guard(connection)


def _authorize(action: int, first: str | None, second: str | None, _database: str | None, source: str | None) -> int:
    """Answer SQLite about one part of a statement. Source of the arguments: https://sqlite.org/c3ref/c_alter_table.html."""
    if action == sqlite.SQLITE_PRAGMA and second is not None:
        values = _PRAGMA_VALUES.get((first or "").lower())
        denied = values is not None and second.lower() not in values
    elif action == sqlite.SQLITE_FUNCTION:
        denied = second == "load_extension"
    else:
        denied = action in _FORBIDDEN
    foreign = source is not None and source not in _own_triggers()
    return int(sqlite.SQLITE_DENY if denied or foreign else sqlite.SQLITE_OK)
