"""How did the zones go over time?"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from .axis import DayAxis
from .drawing import Drawing, Picture

HEIGHTS = {"green": 1 / 3, "yellow": 2 / 3, "red": 1.0}
"""A zone is told by its height as well as its colour: Green low, Yellow middle, Red full."""
WIDTH, STRIP = 360, 36


def zones_picture(first: date, zones: Sequence[str | None], *, width: int = WIDTH) -> Picture:
    """Return a strip of zones, a day beside the next.

    Args:
        first: The first day.
        zones: (days,) "green", "yellow", "red", or None where the zone is not known; at least one.
        width: Width of the picture.

    Raises:
        ValueError: There are no days.
    """
    if not zones:
        raise ValueError("a strip of zones needs at least one day")
    last = first + timedelta(days=len(zones) - 1)
    drawing = Drawing(width, STRIP + 26, zones_in_words(first, zones))
    axis = DayAxis(first, last, 4, width - 4)
    draw_zones(drawing, axis, zones, 4, STRIP)
    axis.draw(drawing, STRIP + 6)
    return drawing.picture()


def draw_zones(drawing: Drawing, axis: DayAxis, zones: Sequence[str | None], top: float, height: float) -> None:
    """Draw zones between `top` and `top + height`; the first stands at the axis's first day."""
    day = 0
    for zone, run in groupby(zones):
        days = len(list(run))
        x, right = axis.left + day * axis.day_width, axis.left + (day + days) * axis.day_width
        day += days
        if zone is None:
            drawing.add("line", "zone-unknown", x1=x, y1=top + height - 1, x2=right, y2=top + height - 1)
            continue
        tall = height * HEIGHTS[zone]
        drawing.add("rect", f"zone-{zone}", x=x, y=top + height - tall, width=right - x, height=tall)


def zones_in_words(first: date, zones: Sequence[str | None]) -> str:
    """Return how many days each zone had."""
    counted = Counter(zones)
    words = [f"{counted[zone]} days {zone.capitalize()}" for zone in HEIGHTS if counted[zone]]
    words += [f"{counted[None]} days not known"] if counted[None] else []
    last = first + timedelta(days=len(zones) - 1)
    return f"Zones from {first.isoformat()} to {last.isoformat()}: {', '.join(words)}."
