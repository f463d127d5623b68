from collections.abc import Callable

import pytest

from zonewise.model.timeline import Day
from zonewise.zones import Zone, ZoneSettings, assess

Diary = Callable[..., tuple[Day, ...]]
Rated = Callable[..., dict[str, float]]
Rows = list[dict[str, float]]


@pytest.mark.parametrize("worse", ["yellow", "red"])
def test_a_worse_zone_always_counts(settings: ZoneSettings, diary: Diary, calm: Rows, worse: Zone) -> None:
    """On a calm day, while learning and on a day without any entry the declared worse zone is the zone."""
    days = diary([*calm, *([{}] * 5)])
    said = {days[n].day: worse for n in (3, 50, 64)}
    zones = assess(days, settings, declared=said)

    assert [(zones[n].zone, zones[n].standing) for n in (3, 50, 64)] == [
        (worse, "learning"), (worse, "assessed"), (worse, "assessed"),
    ]  # fmt: skip
    assert zones[51].zone == "green"


@pytest.mark.parametrize(("above", "zone"), [(1.08, "yellow"), (1.8, "red")])
def test_a_better_zone_is_recorded_and_changes_nothing(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated, above: float, zone: str
) -> None:
    """Declaring Green on a Yellow or Red day leaves the zone and sets the mark."""
    days = diary([*calm, *([rated(4 + above)] * 2)])
    last = assess(days, settings, declared={days[-1].day: "green"})[-1]

    assert (last.zone, last.better_declared) == (zone, True)
    assert last.criteria[3].zone is None
    assert "does not lift the others" in last.criteria[3].sentence


def test_green_does_not_make_an_unknown_day_green(settings: ZoneSettings, diary: Diary, calm: Rows) -> None:
    """After the hold, and while learning on a day without a rating, a declared Green leaves the zone unknown."""
    days = diary([*calm[:10], {}, *calm[11:], *([{}] * 5)])
    zones = assess(days, settings, declared={days[10].day: "green", days[64].day: "green"})

    assert [(zones[n].zone, zones[n].better_declared) for n in (10, 64)] == [(None, True), (None, True)]


@pytest.mark.parametrize(
    ("ratings", "zone"),
    [({"pain": 7.0}, "green"), ({"pain": 8.0, "function": 0.0}, "green"), ({"pain": 8.0}, None)],
)
def test_green_counts_while_no_usual_is_known(
    settings: ZoneSettings, diary: Diary, ratings: dict[str, float], zone: Zone | None
) -> None:
    """On the first day Green is believed unless a severe domain without function leaves it open."""
    days = diary([ratings])
    today = assess(days, settings, declared={days[0].day: "green"})[0]

    assert (today.zone, today.standing) == (zone, "learning")
    assert ("nothing that you rated speaks against it" in today.criteria[3].sentence) == (zone == "green")


def test_green_is_not_believed_against_a_severe_day(settings: ZoneSettings, diary: Diary) -> None:
    """A severe domain with function lost is Red on the first day, whatever the person calls it."""
    days = diary([{"pain": 9.0, "function": 7.0}])

    assert assess(days, settings, declared={days[0].day: "green"})[0].zone == "red"


def test_what_agrees_is_not_better(settings: ZoneSettings, diary: Diary, calm: Rows) -> None:
    """Green declared on a Green day sets no mark, nor does Red."""
    days = diary(calm)
    zones = assess(days, settings, declared={days[50].day: "green", days[51].day: "red"})

    assert not any(zone.better_declared for zone in zones)


def test_a_declared_red_is_held_until_something_is_rated(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated
) -> None:
    """It stands through empty days for 48 hours, "same as usual" keeps it, and real ratings end it."""
    days = diary([*calm, {}, {}, {}, {}, *calm[:1]], {61: rated(4)})
    zones = assess(days, settings, declared={days[59].day: "red"})

    assert [zone.zone for zone in zones[59:]] == ["red", "red", "red", "red", "red", "green"]
    empty = assess(diary([*calm, {}, {}, {}]), settings, declared={days[59].day: "red"})
    assert [zone.zone for zone in empty[59:]] == ["red", "red", "red", None]


def test_the_sentence_says_when(settings: ZoneSettings, diary: Diary, calm: Rows) -> None:
    """The day of the declaration is in the sentence."""
    days = diary([*calm, {}])
    zones = assess(days, settings, declared={days[59].day: "yellow"})

    assert [zone.criteria[3].sentence for zone in zones[58:]] == [
        "You did not name a zone yourself.",
        "You called it Yellow today. A worse zone of your own always counts.",
        "You called it Yellow yesterday. A worse zone of your own always counts.",
    ]
