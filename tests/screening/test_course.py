from datetime import date, timedelta

import pytest
from tests.case_tables import by_outcome

from zonewise.model.entry import Entry
from zonewise.screening.opioid_exposure import courses_of, opioid_from_medicines

START = date(2026, 3, 1)


def medicine(name, change, after_days, number=0):
    """Return an entry some days after the start of March."""
    day = START + timedelta(days=after_days)
    return Entry(f"{name}-{change}-{after_days}-{number}", day, None, "medicine", name, change)


def exposure(lists, entries, after_days, **options):
    """Return what the medicines say some days after the start of March."""
    return opioid_from_medicines(entries, START + timedelta(days=after_days), lists, **options)


def test_an_opioid_started_and_not_stopped_is_current(lists):
    """Months later it is still current, and the medicine and its day are named."""
    known = exposure(lists, [medicine("co-codamol 30/500", "start", 0)], 100)

    assert (known.opioid, known.medicine, known.last) == ("current", "co-codamol 30/500", START)
    assert known.because == "You take co-codamol 30/500 since Sunday 1 March 2026, which holds an opioid."
    assert known.free_from is None


@pytest.mark.parametrize(
    ("name", "days", "opioid"),
    by_outcome({
        "recent": [("codeine", 0), ("codeine", 9), ("methadone", 13), ("Suboxone", 13), ("Sublocade", 400)],
        "none-seen": [("codeine", 10), ("methadone", 14), ("Suboxone", 14)],
    }),
)  # fmt: skip
def test_a_stopped_opioid_is_recent_until_its_days_are_over(lists, name, days, opioid):
    """Ten days, fourteen days, and for a depot until the prescriber says otherwise."""
    entries = [medicine(name, "start", 0), medicine(name, "stop", 20)]

    assert exposure(lists, entries, 20 + days).opioid == opioid


def test_the_end_of_the_wait_is_named(lists):
    """The first day without a wait is the day of the stop and the days, for a depot there is none."""
    codeine = exposure(lists, [medicine("codeine", "stop", 20)], 25)
    depot = exposure(lists, [medicine("Sublocade", "stop", 20)], 25)

    assert codeine.free_from == START + timedelta(days=30)
    assert "Saturday 21 March" in codeine.because
    assert "Tuesday 31 March" in codeine.because
    assert depot.free_from is None
    assert "only your prescriber" in depot.because


def test_the_plan_may_set_the_short_wait(lists):
    """A prescriber's seven days count for short-acting opioids and not for methadone."""
    entries = [medicine("codeine", "stop", 20)]

    assert exposure(lists, entries, 27, short_days=7).opioid == "none-seen"
    assert exposure(lists, entries, 26, short_days=7).opioid == "recent"
    assert exposure(lists, [medicine("methadone", "stop", 20)], 27, short_days=7).opioid == "recent"


def test_the_longest_wait_counts(lists):
    """Of two stopped opioids the one whose wait ends last decides."""
    entries = [medicine("methadone", "stop", 20), medicine("codeine", "stop", 21)]

    assert exposure(lists, entries, 22).medicine == "methadone"
    assert exposure(lists, entries, 22).free_from == START + timedelta(days=34)


def test_current_stands_above_recent_and_unknown(lists):
    """A current opioid decides, and the question about another medicine is still put."""
    entries = [medicine("Anybrand", "start", 0), medicine("codeine", "stop", 1), medicine("tramadol", "start", 2)]
    known = exposure(lists, entries, 3)

    assert (known.opioid, known.medicine) == ("current", "tramadol")
    assert [item.medicine for item in known.questions] == ["Anybrand"]


def test_a_medicine_not_recognised_is_unknown_and_asked(lists):
    """The question names the medicine and the day from which an answer settles it."""
    known = exposure(lists, [medicine("Anybrand", "start", 4)], 50)

    assert known.opioid == "unknown"
    assert known.questions[0].fact == "opioid"
    assert known.questions[0].since == START + timedelta(days=4)
    assert known.questions[0].text == (
        "You wrote down 'Anybrand' on Thursday 5 March 2026. Is it, or does it hold, an opioid?"
    )


@pytest.mark.parametrize(("days", "opioid"), [(13, "unknown"), (14, "none-seen")])
def test_a_medicine_not_recognised_is_asked_for_the_longest_wait(lists, days, opioid):
    """After its stop it is asked about for as long as it could still matter."""
    entries = [medicine("Anybrand", "start", 0), medicine("Anybrand", "stop", 10)]

    assert exposure(lists, entries, 10 + days).opioid == opioid


def test_harmless_medicines_say_nothing(lists):
    """Medicines alone never say that no opioid was taken, only that none was seen."""
    known = exposure(lists, [medicine("cetirizine 10 mg", "start", 0)], 5)

    assert (known.opioid, known.questions, known.other_antagonist) == ("none-seen", (), False)
    assert exposure(lists, [], 5).opioid == "none-seen"


@pytest.mark.parametrize(
    ("name", "antagonist"),
    by_outcome({
        True: ["Contrave", "naltrexone 50 mg", "Vivitrol", "Relistor"],
        False: ["LDN", "naltrexone 3 mg", "Suboxone", "cetirizine"],
        None: ["naltrexone", "naloxone nasal spray"],
    }),
)  # fmt: skip
def test_another_antagonist_is_told_from_ldn(lists, name, antagonist):
    """LDN itself is no other antagonist; naltrexone without an amount and rescue naloxone are asked about."""
    known = exposure(lists, [medicine(name, "start", 0)], 5)

    assert known.other_antagonist is antagonist
    assert any(item.fact == "other_antagonist" for item in known.questions) is (antagonist is None)


def test_a_stopped_antagonist_no_longer_counts(lists):
    """What was stopped is no longer taken twice."""
    entries = [medicine("Contrave", "start", 0), medicine("Contrave", "stop", 3)]

    assert exposure(lists, entries, 3).other_antagonist is False


def test_interacting_medicines_taken_are_listed(lists):
    """Ketamine that goes on is listed, ketamine that was stopped is not."""
    entries = [medicine("ketamine", "start", 0), medicine("disulfiram", "start", 0), medicine("disulfiram", "stop", 2)]

    assert [item.ingredients for item in exposure(lists, entries, 5).interacting] == [("ketamine",)]


def test_later_entries_do_not_count(lists):
    """A day is judged by what was written up to it."""
    entries = [medicine("codeine", "start", 10), medicine("codeine", "stop", 12)]

    assert exposure(lists, entries, 9).opioid == "none-seen"
    assert exposure(lists, entries, 11).opioid == "current"
    assert exposure(lists, entries, 12).opioid == "recent"


def test_starts_and_stops_are_paired(lists):
    """By name however written, else by what is in it when only one fits; a second course is one of its own."""
    entries = [
        medicine("Tramadol 50 mg", "start", 0), medicine("codeine", "start", 1), medicine("TRAMADOL", "stop", 2),
        medicine("Codéine", "stop", 3), medicine("codeine", "start", 4), medicine("codeine", "start", 5),
        medicine("methadone", "stop", 6),
    ]  # fmt: skip
    courses = courses_of(entries, START + timedelta(days=30), lists)

    assert [(item.name, item.started and item.started.day, item.stopped and item.stopped.day) for item in courses] == [
        ("Tramadol 50 mg", 1, 3), ("codeine", 2, 4), ("codeine", 5, None), ("methadone", None, 7),
    ]  # fmt: skip


def test_a_stop_that_fits_two_ends_none(lists):
    """When two open courses hold the same, a stop of another name ends neither: the more cautious reading."""
    entries = [
        medicine("Tramadol 50 mg", "start", 0),
        medicine("Tramadol retard 100 mg", "start", 1),
        medicine("tramadol", "stop", 2),
    ]

    assert exposure(lists, entries, 3).opioid == "current"


def test_other_entries_and_taken_back_ones_are_left_aside(lists):
    """Only medicines in force count."""
    entries = [
        medicine("codeine", "start", 0),
        Entry("back", START, None, "withdrawn", "", supersedes="codeine-start-0-0"),
        Entry("note", START, None, "note", "codeine", "start"),
        Entry("odd", START, None, "medicine", "codeine", "maybe"),
    ]

    assert exposure(lists, entries, 3).courses == ()
