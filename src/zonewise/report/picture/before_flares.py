"""The picture of what was written down before several flares, each drawn from its own first day backwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zonewise.model.day_words import day_words

from .drawing import Drawing, Picture

WIDTH, LEFT, RIGHT = 360, 80, 350
ROW, TOP = 18, 22
TITLE = 20  # Height of the line that says which flare it is.
GAP = 10


@dataclass(frozen=True, slots=True)
class BeforeFlare:
    """One flare with the marks before it."""

    began: date
    lanes: Sequence[tuple[str, Sequence[int]]]  # Name of a row, and how many days before the flare each mark stands.


def before_flares_picture(flares: Sequence[BeforeFlare], days: int) -> Picture:
    """Return the flares one under the other with their first days in one column. It shows order, never a cause.

    Args:
        flares: Which flares, in the order in which they are drawn; at least one.
        days: How many days before a flare are drawn.

    Raises:
        ValueError: There is no flare.
    """
    if not flares:
        raise ValueError("the picture needs at least one flare")
    height = TOP + sum(TITLE + max(1, len(flare.lanes)) * ROW + GAP for flare in flares)
    drawing = Drawing(WIDTH, height, _words(flares))
    for before in range(0, days + 1, 7):
        x = _across(before, days)
        drawing.text(x, 12, f"-{before} days" if before else "begins", anchor="end" if not before else "middle")
    top = TOP
    for flare in flares:
        drawing.text(0, top + 14, f"Flare of {flare.began.day} {flare.began:%B %Y}")
        top += TITLE
        rows = flare.lanes or (("Nothing", ()),)
        bottom = top + len(rows) * ROW
        for name, marks in rows:
            drawing.text(0, top + 13, name)
            drawing.add("line", "grid", x1=LEFT, y1=top + ROW / 2, x2=RIGHT, y2=top + ROW / 2)
            for before in marks:
                drawing.add("rect", "mark", x=_across(before, days) - 4, y=top + ROW / 2 - 4, width=8, height=8)
            top += ROW
        drawing.add("line", "axis", x1=RIGHT, y1=bottom - len(rows) * ROW, x2=RIGHT, y2=bottom)
        top += GAP
    return drawing.picture()


def _across(before: int, days: int) -> float:
    return RIGHT - (RIGHT - LEFT) * before / days


def _words(flares: Sequence[BeforeFlare]) -> str:
    parts = []
    for flare in flares:
        lanes = [f"{name} {', '.join(map(str, marks))} days before" for name, marks in flare.lanes]
        parts.append(f"Before the flare of {day_words(flare.began)}: {'; '.join(lanes) or 'nothing was written down'}.")
    return " ".join(parts)
