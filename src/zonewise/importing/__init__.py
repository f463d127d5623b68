"""Files of zonewise, Visible, Bearable or any other app read into entries, and a diary written out again.

The way through: `sniff` the head, `survey_trackers` of the stream, `propose_mapping`, show it and let it be changed
(`with_rules`, `mapping_to_text`), then `read_entries` from the stream's beginning. The native format needs no mapping.
"""

from .file_layout import FileLayout
from .file_reader import read_entries
from .file_sniffer import HEAD_BYTES, sniff
from .import_notes import Note
from .mapping_text import mapping_from_text, mapping_to_text
from .native_writer import write_native
from .reader_options import ReaderOptions
from .row_identity import succeeding
from .tracker_mapping import TrackerMapping, TrackerRule, confirmed, rules_from_arguments, short_text_of, with_rules
from .tracker_summary import TrackerSummary
from .tracker_survey import propose_mapping, survey_trackers

__all__ = [
    "HEAD_BYTES",
    "FileLayout",
    "Note",
    "ReaderOptions",
    "TrackerMapping",
    "TrackerRule",
    "TrackerSummary",
    "confirmed",
    "mapping_from_text",
    "mapping_to_text",
    "propose_mapping",
    "read_entries",
    "rules_from_arguments",
    "short_text_of",
    "sniff",
    "succeeding",
    "survey_trackers",
    "with_rules",
    "write_native",
]
