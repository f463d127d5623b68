"""The page that hands over: a file without a relay, and what Today says of a link that ends soon."""

import re
from typing import Any

import pytest
from click.testing import CliRunner

from zonewise.cli.main import cli
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary
from zonewise.services.base.new_entry import COMMAND_LINE
from zonewise.services.recording.answers import answer
from zonewise.services.sharing.kept_shares import KeptShare, keep_share, kept_shares
from zonewise.share.passphrase_seal import open_with_passphrase

from .conftest import page_words

PAGE = "/share"
SECRET = "A" * 43


@pytest.fixture(autouse=True)
def no_relay_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name no relay by the environment."""
    monkeypatch.delenv("ZONEWISE_RELAY", raising=False)


def keep(browser: Any, *, minutes: int) -> Diary:
    """Keep a share in the browser's diary that ends in some minutes, and return the diary."""
    diary, now = Diary(str(browser.diary)), int(utc_now().timestamp())
    share = KeptShare(SECRET, SECRET, SECRET, "http://127.0.0.1:9", now - 86_400, now + 60 * minutes, "U")
    keep_share(diary, share, COMMAND_LINE)
    return diary


def test_a_file_is_given_without_a_relay(lived: Any) -> None:
    """What leaves is shown first with a passphrase, and the file opens by it; no share is kept."""
    shown = lived.post(PAGE, do="preview", parts="medicines")
    passphrase = re.search(r'name="passphrase"[^>]*value="([^"]+)"', shown.text)[1]
    assert "This leaves, and nothing else" in page_words(shown)

    given = lived.post(PAGE, do="file", parts="medicines", passphrase=passphrase)
    assert given.headers["content-disposition"] == 'attachment; filename="ldn-page.jwe"'
    assert b'"resourceType":"Bundle"' in open_with_passphrase(given.text, passphrase).content
    assert b"Bundle" not in given.content
    assert kept_shares(Diary(str(lived.diary))) == ()


def test_a_short_passphrase_gives_no_file(lived: Any) -> None:
    """The page says how long it has to be, beside its field."""
    refused = lived.post(PAGE, do="file", parts="medicines", passphrase="short")

    assert refused.status_code == 422
    assert "Give 12 letters or more" in page_words(refused)
    assert 'id="passphrase-error"' in refused.text


def test_a_link_needs_a_relay_and_says_so(lived: Any) -> None:
    """Looking needs none; sharing by a link names what is missing."""
    assert lived.post(PAGE, do="preview", parts="medicines").status_code == 200
    refused = lived.post(PAGE, do="share", parts="medicines")

    assert refused.status_code == 422
    assert "No relay is known" in page_words(refused)


def test_today_says_that_a_link_ends_soon(lived: Any) -> None:
    """Within three hours of its end Today names it, on the page and the command line; before and after it does not."""
    keep(lived, minutes=181)
    assert "A link to your page ends soon" not in page_words(lived.get("/"))
    diary = keep(lived, minutes=100)
    assert page_words(lived.get("/")).count("A link to your page ends soon") == 1
    screen = CliRunner().invoke(cli, ["--diary", diary.place, "today"]).output
    assert "A link to your page ends soon" in screen
    assert max(map(len, screen.splitlines())) <= 80

    keep(lived, minutes=-1)
    assert page_words(lived.get("/")).count("A link to your page ends soon") == 1
    assert "Make a new one to share again." in page_words(lived.get(PAGE))


def test_a_danger_sign_stands_alone(lived: Any) -> None:
    """Where a card says whom to call, nothing is said of links."""
    diary = keep(lived, minutes=60)
    answer(diary, {"danger_sign": "chest-or-collapse"}, day=None)

    assert "ends soon" not in page_words(lived.get("/"))
    assert "ends soon" not in CliRunner().invoke(cli, ["--diary", diary.place, "today"]).output
