"""What a diary holds beside its entries, as an export carries it: guidance that was shown, and files taken in."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from zonewise.problem import NotUnderstood, did_you_mean, shown

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from zonewise.store.records import GuidanceRecord, ImportRecord

GUIDANCE, IMPORT = "guidance", "import"


def records_of(connection: "Connection") -> Iterator[tuple[str, str]]:
    """Yield the sort and the JSON of each record of a diary."""
    from zonewise.store.records import load_imports, load_records

    for sort, records in ((IMPORT, load_imports(connection)), (GUIDANCE, load_records(connection))):
        for record in records:
            yield sort, json.dumps(asdict(record), ensure_ascii=False, default=date.isoformat, sort_keys=True)


@dataclass(slots=True)
class ExportedRecords:
    """The records that a file brings, until its entries are in."""

    guidance: "list[GuidanceRecord]" = field(default_factory=list)
    imports: "list[ImportRecord]" = field(default_factory=list)

    def add(self, sort: str, text: str) -> None:
        """Take one row over.

        Raises:
            NotUnderstood: It is of no known sort, or not as an export writes it.
        """
        from zonewise.store.records import GuidanceRecord, ImportRecord

        if sort == GUIDANCE:
            given = _fields(GuidanceRecord, text)
            self.guidance.append(GuidanceRecord(**given | {"as_of": _day(given["as_of"])}))
        elif sort == IMPORT:
            given = _fields(ImportRecord, text)
            counts = given["counts"]
            if not isinstance(counts, dict) or not all(type(count) is int for count in counts.values()):
                raise _strange()
            self.imports.append(ImportRecord(**given))
        else:
            hint = did_you_mean(sort, (GUIDANCE, IMPORT))
            raise NotUnderstood(f"The record {shown(sort)} is of no known sort.", f"{hint}Update zonewise.", "record")

    def write(self, connection: "Connection") -> None:
        """Keep them, in the transaction of the entries; one that is there already counts once.

        Raises:
            DiaryRefused: One is there with another content.
        """
        from zonewise.store.records import add_import, add_record

        for imported in self.imports:
            add_import(connection, imported)
        for shown_once in self.guidance:
            add_record(connection, shown_once)


def _fields(record: type[Any], text: str) -> dict[str, Any]:
    try:
        given = json.loads(text)
    except ValueError:
        raise _strange() from None
    names = [one.name for one in fields(record)]
    texts = {name for name in names if name != "counts"}
    if not isinstance(given, dict) or set(given) != set(names) or not all(type(given[name]) is str for name in texts):
        raise _strange()
    return given


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _strange() from None


def _strange() -> NotUnderstood:
    return NotUnderstood(
        "This record is not as zonewise writes it.",
        "Leave the rows of the kind 'record' as they were exported.",
        "record",
    )
