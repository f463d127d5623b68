"""The words of a page of HTML from elsewhere, as headings and lines: shown as text, its markup runs nowhere."""

from html.parser import HTMLParser

HEADINGS = ("h1", "h2", "h3", "h4")
LINES = ("p", "li", "tr", "caption", "div", *HEADINGS)
CELLS = ("td", "th")
SILENT = ("script", "style", "head", "title", "svg", "template", "noscript")
MOST_BLOCKS = 5000
MOST_BYTES = 4 * 1024**2


def blocks_of(html: bytes) -> tuple[tuple[str, str], ...]:
    """Return ("heading" or "line", words) for each block of a page, in its order."""
    reader = _Reader()
    reader.feed(html[:MOST_BYTES].decode("utf-8", "replace"))
    reader.close()
    reader.end_block()
    return tuple(reader.blocks[:MOST_BLOCKS])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, str]] = []
        self._words: list[str] = []
        self._kind = "line"
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent:
            return
        if tag in SILENT:
            self._silent = tag
        if tag in LINES:
            self.end_block()
            self._kind = "heading" if tag in HEADINGS else "line"
        elif tag in CELLS and self._words:
            self._words.append(" \N{MIDDLE DOT} ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        elif tag in LINES:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._words.append(data)

    def end_block(self) -> None:
        words = " ".join("".join(self._words).split())
        self._words.clear()
        if words:
            self.blocks.append((self._kind, words))
        self._kind = "line"
