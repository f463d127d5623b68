from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.case_tables import by_outcome

from zonewise.model.entry import RATINGS, SAME_AS_USUAL, Entry, in_force, in_force_by_kind
from zonewise.model.timeline import DAY_ENDS_AT, Day, days_of, logical_day, rating_columns, timeline

MONDAY = date(2026, 3, 2)
TUESDAY = MONDAY + timedelta(days=1)


def made(name: str, value: str, day: date = MONDAY, at: str | None = "20:00", **more: str) -> Entry:
    """Return a rating, or what `more` says, with an id of its own content."""
    kind = more.pop("kind", "rating")
    clock = time.fromisoformat(at) if at else None
    return replace(
        Entry(f"{kind} {name} {value} {day} {at} {more}", day, clock, "rating", name, value), kind=kind, **more
    )


def dose(mg: str, day: date = MONDAY, at: str | None = "22:00", name: str = "naltrexone") -> Entry:
    """Return a dose in milligrams."""
    return made(name, mg, day, at, kind="dose", unit="mg")


def only(*entries: Entry, until: date = MONDAY) -> Day:
    """Return the one day that these entries make."""
    (day,) = timeline(entries, until=until)
    return day


@pytest.mark.parametrize(
    ("at", "expected"), [("00:40", MONDAY), ("03:59", MONDAY), ("04:00", TUESDAY), ("23:59", TUESDAY), (None, TUESDAY)]
)
def test_a_day_ends_at_four(at: str | None, expected: date) -> None:
    """Before 04:00 it is still the evening before; without a time the date itself counts."""
    assert logical_day(TUESDAY, time.fromisoformat(at) if at else None) == expected


@pytest.mark.parametrize(("ends", "expected"), [("00:00", TUESDAY), ("01:00", TUESDAY), ("01:01", MONDAY)])
def test_a_profile_may_end_the_day_elsewhere(ends: str, expected: date) -> None:
    """The bound is the one given, and an entry exactly at it belongs to the new day."""
    assert logical_day(TUESDAY, time(1, 0), time.fromisoformat(ends)) == expected


def test_a_bedtime_dose_after_midnight_is_of_the_evening_before() -> None:
    """A dose at 00:40 on Tuesday is Monday's dose, and Tuesday has none yet."""
    monday, tuesday = timeline([dose("1.5", TUESDAY, "00:40"), made("pain", "3")], until=TUESDAY)

    assert (monday.dose_mg, tuesday.dose_mg) == (Decimal("1.5"), None)


@pytest.mark.parametrize("sunday", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("minutes", range(0, 300, 30))
def test_changing_the_clocks_moves_no_entry(sunday: date, minutes: int) -> None:
    """On the two Sundays of daylight saving the wall clock alone decides, in the odd hour too."""
    at = time(minutes // 60, minutes % 60)
    told = [Entry(zone, sunday, at, "dose", "naltrexone", "1", "mg", zone=zone) for zone in ("Europe/Berlin", "UTC")]
    assert datetime.combine(sunday, at, ZoneInfo("Europe/Berlin")).date() == sunday

    expected = sunday - timedelta(days=1) if at < DAY_ENDS_AT else sunday
    assert timeline(told, until=sunday)[0].day == expected


def test_travel_moves_no_entry() -> None:
    """A dose written down in Tokyo stays on the day it was written for, whatever the profile's zone is."""
    entries = [replace(dose("1", at="23:30"), zone=zone, id=zone) for zone in ("Asia/Tokyo", "America/Los_Angeles", "")]

    assert only(*entries).dose_mg == 3


def test_an_entry_written_later_for_an_earlier_day_counts_there() -> None:
    """Backdating is by the day named, not by the instant of recording."""
    late = replace(made("pain", "6"), entered_at="2026-05-01T00:00:00Z")
    monday, _ = timeline([late, made("pain", "2", TUESDAY)], until=TUESDAY)

    assert monday.ratings == {"pain": 6.0}


def test_a_correction_can_move_a_dose_to_another_day() -> None:
    """After a correction the old day is unlogged again, which is unknown and not zero."""
    wrong = dose("3")
    days = timeline([made("pain", "3"), wrong, replace(dose("3", TUESDAY), supersedes=wrong.id)], until=TUESDAY)

    assert [day.dose_mg for day in days] == [None, Decimal(3)]


def test_ratings_of_one_name_on_a_day_are_averaged() -> None:
    """Two check-ins make one value, and a third one joins them with the same weight."""
    assert only(made("pain", "3"), made("pain", "6", at="09:00"), made("pain", "6", at="12:00")).ratings == {
        "pain": 5.0
    }


def test_what_was_taken_over_is_never_a_rating() -> None:
    """Same as usual stays beside the ratings, is averaged by itself, and a given rating takes its place."""
    usual = [made("pain", "3", unit=SAME_AS_USUAL), made("pain", "5", at="08:00", unit=SAME_AS_USUAL)]
    anxiety = [made("anxiety", "2", unit=SAME_AS_USUAL), made("anxiety", "7")]
    day = only(*usual, *anxiety)

    assert (day.ratings, day.as_usual) == ({"anxiety": 7.0}, {"pain": 4.0})


def test_only_known_ratings_are_ratings() -> None:
    """A tracker of another name stays an entry and becomes no domain."""
    day = only(made("joy", "9"))

    assert (dict(day.ratings), len(day.entries)) == ({}, 1)


def test_unlogged_is_unknown_and_a_logged_zero_is_zero() -> None:
    """A day without a dose entry has no dose at all; a dose left out on purpose is 0."""
    assert only(made("pain", "3")).dose_mg is None
    assert only(dose("0")).dose_mg == 0
    assert only(dose("0.25", at="08:00"), dose("0.5")).dose_mg == Decimal("0.75")


@pytest.mark.parametrize(
    ("name", "counts"),
    by_outcome({
        True: ["naltrexone", "LDN", "Naltrexon 1 mg", "", "Dose"],
        False: ["ibuprofen", "low dose aspirin", "methylnaltrexone"],
    }),
)  # fmt: skip
def test_only_naltrexone_makes_the_dose(name: str, counts: bool) -> None:
    """A dose of another medicine never adds to the dose of naltrexone."""
    assert only(dose("400", name=name)).dose_mg == (400 if counts else None)


def test_nothing_before_the_first_entry_and_nothing_after_the_day() -> None:
    """A diary asked about a day before it begins has no days; later entries are left out, days between are there."""
    entries = [made("pain", "3"), made("pain", "4", MONDAY + timedelta(days=5))]

    assert timeline(entries, until=MONDAY - timedelta(days=1)) == ()
    assert timeline([], until=MONDAY) == ()
    assert [day.day for day in timeline(entries, until=TUESDAY)] == [MONDAY, TUESDAY]
    assert timeline(entries, until=TUESDAY)[1] == Day(TUESDAY, {}, {}, None, ())


def test_entries_of_one_kind_are_found() -> None:
    """A day gives its entries of a kind in the order written."""
    first, second = dose("1", at="08:00"), dose("2")

    assert only(second, made("pain", "3"), first).of_kind("dose") == (first, second)


@st.composite
def diaries(draw: st.DrawFn) -> list[Entry]:
    """Return ratings and doses around midnight on a few days."""
    entries = []
    for number in range(draw(st.integers(0, 12))):
        name = draw(st.sampled_from((*RATINGS[:3], "dose", "joy")))
        kind, unit = ("dose", "mg") if name == "dose" else ("rating", draw(st.sampled_from(("", SAME_AS_USUAL))))
        at = draw(st.sampled_from((None, time(0, 0), time(3, 59), time(4, 0), time(22, 0))))
        day = MONDAY + timedelta(days=draw(st.integers(0, 4)))
        entries.append(
            replace(Entry(str(number), day, at, "dose", name, str(draw(st.integers(0, 10))), unit), kind=kind)
        )
    return entries


def slowly(entries: list[Entry], until: date) -> list[tuple[date, dict[str, float], dict[str, float], Decimal | None]]:
    """Return ratings, ratings taken over and dose of each day, by looking through all entries for each."""
    of = {entry.id: logical_day(entry.day, entry.at) for entry in entries}
    if not any(day <= until for day in of.values()):
        return []
    rows = []
    day = min(of.values())
    while day <= until:
        mine = [entry for entry in entries if of[entry.id] == day]
        given, usual = ({}, {})
        for name in RATINGS:
            for unit, values in (("", given), (SAME_AS_USUAL, usual)):
                floats = [float(e.value) for e in mine if e.kind == "rating" and e.name == name and e.unit == unit]
                if floats and not (unit and name in given):
                    values[name] = sum(floats) / len(floats)
        doses = [Decimal(item.value) for item in mine if item.kind == "dose"]
        rows.append((day, given, usual, sum(doses) if doses else None))
        day += timedelta(days=1)
    return rows


@given(diaries(), st.integers(-1, 6), st.integers(0, 99))
def test_agrees_with_looking_through_everything(entries: list[Entry], ahead: int, seed: int) -> None:
    """The fast timeline is the slow one, whatever order the entries come in, and each entry is on one day."""
    until = MONDAY + timedelta(days=ahead)
    expected = slowly(entries, until)
    Random(seed).shuffle(entries)
    days = timeline(entries, until=until)

    assert [(day.day, dict(day.ratings), dict(day.as_usual), day.dose_mg) for day in days] == expected
    assert [entry for day in days for entry in day.entries] == [
        item for item in in_force(entries) if logical_day(item.day, item.at) <= until
    ]
    assert days_of(in_force_by_kind(entries), until=until) == days


@given(diaries(), st.integers(-1, 6), st.sampled_from((time(0, 0), time(4, 0))), st.integers(0, 99))
def test_all_days_together_are_what_each_one_is(entries: list[Entry], ahead: int, ends: time, seed: int) -> None:
    """Ratings in columns and doses by day say of every day what reading that day says, in whatever order they came."""
    Random(seed).shuffle(entries)
    days = timeline(entries, until=MONDAY + timedelta(days=ahead), ends_at=ends)
    read = tuple(days)

    assert {day: sum(doses) for day, doses in days.doses_mg.items()} == {
        day.day: day.dose_mg for day in read if day.dose_mg is not None
    }
    if read:
        columns, one_by_one = rating_columns(days), rating_columns(read)
        assert (columns.first, len(columns)) == (one_by_one.first, len(read))
        assert np.array_equal(columns.given, one_by_one.given, equal_nan=True)
        assert np.array_equal(columns.as_usual, one_by_one.as_usual, equal_nan=True)


def test_a_column_is_a_rating_by_its_place_in_the_list() -> None:
    """The columns are in the order of the ratings, and nothing stands where nothing was rated."""
    usual = made("mood", "5", unit=SAME_AS_USUAL)
    columns = rating_columns(timeline([made("pain", "3", TUESDAY), usual, made("function", "1")], until=TUESDAY))

    given, taken_over = RATINGS.index("pain"), RATINGS.index("mood")
    assert (columns.given[1, given], columns.as_usual[0, taken_over], columns.given[0, -1]) == (3, 5, 1)
    assert (np.isfinite(columns.given).sum(), np.isfinite(columns.as_usual).sum()) == (2, 1)
    assert columns.entered[0, taken_over] == 5


def test_columns_need_days_one_by_one() -> None:
    """Days with a hole between them are refused with both named, and so are none."""
    days = timeline([made("pain", "3")], until=MONDAY + timedelta(days=3))

    with pytest.raises(ValueError, match="2026-03-05 follows 2026-03-03"):
        rating_columns((*days[:2], *days[3:]))
    with pytest.raises(ValueError, match="at least one day"):
        rating_columns(())


def test_a_day_is_found_by_its_date() -> None:
    """The day of a date is the one in its place."""
    days = timeline([made("pain", "3"), dose("1", TUESDAY)], until=TUESDAY)

    assert [days.on(MONDAY), days.on(TUESDAY)] == list(days)


@given(diaries(), st.integers(0, 6), st.integers(0, 6))
def test_a_past_day_is_seen_as_it_stood(entries: list[Entry], one: int, other: int) -> None:
    """The timeline up to a day is the beginning of every longer one."""
    short, long = sorted((one, other))
    less = timeline(entries, until=MONDAY + timedelta(days=short))

    assert timeline(entries, until=MONDAY + timedelta(days=long))[: len(less)] == less
