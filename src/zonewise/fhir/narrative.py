"""The same content as text for people: escaped, without scripts, links or styles."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from .codes import Json
from .content import Part

NAMESPACE = "http://www.w3.org/1999/xhtml"
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 and the strings of FHIR have no place for."""


def plain(text: str) -> str:
    """Return a text as FHIR holds it: without control characters and blanks around it; "" for nothing."""
    return _NO_CHARACTER.sub("", text).strip()


def narrative(parts: Iterable[Part]) -> Json:
    """Return the Narrative of some parts."""
    inner = "".join(map(part_html, parts)) or "<p>Nothing is written.</p>"
    return {"status": "generated", "div": f'<div xmlns="{NAMESPACE}">{inner}</div>'}


def part_html(part: Part) -> str:
    """Return one part as XHTML."""
    heading = f"<h3>{_safe(part.heading)}</h3>" if part.heading else ""
    lines = "".join(f"<p>{_safe(line)}</p>" for line in part.lines)
    if not part.columns:
        return heading + lines
    rows = "".join(_row(row, "td") for row in part.rows)
    return f"{heading}{lines}<table><thead>{_row(part.columns, 'th')}</thead><tbody>{rows}</tbody></table>"


def rendering(title: str, parts: Iterable[Part]) -> str:
    """Return everything as one page of HTML that needs nothing else."""
    head = f'<meta charset="utf-8"/><title>{_safe(title)}</title>'
    inner = "".join(map(part_html, parts))
    return (
        f'<!DOCTYPE html>\n<html xmlns="{NAMESPACE}" lang="en"><head>{head}</head>'
        f"<body><h1>{_safe(title)}</h1>{inner}</body></html>"
    )


def _row(cells: Sequence[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{_safe(cell)}</{tag}>" for cell in cells) + "</tr>"


def _safe(text: str) -> str:
    return escape(plain(text))
