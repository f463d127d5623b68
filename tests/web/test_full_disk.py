"""The pages of a server that is started on a disk without a byte left."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from tests.full_disk import SmallDisk, small_disk

from .conftest import Browser, every_route, page_words


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Return a small disk with room on it."""
    with small_disk(tmp_path / "disk") as disk:
        yield disk


@pytest.fixture
def full(disk: SmallDisk, lived_copy: Path, browser_on: Callable[..., Browser]) -> Browser:
    """Return a browser on an app whose diary lies on a full disk, and that nobody has opened there yet."""
    path = disk.folder / "diary.sqlite"
    shutil.copy(lived_copy, path)
    disk.fill()
    return browser_on(path)


def test_the_check_in_has_its_form_and_nothing_is_stored(full: Browser, disk: SmallDisk) -> None:
    """The form comes; sent, the page says that the disk is full and what to do, keeps what was typed, and stores
    nothing; with room the same form is stored.
    """  # fmt: skip
    before = full.diary.read_bytes()
    page = full.get("/check-in")
    assert page.status_code == 200
    assert 'name="rating.pain"' in page.text

    answer = full.check_in(rating__pain="7", danger="none", note="a word of mine")

    assert answer.status_code == 507
    assert "the disk is full" in page_words(answer).casefold()
    assert "Free some space" in page_words(answer)
    assert "a word of mine" in answer.text
    assert full.diary.read_bytes() == before

    disk.make_room()
    count = len(full.entries)
    assert full.check_in(rating__pain="7", danger="none", note="a word of mine").status_code == 303
    assert len(full.entries) > count


def test_every_page_can_be_read(full: Browser) -> None:
    """No page that is looked at is refused for want of room."""
    routes = [item for item in every_route(full.app.routes) if isinstance(item, APIRoute) and "GET" in item.methods]
    paths = [route.path for route in routes if "{" not in route.path and not route.path.startswith("/api")]
    assert len(paths) > 20

    refused = {path: answer.status_code for path in paths if (answer := full.get(path)).status_code in (500, 503, 507)}

    assert refused == {}
