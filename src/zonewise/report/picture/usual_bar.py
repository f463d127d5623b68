"""The bar of one day against the usual ups and downs of its person."""

from .drawing import Drawing, Picture

WIDTH, LEFT, RIGHT = 360, 8, 352
TOP, HEIGHT = 22, 14
LOWEST, HIGHEST = -2.0, 3.5  # Spreads; a day beyond stands at the end.


def usual_bar(score: float, yellow_at: float, red_at: float) -> Picture:
    """Return where a day stands: its usual in the middle of the ups and downs, and where Yellow and Red begin.

    Args:
        score: Spreads above usual; below 0 is better.
        yellow_at: Score from which a day can be Yellow.
        red_at: Score from which a day can be Red.
    """
    where = "at" if abs(score) < 0.05 else f"{abs(score):.1f} {'above' if score > 0 else 'below'}"
    alt = (
        f"Today stands {where} your usual, counted in your usual ups and downs. "
        f"Yellow can begin at {yellow_at:g} above, Red at {red_at:g}."
    )
    drawing = Drawing(WIDTH, 58, alt)
    usual_left, yellow, red = _across(-1.0), _across(yellow_at), _across(red_at)
    drawing.add("rect", "axis", x=LEFT, y=TOP, width=RIGHT - LEFT, height=HEIGHT, rx=4)
    drawing.add("rect", "band", x=usual_left, y=TOP, width=_across(1.0) - usual_left, height=HEIGHT)
    for x, name in ((yellow, "Yellow"), (red, "Red")):
        drawing.add("line", "axis", x1=x, y1=TOP - 2, x2=x, y2=TOP + HEIGHT + 4)
        drawing.text(x + 3, TOP + HEIGHT + 16, name)
    drawing.text(_across(0.0), TOP + HEIGHT + 16, "your usual", anchor="middle")
    x = _across(score)
    drawing.add("path", "mark", d=f"M{x:.1f} {TOP + 3}l-6 -10h12z")
    drawing.add("line", "ours", x1=x, y1=TOP, x2=x, y2=TOP + HEIGHT)
    drawing.text(min(max(x, LEFT + 18), RIGHT - 18), TOP - 10, "today", anchor="middle")
    return drawing.picture()


def _across(score: float) -> float:
    inside = min(max(score, LOWEST), HIGHEST)
    return LEFT + (RIGHT - LEFT) * (inside - LOWEST) / (HIGHEST - LOWEST)
