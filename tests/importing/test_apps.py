"""What the apps' own definitions say of a scale, a good end or an amount is used, and nothing else is guessed."""

import io

import pytest

from zonewise.importing import (
    formats,
    propose_mapping,
    rules_from_arguments,
    sniff,
    survey_trackers,
    with_rules,
)
from zonewise.importing.daylio import LEVELS, RENAMED
from zonewise.importing.questions import open_questions
from zonewise.importing.tracker_mapping import without_open_questions
from zonewise.problem import InputRefused

from .exports import items_of, mapping_of, short

BEARABLE = "date,weekday,time of day,category,rating/amount,detail,notes\n"
DAYLIO = "full_date,date,weekday,time,mood,activities,note_title,note\n"
LOOP = "Date,LDN,Pain,\n"


def test_little_energy_in_bearable_is_much_fatigue_whatever_else_the_file_holds() -> None:
    """A month without a value above five is on the same scale as any other month."""
    low = short(items_of(BEARABLE + "5th Jan 2026,Mon,pm,Energy,1,,\n"))
    with_high = short(items_of(BEARABLE + "5th Jan 2026,Mon,pm,Energy,1,,\n6th Jan 2026,Tue,pm,Energy,9,,\n"))

    assert low == ["01-05 rating fatigue 10"]
    assert with_high == ["01-05 rating fatigue 10", "01-06 rating fatigue 1.11"]


@pytest.mark.parametrize(
    ("rating", "word", "fatigue"),
    [
        ("5", "Great", "0"), ("3", "OK", "5"), ("", "Poor", "7.5"),
        ("3", "", "7.78"), ("3", "Great", "7.78"), ("9", "Great", "1.11"),
    ],
)  # fmt: skip
def test_energy_is_on_five_steps_only_where_the_word_beside_it_is_that_step(
    rating: str, word: str, fatigue: str
) -> None:
    """The words of 2020 and 2021 name the five steps; a word that does not fit its number is from a longer scale."""
    assert short(items_of(BEARABLE + f"5th Jan 2026,Mon,pm,Energy,{rating},{word},\n")) == [
        f"01-05 rating fatigue {fatigue}"
    ]


@pytest.mark.parametrize(
    ("rating", "detail", "entry"),
    [
        ("Menstrual", "Bleeding level (Heavy)", "event period"),
        ("Follicular", "Bleeding level (Light)", "event period"),
        ("Menstrual", "", "event period"),
        ("Menstrual", "Bleeding level (None)", "tracker Cycle Menstrual"),
        ("Luteal", "", "tracker Cycle Luteal"),
        ("", "Spotting", "tracker Cycle Spotting"),
    ],
)
def test_a_day_with_bleeding_is_a_period_and_a_phase_alone_is_kept(rating: str, detail: str, entry: str) -> None:
    """No phase of the cycle is lost, and none but bleeding counts as a period."""
    assert short(items_of(BEARABLE + f"5th Jan 2026,Mon,,Period,{rating},{detail},\n")) == [f"01-05 {entry}"]


def test_a_measurement_off_its_scale_is_no_rating() -> None:
    """Hours of migraine, steps and a pain of 40 move no zone."""
    rows = "".join(
        f"5th Jan 2026,Mon,,Health measurements,{value},{detail},\n"
        for value, detail in (("6", "Migraine (hours)"), ("40", "Pain (0-10)"), ("3", "Fatigue (%)"))
    )

    assert {entry.split()[1] for entry in short(items_of(BEARABLE + rows))} == {"tracker"}


def test_words_without_a_number_are_no_rating_in_bearable() -> None:
    """What was felt is kept, and the rest of the file goes in."""
    assert short(items_of(BEARABLE + "5th Jan 2026,Mon,pm,Mood,,Calm | Hopeful,\n6th Jan 2026,Tue,pm,Mood,10,,\n")) == [
        "01-05 tracker Mood in words Calm | Hopeful", "01-06 rating mood 0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("category", "rating", "detail", "entry"),
    [
        ("Meds/Supplements", "1.5", "LDN (mg)", "dose naltrexone 1.5"),
        ("Meds/Supplements", "1", "LDN (4.5mg)", "tracker LDN 1"),
        ("Meds/Supplements", "1", "LDN", "tracker LDN 1"),
        ("Factors", "", "LDN - 1.5mg", "dose naltrexone 1.5"),
    ],
)
def test_naltrexone_is_a_dose_wherever_it_shows_its_unit(category: str, rating: str, detail: str, entry: str) -> None:
    """How many of what is asked about where the file does not say it, in whichever category it stands."""
    text = BEARABLE + f"5th Jan 2026,Mon,pm,{category},{rating},{detail},\n"

    assert short(items_of(text)) == [f"01-05 {entry}"]
    if entry.startswith("tracker"):
        assert [question.kind for question in open_questions(mapping_of(text), ())] == ["unit"]


@pytest.mark.parametrize(("word", "level"), sorted(LEVELS.items()))
def test_the_moods_that_daylio_ships_are_five_steps(word: str, level: str) -> None:
    """Each word of each language is its step, written large or small."""
    rating = {"5": "0", "4": "2.5", "3": "5", "2": "7.5", "1": "10"}[level]

    assert short(items_of(f"{DAYLIO}2026-01-05,Jan 5,Mon,21:00,{word.upper()},,,\n"))[0] == (
        f"01-05 rating mood {rating}"
    )


def test_moods_with_names_of_ones_own_are_asked_in_one_question() -> None:
    """What a person calls a mood is no number before the person says so; then it counts."""
    rows = ("2026-01-05,Jan 5,Mon,9:00\u202fPM,volcanic,,,\n", "2026-01-06,Jan 6,Tue,21:00,good,,,\n")
    text = DAYLIO + "".join(rows) + "2026-01-07,Jan 7,Wed,21:00,cloudy,,,\n"
    mapping = mapping_of(text)
    said = with_rules(mapping, rules_from_arguments([f"{RENAMED}=mood:0-10:volcanic 8, cloudy 5"], "--map"))

    assert [question.kind for question in open_questions(mapping, ())] == ["words"]
    assert short(items_of(text, mapping=without_open_questions(mapping))) == [
        f"01-05 tracker {RENAMED} volcanic", "01-06 rating mood 2.5", f"01-07 tracker {RENAMED} cloudy",
    ]  # fmt: skip
    assert short(items_of(text, mapping=said)) == [
        "01-05 rating mood 8",
        "01-06 rating mood 2.5",
        "01-07 rating mood 5",
    ]


def test_a_scale_of_daylio_is_asked_about_where_it_does_not_say_what_it_is() -> None:
    """A top alone leaves open whether 0 or 1 is the lowest; a zero shows it, of ten as of five."""
    header = DAYLIO.replace("activities,", "activities,scales,")
    text = header + "2026-01-05,Jan 5,Mon,21:00,good,,Pain:\u00a07/10 | Energy: 2/5,,\n"

    assert short(items_of(text)) == ["01-05 rating mood 2.5", "01-05 tracker Pain 7/10", "01-05 tracker Energy 2/5"]
    assert short(items_of(text + "2026-01-06,Jan 6,Tue,21:00,good,,Pain: 0/10,,\n"))[1] == "01-05 rating pain 7"


def test_amounts_of_loop_are_thousandths_and_never_milligrams_by_themselves() -> None:
    """4500 in Loop's table is 4.5 of something; that it is milligrams has to stand in the habit's name."""
    assert short(items_of(LOOP + "2026-01-05,4500,2,\n2026-01-04,3000,-1,\n")) == [
        "01-05 tracker LDN 4.5", "01-05 tracker Pain yes", "01-04 tracker LDN 3",
    ]  # fmt: skip
    assert short(items_of("Date,LDN (mg),\n2026-01-05,4500,\n2026-01-04,-1,\n")) == ["01-05 dose naltrexone 4.5"]


def test_scores_of_loop_are_no_ratings() -> None:
    """Loop's score of a habit called Pain says how strong the habit is."""
    assert short(items_of(LOOP + "2026-01-05,0.0000,0.2557,\n")) == [
        "01-05 tracker LDN, score in Loop 0.0000", "01-05 tracker Pain, score in Loop 0.2557",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Date,Infection,Vaccine\n2026-01-05,1,0\n",
        "Date,Pain,Fatigue,\n2026-01-05,3,5,\n2026-01-06,4,6,\n",
        "Date,Pain,\n2026-01-05,7.5,\n",
    ],
)
def test_a_sheet_of_ones_own_is_not_taken_for_loop(text: str) -> None:
    """Plain numbers under a date, also with an empty column at the end, are a table of no app."""
    assert mapping_of(text).format == "other"


def test_a_duration_is_no_rating_whatever_it_is_called() -> None:
    """How long a headache lasted is not how bad it was, and that is said."""
    text = "FeatureName,Timestamp,Value,Label,Note\nHeadache,2026-01-05T21:30:41Z,1:10:00,,\n"

    assert short(items_of(text)) == ["01-05 tracker Headache 1:10:00"]
    assert [rule.because for rule in mapping_of(text).rules] == ["a duration is no rating"]


def test_rows_of_several_people_are_no_diary() -> None:
    """A table of a study holds many people; the first row of another person is named."""
    header = "user_id,checkin_date,trackable_type,trackable_name,trackable_value\n"
    rows = "a,2026-01-05,Symptom,Headache,3\nb,2026-01-05,Symptom,Headache,1\n"

    assert short(items_of(header + rows)) == ["01-05 rating pain 7.5", "[several-people]"]


def test_moods_off_the_scale_of_emoods_are_asked_about() -> None:
    """A sheet of one's own that is called like eMoods' is not read on its scale."""
    text = "Date,Depressed,Anxiety,Elevated\n2026-01-05,7,2,0\n"

    assert short(items_of(text)) == [
        "01-05 tracker Depressed 7", "01-05 tracker Anxiety 2", "01-05 tracker Elevated 0",
    ]  # fmt: skip
    assert {question.kind for question in open_questions(mapping_of(text), ())} == {"scale"}


def test_a_nap_is_no_night() -> None:
    """The score of a nap is kept under its own name."""
    header = "Cycle start time,Cycle end time,Wake onset,Sleep performance %,Nap\n"
    rows = (
        "2026-01-04 23:00:00,2026-01-05 22:00:00,2026-01-05 07:00:00,80,false\n"
        "2026-01-04 23:00:00,2026-01-05 22:00:00,2026-01-05 15:00:00,9,true\n"
    )

    assert short(items_of(header + rows)) == [
        "01-05 rating sleep 2", "01-05 tracker Nap false",
        "01-05 tracker Sleep performance % of a nap 9", "01-05 tracker Nap of a nap true",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "day"), [("2026-01-04 22:37:00", "01-05"), ("2026-01-05 00:40:00", "01-05"), ("2026-01-05", "01-05")]
)
def test_an_answer_of_whoop_belongs_to_the_day_after_the_night(start: str, day: str) -> None:
    """A cycle begins with the night, before midnight or after it."""
    text = f"Cycle start time,Cycle end time,Cycle timezone,Question text,Answered yes,Notes\n{start},,UTC,Ill?,true,\n"

    assert short(items_of(text)) == [f"{day} tracker Ill? yes"]


def test_a_report_of_garmin_over_a_year_is_refused_with_the_way_out() -> None:
    """Weeks are no days; which report to choose is said."""
    with pytest.raises(InputRefused, match="four weeks"):
        mapping_of('Date,Avg Score,Avg Quality,Avg Duration\n"Nov 1-7",65,Fair,6h\n')


def test_a_month_of_emoods_without_a_none_is_asked_about() -> None:
    """From 1 to 3 may be mild to severe, or none to moderate as in a backup."""
    text = "Date,Depressed,Elevated,Irritability,Anxiety\n2026-01-05,2,1,1,3\n"
    questions = [rule.questions for rule in mapping_of(text).rules if rule.tracker in ("Depressed", "Anxiety")]

    assert questions == [("scale",), ("scale",)]
    assert {rule.scale for rule in mapping_of(text.replace("2,1,1,3", "2,0,1,3")).rules} == {"0-3", ""}


@pytest.mark.parametrize(
    ("head", "row", "most"),
    [
        ("FeatureName,Timestamp,Value,Label,Note\n", "{name},2026-01-0{day}T21:00:00,{number},,\n", 7),
        (DAYLIO.replace("activities", "activities,scales"), "2026-01-0{day},x,x,21:00,good,,{name}: {number},,\n", 7),
        ("date,name,value\n", "2026-01-0{day},{name},{number}\n", 12),
    ],
    ids=["Track & Graph", "Daylio", "sheet"],
)
def test_no_file_asks_more_than_a_tired_person_answers(head: str, row: str, most: int) -> None:
    """Whatever a person tracks; what is not asked about is kept, the first trackers are asked."""
    names = [
        *("Mood", "Sleep", "Concentration", "Memory", "Cognition", "Thinking"),
        *("Immune", "Pain", "LDN", "Severity"),
    ]
    values = ((day, name, day + number) for number, name in enumerate(names) for day in (1, 2, 3))
    text = head + "".join(row.format(day=day, name=name, number=number) for day, name, number in values)

    content = text.encode()
    layout = sniff(content, "x.csv")
    trackers = survey_trackers(io.BytesIO(content), layout, "x.csv")
    questions = open_questions(propose_mapping(layout, trackers), trackers)

    assert 4 < len(questions) <= most
    assert ("good-end", ("Mood",)) in [(question.kind, question.trackers) for question in questions]


def test_a_night_of_garmin_may_have_a_plain_date() -> None:
    """The name of the report stands above the days, or `Date` does."""
    text = "Date,Score,Body Battery,Quality,Duration,Bedtime,Wake Time\n2026-01-05,80,--,Good,7h,23:10,6:50\n"

    assert short(items_of(text))[0] == "01-05 rating sleep 2"


def test_a_row_number_before_the_columns_of_an_app_is_no_obstacle() -> None:
    """Whoever opened an export with another program may have saved one."""
    text = ",observation_date,tracker_name,tracker_category,observation_value\n0,2026-01-05,Headache,Pain,3\n"

    assert short(items_of(text)) == ["[layout]", "[layout]", "01-05 rating pain 10"]


def test_a_period_of_sleep_is_no_period() -> None:
    """Oura numbers the periods of a night."""
    text = (
        "bedtime_end,bedtime_start,day,efficiency,period\n2026-01-05T07:00:00Z,2026-01-04T23:00:00Z,2026-01-05,90,1\n"
    )

    assert short(items_of(text)) == [
        "01-05 tracker bedtime_start 2026-01-04T23:00:00Z", "01-05 tracker efficiency 90", "01-05 tracker period 1",
    ]  # fmt: skip


def test_daylio_without_its_first_line_is_daylio() -> None:
    """A day in digits, the same in words, a weekday and a time are its columns."""
    rows = '2026-01-05,5 de enero,lunes,21:10,mal,"walk",""\n2026-01-04,4 de enero,domingo,9:03,good,"",""\n'

    assert short(items_of(rows))[1:] == ["01-05 rating mood 7.5", "01-05 tracker walk yes", "01-04 rating mood 2.5"]


def test_daily_scores_of_oura_that_are_not_of_sleep_are_no_nights() -> None:
    """Readiness has the same columns as sleep; what it is made of tells."""
    rows = 'a;{"hrv_balance": 80};2026-01-05;71;2026-01-05T00:00:00Z\n'

    assert mapping_of("id;contributors;day;score;timestamp\n" + rows).format == "other"
    assert mapping_of("id;contributors;day;score;timestamp\n" + rows.replace("hrv_balance", "restfulness")).format == (
        "oura-sleep"
    )


def test_no_app_takes_the_file_of_another() -> None:
    """The columns that one app reads are claimed by no other one that stands before it."""
    for known in formats.FORMATS[:-1]:
        if known.columns_read and known.identify(known.columns_read):
            assert formats.format_of(known.columns_read) is known, known.name
