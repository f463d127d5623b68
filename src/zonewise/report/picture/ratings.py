"""How did one rating go, beside the dose and the zones, on one time axis?"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from .axis import DayAxis
from .drawing import Drawing, Picture
from .zones import draw_zones

WIDTH, LEFT, RIGHT = 360, 26, 352
RATED_TOP, RATED_HEIGHT = 10, 110
DOSE_TOP, DOSE_HEIGHT = 132, 30
ZONES_TOP, ZONES_HEIGHT = 172, 22
WORST = 10


def rated_picture(
    name: str,
    first: date,
    ratings: Sequence[float | None],
    zones: Sequence[str | None],
    levels: Sequence[tuple[date, float]],
    *,
    usual: float | None = None,
) -> Picture:
    """Return one rating's days with dose and zones under them.

    Args:
        name: What is rated, for the words.
        first: The first day.
        ratings: (days,) Points 0 to 10, 10 worst; None where not rated. At least one day.
        zones: (days,) Zone of each day or None.
        levels: First day and milligrams a day of each dose, oldest first; 0 is none.
        usual: Mean before the first dose, points, or None.

    Raises:
        ValueError: There are no days, or the two rows differ in length.
    """
    if not ratings or len(ratings) != len(zones):
        raise ValueError(f"{len(ratings)} days of ratings and {len(zones)} of zones; as many of both, and at least one")
    last = first + timedelta(days=len(ratings) - 1)
    drawing = Drawing(WIDTH, ZONES_TOP + ZONES_HEIGHT + 24, _words(name, first, last, ratings, levels, usual))
    axis = DayAxis(first, last, LEFT, RIGHT)
    _draw_ratings(drawing, axis, ratings, usual)
    _draw_doses(drawing, axis, [(max(day, first), mg) for day, mg in levels if day <= last])
    draw_zones(drawing, axis, zones, ZONES_TOP, ZONES_HEIGHT)
    axis.draw(drawing, ZONES_TOP + ZONES_HEIGHT + 4)
    return drawing.picture()


def _height(points: float) -> float:
    return RATED_TOP + RATED_HEIGHT * (1 - points / WORST)


def _draw_ratings(drawing: Drawing, axis: DayAxis, ratings: Sequence[float | None], usual: float | None) -> None:
    for points in (0, 5, 10):
        y = _height(points)
        drawing.add("line", "grid", x1=LEFT, y1=y, x2=RIGHT, y2=y)
        drawing.text(LEFT - 6, y + 4, str(points), anchor="end")
    if usual is not None:
        drawing.add("line", "usual", x1=LEFT, y1=_height(usual), x2=RIGHT, y2=_height(usual))
    size = min(2.4, max(1.2, axis.day_width / 2))
    for number, points_then in enumerate(ratings):
        if points_then is not None:
            x = axis.left + (number + 0.5) * axis.day_width
            drawing.add("circle", "rating", cx=x, cy=_height(points_then), r=size)


def _draw_doses(drawing: Drawing, axis: DayAxis, levels: Sequence[tuple[date, float]]) -> None:
    bottom, most = DOSE_TOP + DOSE_HEIGHT, max((mg for _, mg in levels), default=0.0)
    drawing.add("line", "grid", x1=LEFT, y1=bottom, x2=RIGHT, y2=bottom)
    drawing.text(LEFT - 6, bottom, "mg", anchor="end")
    if most == 0:
        return
    heights = [(axis.at(day), bottom - DOSE_HEIGHT * mg / most) for day, mg in levels]
    path = [f"M{heights[0][0]:.1f} {bottom:.1f}", f"V{heights[0][1]:.1f}"]
    path += [f"H{after[0]:.1f}V{after[1]:.1f}" for _, after in pairwise(heights)]
    drawing.add("path", "dose", d=" ".join([*path, f"H{RIGHT}"]))
    drawing.text(heights[0][0] + 3 if heights[0][0] < RIGHT - 60 else LEFT, DOSE_TOP + 2, f"up to {most:g} mg")


def _words(
    name: str,
    first: date,
    last: date,
    ratings: Sequence[float | None],
    levels: Sequence[tuple[date, float]],
    usual: float | None,
) -> str:
    rated = [points for points in ratings if points is not None]
    words = f"{name.capitalize()} from {first.isoformat()} to {last.isoformat()}: {len(rated)} days rated"
    if rated:
        recent = rated[-28:]
        words += f", on average {sum(recent) / len(recent):.1f} of 10 in the last {len(recent)}"
    if usual is not None:
        words += f", {usual:.1f} before the first dose"
    now = f"{levels[-1][1]:g} mg since {levels[-1][0].isoformat()}" if levels else "none"
    return f"{words}. Dose: {now}."
