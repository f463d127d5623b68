"""From a diary to two prescribers and back, in a real browser: page, panel, plan, signed text, tonight's dose."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from zonewise.services.base.diary import Diary
from zonewise.services.clinic.clinic_file import Clinic, begin_clinic
from zonewise.services.clinic.signing import make_key
from zonewise.services.custody.passphrase import Secret
from zonewise.services.reading.today import guidance_today
from zonewise.services.recording.answers import answer
from zonewise.services.sharing.share_choice import ShareChoice
from zonewise.services.sharing.shared_content import preview_with_code

from .conftest import PHONE, Running
from .test_every_page import is_whole

DESK = {"width": 1280, "height": 900}
WORDS = "four words of mine"


class RunningClinic(Running):
    """The prescriber's pages as a process of its own."""

    def start(self) -> None:
        """Start them, and wait until they say where they are."""
        secret = self.diary.with_suffix(".passphrase")
        secret.write_text(WORDS, encoding="utf-8")
        command = [sys.executable, "-m", "zonewise", "--passphrase-file", str(secret), "clinic", "serve", "--clinic",
                   str(self.diary), "--port", "0"]  # fmt: skip
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        first = self._process.stdout.readline()
        assert "http://127.0.0.1:" in first, first + (self._process.stdout.read() if self._process.poll() else "")
        self.entry = first[first.index("http") :].strip()
        self.port = int(self.entry.split(":")[2].partition("/")[0])


@pytest.fixture
def clinics(tmp_path: Path) -> Iterator[list[RunningClinic]]:
    """Two prescribers, each with a file and pages of their own."""
    running = []
    for name in ("Dr A. Example", "Dr B. Other"):
        place = tmp_path / f"{name[3]}.sqlite"
        make_key(begin_clinic(Clinic(str(place)), Secret(WORDS)), name)
        running.append(RunningClinic(place))
    for app in running:
        app.start()
    yield running
    for app in running:
        app.stop()


def handed_over(diary: Path, folder: Path) -> Path:
    """The page that a diary hands over today, as a file."""
    file = folder / "page.json"
    file.write_bytes(preview_with_code(Diary(str(diary)), ShareChoice(name="Ann Example")).content)
    return file


def signed_text(window: Page, file: Path, prescriber: str, today: date, name: Callable[[str], Path]) -> str:
    """Take the page in, write a plan, sign it, and return the text under its picture."""
    window.get_by_role("link", name="Open a page").first.click()
    window.get_by_label("Or a file").set_input_files(file)
    window.get_by_role("button", name="Take it in").click()
    expect(window.get_by_role("heading", name="Ann Example", exact=True)).to_be_visible()
    window.screenshot(path=name("person"), full_page=True)
    is_whole(window)
    window.get_by_role("link", name="Panel").click()
    expect(window.get_by_text("Takes 1 mg a day.")).to_be_visible()
    window.screenshot(path=name("panel"), full_page=True)
    is_whole(window)
    window.get_by_role("link", name="Ann Example").click()
    window.get_by_role("link", name="Write and sign a plan").click()
    expect(window.get_by_label("Prescriber", exact=True)).to_have_value(prescriber)
    for label in ("Date of the prescription", "First day on the first dose"):
        window.get_by_label(label).fill(today.isoformat())
    window.get_by_label("Doses, one a line, lowest first").fill("0.5 mg\n1 mg\n1.5 mg")
    window.get_by_label("Taken at").fill("bedtime")
    window.get_by_label("Stay on each step for at least").fill("2 weeks")
    window.get_by_label("Never more than, each day").fill("1.5 mg")
    window.get_by_label("What they take").select_option("capsule")
    window.get_by_label("Strengths of the capsules or tablets").fill("0.5 mg")
    window.screenshot(path=name("plan"), full_page=True)
    is_whole(window)
    window.get_by_role("button", name="Look at it").click()
    expect(window.get_by_role("heading", name="Sign it for Ann Example?")).to_be_visible()
    is_whole(window)
    window.get_by_role("button", name="Sign it").click()
    expect(window.get_by_role("img", name="The signed text as a square code")).to_be_visible()
    window.get_by_text("The text itself").click()
    window.screenshot(path=name("signed"), full_page=True)
    is_whole(window)
    return window.get_by_label("Signed text").input_value()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_plan_goes_from_two_prescribers_into_a_diary(
    size: dict[str, int], running: Running, clinics: list[RunningClinic], visit: Callable[..., Page], tmp_path: Path,
    pictures: Path,
) -> None:  # fmt: skip
    """Handed over, signed, compared once, taken in: Today names the dose and who signed it; then a second one signs."""
    sort = "phone" if size == PHONE else "desk"
    name: Callable[[str], Path] = lambda what: pictures / f"signed-{what}-{sort}.png"  # noqa: E731
    answer(Diary(str(running.diary)), {"danger_sign": "none", "side_effects": "none", "other_change": "none"}, day=None)
    own = visit(running, "/plan/signed", size=size)
    own.get_by_role("button", name="Make my code").click()
    code = own.locator("#code ~ .says").inner_text()
    own.screenshot(path=name("code"), full_page=True)
    is_whole(own)
    file = handed_over(running.diary, tmp_path)
    assert code in file.read_text(encoding="utf-8")
    today = guidance_today(Diary(str(running.diary))).guidance.as_of

    window = visit(clinics[0], "/", size=size)
    expect(window.get_by_text("Nobody has handed over a page yet.")).to_be_visible()
    text = signed_text(window, file, "Dr A. Example", today, name)
    window.get_by_role("link", name="Your keys").click()
    words = window.locator("main .says").first.inner_text()
    is_whole(window)

    own.get_by_label("Signed text").fill(text)
    own.get_by_role("button", name="Show it").click()
    assert own.locator("#compare ~ .says").inner_text() == words
    own.screenshot(path=name("compare"), full_page=True)
    is_whole(own)
    own.get_by_label("They read out the same eight words").check()
    own.get_by_role("button", name="It is what we agreed: take it in").click()
    expect(own.get_by_role("heading", name="Signed by Dr A. Example")).to_be_visible()
    own.screenshot(path=name("taken-in"), full_page=True)
    is_whole(own)
    own.goto("/")
    dose = own.locator("section.dose").inner_text()
    assert "1 mg (2 capsules of 0.5 mg)" in dose, dose
    expect(own.get_by_text("Plan: signed by Dr A. Example")).to_be_visible()
    assert "opied" not in own.locator("main").inner_text()
    own.screenshot(path=name("today"), full_page=True)

    other = visit(clinics[1], "/", size=size)
    text = signed_text(other, file, "Dr B. Other", today, lambda what: tmp_path / f"{what}.png")
    own.goto("/plan/signed")
    own.get_by_label("Signed text").fill(text)
    own.get_by_role("button", name="Show it").click()
    expect(own.get_by_text("Another key signed it")).to_be_visible()
    own.screenshot(path=name("other-key"), full_page=True)
    is_whole(own)
    own.get_by_label("I called them, and another key is right").check()
    own.get_by_role("button", name="Show it").click()
    own.get_by_label("They read out the same eight words").check()
    own.get_by_role("button", name="It is what we agreed: take it in").click()
    expect(own.get_by_role("heading", name="Signed by Dr B. Other")).to_be_visible()
