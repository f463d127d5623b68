"""The picture of how much of the opioid receptors a single dose blocks, as far as anyone has measured."""

from collections.abc import Sequence

from .drawing import Drawing, Picture

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 360, 210, 40, 348, 12, 168
MOST_MG, MOST_SHARE = 6.0, 0.8
STEPS = 60


def blockade_picture(
    half_mg: float, low_mg: float, high_mg: float, measured: Sequence[tuple[float, float, float]]
) -> Picture:
    """Return blocked share by dose with its uncertainty, and what was measured.

    Model: share = dose / (dose + half), one site, at the time of most effect after one dose. It says nothing about how
    long a low dose blocks, which nobody has measured.

    Args:
        half_mg: Dose that blocks half, mg.
        measured: Dose in mg, and the lowest and highest percentage that was measured there.
    """
    points = ", ".join(
        f"{low:g} % at {mg:g} mg" if low == high else f"{low:g} to {high:g} % at {mg:g} mg"
        for mg, low, high in measured
    )
    alt = (
        f"Share of mu-opioid receptors blocked after one dose, from 0 to {MOST_MG:g} mg. "
        f"Half is blocked at {half_mg:g} mg ({low_mg:g} to {high_mg:g}). Measured: {points}."
    )
    drawing = Drawing(WIDTH, HEIGHT, alt)
    doses = [MOST_MG * step / STEPS for step in range(STEPS + 1)]
    upper = [_point(mg, mg / (mg + low_mg)) for mg in doses]
    lower = [_point(mg, mg / (mg + high_mg)) for mg in reversed(doses)]
    drawing.add("path", "band", d=f"M{'L'.join([*upper, *lower])}Z")
    for percent in (0, 25, 50, 75):
        y = _height(percent / 100)
        drawing.add("line", "grid", x1=LEFT, y1=y, x2=RIGHT, y2=y)
        drawing.text(LEFT - 5, y + 4, f"{percent} %", anchor="end")
    drawing.add("path", "curve", d=f"M{'L'.join(_point(mg, mg / (mg + half_mg)) for mg in doses)}")
    for dose, least, most in measured:
        x = _across(dose)
        drawing.add("line", "ours", x1=x, y1=_height(least / 100), x2=x, y2=_height(most / 100))
        for end in sorted({least, most}):
            drawing.add("circle", "ours", cx=x, cy=_height(end / 100), r=3.5)
    for whole in range(int(MOST_MG) + 1):
        drawing.text(_across(float(whole)), BOTTOM + 16, f"{whole}", anchor="middle")
    drawing.text((LEFT + RIGHT) / 2, BOTTOM + 34, "one dose, mg", anchor="middle")
    return drawing.picture()


def _across(mg: float) -> float:
    return LEFT + (RIGHT - LEFT) * mg / MOST_MG


def _height(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share / MOST_SHARE


def _point(mg: float, share: float) -> str:
    return f"{_across(mg):.1f} {_height(share):.1f}"
