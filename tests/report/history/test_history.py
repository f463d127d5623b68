"""What the pure parts of History say of diaries made by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.guidance.builders import Diary, d, plan_of, settled

from zonewise.guidance.snapshot import build_snapshot
from zonewise.model.entry import Entry
from zonewise.report.history.before_flares import DAYS_BEFORE, compare_flares
from zonewise.report.history.day_sentence import day_sentences
from zonewise.report.history.month import history_month
from zonewise.report.history.note_search import MOST_NOTES, search_notes
from zonewise.report.history.symptom_lines import symptom_history
from zonewise.report.picture import SymptomLine, lines_picture
from zonewise.services.base.protocols import load_protocol

PROTOCOL = load_protocol()
RULES = PROTOCOL.rule_set


def snapshot_of(diary: Diary, day: int):
    """Return the diary as it looks from a day."""
    return build_snapshot(diary.entries, d(day), PROTOCOL.settings)


@pytest.fixture
def flaring() -> Diary:
    """Return a calm diary with two flares, an infection two days before each, and stress before none."""
    diary = settled(plan_of(), until=120).rated(range(60, 64), lift=5).rated(range(100, 104), lift=5)
    diary.add("event", "infection", "", 58).add("event", "infection", "", 98).add("event", "stress", "", 80)
    return diary


def test_a_month_holds_each_day_of_the_diary_once(flaring: Diary) -> None:
    """Days before the diary and days to come have no cell; the zone and the marks stand in words too."""
    snapshot = snapshot_of(flaring, 120)
    month = history_month(snapshot, d(98), RULES)
    last = history_month(snapshot, d(120), RULES)

    assert month.days[d(98)].marks == ("Infection",)
    assert "Infection" in month.days[d(98)].words
    assert all(day.month == d(98).month for day in month.days)
    assert month.days[d(103)].zone in ("yellow", "red")
    assert max(last.days) == d(120)
    assert last.after is None
    assert history_month(snapshot, d(0), RULES).before is None


def test_the_summary_counts_what_the_cells_show(flaring: Diary) -> None:
    """The numbers above the calendar are those of its days."""
    month = history_month(snapshot_of(flaring, 120), d(98), RULES)
    green = sum(cell.zone == "green" for cell in month.days.values())

    assert f"{green} days Green" in month.summary


def test_flares_stand_side_by_side_beside_calm_days(flaring: Diary) -> None:
    """What stands before both flares is counted so, what stands before none is left out, and calm days stand beside."""
    compared = compare_flares(snapshot_of(flaring, 120), RULES)
    lanes = {lane.name: lane for lane in compared.lanes}

    assert len(compared.flares) == 2
    assert compared.flares[0].began > compared.flares[1].began
    assert lanes["Infection"].with_it == 2
    assert all(min(days) <= DAYS_BEFORE for days in lanes["Infection"].days_before)
    assert 0 < lanes["Infection"].otherwise_percent < 100
    assert "Stress" not in lanes
    assert "cause" not in compared.picture.alt


def test_without_a_flare_there_is_nothing_to_compare() -> None:
    """A calm diary has no picture and no rows."""
    compared = compare_flares(snapshot_of(settled(plan_of(), until=60), 60), RULES)

    assert (compared.flares, compared.lanes, compared.picture) == ((), (), None)


@pytest.mark.parametrize("days", [14, 28, 91, 730])
def test_the_table_behind_the_lines_says_the_same(days: int, flaring: Diary) -> None:
    """The mean of all rows of a table by day is the mean of the line; a longer one has a row for each week."""
    shown = symptom_history(snapshot_of(flaring, 120), days, "pain")

    assert shown.names == ("Pain",)
    assert "pain" in shown.choices
    assert "anxiety" in shown.choices
    assert shown.by_week is (days > 28)
    assert len(shown.rows) <= (days if days <= 28 else -(-121 // 7))
    if not shown.by_week:
        values = [float(values[0]) for _, values in shown.rows if values[0]]
        assert f"Pain {sum(values) / len(values):.1f} on average, {len(values)} days rated" in shown.picture.alt


def test_an_own_symptom_has_a_line_and_a_text_has_none(flaring: Diary) -> None:
    """What a person tracks from 0 to 10 is drawn under its own name; words and hours beyond ten are not."""
    flaring.add("tracker", "Hand tremor", "4", 119).add("tracker", "Weather", "wet", 119).add(
        "tracker", "Steps", "900", 119
    )
    shown = symptom_history(snapshot_of(flaring, 120), 14)

    assert "Hand tremor" in shown.names
    assert not {"Weather", "Steps"} & {*shown.names}


def test_a_line_is_broken_where_nothing_was_rated() -> None:
    """No line is drawn over days without a word; a lone day is a dot."""
    gap = lines_picture(date(2026, 1, 1), [SymptomLine("Pain", [1, 2, None, None, 3, 4, None, 5])], [None] * 8, [])

    assert gap.svg.count("M") == 2
    assert gap.svg.count("<circle") == 1


def test_a_line_of_another_length_is_refused() -> None:
    """Each line has a value or nothing for each day."""
    with pytest.raises(ValueError, match="each line needs"):
        lines_picture(date(2026, 1, 1), [SymptomLine("Pain", [1])], [None, None], [])


def note(text: str, day: int = 1) -> tuple[date, Entry]:
    """Return a note with its day."""
    return d(day), Entry(str(day), d(day), None, "note", "check-in", text)


def test_notes_are_found_in_any_spelling() -> None:
    """Capitals, accents and the order of words do not matter; every word does."""
    notes = [note("A walk with Zoë", 1), note("a long WALK", 2), note("tea", 3)]

    assert [match.day for match in search_notes(notes, "zoe walk")] == [d(1)]
    assert [match.day for match in search_notes(notes, "walk")] == [d(2), d(1)]
    assert search_notes(notes, "walk tea") == ()
    assert search_notes(notes, "  ") == ()


@given(st.text(max_size=400), st.integers(0, 400))
def test_an_excerpt_is_short_and_of_the_note(text: str, cut: int) -> None:
    """Whatever was written, a note that is found is shown in a few words of its own."""
    matches = search_notes([note(text)], text[cut : cut + 20])

    assert all(len(match.excerpt) <= 170 for match in matches)
    assert all(match.excerpt.strip(". ") in text for match in matches)


def test_no_more_notes_than_one_can_read() -> None:
    """Of very many the newest are shown."""
    assert len(search_notes([note("tea", day) for day in range(MOST_NOTES + 5)], "tea")) == MOST_NOTES


def test_a_day_is_read_as_sentences(flaring: Diary) -> None:
    """Zone, dose, numbers and what happened are told; a dose that is not logged is not said to be left out."""
    flaring.add("note", "check-in", "slept badly", 98).add("sign", "nausea", "1", 98)
    snapshot = snapshot_of(flaring, 120)
    number = (d(98) - snapshot.days[0].day).days
    words = " ".join(day_sentences(snapshot.days[number], snapshot.zones[number].zone, RULES, d(120)))

    assert "What happened: Infection." in words
    assert "You wrote: slept badly" in words
    assert "Nausea" in words
    assert "You took" in words
    unlogged = Diary().rated(range(3))
    assert "No dose is logged. It may have been taken all the same." in " ".join(
        day_sentences(snapshot_of(unlogged, 2).days[1], None, RULES, d(2))
    )


def test_an_empty_day_says_so(flaring: Diary) -> None:
    """A day without a word is no calm day."""
    unlogged = snapshot_of(Diary().rated([0, 5]), 5)

    assert day_sentences(unlogged.days[2], None, RULES, d(5)) == (
        f"Nothing was written down on {d(2):%A} {d(2).day} {d(2):%B}.",
    )
