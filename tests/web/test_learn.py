"""Learn in the app: every page opens, search finds, and each statement of the guide changes what a person reads."""

import html
import re
from dataclasses import replace

import pytest

from zonewise.rules.learn import LearnPage
from zonewise.services.base.protocols import load_protocol

from .conftest import page_words

PROTOCOL = load_protocol()
STATEMENTS = [source.id for source in PROTOCOL.rule_set.sources.values() if source.kind]


def without(pages: tuple[LearnPage, ...], statement: str) -> tuple[LearnPage, ...]:
    """Return the pages without the parts that carry a statement."""
    return tuple(
        replace(page, parts=tuple(part for part in page.parts if statement not in part.statements)) for page in pages
    )


def words_of_all(browser, pages: tuple[LearnPage, ...]) -> dict[str, str]:
    """Return the words of each page as it is answered."""
    return {page.id: page_words(browser.get(f"/learn/{page.id}")) for page in pages}


@pytest.mark.parametrize("page", PROTOCOL.learn, ids=lambda page: page.id)
def test_a_page_opens_from_the_list(page, empty):
    """Before any diary each page is there, with its parts and a way to the next."""
    assert f'href="/learn/{page.id}"' in empty.get("/learn").text
    words = page_words(empty.get(f"/learn/{page.id}"))

    assert all(part.text in words for part in page.parts)


def test_each_statement_changes_what_a_person_reads(empty, monkeypatch):
    """Without the parts that carry it some page is another: each of the 77 bears on what is read."""
    pages = PROTOCOL.learn
    usual = words_of_all(empty, pages)
    unchanged = []
    for statement in STATEMENTS:
        fewer = without(pages, statement)
        carriers = [page for page, whole in zip(fewer, pages, strict=True) if page != whole]
        monkeypatch.setitem(load_protocol().__dict__, "learn", fewer)
        if all(page_words(empty.get(f"/learn/{page.id}")) == usual[page.id] for page in carriers):
            unchanged.append(statement)

    assert len(STATEMENTS) == 77
    assert unchanged == []


def test_from_each_reason_today_it_is_one_tap(lived):
    """Every reason on Today stands beside a link to its page, and the link opens it."""
    text = lived.get("/").text
    links = re.findall(r'class="reason-link" href="(/learn/[a-z-]+)">More: ([^<]+)<', text)

    assert links
    for address, title in links:
        assert f"<h1>{title}</h1>" in lived.get(address).text
        assert html.unescape(title) in [page.title for page in PROTOCOL.learn]


def test_search_says_what_it_found(empty):
    """Pages that hold the words are listed; where none does, it says so and leads back."""
    assert "Night or morning" in page_words(empty.get("/learn?q=vivid+dreams"))
    words = page_words(empty.get("/learn?q=xyzzy"))
    assert "No page has this." in words
    assert "Show all pages" in words


def test_a_page_that_is_not_there(empty):
    """An address of no page is answered as any other such address."""
    assert empty.get("/learn/no-such-page").status_code == 404
