"""History in the app: every view reads without scripts, and a day is corrected where it stands."""

from datetime import timedelta

import pytest

from zonewise.model.entry import in_force
from zonewise.web.pages import BAR, PAGES, place_in_bar

from .conftest import page_words

VIEWS = ("/history", "/history/symptoms", "/history/flares", "/history/search", "/history/day")


@pytest.mark.parametrize("path", VIEWS)
def test_an_empty_diary_has_something_to_say(path, empty):
    """Before the first check-in each view says what will stand there."""
    answer = empty.get(path)

    assert answer.status_code == 200
    assert path == "/history/search" or "Nothing is written down yet" in page_words(answer)


def test_the_calendar_opens_each_day(lived):
    """Each day of the month has a link with its zone and dose in words, and the link opens that day."""
    day = max(entry.day for entry in lived.entries if entry.kind == "rating")
    month = lived.get(f"/history?month={day:%Y-%m}")
    link = f"/history/day?day={day.isoformat()}"

    assert f'href="{link}"' in month.text
    assert "Green, 1 mg taken" in page_words(month)
    assert "You took 1 mg." in page_words(lived.get(link))


def test_a_number_is_corrected_on_its_day(lived):
    """What is corrected in History stands in the diary, and History shows the day again."""
    rating = next(entry for entry in lived.entries if entry.kind == "rating" and entry.name == "pain")
    page = f"/history/day?day={rating.day.isoformat()}"
    assert f"/entries/{rating.id}" in lived.get(page).text

    answer = lived.post(f"/entries/{rating.id}", page, value="6", back="/history/day", day=rating.day.isoformat())

    assert answer.headers["location"].startswith(page)
    assert "pain 6" in page_words(lived.get(page)).lower()
    standing = [entry.value for entry in in_force(lived.entries) if entry.name == "pain" and entry.day == rating.day]
    assert standing == ["6"]


def test_an_entry_is_taken_back_on_its_day_once(lived):
    """What is taken back in History is gone from its day; the same button of a page open since before says so."""
    rating = next(entry for entry in lived.entries if entry.kind == "rating" and entry.name == "pain")
    day = rating.day.isoformat()

    first, second = (
        lived.post(f"/entries/{rating.id}", value=rating.value, take_back="yes", back="/history/day", day=day)
        for _ in range(2)
    )

    assert first.headers["location"] == f"/history/day?day={day}&done=taken-back"
    assert "That was taken back before." in page_words(lived.get(second.headers["location"]))
    assert f"/entries/{rating.id}" not in lived.get(f"/history/day?day={day}").text
    assert [entry.kind for entry in lived.entries if entry.supersedes == rating.id] == ["withdrawn"]


def test_nobody_is_sent_elsewhere(lived):
    """Where a correction leads back to is one of two pages, whatever is sent."""
    rating = next(entry for entry in lived.entries if entry.kind == "rating")

    answer = lived.post(f"/entries/{rating.id}", value="6", back="https://example.org/", day="")

    assert answer.headers["location"].startswith("/check-in?")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/history?month=soon", "is not a month"),
        ("/history/symptoms?days=5", "is not a span"),
        ("/history/day?day=never", "is not a day"),
    ],
)
def test_what_cannot_be_shown_is_said(path, words, lived):
    """A typed address that means nothing is answered with what was found."""
    answer = lived.get(path)

    assert answer.status_code == 422
    assert words in page_words(answer)


def test_a_day_outside_the_diary_is_the_nearest_in_it(lived):
    """Nobody gets lost in years without a diary."""
    first = min(entry.day for entry in lived.entries if entry.kind == "rating")
    far = first - timedelta(days=4000)

    assert f"day={first + timedelta(days=1):%Y-%m-%d}" in lived.get(f"/history/day?day={far.isoformat()}").text


def test_notes_are_searched_and_typed_words_are_no_markup(lived):
    """A note is found by a word of it, and what was typed is shown as text."""
    lived.check_in(note="A walk by the sea")

    assert "A walk by the sea" in page_words(lived.get("/history/search?q=SEA"))
    assert "No note has this word." in page_words(lived.get("/history/search?q=mountain"))
    assert "<script>" not in lived.get("/history/search?q=<script>").text.replace("<script src", "")


def test_every_page_belongs_to_one_place():
    """A page is marked in the bar under what it belongs to, and History stands there."""
    assert [link.words for link in BAR][:3] == ["Today", "Check-in", "History"]
    assert "history" in PAGES
    assert place_in_bar("/") == "/"
    assert place_in_bar("/begin/usual") == "/"
    assert place_in_bar("/help") == ""
    assert place_in_bar("/history/day") == "/history"
    assert place_in_bar("/check-in/crash") == "/check-in"
    assert place_in_bar("/plan") == "/more"
