"""How do days, doses, zones and intervals look? One drawing for the page and for the PDF.

A picture is SVG whose parts carry classes, so that each theme of the pages gives it its own colours; for paper the
colours are put in (`printed`). Nothing is told by colour alone: zones differ in height, series in shape.
"""

from .blockade import blockade_picture
from .drawing import Picture, printed
from .events import Lane, events_picture
from .interval import Claim, interval_picture
from .ratings import rated_picture
from .zones import zones_picture

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
