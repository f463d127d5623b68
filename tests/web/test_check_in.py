"""A check-in on its page: written once, corrected, refused beside its field."""

import uuid
from datetime import timedelta
from decimal import Decimal

from zonewise.model.entry import in_force
from zonewise.services.base.clock import logical_today
from zonewise.services.base.diary import Diary
from zonewise.services.base.profile import profile_in

from .conftest import page_words


def today(browser):
    """Return the logical day that goes on in a browser's diary."""
    profile = profile_in(Diary(str(browser.diary)))
    return logical_today(profile.zone, profile.day_ends_at)


def standing(browser, kind):
    """Return name and value of each entry of a kind that stands and came from a page."""
    entries = in_force(browser.entries)
    return sorted((entry.name, entry.value) for entry in entries if entry.kind == kind and entry.source == "web")


def test_a_check_in_is_written_down_and_shown(lived):
    """What is sent stands in the diary, and the page of the day lists it."""
    answer = lived.check_in(rating__pain="4", rating__mood="2", danger="none", dose="1", note="slept badly")

    assert (answer.status_code, answer.headers["location"]) == (303, "/?done=written")
    assert standing(lived, "rating") == [("mood", "2"), ("pain", "4")]
    assert standing(lived, "dose") == [("naltrexone", "1")]
    page = lived.get("/check-in").text
    assert "Pain 4" in page
    assert "slept badly" in page


def test_a_note_that_names_an_opioid_asks_about_it(lived):
    """By the page or by the API: the next page asks by the word and shows no dose."""
    lived.check_in(danger="none", note="took two tramdol last night")

    assert "Your notes say" in (page := lived.get("/").text)
    assert "tramdol" in page
    assert lived.get("/api/today").json()["action"] == "ask"


def test_the_same_form_sent_twice_counts_once(lived):
    """A form that is sent again, as after a double tap or a lost answer, adds nothing: not a rating, not a dose."""
    fields = {"key": str(uuid.uuid4()), "rating.pain": "4", "dose": "1", "danger": "none", "event": "stress"}

    first, second = lived.post("/check-in", **fields), lived.post("/check-in", **fields)

    assert [first.headers["location"], second.headers["location"]] == ["/?done=written", "/?done=already"]
    assert standing(lived, "dose") == [("naltrexone", "1")]
    assert standing(lived, "rating") == [("pain", "4")]
    assert standing(lived, "event") == [("stress", "")]


def test_the_same_key_with_something_else_is_refused(lived):
    """A key that came before with another dose is no second dose: it is refused, and the first one stands."""
    key = str(uuid.uuid4())
    lived.post("/check-in", key=key, dose="1")

    answer = lived.post("/check-in", key=key, dose="1.5")

    assert answer.status_code == 422
    assert standing(lived, "dose") == [("naltrexone", "1")]


def test_as_usual_is_one_tap(lived):
    """The one button takes over every usual and says that there was no danger sign, side effect or change."""
    answer = lived.check_in(usual_day="yes")

    assert answer.status_code == 303
    assert len(standing(lived, "rating")) == 10
    assert standing(lived, "answer") == [("danger_sign", "none"), ("other_change", "none"), ("side_effects", "none")]


def test_a_crash_day_is_two_taps(lived):
    """The page of a crash day has one button that saves: the zone as felt, and no danger sign."""
    page = lived.get("/check-in/crash").text

    answer = lived.check_in(zone="red", danger="none")

    assert 'name="zone" value="red"' in page
    assert answer.status_code == 303
    assert standing(lived, "zone") == [("declared", "red")]
    assert "Red" in lived.get("/").text


def test_a_danger_sign_shows_its_card_alone(lived):
    """After a danger sign Today is its card, with the numbers of the country and no dose."""
    lived.check_in(danger="anaphylaxis", rating__pain="3")

    page = lived.get("/").text

    assert "This may be anaphylaxis" in page
    assert "call 999 or 112" in page
    assert "mg" not in page.split("<main")[1].split("</main>")[0]


def test_yesterday_is_written_for_yesterday(lived):
    """A check-in of an earlier day stands on that day, without a time, and replaces what was given before."""
    yesterday = today(lived) - timedelta(days=1)

    answer = lived.check_in(day=yesterday.isoformat(), rating__pain="9")

    assert answer.headers["location"] == f"/check-in?day={yesterday.isoformat()}&done=written"
    page = lived.get(f"/check-in?day={yesterday.isoformat()}").text
    assert "Pain 9" in page


def test_a_time_before_the_end_of_the_day_is_of_the_next_date(lived):
    """A dose that a phone noted at 01:30 belongs to the evening before, and is stored with its own date."""
    yesterday = today(lived) - timedelta(days=1)
    lived.check_in(day=yesterday.isoformat(), at="01:30", dose="1")

    (dose,) = [entry for entry in lived.entries if entry.kind == "dose" and entry.source == "web"]

    assert (dose.day, f"{dose.at:%H:%M}") == (yesterday + timedelta(days=1), "01:30")
    assert f"logged: {Decimal(2)} mg" in lived.get(f"/check-in?day={yesterday.isoformat()}").text


def test_what_does_not_fit_is_said_beside_its_field_and_nothing_is_lost(lived):
    """An amount that is not understood is named beside the field; all that was typed and ticked is still there."""
    answer = lived.check_in(dose_other="a bit", rating__pain="4", note="my words", danger="none", event="stress")

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "a bit" in answer.text
    assert "my words" in answer.text
    assert 'name="rating.pain" value="4" checked' in answer.text
    assert 'name="event" value="stress" checked' in answer.text
    assert standing(lived, "rating") == []


def test_a_day_to_come_and_nothing_at_all_are_refused(lived):
    """Nothing is written for a day to come, and an empty form is no check-in."""
    later = (today(lived) + timedelta(days=2)).isoformat()

    assert lived.check_in(day=later, rating__pain="3").status_code == 422
    assert lived.check_in().status_code == 422
    assert lived.get(f"/check-in?day={later}").status_code == 422
    assert standing(lived, "rating") == []


def test_an_entry_is_corrected_and_taken_back(lived):
    """A value is replaced and an entry taken back from the day's list; both old ones stay in the diary."""
    lived.check_in(rating__pain="4", event="stress", danger="none")
    before = lived.entries
    pain = next(item for item in before if item.name == "pain" and item.source == "web")
    stress = next(item for item in before if item.name == "stress")

    corrected = lived.post(f"/entries/{pain.id}", value="6")
    taken_back = lived.post(f"/entries/{stress.id}", take_back="yes")

    assert [corrected.status_code, taken_back.status_code] == [303, 303]
    assert standing(lived, "rating") == [("pain", "6")]
    assert standing(lived, "event") == []
    assert len(lived.entries) == len(before) + 2


def test_a_page_open_since_before_changes_nothing(lived):
    """A second tap, or a button of a page that shows an older value, writes nothing and shows how it stands now."""
    lived.check_in(rating__pain="4", event="stress", danger="none")
    pain = next(entry for entry in lived.entries if entry.name == "pain" and entry.source == "web")
    stress = next(entry for entry in lived.entries if entry.name == "stress")
    lived.post(f"/entries/{pain.id}", value="5")
    second = next(entry for entry in lived.entries if entry.supersedes == pain.id)
    lived.post(f"/entries/{second.id}", value="6")
    lived.post(f"/entries/{stress.id}", take_back="yes")
    before, third = lived.entries, next(entry for entry in lived.entries if entry.supersedes == second.id)

    again = lived.post(f"/entries/{pain.id}", value="6")
    other = lived.post(f"/entries/{pain.id}", value="9")
    removal = lived.post(f"/entries/{pain.id}", value="4", take_back="yes")
    gone = [lived.post(f"/entries/{stress.id}", take_back="yes"), lived.get(f"/entries/{stress.id}")]

    assert "done=already" in again.headers["location"]
    assert [answer.status_code for answer in (other, removal)] == [409, 409]
    for answer in (other, removal, lived.get(f"/entries/{pain.id}")):
        assert "pain 6" in page_words(answer).lower()
        assert f'action="/entries/{third.id}"' in answer.text
    assert "changed after you opened" in page_words(other)
    assert 'value="9"' in other.text
    assert 'value="6"' in removal.text
    assert all("done=taken-back-before" in answer.headers["location"] for answer in gone)
    assert lived.post("/entries/none", take_back="yes").status_code == 404
    assert lived.entries == before


def test_a_wrong_correction_keeps_what_was_typed(lived):
    """A rating beyond ten is refused beside its field with the text that was typed."""
    lived.check_in(rating__pain="4")
    pain = next(entry for entry in lived.entries if entry.name == "pain" and entry.source == "web")

    answer = lived.post(f"/entries/{pain.id}", value="14")

    assert answer.status_code == 422
    assert 'value="14"' in answer.text
    assert standing(lived, "rating") == [("pain", "4")]
