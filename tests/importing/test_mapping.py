import io
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.case_tables import by_outcome

from zonewise.importing import (
    Note,
    ReaderOptions,
    TrackerMapping,
    TrackerRule,
    confirmed,
    mapping_from_text,
    mapping_to_text,
    propose_mapping,
    read_entries,
    rules_from_arguments,
    short_text_of,
    sniff,
    with_rules,
)
from zonewise.importing.cell_values import number, to_rating
from zonewise.importing.column_names import rating_of_symptom
from zonewise.importing.dates import DATE_ORDERS
from zonewise.importing.file_sniffer import survey_trackers
from zonewise.importing.formats import FORMATS
from zonewise.importing.tracker_mapping import TARGETS
from zonewise.model.entry import RATINGS, Entry
from zonewise.problem import InputRefused, Problem

OPTIONS = ReaderOptions(latest=date(2026, 2, 1))
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(str.strip)
ends = st.lists(st.integers(-20, 120), min_size=2, max_size=2, unique=True).map(sorted)


@st.composite
def rules(draw: st.DrawFn) -> TrackerRule:
    """Any rule that a person may write."""
    target = draw(st.sampled_from(TARGETS))
    low, high = draw(ends)
    rated = target in RATINGS
    return TrackerRule(
        tracker=draw(words).strip(),
        target=target,
        category=draw(st.just("") | words),
        low=Decimal(low) if rated else None,
        high=Decimal(high) if rated else None,
        higher_is=draw(st.sampled_from(["worse", "better"])) if rated else "worse",
        unit=draw(st.sampled_from(["", "mg", "h"])) if target in ("dose", "tracker") else "",
        order=draw(st.sampled_from(["", *DATE_ORDERS])) if target == "date" else "",
        because=draw(st.just("") | words),
    )


@given(
    st.builds(
        TrackerMapping,
        st.sampled_from(["visible", "bearable", "other"]),
        st.lists(rules(), max_size=5, unique_by=lambda rule: (rule.tracker, rule.category)).map(tuple),
        st.booleans(),
    )
)
def test_a_mapping_survives_being_written_down(mapping: TrackerMapping) -> None:
    """The text of a mapping gives the same mapping again."""
    assert mapping_from_text(mapping_to_text(mapping), "mapping.yaml") == mapping


def test_a_word_with_a_comma_or_a_colon_stands_in_quotation_marks() -> None:
    """Words of a person's own may hold the signs that part a rule; a quotation mark alone is a letter."""
    for rule in ('Mood=mood:0-10:"well, but: tired" 4, good 1', 'Mood=mood:0-10:5" 4, good 1'):
        (read,) = rules_from_arguments([rule], "arguments")
        assert short_text_of(read) == rule
        assert [number for _, number in read.words] == [4, 1]


@given(rules())
def test_the_short_form_says_the_same(rule: TrackerRule) -> None:
    """The short form of a rule gives the rule again, but for its category and its reason."""
    (again,) = rules_from_arguments([short_text_of(rule)], "arguments")

    assert again == TrackerRule(
        rule.tracker, rule.target, "", rule.low, rule.high, rule.higher_is, rule.unit, rule.order
    )


def test_what_is_written_into_a_saved_mapping_answers_its_questions() -> None:
    """A question stands in the mapping until somebody writes the scale, the end or the unit beside it."""
    text = "format: other\ntrackers:\n- {tracker: Fog, target: cognition, ask: 'scale, good-end'%s}\n"

    asked, half, answered = (
        mapping_from_text(text % more, "m.yaml").rules[0].questions
        for more in ("", ", scale: 0-3", ", scale: 0-3, higher-is: better")
    )

    assert (asked, half, answered) == (("scale", "good-end"), ("good-end",), ())


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["m.yaml:1: there is nothing in it. Write keys with their values. [empty-file]"]),
        (
            "a: [",
            [
                "m.yaml:2: this is not YAML: did not find expected node content. "
                "Write 'key: value'; quote a text with a colon in it. [not-yaml]"
            ],
        ),
        ("[" * 3000, ["m.yaml:1: lists and keys are nested 33 deep. Nest at most 32. [too-deep]"]),
        (
            "format: visable\ntrackers: []\n",
            [
                "m.yaml:1: 'format' is 'visable'. Did you mean 'visible'? "
                f"Known: {', '.join(known.name for known in FORMATS)}. [mapping-value]"
            ],
        ),
        (
            "format: other\nconfirmed: perhaps\ncolour: red\ntrackers:\n- tracker: A\n  traget: pain\n",
            [
                "m.yaml:2: 'confirmed' is 'perhaps'. Known: yes, true, no, false. [mapping-value]",
                "m.yaml:3: 'colour' is not a key of the file. Known: format, confirmed, trackers. [unknown-key]",
                "m.yaml:5: 'target' is missing. Each rule has a tracker and a target. [missing-key]",
                "m.yaml:6: 'traget' is not a key of a tracker's rule. Did you mean 'target'? Known: tracker, target, "
                "category, scale, higher-is, words, unit, date-order, time, most, because, ask. [unknown-key]",
            ],
        ),
        (
            "format: visible\ntrackers:\n- {tracker: A, target: pain, scale: 3-0}\n- {tracker: B, target: pain}\n"
            "- {tracker: C, target: pian}\n- {tracker: D, target: ignore}\n- {tracker: D, target: ignore}\n"
            "- {tracker: E, target: pain, scale: 0-3, higher-is: beter}\n- {tracker: F, tracker: G, target: ignore}\n",
            [
                "m.yaml:3: The scale is '3-0'. Write its lowest and highest value, such as 0-3. [mapping-scale]",
                "m.yaml:4: 'B' is to become the rating pain and its scale is missing. Write it like 'B=pain:0-3', "
                "and ':higher-is-better' when the top is good. [mapping-scale]",
                "m.yaml:5: 'C' is to become 'pian', which is not known. Did you mean 'pain'? Targets are "
                + ", ".join(TARGETS)
                + ". [mapping-target]",
                "m.yaml:7: 'D' is there twice. Keep one rule. [repeated-tracker]",
                "m.yaml:8: 'higher-is' is 'beter'. Did you mean 'better'? Known: worse, better. [mapping-value]",
                "m.yaml:9: the key 'tracker' stands here a second time (first in line 9). Keep one of the two. "
                "[repeated-key]",
            ],
        ),
        (
            "format: visible\ntrackers: [Headache]\n",
            ["m.yaml:2: a tracker's rule is missing or is not a mapping. Write keys and values. [map-needed]"],
        ),
        (
            "format: visible\n",
            ["m.yaml: 'trackers' is missing or is not a list. Write a list with '- '. [list-needed]"],
        ),
    ],
    ids=[
        "empty",
        "no yaml",
        "endless nesting",
        "format",
        "unknown keys",
        "rules",
        "a rule that is a word",
        "no trackers",
    ],
)
def test_a_mapping_that_cannot_be_followed(text: str, messages: list[str]) -> None:
    """Every fault of a mapping is named with its line."""
    with pytest.raises(InputRefused) as refused:
        mapping_from_text(text, "m.yaml")

    assert [str(problem) for problem in refused.value.problems] == messages


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        (
            "Headache",
            "'Headache' is not a rule. Write what it becomes, such as 'Headache=pain:0-3'. [mapping-rule]",
        ),
        (
            "Mood=mood:1-10:higher-is-beter",
            "'higher-is-beter' after 'Mood' is not understood. Did you mean 'higher-is-better'? "
            "A scale is written like 0-3. [mapping-rule]",
        ),
    ],
)
def test_a_short_rule_that_cannot_be_followed(argument: str, message: str) -> None:
    """A rule on the command line that is not understood is named as it was typed."""
    with pytest.raises(InputRefused) as refused:
        rules_from_arguments(["Fever=immune:0-3", argument], "--map")

    assert str(refused.value) == f"--map: {message}"


scales = st.tuples(ends, st.integers(0, 100), st.sampled_from(["worse", "better"]))


@given(scales)
def test_a_scale_is_stretched_as_fractions_say(case: tuple[list[int], int, str]) -> None:
    """A rating is the exact share of the scale, from the good end to the bad one, to a hundredth."""
    (low, high), percent, direction = case
    value = Decimal(low) + Decimal(high - low) * percent / 100

    rating = to_rating(value, Decimal(low), Decimal(high), "better" if direction == "better" else "worse")

    exact = Fraction(percent, 10) if direction == "worse" else 10 - Fraction(percent, 10)
    assert abs(Fraction(rating) - exact) <= Fraction(1, 200)
    assert number(rating, "it") == Decimal(rating)
    assert not rating.endswith(".0")


def _of(content: bytes, *rules: str) -> list[Entry]:
    return [entry for entry in _read(content, *rules) if isinstance(entry, Entry)]


def _read(content: bytes, *rules: str) -> list[Entry | Problem | Note]:
    layout = sniff(content, "x.csv")
    mapping = with_rules(
        propose_mapping(layout, survey_trackers(io.BytesIO(content), layout, "x.csv")),
        rules_from_arguments(rules, "arguments"),
    )
    return list(read_entries(io.BytesIO(content), layout, confirmed(mapping), "x.csv", options=OPTIONS))


def test_the_person_has_the_last_word() -> None:
    """What a person says about a tracker replaces what was proposed, in every category."""
    row = b"observation_date,tracker_name,tracker_category,observation_value\n2026-01-01,Sleep,Sleep,2\n"

    (kept,), (good,), (bad,) = (_of(row), _of(row, "sleep=sleep:0-3:higher-is-better"), _of(row, "Sleep=sleep:0-3"))

    assert (kept.kind, kept.name, kept.value, kept.unit) == ("tracker", "Sleep", "2", "0-3")
    assert [(entry.kind, entry.value) for entry in (good, bad)] == [("rating", "3.33"), ("rating", "6.67")]


def test_the_day_or_the_month_first_as_the_person_says() -> None:
    """The same date is another day when the person says that the month comes first."""
    content = b"Date,Pain 0-10\n03/04/2025,3\n"

    days = [_of(content, f"Date=date:{order}")[0].day for order in ("day-first", "month-first")]

    assert days == [date(2025, 4, 3), date(2025, 3, 4)]


def test_a_tracker_without_a_rule_is_kept_and_said() -> None:
    """A tracker that turns up behind what was surveyed is kept under its own name."""
    content = b"observation_date,tracker_name,tracker_category,observation_value\n2026-01-01,Headache,Brain,2\n"
    layout = sniff(content, "v.csv")

    entry, note = read_entries(io.BytesIO(content), layout, propose_mapping(layout, ()), "v.csv", options=OPTIONS)

    assert isinstance(entry, Entry)
    assert (entry.kind, entry.name, entry.value) == ("tracker", "Headache", "2")
    assert str(note) == "v.csv: 1 trackers have no rule and are kept under their own names: 'Headache' (1). [own-name]"


def test_values_off_the_known_scale_are_not_proposed_as_ratings() -> None:
    """A Visible symptom with a 4 is not on 0-3, so it is kept under its own name until the person gives the scale."""
    rows = b"2026-01-01,Headache,Brain,2\n2026-01-02,Headache,Brain,4\n"

    entries = _of(b"observation_date,tracker_name,tracker_category,observation_value\n" + rows)

    assert [entry.kind for entry in entries] == ["tracker", "tracker"]


def test_a_survey_counts_and_bounds_the_values() -> None:
    """What is seen of a tracker: how many values, from where to where, and how many are no numbers."""
    content = b'Date,Pain,Note\n2026-01-01,2,\n2026-01-02,"7,5",x\n2026-01-03,bad,x\n2026-01-04,3,\n2026-01-05,,\n'

    summaries = {
        summary.tracker: summary for summary in survey_trackers(io.BytesIO(content), sniff(content, "x.csv"), "x.csv")
    }

    pain, note = summaries["Pain"], summaries["Note"]
    assert (pain.count, pain.lowest, pain.highest, pain.other_values) == (4, 2, Decimal("7.5"), 1)
    assert pain.samples == ("2", "7,5", "bad", "3")
    assert (note.count, note.lowest, note.highest, note.other_values) == (2, None, None, 2)


@pytest.mark.parametrize(
    ("name", "rating"),
    by_outcome({
        "pain": ["Headache", "Muscle aches"],
        "": ["Chest pain", "Lightheadedness", "Emotionally stressful", "Sleep", "Painting", "Moody song"],
        "sensory": ["Light sensitivity"],
        "cognition": ["Brain fog"],
        "immune": ["Diarrhoea", "Itching"],
        "laxity": ["Subluxations"],
        "sleep": ["Trouble sleeping"],
    }),
)  # fmt: skip
def test_symptom_names(name: str, rating: str) -> None:
    """A symptom goes to a domain only when its name clearly says so."""
    assert rating_of_symptom(name) == rating


@pytest.mark.parametrize(
    ("heading", "values", "doses"),
    [
        ("LDN (mcg)", ["500", "500"], ["0.5", "0.5"]),
        ("LDN [\u00b5g]", ["500", "1500"], ["0.5", "1.5"]),
        ("ldn_mg", ["1", "2"], ["1", "2"]),
        ("LDN", ["0.5", "1"], []),
        ("LDN", ["1 mg", "2 mg"], ["1", "2"]),
        ("LDN (1 mg/mL), mL", ["0.5", "1"], ["0.5", "1"]),
        ("LDN", ["1", "0"], []),
        ("LDN", ["1", "2"], []),
        ("LDN", ["0", "3"], []),
        ("LDN", ["500", "1500"], []),
        ("LDN", ["62.5", "125"], []),
        ("LDN", ["yes", "no"], []),
        ("LDN 4.5 mg", ["1", "0"], []),
    ],
)
def test_a_column_of_naltrexone_is_a_dose_where_its_unit_shows(
    heading: str, values: list[str], doses: list[str]
) -> None:
    """Ticks, capsules and micrograms without a unit never become milligrams; nothing is read until somebody says."""
    rows = "".join(f'2026-01-0{number},"{value}"\n' for number, value in enumerate(values, 1))

    items = _of(f'Date,"{heading}"\n{rows}'.encode())

    assert [item.value for item in items] == doses
    assert all(item.kind == "dose" for item in items)


def test_the_unit_of_a_heading_and_that_of_a_rule_must_agree() -> None:
    """A rule in mg for a column in mcg is refused instead of being a thousand times the dose."""
    items = _read(b"Date,LDN (mcg)\n2026-01-01,500\n", "LDN (mcg)=dose:mg")

    assert [item.code for item in items if isinstance(item, Problem)] == ["dose-unit"]


def test_naltrexone_without_a_unit_is_no_dose() -> None:
    """An amount of LDN without a unit is kept as it is until the person says that it is in mg."""
    content = b"date,time of day,category,rating/amount,detail,notes\n1st Jan 2026,22:00,Meds/Supplements,1.5,LDN,\n"

    (kept,), (dose,) = _of(content), _of(content, "LDN=dose:mg")

    assert (kept.kind, kept.name, kept.value) == ("tracker", "LDN", "1.5")
    assert (dose.kind, dose.name, dose.value, dose.unit) == ("dose", "naltrexone", "1.5", "mg")


def test_a_symptom_never_becomes_a_sign_by_itself() -> None:
    """A grade is recorded only when the person mapped the tracker to a sign, and zero is no sign."""
    rows = b"2026-01-01,Nausea,Gastrointestinal,2\n2026-01-02,Nausea,Gastrointestinal,0\n"
    content = b"observation_date,tracker_name,tracker_category,observation_value\n" + rows

    assert [entry.kind for entry in _of(content)] == ["rating", "rating"]
    assert [(entry.kind, entry.value) for entry in _of(content, "Nausea=sign")] == [("sign", "2")]
