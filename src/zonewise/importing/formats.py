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


def tracker_format(name: str) -> TrackerFormat:
    """Return the format of another app of this name; our own table is looked at as any table is."""
    return next((known for known in FORMATS if isinstance(known, TrackerFormat) and known.name == name), MappedTable())


def title_of(name: str) -> str:
    """Return what a file of the format of this name is, in words."""
    return next(known.title for known in FORMATS if known.name == name)


def needs_agreement(name: str) -> bool:
    """Say whether a person has to agree to what the trackers of a file become before it is read."""
    return any(isinstance(known, TrackerFormat) and known.name == name and known.needs_agreement for known in FORMATS)
