"""Own sheets as people keep them: where the table begins, how dates are spelt, what a column may become."""

import io
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from zonewise.importing import (
    Note,
    ReaderOptions,
    confirmed,
    propose_mapping,
    read_entries,
    rules_from_arguments,
    short_text_of,
    sniff,
    survey_trackers,
    with_rules,
)
from zonewise.importing.plain_stream import plain_stream, refuse_too_many_rows
from zonewise.importing.questions import open_questions, with_answers
from zonewise.importing.tracker_mapping import TrackerMapping
from zonewise.model.entry import Entry
from zonewise.problem import InputRefused

OPTIONS = ReaderOptions(latest=date(2026, 2, 1))


def proposal(text: str, *rules: str) -> TrackerMapping:
    """Return what is proposed for a sheet, with what a person said."""
    content = text.encode()
    layout = sniff(content, "x.csv")
    said = rules_from_arguments(rules, "--map")
    return with_rules(propose_mapping(layout, survey_trackers(io.BytesIO(content), layout, "x.csv", said)), said)


def entries(text: str, *rules: str, options: ReaderOptions = OPTIONS) -> list[Entry]:
    """Return the entries of a sheet."""
    content = text.encode()
    layout = sniff(content, "x.csv")
    mapping = confirmed(proposal(text, *rules))
    items = list(read_entries(io.BytesIO(content), layout, mapping, "x.csv", options=options))
    assert [str(item) for item in items if not isinstance(item, Entry | Note)] == []
    return [item for item in items if isinstance(item, Entry)]


@pytest.mark.parametrize(
    "head",
    [
        "Date,Pain 0-10\n",
        "My diary,\nDate,Pain 0-10\n",
        "Patient:,A. Person,\nExported:,2026-01-28,\n,,\nDate,Pain 0-10,\n",
        '"Date","Pain today?\n(0 = none, 10 = worst)"\n',
        "Date,Pain\n,0-10\n",
        "sep=,\nDate,Pain 0-10\n",
    ],
    ids=["first line", "title", "title with a table", "quoted line break", "two lines", "hint of a spreadsheet"],
)
def test_the_table_begins_where_its_names_stand(head: str) -> None:
    """Titles above the table and names over two lines are no rows."""
    (pain,) = entries(f"{head}2026-01-05,4\n")

    assert (pain.day, pain.name, pain.value) == (date(2026, 1, 5), "pain", "4")


def test_columns_without_a_name_and_of_one_name() -> None:
    """A nameless column that counts the rows is left out, a nameless one with days is the date, and twins are two."""
    mapping = proposal(",Date,Pain 0-10,Pain 0-10\n0,2026-01-05,4,5\n1,2026-01-06,4,6\n")

    assert [short_text_of(rule) for rule in mapping.rules] == [
        "Date=date:year-first", "Column 1=ignore", "Pain 0-10=pain:0-10", "Pain 0-10 (2)=pain:0-10",
    ]  # fmt: skip
    assert len(entries(",Pain 0-10\n2026-01-05,4\n")) == 1


def test_a_table_without_names_is_read_with_its_columns_numbered() -> None:
    """Its first day is no heading; what its columns are is said by the person."""
    text = "2026-01-05,4,tramadol\n2026-01-06,6,\n"

    assert sniff(text.encode(), "x.csv").notes == (
        "There is no line of names, so the columns are called Column 1, Column 2, Column 3 here.",
    )
    assert [(entry.kind, entry.name, entry.value) for entry in entries(text)] == [
        ("tracker", "Column 2", "4"), ("tracker", "Column 3", "tramadol"), ("tracker", "Column 2", "6"),
    ]  # fmt: skip
    assert [entry.value for entry in entries(text, "Column 2=pain:0-10") if entry.kind == "rating"] == ["4", "6"]


@pytest.mark.parametrize(
    ("stamp", "day", "at"),
    [
        ("13.01.2026 20:10", date(2026, 1, 13), time(20, 10)),
        ("1/13/2026 8:10:33 PM", date(2026, 1, 13), time(20, 10, 33)),
        ("1/13/2026, 8:10\u202fPM", date(2026, 1, 13), time(20, 10)),
        ("13/01/2026 8:10 p.m.", date(2026, 1, 13), time(20, 10)),
        ("Tue 13 January 2026", date(2026, 1, 13), None),
        ("Dienstag, 13. Januar 2026", date(2026, 1, 13), None),
        ("Tuesday, January 13, 2026", date(2026, 1, 13), None),
        ("13 de enero de 2026", date(2026, 1, 13), None),
        ("1er février 2026", date(2026, 2, 1), None),
        ("13 gennaio 2026", date(2026, 1, 13), None),
        ("13 de janeiro de 2026", date(2026, 1, 13), None),
        ("13 marts 2025", date(2025, 3, 13), None),
        ("2026/01/13 20:10:33 GMT+1", date(2026, 1, 13), time(20, 10, 33)),
        ("\u200e2026-01-13", date(2026, 1, 13), None),
    ],
)
def test_days_and_times_as_forms_and_spreadsheets_write_them(stamp: str, day: date, at: time | None) -> None:
    """Stamps of forms, narrow blanks before PM, weekdays and months in five languages are read."""
    (pain,) = entries(
        f'When,Pain 0-10\n"{stamp}",4\n', "When=date:month-first" if stamp[0] == "1" and "/13" in stamp else "When=date"
    )

    assert (pain.day, pain.at) == (day, at)


def test_midnight_in_every_row_is_no_time() -> None:
    """A spreadsheet's day at midnight is that day; midnight among other times is a time."""
    dated = entries("Date,Pain 0-10\n2026-01-05 00:00:00,8\n2026-01-06 00:00:00,2\n")
    timed = entries("Date,Pain 0-10\n2026-01-05 00:00:00,8\n2026-01-06 21:00:00,2\n")

    assert [entry.at for entry in dated] == [None, None]
    assert [entry.at for entry in timed] == [time(0), time(21)]


def test_an_instant_is_turned_into_the_persons_own_day() -> None:
    """What was written in UTC late in the evening is of the next day where the person lives, and stays the same row."""
    text = "Date,Pain 0-10\n2026-01-05T23:30:00Z,8\n2026-01-05T23:30:00-05:00,3\n2026-01-05 23:30,1\n"

    def to_berlin(instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo("Europe/Berlin"))

    there = entries(text, options=ReaderOptions(latest=date(2026, 2, 1), to_local=to_berlin))
    here = entries(text)

    assert [(entry.day.day, entry.at and entry.at.hour) for entry in there] == [(6, 0), (6, 5), (5, 23)]
    assert [entry.source for entry in there] == [entry.source for entry in here]
    assert to_berlin(datetime(2026, 1, 5, 23, 30, tzinfo=UTC)).date() == date(2026, 1, 6)


@pytest.mark.parametrize(
    ("column", "values", "questions"),
    [
        ("Pain", ["2", "3"], ["scale"]),
        ("Pain 0-10", ["2", "3"], []),
        ("Pain", ["2/10", "3/10"], ["scale"]),
        ("Pain", ["0/10", "3/10"], []),
        ("Pain out of 10", ["2", "3"], ["scale"]),
        ("Pain out of 10", ["0", "3"], []),
        ("Pain", ["20 %", "30%"], []),
        ("Concentration", ["9"], ["scale", "good-end"]),
        ("Concentration (10 = best)", ["9"], ["scale"]),
        ("Pain", ["mild", "none"], []),
        ("Energy", ["low", "high"], ["words"]),
        ("Pain", ["red", "green"], ["words"]),
        ("Mood", ["rad", "fugly"], ["words"]),
        ("LDN", ["1", "0"], ["unit"]),
        ("LDN", ["✓", ""], ["unit"]),
        ("LDN", ["0.5", "1"], ["unit"]),
        ("LDN (mcg)", ["500"], []),
        ("LDN", ["1.5 mg"], []),
        ("Pain relief", ["9"], []),
        ("Infection", ["yes", "nein"], []),
        ("Migraine", ["TRUE", "FALSE"], []),
        ("Headache", ["yes", "no"], []),
        ("How tired were you today? (1 = not at all, 5 = extremely)", ["2", "3"], []),
        ("Did you take your LDN?", ["Yes", "No"], ["unit"]),
        ("sleep_score_delta", ["2", "-3"], []),
        ("Severity", ["2", "3"], ["about", "scale"]),
        ("Intensität (0-10)", ["2", "3"], ["about"]),
        ("Intensity", ["mild", "severe"], ["about"]),
        ("Pain severity 0-10", ["2", "3"], []),
    ],
)
def test_what_is_asked_of_a_column(column: str, values: list[str], questions: list[str]) -> None:
    """What a heading or the values leave open is asked, and nothing else."""
    rows = "".join(f'2026-01-0{number},"{value}",\n' for number, value in enumerate(values, 1))
    mapping = proposal(f"Date,{column},Note\n{rows}")

    asked = [kind for question in open_questions(mapping, ()) for kind in [question.kind]]
    assert asked == questions


def test_the_example_of_a_question_can_be_followed() -> None:
    """A scale that the values do not fit is no example, and a tick needs the amount of one."""
    text = "Date,Sleep,Did you take LDN?\n2026-01-05,32,yes\n2026-01-06,18,no\n"
    layout = sniff(text.encode(), "x.csv")
    trackers = survey_trackers(io.BytesIO(text.encode()), layout, "x.csv")
    examples = [question.example for question in open_questions(propose_mapping(layout, trackers), trackers)]

    assert examples[:2] == ["Did you take LDN?=dose:1.5 mg each", "Sleep=sleep:0-100"]
    assert {entry.value for entry in entries(text, *examples[:2]) if entry.kind == "dose"} == {"1.5", "0"}


def test_a_column_that_only_says_how_bad_becomes_what_the_person_says() -> None:
    """A log of headaches may name what it rates nowhere; left open it is kept."""
    text = "Date,Severity\n2026-01-05,7\n2026-01-06,3\n"
    trackers = survey_trackers(io.BytesIO(text.encode()), layout := sniff(text.encode(), "x.csv"), "x.csv")
    proposed = propose_mapping(layout, trackers)
    about, scale = open_questions(proposed, trackers)

    said = with_answers(proposed, (about, scale), {about.id: "pain", scale.id: "0-10"})
    kept = with_answers(proposed, (about, scale), {about.id: "own", scale.id: "0-10"})

    assert [short_text_of(rule) for rule in said.rules] == ["Date=date:year-first", "Severity=pain:0-10"]
    assert [short_text_of(rule) for rule in kept.rules] == ["Date=date:year-first", "Severity=tracker"]
    assert [entry.value for entry in entries(text, about.example)] == ["7", "3"]


def test_a_log_of_medicines_is_read_row_by_row() -> None:
    """Its names are screened as medicines are, and LDN with its amount is a dose."""
    text = "Date,Medicine,Amount,Unit\n2026-01-05,LDN,1.5,mg\n2026-01-05,Water pills,5,\n"

    assert [short_text_of(rule) for rule in proposal(text).rules][-2:] == ["LDN=dose", "Water pills=medicine"]
    assert next((entry.kind, entry.value, entry.unit) for entry in entries(text)) == ("dose", "1.5", "mg")


def test_a_table_of_numbered_days_has_no_dates() -> None:
    """The first and second day of a week are no days of a calendar."""
    with pytest.raises(AssertionError, match="no-date-column"):
        entries("Week,Day,Pain\n1,1,4\n1,2,5\n")


def test_columns_on_scales_that_nobody_said_are_one_question() -> None:
    """Columns whose values fit the same scales are asked about together."""
    mapping = proposal("Date,Pain,Fatigue,Nausea,Anxiety\n2026-01-05,7,8,9,50\n")

    assert [question.trackers for question in open_questions(mapping, ())] == [("Pain", "Fatigue", "Nausea", "Anxiety")]


def test_a_bad_cell_leaves_the_cells_on_both_sides() -> None:
    """What is wrong with one cell is named by its column, and what stands left and right of it is read."""
    content = b"Date,Pain 0-10,Fatigue 0-10,Anxiety 0-10\n2026-01-05,4,often,6\n"
    layout = sniff(content, "x.csv")
    mapping = confirmed(proposal(content.decode(), "Fatigue 0-10=fatigue:0-10"))

    items = list(read_entries(io.BytesIO(content), layout, mapping, "x.csv", options=OPTIONS))

    assert [(item.name, item.value) for item in items if isinstance(item, Entry)] == [("pain", "4"), ("anxiety", "6")]
    (problem,) = [item for item in items if not isinstance(item, Entry)]
    assert getattr(problem, "field", "") == "Fatigue 0-10"


def test_rows_that_say_the_same_are_counted() -> None:
    """Two rows that say exactly the same are one, and it is said."""
    content = b"Date,Pain 0-10\n2026-01-05,4\n2026-01-05,4\n2026-01-05,5\n"
    layout = sniff(content, "x.csv")

    items = list(
        read_entries(io.BytesIO(content), layout, confirmed(proposal(content.decode())), "x.csv", options=OPTIONS)
    )

    assert len({item.id for item in items if isinstance(item, Entry)}) == 2
    assert "[same-row]" in str(items[-1])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-8"])
def test_encodings_of_spreadsheets(encoding: str) -> None:
    """UTF-16 and UTF-8, with a byte order mark or without, are the same table."""
    text = 'Datum;"Müdigkeit 0-10"\n2026-01-05;2,5\n'

    plain = plain_stream(io.BytesIO(text.encode(encoding))).read().removeprefix(b"\xef\xbb\xbf").decode()

    assert plain.removeprefix("\ufeff") == text
    assert [entry.value for entry in entries(plain)] == ["2.5"]


def test_a_file_of_ten_million_lines_is_refused_before_it_is_read() -> None:
    """Far more lines than a life has days are refused by their number alone."""

    class Lines:
        def read(self, size: int = -1, /) -> bytes:
            return b"\n" * size

    with pytest.raises(InputRefused) as refused:
        refuse_too_many_rows(Lines(), 40_000_000, "x.csv")

    assert "[too-many-rows]" in str(refused.value)


def test_a_long_table_is_known_by_the_stem_of_its_columns() -> None:
    """Columns such as thing_name and thing_value name a tracker and its value, or the person says which do."""
    known = proposal("log_date,thing_name,thing_value\n2026-01-05,Joint pain,3\n")
    said = proposal("log_date,what,how much\n2026-01-05,Joint pain 0-10,3\n", "what=name", "how much=value")

    assert known.is_long
    assert [short_text_of(rule) for rule in said.rules if rule.target == "pain"] == ["Joint pain 0-10=pain:0-10"]


@pytest.mark.parametrize(
    ("stamps", "order"),
    [
        (("10/13/26", "10/14/26"), "month-first"),  # no month 13, and no day or month of the year 10
        (("13.10.26", "14.10.26"), "day-first"),  # 2013 and 2014 fit as well, and the year is what stays
        (("30.10.26", "31.10.26", "29.10.26"), "day-first"),
        (("26-10-13", "26-10-14"), "year-first"),
        (("1.10.26", "2.10.26", "3.10.26"), ""),
    ],
)
def test_dates_with_a_short_year_are_read_in_the_one_order_that_all_fit(stamps: tuple[str, ...], order: str) -> None:
    """A month above 12 or a day above 31 rules an order out; where two are left, what stays the same is the year."""
    (rule, *_) = proposal("Date,Pain 0-10\n" + "".join(f"{stamp},3\n" for stamp in stamps)).rules

    assert rule.order == order


def test_dates_of_two_orders_are_asked_about_and_the_question_can_be_shown() -> None:
    """A date that one of the choices cannot read stops no question."""
    text = "Date,Pain 0-10\n10/13/2026,3\n13/10/2026,3\n"
    layout = sniff(text.encode(), "x.csv")
    trackers = survey_trackers(io.BytesIO(text.encode()), layout, "x.csv")

    (question,) = open_questions(propose_mapping(layout, trackers), trackers)

    assert question.kind == "date-order"


def test_a_long_table_with_the_amount_in_a_column_of_its_own() -> None:
    """A row whose value stands in the one other column is read with it: nothing of it is lost."""
    text = (
        "Date,Symptom,Severity (0-10),Dose\n2026-01-01,Pain 0-10,3,\n2026-01-01,LDN,,1.5 mg\n2026-01-02,LDN,,skipped\n"
    )
    made = entries(text, "Severity (0-10)=value", "Symptom=name")

    assert [(entry.kind, entry.name, entry.value) for entry in made if entry.kind == "dose"] == [
        ("dose", "naltrexone", "1.5"),
        ("dose", "naltrexone", "0"),
    ]


def test_a_table_of_events_with_their_details_is_a_long_one() -> None:
    """Beside other columns the same names are columns like any other, so that none of those is left out."""
    long = proposal("Date,Time,Event,Details\n2026-01-01,22:30,LDN,1.5 mg\n2026-01-01,09:00,Infection,yes\n")
    wide = proposal("Date,Pain 0-10,Event,Details\n2026-01-01,3,Party,at home\n")

    assert long.is_long
    assert not wide.is_long
    assert "dose" in {rule.target for rule in long.rules}
    assert "pain" in {rule.target for rule in wide.rules}
