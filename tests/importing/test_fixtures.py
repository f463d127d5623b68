import io
from datetime import date
from pathlib import Path

import pytest
import yaml

from zonewise.importing import ReaderOptions, confirmed, propose_mapping, read_entries, short_text_of, sniff
from zonewise.importing.file_sniffer import survey_trackers
from zonewise.model.entry import Entry

EXPORTS = Path(__file__).parents[1] / "data" / "exports"
FILES = sorted(EXPORTS.glob("*.csv"))
OPTIONS = ReaderOptions(latest=date(2026, 2, 1))


def _as_text(entry: Entry) -> list[str]:
    at = entry.at.isoformat("minutes") if entry.at else ""
    return [str(entry.day), at, entry.kind, entry.name, entry.value, entry.unit, entry.note]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_worked_example(path: Path) -> None:
    """The whole reading of a file matches: format, proposed rules, every entry and everything said beside them."""
    content = path.read_bytes()
    expected = yaml.safe_load(path.with_suffix(".expected.yaml").read_text(encoding="utf-8"))

    layout = sniff(content, path.name)
    mapping = None
    if layout.format != "native":
        mapping = confirmed(propose_mapping(layout, survey_trackers(io.BytesIO(content), layout, path.name)))
    items = list(read_entries(io.BytesIO(content), layout, mapping, path.name, options=OPTIONS))

    assert layout.format == expected["format"]
    assert [short_text_of(rule) for rule in (mapping.rules if mapping else ())] == expected["rules"]
    assert [_as_text(item) for item in items if isinstance(item, Entry)] == expected["entries"]
    assert [str(item) for item in items if not isinstance(item, Entry)] == expected["others"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_importing_twice_adds_nothing(path: Path) -> None:
    """The same file gives the same ids and sources, in any pieces it arrives."""
    content = path.read_bytes()
    layout = sniff(content, path.name)
    mapping = confirmed(propose_mapping(layout, survey_trackers(io.BytesIO(content), layout, path.name)))

    at_once = list(read_entries(io.BytesIO(content), layout, mapping, path.name, options=OPTIONS))
    by_the_byte = list(read_entries((bytes([byte]) for byte in content), layout, mapping, path.name, options=OPTIONS))

    assert at_once == by_the_byte


def test_the_old_and_the_newer_bearable_header_name_the_same_row() -> None:
    """A row exported again by a newer version of Bearable is the same entry."""
    entries = {}
    for name in ("bearable-old.csv", "bearable-new.csv"):
        content = (EXPORTS / name).read_bytes()
        layout = sniff(content, name)
        mapping = propose_mapping(layout, survey_trackers(io.BytesIO(content), layout, name))
        items = read_entries(io.BytesIO(content), layout, mapping, name, options=OPTIONS)
        entries[name] = {item.id for item in items if isinstance(item, Entry) and item.note.startswith("Headache 1")}

    assert len(entries["bearable-old.csv"]) == 1
    assert entries["bearable-old.csv"] == entries["bearable-new.csv"]
