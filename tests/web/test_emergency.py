"""Danger: it can be dialled from where it stands, also while the diary is locked, and nothing of the diary leaks."""

import re
import shutil

import pytest

from zonewise.services.base.diary import Diary
from zonewise.services.custody.passphrase import Secret, set_passphrase

from .conftest import page_words

CALLS = re.compile(r'href="tel:([0-9+]+)"')


@pytest.mark.parametrize(
    ("sign", "first"),
    [
        ("anaphylaxis", "999"),
        ("chest-or-collapse", "999"),
        ("withdrawal", "999"),
        ("suicidal", "116123"),
        ("liver", "999"),
    ],
)
def test_the_card_of_a_danger_sign_dials(sign, first, lived):
    """The number to call first is a button on the card itself, above its steps."""
    lived.check_in(danger=sign)
    text = lived.get("/").text

    assert CALLS.findall(text)[0] == first
    assert text.index("tel:") < text.index('<ol class="steps">')


def test_a_second_injector_is_named(lived):
    """In anaphylaxis the card says when a second adrenaline injector is used."""
    lived.check_in(danger="anaphylaxis")

    assert "second injector" in page_words(lived.get("/"))


@pytest.mark.parametrize("answer", ["current", "recent"])
def test_an_opioid_taken_says_whom_to_call(answer, lived):
    """Who takes LDN and an opioid reads on Today whom to call, for which signs, and can dial there."""
    lived.check_in(danger="none")
    fields = {"last": max(entry.day for entry in lived.entries).isoformat()} if answer == "recent" else {}
    lived.post("/answers", "/", question="opioid", answer=answer, back="/", **fields)
    answered = lived.get("/")

    assert "call your prescriber or pharmacist now" in page_words(answered)
    assert "999" in CALLS.findall(answered.text)


def test_without_an_opioid_nothing_of_it_stands_there(lived):
    """Who takes none is not frightened by it."""
    lived.check_in(danger="none")
    lived.post("/answers", "/", question="opioid", answer="none", back="/")

    assert "An opioid was taken" not in page_words(lived.get("/"))


@pytest.fixture
def locked(browser_on, lived_diary, tmp_path, cheap_keys):
    """Return a browser on a locked diary whose country is GB."""
    path = shutil.copy(lived_diary, tmp_path / "locked.sqlite")
    set_passphrase(Diary(str(path)), Secret("four words nobody joins"))
    return browser_on(path)


def test_a_locked_diary_tells_no_country(locked):
    """Before anybody chose one no country's numbers stand there, for they would tell of the diary."""
    answer = locked.get("/help")

    assert "116123" not in CALLS.findall(answer.text)
    assert CALLS.findall(answer.text)[0] == "112"


def test_every_country_can_be_looked_up_while_locked(locked):
    """The list is the same for everybody, and its numbers can be dialled."""
    assert CALLS.findall(locked.get("/help?country=AU").text)[:2] == ["000", "131114"]
    assert CALLS.findall(locked.get("/help?country=xx").text)[0] == "112"


def test_a_country_is_kept_on_a_device_only_by_wish(locked):
    """One tap keeps it, and then its numbers stand there while the diary is locked; a look alone keeps nothing."""
    locked.get("/help?country=AT")
    assert "zonewise-country" not in locked.cookies

    locked.post("/help", page="/help?country=AT", country="AT")

    assert CALLS.findall(locked.get("/help").text)[:2] == ["112", "144"]
    assert locked.get("/").headers["location"].startswith("/unlock")


def test_only_a_known_country_is_kept(locked):
    """What is sent beside the list is not kept."""
    locked.post("/help", page="/help?country=AT", country="<b>")

    assert "zonewise-country" not in locked.cookies
