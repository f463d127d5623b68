"""Pictures over days: zones, one rating beside dose and zones, and what happened before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise

from zonewise.model.day_words import day_words

from .drawing import DayAxis, Drawing, Picture

HEIGHTS = {"green": 1 / 3, "yellow": 2 / 3, "red": 1.0}
"""A zone is told by its height as well as its colour: Green low, Yellow middle, Red full."""
WIDTH, LEFT, RIGHT = 360, 26, 352
STRIP = 36
RATED_TOP, RATED_HEIGHT = 10, 110
WORDS_ABOVE = 12  # Units above the line of the dose, in which its highest one stands in words.
DOSE_TOP, DOSE_HEIGHT = RATED_TOP + RATED_HEIGHT + WORDS_ABOVE, 30
ZONES_TOP, ZONES_HEIGHT = 172, 22
RATED_DAYS_HEIGHT = ZONES_TOP + ZONES_HEIGHT + 24
WORST = 10
LANES_LEFT, LANE, UNDER_LANES = 96, 22, 24


def zones_picture(first: date, zones: Sequence[str | None], *, width: int = WIDTH) -> Picture:
    """Return a strip of zones, a day beside the next.

    Args:
        first: The first day.
        zones: (days,) "green", "yellow", "red", or None where the zone is not known; at least one.

    Raises:
        ValueError: There are no days.
    """
    axis = _axis(first, zones, 4, width - 4, "a strip of zones")
    drawing = Drawing(width, STRIP + 26, _zones_in_words(axis, zones))
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


def _axis(first: date, zones: Sequence[str | None], left: float, right: float, what: str) -> DayAxis:
    if not zones:
        raise ValueError(f"{what} needs at least one day")
    return DayAxis(first, first + timedelta(days=len(zones) - 1), left, right)


def _span(first: date, last: date) -> str:
    return f"{day_words(first, last)} to {day_words(last)}"


def _zones_in_words(axis: DayAxis, zones: Sequence[str | None]) -> str:
    """Return how many days each zone had."""
    days = {zone: f"{count} day{'s' if count > 1 else ''}" for zone, count in Counter(zones).items()}
    words = [f"{days[zone]} {zone.capitalize()}" for zone in HEIGHTS if zone in days]
    words += [f"{days[None]} not known"] if None in days else []
    return f"Zones from {_span(axis.first, axis.last)}: {', '.join(words)}."


@dataclass(frozen=True, slots=True)
class RatedDays:
    """One rating's days with dose and zones under them, to be drawn alone or above something else.

    Raises:
        ValueError: There are no days, or the two rows differ in length.
    """

    name: str  # What is rated, for the words.
    first: date  # The first day.
    ratings: Sequence[float | None]  # (days,) Points 0 to 10, 10 worst; None where not rated.
    zones: Sequence[str | None]  # (days,) Zone of each day or None.
    levels: Sequence[tuple[date, float]]  # First day and milligrams a day of each dose, oldest first; 0 is none.
    usual: float | None = None  # Mean before the first dose, points, or None.

    def __post_init__(self) -> None:
        """Refuse no days, and rows of different length."""
        rated, known = len(self.ratings), len(self.zones)
        if not rated or rated != known:
            raise ValueError(f"{rated} days of ratings and {known} of zones; as many of both, and at least one")

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=len(self.ratings) - 1)

    @property
    def words(self) -> str:
        """The same for those who do not see it."""
        return _rated_words(self.name, self.first, self.last, self.ratings, self.levels, self.usual)

    def draw(self, drawing: Drawing) -> None:
        """Draw them from the top on, `RATED_DAYS_HEIGHT` high."""
        axis = DayAxis(self.first, self.last, LEFT, RIGHT)
        _draw_ratings(drawing, axis, self.ratings, self.usual)
        shown = [(max(day, self.first), mg) for day, mg in self.levels if day <= self.last]
        draw_doses(drawing, axis, shown, DOSE_TOP, DOSE_HEIGHT)
        draw_zones(drawing, axis, self.zones, ZONES_TOP, ZONES_HEIGHT)
        axis.draw(drawing, ZONES_TOP + ZONES_HEIGHT + 4)


def rated_picture(days: RatedDays) -> Picture:
    """Return one rating's days with dose and zones under them."""
    drawing = Drawing(WIDTH, RATED_DAYS_HEIGHT, days.words)
    days.draw(drawing)
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


def draw_doses(
    drawing: Drawing, axis: DayAxis, levels: Sequence[tuple[date, float]], top: float, height: float
) -> None:
    """Draw the dose as a line of steps between `top` and `top + height`; the highest one reaches the top.

    Above it `WORDS_ABOVE` have to be free.

    Args:
        levels: First day, none before the axis's first, and milligrams a day of each dose, oldest first.
    """
    bottom, most = top + height, max((mg for _, mg in levels), default=0.0)
    drawing.add("line", "grid", x1=axis.left, y1=bottom, x2=axis.right, y2=bottom)
    drawing.text(axis.left - 6, bottom, "mg", anchor="end")
    if most == 0:
        return
    heights = [(axis.at(day), bottom - height * mg / most) for day, mg in levels]
    path = [f"M{heights[0][0]:.1f} {bottom:.1f}", f"V{heights[0][1]:.1f}"]
    path += [f"H{after[0]:.1f}V{after[1]:.1f}" for _, after in pairwise(heights)]
    drawing.add("path", "dose", d=" ".join([*path, f"H{axis.right}"]))
    drawing.text(axis.right, top - 3, f"up to {most:g} mg", anchor="end")  # above the line, which never crosses it


def _rated_words(
    name: str,
    first: date,
    last: date,
    ratings: Sequence[float | None],
    levels: Sequence[tuple[date, float]],
    usual: float | None,
) -> str:
    rated = [points for points in ratings if points is not None]
    words = f"{name.capitalize()} from {_span(first, last)}: {len(rated)} days rated"
    if rated:
        recent = rated[-28:]
        words += f", on average {sum(recent) / len(recent):.1f} of 10 in the last {len(recent)}"
    if usual is not None:
        words += f", {usual:.1f} before the first dose"
    now = f"{levels[-1][1]:g} mg since {day_words(levels[-1][0], last)}" if levels else "none"
    return f"{words}. Dose: {now}."


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
    axis = _axis(first, zones, LANES_LEFT, RIGHT, "a time line")
    top = 8 + LANE * len(lanes)
    lanes = [replace(lane, days=[day for day in lane.days if first <= day <= axis.last]) for lane in lanes]
    drawing = Drawing(WIDTH, top + UNDER_LANES + 26, _lanes_words(axis, lanes))
    for number, lane in enumerate(lanes):
        y = 8 + LANE * number + LANE / 2
        drawing.add("line", "grid", x1=LANES_LEFT, y1=y, x2=RIGHT, y2=y)
        drawing.text(0, y + 4, lane.name)
        for day in lane.days:
            drawing.add("rect", "mark", x=axis.middle(day) - 4, y=y - 4, width=8, height=8)
    drawing.text(0, top + UNDER_LANES - 6, "Zone")
    draw_zones(drawing, axis, zones, top, UNDER_LANES)
    axis.draw(drawing, top + UNDER_LANES + 4)
    return drawing.picture()


def _lanes_words(axis: DayAxis, lanes: Sequence[Lane]) -> str:
    days = {lane.name: ", ".join(day_words(day, axis.last) for day in lane.days) for lane in lanes if lane.days}
    marked = [f"{name}: {written}" for name, written in days.items()]
    return f"From {_span(axis.first, axis.last)}. {'; '.join(marked) or 'Nothing was written down'}."
