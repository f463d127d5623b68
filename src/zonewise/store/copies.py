"""Checked copies of a whole diary into a new file, under the same key, another or none."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]  # a compiled module without types
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from .diary_file import checked_connection, mode_to_read
from .encryption import Key, head_of, is_encrypted_head
from .own_schema import read_schema, unguarded
from .private_files import create_private, flush_file
from .refusals import refusal, refusal_for, refusing_file
from .row_sums import sums_hold
from .schema import known_revision

SoundCheck = Callable[[Any, Key | None, str], str]
"""Returns the revision of an open file, by its connection, its key and its path; raises DiaryRefused where it is not
sound, or is not what it should be."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a diary holds, in short: two diaries with the same are the same."""

    rows: tuple[tuple[str, int], ...]  # (table, how many rows) of each table, by name.
    sha256: str  # Hash over the definition of everything and over every row, hexadecimal.

    @property
    def entries(self) -> int:
        """How many entries there are, superseded ones included."""
        return dict(self.rows).get("entries", 0)


def copy_diary(source: Any, target: Path, key: Key | None, sound: SoundCheck | None = None) -> Content:
    """Copy a diary, as it stands at one instant, into a new file, check that file, and return what both hold.

    Args:
        source: The driver's connection, outside a transaction. Others may go on writing beside it.
        target: A file that is not there yet; only its owner can read it. After any exception it is gone again.
        sound: What makes sure that the copy is sound; None is `check_sound`, as for a diary.

    Raises:
        DiaryRefused: The copy does not hold what the diary holds.
        sqlite.Error, OSError: The diary cannot be read, or the copy not written.
    """
    create_private(target)
    try:
        content = _export(source, target, key)
        if check_copy(target, key, sound) != content:
            raise refusal("unsound-copy", str(target), fault="the copy is not the same as the diary.")
        flush_file(target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return content


def _export(source: Any, target: Path, key: Key | None) -> Content:
    source.execute("PRAGMA query_only = OFF")
    if key is not None:
        source.execute("PRAGMA cipher_default_compatibility = 4")
    with unguarded(source), _attached(source, target, key):
        source.execute("BEGIN")
        try:
            content = diary_content(source)
            source.execute("SELECT sqlcipher_export('copy')").fetchall()
            source.execute("COMMIT")
        except BaseException:
            with suppress(sqlite.Error):
                source.execute("ROLLBACK")
            raise
    return content


@contextmanager
def _attached(source: Any, target: Path, key: Key | None) -> Iterator[None]:
    """Have a new file beside a connection's own, under the name `copy`."""
    source.execute("ATTACH ? AS copy KEY ?", (str(target.absolute()), key.for_sqlcipher() if key else ""))
    try:
        source.execute("PRAGMA copy.journal_mode = OFF")  # a copy that fails is thrown away
        source.execute("PRAGMA copy.synchronous = OFF")  # and one that does not is flushed at the end
        yield
    finally:
        with suppress(sqlite.Error):
            source.execute("DETACH copy")


def check_copy(path: Path, key: Key | None, sound: SoundCheck | None = None) -> Content:
    """Return what a diary's file holds, after making sure that it is a sound diary that this release understands.

    Nothing is changed in the file. Call it only for a file that this process has no connection to.

    Raises:
        DiaryRefused: It is empty, damaged, no diary, of a newer release, encrypted with another key, or holds what no
            release of ours made.
    """
    with open_copy(path, key) as connection:
        (sound or check_sound)(connection, key, str(path))
        return diary_content(connection)


def check_sound(connection: Any, key: Key | None, where: str) -> str:
    """Return the revision of an open diary, after making sure that every page of it is sound.

    Raises:
        DiaryRefused: It is empty, damaged, no diary, or of a newer release.
    """
    check_pages(connection, key, where)
    revision = _revision(connection, where)
    if not revision:
        raise refusal("no-diary", where)
    return revision


def check_pages(connection: Any, key: Key | None, where: str) -> None:
    """Make sure that every page and every row of an open file is as it was written.

    Raises:
        DiaryRefused: One is not.
    """
    if connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
        raise refusal("unsound-copy", where, fault="SQLite finds its file damaged.")
    if key is not None and connection.execute("PRAGMA cipher_integrity_check").fetchall():
        raise refusal("unsound-copy", where, fault="a page of the file was changed.")
    if not sums_hold(connection):
        raise refusal("unsound-copy", where, fault="a row is not as it was written: the disk has changed it.")


@contextmanager
def open_copy(path: Path, key: Key | None) -> Iterator[Any]:
    """Yield a connection that reads a file and leaves it as it is.

    Raises:
        DiaryRefused: It cannot be read, or not with this key.
    """
    where = str(path)
    with refusing_file(where):
        head = head_of(path)
        if is_encrypted_head(head) and key is None:
            raise refusal("passphrase-needed", where)
        if key is not None and key.head != head:
            raise refusal("wrong-passphrase", where)
        with closing(checked_connection(path, key, mode=mode_to_read(path))) as connection:
            yield connection


def diary_content(connection: Any) -> Content:
    """Return what a diary holds, whichever release wrote it."""
    schema = read_schema(connection)
    total = hashlib.sha256(repr(schema).encode())
    rows: list[tuple[str, int]] = []
    for name in [definition.name for definition in schema if definition.kind == "table"]:
        count = 0
        quoted = name.replace('"', '""')
        for row in connection.execute(f'SELECT * FROM main."{quoted}" ORDER BY 1'):  # its first column tells rows apart
            total.update(repr(row).encode("utf-8", "surrogatepass"))
            count += 1
        total.update(f"{name} {count}".encode())
        rows.append((name, count))
    return Content(tuple(rows), total.hexdigest())


def _revision(raw: Any, where: str) -> str:
    """Return the revision of an open file, through the same check as every diary."""
    try:
        with _engine_on(raw).connect() as connection:
            return known_revision(connection, where)
    except DBAPIError as error:
        raise refusal_for(error, where) or error from error


def _engine_on(raw: Any) -> Engine:
    """Return an engine that only ever uses this connection of the driver's."""
    return create_engine("sqlite://", module=sqlite, creator=lambda: raw, poolclass=StaticPool)
