from collections.abc import Callable
from dataclasses import replace

import pytest

from zonewise.model.timeline import Day
from zonewise.zones import DayZone, ZoneSettings, assess

Diary = Callable[..., tuple[Day, ...]]
Rated = Callable[..., dict[str, float]]
Rows = list[dict[str, float]]


@pytest.fixture(scope="module")
def zones(settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated) -> tuple[DayZone, ...]:
    """Calm weeks, two bad days, one day without ratings."""
    return assess(diary([*calm, rated(6), rated(6.5), {}]), settings)


def test_what_is_read_late_equals_what_is_written_out(zones: tuple[DayZone, ...]) -> None:
    """A day equals one made of its voices and usuals as plain values, from both sides, however often it is read."""
    for zone in zones:
        plain = replace(zone, criteria=tuple(zone.criteria), usual=dict(zone.usual))

        assert plain == zone
        assert zone == plain
        assert list(zone.criteria) == list(zone.criteria)
        assert repr(zone) == repr(plain)
        assert hash(zone.criteria) == hash(plain.criteria)


def test_a_day_with_another_number_is_another_day(zones: tuple[DayZone, ...]) -> None:
    """The voices or the usual of another day make it unequal."""
    today, before = zones[61], zones[60]

    assert replace(today, criteria=before.criteria) != today
    assert replace(today, usual={**today.usual, "pain": 3.5}) != today
    assert today.criteria != ()


def test_criteria_and_usual_read_like_a_tuple_and_a_mapping(zones: tuple[DayZone, ...]) -> None:
    """They have a length, an order, slices and names, and what is not there is not found."""
    today, empty = zones[61], zones[62]

    assert (len(today.criteria), today.criteria[-1], today.criteria[:2]) == (
        5,
        list(today.criteria)[4],
        tuple(today.criteria)[:2],
    )
    assert (len(today.usual), today.usual["pain"], today.usual.get("function")) == (9, 4.0, None)
    assert (dict(empty.usual), "pain" in empty.usual, [voice.evaluated for voice in empty.criteria][:2]) == (
        {},
        False,
        [False] * 2,
    )
    with pytest.raises(IndexError):
        today.criteria[5]
