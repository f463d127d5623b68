"""Medicines on their page: found while typed, judged at once, begun and ended."""

import re
import time
from datetime import timedelta

import pytest

from zonewise.services.base.clock import utc_now
from zonewise.services.base.protocols import load_protocol

from .conftest import page_words


def medicines_in(browser):
    """Return name, change and day of each medicine entry of a browser's diary."""
    entries = browser.entries if browser.diary.exists() else ()
    return [(entry.name, entry.value, entry.day.isoformat()) for entry in entries if entry.kind == "medicine"]


def test_the_finding_is_shown_before_anything_is_kept(empty):
    """Asked what it is, the page says so beside the name that was typed, and begins no diary."""
    answer = empty.post("/medicines", page="/medicines", name="Tylenol 3", do="check")

    assert "codeine" in page_words(answer)
    assert "an opioid" in page_words(answer)
    assert 'value="Tylenol 3"' in answer.text
    assert not empty.diary.exists()


def test_a_medicine_is_kept_with_its_finding_and_what_follows(lived):
    """Written down, it stands in the list with what it means, since when, and what today's answer makes of it."""
    kept = lived.post("/medicines", name="tramadol 50 mg", do="save")
    words = page_words(lived.get("/medicines"))

    assert kept.headers["location"] == "/medicines?done=written#follows"
    assert 'id="follows"' in lived.get("/medicines").text
    assert "Today: Take no more and call" in words
    assert "It holds tramadol" in words
    assert [(name, change) for name, change, _ in medicines_in(lived)] == [("tramadol 50 mg", "start")]


def test_an_opioid_written_down_says_whom_to_call_where_one_lands(lived):
    """The part that the page opens at says for which signs to call whom, and dials."""
    lived.post("/medicines", name="tramadol 50 mg", do="save")
    follows = lived.get("/medicines").text.partition('id="follows"')[2].partition("</section>")[0]

    assert "call your prescriber or pharmacist now" in " ".join(follows.split())
    assert re.findall(r'href="tel:([0-9]+)"', follows)[0] == "999"


def test_another_medicine_opens_at_its_own_line(lived):
    """Cetirizine brings no number to call, and the page opens at what was written."""
    kept = lived.post("/medicines", name="cetirizine", do="save")

    assert re.fullmatch(r"/medicines\?done=written#m-[0-9a-f-]{36}", kept.headers["location"])
    assert f'id="{kept.headers["location"].partition("#")[2]}"' in lived.get("/medicines").text
    assert "tel:" not in lived.get("/medicines").text.partition("<main")[2]


def test_sent_twice_it_is_one_medicine(lived):
    """A double tap adds one."""
    key = "6f2f9a54-0f4e-4a7c-9a4e-2f1a0d1c9b11"
    for _ in range(2):
        lived.post("/medicines", name="cetirizine", do="save", key=key, since="2026-01-05")

    assert medicines_in(lived) == [("cetirizine", "start", "2026-01-05")]


def test_what_is_not_recognised_is_a_question_with_its_answers(lived):
    """It is asked by name with a button for each answer; answered here, the page comes back and asks no more."""
    lived.post("/medicines", name="zorblax", do="save")
    page = lived.get("/medicines").text
    assert "zorblax" in page.partition('id="questions"')[2].partition("</section>")[0]
    assert 'name="back" value="/medicines"' in page

    answer = lived.post("/answers", question="opioid", answer="none", back="/medicines")
    assert answer.headers["location"] == "/medicines?done=written#questions"
    assert "Please answer" not in page_words(lived.get("/medicines"))


def test_a_medicine_is_ended_and_one_taken_once_is_past(lived):
    """The day it stopped is written down; first and last day may be given together."""
    lived.post("/medicines", name="cetirizine", do="save", since="2026-01-05")
    assert lived.post("/medicines/stopped", name="cetirizine", day="2026-02-01").status_code == 303
    lived.post("/medicines", name="codeine", do="save", since="2026-01-07", until="2026-01-07")
    words = page_words(lived.get("/medicines"))

    assert "From 5 January 2026 to 1 February 2026" in words
    assert "No longer taken (2)" in words
    assert sorted(medicines_in(lived)) == [
        ("cetirizine", "start", "2026-01-05"), ("cetirizine", "stop", "2026-02-01"),
        ("codeine", "start", "2026-01-07"), ("codeine", "stop", "2026-01-07"),
    ]  # fmt: skip


def test_one_that_is_planned_stands_apart(lived):
    """A first day to come is shown as planned."""
    day = utc_now().date() + timedelta(days=6)
    lived.post("/medicines", name="amoxicillin", do="save", since=day.isoformat())

    assert re.search(r"Planned amoxicillin .*as you planned", page_words(lived.get("/medicines")))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "", "do": "check"}, "name"),
        ({"name": "x", "since": "soon"}, "since"),
        ({"name": "x", "since": "2026-01-05", "until": "2026-01-04"}, "until"),
        ({"name": "x", "code": "QQ"}, "code"),
    ],
)
def test_what_is_wrong_stands_at_its_field(empty, fields, field):
    """Nothing is stored, and what was typed is still there."""
    answer = empty.post("/medicines", page="/medicines", **fields)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert f'value="{fields["name"]}"' in answer.text
    assert medicines_in(empty) == []


def test_the_opioid_notices_stand_there(empty):
    """What to know about opioids is on the page, also before any medicine is."""
    words, notices = page_words(empty.get("/medicines")), load_protocol().notices.notices

    for name in ("opioids", "pain-relief-needed", "do-not-override"):
        assert notices[name].text in words


def test_names_are_offered_while_typing(empty):
    """The program's side: names as JSON, fast once they are loaded, and nothing of a diary is touched."""
    assert empty.get("/api/medicines/names?begins=tram").json()[0] == "tramadol"
    started = time.perf_counter()
    json = empty.get("/api/medicines/names?begins=ibuprof").json()
    print(f"names in {1000 * (time.perf_counter() - started):.1f} ms")

    assert "ibuprofen" in json
    assert empty.get("/api/medicines/finding?name=kratom").json()["finding"] == "opioid"
    assert not empty.diary.exists()


@pytest.mark.parametrize(
    "path", ["/api/medicines/names", "/api/medicines/finding", "/api/medicines/names?begins=" + "x" * 300]
)
def test_a_question_without_a_name_is_refused_in_the_one_shape(empty, path):
    """Missing and oversized names are 422 with our error."""
    answer = empty.get(path)

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "wrong-shape"


@pytest.mark.parametrize("text", ["%00", "%ED%A0%80", "<b>", "a" * 200, "%F0%9F%98%80"])
def test_any_text_is_answered(empty, text):
    """Control characters, half characters, tags and long words are names that are not known, never a fault."""
    assert empty.get(f"/api/medicines/names?begins={text}").status_code == 200
    assert empty.get(f"/api/medicines/finding?name={text}").json()["finding"] == "not-recognised"
