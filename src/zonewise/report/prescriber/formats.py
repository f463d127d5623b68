"""The prescriber's page as HTML, as a PDF of one sheet, as plain text and as JSON."""

import json
import re
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from importlib.resources import as_file, files
from textwrap import wrap
from typing import Any

from zonewise.model.day_words import day_words
from zonewise.report.picture import printed
from zonewise.report.rendering import render

from .content import PageSection, PrescriberPage


def page_html(page: PrescriberPage) -> str:
    """Return a self-contained page without scripts; every text is escaped."""
    symptoms = printed(page.symptoms) if page.symptoms else ""
    return render("prescriber.html", page=page, zones=printed(page.zones), symptoms=symptoms)


WITHOUT_A_FONT = re.compile(
    r"[^\t\n\r\x20-\x7e\u00a0-\u024f\u0370-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]"
)
"""Letters that the fonts which the library brings do not have: all but Latin, Greek, Cyrillic and their signs."""

_MISSING = re.compile(r'the text `"(.+?)"`')
MOST_LETTERS_TRIED = 24  # One by one, so that what a font has stays; then all that the library's own have not.
NO_FONT = "A question mark in a name stands for a letter that no font of this machine has."
SIZES_PT = (9.0, 8.5, 8.0, 7.5, 7.0)  # Sizes of the letters that are tried until everything stands on one sheet.
MOST_SHEETS_TO_SHRINK = 2  # From more sheets than these the smallest letters do not lead back to one.


def page_pdf(page: PrescriberPage) -> bytes:
    """Return the page as one sheet of A4, tagged for screen readers (PDF/UA-1), with text that can be selected.

    Where even the smallest letters do not bring it onto one sheet, as with very long questions, it goes on to more in
    the largest: nothing that was written is cut, and the page is there.
    """
    content = asdict(page) | {
        "day": day_words(page.day),
        "zones": {"svg": printed(page.zones), "alt": page.zones.alt},
        "symptoms": {"svg": printed(page.symptoms), "alt": page.symptoms.alt} if page.symptoms else None,
    }
    largest, sheets = _set("prescriber.typ", content, SIZES_PT[0])
    pdf = largest
    for size in SIZES_PT[1:]:
        if not 1 < sheets <= MOST_SHEETS_TO_SHRINK:
            break
        pdf, sheets = _set("prescriber.typ", content, size)
    return pdf if sheets == 1 else largest


def card_pdf(*, name: str, dose: str, last_taken: str, prescriber: str, day: date, numbers: str) -> bytes:
    """Return a card for the wallet: who finds it must know of the opioid block.

    Args:
        name: Whose card, or "".
        last_taken: When the last dose was taken, in words.
        prescriber: Who prescribes it, or "".
        day: Day on which the card was made.
    """
    content = {
        "name": name,
        "dose": dose,
        "last_taken": last_taken,
        "prescriber": prescriber,
        "day": day_words(day),
        "numbers": numbers,
    }
    return _set("card.typ", content, SIZES_PT[0])[0]


def paper_pdf(template: str, content: dict[str, Any]) -> bytes:
    """Return a paper of as many sheets as it takes, tagged for screen readers, with text that can be selected.

    Args:
        template: Name of a template under templates/.
    """
    return _set(template, content, SIZES_PT[0])[0]


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """Return the fonts of this machine and those that the library brings; looking for them takes a moment."""
    import typst

    return typst.Fonts()


def _set(template: str, content: dict[str, Any], size: float) -> tuple[bytes, int]:
    """Return the PDF and its number of sheets; letters that no font here has become a question mark, and it says so.

    Names are set in any font of this machine that has their letters. PDF/UA-1 refuses a letter without a shape, and a
    name in such letters must not cost the page.
    """
    import typst

    shown = content
    for tries_left in range(MOST_LETTERS_TRIED, -1, -1):
        try:
            return _compiled(template, json.dumps(shown), size)
        except typst.TypstError as error:
            missing = _MISSING.search(error.message)
            if "could not be displayed" not in error.message or not tries_left:
                raise
            letters = re.escape(missing[1]) if missing and tries_left > 1 else WITHOUT_A_FONT.pattern
            shown = _without(re.compile(letters), shown)
            if "small_print" in content:
                shown["small_print"] = f"{content['small_print']} {NO_FONT}"
    raise AssertionError("unreachable")


def _without(letters: re.Pattern[str], content: Any) -> Any:
    """Return the same with a question mark for each of some letters."""
    if isinstance(content, str):
        return letters.sub("?", content)
    if isinstance(content, dict):
        return {name: _without(letters, part) for name, part in content.items()}
    return [_without(letters, part) for part in content] if isinstance(content, list | tuple) else content


def _compiled(template: str, content: str, size: float) -> tuple[bytes, int]:
    import typst

    inputs = {"page": content, "size": f"{size}"}
    with as_file(files("zonewise.report") / "templates" / template) as source:
        compiler = typst.Compiler(source, font_paths=_fonts(), sys_inputs=inputs)
        pages = json.loads(compiler.query("<pages>", field="value", one=True))
        pdf = compiler.compile(format="pdf", pdf_standards="ua-1")
    assert isinstance(pdf, bytes)
    return pdf, int(pages)


WIDTH = 80


def page_text(page: PrescriberPage) -> str:
    """Return the page as plain text."""
    lines = [page.title, day_words(page.day), "", *wrap(page.sentence, WIDTH), "", *wrap(page.zones.alt, WIDTH)]
    lines += wrap(page.symptoms.alt, WIDTH) if page.symptoms else []
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
        "symptoms": page.symptoms.alt if page.symptoms else None,
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
