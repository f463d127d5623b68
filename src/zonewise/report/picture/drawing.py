"""What is a picture, and how is it written as SVG?"""

from dataclasses import dataclass
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
.curve{stroke:#35618f;stroke-width:2;fill:none}.band{fill:#c9d8e8;stroke:none}.mark{fill:#222}
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and the words for those who do not see it.

    Attributes:
        svg: One `svg` element without colours of its own.
        alt: What it shows, in words.
        width: Units of its own grid.
        height: Units of its own grid.
    """

    svg: str
    alt: str
    width: int
    height: int


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
    for each in root.iter():
        each.tag = each.tag.removeprefix(f"{{{NAMESPACE}}}")
    return ElementTree.tostring(root, encoding="unicode")


def _plain(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
