"""Which medicine an entry speaks of, and from when to when it was taken."""

from datetime import date, time, timedelta

import pytest

from zonewise.model.entry import Entry
from zonewise.screening.medicine_courses import coming_courses, courses_of
from zonewise.screening.mention import mention_of
from zonewise.screening.opioid_exposure import opioid_from_medicines

START = date(2026, 3, 1)
FOUR = time(4)


def entry(kind, name, value, after_days=0, at=None, **more):
    """Return an entry some days after the start of March."""
    day = START + timedelta(days=after_days)
    made = {"id": f"{kind}-{name}-{value}-{after_days}-{at}", "day": day, "at": at and time.fromisoformat(at)}
    return Entry(**(made | {"kind": kind, "name": name, "value": value} | more))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (entry("medicine", "codeine", "start"), ("start", "codeine", None)),
        (entry("medicine", "codeine", "stop", unit="30 mg"), ("stop", "codeine 30 mg", None)),
        (entry("medicine", "paracetamol", "start", unit="ATC N02AJ06"), ("start", "paracetamol", "ATC N02AJ06")),
        (entry("medicine", "paracetamol", "start", unit="n02aj06"), ("start", "paracetamol", "n02aj06")),
        (entry("medicine", "paracetamol", "start", unit="RxNorm 2670"), ("start", "paracetamol", "RxNorm 2670")),
        (entry("medicine", "loperamide", "start", unit="500"), ("start", "loperamide 500", None)),
        (entry("medicine", "codeine", "maybe"), None),
        (entry("medicine", "  ", "start"), None),
        (entry("dose", "tramadol", "50", unit="mg"), ("once", "tramadol 50 mg", None)),
        (entry("dose", "tramadol", "0", unit="mg"), None),
        (entry("dose", "naltrexone", "1.5", unit="mg"), None),
        (entry("dose", "Low-dose  naltrexone", "1.5", unit="mg"), None),
        (entry("dose", "", "1.5", unit="mg"), None),
        (entry("dose", "morphine/naltrexone", "20", unit="mg"), ("once", "morphine/naltrexone 20 mg", None)),
        (entry("event", "new-medicine", ""), None),
        (entry("event", "new-medicine", "", note="tramadol"), ("new", "tramadol", None)),
        (entry("event", "infection", "", note="tramadol"), None),
        (entry("note", "check-in", "codeine"), None),
        (entry("tracker", "codeine", "1"), None),
    ],
    ids=lambda value: value.kind + value.name + value.value + value.unit if isinstance(value, Entry) else "",
)
def test_what_an_entry_says_of_a_medicine(entry, expected):
    """Change, name and code; doses of LDN, doses left out and other kinds speak of none."""
    mention = mention_of(entry, FOUR)

    assert (mention and (mention.change, mention.name, mention.code)) == expected


def test_it_counts_for_its_logical_day(lists):
    """At 00:40 it is still the day before."""
    late = entry("medicine", "codeine", "start", 3, "00:40")

    assert mention_of(late, FOUR).day == START + timedelta(days=2)
    assert courses_of([late], START + timedelta(days=2), lists)[0].started == START + timedelta(days=2)
    assert courses_of([late], START + timedelta(days=2), lists, ends_at=time(0)) == ()


def test_doses_of_one_name_are_one_course(lists):
    """From the first to the last; a dose while it is taken anyway adds nothing."""
    doses = [entry("dose", "codeine", "30", day, unit="mg") for day in (1, 4, 9)]
    open_course = [entry("medicine", "codeine", "start", 0), *doses]
    (course,) = courses_of(doses, START + timedelta(days=20), lists)

    assert (course.started, course.stopped) == (START + timedelta(days=1), START + timedelta(days=9))
    assert course.by_dose
    assert [item.by_dose for item in courses_of(open_course, START + timedelta(days=20), lists)] == [False]


def test_a_logged_opioid_names_the_last_dose(lists):
    """The reason speaks of the last dose and of the first free day."""
    doses = [entry("dose", "codeine", "30", day, unit="mg") for day in (1, 4)]
    known = opioid_from_medicines(doses, START + timedelta(days=6), lists)

    assert known.because == (
        "You took codeine 30 mg, which holds an opioid, last on Thursday 5 March 2026;"
        " the wait is over on Sunday 15 March 2026."
    )


def test_a_stop_and_a_start_of_one_instant(lists):
    """Alone they are one day's course; inside a course they are its going on. The ids of entries decide nothing."""
    for first, second in (("a", "b"), ("b", "a")):
        stop = entry("medicine", "codeine", "stop", 5, id=first)
        start = entry("medicine", "codeine", "start", 5, id=second)
        until = START + timedelta(days=9)

        assert [item.stopped for item in courses_of([start, stop], until, lists)] == [stop.day]
        earlier = entry("medicine", "codeine", "start", 1)
        assert [item.stopped for item in courses_of([earlier, start, stop], until, lists)] == [stop.day, None]


def test_with_times_on_the_clock_the_clock_decides(lists):
    """A stop in the morning and a start in the evening is a start."""
    stop = entry("medicine", "codeine", "stop", 5, "08:00")
    start = entry("medicine", "codeine", "start", 5, "20:00")

    assert [item.stopped for item in courses_of([start, stop], stop.day, lists)] == [stop.day, None]


def test_a_depot_that_the_prescriber_ended_is_over(lists):
    """On a day from the stop on; an earlier word does not mean it."""
    depot = [entry("medicine", "Sublocade", "start", 0), entry("medicine", "Sublocade", "stop", 20)]
    until = START + timedelta(days=300)

    for written, expected in ((19, "recent"), (20, "none-seen"), (299, "none-seen"), (301, "recent")):
        over = START + timedelta(days=written)
        assert opioid_from_medicines(depot, until, lists, depots_over=over).opioid == expected


def test_starts_ahead_are_kept_apart(lists):
    """Only those that were written down by the day."""
    ahead = [
        entry("medicine", "oxycodone", "start", 9, entered_at="2026-03-02T10:00:00.000000Z"),
        entry("medicine", "codeine", "start", 5, entered_at="2026-03-05T10:00:00.000000Z"),
        entry("medicine", "tramadol", "stop", 9, entered_at="2026-03-01T10:00:00.000000Z"),
    ]

    assert [item.name for item in coming_courses(ahead, START + timedelta(days=3), lists)] == ["oxycodone"]
    assert coming_courses(ahead, START, lists) == ()


@pytest.mark.parametrize(
    ("later", "taken_away"),
    [
        ({"kind": "withdrawn", "name": "codeine"}, True),
        ({"kind": "note", "name": "check-in", "source": "import:generic:1"}, True),
        ({"kind": "note", "name": "check-in"}, False),
        ({"kind": "note", "name": "check-in", "source": "import:generic:2"}, False),
        ({"kind": "medicine", "name": "cetirizine"}, False),
    ],
    ids=["taken back", "its row read anew", "a note", "a note of another row", "another medicine"],
)
def test_only_what_corrects_a_medicine_takes_it_away(lists, later, taken_away):
    """Taken back, or its row of a file read as something else; no other entry lets an opioid vanish by naming it."""
    start = entry("medicine", "codeine", "start", 0, source="import:generic:1")
    named = entry(**({"value": "start", "after_days": 1} | later), supersedes=start.id)
    names = {course.name for course in courses_of([start, named], START + timedelta(days=3), lists)}

    assert ("codeine" not in names) is taken_away


@pytest.mark.parametrize(
    ("name", "needed"),
    [("ketamine", True), ("dextromethorphan", False), ("loperamide", False), ("Auvelity", False), ("Humira", True),
     ("cetirizine", False), ("ibogaine", True)],
)  # fmt: skip
def test_which_medicines_need_a_specialist(lists, name, needed):
    """Those on the list of what is only noted do not."""
    known = opioid_from_medicines([entry("medicine", name, "start", 0)], START, lists)

    assert bool(known.specialist) is needed
