"""A first evening on a phone: under fifteen taps, one question a screen, kept screen by screen, without scripts too."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.running import Running, started

from zonewise.model.entry import DOMAINS, in_force
from zonewise.services.base.diary import Diary, all_entries

from .accessibility import violations
from .conftest import Pictures

SIZES = {"small": {"width": 360, "height": 740}, "phone": {"width": 390, "height": 844}}
MOST_TAPS = 15


class Walk:
    """One evening in one window: taps are counted, and each screen is looked at once."""

    def __init__(self, window: Page, pictures: Pictures, name: str, *, scripts: bool) -> None:
        self.window, self.scripts, self.taps = window, scripts, 0
        self._pictures, self._name, self._screens = pictures, name, 0
        self._heading = ""

    def tap(self, target: Locator) -> None:
        """Tap once, without scrolling sideways for it."""
        target.click()
        self.taps += 1

    def look(self) -> None:
        """Wait for the next screen, see that it fits and is accessible, and keep a picture of it."""
        self._screens += 1
        heading = self.window.locator("h1")
        expect(heading).not_to_have_text(self._heading)  # a page that has only begun has no room to measure
        self._heading = heading.inner_text()
        self.window.wait_for_load_state()
        self._pictures(self.window, f"evening-{self._name}-{self._screens}.png")
        if self.scripts:
            assert self.window.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert violations(self.window) == []

    def button(self, name: str) -> Locator:
        """Return the button or link of that name."""
        return self.window.get_by_role("button", name=name).or_(self.window.get_by_role("link", name=name)).first


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Running]:
    """Return the app on a diary that has not been begun."""
    with started(Running(tmp_path / "diary.sqlite")) as app:
        yield app


def kept(app: Running) -> dict[tuple[str, str], str]:
    """Return what stands in the diary."""
    entries = in_force(all_entries(Diary(str(app.place)))) if app.place.exists() else ()
    return {(entry.kind, entry.name): entry.value for entry in entries}


def set_up(walk: Walk) -> None:
    """Go through all screens as who has a plan at home and begins tonight."""
    walk.look()
    walk.tap(walk.button("Yes, this is right"))
    walk.look()
    walk.tap(walk.button("Not started"))
    walk.look()
    for name in DOMAINS:
        walk.tap(walk.window.locator(f"input[name='rating.{name}'][value='4']"))
    walk.tap(walk.button("Save and go on"))
    walk.look()
    walk.tap(walk.button("As usual, or better"))
    walk.look()
    walk.tap(walk.button("No to all of these"))
    walk.look()
    walk.tap(walk.button("Later: how was today?"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scripts", [True, False])
def test_the_set_up_takes_under_fifteen_taps(
    size: str, scripts: bool, fresh: Running, visit: Callable[..., Page], pictures: Pictures
) -> None:
    """From the first look to the first check-in, with and without scripts, on a small phone and a usual one."""
    window = visit(fresh, size=SIZES[size], scripts=scripts, locale="en-GB", timezone_id="Europe/London")
    walk = Walk(window, pictures, f"{size}-{'scripts' if scripts else 'plain'}", scripts=scripts)

    set_up(walk)

    expect(window.get_by_role("heading", name="How was today?")).to_be_visible()
    print(f"set-up at {size}, scripts {scripts}: {walk.taps} taps")
    assert walk.taps < MOST_TAPS
    diary = kept(fresh)
    assert (diary["profile", "country"], diary["profile", "timezone"]) == ("GB", "Europe/London")
    assert [diary["usual", name] for name in DOMAINS] == ["4"] * 6
    assert (diary["usual", "last-week"], diary["answer", "opioid"]) == ("as-usual", "none")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_set_up_of_who_takes_ldn_takes_under_fifteen_taps(
    scripts: bool, fresh: Running, visit: Callable[..., Page], pictures: Pictures
) -> None:
    """With the dose and how long it is taken; how it was before LDN waits on the page Is it helping."""
    window = visit(fresh, size=SIZES["small"], scripts=scripts, locale="en-GB", timezone_id="Europe/London")
    walk = Walk(window, pictures, f"taking-{'scripts' if scripts else 'plain'}", scripts=scripts)

    walk.tap(walk.button("Yes, this is right"))
    walk.tap(walk.button("At a settled dose"))
    walk.tap(window.get_by_label("Dose each day"))
    window.keyboard.type("3 mg")
    walk.look()
    walk.tap(walk.button("Over 6 months"))
    for name in DOMAINS:
        walk.tap(window.locator(f"input[name='rating.{name}'][value='3']"))
    walk.tap(walk.button("Save and go on"))
    walk.tap(walk.button("As usual, or better"))
    walk.look()
    walk.tap(walk.button("No to all of these"))
    walk.look()
    walk.tap(walk.button("Later: how was today?"))

    expect(window.get_by_role("heading", name="How was today?")).to_be_visible()
    print(f"set-up of who takes LDN, scripts {scripts}: {walk.taps} taps")
    assert walk.taps < MOST_TAPS
    diary = kept(fresh)
    assert (diary["profile", "dose-history"], diary["answer", "phase"], diary["answer", "opioid"]) == (
        "3",
        "stable",
        "none",
    )
    assert [diary["usual", name] for name in DOMAINS] == ["3"] * 6

    window.goto("/helping")
    window.get_by_text("How was it before LDN?").click()
    walk.look()
    for name in DOMAINS:
        window.locator(f"input[name='rating.{name}'][value='6']").click()
    window.get_by_role("button", name="Save", exact=True).click()
    expect(window.get_by_text("Written down.")).to_be_visible()
    expect(window.get_by_text("How was it before LDN?")).to_have_count(0)
    assert [kept(fresh)["usual", f"before-{name}"] for name in DOMAINS] == ["6"] * 6


def test_enter_in_the_dose_says_nothing_of_how_long(fresh: Running, visit: Callable[..., Page]) -> None:
    """The key sends what Save sends: no length of time is taken that nobody tapped."""
    window = visit(fresh, "/begin/phase", scripts=False, locale="en-GB")
    window.get_by_role("button", name="At a settled dose").click()
    window.get_by_label("Dose each day").fill("3 mg")
    window.keyboard.press("Enter")

    expect(window.get_by_label("Or the day, if you know it")).to_have_attribute("aria-invalid", "true")
    expect(window.get_by_label("Dose each day")).to_have_value("3 mg")
    assert ("profile", "dose-history") not in kept(fresh)


def test_after_the_set_up_the_first_check_in_has_a_zone(
    fresh: Running, visit: Callable[..., Page], pictures: Pictures
) -> None:
    """A check-in right after it is Green, and says that the usual is still being learnt."""
    window = visit(fresh, locale="en-GB", timezone_id="Europe/London")
    set_up(Walk(window, pictures, "zone", scripts=True))
    window.get_by_text("None of these", exact=True).first.click()
    for name in DOMAINS:
        window.locator(f"input[name='rating.{name}'][value='4']").click()
    window.get_by_role("button", name="Save", exact=True).click()

    expect(window.get_by_role("heading", name="Green")).to_be_visible()
    expect(window.get_by_text("Still learning your usual.")).to_be_visible()
    pictures(window, "evening-today.png")


def test_the_time_zone_is_that_of_the_device_where_scripts_run(fresh: Running, visit: Callable[..., Page]) -> None:
    """The device's own time zone is chosen before that of the country, and what is kept is not taken over."""
    window = visit(fresh, "/begin/time-zone", timezone_id="Asia/Tokyo")
    expect(window.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    expect(window.get_by_text("In Asia/Tokyo it is")).to_be_visible()
    window.goto("/begin/country?country=AT")
    expect(window.get_by_text("In Asia/Tokyo it is")).to_be_visible()
    window.goto("/begin/time-zone")

    window.get_by_label("Time zone").select_option("Europe/Paris")
    window.get_by_role("button", name="Yes, this is right").click()
    window.goto("/begin/time-zone")
    expect(window.get_by_label("Time zone")).to_have_value("Europe/Paris")


def test_what_was_sent_is_there_after_the_server_died(fresh: Running, visit: Callable[..., Page]) -> None:
    """Killed in the middle, the evening goes on where it was, and what was kept is filled in."""
    window = visit(fresh, locale="de-AT", timezone_id="Europe/Vienna")
    window.get_by_role("button", name="Yes, this is right").click()
    window.get_by_role("button", name="Not started").click()
    for name in ("pain", "mood"):
        window.locator(f"input[name='rating.{name}'][value='6']").click()
    window.get_by_role("button", name="Save and go on").click()
    expect(window.get_by_role("heading", name="The last seven days")).to_be_visible()

    fresh.kill()
    fresh.start()
    window.goto("/")
    window.get_by_role("link", name="go on").click()

    expect(window.get_by_role("heading", name="First steps")).to_be_visible()
    window.goto("/begin/usual")
    assert window.locator("input[name='rating.pain']:checked").input_value() == "6"
    window.goto("/begin/country")
    expect(window.get_by_role("heading", name="Austria")).to_be_visible()
    diary = kept(fresh)
    assert (diary["profile", "country"], diary["usual", "mood"]) == ("AT", "6")


def test_each_screen_can_be_left_out_and_gone_back_to(fresh: Running, visit: Callable[..., Page]) -> None:
    """Skipping every screen ends at the plan and writes nothing; back leads through all of them again."""
    window = visit(fresh, scripts=False)
    for _ in range(6):
        window.get_by_role("link", name="Skip", exact=True).click()
    expect(window.get_by_role("heading", name="Your prescriber's plan")).to_be_visible()
    for _ in range(6):
        window.get_by_role("link", name="Back").click()

    expect(window.get_by_role("heading", name="Where are you?")).to_be_visible()
    assert kept(fresh) == {}
