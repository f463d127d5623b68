"""The whole round by a relay, in a real browser: share, clinic, signed plan, diary; and what goes wrong on the way."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.running import Running, RunningClinic, RunningRelay

from zonewise.services.base.diary import Diary
from zonewise.services.reading.today import guidance_today
from zonewise.services.recording.answers import answer
from zonewise.share.passphrase_seal import open_with_passphrase

from .conftest import DESK, PHONE, Pictures
from .signing import sign_plan
from .test_every_page import is_whole

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


def shared_link(window: Page, relay: str, passcode: str = "") -> str:
    """Share the page by a link, and return it."""
    window.goto("/share")
    window.get_by_label("Relay").fill(relay)
    window.get_by_label("Name to stand on it").fill("Ann Example")
    window.get_by_label("Passcode").fill(passcode)
    window.get_by_role("button", name="See what leaves").click()
    window.get_by_role("button", name="Share", exact=True).click()
    expect(window.get_by_role("img", name="The link as a picture to scan")).to_be_visible()
    return window.get_by_label("Link", exact=True).input_value()


def take_page_in(window: Page, link: str, passcode: str = "") -> None:
    """Open a link in the prescriber's copy."""
    window.goto("/open")
    window.get_by_label("Link").first.fill(link)
    if passcode:
        window.get_by_label("Passcode").first.fill(passcode)
    window.get_by_role("button", name="Take it in").click()


@SIZES
def test_a_plan_comes_back_by_the_relay_that_dies_in_the_middle(
    size: dict[str, int], running: Running, clinics: list[RunningClinic], relay: RunningRelay,
    visit: Callable[..., Page], read_square: Callable[[Locator], str], pictures: Pictures,
) -> None:  # fmt: skip
    """Each square holds what stands beside it; fetched before the relay died, the plan is taken in without it."""
    diary = Diary(str(running.place))
    answer(diary, {"danger_sign": "none", "side_effects": "none", "other_change": "none"}, day=None)
    own = visit(running, "/", size=size)
    link = shared_link(own, relay.address)
    assert read_square(own.locator(".qr")) == link

    window = visit(clinics[0], "/", size=size)
    take_page_in(window, link)
    expect(window.get_by_role("heading", name="Ann Example", exact=True)).to_be_visible()
    sign_plan(window, guidance_today(diary).guidance.as_of)
    window.get_by_text("The text itself").click()
    text = window.get_by_label("Signed text").input_value()
    assert read_square(window.locator("img.scan")) == text

    relay.kill()
    window.get_by_label("Relay", exact=True).fill(relay.address)
    window.get_by_role("button", name="Make a link").click()
    expect(window.get_by_text("Nothing was sent. It is signed all the same.")).to_be_visible()
    pictures(window, f"relay-away-clinic-{size['width']}.png")
    is_whole(window)
    relay.start()
    window.get_by_role("button", name="Make a link").click()
    expect(window.get_by_text("It lies on the relay. Send the link below to them alone.")).to_be_visible()
    is_whole(window)
    sent = window.get_by_label("Link for Ann Example").input_value()
    assert sent.startswith("shlink:/")

    relay.kill()
    own.goto("/plan/signed")
    own.get_by_label("Signed text, or a link to it").fill(sent)
    own.get_by_role("button", name="Show it").click()
    expect(own.get_by_text("does not answer. Try again later, or ask for a file instead.")).to_be_visible()
    pictures(own, f"relay-away-diary-{size['width']}.png")
    is_whole(own)
    relay.start()
    own.get_by_role("button", name="Show it").click()
    expect(own.get_by_role("heading", name="Compare these words once")).to_be_visible()
    relay.kill()
    own.get_by_label("They read out the same eight words").check()
    own.get_by_role("button", name="It is what we agreed: take it in").click()
    expect(own.get_by_role("heading", name="Signed by Dr A. Example")).to_be_visible()
    own.goto("/")
    expect(own.get_by_text("Plan: signed by Dr A. Example")).to_be_visible()
    own.goto("/share")
    expect(own.get_by_text("The relay does not answer, so who opened it is not known now.")).to_be_visible()
    own.get_by_role("button", name="Take it back").click()
    expect(own.get_by_text("does not answer").first).to_be_visible()
    relay.start()
    own.goto("/share")
    expect(own.get_by_text("Opened by Dr A. Example")).to_be_visible()
    own.get_by_role("button", name="Take it back").click()
    expect(own.get_by_text("Taken back: nobody can open it any more.")).to_be_visible()
    take_page_in(window, link)
    expect(window.get_by_text("this link has ended, or was taken back").or_(
        window.get_by_text("This link has ended, or was taken back"))).to_be_visible()  # fmt: skip
    is_whole(window)


@SIZES
def test_a_passcode_wrong_five_times_opens_at_the_sixth(
    size: dict[str, int],
    running: Running,
    clinics: list[RunningClinic],
    relay: RunningRelay,
    visit: Callable[..., Page],
) -> None:
    """Each wrong one says how many tries are left, the person sees each, and two prescribers open the same link."""
    own = visit(running, "/", size=size)
    link = shared_link(own, relay.address, "1234")
    windows = [visit(clinic, "/", size=size) for clinic in clinics]
    for left in (9, 8, 7, 6, 5):
        take_page_in(windows[0], link, "0000")
        expect(windows[0].get_by_text(f"{left} tries left.")).to_be_visible()
        is_whole(windows[0])
    for window in windows:
        take_page_in(window, link, "1234")
        expect(window.get_by_role("heading", name="Ann Example", exact=True)).to_be_visible()
    own.reload()
    expect(own.get_by_text("Wrong passcode from Dr A. Example")).to_have_count(5)
    expect(own.get_by_text("Opened by Dr A. Example")).to_have_count(1)
    expect(own.get_by_text("Opened by Dr B. Other")).to_have_count(1)
    is_whole(own)


@SIZES
def test_the_page_leaves_as_a_file_and_a_chart_comes_by_a_link(
    size: dict[str, int], running: Running, clinics: list[RunningClinic], relay: RunningRelay,
    visit: Callable[..., Page], tmp_path: Path,
) -> None:  # fmt: skip
    """The button gives a sealed file that the prescriber's copy opens; a link on Data is looked at first."""
    own = visit(running, "/share", size=size)
    own.get_by_role("button", name="See what leaves").click()
    passphrase = own.get_by_label("Passphrase that opens the file").input_value()
    is_whole(own)
    with own.expect_download() as download:
        own.get_by_role("button", name="Give me the file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert json.loads(open_with_passphrase(file.read_text(), passphrase).content)["resourceType"] == "Bundle"

    window = visit(clinics[0], "/open", size=size)
    window.get_by_label("Or a file").set_input_files(file)
    window.get_by_label("Passcode").first.fill(passphrase)
    window.get_by_label("Whose page").fill("Ann Example")
    window.get_by_role("button", name="Take it in").click()
    expect(window.get_by_role("heading", name="Ann Example", exact=True)).to_be_visible()

    link = shared_link(own, relay.address)
    own.goto("/data")
    own.get_by_text("Or a link to your chart from a clinic or an app").click()
    own.get_by_label("Link", exact=True).fill(link[:-9])
    own.get_by_role("button", name="Look at it").last.click()
    expect(own.locator("#link-error")).to_be_visible()
    is_whole(own)
    own.get_by_label("Link", exact=True).fill(link)
    own.get_by_role("button", name="Look at it").last.click()
    expect(own.get_by_text("SMART Health Link").first).to_be_visible()
    is_whole(own)
