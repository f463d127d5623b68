"""What a diary can say beside the guide's claim and the trials, alone or under the days it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass

from .drawing import Drawing, Picture

WIDTH, LEFT, RIGHT = 360, 110, 348
INTERVAL_HEIGHT = 128
LOWEST, HIGHEST = -60.0, 100.0
ROWS = {"diary": 22, "claim": 56, "trials": 88}

Estimated = tuple[float, float, float]
"""Relief, percent of baseline, positive is better: mean, low and high."""


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
    drawing = Drawing(WIDTH, INTERVAL_HEIGHT, interval_words((mean, low, high), claim))
    draw_interval(drawing, (mean, low, high), claim, 0)
    return drawing.picture()


def draw_interval(drawing: Drawing, estimated: Estimated | None, claim: Claim, top: float) -> None:
    """Draw the three rows between `top` and `top + INTERVAL_HEIGHT`; a diary without an estimate says so in its row."""
    diary, claimed, trials = (top + ROWS[name] for name in ("diary", "claim", "trials"))
    for percent in (-50, 0, 50, 100):
        x = _at(percent)
        drawing.add("line", "axis" if percent == 0 else "grid", x1=x, y1=top + 8, x2=x, y2=top + 104)
        drawing.text(x, top + 120, f"{percent} %", anchor="middle" if percent < 100 else "end")
    drawing.text(0, diary + 4, "Your diary")
    if estimated is None:
        drawing.text(LEFT, diary + 4, "cannot tell yet")
    else:
        mean, low, high = estimated
        drawing.add("line", "ours", x1=_at(low), y1=diary, x2=_at(high), y2=diary)
        for end in (low, high):
            drawing.add("line", "ours", x1=_at(end), y1=diary - 5, x2=_at(end), y2=diary + 5)
        drawing.add("circle", "ours", cx=_at(mean), cy=diary, r=4)
    drawing.text(0, claimed + 4, "Guide's claim")
    if claim.percent is None:
        drawing.text(LEFT, claimed + 4, "no figure")
    else:
        left, right = (_at(end) for end in claim.percent)
        drawing.add("rect", "claim", x=left, y=claimed - 7, width=max(2.0, right - left), height=14)
    drawing.text(0, trials + 4, "Trials*")
    if not claim.trials:
        drawing.text(LEFT, trials + 4, "no figure")
    for _, beyond in claim.trials:
        x, y = _at(beyond), trials
        drawing.add("path", "trial", d=f"M{x:.1f} {y - 6}L{x + 6:.1f} {y}L{x:.1f} {y + 6}L{x - 6:.1f} {y}Z")


def _at(percent: float) -> float:
    inside = min(max(percent, LOWEST), HIGHEST)
    return LEFT + (RIGHT - LEFT) * (inside - LOWEST) / (HIGHEST - LOWEST)


def interval_words(estimated: Estimated | None, claim: Claim) -> str:
    """Return the same for those who do not see it."""
    words = "Your diary cannot tell yet. "
    if estimated is not None:
        mean, low, high = estimated
        words = f"Your diary: {mean:.0f} % relief, between {low:.0f} and {high:.0f} %. "
    words += f"The guide claims {claim.percent[0]:g} to {claim.percent[1]:g} %. " if claim.percent else ""
    trials = ", ".join(f"{name} {percent:g}" for name, percent in claim.trials)
    return words + (f"Trials beyond placebo, points of percent: {trials}." if trials else "No trial has a figure.")
