"""The one picture of "Is it helping": the days with dose and zones on one axis, and what follows from them under it."""

from .drawing import Drawing, Picture
from .interval import INTERVAL_HEIGHT, Claim, Estimated, draw_interval, interval_words
from .over_days import RATED_DAYS_HEIGHT, WIDTH, RatedDays

GAP = 14


def relief_picture(days: RatedDays, estimated: Estimated | None, claim: Claim) -> Picture:
    """Return the days above the diary's interval, the guide's claim and the trials.

    Args:
        estimated: What LDN may account for, percent of baseline; None where the diary cannot tell yet.
    """
    top = RATED_DAYS_HEIGHT + GAP
    drawing = Drawing(WIDTH, top + INTERVAL_HEIGHT, f"{days.words} {interval_words(estimated, claim)}")
    days.draw(drawing)
    draw_interval(drawing, estimated, claim, top)
    return drawing.picture()
