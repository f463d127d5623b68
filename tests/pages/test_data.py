"""One's own data in a real browser: a file is looked at, its mapping changed, and then taken in, without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .test_every_page import is_whole


def test_a_file_is_looked_at_and_taken_in(
    running, visit: Callable[..., Page], project_root: Path, pictures: Path
) -> None:
    """A table of no known app is shown, a tracker is left out, shown again and taken in."""
    window = visit(running, "/data")
    window.get_by_label("File", exact=True).set_input_files(project_root / "tests/data/exports/other-wide.csv")
    window.get_by_role("button", name="Look at it").first.click()
    expect(window.get_by_text("Nothing is stored yet.")).to_be_visible()
    window.screenshot(path=pictures / "import-phone.png", full_page=True)
    is_whole(window)

    window.locator("#target-1").select_option("ignore")
    window.get_by_role("button", name="Take it in").click()
    expect(window.get_by_text("Look once more, then take it in.")).to_be_visible()
    window.get_by_role("button", name="Take it in").click()

    expect(window.get_by_role("heading", name="Taken in")).to_be_visible()
    window.screenshot(path=pictures / "imported-phone.png", full_page=True)
    is_whole(window)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_backup_comes_back(scripts: bool, running, visit: Callable[..., Page], pictures: Path) -> None:
    """A backup is made, stands in the list and is put back, with and without scripts."""
    window = visit(running, "/data", scripts=scripts)
    window.get_by_role("button", name="Back up now").click()
    expect(window.get_by_text("Backed up.")).to_be_visible()
    window.screenshot(path=pictures / "backups-phone.png", full_page=True)
    if scripts:
        is_whole(window)

    window.get_by_role("link", name="Put back").first.click()
    window.screenshot(path=pictures / "restore-phone.png", full_page=True)
    if scripts:
        is_whole(window)
    window.get_by_role("button", name="Put it in the place of my diary").click()

    expect(window.get_by_text("The backup is your diary now.")).to_be_visible()
