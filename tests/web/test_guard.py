"""What is refused before a page sees it, and what every answer carries."""

import asyncio
import logging

import pytest

from zonewise.web import diary_context
from zonewise.web.request_guard import HEADERS

from .conftest import ORIGIN, every_route

PATHS = ("/", "/begin", "/check-in", "/check-in?blank", "/check-in/crash", "/help", "/appearance", "/offline",
         "/api/health", "/api/session", "/api/today", "/static/zonewise.css", "/service_worker.js", "/none",
         "/api/none")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(lived, path):
    """Pages, files, JSON and refusals carry the whole set of headers, and nothing personal may be kept."""
    answer = lived.get(path)

    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    kept = path.startswith(("/static", "/service_worker"))
    assert (answer.headers["cache-control"] == "no-store") is not kept


@pytest.mark.parametrize("path", PATHS)
def test_no_page_names_another_site_or_holds_inline_code(lived, path):
    """No page loads anything from elsewhere, and none needs what the content policy refuses."""
    text = lived.get(path).text.replace("http://www.w3.org/2000/svg", "")

    assert "://" not in text
    if path.partition("?")[0] in ("/", "/begin", "/check-in", "/check-in/crash", "/help", "/appearance", "/offline"):
        assert "<style" not in text
        assert "style=" not in text
        assert " on" + "click" not in text
        assert "<script>" not in text


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


@pytest.mark.parametrize("path", ["/check-in", "/answers", "/begin/place", "/begin/doses", "/appearance", "/example",
                                  "/example/leave", "/entries/x", "/api/entries"])  # fmt: skip
def test_every_post_needs_the_token(lived, path):
    """Without the token of this browser nothing is written, on any route."""
    before = lived.diary.read_bytes()
    own = lived.token()
    lived.cookies.clear()
    headers = {"Origin": ORIGIN}

    missing = lived("POST", path, data={"rating.pain": "3"}, headers=headers)
    foreign = lived("POST", path, data={"token": own, "rating.pain": "3"}, headers=headers)
    wrong = lived("POST", path, json={"entries": []}, headers=headers | {"X-Zonewise-Token": "0" * 64})

    assert [each.status_code for each in (missing, foreign, wrong)] == [403, 403, 403]
    assert lived.diary.read_bytes() == before


def test_every_route_that_changes_something_asks_for_the_token(empty):
    """No POST route is without the check, whoever adds one."""
    from fastapi.routing import APIRoute

    from zonewise.web.forms import verify_csrf

    routes = [each for each in every_route(empty.app.routes) if isinstance(each, APIRoute) and each.methods != {"GET"}]

    assert routes
    assert [r.path for r in routes if verify_csrf not in [d.call for d in r.dependant.dependencies]] == []


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


def test_the_session_cookie_is_shut_off(lived):
    """Scripts cannot read it, other sites cannot send it; over TLS it is bound to this host."""
    assert set(lived.get("/").headers["set-cookie"].split("; ")[1:]) >= {"HttpOnly", "Path=/", "SameSite=strict"}


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

    assert [each.status_code for each in (announced, unannounced, strange)] == [413, 413, 413]


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


def test_nothing_personal_reaches_a_log(lived, caplog):
    """Writing, being refused and asking for what is not there leave no word of it in any log."""
    with caplog.at_level(logging.DEBUG, logger="zonewise"):
        lived.check_in(note="private words", rating__pain="4")
        lived.check_in(dose_other="private amount")
        lived.get("/entries/private-id")

    assert "private" not in "".join(record.getMessage() for record in caplog.records if record.name != "httpx")
