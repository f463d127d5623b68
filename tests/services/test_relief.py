"""What the relief service makes of a diary."""

from dataclasses import replace
from datetime import date, time, timedelta
from random import Random

import numpy as np
import pytest

from zonewise.model.entry import DOMAINS, SAME_AS_USUAL, Entry
from zonewise.relief.relief_estimate import Interval
from zonewise.report.relief_words import larger_than_whole, relief_json, relief_screen
from zonewise.services.base.profile import Profile
from zonewise.services.reading import relief as service
from zonewise.services.reading.relief import ESTIMATE_TRACKER, due_estimate, relief_of

FIRST = date(2026, 3, 2)
PROFILE = Profile()


def entry(day: int, kind: str, name: str, value: str, unit: str = "") -> Entry:
    """Return one entry of the evening of a day."""
    return Entry(f"{day}-{kind}-{name}", FIRST + timedelta(day), time(20), kind, name, value, unit, source="cli")


def diary(days: int, *, start: int | None, names: tuple[str, ...] = ("pain", "mood"), ease: float = 0.0) -> list[Entry]:
    """Return ratings of all days, and 1.5 mg from the start on."""
    chance = Random(7)
    entries = []
    for day in range(days):
        eased = ease if start is not None and day > start + 20 else 0.0
        for name in names:
            points = min(10, max(0, round(chance.gauss(6 * (1 - eased), 1))))
            entries.append(entry(day, "rating", name, str(points)))
        if start is not None and day >= start:
            entries.append(entry(day, "dose", "naltrexone", "1.5", "mg"))
    return entries


def test_every_word_has_the_claim_and_the_trials_beside_it() -> None:
    """For each domain and for the whole the JSON holds verdict, sentence, claim, finding and certainty."""
    result = relief_of(diary(100, start=28), FIRST + timedelta(days=99), PROFILE)
    shown = relief_json(result.relief, result.beside, as_of=result.as_of, started=result.started)

    assert result.started == FIRST + timedelta(days=28)
    for case in (*shown["domains"].values(), shown["composite"]):
        assert case["verdict"] in ("too-early", "cannot-tell", "possibly-helping", "possibly-worse", "likely-worse")
        assert case["says"]
        assert case["what_more"]
        assert case["beside"]["guide"]
        assert case["beside"]["trials"]
        assert case["beside"]["certainty"]
        assert {"0", "10", "30"} == set(case["probability"])
        assert all(np.isfinite([case["relief"][end] for end in ("mean", "low", "high")]))
    assert "promise" not in shown["composite"]["says"]


def test_the_screen_begins_with_the_honest_sentence() -> None:
    """The verdict of the six together stands on top, with what one open diary cannot tell under it."""
    result = relief_of(diary(50, start=28), FIRST + timedelta(days=49), PROFILE, sensitivity=False)
    screen = relief_screen(result.relief, result.beside, (), as_of=result.as_of)

    assert screen.splitlines()[2].startswith(">>> Too early to say.")
    assert "look the same as a drug" in screen
    assert all(len(line) <= 80 for line in screen.splitlines())


@pytest.mark.parametrize("entries", [[], [entry(0, "dose", "naltrexone", "1.5", "mg")], diary(40, start=None)])
def test_a_diary_with_too_little_is_answered(entries: list[Entry]) -> None:
    """Nothing at all, a dose without ratings, ratings without a dose: each has an answer and a sentence."""
    result = relief_of(entries, FIRST + timedelta(days=40), PROFILE)
    shown = relief_json(result.relief, result.beside, as_of=result.as_of, started=result.started)

    assert shown["composite"]["verdict"] in ("too-early", "cannot-tell")
    assert shown["composite"]["says"]


def test_same_as_usual_is_no_rating() -> None:
    """Values taken over are left out, or days would look more alike than they were."""
    entries = [
        *diary(30, start=None, names=("pain",)),
        *(entry(day, "rating", "pain", "6", SAME_AS_USUAL) for day in range(30, 60)),
    ]

    seen = relief_of(entries, FIRST + timedelta(days=59), PROFILE).snapshot

    assert np.isnan(service._ratings(seen)[30:, service.RATED.index("pain")]).all()


def test_doses_are_as_logged_zero_in_a_pause_and_unknown_between() -> None:
    """A day without a word is unknown; a pause that was told is no dose; before the first dose there is none."""
    entries = [
        *diary(20, start=None),
        *(entry(day, "dose", "naltrexone", "1.5", "mg") for day in (5, 6, 8)),
        entry(10, "answer", "phase", "paused"),
    ]

    doses = service._doses(relief_of(entries, FIRST + timedelta(days=12), PROFILE).snapshot)

    assert doses[:5].tolist() == [0] * 5
    assert doses[[5, 6, 8]].tolist() == [1.5] * 3
    assert np.isnan(doses[[7, 9]]).all()
    assert doses[10:].tolist() == [0] * 3


def test_a_look_is_due_once_in_four_weeks() -> None:
    """When due the verdict is an entry for the guidance; once that is in the diary no other is due."""
    entries, today = diary(100, start=28, names=DOMAINS), FIRST + timedelta(days=99)

    estimate = due_estimate(entries, today, PROFILE, "2026-06-09T20:00:00Z")
    assert (estimate.name, estimate.day, estimate.entered_at) == (ESTIMATE_TRACKER, today, "2026-06-09T20:00:00Z")
    assert estimate.value in ("cannot-tell", "possibly-helping", "possibly-worse", "likely-worse")
    assert due_estimate([*entries, estimate], today, PROFILE, "") is None
    later = today + timedelta(days=27)  # due by date, but no dose was logged in the weeks before
    assert due_estimate([*entries, estimate], later, PROFILE, "") is None


@pytest.mark.parametrize("days", [27, 80])
def test_no_look_is_due_before_anything_can_be_said(days: int) -> None:
    """Before the first dose, and in the first two months of it, the guidance needs no estimate."""
    entries = diary(days, start=28, names=("pain",))

    assert due_estimate(entries, FIRST + timedelta(days=days), PROFILE, "") is None


def test_the_month_before_is_asked_and_its_answer_bears_on_the_estimate() -> None:
    """Who has a baseline and takes LDN is asked once; getting better before it leaves less for LDN."""
    entries, day = diary(120, start=40, ease=0.4), FIRST + timedelta(days=119)
    asked = relief_of(entries, day, PROFILE, sensitivity=False)
    answered = relief_of(
        [*entries, entry(119, "answer", "month_before_start", "better")], day, PROFILE, sensitivity=False
    )
    assert "month_before_start" in asked.asks
    assert "month_before_start" not in answered.asks
    assert answered.relief.composite.relief.mean < asked.relief.composite.relief.mean


def test_a_jump_is_asked_about_until_something_is_said_of_it() -> None:
    """A day on which all fell without a change of dose is named and asked about; "nothing" ends the question."""
    entries, day = diary(120, start=40), FIRST + timedelta(days=119)
    fell_on = FIRST + timedelta(80)
    fallen = [
        replace(one, value=str(max(0, int(one.value) - 4))) if one.kind == "rating" and one.day >= fell_on else one
        for one in entries
    ]
    asked = relief_of(fallen, day, PROFILE, sensitivity=False)
    assert asked.jumped_on is not None
    assert abs((asked.jumped_on - FIRST).days - 80) <= 2
    assert "lasting_change" in asked.asks
    screen = relief_screen(asked.relief, asked.beside, (), as_of=day, first=asked.first)
    assert "changed all at once" in screen
    assert max(map(len, screen.splitlines())) <= 80
    told = entry(119, "answer", "lasting_change", "none")
    assert "lasting_change" not in relief_of([*fallen, told], day, PROFILE, sensitivity=False).asks


@pytest.mark.parametrize(
    ("change", "part", "says"),
    [
        (10, 20, "rather have got worse"), (20, 10, ""), (-10, -20, "rather have got better"), (10, -5, "in spite of"),
        (-10, 5, "rather have got worse"),
    ],
)  # fmt: skip
def test_a_part_larger_than_the_whole_has_its_sentence(change: float, part: float, says: str) -> None:
    """Where LDN's part exceeds the whole change, either way, a sentence says what that means."""
    estimate = relief_of(diary(100, start=40), FIRST + timedelta(days=99), PROFILE, sensitivity=False).relief.composite
    shown = replace(estimate, change=Interval(change, 0, 0), relief=Interval(part, 0, 0))
    assert says in larger_than_whole(shown)
    assert bool(larger_than_whole(shown)) == bool(says)
