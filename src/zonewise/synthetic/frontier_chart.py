"""The frontier of a closed loop as a picture: who arrives, against the days in harm that it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 24, 24, 60
TICKS_LEAST = 3
PERCENT = 100


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """What one weight of a reaction that is left standing came to."""

    reached: float  # Share of people who tolerate all and reached the target in time.
    harm_days: float  # Days in harm of a person whose reaction shows in ratings alone.


def frontier_chart(points: Mapping[float, FrontierPoint], chosen: float) -> str:
    """Return an SVG with one mark for each weight, lowest first, and the chosen one filled.

    Args:
        points: What each weight came to; at least one.
        chosen: The weight that the protocol has; one of them.

    Raises:
        ValueError: The chosen weight is not among the points.
    """
    if chosen not in points:
        raise ValueError(f"the weight {chosen:g} is chosen and not among {sorted(points)}")
    harms, shares = _ticks([one.harm_days for one in points.values()]), _ticks([one.reached for one in points.values()])

    def place(one: FrontierPoint) -> tuple[float, float]:
        across = (one.harm_days - harms[0]) / (harms[-1] - harms[0])
        up = (one.reached - shares[0]) / (shares[-1] - shares[0])
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    places = {weight: place(points[weight]) for weight in sorted(points)}
    spoken = "; ".join(
        f"weight {weight:g}: {PERCENT * one.reached:.0f} % reached, {one.harm_days:.0f} days in harm"
        for weight, one in sorted(points.items())
    )
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places.values())
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif"'
        f' font-size="13" aria-labelledby="title desc">',
        '<title id="title">Who arrives, against the days in harm that it costs</title>',
        f'<desc id="desc">{escape(spoken)}. The protocol has {chosen:g}.</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *_axes(harms, shares),
        f'<polyline points="{line}" fill="none" stroke="#777" stroke-dasharray="4 4"/>',
        *(mark for weight, (x, y) in places.items() for mark in _mark(weight, x, y, is_chosen=weight == chosen)),
        "</svg>\n",
    ))  # fmt: skip


def _ticks(values: Sequence[float]) -> list[float]:
    """Return evenly spaced round numbers around some values."""
    span = max(max(values) - min(values), 1e-9)
    step = next(
        size * 10.0**power
        for power in range(-6, 7)
        for size in (1, 2, 5)
        if span / (size * 10.0**power) <= 2 * TICKS_LEAST
    )
    first, last = floor(min(values) / step), ceil(max(values) / step)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def _axes(harms: Sequence[float], shares: Sequence[float]) -> list[str]:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    parts = [f'<path d="M{LEFT} {TOP}V{bottom}H{right}" fill="none" stroke="#333"/>']
    for number, harm in enumerate(harms):
        x = LEFT + number / (len(harms) - 1) * (right - LEFT)
        parts.append(f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle" fill="#222">{harm:g}</text>')
    for number, share in enumerate(shares):
        y = bottom - number / (len(shares) - 1) * (bottom - TOP)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{right}" stroke="#e4e4e4"/>')
        label = f"{PERCENT * share:.0f} %"
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#222">{label}</text>')
    middle = (LEFT + right) / 2
    below = "days in harm a person, where a reaction shows in ratings alone"
    parts.append(f'<text x="{middle:.0f}" y="{HEIGHT - 14}" text-anchor="middle" fill="#222">{below}</text>')
    beside = "reached the target in time"
    turned = f'transform="rotate(-90 16 {(TOP + bottom) / 2:.0f})"'
    parts.append(f'<text x="16" y="{(TOP + bottom) / 2:.0f}" text-anchor="middle" fill="#222" {turned}>{beside}</text>')
    return parts


def _mark(weight: float, x: float, y: float, *, is_chosen: bool) -> tuple[str, str]:
    fill, bold = ("#1b5e8c", ' font-weight="bold"') if is_chosen else ("#fff", "")
    words = f"{weight:g} (chosen)" if is_chosen else f"{weight:g}"
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{7 if is_chosen else 5}" fill="{fill}" stroke="#1b5e8c"/>'
    end = x > WIDTH / 2
    anchor, beside = ("end", x - 10) if end else ("start", x + 10)
    return circle, f'<text x="{beside:.1f}" y="{y - 9:.1f}" text-anchor="{anchor}" fill="#111"{bold}>{words}</text>'
