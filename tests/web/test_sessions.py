"""Who was let in: a login ends with its passphrase, after its time, and on the word of the person."""

import asyncio
import shutil

import httpx
import pytest

from zonewise.services.base.diary import Diary
from zonewise.services.custody.passphrase import (
    Secret,
    change_passphrase,
    remove_passphrase,
    set_passphrase,
    unlock,
)
from zonewise.store.erase import diary_files
from zonewise.store.private_files import failed_tries_file, logins_file
from zonewise.store.refusals import DiaryRefused
from zonewise.web.access_control import LOGIN_SECONDS, LONGEST_LOGIN_SECONDS, AccessControl
from zonewise.web.app import create_app
from zonewise.web.settings import LOOPBACK, WebSettings

from .conftest import ORIGIN, page_words

pytestmark = pytest.mark.usefixtures("cheap_keys")
OLD, NEW = "four words nobody joins", "another four quiet words"


PAGES = ("/", "/check-in", "/history", "/learn", "/more", "/data", "/helping", "/help", "/plan")


@pytest.fixture
def phone(browser_on, lived_copy, monkeypatch):
    """Return a browser on an app that phones can reach, whose diary has a passphrase; no try takes its least time."""

    async def sleep(_):
        pass

    monkeypatch.setattr("zonewise.web.access_control.anyio.sleep", sleep)
    set_passphrase(Diary(str(lived_copy)), Secret(OLD))
    return browser_on(lived_copy, phone=True, hosts=LOOPBACK)


def enter(browser, passphrase):
    """Send the passphrase, and return the status."""
    return browser.post("/unlock", page="/unlock", passphrase=passphrase).status_code


def as_another(browser):
    """Let the same app be called by another browser; return the cookies of the first."""
    before, browser.cookies = browser.cookies, httpx.Cookies()
    return before


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_changed_passphrase_ends_every_login_for_good(phone, elsewhere):
    """A phone that is locked out by a new passphrase stays out when another device gives the new one, whether it was
    changed by another process or on a page of this one.
    """  # fmt: skip
    enter(phone, OLD)
    lost = as_another(phone)
    if elsewhere:
        change_passphrase(Diary(str(phone.diary)), Secret(OLD), Secret(NEW))
        assert enter(phone, NEW) == 303
    else:
        enter(phone, OLD)
        changed = {"passphrase": OLD, "new": NEW, "again": NEW}
        assert phone.post("/data/passphrase", page="/appearance", do="change", **changed).status_code == 303
    assert phone.get("/").status_code == 200

    phone.cookies = lost

    assert phone.get("/").headers["location"] == "/unlock"
    assert phone.get("/api/today", headers={"Accept": "application/json"}).status_code == 401


def test_a_passphrase_set_anew_after_it_was_removed_lets_nobody_back(phone):
    """Removed and set again elsewhere, with the very same words, every browser gives it again."""
    enter(phone, OLD)
    diary = remove_passphrase(Diary(str(phone.diary)), Secret(OLD)).diary
    assert phone.get("/").status_code == 503
    set_passphrase(diary, Secret(OLD))

    assert phone.get("/").headers["location"] == "/unlock"


def test_an_app_started_with_the_key_asks_each_browser_after_a_change(phone):
    """Of an app that was started with the passphrase, only the browser that gives the new one comes in."""
    phone.app = create_app(WebSettings(unlock(Diary(str(phone.diary)), Secret(OLD))))
    assert phone.get("/").status_code == 200
    first = as_another(phone)
    change_passphrase(Diary(str(phone.diary)), Secret(OLD), Secret(NEW))

    assert enter(phone, NEW) == 303
    assert phone.get("/").status_code == 200
    phone.cookies = first
    assert phone.get("/").headers["location"] == "/unlock"


def test_a_login_has_an_end_however_often_it_is_used(phone):
    """A browser that comes each week gives the passphrase again after ninety days."""
    now = [1000.0]
    phone.app.state.access._clock = lambda: now[0]
    enter(phone, OLD)
    weeks = 0
    while phone.get("/begin").status_code == 200:
        now[0] += LOGIN_SECONDS / 2
        weeks += 1
        assert weeks < 20

    assert (weeks - 1) * LOGIN_SECONDS / 2 <= LONGEST_LOGIN_SECONDS < weeks * LOGIN_SECONDS / 2


def test_locking_lets_the_browser_forget_what_it_kept(phone):
    """With the lock the browser is told to forget what it kept, and gets another session."""
    enter(phone, OLD)
    before = phone.cookies["zonewise"]

    answer = phone.post("/lock", page="/appearance")

    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert phone.cookies["zonewise"] != before


def test_wrong_passphrases_are_listed(phone, browser_on):
    """The Data page names when and from where a wrong passphrase was given, after a start of the app too, and the
    logins apart from them; erasing the diary takes both lists along.
    """  # fmt: skip
    enter(phone, "wrong words number one")
    enter(phone, "wrong words number two")
    enter(phone, OLD)

    again = browser_on(phone.diary, phone=True, hosts=LOOPBACK)
    enter(again, OLD)

    assert "The last wrong passphrases: 2" in page_words(again.get("/data"))
    assert "The last logins: 2" in page_words(again.get("/data"))
    assert "The last wrong passphrases: 2" in page_words(phone.get("/data"))
    assert "127.0.0.1" not in page_words(phone.get("/data"))
    assert "this computer" in page_words(phone.get("/data"))
    file = failed_tries_file(phone.diary)
    assert file.stat().st_mode & 0o777 == 0o600
    assert "wrong words" not in file.read_text()
    assert file in diary_files(phone.diary)
    assert logins_file(phone.diary).stat().st_mode & 0o777 == 0o600
    assert logins_file(phone.diary) in diary_files(phone.diary)


def test_a_browser_that_needs_no_passphrase_has_nothing_to_lock(lived):
    """No page of a diary in the clear shows the button."""
    assert [path for path in PAGES if "Lock this browser" in lived.get(path).text] == []


def test_each_page_of_a_diary_that_was_unlocked_can_be_locked(phone):
    """Who is in by the passphrase finds the button at the foot of each page, once."""
    enter(phone, OLD)
    assert [path for path in PAGES if phone.get(path).text.count("Lock this browser") != 1] == []

    assert phone.post("/lock", page="/history").headers["location"].startswith("/unlock")
    assert "Lock this browser" not in phone.get("/unlock").text


def test_a_stranger_gets_nothing_back(phone):
    """What a browser sends that was never in is not given back to it; one whose login ended gets what it typed."""
    data = {"token": "0" * 64, "note": "typed"}
    never = phone("POST", "/check-in", data=data, headers={"Origin": ORIGIN, "Accept": "text/html"})
    enter(phone, OLD)
    change_passphrase(Diary(str(phone.diary)), Secret(OLD), Secret(NEW))

    ended = phone("POST", "/check-in", data=data, headers={"Origin": ORIGIN, "Accept": "text/html"})

    assert (never.status_code, "typed" in never.text) == (303, False)
    assert 'name="kept.note" value="typed"' in ended.text


def guessing(monkeypatch, access: AccessControl, now: list[float]):
    """Return a function that tries a wrong passphrase from an address and returns the seconds to wait, 0 when tried."""
    access._clock = lambda: now[0]

    def wrong():
        raise DiaryRefused("diary", "this passphrase does not open it.", "Try again.", "wrong-passphrase")

    class From:
        def __init__(self, host):
            self.client = type("Client", (), {"host": host})

    def tries(host, work=wrong):
        try:
            asyncio.run(access.try_passphrase(From(host), work))
        except DiaryRefused:
            return 0
        except Exception as error:
            return error.seconds
        return 0

    return tries


def test_one_address_cannot_keep_the_others_out(phone, monkeypatch):
    """However long one address guesses, whether it waits as told or not, another one is never held up by it."""
    now = [1000.0]
    tries = guessing(monkeypatch, phone.app.state.access, now)
    for _ in range(500):
        now[0] += max(tries("192.0.2.66"), 1)

    assert tries("192.0.2.7") == 0
    tries("192.0.2.66")
    assert tries("192.0.2.66") > 0


def test_many_addresses_hold_up_only_those_that_were_never_in(phone, monkeypatch):
    """Guesses from very many networks make new ones wait; where the right passphrase came from before goes on."""
    now = [1000.0]
    tries = guessing(monkeypatch, phone.app.state.access, now)
    enter(phone, OLD)
    for number in range(200):
        tries(f"2001:db8:0:{number:x}::1")

    assert tries("2001:db8:0:ffff::1") > 0
    assert tries("127.0.0.1") == 0


def test_a_file_put_back_in_place_of_the_diary_shows_nothing_of_the_old(browser_on, lived_copy, lived_diary, tmp_path):
    """Ten erasures, each followed by another diary of as many entries: no page shows what was erased."""
    browser = browser_on(lived_copy)
    for number in range(10):
        browser.check_in(note=f"erased {number}")
        assert f"erased {number}" in browser.get("/check-in").text
        erased = browser.post("/data/erase", page="/appearance", word="erase")
        assert erased.status_code == 200
        shutil.copy(lived_diary, lived_copy)
        browser.check_in(note="new")

        assert "erased" not in browser.get("/check-in").text
