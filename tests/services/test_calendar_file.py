"""The calendar file is read back with the library, as a phone would read it."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from zonewise.model.entry import Entry
from zonewise.plan.prescribed_plan import USUAL_CLOCKS
from zonewise.problem import InputRefused
from zonewise.services.base.diary import Diary, add_entries, new_id
from zonewise.services.recording.plans import SigningOptions, sign_plan_text
from zonewise.services.sharing.calendar_file import CalendarFile, calendar_file, clock_times

PLAN = Path(__file__).with_name("calendar_plan.yaml").read_text(encoding="utf-8")
BEDTIME = "  - {amount: 0.5 mg, at: bedtime}\n  - {amount: 1 mg, at: bedtime}"
AS_OF = date(2026, 3, 25)
FROM = date(2026, 3, 20)


def taking(path: Path, *, steps: str = BEDTIME, zone: str = "Europe/Paris", mg: str = "0.5", every: int = 1) -> Diary:
    """Return a diary of somebody who takes a dose since 20 March, the last one the day before it is looked at."""
    diary = Diary(str(path / "diary.sqlite"))
    days = range(0, (AS_OF - FROM).days, every)
    profile = [Entry(new_id(), FROM, None, "profile", "timezone", zone)] if zone else []
    doses = [Entry(new_id(), FROM + timedelta(days=day), time(22), "dose", "naltrexone", mg, "mg") for day in days]
    add_entries(diary, [*profile, *doses])
    sign_plan_text(diary, PLAN.format(steps=steps), "plan", SigningOptions(FROM))
    return diary


def events(made: CalendarFile) -> dict[str, list]:  # type: ignore[type-arg]
    """Return the events of a file by their titles."""
    result: dict[str, list] = {}  # type: ignore[type-arg]
    for item in Calendar.from_ical(made.content).walk("VEVENT"):
        result.setdefault(str(item["summary"]), []).append(item)
    return result


def test_a_dose_rings_by_the_clock_of_the_zone_through_the_change_to_summer(tmp_path: Path) -> None:
    """From 25 March on at ten in the evening in Paris, also after 29 March, when an hour is left out."""
    (dose,) = events(calendar_file(taking(tmp_path), as_of=AS_OF))["Bedtime dose"]

    assert dose.start == datetime(2026, 3, 25, 22, tzinfo=ZoneInfo("Europe/Paris"))
    assert dose["dtstart"].params["TZID"] == "Europe/Paris"
    assert dose["rrule"]["freq"] == ["DAILY"]
    assert [str(item["trigger"].dt) for item in dose.walk("VALARM")] == ["0:00:00"]


def test_the_zone_travels_with_the_file(tmp_path: Path) -> None:
    """The rules of the zone are in the file: a calendar that never heard of it rings an hour apart in summer."""
    (zone,) = Calendar.from_ical(calendar_file(taking(tmp_path), as_of=AS_OF).content).walk("VTIMEZONE")
    read = zone.to_tz(lookup_tzid=False)

    assert str(zone["tzid"]) == "Europe/Paris"
    assert [datetime(2026, month, 10, 22, tzinfo=read).utcoffset() for month in (3, 4)] == [
        timedelta(hours=1),
        timedelta(hours=2),
    ]


def test_without_a_zone_it_rings_wherever_the_phone_is(tmp_path: Path) -> None:
    """No zone in the profile: the time floats, and none is made up."""
    made = calendar_file(taking(tmp_path, zone=""), as_of=AS_OF)

    assert events(made)["Bedtime dose"][0].start == datetime.combine(AS_OF, time(22))
    assert b"VTIMEZONE" not in made.content


def test_no_title_or_text_names_the_medicine_or_an_amount(tmp_path: Path) -> None:
    """What shows on a locked screen is discreet; only who asks for it gets names."""
    diary = taking(tmp_path)
    discreet, named = (calendar_file(diary, named=case, as_of=AS_OF).content.decode() for case in (False, True))

    for word in ("LDN", "naltrexone", " mg", "opioid", "A1"):
        assert word not in discreet
    assert "LDN: bedtime dose" in named
    assert "1 mg" in named


def test_the_earliest_day_of_a_step_says_to_ask_first(tmp_path: Path) -> None:
    """A step is an all-day mark on the first day on which it can come, and never says that the dose goes up."""
    (step,) = events(calendar_file(taking(tmp_path), as_of=AS_OF))["Ask zonewise first"]

    assert step.start == date(2026, 4, 21)  # the usual is learnt in 21 days, and then seven Green ones come first
    assert "may well say to wait" in step["description"]
    assert [item["trigger"].dt for item in step.walk("VALARM")] == [timedelta(hours=9)]


def test_bottle_and_operation_are_marked_and_doses_end_before_it(tmp_path: Path) -> None:
    """Refill and last day stand on their days; no dose rings from the pause before an operation on."""
    diary = taking(tmp_path)
    add_entries(diary, [Entry(new_id(), date(2026, 4, 10), None, "event", "surgery")])
    result = events(calendar_file(diary, as_of=AS_OF))

    assert result["Order a refill"][0].start == date(2026, 5, 25)
    assert result["Last day of a bottle"][0].start == date(2026, 6, 1)
    assert result["Appointment"][0].start == date(2026, 4, 10)
    (dose,) = result["Bedtime dose"]
    last = dose.start.date() + timedelta(days=dose["rrule"]["count"][0] - 1)
    assert last == date(2026, 4, 6)
    assert result["From today: nothing until told"][0].start == date(2026, 4, 7)


def test_twice_a_day_rings_twice_and_every_other_day_every_other(tmp_path: Path) -> None:
    """Each dose of the step has its own reminder; one of every two days falls on the days of the plan."""
    both = '  - [{amount: 0.5 mg, at: morning}, {amount: 0.5 mg, at: "21:30"}]'
    result = events(calendar_file(taking(tmp_path, steps=both, mg="1"), as_of=AS_OF))
    assert result["Morning dose"][0].start.time() == USUAL_CLOCKS["morning"]
    assert result["Dose"][0].start.time() == time(21, 30)

    (tmp_path / "other").mkdir()
    other = taking(tmp_path / "other", steps="  - {amount: 0.5 mg, at: bedtime, every-days: 2}", every=2)
    (dose,) = events(calendar_file(other, as_of=AS_OF))["Bedtime dose"]
    assert (dose.start.date(), dose["rrule"]["interval"]) == (date(2026, 3, 26), [2])


def test_a_bedtime_after_midnight_is_the_next_date(tmp_path: Path) -> None:
    """Half past midnight still belongs to the evening before, so it rings on the date after it."""
    made = calendar_file(taking(tmp_path), clocks={"bedtime": time(0, 30)}, as_of=AS_OF)

    assert events(made)["Bedtime dose"][0].start.strftime("%Y-%m-%d %H:%M") == "2026-03-26 00:30"


def test_made_anew_it_moves_reminders_instead_of_doubling_them(tmp_path: Path) -> None:
    """A week later the same things have the same ids, though their days moved."""
    diary = taking(tmp_path)
    first, second = (events(calendar_file(diary, as_of=day)) for day in (AS_OF, AS_OF + timedelta(days=7)))

    for title in ("Bedtime dose", "Ask zonewise first", "Last day of a bottle"):
        assert [item["uid"] for item in first[title]] == [item["uid"] for item in second[title]]
    every = [item["uid"] for many in first.values() for item in many]
    assert len(set(every)) == len(every)


def test_while_no_dose_is_to_be_taken_none_rings(tmp_path: Path) -> None:
    """Told to take no more, the file rings for no dose and says why."""
    diary = taking(tmp_path)
    add_entries(diary, [Entry(new_id(), AS_OF, None, "answer", "opioid", "current")])
    made = calendar_file(diary, as_of=AS_OF)

    assert made.doses == 0
    assert "Take no more LDN" in made.without_doses
    assert "Ask zonewise first" not in events(made)


def test_without_a_plan_the_check_in_alone_rings(tmp_path: Path) -> None:
    """Nothing of a dose is made up; the check-in rings each day, also of a diary that is not begun."""
    begun = Diary(str(tmp_path / "begun.sqlite"))
    add_entries(begun, [Entry(new_id(), AS_OF, None, "profile", "timezone", "Europe/Paris")])
    for diary in (begun, Diary(str(tmp_path / "none.sqlite"))):
        made = calendar_file(diary, as_of=AS_OF)

        assert list(events(made)) == ["Check-in"]
        assert (made.doses, made.days) == (0, 0)
        assert made.without_doses == "No dose reminder: no plan is here yet."


def test_a_plan_that_comes_later_moves_the_check_in_instead_of_doubling_it(tmp_path: Path) -> None:
    """The reminder that a calendar took before there was a plan is the one that the next file has."""
    diary = Diary(str(tmp_path / "diary.sqlite"))
    add_entries(diary, [Entry(new_id(), FROM, None, "profile", "timezone", "Europe/Paris")])
    (before,) = events(calendar_file(diary, as_of=AS_OF))["Check-in"]

    sign_plan_text(diary, PLAN.format(steps=BEDTIME), "plan", SigningOptions(FROM))

    (after,) = events(calendar_file(diary, as_of=AS_OF))["Check-in"]
    assert after["uid"] == before["uid"]


@pytest.mark.parametrize("said", [{"bed": "22:00"}, {"bedtime": "late"}, {"bedtime": "25:00"}])
def test_a_wrong_time_is_refused(said: dict[str, str]) -> None:
    """A time of day that no plan knows, or a text that is no time, is named."""
    with pytest.raises(InputRefused):
        clock_times(said)


def test_each_day_asks_how_it_was(tmp_path: Path) -> None:
    """A check-in rings each day at eight, or when it was set to; its title names no medicine and counts nothing."""
    diary = taking(tmp_path)
    (usual,) = events(calendar_file(diary, as_of=AS_OF))["Check-in"]
    (set_to,) = events(calendar_file(diary, clocks={"check-in": time(19, 30)}, as_of=AS_OF))["Check-in"]

    assert (usual["dtstart"].dt.time(), set_to["dtstart"].dt.time()) == (time(20), time(19, 30))
    assert usual["rrule"]["freq"] == ["DAILY"]
    assert usual["uid"] == set_to["uid"]
