"""A new format is a class in a file of its own and a line in the registry; nothing else knows its name."""

import io
from collections.abc import Collection, Iterator
from datetime import date

import pytest

from zonewise.importing import ReaderOptions, formats, propose_mapping, read_entries, sniff, survey_trackers
from zonewise.importing.file_format import FileLayout, Observation, RowReader, TrackerFormat
from zonewise.importing.mapping_text import mapping_from_text, mapping_to_text
from zonewise.importing.tracker_mapping import TrackerMapping
from zonewise.model.entry import Entry


class Tiny(TrackerFormat):
    """An app that writes when, what and how much."""

    name = "tiny"
    title = "an export of Tiny"

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether its three columns are there."""
        return set(columns) == {"when", "what", "how much"}

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows."""
        places = [layout.columns.index(name) for name in ("when", "what", "how much")]

        def read_row(fields: list[str]) -> Iterator[Observation]:
            when, what, how_much = (fields[place] for place in places)
            yield Observation(when, "", what, "", how_much)

        return read_row


CONTENT = b"How much,When,What\n3,2026-01-01,Headache 0-3\n1.5 mg,2026-01-01,LDN\n"


def test_a_format_that_is_registered_is_recognised_read_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its file becomes entries under its name, its mapping can be written down, and its title is known."""
    monkeypatch.setattr(formats, "FORMATS", (Tiny(), *formats.FORMATS))

    layout = sniff(CONTENT, "tiny.csv")
    mapping = propose_mapping(layout, survey_trackers(io.BytesIO(CONTENT), layout, "tiny.csv"))
    options = ReaderOptions(latest=date(2026, 2, 1))
    items = list(read_entries(io.BytesIO(CONTENT), layout, mapping, "tiny.csv", options=options))

    assert [(item.name, item.value, item.source[:12]) for item in items if isinstance(item, Entry)] == [
        ("pain", "10", "import:tiny:"),
        ("naltrexone", "1.5", "import:tiny:"),
    ]
    assert mapping_from_text(mapping_to_text(mapping), "mapping.yaml") == mapping
    assert formats.format_named("tiny").title == "an export of Tiny"


def test_a_format_has_a_name_of_its_own_and_the_one_for_any_table_is_last() -> None:
    """No two formats share a name, and what takes every table can hide no other."""
    names = [known.name for known in formats.FORMATS]

    assert len(set(names)) == len(names)
    assert [known.identify(()) for known in formats.FORMATS].index(True) == len(names) - 1
