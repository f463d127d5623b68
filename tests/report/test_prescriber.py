"""The prescriber's page is one readable sheet, whatever the diary holds."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader
from tests.guidance.builders import Diary

from zonewise.report.picture import zones_picture
from zonewise.report.prescriber import PrescriberPage, card_pdf, page_html, page_pdf
from zonewise.report.prescriber.content import MOST_ROWS, PageSection, _open, _table
from zonewise.report.prescriber.formats import page_json, page_text

PAGE = PrescriberPage(
    title="Low-dose naltrexone: A. Example",
    day=date(2026, 11, 22),
    sentence="Zone today: Green. The person takes 1.5 mg a day.",
    parts=(
        PageSection("Dose and opioids", ("1.5 mg at bedtime.", "Opioids: none.")),
        PageSection("Is it helping", (), ("Rating", "Verdict"), (("pain", "Cannot tell"), ("mood", "Possibly worse"))),
    ),
    zones=zones_picture(date(2026, 10, 1), ["green"] * 40 + ["yellow"] * 5 + [None] * 3 + ["red"]),
    small_print="Relief is in percent.",
)


def read(pdf: bytes) -> PdfReader:
    """Return a PDF as a reader sees it."""
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    """Return the text that can be selected, on one line."""
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def test_the_page_is_one_sheet_of_a4() -> None:
    """One page, 210 by 297 mm."""
    (page,) = read(page_pdf(PAGE)).pages

    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_the_page_can_be_selected_and_read_out() -> None:
    """Text is text; the file is tagged, names its language and its title, and the picture has words."""
    pdf = page_pdf(PAGE)
    catalog = read(pdf).trailer["/Root"]

    assert "Opioids: none." in words(pdf)
    assert "Possibly worse" in words(pdf)
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert read(pdf).metadata.title == PAGE.title  # type: ignore[union-attr]
    assert b"pdfuaid:part" in pdf or b"pdfuaid" in pdf


@pytest.mark.parametrize(
    "name", ['#panic("no")', "</main><script>alert(1)</script>", "$x^2$ *b* @ref <pages>", "Zoë Łuć"]
)
def test_a_name_is_only_ever_a_name(name: str) -> None:
    """What a person calls themselves is shown as written, never read as mark-up of the PDF or the page."""
    page = replace(PAGE, title=name)

    assert "".join(name.split()) in "".join(words(page_pdf(page)).split())
    assert "<script>" not in page_html(page)


@pytest.mark.parametrize("name", ["李小龍", "🙂 Ann", "नमस्ते"])
def test_letters_without_a_font_lose_no_page(name: str) -> None:
    """A letter that no font on the machine has is replaced, and the page is still made."""
    assert "Opioids: none." in words(page_pdf(replace(PAGE, title=name)))


def test_a_full_page_is_set_smaller_and_stays_one_sheet() -> None:
    """With every list full the letters shrink until all stands on one sheet."""
    rows = tuple((f"medicine {number}", "a long remark of a prescriber " * 2) for number in range(MOST_ROWS))
    parts = tuple(
        PageSection(f"Part {number}", ("A sentence of some length. " * 3,), ("A", "B"), rows) for number in range(6)
    )

    assert len(read(page_pdf(replace(PAGE, parts=parts))).pages) == 1


def test_what_is_left_out_of_a_list_is_counted() -> None:
    """Rows beyond the room on the page are named as a number, so that nobody thinks the list is whole."""
    lines, _, kept = _table(("A",), [(str(number),) for number in range(MOST_ROWS + 3)])

    assert lines == ("3 more are in the diary.",)
    assert len(kept) == MOST_ROWS


def test_page_text_and_json_say_the_same_as_the_pdf() -> None:
    """Every sentence and cell of the page stands in all four forms."""
    shown = [PAGE.sentence, "1.5 mg at bedtime.", "Cannot tell", PAGE.small_print]
    forms = (words(page_pdf(PAGE)), page_html(PAGE), page_text(PAGE), json.dumps(page_json(PAGE)))

    assert [text for form in forms for text in shown if text not in form] == []


def test_the_prescriber_is_reminded_of_blood_tests() -> None:
    """Baseline ALT, and TSH with thyroid hormone, are named for the prescriber to decide."""
    part = _open(Diary().rated(range(3)).today(2))

    assert "ALT" in part.lines[-1]
    assert "TSH" in part.lines[-1]


def test_the_card_tells_a_stranger_of_the_block() -> None:
    """The card fits a wallet and says what blocks opioids, how much and when it was last taken."""
    pdf = card_pdf(
        name="A. Example", dose="1.5 mg a day", last_taken="21 November 2026", prescriber="Dr X",
        day=date(2026, 11, 22), numbers="Emergency: 112.",
    )  # fmt: skip
    (page,) = read(pdf).pages

    assert round(page.mediabox.width / 72 * 25.4, 1) == 85.6
    assert "blocks opioids" in words(pdf)
    assert "1.5 mg a day" in words(pdf)
    assert "21 November 2026" in words(pdf)
