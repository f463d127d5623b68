"""What one notch of a coarse scale says, and what it does not."""

from collections.abc import Callable, Sequence

import pytest

from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS
from zonewise.model.timeline import Day
from zonewise.zones import DayZone, ZoneSettings, assess

Diary = Callable[..., tuple[Day, ...]]
ALTERNATE = (3.33, 0.0)


@pytest.fixture
def last(shipped: ZoneSettings, diary: Diary) -> Callable[..., DayZone]:
    """Judge the last day of 60 on which one rating takes the values of a course in turn, with the others as told."""

    def judge(course: Sequence[float], *then: float, name: str = "pain", others: float = 4.0) -> DayZone:
        rest = {**dict.fromkeys((*DOMAINS, *BESIDE_DOMAINS), others)}
        rows = [{**rest, name: course[number % len(course)]} for number in range(60)]
        return assess(diary([*rows, *({**rest, name: rating} for rating in then)]), shipped)[-1]

    return judge


@pytest.mark.parametrize("name", [*DOMAINS, *BESIDE_DOMAINS])
def test_one_notch_of_four_is_no_yellow_and_two_are(last: Callable[..., DayZone], name: str) -> None:
    """On a scale of 0 to 3 a rating one notch above usual is Green; two notches are Yellow."""
    course = (0.0, 0.0, 3.33)

    assert [last(course, rating, name=name).zone for rating in (3.33, 6.67)] == ["green", "yellow"]
    assert last(course, 3.33, name=name).spread[name] == pytest.approx(10 / 6)


@pytest.mark.parametrize(
    ("course", "today", "zone"),
    [
        ((0.0, 5.0, 0.0), 5.0, "green"),
        ((0.0, 5.0, 0.0), 10.0, "yellow"),
        ((5.0, 0.0, 5.0), 10.0, "green"),
        ((0.0, 2.5, 0.0), 2.5, "green"),
        ((0.0, 2.5, 0.0), 5.0, "yellow"),
        ((0.0, 0.0, 3.3), 3.3, "green"),
        ((10.0, 0.0, 0.0), 10.0, "yellow"),
    ],
)
def test_two_notches_are_needed_on_any_coarse_scale(
    last: Callable[..., DayZone], course: Sequence[float], today: float, zone: str
) -> None:
    """It holds for 0, 5 and 10, for five notches and for tenths; from nothing to the worst is always Yellow."""
    assert last(course, today).zone == zone


@pytest.mark.parametrize(
    ("course", "today"),
    [
        ((4.0, 4.0, 4.0, 4.0, 9.0), 9.0),  # 4 and 9 lie on whole numbers, not on a scale of one notch of 5
        ((0.0, 5.0, 0.0), 4.0),  # today shows that the scale is finer than 0, 5, 10
        ((5.0,), 10.0),  # whoever always rates the same has shown no scale
        ((5.0, 5.0, 5.0, 5.5), 9.0),
        ((3.9, 4.0, 4.1), 7.2),
    ],
)
def test_a_narrow_diary_still_calls_yellow(last: Callable[..., DayZone], course: Sequence[float], today: float) -> None:
    """Few values on a fine scale do not make it a coarse one."""
    assert last(course, today).zone == "yellow"


def test_one_notch_in_all_domains_is_yellow(shipped: ZoneSettings, diary: Diary) -> None:
    """What is too little for one rating is enough where all six say it on two days."""
    rows = [{**dict.fromkeys(DOMAINS, ALTERNATE[number % 2]), "mood": 0.0} for number in range(60)]
    above = dict.fromkeys(DOMAINS, 6.67)

    assert [zone.zone for zone in assess(diary([*rows, above, above]), shipped)[59:]] == ["green", "yellow", "red"]


def test_one_coarse_domain_alone_needs_two_days(shipped: ZoneSettings, diary: Diary) -> None:
    """Whoever rates one domain on 0 to 3 is Yellow on the second day of one notch above usual, and never Red by it."""
    rows = [{"pain": 3.33 if number % 4 == 0 else 0.0} for number in range(60)]

    zones = assess(diary([*rows, *([{"pain": 3.33}] * 4)]), shipped)[61:]

    assert [zone.zone for zone in zones] == ["yellow", "yellow", "yellow"]


def test_each_rating_shows_its_own_scale(last: Callable[..., DayZone]) -> None:
    """A coarse tracker beside fine ones is measured by its own notches."""
    assert last((0.0, 0.0, 3.33), 3.33, others=4.7).zone == "green"


def test_a_scale_is_that_of_the_window(shipped: ZoneSettings, diary: Diary) -> None:
    """An app that was left seven weeks ago no longer makes the scale coarse, and a past day stays as it was."""
    coarse = [{"mood": 4.0, "pain": (0.0, 0.0, 3.33)[number % 3]} for number in range(60)]
    fine = [{"mood": 4.0, "pain": (0.0, 1.0)[number % 2]} for number in range(60)]
    zones = assess(diary([*coarse, *fine, {"mood": 4.0, "pain": 4.0}]), shipped)

    assert zones[59].spread["pain"] == pytest.approx(10 / 6)
    assert zones[-1].spread["pain"] == 0.9
    assert zones[:60] == assess(diary(coarse), shipped)
