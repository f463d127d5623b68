"""The page "Is it helping": what it asks, and what an answer changes."""

from datetime import time, timedelta
from random import Random

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
