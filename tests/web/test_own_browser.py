"""On the loopback a browser of another account of the machine neither reads nor writes the diary."""

import pytest

from zonewise.services.base.diary import Diary
from zonewise.services.custody.backups import erase
from zonewise.services.custody.browser_key import browser_key
from zonewise.web.own_browser import entry_path

from .conftest import ORIGIN, every_route

OPEN = {
    *("/help", "/appearance", "/offline", "/enter", "/static/{name}", "/api/health", "/api/openapi.json"),
    *("/service_worker.js", "/favicon.ico", "/certificate", "/certificate.crt"),
}


@pytest.fixture
def foreign(browser_on, lived_copy):
    """Return a browser on an app as it is served, which was not opened from the printed address."""
    return browser_on(lived_copy, browser_key=browser_key(Diary(str(lived_copy))))


def test_without_the_printed_address_nothing_of_the_diary_is_shown_or_written(foreign):
    """Every page and every form but those that know nothing of a diary is refused; help does not tell the country."""
    before = foreign.entries
    for route in every_route(foreign.app.routes):
        path = route.path.replace("{name}", "x").replace("{entry_id}", "x")
        for method in {"GET", "POST"} & set(getattr(route, "methods", None) or ()):
            if route.path not in OPEN:
                assert foreign(method, path, headers={"Origin": ORIGIN}).status_code == 403, path
    help_page = foreign.get("/help")

    assert help_page.status_code == 200
    assert "999" not in help_page.text
    assert foreign.entries == before


def test_the_printed_address_lets_the_browser_in_from_then_on(foreign):
    """Opened once, it leads on to an address without the secret; a later start of the app knows the browser still."""
    key = browser_key(Diary(str(foreign.diary)))
    answer = foreign.get(entry_path(key))

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert foreign.get("/").status_code == 200
    assert foreign.check_in(rating__pain="4").status_code == 303
    assert key not in str(foreign.cookies)
    assert foreign.get("/enter").headers["location"] == "/"
    cookie = answer.headers["set-cookie"].casefold()
    assert {"httponly", "samesite=strict", "path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize("brought", ["", "x" * 43, "%00", "é" * 20])
def test_another_secret_opens_nothing(foreign, brought):
    """A wrong secret, or none, lets nobody in and sets no cookie of ours."""
    answer = foreign.get("/enter", params={"key": brought})
    foreign.cookies.set("zonewise-own", brought.encode("ascii", "replace").decode())

    assert answer.status_code == 403
    assert "zonewise-own" not in answer.headers.get("set-cookie", "")
    assert foreign.get("/").status_code == 403


def test_the_secret_is_for_its_owner_and_goes_with_the_diary(lived_copy):
    """It is the same at each start, in a file that no one else can read, and erasing takes it away; where others could
    read it, a new one takes its place.
    """  # fmt: skip
    diary = Diary(str(lived_copy))
    key = browser_key(diary)
    (file,) = lived_copy.parent.glob("*-browser-key")

    assert browser_key(diary) == key
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    assert browser_key(diary) != key
    assert file.stat().st_mode & 0o777 == 0o600
    assert file in erase(diary).files
    assert list(lived_copy.parent.glob("diary*")) == []


def test_a_clinic_s_database_has_a_new_secret_each_time():
    """Where there is no file to keep it beside, each start has one of its own."""
    assert browser_key(Diary("postgresql://nobody@nowhere/x")) != browser_key(Diary("postgresql://nobody@nowhere/x"))
