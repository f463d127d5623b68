"""How is the page read without any layout?"""

from textwrap import wrap
from typing import Any

from .content import PageSection, PrescriberPage

WIDTH = 100


def page_text(page: PrescriberPage) -> str:
    """Return the page as plain text."""
    lines = [page.title, page.day.isoformat(), "", *wrap(page.sentence, WIDTH), "", *wrap(page.zones.alt, WIDTH)]
    for part in page.parts:
        lines += ["", part.heading, *_lines(part)]
    return "\n".join([*lines, "", *wrap(page.small_print, WIDTH)]) + "\n"


def page_json(page: PrescriberPage) -> dict[str, Any]:
    """Return the page as plain values."""
    return {
        "title": page.title,
        "as_of": page.day.isoformat(),
        "sentence": page.sentence,
        "zones": page.zones.alt,
        "parts": [
            {
                "heading": part.heading,
                "lines": list(part.lines),
                "rows": [dict(zip(part.columns, row, strict=True)) for row in part.rows],
            }
            for part in page.parts
        ],
        "how_to_read": page.small_print,
    }


def _lines(part: PageSection) -> list[str]:
    lines = [text for line in part.lines for text in wrap(line, WIDTH, initial_indent="  ", subsequent_indent="    ")]
    if part.columns:
        widths = [max(len(row[place]) for row in (part.columns, *part.rows)) for place in range(len(part.columns))]
        for row in (part.columns, *part.rows):
            cells = (text.ljust(width) for text, width in zip(row, widths, strict=True))
            lines.append("  " + "  ".join(cells).rstrip())
    return lines
