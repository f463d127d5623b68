"""What is refused before a page sees it, and what a fault gives away."""

import asyncio
import logging

import pytest

from zonewise.web import diary_context

from .conftest import ORIGIN


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8765", "", "localhost.", "[::2]"]
)
def test_a_foreign_name_is_refused(lived, host):
    """Called by a name that is not its own the app shows nothing of the diary: DNS rebinding finds no one at home."""
    answer = lived.get("/", headers={"Host": host})

    assert answer.status_code == 421
    assert "Green" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:1", "localhost:8765", "LOCALHOST", "[::1]:8765"])
def test_names_of_this_machine_are_taken(lived, host):
    """Every name of the loopback is taken, whatever the port."""
    assert lived.get("/api/health", headers={"Host": host}).status_code == 200


def posts(browser, **headers):
    """Return the status of a check-in with a good token and these headers instead of the usual ones."""
    data = {"token": browser.token("/check-in"), "rating.pain": "3"}
    return browser("POST", "/check-in", data=data, headers=headers).status_code


def test_a_post_from_elsewhere_is_refused(lived):
    """Another origin, an origin that is hidden, and a site that the browser calls another one are all refused."""
    assert posts(lived, Origin="http://evil.example") == 403
    assert posts(lived, Origin="http://127.0.0.1:3000") == 403
    assert posts(lived, Origin="https://127.0.0.1:8765") == 403
    assert posts(lived, Origin="null") == 403
    assert posts(lived, Origin="http://[") == 403
    assert posts(lived, **{"Sec-Fetch-Site": "cross-site"}) == 403
    assert posts(lived, **{"Sec-Fetch-Site": "same-site"}) == 403
    assert posts(lived, Origin=ORIGIN, **{"Sec-Fetch-Site": "same-origin"}) == 303


def test_a_page_that_stood_open_loses_nothing(lived):
    """With our own origin but an old token the page asks once more, with all that was typed, and then it is written."""
    page = lived.get("/check-in").text
    lived.cookies.clear()

    answer = lived("POST", "/check-in", data={"token": "0" * 64, "note": "typed <b>", "rating.pain": "3"},
                   headers={"Origin": ORIGIN})  # fmt: skip

    assert "Check-in" in page
    assert answer.status_code == 403
    assert 'name="note" value="typed &lt;b&gt;"' in answer.text
    assert 'name="rating.pain" value="3"' in answer.text


def test_over_tls_the_cookie_is_bound_to_the_host(browser_on, lived):
    """A secure app names its cookie so that only this host over TLS can set it."""
    secure = browser_on(lived.diary, secure=True)

    cookie = secure.get("/").headers["set-cookie"]

    assert cookie.startswith("__Host-zonewise=")
    assert "Secure" in cookie


def test_a_large_body_is_refused(lived):
    """A body over the bound is refused by its announced length, and while it comes when no length is announced."""
    token = lived.token()
    announced = lived("POST", "/check-in", data={"token": token, "note": "x" * 70_000}, headers={"Origin": ORIGIN})

    async def pieces():
        for _ in range(100):
            yield b"note=" + b"x" * 1000

    form = {"Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
    unannounced = lived("POST", "/check-in", content=pieces(), headers=form)
    strange = lived("POST", "/check-in", content=b"", headers=form | {"Content-Length": "9" * 5000})

    assert [case.status_code for case in (announced, unannounced, strange)] == [413, 413, 413]


def test_a_slow_body_is_cut_off(browser_on, lived):
    """A body that does not come in time is refused instead of holding the app."""
    impatient = browser_on(lived.diary, body_seconds=0.05)

    async def slowly():
        yield b"note="
        await asyncio.sleep(5)
        yield b"x"

    headers = {"Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
    answer = impatient("POST", "/check-in", content=slowly(), headers=headers)

    assert answer.status_code == 408


def test_a_fault_leaks_nothing(lived, monkeypatch, caplog):
    """A fault of ours is a calm page and one line in the log; neither holds the words of the fault or of the diary."""

    def fails(*_: object) -> None:
        raise RuntimeError("a secret note about pain")

    monkeypatch.setattr(diary_context, "guidance_today", fails)
    with caplog.at_level(logging.DEBUG):
        answer = lived.get("/")

    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    said = answer.text + caplog.text
    assert "secret" not in said
    assert "Traceback" not in said
    assert "fault RuntimeError at test_guard.py" in caplog.text


def test_a_fault_in_the_very_template_is_still_a_page(lived, monkeypatch):
    """When even the page for faults cannot be made, a bare one stands in."""
    monkeypatch.setattr("zonewise.web.errors.page", lambda *_, **__: 1 / 0)

    answer = lived.get("/none")

    assert answer.status_code == 500
    assert "Your diary was left as it is" in answer.text
