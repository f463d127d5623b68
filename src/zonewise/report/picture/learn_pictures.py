"""Small pictures beside what is read up: ranges, one thing after the other, stairs, two ways, and the three zones."""

from collections.abc import Callable, Mapping, Sequence

from zonewise.rules.learn import LearnPicture

from .drawing import Drawing, Picture

WIDTH = 360
ROW, LABELS_LEFT, RIGHT = 26, 104, 340
LINE = 16  # Height of a line of text.
BOX_HEIGHT, ARROW = 44, 18
MOST_LETTERS = 13  # Of a line in a box.
ZONE_COLOURS = ("green", "yellow", "red")

Ranges = Mapping[str, tuple[float, float]]


def learn_picture(picture: LearnPicture, ranges: Ranges) -> Picture:
    """Return a picture that repeats what its page says.

    Args:
        picture: What it shows.
        ranges: Lowest and highest figure of each entry of knowledge that has some.
    """
    return _DRAWN[picture.kind](picture, ranges)


def _ranges(picture: LearnPicture, ranges: Ranges) -> Picture:
    rows = [(row.label, *(ranges[row.of] if row.of else (row.low, row.high))) for row in picture.rows]
    most = max(high for _, _, high in rows)
    bottom = 8 + ROW * len(rows)
    drawing = Drawing(WIDTH, bottom + 24, picture.alt)
    for tick in _ticks(most):
        x = _across(tick, most)
        drawing.add("line", "grid", x1=x, y1=6, x2=x, y2=bottom)
        drawing.text(x, bottom + 16, f"{tick:g} {picture.unit}" if tick else "0", anchor="middle" if tick else "start")
    for number, (label, low, high) in enumerate(rows):
        y = 8 + ROW * number + ROW / 2
        drawing.text(0, y + 4, label)
        left, right = _across(low, most), _across(high, most)
        drawing.add("rect", "claim", x=left, y=y - 7, width=max(4.0, right - left), height=14)
    return drawing.picture()


def _across(value: float, most: float) -> float:
    return LABELS_LEFT + (RIGHT - LABELS_LEFT) * value / most


def _ticks(most: float) -> Sequence[float]:
    step = next(step for step in (1, 2, 5, 10, 20, 25, 50, 100) if most / step <= 4)
    return [float(step * number) for number in range(int(most / step) + 1)]


def _chain(picture: LearnPicture, _: Ranges) -> Picture:
    count = len(picture.labels)
    width = (WIDTH - 8 - ARROW * (count - 1)) / count
    drawing = Drawing(WIDTH, BOX_HEIGHT + 40, picture.alt)
    for number, label in enumerate(picture.labels):
        x = 4 + number * (width + ARROW)
        is_last = number == count - 1
        dashes = {"stroke_dasharray": "4 3"} if is_last else {}
        drawing.add("rect", "axis", x=x, y=8, width=width, height=BOX_HEIGHT + 20, rx=8, **dashes)
        _words_in(drawing, label, x + width / 2, 8 + (BOX_HEIGHT + 20) / 2, int(width / 6.2))
        if not is_last:
            middle = 8 + (BOX_HEIGHT + 20) / 2
            tip = x + width + ARROW - 3
            drawing.add("path", "curve", d=f"M{x + width + 3:.1f} {middle:.1f}H{tip:.1f}m-5 -4l5 4l-5 4")
    return drawing.picture()


def _stairs(picture: LearnPicture, _: Ranges) -> Picture:
    """Stairs go up, unless the last label says that nothing is left."""
    count, height = len(picture.labels), 130
    falls = picture.labels[-1] == "None"
    width, rise = (WIDTH - 12) / count, (height - 56) / max(1, count - 1)
    drawing = Drawing(WIDTH, height + 8, picture.alt)
    path = ""
    for number, label in enumerate(picture.labels):
        step = count - 1 - number if falls else number
        x, y = 6 + number * width, height - 6 - step * rise
        path += f"{'L' if path else 'M'}{x:.1f} {y:.1f}H{x + width:.1f}"
        _words_in(drawing, label, x + width / 2, y - 20, MOST_LETTERS)
    drawing.add("path", "curve", d=path)
    return drawing.picture()


def _two_ways(picture: LearnPicture, _: Ranges) -> Picture:
    rows = max(len(picture.left), len(picture.right))
    drawing = Drawing(WIDTH, 46 + rows * 24, picture.alt)
    half = WIDTH / 2
    for number, (title, items) in enumerate(zip(picture.titles, (picture.left, picture.right), strict=True)):
        x = 4 + number * half
        drawing.add("rect", "axis", x=x, y=4, width=half - 8, height=36 + rows * 24, rx=10)
        drawing.text(x + (half - 8) / 2, 24, title, anchor="middle")
        drawing.add("line", "grid", x1=x + 8, y1=32, x2=x + half - 16, y2=32)
        for row, item in enumerate(items):
            drawing.add("circle", "rating", cx=x + 14, cy=46 + row * 24, r=2.5)
            drawing.text(x + 24, 50 + row * 24, item)
    return drawing.picture()


def _zones(picture: LearnPicture, _: Ranges) -> Picture:
    drawing = Drawing(WIDTH, 128, picture.alt)
    for number, (zone, label) in enumerate(zip(ZONE_COLOURS, picture.labels, strict=True)):
        x = 60 + number * 120
        if zone == "green":
            drawing.add("circle", "zone-green", cx=x, cy=32, r=22)
        elif zone == "yellow":
            drawing.add("path", "zone-yellow", d=f"M{x} 8l26 46h-52z")
        else:
            drawing.add("path", "zone-red", d=f"M{x - 10} 8h20l14 14v20l-14 14h-20l-14 -14v-20z")
        drawing.text(x, 74, zone.capitalize(), anchor="middle")
        _words_in(drawing, label, x, 98, 16)
    return drawing.picture()


def _words_in(drawing: Drawing, words: str, x: float, y: float, letters: int) -> None:
    """Write words in lines of at most so many letters around the height `y`."""
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    top = y - (len(lines) - 1) * LINE / 2 + 4
    for number, line in enumerate(lines):
        drawing.text(x, top + number * LINE * 0.85, line, anchor="middle")


_DRAWN: Mapping[str, Callable[[LearnPicture, Ranges], Picture]] = {
    "ranges": _ranges,
    "chain": _chain,
    "stairs": _stairs,
    "two-ways": _two_ways,
    "zones": _zones,
}
