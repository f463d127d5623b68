"""The picture of what a diary can say beside the guide's claim and the trials."""

from collections.abc import Sequence
from dataclasses import dataclass

from .drawing import Drawing, Picture

WIDTH, HEIGHT, LEFT, RIGHT = 360, 128, 110, 348
LOWEST, HIGHEST = -60.0, 100.0
ROWS = {"diary": 22, "claim": 56, "trials": 88}


@dataclass(frozen=True, slots=True)
class Claim:
    """What stands beside an estimate."""

    percent: tuple[float, float] | None  # The guide's range of relief, percent; None where it names none.
    trials: Sequence[tuple[str, float]]  # Name and points of percent beyond placebo of each trial; above 0 favours LDN.


def interval_picture(mean: float, low: float, high: float, claim: Claim) -> Picture:
    """Return one interval of relief with the claim and the trials under it; zero is marked.

    Args:
        mean: Relief, percent of baseline; positive is better.
    """
    drawing = Drawing(WIDTH, HEIGHT, _words(mean, low, high, claim))
    for percent in (-50, 0, 50, 100):
        x = _at(percent)
        drawing.add("line", "axis" if percent == 0 else "grid", x1=x, y1=8, x2=x, y2=104)
        drawing.text(x, 120, f"{percent} %", anchor="middle" if percent < 100 else "end")
    drawing.text(0, ROWS["diary"] + 4, "Your diary")
    drawing.add("line", "ours", x1=_at(low), y1=ROWS["diary"], x2=_at(high), y2=ROWS["diary"])
    for end in (low, high):
        drawing.add("line", "ours", x1=_at(end), y1=ROWS["diary"] - 5, x2=_at(end), y2=ROWS["diary"] + 5)
    drawing.add("circle", "ours", cx=_at(mean), cy=ROWS["diary"], r=4)
    drawing.text(0, ROWS["claim"] + 4, "Guide's claim")
    if claim.percent is None:
        drawing.text(LEFT, ROWS["claim"] + 4, "no figure")
    else:
        left, right = (_at(end) for end in claim.percent)
        drawing.add("rect", "claim", x=left, y=ROWS["claim"] - 7, width=max(2.0, right - left), height=14)
    drawing.text(0, ROWS["trials"] + 4, "Trials*")
    if not claim.trials:
        drawing.text(LEFT, ROWS["trials"] + 4, "no figure")
    for _, beyond in claim.trials:
        x, y = _at(beyond), ROWS["trials"]
        drawing.add("path", "trial", d=f"M{x:.1f} {y - 6}L{x + 6:.1f} {y}L{x:.1f} {y + 6}L{x - 6:.1f} {y}Z")
    return drawing.picture()


def _at(percent: float) -> float:
    inside = min(max(percent, LOWEST), HIGHEST)
    return LEFT + (RIGHT - LEFT) * (inside - LOWEST) / (HIGHEST - LOWEST)


def _words(mean: float, low: float, high: float, claim: Claim) -> str:
    words = f"Your diary: {mean:.0f} % relief, between {low:.0f} and {high:.0f} %. "
    words += f"The guide claims {claim.percent[0]:g} to {claim.percent[1]:g} %. " if claim.percent else ""
    trials = ", ".join(f"{name} {percent:g}" for name, percent in claim.trials)
    return words + (f"Trials beyond placebo, points of percent: {trials}." if trials else "No trial has a figure.")
