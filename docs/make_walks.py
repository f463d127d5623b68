"""Writes docs/walks.md: taps and swipes that a small phone takes for what people do, and how long the machine takes.

Run: python docs/make_walks.py
A real browser of 360 x 740 on a real server, with a diary of five steady weeks. A swipe moves three quarters of what is
in sight; one is counted whenever what is tapped next is not wholly between the header and the bar.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Locator, Page, ViewportSize, sync_playwright

from zonewise.model.entry import RATINGS, Entry
from zonewise.services.base.clock import logical_today
from zonewise.services.base.diary import Diary, add_entries, new_id

PHONE = ViewportSize(width=360, height=740)
DAYS = 35
PAGE = Path(__file__).with_name("walks.md")
HEAD = """# Walks

Written by `python docs/make_walks.py`. Do not edit by hand.

What people do on a phone of 360 x 740, from Today, in a real browser: taps, swipes, and seconds of the machine.
A swipe is counted whenever what is tapped next is not wholly in sight.

| what | scripts | taps | swipes | seconds |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Walk:
    """What one walk took."""

    name: str
    scripts: bool
    taps: int
    swipes: int
    seconds: float  # From the first tap to the last answer.


class Thumb:
    """Taps as a person does: what is out of sight is swiped to first."""

    def __init__(self, window: Page) -> None:
        self.window = window
        self.taps = self.swipes = 0

    def tap(self, target: Locator) -> None:
        """Bring a target into sight by swipes and tap it."""
        top, bottom = self._in_sight(target)
        for _ in range(40):
            box = target.bounding_box()
            assert box is not None, f"nothing to tap: {target}"
            if (box["y"] >= top and box["y"] + box["height"] <= bottom) or self._is_fixed(target):
                break
            step = 0.75 * (bottom - top)
            self.window.evaluate("step => scrollBy(0, step)", step if box["y"] + box["height"] > bottom else -step)
            self.swipes += 1
        target.click()
        self.taps += 1

    def bar(self, words: str) -> None:
        """Tap a place of the bar."""
        self.tap(self.window.locator("nav.bar").get_by_role("link", name=words))

    def button(self, words: str) -> None:
        """Tap a button by its words."""
        self.tap(self.window.get_by_role("button", name=words, exact=True))

    def _is_fixed(self, target: Locator) -> bool:
        fixed = target.evaluate("each => each.closest('header, .save, .bar') !== null")
        return bool(fixed)

    def _in_sight(self, target: Locator) -> tuple[float, float]:
        """Return the heights between which something can be tapped: under the header, above the bar."""
        bottom = self.window.evaluate(
            "() => Math.min(...['.bar', '.save'].flatMap(name => [...document.querySelectorAll(name)])"
            ".map(each => each.getBoundingClientRect().top), innerHeight)"
        )
        return 56.0, float(bottom)


def _usual_day(thumb: Thumb) -> None:
    thumb.bar("Check-in")
    thumb.tap(thumb.window.locator(".usual-day button").first)
    thumb.window.get_by_text("Written down.").wait_for()


def _full_check_in(thumb: Thumb) -> None:
    thumb.bar("Check-in")
    thumb.tap(thumb.window.locator("label", has_text="None, no side effect, nothing new"))
    thumb.tap(thumb.window.locator("#dose label").first)
    for name in RATINGS:
        thumb.tap(thumb.window.locator(f"label:has(input[name='rating.{name}'][value='4'])"))
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


WALKS: Mapping[str, Callable[[Thumb], None]] = {
    "A usual day with its dose": _usual_day,
    "A full check-in: ten numbers, dose, nothing else": _full_check_in,
    "A crash day": _crash_day,
    "A month looked back on, a day opened": _month,
    "A number of a past day corrected": _correction,
    "All symptoms over two years": _symptoms,
    "What LDN means for opioids, read up": _read_up,
    "A danger sign, until it can be dialled": _danger,
    "Emergency, until it can be dialled": _help,
}


def walk_all(diary: Path) -> Iterator[Walk]:
    """Yield what each walk takes, with scripts and without, each on a diary of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, walk in WALKS.items():
            for scripts in (True, False):
                copy = Path(shutil.copy(diary, diary.with_name("walked.sqlite")))
                with _served(copy) as entry:
                    context = browser.new_context(
                        viewport=PHONE,
                        java_script_enabled=scripts,
                        service_workers="block",
                    )
                    window = context.new_page()
                    window.goto(entry)
                    window.goto(f"{entry.split('/enter')[0]}/")
                    thumb, begun = Thumb(window), perf_counter()
                    walk(thumb)
                    yield Walk(name, scripts, thumb.taps, thumb.swipes, perf_counter() - begun)
                    context.close()
        browser.close()


def steady_weeks(path: Path) -> Path:
    """Make a diary of five steady weeks up to yesterday."""
    today = logical_today("Europe/London", time(4))
    days = [today - timedelta(days=number) for number in range(DAYS, 0, -1)]
    said = {"opioid": "none", "other_antagonist": "no", "hypersensitivity": "no", "liver": "none", "pregnancy": "no",
            "minor": "no", "needs_specialist": "no", "phase": "titrating", "extreme_sensitivity": "no"}  # fmt: skip
    profile = {"timezone": "Europe/London", "country": "GB"}
    add_entries(
        Diary(str(path)),
        [
            *(Entry(new_id(), days[0], None, "profile", name, value) for name, value in profile.items()),
            *(Entry(new_id(), day, None, "rating", name, "3") for day in days for name in RATINGS),
            *(Entry(new_id(), day, None, "dose", "naltrexone", "1", "mg") for day in days),
            *(Entry(new_id(), days[-1], None, "answer", name, value) for name, value in said.items()),
        ],
    )
    return path


@contextmanager
def _served(diary: Path) -> Iterator[str]:
    """Give the address that lets a browser in to a server on a diary."""
    command = [sys.executable, "-m", "zonewise", "serve", "--diary", str(diary), "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert server.stdout is not None
    line = server.stdout.readline()
    try:
        yield line[line.index("http") :].strip()
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def row(walk: Walk) -> str:
    """Return a walk as a row of the table."""
    return f"| {walk.name} | {'on' if walk.scripts else 'off'} | {walk.taps} | {walk.swipes} | {walk.seconds:.1f} |"


def main() -> None:
    """Walk and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        walks = list(walk_all(steady_weeks(Path(folder) / "diary.sqlite")))
    PAGE.write_text(HEAD + "\n".join(map(row, walks)) + "\n", encoding="utf-8")
    print("\n".join(map(row, walks)))


if __name__ == "__main__":
    main()
