"""The prescriber's page speaks of the patient, names better and worse, and repeats nothing that is not known."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from zonewise.model.entry import RATINGS, Entry
from zonewise.relief.relief_estimate import Interval
from zonewise.report.prescriber.content import PrescriberPage, _change_words
from zonewise.report.prescriber.formats import page_html, page_pdf, page_text
from zonewise.report.prescriber.third_person import of_the_patient
from zonewise.services.base.diary import Diary as DiaryFile
from zonewise.services.base.diary import add_entries, new_id
from zonewise.services.sharing.prescriber import prescriber_page


@pytest.fixture(scope="module")
def page(lived_diary) -> PrescriberPage:
    """Return the page of a diary that was lived in."""
    return prescriber_page(DiaryFile(str(lived_diary)))


def test_it_speaks_of_the_patient(page: PrescriberPage) -> None:
    """No sentence of ours says "you", "we" or "the person"."""
    assert re.findall(r"\b(?:you|your|we|the person)\b", page_text(page), re.IGNORECASE) == []
    assert "The patient takes" in page_text(page)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("You take tramadol since Monday.", "The patient takes tramadol since Monday."),
        (
            "Only your prescriber can say, and you have asked.",
            "Only the prescriber can say, and the patient has asked.",
        ),
        ("You told us of your allergy.", "The patient told us of the patient's allergy."),
    ],
)
def test_a_sentence_to_you_becomes_one_of_the_patient(said: str, told: str) -> None:
    """Verbs agree, and what is the prescriber's stays the prescriber's."""
    assert of_the_patient(said) == told


def test_symptoms_stand_as_lines_over_dose_and_zones(page: PrescriberPage) -> None:
    """The picture is in the PDF, the page and the words of each, and all of it is one sheet."""
    assert page.symptoms is not None
    assert "Pain" in page.symptoms.alt
    assert page.symptoms.alt in " ".join(page_text(page).split())
    assert page_html(page).count("<svg") == 1
    assert len(page_pdf(page)) > len(page_pdf(replace(page, symptoms=None)))


def test_a_rating_has_one_name_on_the_whole_page(tmp_path) -> None:
    """Lines and tables call each rating as the patient's pages do."""
    days = [date(2026, 3, 1) + timedelta(days=day) for day in range(60)]
    diary = DiaryFile(str(tmp_path / "diary.sqlite"))
    ratings = [Entry(new_id(), day, None, "rating", name, str(4 + day.day % 3)) for day in days for name in RATINGS]
    doses = [Entry(new_id(), day, None, "dose", "naltrexone", "1", "mg") for day in days[30:]]
    add_entries(diary, [*ratings, *doses])
    text = page_text(prescriber_page(diary, as_of=days[-1]))

    assert {"joints", "senses", "fog"} <= {word.strip() for line in text.splitlines() for word in line.lower().split()}
    assert not re.search(r"\b(?:laxity|sensory|cognition)\b", text)


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (Interval(18, 4, 31), "18 % better (4 to 31 better)"),
        (Interval(-16, -32, 0), "16 % worse (32 worse to 0)"),
        (Interval(3, -18, 25), "3 % better (18 worse to 25 better)"),
        (None, "not known"),
    ],
)
def test_better_and_worse_are_named(interval: Interval | None, words: str) -> None:
    """A change says in which direction it goes, and so does each end of its interval."""
    assert _change_words(interval) == words


def test_nothing_is_repeated_of_which_nothing_is_known(tmp_path) -> None:
    """On a first day relief is one line, and what was not answered is named in one."""
    from zonewise.services.recording.check_in import CheckIn, check_in

    diary = DiaryFile(str(tmp_path / "diary.sqlite"))
    check_in(diary, CheckIn(ratings=dict.fromkeys(("pain", "mood", "fatigue"), "4")), day=None, at=None)
    parts = {part.heading: part for part in prescriber_page(diary).parts}

    assert parts["Is it helping"].rows == ()
    assert len(parts["Is it helping"].lines) == 1
    assert len([line for line in parts["Open questions"].lines if "not answered" in line]) == 1


def test_what_is_the_same_of_each_rating_is_said_once(tmp_path) -> None:
    """In the first weeks on LDN nothing is known of what the dose did: one line says so, and no column ten times."""
    days = [date(2026, 3, 1) + timedelta(days=day) for day in range(60)]
    diary = DiaryFile(str(tmp_path / "diary.sqlite"))
    ratings = [Entry(new_id(), day, None, "rating", name, str(4 + day.day % 3)) for day in days for name in RATINGS]
    doses = [Entry(new_id(), day, None, "dose", "naltrexone", "1", "mg") for day in days]
    add_entries(diary, [*ratings, *doses[56:]])
    part = next(part for part in prescriber_page(diary, as_of=days[-1]).parts if part.heading == "Is it helping")

    assert len(part.rows) == len(RATINGS)
    assert all(len(row) == len(part.columns) for row in part.rows)
    for column in ("Verdict", "Of it perhaps the dose"):
        assert column not in part.columns
    assert [line for line in part.lines if line.startswith("Of it perhaps the dose, together and one by one: ")]


def test_a_copied_plan_is_never_called_signed(page: PrescriberPage) -> None:
    """Copied by the patient, or signed: the page says one of the two."""
    text = page_text(page)

    assert ("Copied by the patient" in text) != ("Signed" in text)


def test_letters_without_a_font_are_said_to_be(page: PrescriberPage) -> None:
    """A sign that no font has becomes a question mark, the rest of the name stays, and the page says so."""
    import io

    from pypdf import PdfReader

    pdf = page_pdf(replace(page, title="Łuć \U000f0001"))
    text = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())

    assert "Łuć ?" in text
    assert "no font of this machine has" in text
