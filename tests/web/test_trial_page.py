import html
from datetime import timedelta
from pathlib import Path

from tests.conftest import PLAN
from tests.services.trial_diaries import FIRST, PHARMACY, a_trial, an_entry, begin_trial

from zonewise.services.base.diary import Diary, add_entries
from zonewise.services.base.profile import profile_in
from zonewise.services.recording.plans import SigningOptions, sign_plan_text
from zonewise.trial.key import TrialKey
from zonewise.trial.sealing import public_of, public_text

from .conftest import Browser, page_words


def test_a_design_is_shown_with_what_it_buys(tmp_path: Path) -> None:
    """The form shows length and power and writes nothing; too few blocks are refused beside their field."""
    browser = Browser(tmp_path / "diary.sqlite")
    add_entries(Diary(str(browser.diary)), [an_entry("rating", "pain", "4", FIRST)])

    shown = browser.post("/trial/design", page="/trial", blocks="10", days="7", first="2099-01-05")
    few = browser.post("/trial/design", page="/trial", blocks="8", days="7")

    assert shown.status_code == 200
    assert "10 of 7 days: 5 with LDN, 5 without" in shown.text
    assert "of 40 simulated" in " ".join(shown.text.split())
    assert few.status_code == 422
    assert "4 pairs come in 16 ways" in html.unescape(few.text)
    assert len(browser.entries) == 1


def test_a_trial_is_registered_from_the_page(tmp_path: Path) -> None:
    """With plan and pharmacy's line the order is sealed, and the sheet and the protocol can be fetched."""
    browser = Browser(tmp_path / "diary.sqlite")
    diary = Diary(str(browser.diary))
    today = profile_in(diary).today()
    text = PLAN.format(written=today - timedelta(days=20), start=today - timedelta(days=10))
    sign_plan_text(diary, text, "plan.yaml", SigningOptions())

    refused = browser.post("/trial/register", page="/trial", blocks="10", days="14", to="pharmacy-x")
    done = browser.post("/trial/register", page="/trial", blocks="10", days="14", to=public_text(public_of(PHARMACY)))

    assert refused.status_code == 422
    assert done.status_code == 303
    assert "The first block begins on" in browser.get("/trial").text
    sheet = browser.post("/trial/paper", page="/trial", kind="sheet")
    assert '"signature"' in sheet.text
    assert browser.post("/trial/paper", page="/trial", kind="protocol").content.startswith(b"%PDF")


def test_a_trial_is_ended_from_the_page(tmp_path: Path) -> None:
    """Guess, close, a wrong key, the right one: each is answered, and the result has its report."""
    diary, key = a_trial(tmp_path / "diary.sqlite")
    browser = Browser(tmp_path / "diary.sqlite")

    def tell(**fields: str) -> int:
        return browser.post("/trial/tell", page="/trial", **fields).status_code

    assert tell(what="guess", block="1", guess="unsure") == 303
    early = browser.post("/trial/tell", page="/trial", what="key", key=key.text())
    assert early.status_code == 422
    assert "The trial is not closed." in early.text
    assert tell(what="close") == 303
    assert tell(what="key", key=TrialKey(key.nonce, key.seed).text()) == 422
    assert tell(what="bottle", bottle="1") == 422
    assert tell(what="something") == 422
    assert tell(what="key", key=key.text()) == 303
    assert "LDN is likely helping" in browser.get("/trial").text
    assert browser.post("/trial/paper", page="/trial", kind="report").content.startswith(b"%PDF")
    assert diary.place == str(browser.diary)


def test_today_names_the_bottle_of_a_trial(lived: Browser) -> None:
    """Today has the bottle in place of the dose to tick, its button writes it down, and then the day says so."""
    begin_trial(Diary(str(lived.diary)), "1")

    shown = lived.get("/").text
    assert "one capsule from bottle 1" in shown
    assert "I took a capsule of bottle 1" in shown
    assert "Taken: " not in shown
    assert lived.post("/trial/tell", page="/", what="bottle", bottle="1").status_code == 303
    after = lived.get("/").text
    assert "capsule is written down" in html.unescape(after)
    assert "I took a capsule of bottle 1" not in after


def test_a_danger_card_says_that_a_trial_runs(lived: Browser) -> None:
    """Whoever reads the card learns that naltrexone may be in the person, and who knows it."""
    begin_trial(Diary(str(lived.diary)), "1")
    lived.post("/answers", page="/", question="danger_sign", answer="chest-or-collapse")

    words = page_words(lived.get("/"))
    assert "you may have naltrexone in you" in words
    assert "bottle 1" in words


def test_the_prescribers_page_names_a_trial(lived: Browser) -> None:
    """The page tells the prescriber which bottle goes on, and who can say what it holds."""
    begin_trial(Diary(str(lived.diary)), "1")

    words = page_words(lived.get("/prescriber"))
    assert "10 blocks of 7 days, 1 mg a day in half of the bottles" in words
    assert "In danger the pharmacy tells the prescriber" in words
