"""The picture of several symptoms as lines, one under the other, over the dose and the zones of the same days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zonewise.model.day_words import day_words

from .drawing import DayAxis, Drawing, Picture
from .over_days import WORST, draw_doses, draw_zones

WIDTH, LEFT, RIGHT = 360, 72, 354
ROW, TALL_ROW, GAP = 40, 130, 6
DOSE_HEIGHT, ZONES_HEIGHT = 30, 22
MOST_POINTS = 130  # Of one line; of a longer stretch several days make one point, their mean.
HALF = 2


@dataclass(frozen=True, slots=True)
class SymptomLine:
    """One symptom over days."""

    name: str  # In words.
    values: Sequence[float | None]  # (days,) Points 0 to 10, 10 worst; None where not rated.


def lines_picture(
    first: date,
    lines: Sequence[SymptomLine],
    zones: Sequence[str | None],
    levels: Sequence[tuple[date, float]],
    *,
    tall: bool = False,
) -> Picture:
    """Return each symptom as a line of its own, from 0 below to 10 above, over dose and zones.

    Args:
        first: The first day.
        lines: What was rated, each with a value for each day; at least one.
        zones: (days,) Zone of each day or None; at least one.
        levels: First day and milligrams a day of each dose, oldest first; 0 is none.
        tall: Give each line more height.

    Raises:
        ValueError: There is no line, no day, or a line whose days are not those of the zones.
    """
    if not lines or not zones or any(len(line.values) != len(zones) for line in lines):
        raise ValueError(f"{len(lines)} lines over {len(zones)} days; each line needs a value or None for each day")
    last = first + timedelta(days=len(zones) - 1)
    row = TALL_ROW if tall else ROW
    doses_top = GAP + len(lines) * (row + GAP) + GAP
    zones_top = doses_top + DOSE_HEIGHT + 2 * GAP
    drawing = Drawing(WIDTH, zones_top + ZONES_HEIGHT + 24, _words(first, last, lines))
    axis = DayAxis(first, last, LEFT, RIGHT)
    for number, line in enumerate(lines):
        _draw_line(drawing, axis, line, GAP + number * (row + GAP), row)
    shown = [(max(day, first), mg) for day, mg in levels if day <= last]
    drawing.text(0, doses_top + DOSE_HEIGHT - 4, "Dose")
    draw_doses(drawing, axis, shown, doses_top, DOSE_HEIGHT)
    drawing.text(0, zones_top + ZONES_HEIGHT - 6, "Zone")
    draw_zones(drawing, axis, zones, zones_top, ZONES_HEIGHT)
    axis.draw(drawing, zones_top + ZONES_HEIGHT + 4)
    return drawing.picture()


def _draw_line(drawing: Drawing, axis: DayAxis, line: SymptomLine, top: float, height: float) -> None:
    for points in (0, WORST):
        y = top + height * (1 - points / WORST)
        drawing.add("line", "grid", x1=axis.left, y1=y, x2=axis.right, y2=y)
    drawing.text(0, top + height / HALF + 4, line.name[:11])
    drawing.text(axis.left - 3, top + 8, str(WORST), anchor="end")
    drawing.text(axis.left - 3, top + height, "0", anchor="end")
    days = -(-len(line.values) // MOST_POINTS)
    path, alone = "", []
    run: list[tuple[float, float]] = []
    for begin in range(0, len(line.values) + days, days):
        rated = [value for value in line.values[begin : begin + days] if value is not None]
        if rated:
            y = top + height * (1 - sum(rated) / len(rated) / WORST)
            run.append((axis.left + (begin + days / HALF) * axis.day_width, y))
            continue
        if len(run) > 1:
            path += "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in run)
        alone += run if len(run) == 1 else []
        run = []
    if path:
        drawing.add("path", "line", d=path)
    for x, y in alone:  # a single day between days without a word makes no line
        drawing.add("circle", "rating", cx=x, cy=y, r=1.6)


def _words(first: date, last: date, lines: Sequence[SymptomLine]) -> str:
    means = []
    for line in lines:
        rated = [value for value in line.values if value is not None]
        if rated:
            means.append(f"{line.name} {sum(rated) / len(rated):.1f} on average, {len(rated)} days rated")
    return f"From {day_words(first, last)} to {day_words(last)}, 0 none and 10 worst: {'; '.join(means)}."
