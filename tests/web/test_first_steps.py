"""An empty diary leads through the first steps; the example stands apart."""

from datetime import time, timedelta

import pytest

from zonewise.guidance.guide import OpenQuestion
from zonewise.model.day_words import day_words
from zonewise.model.entry import Entry
from zonewise.services.base.diary import Diary, add_entries
from zonewise.services.base.profile import Profile, profile_in
from zonewise.services.base.protocols import load_protocol
from zonewise.services.recording.plans import SigningOptions, sign_plan_text
from zonewise.web.pages.today import question_form

from .conftest import page_words

PLAN = """\
prescriber: Dr A. Example
written-on: {day}
start: {day}
steps: [{{amount: 1 mg, at: bedtime}}]
ceiling: 1 mg
sensitive: no
product: {{form: tablet, strengths: [1 mg]}}
"""
ORDINARY = {f"rating.{name}": "3" for name in ("anxiety", "laxity", "pain", "immune", "mood", "sensory")}


def test_the_first_evening_goes_from_screen_to_screen(empty):
    """Today sends to the first screen; each one that is sent is kept and leads to the next one."""
    assert empty.get("/").headers["location"] == "/begin"
    assert not empty.diary.exists()
    assert "Step 1 of 7" in empty.get("/begin").text
    assert "Step 1 of 6" in empty.get("/begin", headers={"Accept-Language": "en-GB"}).text

    steps = {
        "country": {"country": "FR", "timezone": "Europe/Paris"},
        "phase": {"phase": "not-started"},
        "usual": ORDINARY,
        "last-week": {"last-week": "as-usual"},
        "safety": {"all": "no"},
    }
    led = [empty.post(f"/begin/{name}", **fields).headers["location"] for name, fields in steps.items()]

    assert led == [f"/begin/{name}" for name in ("phase", "usual", "last-week", "safety", "plan")]
    assert empty.get("/").status_code == 200
    assert "112 or 15" in empty.get("/help").text
    assert empty.get("/begin").text.count(">Done<") == 5
    kept = {(entry.kind, entry.name): entry.value for entry in empty.entries}
    assert kept["profile", "timezone"] == "Europe/Paris"
    assert (kept["usual", "pain"], kept["usual", "last-week"]) == ("3", "as-usual")
    assert (kept["answer", "opioid"], kept["answer", "liver"], kept["answer", "minor"]) == ("none", "none", "no")


def test_what_the_first_evening_keeps_counts_the_same_evening(empty):
    """After the screens and a check-in there is a zone, marked as still learning."""
    empty.post("/begin/usual", **ORDINARY)
    empty.check_in(rating__pain="3", rating__mood="3")

    page = empty.get("/").text
    assert "Green" in page
    assert "Still learning your usual." in page


def test_before_the_first_check_in_the_plan_names_no_day_for_the_first_dose(empty):
    """A calm day may begin LDN on the plan's own first day, so no later one is said before that day is told."""
    told = {"phase": {"phase": "not-started"}, "usual": ORDINARY, "last-week": {"last-week": "as-usual"}}
    for name, fields in {**told, "safety": {"all": "no"}}.items():
        empty.post(f"/begin/{name}", **fields)
    diary = Diary(str(empty.diary))
    today = profile_in(diary).today()
    sign_plan_text(diary, PLAN.format(day=today), "plan", SigningOptions(day=today))
    before = page_words(empty.get("/plan"))
    empty.check_in(nothing_else="yes", **{f"rating__{name[7:]}": "3" for name in ORDINARY})
    after = page_words(empty.get("/plan"))

    assert "The next step 1 mg (1 tablet of 1 mg) at bedtime" in before
    assert "Its earliest day is named once today's zone is known." in before
    assert "First dose" not in before
    assert f"{day_words(today)} First dose: 1 mg (1 tablet of 1 mg) at bedtime" in after


def test_every_screen_can_be_left_out_and_gone_back_to(empty):
    """Each screen links to the one before and the one after, and nothing is written by looking."""
    screens = ("country", "time-zone", "phase", "usual", "last-week", "safety", "plan")
    for number, screen in enumerate(screens):
        page = empty.get(f"/begin/{screen}").text
        assert (f'href="/begin/{screens[number - 1]}">Back<' in page) == (number > 0)
        if screen != "plan":
            assert f'href="/begin/{screens[number + 1]}">Skip<' in page

    assert not empty.diary.exists()
    assert empty.get("/begin/doses").status_code == 404
    assert empty.get("/begin/nothing").status_code == 404


@pytest.mark.parametrize(
    ("languages", "name", "number"),
    [("de-AT,de;q=0.9", "Austria", "112 or 144"), ("en-GB", "United Kingdom", "116 123"), ("en", "", "")],
)
def test_the_country_is_guessed_from_the_browser_and_confirmed(empty, languages, name, number):
    """The guess is shown with its numbers and a button that says yes to it; without a guess there is only the list."""
    page = empty.get("/begin/country", headers={"Accept-Language": languages}).text

    assert ("Yes, this is right" in page) == bool(name)
    assert (f'<h2 id="country-name">{name}</h2>' in page) == bool(name)
    assert number in page
    assert not empty.diary.exists()


def test_another_country_is_chosen_by_its_name(empty):
    """The list shows the numbers of the country chosen, to be confirmed; kept it stands on the screen again."""
    chosen = empty.get("/begin/country?country=AT", headers={"Accept-Language": "en-AU"}).text
    empty.post("/begin/country", country="AT")

    assert '<h2 id="country-name">Austria</h2>' in chosen
    assert "Telefonseelsorge" in chosen
    again = empty.get("/begin/country", headers={"Accept-Language": "en-AU"}).text
    assert '<h2 id="country-name">Austria</h2>' in again


def test_the_time_zone_is_that_of_the_country_until_it_is_changed(empty):
    """Without scripts the list beside the numbers holds the country's time zone; what is kept stands there again."""
    first = empty.get("/begin/country?country=AT").text
    assert 'value="Europe/Vienna" selected' in first
    assert "In Europe/Vienna it is " in first

    empty.post("/begin/country", country="AT", timezone="Asia/Tokyo")
    assert 'value="Asia/Tokyo" selected' in empty.get("/begin/country").text
    assert 'value="America/Toronto" selected' in empty.get("/begin/country?country=CA").text
    assert empty.get("/begin/time-zone").status_code == 404


def test_a_country_without_a_time_zone_is_asked_for_it(empty):
    """Where only the country is known the step stays open, and its screen proposes the country's time zone."""
    empty.post("/begin/country", country="AT")

    assert 'class="button main" href="/begin/country"' in empty.get("/begin").text
    assert 'value="Europe/Vienna" selected' in empty.get("/begin/country").text


def test_who_tells_no_country_is_asked_for_the_time_zone_alone(empty):
    """Then it has a screen of its own, and what is kept stands there again."""
    assert 'href="/begin/time-zone">Skip<' in empty.get("/begin/country").text
    empty.post("/begin/time-zone", timezone="Asia/Tokyo")

    assert 'value="Asia/Tokyo" selected' in empty.get("/begin/time-zone").text


def test_a_time_zone_that_is_corrected_counts_at_once(empty):
    """Whatever the order of the corrections around the globe, the last one stands."""
    for zone in ("Pacific/Auckland", "America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Paris"):
        empty.post("/begin/time-zone", timezone=zone)
        assert f'value="{zone}" selected' in empty.get("/begin/time-zone").text


@pytest.mark.parametrize(
    ("screen", "fields", "words", "typed"),
    [
        ("time-zone", {"timezone": "Europe/Pariss"}, "Did you mean", ""),
        ("country", {"country": "Austr"}, "is not a country", ""),
        ("country", {"country": "AT", "timezone": "Europe/Pariss"}, "Did you mean", '<h2 id="country-name">Austria'),
        ("usual", {**ORDINARY, "rating.pain": "11", "rating.mood": "4"}, "the rating of pain", "checked"),
        ("phase", {"phase": "maybe"}, "is no answer", ""),
        ("last-week", {"last-week": "fine"}, "is not a known word", ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(empty, screen, fields, words, typed):
    """A screen that is refused says why, keeps what was typed, and nothing is written."""
    answer = empty.post(f"/begin/{screen}", **fields)

    assert answer.status_code == 422
    assert words.casefold() in answer.text.casefold()
    assert typed in answer.text
    assert not empty.diary.exists()


def test_who_takes_ldn_tells_the_dose_and_sees_it(empty):
    """The dose now has a screen of its own, needs a day, and is kept."""
    assert empty.post("/begin/phase", phase="stable").headers["location"] == "/begin/doses"
    without, wrong = empty.post("/begin/doses", dose="1.5"), empty.post("/begin/doses", dose="x", since="2026-01-01")
    told = empty.post("/begin/doses", dose="1.5 mg", since="2026-01-01")

    assert [without.status_code, wrong.status_code, told.status_code] == [422, 422, 303]
    assert 'value="1.5"' in without.text
    assert "1.5" in [entry.value for entry in empty.entries]


@pytest.mark.parametrize(("over", "days"), [("7", 7), ("30", 30), ("365", 365)])
def test_how_long_a_dose_is_taken_is_one_tap_and_counted_as_the_shortest(empty, over, days):
    """Over a month is counted as thirty days, so that no step comes sooner than the day itself would let it."""
    empty.post("/begin/phase", phase="titrating")
    assert empty.post("/begin/doses", dose="1.5 mg", over=over).headers["location"] == "/begin/usual"

    (told,) = [entry for entry in empty.entries if entry.name == "dose-history"]
    assert (told.value, told.day) == ("1.5", Profile().today() - timedelta(days))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"over": "8"}, "is none of the answers"),
        ({"over": "30", "since": "2026-01-01"}, "a day stands here, too"),
        ({}, "how long is not said yet"),
    ],
)
def test_how_long_must_be_one_answer(empty, fields, words):
    """None, one that is not among them, and one beside a day are refused, and what was typed stays."""
    empty.post("/begin/phase", phase="stable")
    answer = empty.post("/begin/doses", dose="1.5 mg", **fields)

    assert answer.status_code == 422
    assert words in answer.text.casefold()
    assert 'value="1.5 mg"' in answer.text
    assert not [entry for entry in empty.entries if entry.name == "dose-history"]


def test_with_rated_days_a_length_that_begins_among_them_is_not_offered(empty):
    """It would make days on LDN days before it; who began among the rated days says the day."""
    empty.post("/begin/phase", phase="stable")
    rated = Profile().today() - timedelta(60)
    add_entries(Diary(str(empty.diary)), [Entry("rated", rated, time(9), "rating", "pain", "4", source="cli")])
    page = empty.get("/begin/doses").text

    assert "Over 3 months" in page
    assert "Over 1 month<" not in page
    assert empty.post("/begin/doses", dose="1.5 mg", over="30").status_code == 422


def test_the_safety_questions_are_asked_one_by_one_where_a_yes_is_among_them(empty):
    """One button says no to all that is listed; else each comes alone, and the rest can still be answered at once."""
    empty.post("/answers", question="opioid", answer="current", back="/begin/safety")
    one = empty.get("/begin/safety?one=yes").text
    empty.post("/begin/safety", all="no")

    assert one.count('name="question"') == 1
    kept = [entry.value for entry in empty.entries if entry.name == "opioid"]
    assert kept == ["current"]
    assert "All answered" in empty.get("/begin/safety").text


def test_who_takes_ldn_may_say_how_it_was_before(empty):
    """The screen is put to them alone, and what it brings is kept apart from the usual of today."""
    assert empty.get("/begin/before").status_code == 404
    empty.post("/begin/phase", phase="stable")
    empty.post("/begin/doses", dose="1.5 mg", since="2026-01-01")
    assert "before" not in empty.post("/begin/last-week", **{"last-week": "as-usual"}).headers["location"]
    steps = empty.get("/begin").text
    assert steps.index("Your prescriber&#39;s plan") < steps.index("An ordinary day before LDN")
    assert "Optional" in steps
    assert 'href="/begin/before">Skip<' in empty.get("/begin/plan").text
    assert empty.post("/begin/before", **ORDINARY).headers["location"] == "/helping?done=written"

    kept = {entry.name: entry.value for entry in empty.entries if entry.kind == "usual"}
    assert kept["before-pain"] == "3"
    assert "pain" not in kept
    assert "cannot be rated any more" in empty.get("/helping").text


def test_a_usual_that_an_import_shows_is_filled_in(lived):
    """Who brings a diary in finds what it shows, and may change it."""
    page = lived.get("/begin/usual").text

    assert "What your diary shows so far is filled in" in page
    assert page.count("checked") >= 6


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

    (said,) = [entry for entry in lived.entries if entry.kind == "answer" and entry.source == "web"]
    assert (said.value, said.day.isoformat(), said.unit) == ("recent", "2026-11-01", "long-acting")


def test_a_last_opioid_is_told_to_be_a_long_acting_one(lived):
    """Once opioids are over their last day is asked for, and each way to tell it can say that it was methadone."""
    lived.post("/answers", question="opioid", answer="current")
    lived.post("/answers", question="opioid", answer="none")
    asked = lived.get("/").text
    forms = [form for form in asked.split("<form")[1:] if 'value="last_opioid"' in form]
    assert ["It was methadone or buprenorphine" in form for form in forms] == [True, True]

    lived.post("/answers", question="last_opioid", answer="unknown", long_acting="yes")

    assert [(entry.value, entry.unit) for entry in lived.entries if entry.name == "last_opioid"] == [
        ("unknown", "long-acting")
    ]


@pytest.mark.parametrize(("question", "answer"), [("nothing", "yes"), ("opioid", "maybe"), ("zone", "green"), ("", "")])
def test_an_answer_that_is_none_is_refused(lived, question, answer):
    """A question that nobody put, or an answer that is none of its own, is refused."""
    assert lived.post("/answers", question=question, answer=answer).status_code == 422


def test_the_example_stands_apart(lived):
    """The example shows a made-up half year and is marked; a check-in goes when it is left, the own diary stays."""
    before = lived.diary.read_bytes()
    assert lived.post("/example").headers["location"] == "/"

    page = lived.get("/")
    assert "Sunday 29 June 2025" in page.text
    assert "made-up" in page.text
    assert page.headers["x-zonewise-example"] == "yes"
    assert lived.check_in(day="2025-06-29", rating__pain="9").status_code == 303
    assert "Pain 9" in lived.get("/check-in").text
    assert lived.post("/prescriber/page", kind="pdf").content.startswith(b"%PDF")
    refused = [
        lived.post("/answers", question="danger_sign", answer="none"),
        lived.post("/begin/country", country="FR"),
    ]
    assert [item.status_code for item in refused] == [409, 409]
    assert lived.diary.read_bytes() == before
    assert lived.post("/appearance", theme="light").status_code == 303

    assert lived.post("/example/leave").status_code == 303
    assert "29 June 2025" not in lived.get("/").text
    lived.post("/example")
    assert "Pain 9" not in lived.get("/check-in").text


def test_a_question_that_a_rating_tells_leads_to_the_check_in():
    """No button answers how much of the day was possible; a fact that an answer tells has its buttons."""
    protocol = load_protocol().rule_set
    told = question_form(OpenQuestion("severe_with_lost_function", None, "function"), "How much?", protocol)
    answered = question_form(OpenQuestion("usual_learnt_in_worse_weeks"), "Which weeks?", protocol)

    assert (told.name, told.choices, told.elsewhere) == ("", (), ("/check-in", "Check in"))
    assert answered.name == "usual_weeks"
    assert answered.choices
