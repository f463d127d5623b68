from dataclasses import replace
from datetime import date, time, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from zonewise.model.entry import RATINGS, Entry, in_asked_order, in_force, in_force_by_kind, usual_zone

IDS = [f"e{number}" for number in range(8)]


@st.composite
def written(draw: st.DrawFn) -> list[Entry]:
    """Return entries with ids of their own; some replace or take back others, some name an entry nobody has."""
    entries = []
    for made in draw(st.lists(st.sampled_from(IDS), unique=True, max_size=len(IDS))):
        kind = draw(st.sampled_from(("rating", "dose", "withdrawn")))
        others = [case for case in (*IDS, "elsewhere") if case != made]
        gone = draw(st.sampled_from(("", *others))) if kind != "withdrawn" else draw(st.sampled_from(others))
        day = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 2)))
        at = draw(st.sampled_from((None, time(0, 0), time(9, 30), time(23, 59))))
        entries.append(Entry(made, day, at, kind, "pain", "3", entered_at=draw(st.sampled_from("ab")), supersedes=gone))
    return entries


def slowly(entries: list[Entry]) -> set[str]:
    """Return the ids that stand, by asking of each entry whether one of its kind, or that takes it back, names it."""
    kinds = {entry.id: entry.kind for entry in entries}
    named = {other.supersedes for other in entries if other.kind in ("withdrawn", kinds.get(other.supersedes))}
    return {entry.id for entry in entries if entry.kind != "withdrawn" and entry.id not in named}


@given(written(), st.integers(0, 999), st.integers(1, 3))
def test_the_order_of_arrival_and_sending_twice_change_nothing(entries: list[Entry], seed: int, times: int) -> None:
    """Two devices that hold the same entries see the same diary, however often and in whatever order they came."""
    arrived = entries * times
    Random(seed).shuffle(arrived)

    assert in_force(arrived) == in_force(entries)


@given(written())
def test_what_stands_is_what_no_other_of_its_kind_names(entries: list[Entry]) -> None:
    """An entry stands when nothing replaces it or takes it back, and it takes nothing back itself."""
    assert {entry.id for entry in in_force(entries)} == slowly(entries)


@given(written(), st.integers(0, 999), st.booleans())
def test_what_stands_is_in_the_order_written(entries: list[Entry], seed: int, by_day: bool) -> None:
    """Days come in order, within a day timed entries before those without a time, then by recording and by id."""
    Random(seed).shuffle(entries)
    arrived = sorted(entries, key=lambda item: item.day) if by_day else entries

    standing = in_force(arrived)

    written_at = [(entry.day, entry.at or time.max, entry.entered_at, entry.id) for entry in standing]
    assert written_at == sorted(written_at)


@given(written(), st.integers(0, 999))
def test_by_kind_the_same_entries_stand_in_the_same_order(entries: list[Entry], seed: int) -> None:
    """Each kind holds what stands of it, as it was written, and no kind is empty."""
    Random(seed).shuffle(entries)
    standing = in_force(entries)

    expected = {item.kind: [other for other in standing if other.kind == item.kind] for item in standing}
    assert in_force_by_kind(entries) == expected


def entry(made: str, supersedes: str = "", kind: str = "rating", value: str = "3") -> Entry:
    """Return an entry of one day."""
    return replace(Entry(made, date(2026, 1, 1), None, "rating", "pain", value), supersedes=supersedes, kind=kind)


def test_of_a_chain_of_corrections_the_last_one_stands() -> None:
    """A correction of a correction leaves neither the first value nor the second."""
    chain = [entry("a"), entry("b", "a", value="5"), entry("c", "b", value="7")]

    assert [item.value for item in in_force(chain)] == ["7"]


def test_taking_a_correction_back_does_not_bring_the_old_value_back() -> None:
    """What was once corrected is wrong; taking the correction back leaves the day without the value."""
    assert in_force([entry("a"), entry("b", "a"), entry("c", "b", "withdrawn")]) == ()


def test_a_correction_that_arrives_first_still_counts() -> None:
    """A phone may send the correction before the entry that it corrects."""
    assert in_force([entry("b", "a", value="5")]) == in_force([entry("b", "a", value="5"), entry("a")])


def test_midnight_is_a_time_and_not_a_missing_one() -> None:
    """00:00 comes first on its day; an entry without a time comes last."""
    day = date(2026, 1, 1)
    midnight, untimed = Entry("a", day, time(0, 0), "note", ""), Entry("b", day, None, "note", "")

    assert in_force([untimed, midnight]) == (midnight, untimed)


def _east_and_west(entered: bool) -> tuple[Entry, Entry, Entry]:
    """Return three entries of one evening: each later one was written further west, on an earlier hour of the clock."""
    written = (
        (date(2026, 1, 2), time(9, 0), "Pacific/Auckland"),
        (date(2026, 1, 1), time(15, 1), "America/New_York"),
        (date(2026, 1, 1), time(12, 2), "America/Los_Angeles"),
    )
    east, middle, west = (
        Entry(f"e{number}", day, at, "answer", "opioid", str(number), zone=zone, entered_at=str(number) * entered)
        for number, (day, at, zone) in enumerate(written)
    )
    return east, middle, west


@given(st.permutations(range(3)), st.booleans())
def test_what_was_said_last_in_real_time_stands_last(order: list[int], entered: bool) -> None:
    """A correction under another time zone comes after what it corrects, whatever the clocks on the wall showed."""
    entries = _east_and_west(entered)

    assert in_force(entries[number] for number in order) == entries


def test_without_a_time_zone_an_entry_is_of_the_one_that_the_profile_was_given_last() -> None:
    """What was written before a time zone was set is read in that one."""
    first = Entry("a", date(2026, 1, 1), time(20, 0), "profile", "timezone", "Pacific/Auckland", entered_at="1")
    second = replace(first, id="b", day=date(2026, 1, 2), at=time(9, 1), zone="Pacific/Auckland", entered_at="2")
    last = replace(second, value="Europe/London", entered_at="3")

    assert in_force([replace(second, value="Europe/London"), first])[-1].value == "Europe/London"
    assert usual_zone([last, first, second]) == "Europe/London"


def test_a_time_zone_that_nobody_knows_stops_nothing() -> None:
    """An entry that names one is read as UTC."""
    east, middle, _ = _east_and_west(entered=True)

    assert in_force([replace(middle, zone="Mars/Olympus"), east]) == (replace(middle, zone="Mars/Olympus"), east)


def test_what_was_written_before_a_time_zone_was_named_comes_before_what_followed() -> None:
    """On a machine in another time zone the first entries of a set-up stand before the rest of it."""
    country = Entry("a", date(2026, 1, 1), time(21, 55), "profile", "country", "US", entered_at="2026-01-01T21:55:03Z")
    zone = replace(country, id="b", name="timezone", value="Pacific/Pago_Pago", entered_at="2026-01-01T21:55:20Z")
    mended = replace(
        country, id="c", at=time(10, 56), value="AS", zone="Pacific/Pago_Pago", entered_at="2026-01-01T21:56:00Z"
    )

    assert [entry.id for entry in in_force([mended, zone, country])] == ["a", "b", "c"]


def test_a_day_is_listed_as_it_is_asked() -> None:
    """Ratings stand in the order of the check-in whatever their ids, then the rest as it came; nothing is lost."""
    day = date(2026, 3, 2)
    ratings = [Entry(f"{place:02}", day, None, "rating", name, "3") for place, name in enumerate(reversed(RATINGS))]
    rest = [Entry("98", day, None, "dose", "naltrexone", "1", "mg"), Entry("99", day, None, "note", "note", "tired")]

    listed = in_asked_order([rest[0], *ratings, rest[1]])

    assert [entry.name for entry in listed] == [*RATINGS, "naltrexone", "note"]
