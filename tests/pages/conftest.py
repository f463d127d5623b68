"""A real browser on a real server: chromium from the system, uvicorn on a free port, a diary for each test."""

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
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
PHONE = {"width": 390, "height": 844}


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
