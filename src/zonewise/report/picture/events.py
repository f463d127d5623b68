"""What happened in the days before, one lane for each kind of thing?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .axis import DayAxis
from .drawing import Drawing, Picture
from .zones import draw_zones

WIDTH, LEFT, RIGHT = 360, 96, 352
LANE, ZONES_HEIGHT = 22, 24


@dataclass(frozen=True, slots=True)
class Lane:
    """One kind of thing and the days on which it was written down."""

    name: str
    days: Sequence[date]


def events_picture(first: date, zones: Sequence[str | None], lanes: Sequence[Lane]) -> Picture:
    """Return lanes of marks over the zones, a day in each column. It shows order, never a cause.

    Args:
        first: The first day.
        zones: (days,) Zone of each day or None; at least one.
        lanes: What to show; days outside are left out.

    Raises:
        ValueError: There are no days.
    """
    if not zones:
        raise ValueError("a time line needs at least one day")
    last = first + timedelta(days=len(zones) - 1)
    top = 8 + LANE * len(lanes)
    drawing = Drawing(WIDTH, top + ZONES_HEIGHT + 26, _words(first, last, lanes))
    axis = DayAxis(first, last, LEFT, RIGHT)
    for number, lane in enumerate(lanes):
        y = 8 + LANE * number + LANE / 2
        drawing.add("line", "grid", x1=LEFT, y1=y, x2=RIGHT, y2=y)
        drawing.text(0, y + 4, lane.name)
        for day in lane.days:
            if first <= day <= last:
                drawing.add("rect", "mark", x=axis.middle(day) - 4, y=y - 4, width=8, height=8)
    drawing.text(0, top + ZONES_HEIGHT - 6, "Zone")
    draw_zones(drawing, axis, zones, top, ZONES_HEIGHT)
    axis.draw(drawing, top + ZONES_HEIGHT + 4)
    return drawing.picture()


def _words(first: date, last: date, lanes: Sequence[Lane]) -> str:
    told = [
        f"{lane.name}: {', '.join(day.isoformat() for day in lane.days if first <= day <= last)}"
        for lane in lanes
        if any(first <= day <= last for day in lane.days)
    ]
    return f"From {first.isoformat()} to {last.isoformat()}. " + ("; ".join(told) or "Nothing was written down") + "."
