"""The prescriber's own file: people, what they handed over, keys, and what was signed. One SQLCipher file.

It is opened, locked and encrypted as a diary is; its revision says that it is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from .connect import reading, transaction
from .copies import check_pages
from .diary_file import file_engine
from .encryption import Key
from .own_schema import VERSION_TABLE
from .refusals import refusal

REVISIONS = (
    "clinic-1",
    "clinic-2",
)  # Each has a table more, which is added to a file when it is opened.
REVISION = REVISIONS[-1]

metadata = MetaData()
revisions = Table(VERSION_TABLE, metadata, Column("version_num", Text, primary_key=True))
people = Table(
    "people", metadata, *(Column(name, Text, primary_key=name == "id", nullable=False) for name in
    ("id", "name", "code", "added_at")),
)  # fmt: skip
pages = Table(
    "pages", metadata, *(Column(name, Text, primary_key=name == "id", nullable=False) for name in
    ("id", "person_id", "received_at", "as_of", "summary")), Column("document", LargeBinary, nullable=False),
)  # fmt: skip
keys = Table(
    "keys", metadata, *(Column(name, Text, primary_key=name == "id", nullable=False) for name in
    ("id", "private", "name", "made_at", "retired_at")),
)  # fmt: skip
messages = Table(
    "messages", metadata, *(Column(name, Text, primary_key=name == "id", nullable=False) for name in
    ("id", "person_id", "key_id", "kind", "issued", "says", "token")),
)  # fmt: skip

links = Table(
    "links", metadata, *(Column(name, Text, primary_key=name == "id", nullable=False) for name in
    ("id", "message_id", "share")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredPerson:
    """Somebody whose pages are read here."""

    id: str
    name: str
    code: str  # The code of their diary, or "".
    added_at: str  # UTC instant, ISO 8601 with "Z".


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page that somebody handed over."""

    id: str  # A hash of its content: the same page received twice counts once.
    person_id: str
    received_at: str  # UTC instant, ISO 8601 with "Z".
    as_of: str  # The logical day that it stands for, ISO 8601.
    summary: str  # JSON of its summary, or "".
    document: bytes


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key to sign with."""

    id: str  # Its public half.
    private: str  # Its private half, base64url; it leaves this file in no way.
    name: str  # Whose it is.
    made_at: str
    retired_at: str  # When another took its place, or "".


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """What was signed."""

    id: str
    person_id: str  # "" for a change of keys.
    key_id: str
    kind: str
    issued: str
    says: str
    token: str


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A link behind which something signed lies on a relay."""

    id: str  # The secret part of its address.
    message_id: str
    share: str  # JSON: all that it takes to look after it.


def open_clinic(path: Path, key: Key, *, create: bool = False, busy_seconds: float = 5.0) -> Engine:
    """Open a prescriber's file; a new one can be read by its owner alone.

    Raises:
        DiaryRefused: It is not there, a diary or something else, damaged, or the key is not its own.
    """
    engine = file_engine(path, key=key, create=create, busy_seconds=busy_seconds)
    try:
        with reading(engine) as connection:
            known = _revision(connection)
        if known not in ("", *REVISIONS):
            raise refusal("newer-diary" if known.startswith("clinic-") else "no-clinic", str(path),
                          revision=known, known=REVISION)  # fmt: skip
        if not known and not create:
            raise refusal("no-clinic", str(path))
        if known != REVISION:
            with transaction(engine) as connection:
                create_tables(connection, REVISION)
                connection.execute(delete(revisions))
                connection.execute(insert(revisions), [{"version_num": REVISION}])
    except BaseException:
        engine.dispose()
        raise
    return engine


def create_tables(connection: Connection, revision: str) -> None:
    """Make the tables that a revision has, where they are not there yet."""
    since = {"links": "clinic-2"}
    lacking = REVISIONS[REVISIONS.index(revision) + 1 :]
    tables = [table for name, table in metadata.tables.items() if since.get(name) not in lacking]
    metadata.create_all(connection, tables=tables)


def check_clinic(connection: Any, key: Key | None, where: str) -> str:
    """Return the revision of an open prescriber's file, after making sure that every page of it is sound.

    Args:
        connection: The driver's own.

    Raises:
        DiaryRefused: It is damaged, or none.
    """
    check_pages(connection, key, where)
    (revision,) = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone() or ("",)
    if revision not in REVISIONS:
        raise refusal("no-clinic", where)
    return str(revision)


def _revision(connection: Connection) -> str:
    from sqlalchemy import inspect

    if VERSION_TABLE not in inspect(connection).get_table_names():
        return ""
    return str(connection.execute(select(revisions.c.version_num)).scalar() or "")


def all_people(connection: Connection) -> tuple[StoredPerson, ...]:
    """Return everybody, by name."""
    rows = connection.execute(select(people).order_by(func.lower(people.c.name), people.c.id))
    return tuple(StoredPerson(*row) for row in rows)


def add_person(connection: Connection, person: StoredPerson) -> None:
    """Add somebody."""
    connection.execute(insert(people), [_row(person)])


def set_code(connection: Connection, person_id: str, code: str) -> None:
    """Give somebody the code of their diary."""
    connection.execute(update(people).where(people.c.id == person_id).values(code=code))


def add_page(connection: Connection, page: StoredPage) -> bool:
    """Keep a page; return False where it was there already."""
    if connection.execute(select(pages.c.id).where(pages.c.id == page.id)).first() is not None:
        return False
    connection.execute(insert(pages), [_row(page)])
    return True


def latest_summaries(connection: Connection) -> dict[str, tuple[str, str]]:
    """Return, by the person's id, the day and the summary of the page that stands for the latest day."""
    order = (pages.c.as_of, pages.c.received_at)
    rows = connection.execute(select(pages.c.person_id, pages.c.as_of, pages.c.summary).order_by(*order))
    return {row.person_id: (row.as_of, row.summary) for row in rows}


def latest_page(connection: Connection, person_id: str) -> StoredPage | None:
    """Return the page of somebody that stands for the latest day, or None."""
    query = select(pages).where(pages.c.person_id == person_id)
    row = connection.execute(query.order_by(pages.c.as_of.desc(), pages.c.received_at.desc()).limit(1)).first()
    return None if row is None else StoredPage(*row)


def all_keys(connection: Connection) -> tuple[StoredKey, ...]:
    """Return all keys, the oldest first; the last one signs."""
    return tuple(StoredKey(*row) for row in connection.execute(select(keys).order_by(keys.c.made_at, keys.c.id)))


def add_key(connection: Connection, key: StoredKey) -> None:
    """Add a key, and retire those before it."""
    connection.execute(update(keys).where(keys.c.retired_at == "").values(retired_at=key.made_at))
    connection.execute(insert(keys), [_row(key)])


def add_message(connection: Connection, message: StoredMessage) -> None:
    """Keep what was signed."""
    connection.execute(insert(messages), [_row(message)])


def messages_for(connection: Connection, person_id: str) -> tuple[StoredMessage, ...]:
    """Return what was signed for somebody, the newest first."""
    query = select(messages).where(messages.c.person_id == person_id).order_by(messages.c.issued.desc())
    return tuple(StoredMessage(*row) for row in connection.execute(query))


def last_issued(connection: Connection) -> str:
    """Return when the last thing was signed, "" when nothing was."""
    return str(connection.execute(select(func.max(messages.c.issued))).scalar() or "")


def keep_link(connection: Connection, link: StoredLink) -> None:
    """Keep a link, or what became of it."""
    connection.execute(delete(links).where(links.c.id == link.id))
    connection.execute(insert(links), [_row(link)])


def all_links(connection: Connection) -> tuple[StoredLink, ...]:
    """Return all links, in no order."""
    return tuple(StoredLink(*row) for row in connection.execute(select(links)))


def _row(record: StoredPerson | StoredPage | StoredKey | StoredMessage | StoredLink) -> dict[str, object]:
    names: Sequence[str] = [*type(record).__dataclass_fields__]
    return {name: getattr(record, name) for name in names}
