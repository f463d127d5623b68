"""Which files were taken in, when, how were they read, and what came of it?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from .append import append_once
from .refusals import EntryClash
from .tables import imports as table

COLUMNS = ("id", "at", "file_name", "file_sha256", "format", "mapping", "counts_json")


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One file that was taken in.

    Attributes:
        id: Made where it was taken in; the same id counts once.
        at: UTC instant, ISO 8601 with "Z".
        file_name: Its name, without the folder.
        file_sha256: Hash of its bytes, hexadecimal.
        format: "native", "visible", "bearable" or "mapped".
        mapping: The column mapping that the person confirmed, as text; "" for a format that needs none.
        counts: What was counted, such as {"rows": 120, "added": 118, "repeated": 2}.
    """

    id: str
    at: str
    file_name: str
    file_sha256: str
    format: str
    mapping: str
    counts: Mapping[str, int]


def add_import(connection: Connection, taken: ImportRecord) -> bool:
    """Keep one import, in the transaction of its entries; return False when it was there already.

    Raises:
        EntryClash: The id is there with another content.
    """
    counts = json.dumps(dict(taken.counts), sort_keys=True)
    row = (taken.id, taken.at, taken.file_name, taken.file_sha256, taken.format, taken.mapping, counts)
    added, clash = append_once(connection, table, COLUMNS, [row])
    if clash:
        raise EntryClash(
            f"import {taken.id}",
            f"it is kept already, for the file '{clash[0][2]}' on {clash[0][1]}.",
            "An import is never changed: give the new one an id of its own.",
            "import-clash",
        )
    return bool(added)


def load_imports(connection: Connection) -> tuple[ImportRecord, ...]:
    """Return all imports, in the order they were made."""
    query = select(*(table.c[name] for name in COLUMNS)).order_by(table.c.at, table.c.id)
    return tuple(_import_record(row) for row in connection.execute(query))


def _import_record(row: Any) -> ImportRecord:
    values = dict(zip(COLUMNS, row, strict=True))
    counts: dict[str, int] = json.loads(values.pop("counts_json"))
    return ImportRecord(**values, counts=counts)
