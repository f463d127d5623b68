"""The registry of file formats."""

from collections.abc import Collection

from .bearable import Bearable
from .file_format import FileFormat, TrackerFormat
from .mapped_table import MappedTable
from .native import Native
from .visible import Visible

FORMATS: tuple[FileFormat, ...] = (
    Native(),
    Visible(),
    Bearable(),
    MappedTable(),
)
"""The first that identifies a file reads it, so the one that takes any table stands last."""


def format_of(columns: Collection[str]) -> FileFormat:
    """Return the format of a file with these column names, folded."""
    return next(known for known in FORMATS if known.identify(columns))


def format_named(name: str) -> FileFormat:
    """Return the format of this name."""
    return next(known for known in FORMATS if known.name == name)


def tracker_format(name: str) -> TrackerFormat:
    """Return the format of another app of this name; our own table is looked at as any table is."""
    known = format_named(name)
    return known if isinstance(known, TrackerFormat) else MappedTable()
