"""Which guidance was shown, and from what?

A record holds all it takes to derive the same answer again years later. Like an entry it is never changed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from .append import append_once
from .refusals import EntryClash
from .tables import guidance_records as table

COLUMNS = (
    "id",
    "recorded_at",
    "as_of",
    "protocol_id",
    "protocol_version",
    "protocol_sha256",
    "facts_json",
    "guidance_json",
    "entries_digest",
    "zonewise_version",
)


@dataclass(frozen=True, slots=True)
class GuidanceRecord:
    """One guidance that was shown.

    Attributes:
        id: Made where it was shown; the same id counts once.
        recorded_at: UTC instant at which it was shown, ISO 8601 with "Z".
        as_of: The logical day it was for.
        protocol_id: Which protocol.
        protocol_version: Which version of it.
        protocol_sha256: Hash of its files, hexadecimal.
        facts_json: The facts that went in, a JSON object.
        guidance_json: The guidance that came out, a JSON object.
        entries_digest: Hash of the entries it saw, hexadecimal.
        zonewise_version: The release that derived it.
    """

    id: str
    recorded_at: str
    as_of: date
    protocol_id: str
    protocol_version: str
    protocol_sha256: str
    facts_json: str
    guidance_json: str
    entries_digest: str
    zonewise_version: str


def add_record(connection: Connection, record: GuidanceRecord) -> bool:
    """Keep one record; return False when it was there already.

    Raises:
        EntryClash: The id is there with another content.
    """
    values = {name: getattr(record, name) for name in COLUMNS} | {"as_of": record.as_of.isoformat()}
    added, clash = append_once(connection, table, COLUMNS, [tuple(values.values())])
    if clash:
        stored, sent = clash
        differ = ", ".join(name for name, was, now in zip(COLUMNS, stored, sent, strict=True) if was != now)
        raise EntryClash(
            f"guidance record {record.id}",
            f"it is kept already, with another {differ}.",
            "A record is never changed: give the new one an id of its own.",
            "record-clash",
        )
    return bool(added)


def load_records(
    connection: Connection, *, since: date | None = None, until: date | None = None
) -> tuple[GuidanceRecord, ...]:
    """Return the records, oldest day first, then in the order they were shown.

    Args:
        connection: From `reading` or `transaction`.
        since: First logical day; None for the first there is.
        until: Last logical day; None for the last there is.
    """
    query = _QUERY.order_by(table.c.as_of, table.c.recorded_at, table.c.id)
    if since is not None:
        query = query.where(table.c.as_of >= since.isoformat())
    if until is not None:
        query = query.where(table.c.as_of <= until.isoformat())
    return tuple(_record(row) for row in connection.execute(query))


def record_by_id(connection: Connection, record_id: str) -> GuidanceRecord | None:
    """Return one record, or None when there is none of that id."""
    row = connection.execute(_QUERY.where(table.c.id == record_id)).one_or_none()
    return None if row is None else _record(row)


_QUERY = select(*(table.c[name] for name in COLUMNS))


def _record(row: Any) -> GuidanceRecord:
    values = dict(zip(COLUMNS, row, strict=True))
    return GuidanceRecord(**values | {"as_of": date.fromisoformat(values["as_of"])})
