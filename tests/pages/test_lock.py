"""The lock at the foot of each page, in a real browser on a phone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.running import WORDS, Running, started

from zonewise.services.base.diary import Diary
from zonewise.services.custody.passphrase import Secret, set_passphrase

from .conftest import Pictures
from .test_every_page import is_whole

LEAST_TARGET = 44  # Pixels, each way. Source: WCAG 2.2, success criterion 2.5.5.


@pytest.fixture
def locked(lived_copy: Path) -> Iterator[Running]:
    """Return the app on a diary that has a passphrase."""
    set_passphrase(Diary(str(lived_copy)), Secret(WORDS))
    with started(Running(lived_copy)) as app:
        yield app


def test_a_browser_is_locked_from_the_foot_of_a_page(
    locked: Running, visit: Callable[..., Page], pictures: Pictures
) -> None:
    """It is there once the passphrase was given, below everything, quieter than any other button, and easy to hit; then
    the passphrase is asked for again.
    """  # fmt: skip
    window = visit(locked, "/history")
    lock = window.get_by_role("button", name="Lock this browser")
    expect(window.get_by_label("Passphrase")).to_be_visible()
    expect(lock).to_have_count(0)
    window.get_by_label("Passphrase").fill(WORDS)
    window.keyboard.press("Enter")
    window.wait_for_url("**/history")

    expect(lock).to_have_count(1)
    lock.scroll_into_view_if_needed()
    pictures(window, "lock-phone.png")
    is_whole(window)
    box, words = lock.bounding_box(), window.locator("footer p").bounding_box()
    assert box["height"] >= LEAST_TARGET
    assert box["width"] >= LEAST_TARGET
    assert box["y"] >= words["y"] + words["height"]
    edge, ink, soft = lock.evaluate(
        "button => [getComputedStyle(button).borderTopColor, getComputedStyle(button).color,"
        " getComputedStyle(button.closest('footer')).color]"
    )
    assert (edge, ink) == ("rgba(0, 0, 0, 0)", soft)

    lock.click()
    window.wait_for_url("**/unlock*")
    expect(lock).to_have_count(0)
    window.goto(f"{locked.address}/history")
    expect(window.get_by_label("Passphrase")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/check-in", "/history", "/data"])
def test_without_a_passphrase_there_is_none(shared: Running, visit: Callable[..., Page], path: str) -> None:
    """Nobody is offered a lock that nothing would open again."""
    expect(visit(shared, path).get_by_role("button", name="Lock this browser")).to_have_count(0)
