"""Today: what can change the dose stands before it, and what a person does next is one button."""

import re

from zonewise.model.entry import in_force

from .conftest import page_words


def checked_in(browser):
    """Answer what is asked each day, so that a dose is shown."""
    browser.check_in(
        danger="none", no_side_effects="yes", nothing_new="yes", **{f"rating__{name}": "3" for name in
        ("anxiety", "laxity", "pain", "immune", "mood", "sensory", "function")}
    )  # fmt: skip
    browser.post("/answers", "/", question="opioid", answer="none", back="/")


def test_questions_stand_before_the_dose(lived):
    """Whatever may still change tonight's dose is asked above it, and the dose says that it can change."""
    browser = lived
    browser.check_in(rating__pain="9", rating__function="9", danger="none", zone="red")
    text = browser.get("/").text

    assert 'id="questions"' in text
    assert text.index('id="questions"') < text.index('id="dose"')
    assert "An answer above can change it." in text or "no dose is shown" in text


def test_questions_of_a_flare_stand_before_its_dose(lived):
    """On the page of a flare, too, what may change the dose is asked first; what Today asks is one tap away."""
    lived.check_in(rating__pain="9", rating__function="9", zone="red")
    text = lived.get("/flare").text

    assert text.index('id="asked"') < text.index('id="answer"') < text.index('id="before"')
    assert "no dose is shown" in page_words(lived.get("/flare"))
    assert 'href="/#questions"' in text


def test_one_tap_writes_the_dose_down(lived):
    """The dose that is shown has its button, and pressing it is the whole of it."""
    checked_in(lived)
    text = lived.get("/").text
    line = re.search(r'name="dose" value="([^"0][^"]*)">Taken', text)[1]
    key = re.search(r'name="key" value="([^"]+)"', text)[1]
    day = re.search(r'name="day" value="([^"]+)"', text)[1]

    answer = lived.post("/check-in", "/", dose=line, key=key, day=day)

    assert answer.status_code == 303
    written = [entry.value for entry in in_force(lived.entries) if entry.kind == "dose" and entry.source == "web"]
    assert written == ["1"]
    assert ">Taken: " not in lived.get("/").text


def test_a_dose_sent_twice_counts_once(lived):
    """A second tap on the same page is no second dose."""
    checked_in(lived)
    text = lived.get("/").text
    fields = {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in ("key", "day")}
    for _ in range(2):
        lived.post("/check-in", "/", dose="1", **fields)

    assert len([entry for entry in lived.entries if entry.kind == "dose" and entry.source == "web"]) == 1


def test_who_has_paused_says_so_in_one_tap(lived):
    """The button writes the pause down, and is then gone."""
    checked_in(lived)
    assert "I have paused" in page_words(lived.get("/"))

    lived.post("/answers", "/", question="phase", answer="paused", back="/")

    words = page_words(lived.get("/"))
    assert "I have paused" not in words
    assert ">Taken: " not in lived.get("/").text


def test_who_spoke_to_a_doctor_has_somewhere_to_say_it(lived):
    """While nothing waits for their word it leads to the plan and to a note; no answer is offered that is refused."""
    checked_in(lived)
    text = lived.get("/").text

    assert "I spoke to my doctor or nurse" in text
    assert "They changed my plan" in text
    assert 'value="clinician_said"' not in text


def test_after_a_danger_sign_each_answer_of_a_doctor_is_a_button(lived):
    """What the doctor or nurse can have said is one tap, and what is said stands in the diary."""
    lived.check_in(danger="liver", day=(lived.entries[-1].day).isoformat())
    text = lived.get("/").text
    if 'value="clinician_said"' not in text:  # the card of the sign itself
        lived.check_in(danger="none")
        text = lived.get("/").text

    assert 'value="clinician_said"' in text
    lived.post("/answers", "/", question="clinician_said", answer="stay-off", back="/")
    assert [entry.value for entry in lived.entries if entry.name == "clinician_said"] == ["stay-off"]


def test_no_dose_has_a_button_before_the_questions_are_answered(lived):
    """While something must be answered first nothing is offered to be taken."""
    assert "Please answer first" in page_words(lived.get("/"))
    assert ">Taken: " not in lived.get("/").text
