"""The picture of several symptoms as lines, one under the other, over the dose and the zones of the same days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zonewise.model.day_words import day_words

from .drawing import DayAxis, Drawing, Picture
from .over_days import WORDS_ABOVE, WORST, draw_doses, draw_zones

LEFT = 72
DOSE_HEIGHT, ZONES_HEIGHT = 30, 22
MOST_POINTS = 130  # Of one line; of a longer stretch several days make one point, their mean.
HALF = 2
MOST_LETTERS = 11  # Of a name beside its line; the words of the picture and its table have it whole.


@dataclass(frozen=True, slots=True)
class LinesLayout:
    """How large the picture of lines is drawn, in its units."""

    width: int  # Of the whole picture.
    row: int  # Height of one line from 0 to 10.
    gap: int  # Between two lines.
    ends: bool = True  # Whether 0 and 10 stand beside each line.


SCREEN, ALONE, PAPER = LinesLayout(360, 40, 6), LinesLayout(360, 130, 6), LinesLayout(620, 13, 5, ends=False)


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
    layout: LinesLayout = SCREEN,
) -> Picture:
    """Return each symptom as a line of its own, from 0 below to 10 above, over dose and zones.

    Args:
        first: The first day.
        lines: What was rated, each with a value for each day; at least one.
        zones: (days,) Zone of each day or None; at least one.
        levels: First day and milligrams a day of each dose, oldest first; 0 is none.
        layout: How large it is drawn.

    Raises:
        ValueError: There is no line, no day, or a line whose days are not those of the zones.
    """
    if not lines or not zones or any(len(line.values) != len(zones) for line in lines):
        raise ValueError(f"{len(lines)} lines over {len(zones)} days; each line needs a value or None for each day")
    last = first + timedelta(days=len(zones) - 1)
    row, gap = layout.row, layout.gap
    doses_top = gap + len(lines) * (row + gap) + WORDS_ABOVE
    zones_top = doses_top + DOSE_HEIGHT + 2 * gap
    drawing = Drawing(layout.width, zones_top + ZONES_HEIGHT + 24, _words(first, last, lines))
    axis = DayAxis(first, last, LEFT, layout.width - 6)
    for number, line in enumerate(lines):
        _draw_line(drawing, axis, line, gap + number * (row + gap), row, ends=layout.ends)
    shown = [(max(day, first), mg) for day, mg in levels if day <= last]
    drawing.text(0, doses_top + DOSE_HEIGHT - 4, "Dose")
    draw_doses(drawing, axis, shown, doses_top, DOSE_HEIGHT)
    drawing.text(0, zones_top + ZONES_HEIGHT - 6, "Zone")
    draw_zones(drawing, axis, zones, zones_top, ZONES_HEIGHT)
    axis.draw(drawing, zones_top + ZONES_HEIGHT + 4)
    return drawing.picture()


def _draw_line(drawing: Drawing, axis: DayAxis, line: SymptomLine, top: float, height: float, *, ends: bool) -> None:
    for points in (0, WORST):
        y = top + height * (1 - points / WORST)
        drawing.add("line", "grid", x1=axis.left, y1=y, x2=axis.right, y2=y)
    name = line.name if len(line.name) <= MOST_LETTERS else f"{line.name[: MOST_LETTERS - 1]}\N{HORIZONTAL ELLIPSIS}"
    drawing.text(0, top + height / HALF + 4, name)
    if ends:
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
