"""A real browser, begun when the first test asks for it; `tests/conftest.py` hands it to all tests of a worker.

There is one for all: while it runs, no second one of Playwright can begin in the same process.
"""

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """Return one browser for all tests of a worker."""
    from playwright.sync_api import sync_playwright

    place = CHROMIUM if os.path.exists(CHROMIUM) else shutil.which("chromium")
    assert place, "no chromium: `make tests` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=ARGUMENTS)
        yield browser
        browser.close()
