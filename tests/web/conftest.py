"""The app without a network: a browser's worth of cookies and tokens, one request after the other."""

import asyncio
import html
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from zonewise.model.entry import Entry
from zonewise.services.base.diary import Diary, all_entries
from zonewise.web.app import create_app
from zonewise.web.settings import WebSettings

ORIGIN = "http://127.0.0.1:8765"
TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')
KEY = re.compile(r'name="key" value="([0-9a-f-]{36})"')


class Browser:
    """Calls the app as a browser would: keeps cookies, sends its origin, and the token of the page it looks at.

    Attributes:
        diary: Path of the person's own diary, which may not be there yet.
        app: The app.
    """

    def __init__(self, diary: Path, **settings: Any) -> None:
        self.diary = diary
        self.app = create_app(WebSettings(Diary(str(diary)), **settings))
        self.cookies = httpx.Cookies()

    def __call__(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send one request and return the answer; redirects are not followed."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
            async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=self.cookies) as client:
                answer = await client.request(method, path, **options)
                self.cookies = client.cookies
                return answer

        return asyncio.run(send())

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry of the person's own diary."""
        return all_entries(Diary(str(self.diary)))

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Look at a page."""
        return self("GET", path, headers={"Accept": "text/html", **options.pop("headers", {})}, **options)

    def post(self, path: str, page: str = "/appearance", **fields: Any) -> httpx.Response:
        """Send a form with the token of a page."""
        data = {"token": self.token(page)} | fields
        return self("POST", path, data=data, headers={"Origin": ORIGIN, "Accept": "text/html"})

    def send(self, content: bytes, **headers: str) -> httpx.Response:
        """Send entries as JSON to the API, with the token of this browser."""
        token = self.get("/api/session").json()["token"]
        known = {"Origin": ORIGIN, "X-Zonewise-Token": token, "Content-Type": "application/json"}
        return self("POST", "/api/entries", content=content, headers=known | headers)

    def token(self, page: str = "/appearance") -> str:
        """Return the token that a page carries."""
        token = TOKEN.search(self.get(page).text)
        return token[1]

    def check_in(self, **fields: Any) -> httpx.Response:
        """Open the check-in page and send its form; a dot in a name is written __."""
        page = self.get("/check-in").text
        key, token = KEY.search(page), TOKEN.search(page)
        named = {name.replace("__", "."): value for name, value in fields.items()}
        data = {"key": key[1], "token": token[1]} | named
        return self("POST", "/check-in", data=data, headers={"Origin": ORIGIN, "Accept": "text/html"})


def every_route(routes: Iterable[Any]) -> Iterator[Any]:
    """Yield every route, those of included routers too."""
    for route in routes:
        inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
        yield from every_route(inner) if inner else (route,)


def page_words(answer: httpx.Response) -> str:
    """Return a page's words, tags left out."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.fixture
def browser_on() -> Iterator[Callable[..., Browser]]:
    """Return a function that opens a browser on the app of a diary file."""
    opened: list[Browser] = []

    def open_one(diary: Path, **settings: Any) -> Browser:
        opened.append(Browser(diary, **settings))
        return opened[-1]

    yield open_one
    for browser in opened:
        browser.app.state.demo.close()


@pytest.fixture
def empty(browser_on: Callable[..., Browser], tmp_path: Path) -> Browser:
    """Return a browser on an app whose diary has not been begun."""
    return browser_on(tmp_path / "diary.sqlite")


@pytest.fixture
def lived(browser_on: Callable[..., Browser], lived_copy: Path) -> Browser:
    """Return a browser on an app with five weeks in its diary."""
    return browser_on(lived_copy)
