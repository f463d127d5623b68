"""History in a real browser: it reads the same without scripts, and a number is corrected on its day by taps alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from zonewise.services.base.diary import Diary
from zonewise.services.reading.today import guidance_today
from zonewise.web.pages import BAR

SMALL_PHONE = {"width": 360, "height": 740}
VIEWS = ("/history", "/history/symptoms", "/history/flares", "/history/search", "/history/day")


@pytest.mark.parametrize("path", VIEWS)
def test_history_reads_without_scripts(path: str, shared, visit: Callable[..., Page]) -> None:
    """Every view says the same with scripts and without."""
    plain, scripted = visit(shared, path, scripts=False), visit(shared, path)

    assert plain.locator("main").inner_text() == scripted.locator("main").inner_text()


@pytest.mark.parametrize("path", ["/", "/check-in", "/history", "/plan"])
def test_the_five_places_are_always_in_sight(path: str, shared, visit: Callable[..., Page]) -> None:
    """At the top and at the end of a page every place of the bar, and the way to help, can be tapped as it stands."""
    window = visit(shared, path, size=SMALL_PHONE)
    for _ in range(2):
        for link in BAR:
            expect(window.locator("nav.bar").get_by_role("link", name=link.words)).to_be_in_viewport(ratio=1)
        expect(window.get_by_role("link", name="Emergency")).to_be_in_viewport(ratio=1)
        window.evaluate("scrollTo(0, document.body.scrollHeight)")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_number_is_corrected_on_its_day(scripts: bool, running, visit: Callable[..., Page]) -> None:
    """From the bar: History, the day, the number, its new value; the day then says it."""
    window = visit(running, scripts=scripts, size=SMALL_PHONE)

    window.locator("nav.bar").get_by_role("link", name="History").click()
    if guidance_today(Diary(str(running.place))).guidance.as_of.day == 1:  # the diary ends yesterday
        window.get_by_role("link", name="The month before").click()
    window.get_by_role("link", name="Green, 1 mg taken").last.click()
    window.locator("summary", has_text="Pain 3").click()
    window.locator("details[open] input[name=value]").fill("6")
    window.locator("details[open]").get_by_role("button", name="Correct it").click()

    expect(window.locator("summary", has_text="Pain 6")).to_be_visible()
    expect(window.get_by_text("Corrected.")).to_be_visible()


def test_a_mistyped_number_is_said_and_kept(running, visit: Callable[..., Page]) -> None:
    """What cannot be stored is shown again with what to write, and the day stays as it was."""
    window = visit(running, "/history/day", size=SMALL_PHONE)
    window.get_by_role("link", name="The day before", exact=True).click()
    window.locator("summary", has_text="Pain 3").click()
    window.locator("details[open] input[name=value]").fill("eleven")
    window.locator("details[open]").get_by_role("button", name="Correct it").click()

    expect(window.get_by_label("It should say")).to_have_value("eleven")
    expect(window.get_by_text("Write a number from 0 (none) to 10 (worst).")).to_be_visible()
