"""The page "Is it helping": what it asks, and what an answer changes."""

import re
from datetime import time, timedelta
from random import Random

import httpx
import pytest

from zonewise.model.entry import Entry
from zonewise.services.base.diary import Diary, add_entries
from zonewise.services.base.profile import Profile

from .conftest import Browser

PROFILE = Profile()
STARTED, FELL, DAYS = 35, 80, 110


@pytest.fixture
def helped(empty: Browser) -> Browser:
    """Somebody whose days fell all at once on a day without a change of dose."""
    first = PROFILE.today() - timedelta(days=DAYS - 1)
    chance = Random(11)
    entries: list[Entry] = []

    def write(day: int, kind: str, name: str, value: str, unit: str = "") -> None:
        on = first + timedelta(day)
        entries.append(Entry(f"{day}-{kind}-{name}", on, time(9), kind, name, value, unit, source="cli"))  # type: ignore[arg-type]

    for day in range(DAYS):
        for name in ("pain", "mood", "sensory"):
            write(day, "rating", name, str(min(10, max(0, round(chance.gauss(6 if day < FELL else 2, 0.8))))))
        if day >= STARTED:
            write(day, "dose", "naltrexone", "1.5" if day < STARTED + 20 else "3", "mg")
    add_entries(Diary(str(empty.diary)), entries)
    return empty


def test_the_page_asks_what_the_person_knows_and_takes_the_answer(helped: Browser) -> None:
    """The month before and what else changed are asked with buttons; an answered question is asked no more."""
    page = helped.get("/helping").text
    assert "changed all at once" in page
    assert "How was the month before your first dose of LDN?" in page
    assert "did anything else change to stay" in page
    assert "Since each change of dose, whatever the cause" in page
    assert "points lower" in page
    sent = helped.post("/answers", page="/helping", question="month_before_start", answer="steady", back="/helping")
    assert (sent.status_code, sent.headers["location"]) == (303, "/helping?done=written")
    assert "How was the month before" not in helped.get("/helping").text


def test_a_change_that_is_told_becomes_a_step_and_no_riddle(helped: Browser) -> None:
    """Once the day of the change is written down the page names no jump any more."""
    day = PROFILE.today() - timedelta(days=DAYS - 1 - FELL)
    helped.post("/answers", page="/helping", question="lasting_change", answer=day.isoformat(), back="/helping")
    page = helped.get("/helping").text
    assert "changed all at once" not in page
    assert "did anything else change to stay" not in page


def test_a_day_still_to_come_is_refused(helped: Browser) -> None:
    """A change that is still to come is named as such, and nothing is kept."""
    before = len(helped.entries)
    day = PROFILE.today() + timedelta(days=3)
    helped.post("/answers", page="/helping", question="lasting_change", answer=day.isoformat(), back="/helping")
    assert len(helped.entries) == before


FOLDED = re.compile(r"<details.*</details>", re.DOTALL)


def in_sight(answer: httpx.Response) -> str:
    """Return the main part of a page without what is folded."""
    return FOLDED.sub("", answer.text.split("<main", 1)[1].split("</main>")[0])


def test_one_sentence_and_one_picture_and_the_rest_folded(helped: Browser) -> None:
    """In sight stand the sentence, one picture and what it shows; numbers, claims and each symptom are a tap away."""
    page = helped.get("/helping")
    shown = in_sight(page)

    assert shown.count("<svg") == 1
    assert 'class="zone-' in shown
    assert 'class="ours"' in shown
    assert 'class="claim"' in shown
    for folded in ("Chance that this is", "Each by itself", "<strong>Trials.</strong>", "Hope, time and a bad week"):
        assert folded not in shown
        assert folded in page.text


def test_who_began_before_the_diary_gets_tables_and_no_row_of_sentences(empty: Browser) -> None:
    """Trends of nine ratings are one folded table, said to be trends; the picture has the days and no interval."""
    first = PROFILE.today() - timedelta(days=69)
    names = ("anxiety", "laxity", "pain", "immune", "mood", "sensory", "fatigue", "sleep", "cognition")
    entries = [
        Entry(f"{day}-{name}", first + timedelta(day), time(9), "rating", name, str(3 + day % 3), source="cli")
        for day in range(70)
        for name in names
    ]
    entries += [
        Entry(f"{day}-dose", first + timedelta(day), time(22), "dose", "naltrexone", "3", "mg", source="cli")
        for day in range(70)
    ]
    add_entries(Diary(str(empty.diary)), entries)
    page = empty.get("/helping")
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td>([\d.]+)</td><td>([\d.]+)</td>', page.text)

    assert len(rows) == len(names)
    assert ("Pain", "4.0", "4.0") in rows
    assert "A trend, whatever its cause" in page.text
    assert "<td>" not in in_sight(page)
    assert in_sight(page).count("<svg") == 1
    assert "cannot tell yet" in in_sight(page)


def test_how_it_was_before_ldn_is_asked_here_until_it_is_said(empty: Browser) -> None:
    """Who took LDN before the diary began finds it in place; said, it stands behind the table and is asked no more."""
    empty.post("/begin/phase", phase="not-started")
    assert "How was it before LDN?" not in empty.get("/helping").text
    empty.post("/begin/phase", phase="stable")
    empty.post("/begin/doses", dose="3 mg", over="180")
    offered = empty.get("/helping").text
    assert "How was it before LDN?" in offered
    assert 'action="/begin/before"' in offered
    assert 'name="rating.pain"' in offered

    refused = empty.post("/begin/before", **{"rating.pain": "11", "rating.mood": "4"})
    assert refused.status_code == 422
    assert empty.post("/begin/before", **{"rating.pain": ""}).headers["location"] == "/helping"
    sent = empty.post("/begin/before", **{"rating.pain": "6"})
    assert sent.headers["location"] == "/helping?done=written"
    said = empty.get("/helping").text
    assert "How was it before LDN?" not in said
    assert 'href="/begin/before"' in said


def test_who_rated_nothing_is_told_what_to_do(empty: Browser) -> None:
    """Without a day there is no picture; the page says that nothing can be told and leads to the check-in."""
    empty.post("/begin/phase", phase="not-started")
    shown = in_sight(empty.get("/helping"))

    assert 'class="says">' in shown
    assert "<svg" not in shown
    assert 'href="/check-in"' in shown
