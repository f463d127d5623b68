"""Files of zonewise, Visible, Bearable or any other app read into entries, and a diary written out again.

The way through: `sniff` the head, `survey_trackers` of the stream, `propose_mapping`, show it and let it be changed
(`with_rules`, `mapping_to_text`), then `read_entries` from the stream's beginning. The native format needs no mapping.
"""

from .file_format import FileLayout, Note, ReaderOptions
from .file_reader import read_entries
from .file_sniffer import HEAD_BYTES, propose_mapping, sniff, survey_trackers
from .mapping_text import mapping_from_text, mapping_to_text, rules_from_arguments, short_text_of
from .native import write_native
from .row_identity import succeeding
from .tracker_mapping import TrackerMapping, TrackerRule, confirmed, with_rules
from .tracker_summary import TrackerSummary

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
