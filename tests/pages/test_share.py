"""The walk from the diary's page over a relay to the page that opens the link, in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page
from tests.running import RunningRelay

from .accessibility import violations
from .conftest import Pictures


def opened(chromium: Browser, link: str, name: str, passcode: str = "") -> Page:
    """Return the page that opens a link, in a browser of somebody else."""
    window = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
    window.goto(link)
    window.get_by_label("Who are you?").fill(name)
    if passcode:
        window.get_by_label("Passcode").fill(passcode)
    window.get_by_role("button", name="Open").click()
    return window


def test_a_link_is_made_opened_seen_and_taken_back(
    relay: RunningRelay, running, visit: Callable[..., Page], chromium: Browser, pictures: Pictures
) -> None:
    """What leaves is shown first, the link opens elsewhere, who opened it is known, and taken back it is over."""
    window = visit(running, "/share")
    window.get_by_label("Relay").fill(relay.address)
    window.get_by_label("My days of the last half year").check()
    window.get_by_label("Passcode").fill("1234")
    window.get_by_role("button", name="See what leaves").click()
    assert window.get_by_role("heading", name="This leaves, and nothing else").is_visible()
    pictures(window, "share-what-leaves.png")
    window.get_by_role("button", name="Share", exact=True).click()
    assert window.get_by_role("img", name="The link as a picture to scan").is_visible()
    pictures(window, "share-link.png")
    assert violations(window) == []
    link = window.get_by_label("Link", exact=True).input_value()

    wrong = opened(chromium, link, "Somebody", "0000")
    wrong.get_by_text("The passcode is wrong. Tries left: 9.").wait_for()
    reader = opened(chromium, link, "Dr Lee", "1234")
    reader.get_by_role("heading", name="Medicines").first.wait_for()
    pictures(reader, "share-reader.png")
    assert reader.get_by_role("link", name="Open the page for the prescriber (PDF)").is_visible()
    assert violations(reader) == []

    window.reload()
    assert window.get_by_text("Opened by Dr Lee").is_visible()
    assert window.get_by_text("Wrong passcode from Somebody").is_visible()
    window.get_by_role("button", name="Take it back").click()
    assert window.get_by_text("Taken back: nobody can open it any more.").is_visible()
    ended = opened(chromium, link, "Dr Lee", "1234")
    ended.get_by_text("This link has ended. Ask whoever sent it for a new one.").wait_for()


def test_what_a_person_wrote_is_no_markup_for_the_reader(relay: RunningRelay, chromium: Browser) -> None:
    """What is no link is said so, and nothing of it runs."""
    for fragment, words in (("shlink:/<img src=x onerror=alert(1)>", "no whole link"), ("", "no whole link")):
        window = chromium.new_context().new_page()
        window.goto(f"{relay.address}/view#{fragment}")
        window.get_by_text(words).wait_for()
