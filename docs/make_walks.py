"""Writes docs/walks.md: what people do takes how many taps, swipes, screens and seconds, in a real browser.

Run: python docs/make_walks.py
A real server, with a diary of five steady weeks, one that ends in a flare, or none yet. A swipe moves three quarters of
what is in sight; one is counted whenever what is tapped next is not wholly between the header and the bar. Screens are
counted by how far the page has to move at least. By keyboard every press of a key counts, and nothing is tapped.
Seconds are those of this process, in which the app runs too: they do not grow while others use the machine.
"""

import math
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from time import process_time

from playwright.sync_api import Browser, Locator, Page, ViewportSize, sync_playwright

from zonewise.model.entry import DOMAINS, RATINGS, Entry
from zonewise.services.base.clock import logical_today
from zonewise.services.base.diary import Diary, add_entries, new_id
from zonewise.web.serving import Server, configuration
from zonewise.web.settings import WebSettings

PHONE = (360, 740)
DAYS = 35
FLARE_DAYS = 4
PAGE = Path(__file__).with_name("walks.md")
HEAD = """# Walks

Written by `python docs/make_walks.py`. Do not edit by hand.

What people do on a phone of 360 x 740, from Today, in a real browser: taps, swipes, screens, and seconds of the
processor that the app took. A swipe moves three quarters of what is in sight; one is counted whenever what is tapped
next is not wholly in sight. Screens are counted by how far the page has to move at least. What is typed is one tap into
its field.

| what | scripts | taps | swipes | screens | seconds |
|---|---|---|---|---|---|
"""
OTHERWISE_HEAD = """
## On other screens, in each look, at 200 %, and by keyboard

Taps and swipes of the same, with scripts where nothing else is said; by keyboard alone the keys that are pressed.

| what | {columns} |
|---|{lines}|
"""
ENTER = {"A", "BUTTON", "SUMMARY"}


@dataclass(frozen=True, slots=True)
class Condition:
    """How the pages are looked at."""

    name: str
    size: tuple[int, int] = PHONE  # Width and height, pixels.
    scripts: bool = True
    look: str = ""  # A look of the page Appearance, or "" for that of the device.
    double: bool = False  # Whether text is twice as large.
    keyboard: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """What one walk took."""

    name: str
    condition: Condition
    taps: int  # Keys by keyboard.
    swipes: int
    screens: int
    seconds: float  # Of the processor, the app's and this script's, from the first tap to the last answer.


class Thumb:
    """Taps as a person does: what is out of sight is swiped to first."""

    def __init__(self, window: Page) -> None:
        self.window = window
        self.taps = self.swipes = 0
        self._screens: dict[str, int] = {}

    @property
    def screens(self) -> int:
        """How many screens were looked at, of all pages together."""
        return max(1, sum(self._screens.values()))

    def tap(self, target: Locator) -> None:
        """Bring a target into sight by swipes and tap it."""
        self.bring_into_sight(target)
        target.click()
        self.taps += 1

    def bring_into_sight(self, target: Locator) -> None:
        """Swipe until a target can be tapped."""
        target.wait_for()
        top, bottom = self._in_sight()
        for _ in range(60):
            box = target.bounding_box()
            assert box is not None, f"nothing to tap: {target}"
            # A page moves by whole pixels, and parts of one are neither seen nor swiped.
            fits = box["y"] > top - 1 and box["y"] + min(box["height"], bottom - top) < bottom + 1
            if fits or self._is_fixed(target):
                break
            most = 0.75 * (bottom - top)  # and no further than to the head of the target
            below = box["y"] > top
            step = min(most, box["y"] - top) if below else -min(most, top - box["y"])
            self.window.evaluate("step => scrollBy(0, step)", step)
            self.swipes += 1
        self._count_screens(target, top, bottom)

    def type(self, target: Locator, text: str) -> None:
        """Tap a field and type into it."""
        self.tap(target)
        target.fill(text)

    def bar(self, words: str) -> None:
        """Tap a place of the bar."""
        self.tap(self.window.locator("nav.bar").get_by_role("link", name=words))

    def button(self, words: str) -> None:
        """Tap a button by its words."""
        self.tap(self.window.get_by_role("button", name=words, exact=True))

    def link(self, words: str) -> None:
        """Tap a link of the page by its words."""
        self.tap(self.window.locator("main").get_by_role("link", name=words))

    def number(self, name: str, value: int) -> None:
        """Tap a number of a rating."""
        self.tap(self.window.locator(f"label:has(input[name='rating.{name}'][value='{value}'])"))

    def _count_screens(self, target: Locator, top: float, bottom: float) -> None:
        if self._is_fixed(target):
            return  # it stands in sight on every screen
        box = target.bounding_box()
        assert box is not None
        path = self.window.evaluate("location.pathname")
        moved = max(0.0, box["y"] + box["height"] + self.window.evaluate("scrollY") - bottom)
        self._screens[path] = max(self._screens.get(path, 1), 1 + math.ceil(moved / (bottom - top)))

    def _is_fixed(self, target: Locator) -> bool:
        fixed = target.evaluate("node => node.closest('header, .save, .bar') !== null")
        return bool(fixed)

    def _in_sight(self) -> tuple[float, float]:
        """Return the heights between which something can be tapped: under the header, above the bar."""
        bottom = self.window.evaluate(
            "() => Math.min(...['.bar', '.save'].flatMap(name => [...document.querySelectorAll(name)])"
            ".filter(node => ['fixed', 'sticky'].includes(getComputedStyle(node).position))"
            ".map(node => node.getBoundingClientRect().top).filter(y => y > innerHeight / 2), innerHeight)"
        )
        return 56.0, float(bottom)


class Keys(Thumb):
    """Reaches everything by Tab and the arrows, and presses Enter or Space."""

    def tap(self, target: Locator) -> None:
        """Move the focus to a target and press it."""
        node = target.evaluate_handle("node => node.control ?? node")
        kind = node.evaluate(KIND)
        for _ in range(300):
            if node.evaluate("node => document.activeElement === node"):
                break
            self._press("ArrowRight" if kind == "RADIO" and node.evaluate(IN_GROUP) else "Tab")
        else:
            raise AssertionError(f"out of reach of the keyboard: {target}")
        if kind in ENTER:
            self._press("Enter")
        elif kind == "BOX" or (kind == "RADIO" and not node.evaluate("node => node.checked")):
            self._press("Space")

    def type(self, target: Locator, text: str) -> None:
        """Move the focus to a field and type into it."""
        self.tap(target)
        target.fill(text)

    def _press(self, key: str) -> None:
        self.window.keyboard.press(key)
        self.taps += 1


KIND = "node => node.type === 'radio' ? 'RADIO' : node.type === 'checkbox' ? 'BOX' : node.tagName"
IN_GROUP = "node => document.activeElement.type === 'radio' && document.activeElement.name === node.name"


def _usual_day(thumb: Thumb) -> None:
    thumb.bar("Check-in")
    thumb.tap(thumb.window.locator(".usual-day button").first)
    thumb.window.get_by_text("Written down.").wait_for()


def _full_check_in(thumb: Thumb) -> None:
    thumb.bar("Check-in")
    thumb.tap(thumb.window.locator("label", has_text="None, no side effect, nothing new"))
    thumb.tap(thumb.window.locator("#dose label").first)
    for name in RATINGS:
        thumb.number(name, 4)
    thumb.button("Save")
    thumb.window.get_by_text("Written down.").wait_for()


def _crash_day(thumb: Thumb) -> None:
    thumb.tap(thumb.window.get_by_role("link", name="Crash day"))
    thumb.tap(thumb.window.get_by_role("button", name="None of these"))
    thumb.window.get_by_text("Written down.").wait_for()


def _month(thumb: Thumb) -> None:
    thumb.bar("History")
    of_days = thumb.window.locator("td.green a", has_text="1 mg taken")
    if not of_days.count():  # on the first of a month
        thumb.tap(thumb.window.get_by_role("link", name="The month before"))
    thumb.tap(of_days.last)
    thumb.window.get_by_role("heading", name="What is written down").wait_for()


def _correction(thumb: Thumb) -> None:
    _month(thumb)
    thumb.tap(thumb.window.locator("summary", has_text="Pain 3"))
    thumb.window.locator("details[open] input[name=value]").fill("6")
    thumb.tap(thumb.window.locator("details[open]").get_by_role("button", name="Correct it"))
    thumb.window.get_by_text("Corrected.").wait_for()


def _symptoms(thumb: Thumb) -> None:
    thumb.bar("History")
    thumb.tap(thumb.window.get_by_role("link", name="Symptoms"))
    thumb.tap(thumb.window.get_by_role("link", name="2 years"))
    thumb.window.locator("svg.picture").wait_for()


def _read_up(thumb: Thumb) -> None:
    thumb.bar("Learn")
    thumb.tap(thumb.window.get_by_role("link", name="Opioids"))
    thumb.window.get_by_role("heading", name="Opioids", exact=True).wait_for()


def _danger(thumb: Thumb) -> None:
    thumb.tap(thumb.window.get_by_role("link", name="Crash day"))
    thumb.tap(thumb.window.get_by_role("button", name="Trouble breathing"))
    thumb.window.locator("a.call").first.wait_for()


def _help(thumb: Thumb) -> None:
    thumb.tap(thumb.window.get_by_role("link", name="Emergency"))
    thumb.window.locator("a.call").first.wait_for()


def _set_up(thumb: Thumb) -> None:
    thumb.button("Yes, this is right")
    thumb.button("Not started")
    for name in DOMAINS:
        thumb.number(name, 4)
    thumb.button("Save and go on")
    thumb.button("As usual, or better")
    thumb.button("No to all of these")
    thumb.link("Later: how was today?")
    thumb.window.get_by_role("heading", name="How was today?").wait_for()


def _first_numbers(thumb: Thumb) -> None:
    """Say no danger sign and six numbers."""
    thumb.tap(thumb.window.locator("label", has_text="None, no side effect, nothing new"))
    for name in DOMAINS:
        thumb.number(name, 4)
    thumb.button("Save")
    thumb.window.get_by_text("Written down.").wait_for()


def _first_evening(thumb: Thumb) -> None:
    _set_up(thumb)
    _first_numbers(thumb)
    thumb.window.get_by_role("heading", name="Green").wait_for()


def _set_up_taking(thumb: Thumb) -> None:
    """Who has taken LDN for months says the dose, how long it is taken, and an ordinary day now."""
    thumb.button("Yes, this is right")
    thumb.button("At a settled dose")
    thumb.type(thumb.window.get_by_label("Dose each day"), "3 mg")
    thumb.button("Over 6 months")
    for name in DOMAINS:
        thumb.number(name, 3)
    thumb.button("Save and go on")
    thumb.button("As usual, or better")
    thumb.button("No to all of these")
    thumb.link("Later: how was today?")
    thumb.window.get_by_role("heading", name="How was today?").wait_for()


def _existing_user(thumb: Thumb) -> None:
    """They see the dose tonight."""
    _set_up_taking(thumb)
    _first_numbers(thumb)
    thumb.window.get_by_text("3 mg").first.wait_for()


def _flare(thumb: Thumb) -> None:
    thumb.link("This flare")
    thumb.window.get_by_role("heading", name="What came before").wait_for()
    thumb.tap(thumb.window.locator(".question button").first)
    thumb.window.get_by_role("heading", name="What came before").wait_for()


def _opioid(thumb: Thumb) -> None:
    thumb.bar("More")
    thumb.link("Medicines")
    thumb.type(thumb.window.get_by_label("Name, as on the package"), "co-codamol")
    thumb.button("Write down")
    thumb.bring_into_sight(thumb.window.locator("a.call").first)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a person does, on which diary."""

    walk: Callable[[Thumb], None]
    diary: str = "steady"
    everywhere: bool = False  # Whether it is walked in every condition.


SCENARIOS: Mapping[str, Scenario] = {
    "The set-up of a first evening": Scenario(_set_up, "none"),
    "A first evening, from the set-up to the first zone": Scenario(_first_evening, "none"),
    "The set-up of who has taken LDN for months": Scenario(_set_up_taking, "none"),
    "First day of who has taken LDN for months, to tonight's dose": Scenario(_existing_user, "none"),
    "A usual day with its dose": Scenario(_usual_day, everywhere=True),
    "A full check-in: ten numbers, dose, nothing else": Scenario(_full_check_in, everywhere=True),
    "A crash day": Scenario(_crash_day),
    "A flare: what came before it, and a question answered": Scenario(_flare, "flare", everywhere=True),
    "An opioid was taken: named, until it can be dialled": Scenario(_opioid),
    "A month looked back on, a day opened": Scenario(_month),
    "A number of a past day corrected": Scenario(_correction),
    "All symptoms over two years": Scenario(_symptoms),
    "What LDN means for opioids, read up": Scenario(_read_up),
    "A danger sign, until it can be dialled": Scenario(_danger),
    "Emergency, until it can be dialled": Scenario(_help),
}
SCRIPTS_ON, SCRIPTS_OFF = Condition("on"), Condition("off", scripts=False)
CONDITIONS = (
    Condition("390 x 844", (390, 844)),
    Condition("390 x 844, no scripts", (390, 844), scripts=False),
    Condition("1280 x 900", (1280, 900)),
    Condition("light", look="light"),
    Condition("dark", look="dark"),
    Condition("contrast", look="contrast"),
    Condition("200 %", double=True),
    Condition("keys", (1280, 900), keyboard=True),
    Condition("keys, no scripts", (1280, 900), scripts=False, keyboard=True),
)
DOUBLE_TEXT = (
    "document.addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%'; })"
)


def walk_all(
    browser: Browser,
    diaries: Mapping[str, Path],
    conditions: tuple[Condition, ...] = (SCRIPTS_ON, SCRIPTS_OFF),
    *,
    everywhere: bool = False,
) -> Iterator[Walk]:
    """Yield what each walk takes in each condition, each on a diary of its own.

    Args:
        browser: Each walk has a window of its own in it.
        diaries: The diary of each name of `Scenario.diary`.
        everywhere: Only those that are walked in every condition.
    """
    for name, scenario in SCENARIOS.items():
        for condition in conditions if scenario.everywhere or not everywhere else ():
            yield _walked(browser, name, scenario, condition, diaries[scenario.diary])


def _walked(browser: Browser, name: str, scenario: Scenario, condition: Condition, diary: Path) -> Walk:
    walked = diary.with_name("walked.sqlite")
    for left in diary.parent.glob("walked.sqlite*"):
        left.unlink()
    if diary.exists():
        shutil.copy(diary, walked)
    with _served(walked) as entry:
        context = browser.new_context(
            viewport=ViewportSize(width=condition.size[0], height=condition.size[1]),
            java_script_enabled=condition.scripts,
            service_workers="block",
            locale="en-GB",
            timezone_id="Europe/London",
        )
        if condition.double:
            context.add_init_script(DOUBLE_TEXT)
        window = context.new_page()
        window.set_default_timeout(60_000)
        window.goto(entry)
        home = f"{entry.split('/enter')[0]}/"
        if condition.look:
            window.goto(f"{home}appearance")
            window.locator(f"input[value={condition.look}]").check()
            window.get_by_role("button", name="Save").click()
        window.goto(home)
        thumb, begun = Keys(window) if condition.keyboard else Thumb(window), process_time()
        scenario.walk(thumb)
        seconds = process_time() - begun
        assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"cut off: {name}, {condition.name}"
        )
        context.close()
    return Walk(name, condition, thumb.taps, thumb.swipes, thumb.screens, seconds)


def diaries_in(folder: Path) -> Mapping[str, Path]:
    """Return the diaries of the scenarios: five steady weeks, the same with a flare at their end, and none yet."""
    return {
        "steady": steady_weeks(folder / "steady.sqlite"),
        "flare": steady_weeks(folder / "flare.sqlite", flare=True),
        "none": folder / "none.sqlite",
    }


def steady_weeks(path: Path, *, flare: bool = False) -> Path:
    """Make a diary of five steady weeks up to yesterday, or of some with a flare that goes on at their end."""
    today = logical_today("Europe/London", time(4))
    days = [today - timedelta(days=number) for number in range(DAYS, 0, -1)]
    said = {"opioid": "none", "other_antagonist": "no", "hypersensitivity": "no", "liver": "none", "pregnancy": "no",
            "minor": "no", "needs_specialist": "no", "phase": "titrating", "extreme_sensitivity": "no"}  # fmt: skip
    profile = {"timezone": "Europe/London", "country": "GB"}
    add_entries(
        Diary(str(path)),
        [
            *(Entry(new_id(), days[0], None, "profile", name, value) for name, value in profile.items()),
            *(
                Entry(new_id(), day, None, "rating", name, "8" if flare and day in days[-FLARE_DAYS:] else "3")
                for day in days
                for name in RATINGS
            ),
            *(Entry(new_id(), day, None, "dose", "naltrexone", "1", "mg") for day in days),
            *(Entry(new_id(), days[-1], None, "answer", name, value) for name, value in said.items()),
        ],
    )
    return path


@contextmanager
def _served(diary: Path) -> Iterator[str]:
    """Give the address that lets a browser in to a server on a diary; it runs beside, in this process."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(configuration(WebSettings(Diary(str(diary)))))
    beside = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    beside.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/enter"
    finally:
        server.should_exit = True
        beside.join()


@contextmanager
def _browser() -> Iterator[Browser]:
    """Give a browser of its own, the system's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def row(walk: Walk) -> str:
    """Return a walk as a row of the first table."""
    counts = f"{walk.taps} | {walk.swipes} | {walk.screens} | {walk.seconds:.1f}"
    return f"| {walk.name} | {walk.condition.name} | {counts} |"


def rows_of_conditions(walks: list[Walk]) -> str:
    """Return the second table."""
    names = [condition.name for condition in CONDITIONS]
    head = OTHERWISE_HEAD.format(columns=" | ".join(names), lines="---|" * (len(names) - 1) + "---")
    lines = []
    for scenario in dict.fromkeys(walk.name for walk in walks):
        cells = [
            f"{walk.taps}" if walk.condition.keyboard else f"{walk.taps}, {walk.swipes}"
            for walk in walks
            if walk.name == scenario
        ]
        lines.append(f"| {scenario} | {' | '.join(cells)} |")
    return head + "\n".join(lines) + "\n"


def main() -> None:
    """Walk and write the page."""
    with tempfile.TemporaryDirectory() as folder, _browser() as browser:
        diaries = diaries_in(Path(folder))
        walks = []
        for walk in walk_all(browser, diaries):
            print(row(walk), flush=True)
            walks.append(walk)
        others = []
        for walk in walk_all(browser, diaries, CONDITIONS, everywhere=True):
            print(row(walk), flush=True)
            others.append(walk)
    PAGE.write_text(HEAD + "\n".join(map(row, walks)) + "\n" + rows_of_conditions(others), encoding="utf-8")


if __name__ == "__main__":
    main()
