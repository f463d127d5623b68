from collections.abc import Callable
from dataclasses import replace

import pytest

from zonewise.model.timeline import Day
from zonewise.zones import ZoneSettings, assess

Diary = Callable[..., tuple[Day, ...]]
Rated = Callable[..., dict[str, float]]
Rows = list[dict[str, float]]


def course(rated: Rated, *points: float) -> Rows:
    """Days with every rating that far above 4."""
    return [rated(4 + above) for above in points]


def test_a_yellow_that_rises_for_72_hours_is_red(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated
) -> None:
    """From 1.2 to 1.4 spreads without easing: Yellow on the first three days, Red on the fourth."""
    zones = assess(diary([*calm, *course(rated, 1.08, 1.08, 1.13, 1.17, 1.21, 1.21)]), settings)[60:]

    assert [zone.zone for zone in zones] == ["green", "yellow", "yellow", "yellow", "red", "red"]
    assert zones[4].criteria[4].sentence == (
        "Yellow or worse for 3 days without easing: "
        "the mean of all domains rose from 1.2 to 1.3 times your usual ups and downs in 72 hours. "
        "That is Red."
    )


@pytest.mark.parametrize(
    "points",
    [(1.08, 1.08, 1.08, 1.08, 1.08, 1.08), (1.5, 1.5, 1.4, 1.3, 1.2, 1.1), (1.08, 1.08, 1.0, 1.1, 1.3, 1.3)],
    ids=["even", "easing", "eased for a day"],
)
def test_a_yellow_that_does_not_rise_stays_yellow(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated, points: tuple[float, ...]
) -> None:
    """A Yellow that stays level, falls, or was under its bound for a day within the time is not Red."""
    zones = assess(diary([*calm, *course(rated, *points)]), settings)[61:]

    assert {zone.zone for zone in zones} == {"yellow"}


def test_one_rating_that_rises_for_72_hours_is_red(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated
) -> None:
    """A mast-cell storm that rises for three days is Red although the other domains are quiet."""
    zones = assess(diary([*calm, *(rated(4, immune=level) for level in (7, 7, 7.5, 8))]), settings)[60:]

    assert [zone.zone for zone in zones] == ["yellow", "yellow", "yellow", "red"]
    assert "immune trouble rose from 3.3 to 4.4 times" in zones[3].criteria[4].sentence


def test_a_yellow_the_person_calls_counts(settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated) -> None:
    """Scores under the bound that rise through three days which the person calls Yellow are Red."""
    days = diary([*calm, *course(rated, 0.3, 0.4, 0.5, 0.7)])
    said = {day.day: "yellow" for day in days[60:]}

    assert [zone.zone for zone in assess(days, settings, declared=said)[60:]] == ["yellow", "yellow", "yellow", "red"]


def test_its_red_ends_when_the_scores_are_low(settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated) -> None:
    """After two rated days under half of Red's bound it is Yellow again, and Green when Yellow ends."""
    rise = course(rated, 1.08, 1.08, 1.13, 1.17, 1.3)
    zones = assess(diary([*calm, *rise, *course(rated, 0.7, 0.7, 0.7, 0.4, 0.4, 0.4)]), settings)[64:]

    assert [zone.zone for zone in zones] == ["red", "red", "red", "yellow", "yellow", "yellow", "green"]


def test_its_time_is_a_setting(settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated) -> None:
    """With 96 hours instead of 72 it takes one day more."""
    days = diary([*calm, *course(rated, 1.08, 1.08, 1.13, 1.17, 1.21, 1.3)])
    zones = assess(days, replace(settings, stuck_hours=96))[60:]

    assert [zone.zone for zone in zones] == ["green", "yellow", "yellow", "yellow", "yellow", "red"]
