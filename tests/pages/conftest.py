"""A real browser on a real server: chromium from the system, uvicorn on a free port, a diary for each test."""

import base64
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from tests.running import WORDS, Running, RunningClinic, RunningRelay, started

from zonewise.services.clinic.clinic_file import Clinic, begin_clinic
from zonewise.services.clinic.signing import make_key
from zonewise.services.custody.passphrase import Secret

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
expect.set_options(timeout=20_000)  # milliseconds; a busy machine must not turn a page red
Pictures = Callable[[Page, str], None]
"""Keeps a picture of a page under a name."""
_READ_SQUARE = """async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width + 80, image.height + 80);
  const drawn = canvas.getContext("2d");
  drawn.fillStyle = "#fff";
  drawn.fillRect(0, 0, canvas.width, canvas.height);
  drawn.drawImage(image, 40, 40);
  const seen = drawn.getImageData(0, 0, canvas.width, canvas.height);
  return jsQR(seen.data, seen.width, seen.height)?.data ?? "";
}"""


@pytest.fixture
def running(lived_copy: Path) -> Iterator[Running]:
    """Return the app on a copy of a diary of five weeks."""
    with started(Running(lived_copy)) as app:
        yield app


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, lived_diary: Path) -> Iterator[Running]:
    """Return one app for tests that only look."""
    path = tmp_path_factory.mktemp("shared") / "diary.sqlite"
    shutil.copy(lived_diary, path)
    with started(Running(path)) as app:
        yield app


@pytest.fixture
def clinics(tmp_path: Path) -> Iterator[list[RunningClinic]]:
    """Two prescribers, each with a file and pages of their own."""
    running: list[RunningClinic] = []
    for name in ("Dr A. Example", "Dr B. Other"):
        place = tmp_path / f"{name[3]}.sqlite"
        make_key(begin_clinic(Clinic(str(place)), Secret(WORDS)), name)
        running.append(RunningClinic(place))
    with started(running[0]), started(running[1]):
        yield running


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RunningRelay]:
    """Return a relay of this test alone."""
    with started(RunningRelay(tmp_path / "relay.sqlite")) as relay:
        yield relay


@pytest.fixture
def read_square(chromium: Browser) -> Iterator[Callable[[Locator], str]]:
    """Return what reads a square code off a picture of the screen, as a phone's camera would: jsQR, by others."""
    script = Path(sys.prefix) / "node" / "node_modules" / "jsqr" / "dist" / "jsQR.js"
    assert script.is_file(), "jsQR is not here: run `make tests`, which installs it"
    window = chromium.new_page()
    window.add_script_tag(path=script)

    def read(shown: Locator) -> str:
        shown.evaluate("one => one.decode?.()")  # a picture that is still being drawn holds no code yet
        picture = base64.b64encode(shown.screenshot()).decode()
        return str(window.evaluate(_READ_SQUARE, f"data:image/png;base64,{picture}"))

    yield read
    window.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a window on an app; whatever a page says of an error fails the test."""
    opened: list[tuple[BrowserContext, list[str]]] = []

    def open_window(
        app: Running,
        path: str = "/",
        *,
        size: dict[str, int] = PHONE,
        scripts: bool = True,
        keep: bool = False,
        **context_options: Any,
    ) -> Page:
        context = chromium.new_context(
            viewport=size,
            java_script_enabled=scripts,
            base_url=app.address,
            service_workers="allow" if keep else "block",
            **context_options,
        )
        context.request.get(app.entry, max_redirects=0)
        faults: list[str] = []
        context.on("weberror", lambda error: faults.append(str(error.error)))
        window = context.new_page()
        window.set_default_timeout(45_000)
        opened.append((context, faults))
        window.goto(path)
        return window

    yield open_window
    for context, faults in opened:
        context.close()
        assert faults == []


@pytest.fixture(scope="session")
def pictures(project_root: Path) -> Pictures:
    """Return what keeps a picture of a page for people; none is drawn but with `make pictures`, which asks for them."""
    folder = project_root / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)

    def keep(window: Page, name: str) -> None:
        if os.environ.get("ZONEWISE_PICTURES"):
            window.screenshot(path=folder / name, full_page=True)

    return keep
