from collections.abc import Callable

import pytest

from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS
from zonewise.model.timeline import Day
from zonewise.zones import ZoneSettings, assess

Diary = Callable[..., tuple[Day, ...]]
Rated = Callable[..., dict[str, float]]
Rows = list[dict[str, float]]


@pytest.mark.parametrize("name", [*DOMAINS, *BESIDE_DOMAINS])
@pytest.mark.parametrize(("rating", "zone"), [(6.6, "green"), (6.7, "yellow"), (10.0, "yellow")])
def test_three_spreads_alone_are_yellow(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated, name: str, rating: float, zone: str
) -> None:
    """One rating 2.7 points above usual over a spread of 0.9 is Yellow that day, 2.6 is not, more is never Red."""
    last = assess(diary([*calm, rated(4, **{name: rating})]), settings)[-1]

    assert last.criteria[1].zone == zone
    assert last.zone == zone


def test_it_ends_after_two_days_of_that_rating_under_half(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated
) -> None:
    """5.3 is 1.4 spreads and counts, 5.4 is 1.5 and starts again."""
    course = [8, 5.3, 5.4, 5.3, 5.3]
    zones = assess(diary([*calm, *(rated(4, immune=rating) for rating in course)]), settings)[60:]

    assert [zone.criteria[1].zone for zone in zones] == ["yellow", "yellow", "yellow", "yellow", "green"]


def test_a_rating_that_called_yellow_is_not_ended_by_silence(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated
) -> None:
    """Without immune its Yellow stands for 48 hours, then the zone is unknown; two low ratings of it end that."""
    without = {name: value for name, value in rated().items() if name != "immune"}
    zones = assess(diary([*calm, rated(4, immune=8), *([without] * 5), *calm[:2]]), settings)[60:]

    assert [zone.zone for zone in zones] == ["yellow", "yellow", "yellow", None, None, None, "yellow", "green"]
    assert zones[4].standing == "unknown"
    assert "Immune trouble called Yellow and was last rated 4 days ago. Rate it again" in zones[4].criteria[1].sentence


def test_same_as_usual_keeps_its_yellow(settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated) -> None:
    """ "Same as usual" for the rating that called Yellow holds it and never ends it."""
    without = {name: value for name, value in rated().items() if name != "immune"}
    days = diary([*calm, rated(4, immune=8), *([without] * 12)], {n: {"immune": 4.0} for n in range(61, 73)})

    assert {zone.zone for zone in assess(days, settings)[60:]} == {"yellow"}


def test_a_rating_given_up_is_forgotten_with_its_usual(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated
) -> None:
    """49 days after its last rating a name no longer stands in the way of Green."""
    without = {name: value for name, value in rated().items() if name != "immune"}
    zones = assess(diary([*calm, rated(4, immune=8), *([without] * 55)]), settings)[60:]

    assert (zones[49].zone, zones[50].zone) == (None, "green")


def test_the_sentence_holds_its_numbers(settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated) -> None:
    """Rating, usual, difference, spreads, the spread and the bound are in the sentence."""
    zones = assess(diary([*calm, rated(4, pain=7), rated(4, pain=5)]), settings)

    assert zones[60].criteria[1].sentence == (
        "Pain was 7 today; your usual is 4. That is 3 above, 3.3 times your usual ups and downs of 0.90 "
        "(3 or more alone is Yellow)."
    )
    assert zones[61].criteria[1].sentence.endswith("Its Yellow ends after 2 rated days in a row under 1.5.")


def test_learning_is_not_judged_alone(settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated) -> None:
    """Before 21 days of history no rating alone is Yellow."""
    last = assess(diary([*calm[:20], rated(4, pain=10)]), settings)[-1]

    assert (last.zone, last.standing, last.criteria[1].zone, last.criteria[1].evaluated) == (
        None,
        "learning",
        None,
        False,
    )
