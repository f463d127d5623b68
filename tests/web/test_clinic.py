"""The prescriber's pages: panel, a page taken in, a plan signed, keys; behind the same guard as a diary's."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.services.clinic.handed_over import DANGER, code_of, page

from zonewise.services.clinic.clinic_file import Clinic, begin_clinic
from zonewise.services.clinic.people import keep_document
from zonewise.services.clinic.signing import make_key
from zonewise.services.custody.passphrase import Secret
from zonewise.web.clinic.app import create_clinic_app
from zonewise.web.own_browser import entry_path
from zonewise.web.settings import WebSettings

from .conftest import ORIGIN, TOKEN, page_words

KEY = "k" * 43
PLAN = {
    "prescriber": "Dr A. Example", "written-on": "2026-11-29", "start": "2026-11-30", "at": "bedtime",
    "steps": "0.5 mg\r\n1 mg", "interval": "14", "ceiling": "1.5 mg", "product.form": "capsule",
    "product.strengths": "0.5 mg",
}  # fmt: skip
pytestmark = pytest.mark.usefixtures("cheap_keys")


class Browser:
    """A browser that was let in, or not, to the prescriber's pages."""

    def __init__(self, clinic: Clinic) -> None:
        self.app, self.cookies = create_clinic_app(WebSettings(clinic, browser_key=KEY)), httpx.Cookies()

    def __call__(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send one request."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
            async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=self.cookies) as client:
                answer = await client.request(method, path, **options)
                self.cookies = client.cookies
                return answer

        return asyncio.run(send())

    def get(self, path: str) -> httpx.Response:
        """Look at a page."""
        return self("GET", path, headers={"Accept": "text/html"})

    def post(self, path: str, files: Any = None, **fields: str) -> httpx.Response:
        """Send a form with the token of a page."""
        token = TOKEN.search(self.get("/open").text)
        data = {"token": token[1]} | fields
        return self("POST", path, data=data, files=files, headers={"Origin": ORIGIN, "Accept": "text/html"})


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A prescriber's file with a key."""
    begun = begin_clinic(Clinic(str(tmp_path / "clinic.sqlite")), Secret("four words of mine"))
    make_key(begun, "Dr A. Example")
    return begun


@pytest.fixture
def browser(clinic: Clinic) -> Iterator[Browser]:
    """A browser that opened the printed address."""
    browser = Browser(clinic)
    assert browser.get(entry_path(KEY)).status_code == 303
    return browser


def test_nobody_comes_in_without_the_printed_address(clinic: Clinic) -> None:
    """Another account's browser sees nothing, and no form without its token is taken."""
    keep_document(clinic, page(1))
    stranger = Browser(clinic)
    for path in ("/", "/open", "/keys", "/people/x", "/people/x/signed.txt"):
        answer = stranger.get(path)
        assert answer.status_code == 403
        assert "Person 1" not in answer.text
    stranger.get(entry_path(KEY))
    assert stranger("POST", "/keys", data={"name": "Dr X"}, headers={"Origin": ORIGIN}).status_code == 403
    assert "script-src 'self'" in stranger.get("/").headers["content-security-policy"]
    assert stranger("GET", "/", headers={"Host": "evil.example"}).status_code == 421


def test_the_panel_shows_who_needs_a_look_first(browser: Browser, clinic: Clinic) -> None:
    """An empty panel says how to begin; then the most pressing stands first, as of its day."""
    assert "Nobody has handed over a page yet" in page_words(browser.get("/"))
    keep_document(clinic, page(1))
    keep_document(clinic, page(2, **DANGER))
    words = page_words(browser.get("/"))
    assert words.index("Person 2") < words.index("Person 1")
    assert "Danger sign or call" in words
    assert "As of Sunday 29 November 2026." in words


def test_a_page_is_taken_in_and_read_without_its_markup(browser: Browser, clinic: Clinic) -> None:
    """A file is taken in once; what it says is shown as text, and its PDF is kept as a file."""
    content = page(1, name="<script>alert(1)</script> Ann")
    answer = browser.post("/open", files={"file": ("page.json", content)}, do="open")
    assert answer.status_code == 303
    shown = browser.get(answer.headers["location"])
    assert "<script>alert" not in shown.text
    assert "1.5 mg a day" in page_words(shown)
    path = answer.headers["location"].partition("?")[0]
    pdf = browser.get(f"{path}/page.pdf")
    assert (pdf.content[:4], pdf.headers["content-disposition"]) == (b"%PDF", 'attachment; filename="page.pdf"')
    assert browser.post("/open", files={"file": ("p", content)}, do="open").headers["location"].endswith("already")
    for sent in ({"source": "hello"}, {"source": "shlink:/x"}, {}):
        assert browser.post("/open", **sent).status_code == 422
    assert browser.post("/open", files={"file": ("p", b"{}")}).status_code == 422


def test_a_plan_is_looked_at_then_signed_and_shown_to_scan(browser: Browser, clinic: Clinic) -> None:
    """The form is kept through the look; what was signed stands as a picture, as a file and as text."""
    person = keep_document(clinic, page(1)).person
    path = f"/people/{person.id}"
    assert 'value="Dr A. Example"' in browser.get(f"{path}/plan").text
    looked = browser.post(f"{path}/plan", do="preview", **PLAN)
    assert "Sign it for Person 1?" in page_words(looked)
    assert browser.get(f"{path}/signed").status_code == 404
    assert "0.5 mg\r\n1 mg" in browser.post(f"{path}/plan", do="change", **PLAN).text
    assert browser.post(f"{path}/plan", do="sign", **PLAN).headers["location"] == f"{path}/signed"
    shown = browser.get(f"{path}/signed")
    token = re.search(r"readonly>([^<]+)<", shown.text)[1]
    assert browser.get(f"{path}/signed.txt").text == f"{token}\n"
    assert browser.get(f"{path}/signed.svg").headers["content-type"] == "image/svg+xml"
    refused = browser.post(f"{path}/plan", do="sign", **(PLAN | {"ceiling": "9 mg"}))
    assert refused.status_code == 422
    assert "9 mg" in page_words(refused)
    assert "Nothing was signed" in page_words(refused)
    by_text = browser.post(f"{path}/plan", way="text", text="steps: [1 mg]", do="preview")
    assert by_text.status_code == 422


def test_a_word_is_signed_and_keys_are_made(browser: Browser, clinic: Clinic) -> None:
    """After a call a word is signed; another key shows the change that is sent to all."""
    person = keep_document(clinic, page(1, waits_for_word=True, **DANGER)).person
    assert "Say what to do about LDN after a call" in page_words(browser.get(f"/people/{person.id}"))
    assert browser.post(f"/people/{person.id}/word", word="stay-off").status_code == 303
    assert "stay off LDN" in page_words(browser.get(f"/people/{person.id}/signed"))
    assert browser.post(f"/people/{person.id}/word", word="go").status_code == 422
    assert "Send this to everybody" in page_words(browser.post("/keys", name="Dr A. Example"))
    assert browser.post("/keys", name="").status_code == 422
    assert "no longer in use" in page_words(browser.get("/keys"))


def test_somebody_is_added_by_code(browser: Browser) -> None:
    """A wrong code says so beside its field."""
    assert browser.post("/open", do="add", name="Ann", code=code_of(5)).status_code == 303
    assert "No page yet" in page_words(browser.get("/"))
    wrong = browser.post("/open", do="add", name="Bob", code="K7QM")
    assert wrong.status_code == 422
    assert "letters and digits" in page_words(wrong)
    assert browser.get("/people/nobody").status_code == 404
