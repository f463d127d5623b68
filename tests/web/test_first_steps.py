"""An empty diary leads through the first steps; the example stands apart."""

import pytest

from zonewise.services.base.protocols import load_protocol
from zonewise.web.pages.today import question_form


def test_an_empty_diary_leads_through_the_first_steps(empty):
    """Today sends to the first steps; each one that is done is marked, and Today opens with the first entry."""
    assert empty.get("/").headers["location"] == "/begin"
    assert not empty.diary.exists()

    assert empty.post("/begin/place", timezone="Europe/Paris", country="fr").status_code == 303
    assert empty.post("/answers", question="phase", answer="not-started", back="/begin").status_code == 303
    for name in ("opioid", "liver"):
        empty.post("/answers", question=name, answer="none", back="/begin")
    page = empty.get("/begin").text

    assert page.count(">Done<") == 2
    assert 'value="Europe/Paris"' in page
    assert empty.get("/").status_code == 200
    assert "112 or 15" in empty.get("/help").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"timezone": "Europe/Pariss", "country": "FR"}, "Did you mean"),
        ({"timezone": "", "country": "F"}, "two letters"),
    ],
)
def test_a_wrong_place_is_said_beside_its_field(empty, fields, words):
    """A time zone or country that is none is named beside its field, and nothing is written."""
    answer = empty.post("/begin/place", **fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert not empty.diary.exists()


def test_doses_before_the_diary_are_told(empty):
    """A dose history needs a day; with one it is written down."""
    without, wrong = empty.post("/begin/doses", dose="1.5"), empty.post("/begin/doses", dose="x", since="2026-01-01")
    told = empty.post("/begin/doses", dose="1.5 mg", since="2026-01-01")

    assert [without.status_code, wrong.status_code, told.status_code] == [422, 422, 303]
    assert [each.value for each in empty.entries] == ["1.5"]


def test_a_question_is_answered_where_it_is_put(lived):
    """Today puts its questions with a button for each answer; pressing one writes it down and it is asked no more."""
    asked = lived.get("/").text
    assert 'name="question" value="danger_sign"' in asked

    answer = lived.post("/answers", question="danger_sign", answer="none")

    assert answer.headers["location"] == "/?done=written#questions"
    assert 'name="question" value="danger_sign"' not in lived.get("/").text


def test_a_recent_opioid_is_told_with_its_day(lived):
    """The day of the last opioid and that it was a long-acting one are kept with the answer."""
    lived.post("/answers", question="opioid", answer="recent", last="2026-11-01", long_acting="yes")

    (said,) = [each for each in lived.entries if each.kind == "answer" and each.source == "web"]
    assert (said.value, said.day.isoformat(), said.unit) == ("recent", "2026-11-01", "long-acting")


@pytest.mark.parametrize(("question", "answer"), [("nothing", "yes"), ("opioid", "maybe"), ("zone", "green"), ("", "")])
def test_an_answer_that_is_none_is_refused(lived, question, answer):
    """A question that nobody put, or an answer that is none of its own, is refused."""
    assert lived.post("/answers", question=question, answer=answer).status_code == 422


def test_the_example_stands_apart(lived):
    """The example shows a made-up half year, is marked, takes nothing in, and leaves the own diary as it is."""
    before = lived.diary.read_bytes()
    assert lived.post("/example").headers["location"] == "/"

    page = lived.get("/")
    assert "Sunday 29 June 2025" in page.text
    assert "made-up" in page.text
    assert page.headers["x-zonewise-example"] == "yes"
    refused = [
        lived.check_in(rating__pain="9"),
        lived.post("/answers", question="danger_sign", answer="none"),
        lived.post("/begin/place", country="FR"),
    ]
    assert [each.status_code for each in refused] == [409, 409, 409]
    assert lived.diary.read_bytes() == before
    assert lived.post("/appearance", theme="light").status_code == 303

    assert lived.post("/example/leave").status_code == 303
    assert "29 June 2025" not in lived.get("/").text


def test_a_question_that_a_rating_tells_leads_to_the_check_in():
    """No button answers how much of the day was possible; a fact that an answer tells has its buttons."""
    protocol = load_protocol().rule_set
    told = question_form("severe_with_lost_function", "How much?", protocol, "function")
    answered = question_form("usual_learnt_in_worse_weeks", "Which weeks?", protocol)

    assert (told.name, told.choices, told.elsewhere) == ("", (), ("/check-in", "Check in"))
    assert answered.name == "usual_weeks"
    assert answered.choices
