"""Pictures of days, doses, zones and intervals: one drawing for the page and for the PDF.

A picture is SVG whose parts carry classes, so that each theme of the pages gives it its own colours; for paper the
colours are put in (`printed`). Nothing is told by colour alone: zones differ in height, series in shape.
"""

from .before_flares import BeforeFlare, before_flares_picture
from .blockade import blockade_picture
from .drawing import Picture, printed
from .interval import Claim, interval_picture
from .over_days import Lane, RatedDays, events_picture, rated_picture, zones_picture
from .relief import relief_picture
from .symptom_lines import ALONE, PAPER, SCREEN, SymptomLine, lines_picture
from .usual_bar import usual_bar

__all__ = [
    "ALONE",
    "PAPER",
    "SCREEN",
    "BeforeFlare",
    "Claim",
    "Lane",
    "Picture",
    "RatedDays",
    "SymptomLine",
    "before_flares_picture",
    "blockade_picture",
    "events_picture",
    "interval_picture",
    "lines_picture",
    "printed",
    "rated_picture",
    "relief_picture",
    "usual_bar",
    "zones_picture",
]
