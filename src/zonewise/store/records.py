"""The guidance that was shown, with all it takes to derive it again years later, and the files that were taken in.

Like an entry neither is ever changed.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection

from .refusals import EntryClash
from .schema import append_once, guidance_records, imports, select_records


@dataclass(frozen=True, slots=True)
class GuidanceRecord:
    """One guidance that was shown."""

    id: str  # Made where it was shown; the same id counts once.
    recorded_at: str  # UTC instant at which it was shown, ISO 8601 with "Z".
    as_of: date  # The logical day it was for.
    protocol_id: str  # Which protocol.
    protocol_version: str  # Which version of it.
    protocol_sha256: str  # Hash of its files, hexadecimal.
    facts_json: str  # The facts that went in, a JSON object.
    guidance_json: str  # The guidance that came out, a JSON object.
    entries_digest: str  # Hash of the entries it saw, hexadecimal.
    zonewise_version: str  # The release that derived it.


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One file that was taken in."""

    id: str  # Made where it was taken in; the same id counts once.
    at: str  # UTC instant, ISO 8601 with "Z".
    file_name: str  # Its name, without the folder.
    file_sha256: str  # Hash of its bytes, hexadecimal.
    format: str  # "native", "visible", "bearable" or "mapped".
    mapping: str  # The column mapping that the person confirmed, as text; "" for a format that needs none.
    counts: Mapping[str, int]  # What was counted, such as {"rows": 120, "added": 118, "repeated": 2}.


def add_record(connection: Connection, record: GuidanceRecord) -> bool:
    """Keep one record; return False when it was there already.

    Raises:
        EntryClash: The id is there with another content.
    """
    added, clash = append_once(connection, guidance_records, [record])
    if clash:
        stored, sent = (asdict(one) for one in clash)
        differences = ", ".join(name for name, value in sent.items() if stored[name] != value)
        raise EntryClash(
            f"guidance record {record.id}",
            f"it is kept already, with another {differences}.",
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
    column = guidance_records.c
    query = select_records(guidance_records).order_by(column.as_of, column.recorded_at, column.id)
    if since is not None:
        query = query.where(column.as_of >= since)
    if until is not None:
        query = query.where(column.as_of <= until)
    return tuple(GuidanceRecord(*row) for row in connection.execute(query))


def record_by_id(connection: Connection, record_id: str) -> GuidanceRecord | None:
    """Return one record, or None when there is none of that id."""
    query = select_records(guidance_records).where(guidance_records.c.id == record_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else GuidanceRecord(*row)


def add_import(connection: Connection, record: ImportRecord) -> bool:
    """Keep one import, in the transaction of its entries; return False when it was there already.

    Raises:
        EntryClash: The id is there with another content.
    """
    added, clash = append_once(connection, imports, [record])
    if clash:
        stored, _ = clash
        raise EntryClash(
            f"import {record.id}",
            f"it is kept already, for the file '{stored.file_name}' on {stored.at}.",
            "An import is never changed: give the new one an id of its own.",
            "import-clash",
        )
    return bool(added)


def load_imports(connection: Connection) -> tuple[ImportRecord, ...]:
    """Return all imports, in the order they were made."""
    query = select_records(imports).order_by(imports.c.at, imports.c.id)
    return tuple(ImportRecord(*row) for row in connection.execute(query))
