"""A real browser on a real server: chromium from the system, uvicorn on a free port, a diary for each test."""

import base64
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from tests.relays import RunningRelay, running_relay

from zonewise.services.clinic.clinic_file import Clinic, begin_clinic
from zonewise.services.clinic.signing import make_key
from zonewise.services.custody.passphrase import Secret

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
WORDS = "four words of mine"  # The passphrase of each prescriber's file.
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


class Running:
    """The app as a process of its own.

    Attributes:
        diary: Path of the diary.
        port: Where it listens; the same after it was started again.
        entry: The address that it printed, which lets a browser in.
    """

    def __init__(self, diary: Path) -> None:
        self.diary = diary
        self.port = 0
        self.entry = ""
        self._process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """Where it is opened."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it says where it is."""
        command = [sys.executable, "-m", "zonewise", "serve", "--diary", str(self.diary), "--port", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = self._process.stdout.readline()
        assert "http://127.0.0.1:" in said, said + (self._process.stdout.read() if self._process.poll() else "")
        self.entry = said[said.index("http") :].strip()
        self.port = int(self.entry.split(":")[2].partition("/")[0])
        for _ in range(200):
            try:
                httpx.get(f"{self.address}/api/health", timeout=5)
                return
            except httpx.TransportError:
                time.sleep(0.02)

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=20)
            self._process.stdout.close()
            self._process = None


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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return one browser for all tests of a worker."""
    place = CHROMIUM if os.path.exists(CHROMIUM) else shutil.which("chromium")
    assert place, "no chromium: `make tests` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def running(lived_copy: Path) -> Iterator[Running]:
    """Return the app on a copy of a diary of five weeks."""
    app = Running(lived_copy)
    app.start()
    yield app
    app.stop()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, lived_diary: Path) -> Iterator[Running]:
    """Return one app for tests that only look."""
    path = tmp_path_factory.mktemp("shared") / "diary.sqlite"
    shutil.copy(lived_diary, path)
    app = Running(path)
    app.start()
    yield app
    app.stop()


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


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RunningRelay]:
    """Return a relay of this test alone."""
    with running_relay(tmp_path) as relay:
        yield relay


@pytest.fixture
def read_square(chromium: Browser) -> Iterator[Callable[[Locator], str]]:
    """Return what reads a square code off a picture of the screen, as a phone's camera would: jsQR, by others."""
    script = Path(sys.prefix) / "node" / "node_modules" / "jsqr" / "dist" / "jsQR.js"
    assert script.is_file(), "jsQR is not here: run `make tests`, which installs it"
    window = chromium.new_page()
    window.add_script_tag(path=script)

    def read(shown: Locator) -> str:
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
        window.set_default_timeout(15_000)
        opened.append((context, faults))
        window.goto(path)
        return window

    yield open_window
    for context, faults in opened:
        context.close()
        assert faults == []


@pytest.fixture(scope="session")
def pictures(project_root: Path) -> Path:
    """Return the folder where screenshots are kept."""
    folder = project_root / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
