"""Whatever a program or a person sends, the app answers: never with a fault, and never with half of it written."""

import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.python.asgi import HOST
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from zonewise.model.entry import Entry, in_force
from zonewise.web.request_guard import HEADERS
from zonewise.web.settings import LOOPBACK

from .conftest import ORIGIN, Browser

EXAMPLES, FORMS = 12, 20
KEY = "6f9619ff-8b86-d011-b42d-00c04fc964ff"
FORM = {"Origin": ORIGIN, "Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}
OPERATIONS = (("GET", "/api/health"), ("GET", "/api/session"), ("GET", "/api/today"), ("GET", "/api/entries"),
              ("POST", "/api/entries"), ("GET", "/api/medicines/names"), ("GET", "/api/medicines/finding"))  # fmt: skip
OUR_PAGES = ("/", "/begin", "/check-in", "/medicines", "/prescriber")
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, negative_data_rejection, unsupported_method,
]  # fmt: skip
steady = settings(
    derandomize=True, deadline=None, database=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


class Fuzzed(Browser):
    """A browser that keeps its token.

    Attributes:
        kept: The token of its forms.
    """

    def __init__(self, diary: Path, **settings: Any) -> None:
        super().__init__(diary, **settings)
        self.kept = self.token()

    @property
    def held(self) -> dict[str, str]:
        """Token and cookie, as a program sends them."""
        return {"X-Zonewise-Token": self.kept, "Cookie": f"zonewise={self.cookies['zonewise']}"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, lived_diary: Any) -> Iterator[Fuzzed]:
    """Yield a browser on an app with five weeks in its diary, which every example adds to."""
    path = tmp_path_factory.mktemp("fuzzed") / "diary.sqlite"
    shutil.copy(lived_diary, path)
    browser = Fuzzed(path, hosts=LOOPBACK | {HOST}, most_bytes=1 << 20)
    yield browser
    browser.app.state.demo.close()


@pytest.fixture(scope="module")
def document(shared: Fuzzed) -> Any:
    """Return what the app says of its own API, with the app to ask."""
    return schemathesis.openapi.from_asgi("/api/openapi.json", shared.app)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@given(data=st.data())
@settings(steady, max_examples=EXAMPLES)
def test_the_api_keeps_to_its_own_document(
    shared: Fuzzed, document: Any, data: st.DataObject, method: str, path: str
) -> None:
    """Every answer has a status, type and shape that the document names; an error has the one shape, never a fault."""
    mode = data.draw(st.sampled_from(list(schemathesis.GenerationMode)))
    case = data.draw(document[path][method].as_strategy(generation_mode=mode))
    before = shared.entries

    answer = case.call_and_validate(headers=shared.held, checks=CHECKS)

    assert {name: answer.headers[name.lower()][0] for name in HEADERS} == HEADERS
    if answer.status_code >= 400:
        error = answer.json()["error"]
        assert {"code", "where", "found", "todo"} <= set(error)
        assert all(isinstance(error[name], str) and error[name] for name in ("code", "found", "todo"))
        assert shared.entries == before


def test_every_operation_of_the_document_is_tried(document: Any) -> None:
    """What the document describes is what is tried above, and it has the shape of errors."""
    assert "ErrorShape" in document.raw_schema["components"]["schemas"]
    assert {(operation.ok().method.upper(), operation.ok().path) for operation in document.get_all_operations()} == set(
        OPERATIONS
    )


# The forms. Words that a form may hold are mixed with any text at all, so that some examples get past the first check.
ODD = ("=1+1", "-3", "1e9999", "\0", "\ud800", "\u202e", "<script>alert(1)</script>", "'; DROP TABLE entries; --",
       "{{ 7 * 7 }}", "#eval(\"1\")", "../../etc/passwd", "x" * 3000, "٣",
       "1,5", "nan", "\r\nSet-Cookie: a=b")  # fmt: skip
any_text = st.one_of(st.text(max_size=40), st.sampled_from(ODD))


def fields(**known: tuple[str, ...]) -> st.SearchStrategy[dict[str, str]]:
    """Return forms in which each field may be left out, hold something that is known, or anything."""
    return st.fixed_dictionaries(
        {},
        optional={name: st.one_of(st.sampled_from(words), any_text) if words else any_text
                  for name, words in known.items()},
    )  # fmt: skip


RATING, DAY, GRADE, KEYS = ("0", "4", "10"), ("2026-01-02", "2026-02-30", ""), ("", "0", "1", "3"), (KEY, "")
check_ins = fields(
    **{f"rating.{name}": RATING for name in ("pain", "mood", "function", "unknown")},
    **{"side_effect.vivid-dreams": GRADE, "side_effect.other": GRADE},
    other_side_effect=("itching",), other_side_effect_grade=GRADE, dose=("0", "1", ""), dose_other=("0.5 mg", "1 mL"),
    danger=("none", "throat-swelling"), event=("infection", "stress"), zone=("red", ""), note=("slept badly",),
    day=DAY, at=("21:30", "25:00"), key=KEYS, usual_day=("yes",), nothing_new=("yes",), as_usual=("yes",),
)  # fmt: skip
answers = fields(
    question=("opioid", "liver", "danger_sign", "phase", "unknown"), answer=("none", "no", "yes", "titrating"),
    last=DAY, back=("/", "/medicines", "//evil.example"), long_acting=("yes",),
)  # fmt: skip
medicines = fields(
    name=("Paracetamol", "Tramadol"), code=("N02BE01", "N02AJ06"), since=DAY, until=DAY, key=KEYS,
    do=("save", "check"),
)  # fmt: skip
corrections = fields(value=("3", "0.5 mg", "another word"), take_back=("yes",))
questions = fields(ask=("May I go slower?",))
SHOWN_AGAIN = ("note", "dose_other", "other_side_effect", "name", "code", "since", "until", "ask", "value", "key")
"""Fields for text: what was typed in them is in the page again where it was refused."""


@given(check_ins)
@settings(steady, max_examples=FORMS)
def test_any_check_in_is_written_whole_or_refused_whole(shared: Fuzzed, typed: dict[str, str]) -> None:
    """A check-in is written with the person's words to the letter, or nothing is and the page holds what was typed."""
    new = written_or_kept(shared, "/check-in", typed)

    notes = [item.value for item in new if item.kind == "note"]
    assert notes in ([], [said(typed.get("note", ""))])


@given(answers)
@settings(steady, max_examples=FORMS)
def test_any_answer_is_written_or_refused(shared: Fuzzed, typed: dict[str, str]) -> None:
    """An answer is written as one entry that says it, or refused; the way back is a page of ours."""
    new = written_or_kept(shared, "/answers", typed)

    assert [(item.kind, item.name, item.value) for item in new] in (
        [], [("answer", said(typed.get("question", "")), said(typed.get("answer", "")))],
    )  # fmt: skip


@given(medicines)
@settings(steady, max_examples=FORMS)
def test_any_medicine_is_written_under_its_name_or_kept_in_the_form(shared: Fuzzed, typed: dict[str, str]) -> None:
    """A medicine is written under the name that was typed, with its end where one was given, or nothing is."""
    new = written_or_kept(shared, "/medicines", typed)

    assert {item.name for item in new} <= {said(typed.get("name", ""))}
    assert [item.value for item in new] in ([], ["start"], ["start", "stop"], ["stop", "start"])


@given(questions)
@settings(steady, max_examples=FORMS // 4)
def test_any_question_is_written_to_the_letter_or_kept_in_the_form(shared: Fuzzed, typed: dict[str, str]) -> None:
    """What the person wants to ask is written as one note in their words, and the PDF can still be made."""
    new = written_or_kept(shared, "/prescriber", typed)

    assert shared.post("/prescriber/page", name=said(typed.get("ask", "")), kind="pdf").content[:5] == b"%PDF-"
    assert [item.note for item in new] in ([], [said(typed.get("ask", ""))])


@given(corrections, st.integers(0, 10_000))
@settings(steady, max_examples=FORMS)
def test_any_correction_replaces_one_entry_or_none(shared: Fuzzed, typed: dict[str, str], which: int) -> None:
    """A correction is one entry that names the one it replaces; refused, the entry stands and the text is kept."""
    standing = in_force(shared.entries)
    old = standing[which % len(standing)]

    new = written_or_kept(shared, f"/entries/{quote(old.id)}", typed)

    assert [item.supersedes for item in new] in ([], [old.id])


def written_or_kept(browser: Fuzzed, path: str, typed: dict[str, str]) -> list[Entry]:
    """Send a form. Return the entries it made: some of them after a redirect to a page of ours, else none."""
    before = browser.entries

    answer = browser("POST", path, content=encoded({"token": browser.kept, **typed}), headers=FORM)

    known = {item.id for item in before}
    after = browser.entries
    new = [item for item in after if item.id not in known]
    assert len(after) == len(before) + len(new)
    if answer.status_code == 303:
        assert answer.headers["location"].split("?")[0].split("#")[0] in OUR_PAGES
    else:
        assert answer.status_code in (200, 404, 413, 422)
        assert answer.headers["content-type"].startswith("text/html")
        assert new == []
        missing = [name for name in SHOWN_AGAIN if answer.status_code == 422 and name in fields_of(answer.text)
                   and said(typed.get(name, "")) and not is_there(answer.text, name, typed[name])]  # fmt: skip
        assert missing == []
    return new


class Fields(HTMLParser):
    """Gathers what the text fields of a page hold."""

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[str, list[str]] = {}
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the value of an input, or begin a text area."""
        told = dict(attrs)
        name = told.get("name") or ""
        if tag == "input" and told.get("type") not in ("checkbox", "radio"):
            self.held.setdefault(name, []).append(told.get("value") or "")
        if tag == "textarea":
            self._area = name
            self.held.setdefault(name, []).append("")

    def handle_data(self, data: str) -> None:
        """Take the text of a text area."""
        if self._area:
            self.held[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        """End a text area."""
        self._area = "" if tag == "textarea" else self._area


def fields_of(page: str) -> dict[str, list[str]]:
    """Return what the text fields of a page hold, by name."""
    result = Fields()
    result.feed(page)
    result.close()
    return result.held


def is_there(page: str, name: str, typed: str) -> bool:
    """Say whether a field still holds what was typed."""
    return said(typed) in fields_of(page)[name]


def said(typed: str) -> str:
    """Return what the app understands; half a letter cannot be sent and arrives as signs of loss."""
    return typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace").strip()


def encoded(typed: dict[str, str]) -> bytes:
    """Return a form's body; half a letter is sent as the bytes that would stand for it."""
    return urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in typed.items()}).encode()
