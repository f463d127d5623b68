"""How is a file of zonewise, Visible, Bearable or any other app read into entries, and a diary written out again?

The way through: `sniff` the head, `survey` the stream, `proposed` a mapping, show it and let it be changed
(`with_rules`, `mapping_to_text`), then `read` the stream again from its beginning. The native format needs no mapping.
"""

from .findings import Note
from .identity import succeeding
from .layout import HEAD_BYTES, Layout, sniff
from .mapping import (
    TrackerMapping,
    TrackerRule,
    confirmed,
    rules_from_arguments,
    short_text_of,
    with_rules,
)
from .mapping_text import mapping_from_text, mapping_to_text
from .options import Options
from .propose import proposed
from .reading import read
from .survey import Seen, survey
from .write import write_native

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
