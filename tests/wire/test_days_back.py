"""Days and answers go out as FHIR and come back: nothing lost, nothing invented, nothing twice."""

import copy
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.fhir.chart_reader import read_chart
from zonewise.fhir.content import Answer, RatedDay
from zonewise.fhir.health import questionnaire_response, rated_day
from zonewise.model.entry import RATINGS, Entry, in_force
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary, add_entries, all_entries, new_id
from zonewise.services.importing.import_file import ImportResult
from zonewise.services.importing.import_link import FetchedChart, import_chart
from zonewise.services.importing.proposal import ImportOptions
from zonewise.services.recording.answers import answer
from zonewise.services.recording.medicines import begin_medicine
from zonewise.services.sharing.share_choice import PARTS, ShareChoice
from zonewise.services.sharing.shared_content import preview_share

ALL = ShareChoice(frozenset(PARTS), "Ann Example")
DAY = date(2026, 3, 2)
POINTS = st.sampled_from([Decimal(number) / 2 for number in range(21)])


@pytest.fixture
def diary(lived_copy: Path) -> Diary:
    """Return a diary of five weeks with a medicine, an allergy, half points, a day without a dose and an odd one."""
    diary = Diary(str(lived_copy))
    begin_medicine(diary, "ibuprofen 200 mg", since=None)
    answer(diary, {"hypersensitivity": "yes", "danger_sign": "none", "side_effects": "none"}, day=None)
    return diary


def taken_in(place: Path, content: bytes) -> tuple[Diary, ImportResult]:
    """Take a document into a diary."""
    diary = Diary(str(place))
    return diary, import_chart(diary, FetchedChart(content), ImportOptions())


def without_zone(day: RatedDay) -> tuple[date, dict[str, Decimal], Decimal | None]:
    """Return what a person wrote of a day; its zone is worked out from it."""
    return day.day, dict(day.ratings), day.dose_mg


def test_shared_taken_in_and_shared_again_it_is_the_same(diary: Diary, tmp_path: Path) -> None:
    """Each rating, dose, answer and medicine comes back to the letter, and no entry that was in none of them."""
    shared = preview_share(diary, ALL)
    other, done = taken_in(tmp_path / "new.sqlite", shared.content)
    again = preview_share(other, ALL).diary

    assert list(map(without_zone, again.days)) == list(map(without_zone, shared.diary.days))
    assert len(again.days) == 35
    for part in ("health", "answers"):
        assert set(getattr(again, part)) == set(getattr(shared.diary, part)), part
    assert len(again.answers) + len(again.health) >= 9
    assert again.medicines == shared.diary.medicines
    kinds = {entry.kind for entry in all_entries(other)}
    assert kinds == {"rating", "dose", "answer", "medicine"}
    assert done.added == len(all_entries(other))
    assert taken_in(tmp_path / "new.sqlite", shared.content)[1].added == 0
    assert "35 days and " in " ".join(note.text for note in done.notes)


def test_into_the_same_diary_nothing_counts_twice(diary: Diary) -> None:
    """Days that are there stay as they are: no dose is doubled and no rating is another one."""
    before = preview_share(diary, ALL)
    _, done = taken_in(Path(diary.place), before.content)

    assert done.by_kind.get("dose", 0) == done.by_kind.get("rating", 0) == done.by_kind.get("answer", 0) == 0
    assert preview_share(diary, ALL).diary.days == before.diary.days


def test_an_answer_given_since_stands(diary: Diary, tmp_path: Path) -> None:
    """A document of yesterday does not answer over what was answered today; an older answer is taken over."""
    shared = preview_share(diary, ALL)
    place = tmp_path / "new.sqlite"
    today = utc_now().date()
    add_entries(Diary(str(place)), [
        Entry(new_id(), today + timedelta(days=1), None, "answer", "opioid", "current"),
        Entry(new_id(), today - timedelta(days=300), None, "answer", "liver", "raised"),
    ])  # fmt: skip
    other, _ = taken_in(place, shared.content)
    answers = {entry.name: entry.value for entry in in_force(all_entries(other)) if entry.kind == "answer"}

    assert answers["opioid"] == "current"
    assert answers["liver"] == "none"


def changed(content: bytes, kind: str, **values: Any) -> bytes:
    """Return a document with something else in the first resource of a kind."""
    whole = json.loads(content)
    resource = next(one["resource"] for one in whole["entry"] if one["resource"]["resourceType"] == kind)
    resource.update(copy.deepcopy(values))
    return json.dumps(whole).encode()


def test_a_prescribers_word_in_a_document_opens_nothing(diary: Diary, tmp_path: Path) -> None:
    """What a doctor said is told anew; that a document says so is not enough."""
    response = questionnaire_response(
        (Answer("clinician_said", "What did they say?", "continue", "go on", DAY),), "2026-03-02T00:00:00Z", {}
    )
    content = changed(preview_share(diary, ALL).content, "QuestionnaireResponse", **response)
    other, _ = taken_in(tmp_path / "new.sqlite", content)

    assert "clinician_said" not in {entry.name for entry in all_entries(other)}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("QuestionnaireResponse", {"questionnaire": "https://other.example.org/questions"}),
        ("QuestionnaireResponse", {"item": [{"linkId": "opioid", "answer": [{"valueString": "none (2 March)"}]}]}),
        ("Observation", {"code": {"coding": [{"system": "http://loinc.org", "code": "check-in"}]}}),
        ("Observation", {"effectiveDateTime": "yesterday"}),
        ("Observation", {"component": [{"valueQuantity": {"value": True}}, "x", {"code": {"coding": 4}}]}),
    ],
)
def test_what_is_not_ours_is_passed_over(diary: Diary, kind: str, values: dict[str, Any]) -> None:
    """Questions and observations of others, and what is no whole one of ours, become nothing."""
    shared = preview_share(diary, ALL)
    whole, less = read_chart([shared.content]), read_chart([changed(shared.content, kind, **values)])

    assert (len(less.days), len(less.told)) == (
        (len(whole.days), 0) if kind == "QuestionnaireResponse" else (len(whole.days) - 1, len(whole.told))
    )


def test_a_day_to_come_is_refused_and_not_moved(diary: Diary, tmp_path: Path) -> None:
    """A rating of tomorrow is no rating of today."""
    content = changed(preview_share(diary, ALL).content, "Observation", effectiveDateTime="2999-01-01")
    with pytest.raises(ValueError, match="2999"):
        taken_in(tmp_path / "new.sqlite", content)


@given(st.dictionaries(st.sampled_from(RATINGS), POINTS), st.none() | st.decimals(0, 6, places=2))
def test_any_day_comes_back_to_the_letter(ratings: dict[str, Decimal], dose_mg: Decimal | None) -> None:
    """Each rating and the dose of a day are read as they were written, half points and hundredths too."""
    resource = rated_day(RatedDay(DAY, ratings, "", dose_mg), {})
    days = read_chart([json.dumps(resource or {})]).days

    assert len(days) == (1 if ratings or dose_mg is not None else 0)
    for day in days:
        assert {name: Decimal(points) for name, points in day.ratings} == ratings
        assert (Decimal(day.dose_mg) if day.dose_mg else None) == dose_mg
