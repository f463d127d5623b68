"""The plan on its pages: typed, compared, kept; and what stands around it."""

import html
import re
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from zonewise.model.entry import in_force
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary
from zonewise.services.base.protocols import load_protocol
from zonewise.services.recording.plans import show_plan

from .conftest import page_words

KEY = "6f2f9a54-0f4e-4a7c-9a4e-2f1a0d1c9b11"
GOOD = {
    "prescriber": "Dr A. Example, Example Clinic", "written-on": "2026-03-02", "start": "2026-03-09",
    "at": "bedtime", "steps": "0.5 mg\r\n1 mg", "interval": "14", "ceiling": "1,5 mg", "product.form": "capsule",
    "product.strengths": "0.5 mg",
}  # fmt: skip
PATHS = ("/plan", "/plan/write", "/plan/write?way=text",
         "/plan/write?way=words", "/plan/bottle", "/plan/surgery", "/plan/stop", "/plan/order",
         "/plan/reminders")  # fmt: skip
TEXT = """\
prescriber: Dr A. Example
written-on: 2026-03-02
start: 2026-03-09
at: bedtime
steps: [0.5 mg, 1 mg]
interval: 14 days
ceiling: 1.5 mg
product: {form: capsule, strengths: [0.5 mg]}
"""


def plan_in(browser):
    """Return the plan in force in a browser's diary, or None."""
    signed = show_plan(Diary(str(browser.diary)))
    return None if signed is None else signed.plan


def error_at(answer, field):
    """Return what stands beside a field as its error, or ""."""
    result = re.search(rf'id="{field.replace(".", "-")}-error">(.*?)</p>', answer.text, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", result[1])) if result else ""


@pytest.mark.parametrize("diary", ["empty", "lived"])
@pytest.mark.parametrize("path", PATHS)
def test_each_page_opens(path, diary, request):
    """Every page around the plan answers, in a diary that was never begun too, and looking writes nothing down."""
    browser = request.getfixturevalue(diary)
    before = browser.diary.exists() and browser.diary.read_bytes()

    assert browser.get(path).status_code == 200
    assert (browser.diary.exists() and browser.diary.read_bytes()) == before


def test_the_calendar_marks_today_and_every_day_ahead(lived):
    """Today stands out once, and each day that is listed within its months has its mark."""
    page = lived.get("/plan").text
    calendar = "".join(re.findall(r'<table class="month">.*?</table>', page, re.DOTALL))
    months = set(re.findall(r"<caption>(.*?)</caption>", calendar))
    ahead = [date.fromisoformat(day) for day in re.findall(r'<time datetime="([0-9-]+)">', page)]

    assert calendar.count('aria-current="date"') == 1
    assert ahead
    assert calendar.count('class="mark"') == sum(f"{day:%B %Y}" in months for day in ahead)


def test_a_plan_is_compared_before_it_is_kept(empty):
    """The form leads to the plan line by line, with nothing stored; only the second step keeps it, as a copy."""
    preview = empty.post("/plan/write", do="preview", **GOOD)

    assert preview.status_code == 200
    assert "1 mg (2 capsules of 0.5 mg) at bedtime" in page_words(preview)
    assert not empty.diary.exists()

    kept = empty.post("/plan/write", do="save", key=KEY, **GOOD)
    assert kept.headers["location"] == "/plan?done=written"
    assert plan_in(empty).origin == "copied"
    assert "Copied by you, not signed" in page_words(empty.get("/plan"))


def test_the_preview_carries_everything_that_was_typed(empty):
    """What is sent on from the comparing page says the same plan; going back shows the form with every field."""
    fields = GOOD | {"taper": "0.5 mg", "product.fillers": "sucrose", "sensitive": "yes"}
    preview = empty.post("/plan/write", do="preview", **fields)
    carried = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', preview.text))

    back = empty.post("/plan/write", do="change", **{name: html.unescape(text) for name, text in fields.items()})
    assert {name: html.unescape(carried[name]).split() for name in fields} == {
        name: text.split() for name, text in fields.items()
    }
    assert 'value="sucrose"' in back.text
    assert not empty.diary.exists()


def test_sent_twice_it_is_kept_once(empty):
    """A double tap makes one plan."""
    for _ in range(2):
        assert empty.post("/plan/write", do="save", key=KEY, **GOOD).status_code == 303

    assert [entry.kind for entry in empty.entries] == ["plan"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"ceiling": "45 mg"}, "ceiling", "above 6 mg"),
        ({"steps": "0.5 mg\n5 mg", "ceiling": "6 mg"}, "steps", "10 times"),
        ({"prescriber": ""}, "prescriber", "still empty"),
        ({"at": ""}, "at", "when the doses are taken"),
        ({"override.1.of": "tenfold"}, "override.1.text", "still empty"),
        ({"bottle.1.strength": "one"}, "bottle.1.strength", "not an amount"),
        ({"often": "twice"}, "second-at", "second dose"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(empty, changes, field, words):
    """A refusal names the slip beside its field, keeps every other field, and stores nothing."""
    answer = empty.post("/plan/write", do="save", key=KEY, **(GOOD | changes))

    assert answer.status_code == 422
    assert words in error_at(answer, field)
    assert "Dr A. Example" in answer.text or "prescriber" in changes
    assert 'value="0.5 mg"' in answer.text
    assert not empty.diary.exists()


def test_a_part_with_a_slip_is_open(empty):
    """A folded part opens by itself where something in it is wrong, and where a refusal could be lifted."""
    page = empty.post("/plan/write", **(GOOD | {"steps": "0.5 mg\n5 mg", "ceiling": "6 mg", "taper": "x"})).text

    opened = re.findall(r'<details class="card" open>\s*<summary>([^<]+)', page)
    assert [words.strip() for words in opened] == ["Going down, pausing, coming back"]
    lifted = empty.post("/plan/write", **(GOOD | {"steps": "0.5 mg\n5 mg", "ceiling": "6 mg"})).text
    assert "Allowed or signed off" in "".join(re.findall(r'<details class="card" open>\s*<summary>([^<]+)', lifted))


def test_a_plan_can_be_pasted_as_text(empty):
    """The text of a plan file is compared and kept the same way; a slip is told with its line and the text stays."""
    wrong = empty.post("/plan/write", way="text", text=TEXT.replace("1.5 mg", "15 mg"))
    assert wrong.status_code == 422
    assert "Line 7: the ceiling is 15 mg" in error_at(wrong, "text")
    assert "ceiling: 15 mg" in wrong.text

    assert "1 mg (2 capsules of 0.5 mg) at bedtime" in page_words(empty.post("/plan/write", way="text", text=TEXT))
    assert empty.post("/plan/write", way="text", text=TEXT, do="save").status_code == 303
    assert len(plan_in(empty).steps) == 2


def carried_by(page):
    """Return the hidden fields that a page sends on."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return {name: html.unescape(text) for name, text in hidden if name != "token"}


def test_a_plan_is_said_in_words(empty):
    """What is missing is asked on a page of its own, the whole plan is compared, and only then it is kept."""
    words = {"way": "words", "do": "preview", "text": "1.5 mg for 2 weeks, then 3", "not_started": "yes"}

    asked = empty.post("/plan/write", **words)
    assert "When in the day is it taken?" in page_words(asked)
    preview = empty.post("/plan/write", **carried_by(asked), **{"answer.at": "bedtime", "do": "preview"})
    assert "3 mg at bedtime" in page_words(preview)
    assert not empty.diary.exists()

    kept = empty.post("/plan/write", **carried_by(preview), do="save")
    assert kept.headers["location"] == "/plan?done=written"
    assert [str(step.daily_mg) for step in plan_in(empty).steps] == ["1.5", "3"]
    assert {entry.name for entry in empty.entries} == {"plan", "phase"}


def test_a_wrong_answer_is_asked_again_and_the_words_stay(empty):
    """The question comes back with what is wrong; the words and the other answers are kept."""
    words = {"way": "words", "do": "preview", "text": "1.5 mg then 3 mg", "answer.at": "bedtime"}

    again = empty.post("/plan/write", **words, **{"answer.interval": "soon"})

    assert "Please look again" in page_words(again)
    assert carried_by(again) == {"way": "words", "answer.at": "bedtime", "text": "1.5 mg then 3 mg"}


def test_words_that_are_not_understood_stay_where_they_were_typed(empty):
    """The word is named, and nothing of the text is lost."""
    page = empty.post("/plan/write", way="words", do="preview", text="3 mg at night unless ill")

    assert "'unless ill' was not understood." in error_at(page, "text")
    assert "3 mg at night unless ill</textarea>" in page.text


def test_only_the_prescribers_name_signs_a_plan(empty):
    """A name that is not the prescriber's is refused beside its field; the right one makes it a signed plan."""
    wrong = empty.post("/plan/write", do="save", key=KEY, signed_by="Ann", **GOOD)
    assert wrong.status_code == 422
    assert "not the prescriber" in error_at(wrong, "signed_by")
    assert not empty.diary.exists()

    empty.post("/plan/write", do="save", key=KEY, signed_by="Dr A. Example", **GOOD)
    assert "Signed with a name on this device" in page_words(empty.get("/plan"))


def test_a_renewal_begins_with_the_plan_in_force(lived):
    """The form is filled with the plan, so that a renewal changes only what changed."""
    page = lived.get("/plan/write").text

    assert "0.5 mg\n1 mg\n1.5 mg" in page
    assert 'value="Dr A. Example, Example Clinic"' in page
    assert "0.5 mg" not in re.sub(r"<p class=\"hint\".*?</p>", "", lived.get("/plan/write?blank=1").text)


def test_the_next_step_is_no_promise_and_says_what_holds_it(lived):
    """Its earliest day, what it waits for today, and that it may move."""
    words = page_words(lived.get("/plan"))

    assert "Earliest day, as things stand today" in words
    assert "No promise" in words
    assert "Not answered yet" in words


def test_with_a_danger_sign_no_step_and_no_amount_is_ahead(lived):
    """Told of a danger sign, the plan page shows no coming dose, only to take no more."""
    lived.post("/answers", question="danger_sign", answer="anaphylaxis")
    words = page_words(lived.get("/plan"))

    assert "Take no more LDN" in words
    assert "Next step:" not in words


def test_a_new_strength_waits_for_its_confirmation(lived):
    """The form comes back with the difference and nothing is kept; ticked, it is."""
    fields = {"bottle.1.strength": "5 mg/mL", "bottle.1.lot": "B2"}
    asked = lived.post("/plan/bottle", **fields)

    assert asked.status_code == 422
    assert "5 times the dose" in page_words(asked)
    assert 'value="B2"' in asked.text
    assert plan_in(lived).bottles == ()
    compared = html.unescape(re.search(r'name="compared" value="([^"]*)"', asked.text)[1])
    other = fields | {"bottle.1.strength": "10 mg/mL"}
    changed = lived.post("/plan/bottle", confirmed="yes", compared=compared, **other)
    assert "10 times the dose" in page_words(changed)
    assert plan_in(lived).bottles == ()

    assert lived.post("/plan/bottle", confirmed="yes", compared=compared, **fields).status_code == 303
    assert len(plan_in(lived).bottles) == 1
    words = re.search(r'name="words" value="([^"]+)"', lived.get("/plan/bottle").text)[1]
    assert lived.post("/plan/bottle/finished", number="1", words=words).status_code == 303
    assert plan_in(lived).bottles == ()


@pytest.mark.parametrize("number", ["", "-1", "1", "x", "9" * 40])
def test_a_bottle_that_is_not_there_is_refused(lived, number):
    """Whatever is sent, no bottle goes by accident and nothing breaks."""
    assert lived.post("/plan/bottle/finished", number=number, words="").status_code == 422


def test_an_operation_is_planned_with_the_teams_word_first(lived):
    """The page says whose word counts before any day, then when LDN stops and begins again, with what to know."""
    day = utc_now().date() + timedelta(days=30)
    assert lived.post("/plan/surgery", surgery_day=day.isoformat()).status_code == 303
    words = page_words(lived.get("/plan/surgery"))
    notices = load_protocol().notices.notices

    assert words.index(notices["surgery"].text) < words.index("No LDN from")
    for name in ("pain-relief-needed", "do-not-override", "lost-tolerance", "opioids"):
        assert notices[name].text in words
    assert "without opioids for 10 days" in words


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "surgery_day"),
        ({"surgery_day": "2020-01-01"}, "surgery_day"),
        ({"surgery_day": "soon"}, "surgery_day"),
        ({"surgery_day": "2199-01-01"}, "surgery_day"),
        ({"surgery_day": "2199-01-01", "surgery_at": "late"}, "surgery_at"),
    ],
)
def test_a_wrong_day_of_an_operation_is_said_beside_it(lived, fields, field):
    """No day, a past one, one that is none, one far ahead, a time that is none."""
    answer = lived.post("/plan/surgery", **fields)

    assert answer.status_code == 422
    assert error_at(answer, field)


def test_stopping_says_what_is_known_and_never_argues(lived):
    """What is known of stopping and the lost tolerance stand there, the buttons work, and nothing pleads to go on."""
    words, notices = page_words(lived.get("/plan/stop")), load_protocol().notices.notices
    for name in ("stopping", "lost-tolerance", "do-not-override"):
        assert notices[name].text in words
    assert "are you sure" not in words.casefold()

    assert lived.post("/plan/stop", wish="stopped").status_code == 303
    answers = [item for item in in_force(lived.entries) if item.kind == "answer"]
    assert ("phase", "stopped") in [(answer.name, answer.value) for answer in answers if answer.source == "web"]
    assert lived.post("/plan/stop", wish="never").status_code == 422


def test_the_calendar_file_is_fetched(lived):
    """It comes as a calendar to be saved, with the times that were set, and no medicine in it."""
    answer = lived.get("/plan/reminders.ics?bedtime=23:15")
    dose = next(item for item in Calendar.from_ical(answer.content).walk("VEVENT") if "dose" in item["summary"])

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="reminders.ics"'
    assert answer.headers["cache-control"] == "no-store"
    assert (dose.start.hour, dose.start.minute) == (23, 15)
    assert "LDN" not in answer.text
    assert "LDN" in lived.get("/plan/reminders.ics?named=yes").text
    assert lived.get("/plan/reminders.ics?bedtime=late").status_code == 422


def test_without_a_plan_the_reminders_hold_the_check_in(empty):
    """Who has no plan yet gets the file for the check-in, and reads nothing of doses to be taken."""
    empty.check_in(pain="4")
    words = page_words(empty.get("/plan/reminders"))
    assert re.findall(r'type="time" name="([^"]+)"', empty.get("/plan/reminders").text) == ["check-in"]
    answer = empty.get("/plan/reminders.ics?check-in=19:30")

    assert "each day, for half a year" in words
    assert "Doses" not in words
    assert answer.status_code == 200
    assert "T193000" in answer.text
    assert "dose" not in answer.text.lower()


def test_the_order_sheet_counts_and_leaves_out(lived):
    """So many weeks, what is to be left out as it was typed, and nothing of it kept or put into an address."""
    before = lived.diary.read_bytes()
    sheet = lived.post("/plan/order", weeks="8", leave_out="lactose, <red>")

    assert "8 weeks" in page_words(sheet)
    assert "lactose, <red>" in page_words(sheet)
    assert "56 mL" in page_words(sheet)
    assert lived.diary.read_bytes() == before
    assert error_at(lived.post("/plan/order", weeks="0"), "weeks")
    assert lived.post("/plan/order", weeks="x" * 50).status_code == 422
