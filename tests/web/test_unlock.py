"""A locked diary: what is open without its passphrase, how it is opened, and how slowly it is guessed."""

import asyncio
import gc
import shutil
from datetime import date

import httpx
import pytest
from fastapi.routing import APIRoute

from zonewise.model.entry import Entry
from zonewise.services.base.diary import Diary, add_entries, all_entries, new_id
from zonewise.services.custody.passphrase import PassphraseChange, Secret, change_passphrase, set_passphrase, unlock
from zonewise.store.refusals import DiaryRefused
from zonewise.web.access_control import LEAST_SECONDS, LOGIN_SECONDS, RateLimiter, require_unlocked
from zonewise.web.app import create_app
from zonewise.web.forms import Upload
from zonewise.web.settings import LOOPBACK, WebSettings

from .conftest import ORIGIN, every_route

PASSPHRASE = "four words nobody joins"
ANOTHER = "another four quiet words"
OPEN = ("/help", "/appearance", "/offline", "/unlock", "/api/health", "/static/zonewise.css", "/service_worker.js")


@pytest.fixture(scope="module")
def encrypted_diary(lived_diary, tmp_path_factory, cheap_keys) -> PassphraseChange:
    """Return five weeks under a passphrase; copy the file before use."""
    path = tmp_path_factory.mktemp("encrypted") / "diary.sqlite"
    shutil.copy(lived_diary, path)
    return set_passphrase(Diary(str(path)), Secret(PASSPHRASE))


@pytest.fixture
def slept(monkeypatch):
    """Let no try take its least time; return the seconds that it would have slept."""
    seconds = []

    async def sleep(duration):
        seconds.append(duration)

    monkeypatch.setattr("zonewise.web.access_control.anyio.sleep", sleep)
    return seconds


@pytest.fixture
def locked(browser_on, encrypted_diary, tmp_path, slept):
    """Return a browser on an app whose diary is encrypted, and which was started without the passphrase."""
    path = tmp_path / "diary.sqlite"
    shutil.copy(encrypted_diary.diary.place, path)
    return browser_on(path)


def enter(browser, passphrase, **fields):
    """Send the passphrase."""
    return browser.post("/unlock", page="/unlock", passphrase=passphrase, **fields)


@pytest.mark.parametrize("path", OPEN)
def test_what_shows_nothing_of_a_diary_stays_open(locked, path):
    """Help, looks and the app's own files need no passphrase; help does not tell the person's country."""
    answer = locked.get(path)

    assert answer.status_code == 200
    assert "999" not in answer.text or path != "/help"


def test_every_route_asks_who_may(locked):
    """Every page but the open ones leads to the one that asks for the passphrase; programs are told in one shape."""
    routes = [item for item in every_route(locked.app.routes) if isinstance(item, APIRoute)]
    assert len(routes) > 40
    assert require_unlocked in [dependency.dependency for dependency in locked.app.router.dependencies]
    for route in routes:
        path = route.path.replace("{name}", "zonewise.css").replace("{", "").replace("}", "")
        if "GET" in (route.methods or ()) and path not in (
            *OPEN,
            "/enter",
            "/certificate",
            "/certificate.crt",
            "/favicon.ico",
        ):
            page, program = locked.get(path), locked("GET", path, headers={"Accept": "application/json"})
            assert page.status_code == 401 if path.startswith("/api/") else page.headers["location"][:7] == "/unlock", (
                path
            )
            assert (program.status_code, program.json()["error"]["code"]) == (401, "locked"), path


def test_the_passphrase_opens_it_and_leads_on(locked):
    """The right passphrase leads to the page that was asked for, in a session of its own."""
    asked = locked.get("/medicines").headers["location"]
    locked.get("/unlock")
    before = locked.cookies["zonewise"]

    answer = enter(locked, PASSPHRASE, then=asked.partition("then=")[2].replace("%2F", "/"))

    assert answer.headers["location"] == "/medicines"
    assert locked.cookies["zonewise"] != before
    assert locked.get("/").status_code == 200
    assert locked.get("/unlock").headers["location"] == "/"


@pytest.mark.parametrize("then", ["//evil.example", "https://evil.example", "/\\evil", "/a//b", "/a?b", "javascript:x"])
def test_it_leads_to_no_other_site(locked, then):
    """An address that is not one of ours leads to Today."""
    assert enter(locked, PASSPHRASE, then=then).headers["location"] == "/"


def test_another_browser_asks_again(locked):
    """One browser that is in opens nothing for another; locking shuts it out, and the key is forgotten."""
    enter(locked, PASSPHRASE)
    own = locked.cookies
    locked.cookies = type(own)()

    assert locked.get("/").headers["location"] == "/unlock"
    locked.cookies = own
    assert locked.post("/lock", page="/appearance").headers["location"] == "/unlock?done=locked"
    assert locked.get("/").headers["location"] == "/unlock"
    assert locked.app.state.access.diary.key is None


def test_locking_leaves_nothing_of_the_diary_in_memory(locked):
    """After the last browser has locked, no entry, no drawn page and no file that waits is in the app's memory."""
    enter(locked, PASSPHRASE)
    add_entries(locked.app.state.access.diary, [Entry(new_id(), date(2026, 1, 2), None, "note", "check-in", MARKED)])
    for path in ("/", "/check-in", "/flare", "/helping", "/prescriber", "/medicines", "/plan"):
        assert locked.get(path).status_code == 200
    choose = {"token": locked.token("/appearance"), "do": "new"}
    sent = locked("POST", "/data/import", data=choose, files={"file": ("a.csv", b"x,y")}, headers={"Origin": ORIGIN})
    assert sent.status_code in (200, 422)
    assert in_memory(Entry)
    assert in_memory(Upload)

    locked.post("/lock", page="/appearance")

    assert not in_memory(Entry)
    assert not in_memory(Upload)


MARKED = "only in the diary that is locked"


def in_memory(kind):
    """Say whether the marked entry, or any file that was sent, is anywhere in this process."""
    gc.collect()
    return any(type(thing) is kind and getattr(thing, "value", MARKED) == MARKED for thing in gc.get_objects())


def test_wrong_ones_are_slowed_down(locked):
    """Five wrong passphrases are tried, then not even the right one is until the wait is over."""
    now = [1000.0]
    locked.app.state.access._clock = lambda: now[0]

    wrong = [enter(locked, f"wrong words number {n}") for n in range(5)]
    early = enter(locked, PASSPHRASE)
    now[0] += 16

    assert [item.status_code for item in wrong] == [422] * 5
    assert "does not open it" in wrong[0].text
    assert (early.status_code, early.headers["retry-after"]) == (429, "15")
    assert enter(locked, PASSPHRASE).status_code == 303


def test_waits_grow_and_are_forgotten():
    """Waits double up to a longest one; one who waits long enough, or is right, begins anew; others are not held up."""
    tries, now = RateLimiter(free=2, first=10, longest=60), 0.0
    waits = []
    for _ in range(7):
        now += tries.wait("a", now)
        tries.begin("a", now)
        waits.append(tries.wait("a", now))

    print(f"waits after each try: {waits} s")
    assert waits == [0, 10, 20, 40, 60, 60, 60]
    assert tries.wait("b", now) == 0
    assert tries.wait("a", now + 59) == 1
    assert tries.wait("a", now + 241) == 0
    tries.begin("b", now)
    tries.begin("b", now)
    tries.reset("b")
    assert tries.wait("b", now) == 0


def test_right_and_wrong_take_the_same_least_time(locked, slept):
    """Each try is held back until a fixed time has passed, also one that was refused for its length at once."""
    locked.app.state.access._clock = lambda: 5.0

    enter(locked, "short")
    enter(locked, ANOTHER)
    enter(locked, PASSPHRASE)

    assert slept == [LEAST_SECONDS] * 3


def test_the_passphrase_is_in_no_page_log_or_address(locked, caplog):
    """Wrong, right, with an old token, or in the address by mistake: no answer and no log gives it back."""
    caplog.set_level("DEBUG")
    answers = [enter(locked, ANOTHER), locked.get("/unlock", params={"passphrase": ANOTHER}),
               locked("POST", "/unlock", data={"token": "0" * 64, "passphrase": ANOTHER}, headers={"Origin": ORIGIN}),
               enter(locked, PASSPHRASE)]  # fmt: skip

    for answer in answers:
        said = answer.text + str(answer.headers)
        assert ANOTHER not in said
        assert PASSPHRASE not in said
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("zonewise")]
    assert not [line for line in logged if ANOTHER in line or PASSPHRASE in line]


def test_what_was_typed_waits_until_it_is_open(locked):
    """A check-in sent while the diary is locked is offered again once it is open, and then written once."""
    data = {"token": "0" * 64, "rating.pain": "6", "note": "typed <b>"}
    shut = locked("POST", "/check-in", data=data, headers={"Origin": ORIGIN, "Accept": "text/html"})
    assert shut.status_code == 401
    assert 'name="kept.note" value="typed &lt;b&gt;"' in shut.text

    offered = enter(locked, PASSPHRASE, then="/check-in", **{"kept.rating.pain": "6", "kept.note": "typed <b>"})

    assert 'action="/check-in"' in offered.text
    assert 'name="rating.pain" value="6"' in offered.text
    assert locked.post("/check-in", page="/appearance", **{"rating.pain": "6"}).status_code == 303


def test_a_foreign_form_is_not_kept(locked):
    """A form from another site is refused while the diary is locked too."""
    answer = locked("POST", "/check-in", data={"note": "x"}, headers={"Origin": "http://evil.example"})

    assert answer.status_code == 403


def test_a_passphrase_changed_elsewhere_locks_it(locked):
    """When another program changes the passphrase, the pages ask for the new one, and the old one does not open it."""
    enter(locked, PASSPHRASE)
    change_passphrase(Diary(str(locked.diary)), Secret(PASSPHRASE), Secret(ANOTHER))

    assert locked.get("/").headers["location"] == "/unlock"
    assert enter(locked, PASSPHRASE).status_code == 422
    assert enter(locked, ANOTHER).status_code == 303
    assert locked.get("/").status_code == 200


def test_an_app_that_was_started_with_the_key_asks_nobody(browser_on, encrypted_diary, locked):
    """On this machine alone, a passphrase given at the start opens the pages for every browser."""
    opened = browser_on(locked.diary)
    opened.app = create_app(WebSettings(unlock(Diary(str(locked.diary)), Secret(PASSPHRASE))))

    assert opened.get("/").status_code == 200


@pytest.fixture
def phone(browser_on, locked):
    """Return a browser on an app that other devices can reach."""
    return browser_on(locked.diary, phone=True, hosts=LOOPBACK)


def test_for_a_phone_there_is_always_a_passphrase(phone):
    """What would leave the diary open to the network is refused: removing the passphrase, and erasing."""
    enter(phone, PASSPHRASE)

    removed = phone.post("/data/passphrase", page="/appearance", do="remove", passphrase=PASSPHRASE)
    erased = phone.post("/data/erase", page="/appearance", word="erase")

    assert (removed.status_code, erased.status_code) == (422, 422)
    assert phone.diary.exists()
    unlock(Diary(str(phone.diary)), Secret(PASSPHRASE))


def test_a_diary_in_the_clear_is_shown_to_no_phone(phone, lived_diary):
    """When the passphrase is taken away elsewhere, or another file put there, no device comes in."""
    enter(phone, PASSPHRASE)
    shutil.copy(lived_diary, phone.diary)

    answer = phone.get("/")

    assert answer.status_code == 503
    assert "no passphrase any more" in answer.text
    phone.diary.unlink()
    assert phone.get("/").status_code == 503


def test_a_phone_that_changes_the_passphrase_goes_on(phone):
    """The browser that changed it stays in and writes; the others are asked for the new one."""
    enter(phone, PASSPHRASE)
    changed = {"passphrase": PASSPHRASE, "new": ANOTHER, "again": ANOTHER}
    done = phone.post("/data/passphrase", page="/appearance", do="change", **changed)

    assert done.status_code == 303
    assert phone.check_in(rating__pain="4").status_code == 303
    assert all_entries(phone.app.state.access.diary)
    phone.cookies.clear()
    assert phone.get("/").headers["location"] == "/unlock"


def test_a_login_that_is_not_used_ends(locked):
    """A browser that comes back within two weeks stays in, however often; one that stays away longer is asked again."""
    now = [1000.0]
    locked.app.state.access._clock = lambda: now[0]
    enter(locked, PASSPHRASE)

    for _ in range(3):
        now[0] += LOGIN_SECONDS - 1
        assert locked.get("/begin").status_code == 200
    now[0] += LOGIN_SECONDS + 1

    assert locked.get("/begin").headers["location"].startswith("/unlock")


def test_the_session_holds_no_key(locked):
    """What the browser keeps of a login is chance alone: no key, no passphrase, and nothing that another app takes."""
    enter(locked, PASSPHRASE)
    session = locked.cookies["zonewise"]

    assert session not in str(vars(locked.app.state.access))
    key = locked.app.state.access.diary.key
    assert key.for_sqlcipher().strip("x'") not in session
    locked.app = create_app(WebSettings(Diary(str(locked.diary))))
    assert locked.get("/begin").headers["location"].startswith("/unlock")


@pytest.mark.parametrize(
    ("first", "same", "other"),
    [("2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:1::1"), ("192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2")],
)
def test_tries_are_counted_by_network(locked, monkeypatch, first, same, other):
    """All addresses of one IPv6 network, and an IPv4 address however it is written, wait together; others do not."""
    monkeypatch.setattr("zonewise.web.access_control._unlocked", wrong)

    tried = [try_from(locked, first) for _ in range(5)]

    assert tried == [422] * 5
    assert try_from(locked, same) == 429
    assert try_from(locked, other) == 422


def wrong(*_):
    """Refuse any passphrase."""
    raise DiaryRefused("diary", "this passphrase does not open it.", "Try again.", "wrong-passphrase")


def try_from(browser, address):
    """Return the status of a try that comes from an address."""
    token = browser.token("/unlock")

    async def send():
        transport = httpx.ASGITransport(browser.app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=browser.cookies) as client:
            data = {"token": token, "passphrase": ANOTHER}
            return (await client.post("/unlock", data=data, headers={"Origin": ORIGIN})).status_code

    return asyncio.run(send())
