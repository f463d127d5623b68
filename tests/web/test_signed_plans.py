"""What a prescriber signed, on its page: pasted, shown, compared once, taken in."""

import html
import re
from typing import Any

import pytest
from tests.services.signing import Prescriber, signed_plan

from zonewise.services.base.diary import Diary
from zonewise.services.recording.plans import show_plan

from .conftest import ORIGIN, page_words

PAGE = "/plan/signed"


@pytest.fixture
def doctor(lived: Any) -> Prescriber:
    """A prescriber who has the code of the browser's diary."""
    lived.post(f"{PAGE}/code")
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page_words(lived.get(PAGE)))
    return Prescriber(code[0])


def plan_in(browser: Any) -> Any:
    """The plan in force."""
    return show_plan(Diary(str(browser.diary))).plan


def test_a_signed_plan_is_compared_once_and_confirmed_once(lived: Any, doctor: Prescriber) -> None:
    """Pasted it is shown in full; without the words compared nothing is kept; the next one takes one tap."""
    text = doctor.plan(minutes=-1)
    shown = lived.post(PAGE, text=text, do="show")
    words = page_words(shown)
    assert "Compare these words once" in words
    assert "1 mg (1 mL of 1 mg/mL) at bedtime" in words

    tried = lived.post(PAGE, text=text, do="save")
    assert "not compared yet" in html.unescape(tried.text)
    assert plan_in(lived).origin == "copied"
    assert lived.post(PAGE, text=text, do="save", compared="yes").headers["location"] == "/plan?done=taken-in"
    plan = page_words(lived.get("/plan"))
    assert "Signed by Dr A. Example" in plan
    assert "opied" not in plan
    assert "Plan: signed by Dr A. Example" in page_words(lived.get("/"))
    assert "opied" not in page_words(lived.get("/"))

    again = lived.post(PAGE, text=text, do="show")
    assert "You have this already" in page_words(again)
    assert "Compare these words" not in page_words(lived.post(PAGE, text=doctor.plan(), do="show"))
    assert lived.post(PAGE, text=doctor.plan(), do="save").status_code == 303


def test_a_file_is_read_as_a_pasted_text(lived: Any, doctor: Prescriber) -> None:
    """A file with the text is shown in the same way; an empty form says what to do."""
    token = lived.token()
    sent = {"file": ("plan.txt", doctor.plan().encode())}
    answer = lived("POST", PAGE, data={"token": token, "do": "show"}, files=sent, headers={"Origin": ORIGIN})
    assert "Compare these words once" in page_words(answer)

    empty = lived.post(PAGE, text="", do="show")
    assert empty.status_code == 422
    assert "Paste it, or choose one" in page_words(empty)


@pytest.mark.parametrize(
    ("name", "words"),
    [("Dr B. Other", "another key signed it"), ("Dr A. Example", "another key signed it")],
)
def test_another_key_is_refused_until_it_is_expected(lived: Any, doctor: Prescriber, name: str, words: str) -> None:
    """The page says why, and what to do when a new prescriber signs."""
    lived.post(PAGE, text=doctor.plan(minutes=-2), do="save", compared="yes")
    other = Prescriber(doctor.person, name).plan(signed_plan(prescriber=name))
    refused = lived.post(PAGE, text=other, do="save", compared="yes")

    assert refused.status_code == 422
    assert words in page_words(refused).lower()
    assert "I called them, and another key is right" in page_words(refused)
    assert other in refused.text
    assert lived.post(PAGE, text=other, do="save", compared="yes", new_key="yes").status_code == 303
    assert plan_in(lived).prescriber == name


def test_a_word_says_what_it_says(lived: Any, doctor: Prescriber) -> None:
    """A word that nothing waits for is refused with its reason."""
    refused = lived.post(PAGE, text=doctor.word("continue"), do="show")

    assert refused.status_code == 422
    assert "nothing in your diary waits for that" in page_words(refused)


def test_a_key_is_forgotten_on_the_page(lived: Any, doctor: Prescriber) -> None:
    """Forgotten it is not listed, and the plan says so."""
    lived.post(PAGE, text=doctor.plan(), do="save", compared="yes")
    assert "Forget the key of Dr A. Example" in page_words(lived.get(PAGE))

    lived.post(f"{PAGE}/forget", number="1")
    assert "None yet" in page_words(lived.get(PAGE))
    assert "Signed with a key that you forgot" in page_words(lived.get("/plan"))
    assert lived.post(f"{PAGE}/forget", number="1").status_code == 422


def test_what_is_no_signed_text_is_shown_back(lived: Any, doctor: Prescriber) -> None:
    """Markup in what was pasted is shown as text, and nothing is taken in."""
    refused = lived.post(PAGE, text="<script>alert(1)</script>", do="show")

    assert refused.status_code == 422
    assert "<script>alert" not in refused.text
    changed = doctor.plan()
    assert "changed after it was signed" in page_words(lived.post(PAGE, text=changed[:-9] + "AAAAAAAAA", do="show"))
