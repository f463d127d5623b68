from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from zonewise.model.timeline import Day, rating_columns
from zonewise.zones import ZoneSettings, assess
from zonewise.zones.usual import compare_with_usual

Diary = Callable[..., tuple[Day, ...]]
Rated = Callable[..., dict[str, float]]


def test_the_usual_is_of_days_49_to_8_ago(settings: ZoneSettings, diary: Diary, rated: Rated) -> None:
    """The last seven days and those more than 49 days ago do not bear on the usual; the days between do."""
    rows = [rated(9), *(rated(n % 2) for n in range(42)), *(rated(7) for _ in range(8))]
    days = diary(rows)

    assert assess(days, settings)[50].usual["pain"] == 0.5
    assert assess(days[1:], settings)[49].usual["pain"] == 0.5
    assert assess(diary([*rows[:1], rated(9), *rows[2:]]), settings)[50].usual["pain"] == 1.0


def test_a_relapse_is_held_against_the_baseline(settings: ZoneSettings, diary: Diary, rated: Rated) -> None:
    """After the start the usual is the lower of rolling median and baseline, so a lasting relapse stays visible."""
    days = diary([rated(2) for _ in range(30)] + [rated(6) for _ in range(70)])
    started = days[30].day

    with_baseline = assess(days, settings, treatment_started=started)
    without = assess(days, settings)

    assert (with_baseline[99].zone, with_baseline[99].usual["pain"], with_baseline[99].baseline_used) == (
        "red",
        2,
        True,
    )
    assert (without[99].zone, without[99].usual["pain"], without[99].baseline_used) == ("green", 6, False)
    assert [zone.baseline_used for zone in with_baseline[29:31]] == [False, True]
    assert with_baseline[30].usual["pain"] == 2


def test_a_baseline_never_raises_the_usual(settings: ZoneSettings, diary: Diary, rated: Rated) -> None:
    """Who got better since the start is held against the better weeks."""
    days = diary([rated(7) for _ in range(30)] + [rated(3) for _ in range(60)])

    assert assess(days, settings, treatment_started=days[30].day)[89].usual["pain"] == 3


@pytest.mark.parametrize(("ratings", "used"), [(13, False), (14, True)])
def test_a_baseline_needs_fourteen_ratings(
    settings: ZoneSettings, diary: Diary, rated: Rated, ratings: int, used: bool
) -> None:
    """With 13 ratings before the start there is no baseline, with 14 there is."""
    days = diary([rated(2) for _ in range(ratings)] + [rated(6) for _ in range(60)])

    last = assess(days, settings, treatment_started=days[ratings].day)[-1]

    assert last.baseline_used is used
    assert last.usual["pain"] == (2 if used else 6)


@pytest.mark.parametrize("offset", [-400, 0, 400])
def test_a_start_outside_the_diary_gives_no_baseline(
    settings: ZoneSettings, diary: Diary, calm: list[dict[str, float]], offset: int
) -> None:
    """A start before the first entry, on it, or still to come leaves the rolling usual alone."""
    days = diary(calm)

    zones = assess(days, settings, treatment_started=days[0].day + timedelta(days=offset))

    assert zones == assess(days, settings)


def test_same_as_usual_feeds_no_median(settings: ZoneSettings, diary: Diary, calm: list[dict[str, float]]) -> None:
    """Values taken over by "same as usual" do not become a usual."""
    days = diary([*calm[:20], *({} for _ in range(20)), *calm[:9]], {n: {"pain": 9.0} for n in range(20, 40)})

    assert assess(days, settings)[-1].usual["pain"] == 4


def test_a_spread_is_a_scaled_median_deviation(settings: ZoneSettings, diary: Diary, rated: Rated) -> None:
    """Ratings one point either side of their median spread by 1.4826; even ratings by the least spread, 0.9."""
    days = diary([rated(4, pain=3 + n % 3, mood=4) for n in range(60)])
    compared = compare_with_usual(rating_columns(days), replace(settings), None)

    assert compared.spread[59, 2] == pytest.approx(1.4826)
    assert compared.spread[59, 4] == 0.9


def test_days_must_follow_each_other(settings: ZoneSettings, diary: Diary, calm: list[dict[str, float]]) -> None:
    """A timeline with a hole is refused with both days named."""
    days = diary(calm[:10])

    with pytest.raises(ValueError, match="2024-03-06 follows 2024-03-04"):
        assess((*days[:4], *days[5:]), settings)
