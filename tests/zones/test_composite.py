from collections.abc import Callable

import pytest

from zonewise.model.timeline import Day
from zonewise.zones import ZoneSettings, assess

Diary = Callable[..., tuple[Day, ...]]
Rated = Callable[..., dict[str, float]]
Rows = list[dict[str, float]]


@pytest.mark.parametrize(
    ("above", "zone"), [(1.07, "green"), (1.08, "yellow"), (1.79, "yellow"), (1.8, "red"), (2.5, "red")]
)
def test_bounds_of_yellow_and_red(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated, above: float, zone: str
) -> None:
    """Over a spread of 0.9 two days of 1.08 points (1.2 spreads) are Yellow, of 1.8 points (2.0) Red."""
    last = assess(diary([*calm, rated(4 + above), rated(4 + above)]), settings)[-1]

    assert last.zone == zone
    assert last.score == pytest.approx(above / 0.9)


def test_two_logged_days_are_averaged(settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated) -> None:
    """The first day of 1.8 points counts half, and a day without ratings between is passed over."""
    zones = assess(diary([*calm, rated(5.8), {}, rated(5.8)]), settings)

    assert [(zone.score, zone.zone) for zone in zones[60:]] == [(1.0, "green"), (None, "green"), (2.0, "red")]


def test_a_day_of_more_than_a_week_ago_is_not_averaged(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated
) -> None:
    """After seven days the earlier day still counts; after eight today stands alone."""
    week = assess(diary([*calm, *([{}] * 6), rated(5.8)]), settings)[-1]
    longer = assess(diary([*calm, *([{}] * 7), rated(5.8)]), settings)[-1]

    assert (week.score, longer.score) == (1.0, 2.0)
    assert "With 0.0 7 days ago the mean is 1.0." in week.criteria[0].sentence
    assert "the mean is" not in longer.criteria[0].sentence


def test_a_zone_is_left_well_under_its_bound(settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated) -> None:
    """Red falls to Yellow after two days under 1.0, Yellow to Green after two under 0.6; a higher day starts again."""
    points = [1.8, 1.8, 0.72, 0.72, 0.72, 0.36, 0.36, 0.9, 0.36, 0.36, 0.36]
    zones = assess(diary([*calm, *(rated(4 + above) for above in points)]), settings)[60:]

    assert [round(zone.score or 0, 2) for zone in zones] == [1, 2, 1.4, 0.8, 0.8, 0.6, 0.4, 0.7, 0.7, 0.4, 0.4]
    assert [zone.zone for zone in zones] == ["green", "red", "red", "red", *(["yellow"] * 6), "green"]


def test_a_partial_check_in_does_not_shift_the_score(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated
) -> None:
    """The same deviation gives the same score whether six domains or two are rated."""
    full = assess(diary([*calm, rated(5), rated(5)]), settings)[-1]
    partial = assess(diary([*calm, rated(5), {"pain": 5.0, "mood": 5.0}]), settings)[-1]

    assert full.score == partial.score == pytest.approx(1 / 0.9)


def test_a_rating_left_out_is_not_zero_and_not_usual(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated
) -> None:
    """Leaving out the calm domains of a bad day makes it no better: the mean is over what was rated."""
    everything = assess(diary([*calm, *([rated(4, pain=7, mood=7)] * 2)]), settings)[-1]
    bad_ones = assess(diary([*calm, *([{"pain": 7.0, "mood": 7.0}] * 2)]), settings)[-1]

    assert (everything.score, bad_ones.score) == (pytest.approx(1 / 0.9), pytest.approx(3 / 0.9))


def test_one_quiet_domain_cannot_end_what_six_called(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated
) -> None:
    """Check-ins that leave out most of what is usually rated do not count towards leaving; half of it does."""
    flare = [rated(6), rated(6)]
    two = assess(diary([*calm, *flare, *([{"pain": 4.0, "mood": 4.0}] * 6)]), settings)[-1]
    three = assess(diary([*calm, *flare, *([{"pain": 4.0, "mood": 4.0, "immune": 4.0}] * 6)]), settings)[-1]

    assert (two.zone, three.zone) == ("red", "green")


def test_who_rates_fewer_domains_for_good_can_leave(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated
) -> None:
    """After two weeks of one domain a day, that is a full check-in."""
    zones = assess(diary([*calm, rated(6), rated(6), *([{"pain": 4.0}] * 20)]), settings)

    assert [zone.zone for zone in (zones[74], zones[75], zones[77])] == ["red", "red", "green"]


@pytest.mark.parametrize("above", [1.08, 1.8])
def test_same_as_usual_never_ends_yellow_or_red(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated, above: float
) -> None:
    """Weeks of "same as usual" leave the zone where it was, and say that only ratings can end it."""
    rows = [*calm, rated(4 + above), rated(4 + above), *({} for _ in range(30))]
    zones = assess(diary(rows, {n: rated(4) for n in range(62, 92)}), settings)

    assert {zone.zone for zone in zones[61:]} == {"yellow" if above < 1.8 else "red"}
    assert {(zone.standing, zone.real_ratings) for zone in zones[62:]} == {("held", False)}
    assert "Only ratings can end it." in zones[-1].criteria[0].sentence


def test_missing_days_hold_for_48_hours(settings: ZoneSettings, diary: Diary, calm: Rows) -> None:
    """Two days without an entry keep the zone, the third is unknown, and "same as usual" does not bring it back."""
    zones = assess(diary([*calm, *([{}] * 5)], {63: {"pain": 4.0}, 64: {"pain": 4.0}}), settings)[59:]

    assert [(zone.zone, zone.standing) for zone in zones] == [
        ("green", "assessed"), ("green", "held"), ("green", "held"), *([(None, "unknown")] * 3),
    ]  # fmt: skip


def test_same_as_usual_keeps_green_alive(settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated) -> None:
    """A Green renewed by "same as usual" is held and marked as without real ratings."""
    zones = assess(diary([*calm, *([{}] * 10)], {n: rated(4) for n in range(60, 70)}), settings)[60:]

    assert {(zone.zone, zone.standing, zone.real_ratings) for zone in zones} == {("green", "held", False)}


def test_three_weeks_of_learning(settings: ZoneSettings, diary: Diary, calm: Rows) -> None:
    """The first 21 days are unknown; the day after them is the first that is judged. Empty days before do not count."""
    zones = assess(diary([{}, {}, *calm]), settings)

    assert {(zone.zone, zone.standing) for zone in zones[:23]} == {(None, "learning")}
    assert (zones[23].zone, zones[23].standing, zones[23].history_days) == ("green", "assessed", 21)
    assert zones[22].criteria[0].sentence == "Day 21: your usual is known after 21 days of history."


def test_a_gap_of_months_starts_learning_again(settings: ZoneSettings, diary: Diary, calm: Rows) -> None:
    """After 100 empty days nothing is judged until the window holds seven ratings again, and nothing fails."""
    zones = assess(diary([*calm, *([{}] * 100), *calm]), settings)[160:]

    assert {(zone.zone, zone.standing) for zone in zones[:14]} == {(None, "learning")}
    assert (zones[14].zone, zones[14].standing) == ("green", "assessed")
    assert "it takes 7 ratings from 8 to 49 days ago" in zones[0].criteria[0].sentence


@pytest.mark.parametrize("level", [0.0, 10.0])
def test_floor_and_ceiling(settings: ZoneSettings, diary: Diary, rated: Rated, level: float) -> None:
    """A diary at the end of the scale is judged like any other: no spread of zero, no alarm from nothing."""
    assert assess(diary([rated(level)] * 40), settings)[-1].zone == "green"


def test_one_domain_is_enough(settings: ZoneSettings, diary: Diary) -> None:
    """A person who rates pain alone has zones."""
    zones = assess(diary([{"pain": 3.0}] * 40 + [{"pain": 5.0}] * 2), settings)

    assert [zone.zone for zone in zones[39:]] == ["green", "green", "red"]


def test_the_sentence_holds_its_numbers(settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated) -> None:
    """Deviation, spread, both days, the mean and both bounds are in the sentence."""
    zones = assess(diary([*calm, rated(5.35), rated(5.71), rated(4.9)]), settings)

    assert zones[61].criteria[0].sentence == (
        "Your 6 domains are on average 1.7 above usual today. "
        "Measured by your usual ups and downs of 0.90 that is 1.9. "
        "With 1.5 yesterday the mean is 1.7. Yellow starts at 1.2, Red at 2."
    )
    assert (
        zones[62].criteria[0].sentence.endswith("With 1.9 yesterday the mean is 1.4. Yellow starts at 1.2, Red at 2.")
    )


def test_an_empty_diary_has_no_zones(settings: ZoneSettings) -> None:
    """No days give no zones, and no error."""
    assert assess((), settings) == ()
