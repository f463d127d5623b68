"""How is a file of zonewise, Visible, Bearable or any other app read into entries, and a diary written out again?

The way through: `sniff` the head, `survey` the stream, `proposed` a mapping, show it and let it be changed
(`with_rules`, `mapping_to_text`), then `read` the stream again from its beginning. The native format needs no mapping.
"""

from zonewise.importing.file_layout import HEAD_BYTES, Layout, sniff
from zonewise.importing.file_reader import read
from zonewise.importing.import_notes import Note
from zonewise.importing.mapping_proposal import proposed
from zonewise.importing.mapping_text import mapping_from_text, mapping_to_text
from zonewise.importing.native_writer import write_native
from zonewise.importing.reader_options import Options
from zonewise.importing.row_identity import succeeding
from zonewise.importing.tracker_mapping import (
    TrackerMapping,
    TrackerRule,
    confirmed,
    rules_from_arguments,
    short_text_of,
    with_rules,
)
from zonewise.importing.tracker_survey import Seen, survey

__all__ = [
    "HEAD_BYTES",
    "Layout",
    "Note",
    "Options",
    "Seen",
    "TrackerMapping",
    "TrackerRule",
    "confirmed",
    "mapping_from_text",
    "mapping_to_text",
    "proposed",
    "read",
    "rules_from_arguments",
    "short_text_of",
    "sniff",
    "succeeding",
    "survey",
    "with_rules",
    "write_native",
]
