from collections.abc import Callable
from dataclasses import replace

from zonewise.model.timeline import Day
from zonewise.zones import ZoneSettings, assess
from zonewise.zones.assess import named

Diary = Callable[..., tuple[Day, ...]]
Rated = Callable[..., dict[str, float]]
Rows = list[dict[str, float]]


def test_the_zones_alone_are_those_of_the_days(settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated) -> None:
    """Green, Yellow, Red and unknown days are named as each day, read by itself, says."""
    zones = assess(diary([*calm, rated(5.5), rated(5.5), rated(9, function=9), {}, {}, {}, {}]), settings)

    assert list(named(zones)) == [zone.zone for zone in zones]
    assert list(named(tuple(zones))) == [zone.zone for zone in zones]
    assert {"green", "yellow", "red", None} == set(named(zones))


def test_the_order_of_reading_changes_nothing(settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated) -> None:
    """Days read from the last one back are the days read from the first one on."""
    days = diary([*calm, rated(6), {}, rated(4)])
    back = assess(days, settings)
    from_the_end = [replace(zone) for zone in reversed(back)]

    assert from_the_end[::-1] == list(assess(days, settings))
    assert [zone.day for zone in back] == [day.day for day in days]
