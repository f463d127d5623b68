"""Small exports as the apps write them, read as a person's import reads them."""

import io
from collections.abc import Iterable
from datetime import date

from zonewise.importing import Note, ReaderOptions, confirmed, propose_mapping, read_entries, sniff, survey_trackers
from zonewise.importing.tracker_mapping import TrackerMapping, without_open_questions
from zonewise.model.entry import Entry
from zonewise.problem import Problem

OPTIONS = ReaderOptions(latest=date(2026, 2, 1))


def mapping_of(text: str, name: str = "export.csv") -> TrackerMapping:
    """Return what is proposed for a file."""
    content = text.encode()
    layout = sniff(content, name)
    return propose_mapping(layout, survey_trackers(io.BytesIO(content), layout, name))


def items_of(
    text: str, name: str = "export.csv", mapping: TrackerMapping | None = None
) -> list[Entry | Problem | Note]:
    """Return all that reading a file gives, by a mapping, or as proposed with no question answered."""
    content = text.encode()
    layout = sniff(content, name)
    mapping = confirmed(without_open_questions(mapping_of(text, name)) if mapping is None else mapping)
    return list(read_entries(io.BytesIO(content), layout, mapping, name, options=OPTIONS))


def short(items: Iterable[Entry | Problem | Note]) -> list[str]:
    """Return entries as `day kind name value`, and problems by their code."""
    return [
        " ".join(filter(None, (f"{item.day:%m-%d}", item.kind, item.name, item.value)))
        if isinstance(item, Entry)
        else f"[{item.code}]"
        for item in items
    ]
