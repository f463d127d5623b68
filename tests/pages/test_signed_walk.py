"""From a diary to two prescribers and back, in a real browser: page, panel, plan, signed text, tonight's dose."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.running import Running, RunningClinic

from zonewise.services.base.diary import Diary
from zonewise.services.reading.today import guidance_today
from zonewise.services.recording.answers import answer
from zonewise.services.sharing.share_choice import ShareChoice
from zonewise.services.sharing.shared_content import preview_with_code

from .conftest import DESK, PHONE, Pictures
from .signing import fill_in_plan
from .test_every_page import is_whole


def handed_over(diary: Path, folder: Path) -> Path:
    """The page that a diary hands over today, as a file."""
    file = folder / "page.json"
    file.write_bytes(preview_with_code(Diary(str(diary)), ShareChoice(name="Ann Example")).content)
    return file


def signed_text(window: Page, file: Path, prescriber: str, today: date, keep: Pictures) -> str:
    """Take the page in, write a plan, sign it, and return the text under its picture."""
    window.get_by_role("link", name="Open a page").first.click()
    window.get_by_label("Or a file").set_input_files(file)
    window.get_by_role("button", name="Take it in").click()
    expect(window.get_by_role("heading", name="Ann Example", exact=True)).to_be_visible()
    keep(window, "person")
    is_whole(window)
    window.get_by_role("link", name="Panel").click()
    expect(window.get_by_text("Takes 1 mg a day.")).to_be_visible()
    keep(window, "panel")
    is_whole(window)
    window.get_by_role("link", name="Ann Example").click()
    window.get_by_role("link", name="Write and sign a plan").click()
    expect(window.get_by_label("Prescriber", exact=True)).to_have_value(prescriber)
    fill_in_plan(window, today)
    keep(window, "plan")
    is_whole(window)
    window.get_by_role("button", name="Look at it").click()
    expect(window.get_by_role("heading", name="Sign it for Ann Example?")).to_be_visible()
    is_whole(window)
    window.get_by_role("button", name="Sign it").click()
    expect(window.get_by_role("img", name="The signed text as a square code")).to_be_visible()
    window.get_by_text("The text itself").click()
    keep(window, "signed")
    is_whole(window)
    return window.get_by_label("Signed text").input_value()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_plan_goes_from_two_prescribers_into_a_diary(
    size: dict[str, int], running: Running, clinics: list[RunningClinic], visit: Callable[..., Page], tmp_path: Path,
    pictures: Pictures,
) -> None:  # fmt: skip
    """Handed over, signed, compared once, taken in: Today names the dose and who signed it; then a second one signs."""
    sort = "phone" if size == PHONE else "desk"

    def keep(window: Page, what: str) -> None:
        pictures(window, f"signed-{what}-{sort}.png")

    answer(Diary(str(running.place)), {"danger_sign": "none", "side_effects": "none", "other_change": "none"}, day=None)
    own = visit(running, "/plan/signed", size=size)
    own.get_by_role("button", name="Make my code").click()
    code = own.locator("#code ~ .says").inner_text()
    keep(own, "code")
    is_whole(own)
    file = handed_over(running.place, tmp_path)
    assert code in file.read_text(encoding="utf-8")
    today = guidance_today(Diary(str(running.place))).guidance.as_of

    window = visit(clinics[0], "/", size=size)
    expect(window.get_by_text("Nobody has handed over a page yet.")).to_be_visible()
    text = signed_text(window, file, "Dr A. Example", today, keep)
    window.get_by_role("link", name="Your keys").click()
    expect(window.get_by_role("heading", name="Your keys")).to_be_visible()
    words = window.locator("main .says").first.inner_text()
    is_whole(window)

    own.get_by_label("Signed text").fill(text)
    own.get_by_role("button", name="Show it").click()
    assert own.locator("#compare ~ .says").inner_text() == words
    keep(own, "compare")
    is_whole(own)
    own.get_by_label("They read out the same eight words").check()
    own.get_by_role("button", name="It is what we agreed: take it in").click()
    expect(own.get_by_role("heading", name="Signed by Dr A. Example")).to_be_visible()
    keep(own, "taken-in")
    is_whole(own)
    own.goto("/")
    dose = own.locator("section.dose").inner_text()
    assert "1 mg (2 capsules of 0.5 mg)" in dose, dose
    expect(own.get_by_text("Plan: signed by Dr A. Example")).to_be_visible()
    assert "opied" not in own.locator("main").inner_text()
    keep(own, "today")

    other = visit(clinics[1], "/", size=size)
    text = signed_text(other, file, "Dr B. Other", today, lambda *_: None)
    own.goto("/plan/signed")
    own.get_by_label("Signed text").fill(text)
    own.get_by_role("button", name="Show it").click()
    expect(own.get_by_text("Another key signed it")).to_be_visible()
    keep(own, "other-key")
    is_whole(own)
    own.get_by_label("I called them, and another key is right").check()
    own.get_by_role("button", name="Show it").click()
    own.get_by_label("They read out the same eight words").check()
    own.get_by_role("button", name="It is what we agreed: take it in").click()
    expect(own.get_by_role("heading", name="Signed by Dr B. Other")).to_be_visible()
