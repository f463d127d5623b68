"""The list of medicines: what each is, since when, and what has to be answered."""

from datetime import date, time, timedelta

import pytest
from tests.conftest import MIDDAY_ZONE

from zonewise.problem import InputRefused
from zonewise.report.explanations import question_words
from zonewise.services.base.clock import local_now
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.base.new_entry import InputSource
from zonewise.services.base.protocols import load_protocol
from zonewise.services.recording.answers import answer
from zonewise.services.recording.medicines import begin_medicine, end_medicine, finding_of, medicine_list, names_so_far


def today() -> date:
    """The date on the wall clock of the fixture's zone."""
    return local_now(MIDDAY_ZONE).date()


def test_the_most_cautious_finding_stands_first(diary: Diary) -> None:
    """An opioid before what is not known before what is harmless, each with its day."""
    for name in ("cetirizine 10 mg", "zorblax", "tramadol 50 mg"):
        begin_medicine(diary, name, since=None)
    result = medicine_list(diary)

    assert [item.finding.finding for item in result.taken] == ["opioid", "not-recognised", "harmless"]
    assert [item.started for item in result.taken] == [today()] * 3
    assert result.action == "stop-and-call"
    assert "tramadol" in result.because[0]


def test_what_is_not_recognised_is_asked_until_it_is_answered(diary: Diary) -> None:
    """Its question names it; an answer given after it was written down settles it."""
    begin_medicine(diary, "zorblax", since=None)
    (asked,) = medicine_list(diary).ask
    assert (asked.fact, "zorblax" in question_words(asked, load_protocol().rule_set)) == ("opioid", True)

    answer(diary, {"opioid": "none"}, day=None)
    assert medicine_list(diary).ask == ()


def test_a_medicine_ends_goes_and_is_planned(diary: Diary) -> None:
    """Stopped, taken once in the past, or to begin: each stands in its own part."""
    begin_medicine(diary, "cetirizine", since=today() - timedelta(days=9))
    end_medicine(diary, "cetirizine", None)
    begin_medicine(diary, "codeine", since=today() - timedelta(days=40), until=today() - timedelta(days=40))
    begin_medicine(diary, "amoxicillin", since=today() + timedelta(days=5))
    result = medicine_list(diary)

    assert result.taken == ()
    assert [item.name for item in result.coming] == ["amoxicillin"]
    assert [(item.name, item.stopped) for item in result.past] == [
        ("cetirizine", today()),
        ("codeine", today() - timedelta(days=40)),
    ]


@pytest.mark.parametrize(
    ("name", "days", "code", "field"), [("", None, "", "name"), ("x", -1, "", "until"), ("x", None, "QQ", "code")]
)
def test_what_cannot_be_is_refused_at_its_field(
    diary: Diary, name: str, days: int | None, code: str, field: str
) -> None:
    """No name, an end before the beginning, a code that is none: nothing is stored."""
    before = len(all_entries(diary))
    until = None if days is None else today() + timedelta(days=days)
    with pytest.raises(InputRefused) as refused:
        begin_medicine(diary, name, since=None, until=until, code=code)

    assert [problem.field for problem in refused.value.problems] == [field]
    assert len(all_entries(diary)) == before


def test_an_answer_later_on_the_same_day_is_about_it(diary: Diary) -> None:
    """A medicine begun today carries the time, so that an answer given this morning is not taken for it."""
    answer(diary, {"opioid": "none"}, day=None)
    entry = begin_medicine(diary, "zorblax", since=today())

    assert isinstance(entry.at, time)
    assert [item.fact for item in medicine_list(diary).ask] == ["opioid"]


def test_names_and_findings_need_no_diary() -> None:
    """What is typed finds names; a name gives its finding and stores nothing."""
    assert "tramadol" in [item.name for item in names_so_far(load_protocol(), "tram")]
    assert finding_of(load_protocol(), "Tylenol 3").finding == "opioid"
    assert finding_of(load_protocol(), "zorblax").finding == "not-recognised"


def test_start_and_stop_sent_twice_count_once(diary: Diary) -> None:
    """A medicine with its last day is two entries of one telling; sent again it adds nothing."""
    hand = InputSource("web", "3f2b8c1e-5d0f-4a9e-9b1d-2c7a64e0f111")
    first, last = today() - timedelta(days=20), today() - timedelta(days=12)
    for _ in range(2):
        begin_medicine(diary, "codeine", since=first, until=last, hand=hand)

    kept = [(entry.day, entry.value) for entry in all_entries(diary) if entry.kind == "medicine"]
    assert kept == [(first, "start"), (last, "stop")]
