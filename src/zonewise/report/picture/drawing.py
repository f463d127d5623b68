"""A picture as SVG, and the axis of days on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree import ElementTree

NAMESPACE = "http://www.w3.org/2000/svg"
PRINT_STYLE = """
text{font-family:"DejaVu Sans",sans-serif;font-size:11px;fill:#222}
.axis{stroke:#777;stroke-width:1;fill:none}.grid{stroke:#ddd;stroke-width:1;fill:none}
.zone-green{fill:#5b8f7b}.zone-yellow{fill:#c79a2b}.zone-red{fill:#a8423f}
.zone-unknown{stroke:#999;stroke-dasharray:2 2}
.rating{fill:#333}.usual{stroke:#333;stroke-dasharray:5 3;fill:none}.dose{stroke:#35618f;stroke-width:2;fill:none}
.start{stroke:#35618f;stroke-dasharray:2 2}.ours{stroke:#222;fill:#222;stroke-width:2}
.claim{fill:#d8cfe8;stroke:#7d6aa5}.trial{fill:#fff;stroke:#222;stroke-width:1.5}
.line{stroke:#333;stroke-width:1.4;fill:none}
.curve{stroke:#35618f;stroke-width:2;fill:none}.band{fill:#c9d8e8;stroke:none}.mark{fill:#222}
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and the words for those who do not see it."""

    svg: str  # One `svg` element without colours of its own.
    alt: str  # What it shows, in words.
    width: int  # Units of its own grid.
    height: int  # Units of its own grid.


class Drawing:
    """An SVG element in the making; texts are escaped by the library that writes it."""

    def __init__(self, width: int, height: int, alt: str) -> None:
        self._size, self._alt = (width, height), alt
        self._root = ElementTree.Element(
            "svg",
            {
                "xmlns": NAMESPACE,
                "viewBox": f"0 0 {width} {height}",
                "class": "picture",
                "role": "img",
                "aria-label": alt,
            },
        )

    def add(self, tag: str, kind: str = "", **where: object) -> None:
        """Add one shape with its class and numbers; a dash stands for the underscore in a name."""
        shape = {name.replace("_", "-"): _plain(value) for name, value in where.items()}
        ElementTree.SubElement(self._root, tag, {"class": kind, **shape} if kind else shape)

    def text(self, x: float, y: float, words: str, *, anchor: str = "start") -> None:
        """Write words with their baseline at (x, y)."""
        where = {"x": _plain(x), "y": _plain(y), "text-anchor": anchor}
        ElementTree.SubElement(self._root, "text", where).text = words

    def picture(self) -> Picture:
        """Return what was drawn."""
        width, height = self._size
        return Picture(ElementTree.tostring(self._root, encoding="unicode"), self._alt, width, height)


def printed(picture: Picture) -> str:
    """Return the SVG with colours for white paper, each beside a shape or height that says the same."""
    root = ElementTree.fromstring(picture.svg)
    style = ElementTree.Element("style")
    style.text = PRINT_STYLE
    root.insert(0, style)
    root.set("xmlns", NAMESPACE)
    root.tag = "svg"
    for shape in root.iter():
        shape.tag = shape.tag.removeprefix(f"{{{NAMESPACE}}}")
    return ElementTree.tostring(root, encoding="unicode")


def _plain(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LEAST_ROOM = 34  # Units between two names, so that they do not run into each other.
FEW_DAYS = 45  # Up to so many days weeks are named, above months.


@dataclass(frozen=True, slots=True)
class DayAxis:
    """Days from `first` to `last`, both shown whole, between `left` and `right`."""

    first: date
    last: date
    left: float
    right: float

    @property
    def day_width(self) -> float:
        """Units of one day."""
        return (self.right - self.left) / ((self.last - self.first).days + 1)

    def at(self, day: date) -> float:
        """Return where a day begins; a day outside stands at the nearer end."""
        inside = min(max(day, self.first), self.last + timedelta(days=1))
        return self.left + (inside - self.first).days * self.day_width

    def middle(self, day: date) -> float:
        """Return the middle of a day."""
        return self.at(day) + self.day_width / 2

    def names(self) -> Iterator[tuple[float, str]]:
        """Yield where names stand: first days of months, or each seventh day of a short stretch."""
        short = (self.last - self.first).days < FEW_DAYS
        last = float("-inf")
        for number in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=number)
            if number % 7 if short else day.day != 1:
                continue
            x = self.at(day)
            if x - last >= LEAST_ROOM and x <= self.right - LEAST_ROOM:
                yield x, f"{day.day} {MONTHS[day.month - 1]}" if short else MONTHS[day.month - 1]
                last = x

    def draw(self, drawing: Drawing, y: float) -> None:
        """Draw the axis with its names under `y`."""
        drawing.add("line", "axis", x1=self.left, y1=y, x2=self.right, y2=y)
        for x, name in self.names():
            drawing.add("line", "axis", x1=x, y1=y, x2=x, y2=y + 4)
            drawing.text(x, y + 15, name)
