"""Every page of the installed wheel, and every button of every page, as a browser without scripts walks them."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import httpx
import pytest

from .conftest import Installed

LAST = ("/data/restore", "/data/passphrase", "/data/erase")
"""Forms of these pages close the diary, replace it or take it away: they are sent when all others have been."""
TYPED = {"amount": "0.5 mg", "name": "cetirizine 10 mg", "file": "", "weeks": "4", "erase": "erase",
         "passphrase": "seven plain word phrases", "new": "seven plain word phrases",
         "again": "seven plain word phrases"}  # fmt: skip
"""What is typed into a field that is empty; nothing where a field is not named here."""
ASSETS = {"img": "src", "script": "src", "link": "href", "a": "href"}


@dataclass
class Form:
    """A form of a page."""

    action: str  # Where it is sent.
    method: str  # "get" or "post".
    with_file: bool  # Whether it brings a file.
    fields: dict[str, str] = field(default_factory=dict)  # What it holds; of radio buttons the first.
    # Name and value of each button, ("", "") where it has no name.
    buttons: list[tuple[str, str]] = field(default_factory=list)


class PageContent(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, page: httpx.Response) -> None:
        super().__init__()
        self.at = str(page.url)
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._select = ""
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what leads on."""
        has = {name: value or "" for name, value in attrs}
        if has.get(ASSETS.get(tag, ""), "#").partition("#")[0]:  # a link within the page asks the server for nothing
            self.links.append(urldefrag(urljoin(self.at, has[ASSETS[tag]])).url)
        if tag == "form":
            action, method = urljoin(self.at, has.get("action", "")), has.get("method", "get")
            self.forms.append(Form(action, method, has.get("enctype", "").startswith("multipart")))
        form = self.forms[-1] if self.forms else None
        if form is None:
            return
        name = has.get("name", "")
        if tag == "button":
            form.buttons.append((name, has.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and (self._select not in form.fields or "selected" in has):
            form.fields[self._select] = has.get("value", "")
        elif tag == "textarea":
            form.fields[name] = TYPED.get(name, "")
        elif tag == "input" and has.get("type") != "file" and (name not in form.fields or "checked" in has):
            form.fields[name] = has.get("value") or TYPED.get(name, "")


@dataclass
class Walker:
    """Follows what pages lead to, each address and each form once."""

    client: httpx.Client
    requested: set[str] = field(default_factory=set)
    sent: set[tuple[str, ...]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    later: list[tuple[Form, tuple[str, str]]] = field(default_factory=list)

    def walk(self, start: str) -> None:
        """Look at a page and all that it leads to; the forms that end it all are kept for later."""
        waiting = [urljoin(str(self.client.base_url), start)]
        while waiting:
            address = waiting.pop()
            mark = kind(address)
            if mark in self.requested or urlsplit(address).netloc != self.client.base_url.netloc.decode():
                continue
            self.requested.add(mark)
            content = self.check(self.client.get(address))
            waiting += content.links
            for form in content.forms:
                for button in form.buttons or [("", "")]:
                    if form.method == "post" and urlsplit(form.action).path.startswith(LAST):
                        self.later.append((form, button))
                    else:
                        waiting += self.send(form, button)

    def send(self, form: Form, button: tuple[str, str]) -> list[str]:
        """Press a button of a form, once for each form and button, and return where the answer leads."""
        mark = (form.method, kind(form.action), *button, *sorted(form.fields))
        if mark in self.sent:
            return []
        self.sent.add(mark)
        fields = form.fields | ({button[0]: button[1]} if button[0] else {})
        if form.method == "get":
            return [str(httpx.URL(form.action, params=fields))]
        origin = {"Origin": str(self.client.base_url).rstrip("/")}
        files = {"file": ("diary.csv", b"date,Headache\n2024-03-01,3\n2024-03-02,4\n")} if form.with_file else None
        return self.check(self.client.post(form.action, data=fields, files=files, headers=origin)).links

    def check(self, answer: httpx.Response) -> PageContent:
        """Write down what is wrong with an answer, and return what it leads to."""
        request = f"{answer.request.method} {answer.request.url.path}"
        if answer.status_code >= 500 or answer.status_code in (404, 405):
            self.faults.append(f"{answer.status_code} {request}")
        kind = answer.headers.get("content-type", "")
        if "/pdf" in kind and not answer.content.startswith(b"%PDF"):
            self.faults.append(f"no PDF: {request}")
        return PageContent(answer if "html" in kind else httpx.Response(200, request=answer.request))


def kind(address: str) -> str:
    """Return the address without what differs from entry to entry and day to day, so that a walk comes to an end."""
    path = re.sub(r"[0-9a-f-]{36}|[0-9]{8}T.*", "*", urlsplit(address).path)
    return "?".join([path, *sorted(parse_qs(urlsplit(address).query))])


@contextmanager
def pages(installed: Installed, diary: Path) -> Iterator[httpx.Client]:
    """Serve the pages of a diary, and give a browser on them."""
    process = installed.serve(["--diary", str(diary)], diary.parent)
    try:
        words = process.stdout.readline() + process.stdout.readline()
        address = next(word for word in words.split() if word.startswith("http://127.0.0.1:"))
        transport = httpx.HTTPTransport(retries=5)
        root = str(httpx.URL(address).join("/"))
        with httpx.Client(base_url=root, transport=transport, follow_redirects=True, timeout=120) as client:
            client.get(address)
            client.headers["Accept"] = "text/html"
            yield client
    finally:
        process.terminate()
        process.wait(timeout=20)
        rest = process.stdout.read()
        process.stdout.close()
        assert "fault" not in rest, rest
        assert "Traceback" not in rest, rest


@pytest.mark.parametrize("begun", [False, True])
def test_every_page_and_button_answers(begun: bool, installed: Installed, tmp_path: Path, lived_diary: Path) -> None:
    """From an empty folder, and with five weeks in the diary: nothing is a fault, and no link leads nowhere."""
    diary = tmp_path / "diary.sqlite"
    if begun:
        shutil.copy(lived_diary, diary)
    with pages(installed, diary) as client:
        walker = Walker(client)
        walker.walk("/begin/phase")  # its first button begins the diary
        for start in ("/", "/data", "/offline", "/api/today", "/api/health", "/api/session", "/api/openapi.json"):
            walker.walk(start)
        for form, button in walker.later:
            walker.send(form, button)

    print(sorted(walker.requested), *sorted(walker.sent), sep="\n")
    assert walker.faults == []
