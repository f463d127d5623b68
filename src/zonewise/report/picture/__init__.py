"""Pictures of days, doses, zones and intervals: one drawing for the page and for the PDF.

A picture is SVG whose parts carry classes, so that each theme of the pages gives it its own colours; for paper the
colours are put in (`printed`). Nothing is told by colour alone: zones differ in height, series in shape.
"""

from .blockade import blockade_picture
from .drawing import Picture, printed
from .interval import Claim, interval_picture
from .over_days import Lane, events_picture, rated_picture, zones_picture

__all__ = [
    "Claim",
    "Lane",
    "Picture",
    "blockade_picture",
    "events_picture",
    "interval_picture",
    "printed",
    "rated_picture",
    "zones_picture",
]
