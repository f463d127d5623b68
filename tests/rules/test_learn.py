"""The pages to read up: a fault is named with its line, and the shipped ones are whole."""

import pytest

from zonewise.problem import InputRefused
from zonewise.rules.learn import page_for_rule, read_learn
from zonewise.services.base.protocols import load_protocol
from zonewise.services.reading.learn import learn_view, search_pages

PROTOCOL = load_protocol()
PAGES = PROTOCOL.learn
MOST_WORDS = 220  # Read in a minute, also by someone who is tired.
ONE = """
pages:
  - id: a
    title: A
    short: One line.
    parts:
      - {text: Something., statements: [drug.what]}
"""


def test_a_page_is_read_with_what_it_cites() -> None:
    """What is left out is empty and nothing is guessed."""
    (page,) = read_learn(ONE)

    assert (page.id, page.sources, page.picture, page.beside, page.reasons) == ("a", ("drug.what",), None, (), ())


@pytest.mark.parametrize(
    ("text", "fault", "line"),
    [
        (ONE + ONE.removeprefix("\npages:\n"), "stands here a second time", 8),
        (ONE.replace("short: One line.", "shrt: One line."), "is not a key of a page", 5),
        (ONE + "    picture: {kind: cake, alt: A cake.}\n", "kind of picture 'cake' is not known", 8),
        (ONE + "    picture: {kind: ranges, alt: R., rows: [{label: A, low: much, high: 2}]}\n", "low is 'much'", 8),
        (ONE.replace("[drug.what]", "drug.what"), "is not a list", 7),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, fault: str, line: int) -> None:
    """A typo is refused where it stands."""
    with pytest.raises(InputRefused) as refused:
        read_learn(text)

    assert any(fault in problem.fault and problem.line == line for problem in refused.value.problems), refused.value


def test_every_source_is_one_that_is_known() -> None:
    """A page cites statements, evidence and choices that are there, and entries of knowledge that are there."""
    known, entries = PROTOCOL.rule_set.sources, {entry.id for entry in PROTOCOL.knowledge}

    assert [source for page in PAGES for source in page.sources if source not in known] == []
    assert [name for page in PAGES for name in page.beside if name not in entries] == []


def test_every_entry_of_knowledge_stands_on_a_page() -> None:
    """What trials found is told beside some page."""
    assert {entry.id for entry in PROTOCOL.knowledge} == {name for page in PAGES for name in page.beside}


def test_the_pages_hold_the_whole_guide() -> None:
    """Each of the 77 statements is told on some page."""
    statements = {source.id for source in PROTOCOL.rule_set.sources.values() if source.kind}

    assert len(statements) == 77
    assert statements - {name for page in PAGES for part in page.parts for name in part.statements} == set()


def test_every_reason_leads_to_a_page() -> None:
    """Whatever rule decides, its reason has a page, and pages name rules and questions that are there."""
    rules = PROTOCOL.rule_set
    known = {*rules.rules, *rules.questions, *(fallback.rule.id for fallback in rules.otherwise)}

    assert [rule.id for rule in rules.rules.values() if page_for_rule(rule, PAGES) is None] == []
    assert [name for page in PAGES for name in page.reasons if name not in known] == []
    assert page_for_rule(rules.rules["opioid-current"], PAGES).id == "opioids"
    assert page_for_rule(rules.rules["step-in-red"], PAGES).id == "zones"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_a_page_is_read_in_a_minute(page) -> None:
    """No page is longer than a tired person reads."""
    assert 20 < sum(len(part.text.split()) for part in page.parts) <= MOST_WORDS


@pytest.mark.parametrize("page", [page for page in PAGES if page.picture], ids=lambda page: page.id)
def test_a_picture_says_in_words_what_it_shows(page) -> None:
    """Each picture has words of its own, and one with figures the same figures as a table."""
    view = learn_view(PROTOCOL, page.id)

    assert view.picture.alt == page.picture.alt
    assert f'aria-label="{page.picture.alt}"' in view.picture.svg
    assert len(view.rows) == len(page.picture.rows)
    assert (page.picture.kind == "ranges") is bool(view.rows)


def test_a_claim_is_never_drawn_otherwise_than_the_guide_has_it() -> None:
    """The ranges of relief come from the entries of knowledge, and their words say the same figures."""
    view = learn_view(PROTOCOL, "relief")

    assert dict(view.rows)["Pain"] == "40 to 70 %"
    for label, words in view.rows:
        low, _, high, _ = words.split()
        assert f"{label.lower()} {low} " in view.picture.alt.lower()
        assert f"to {high}" in view.picture.alt


def test_search_finds_words_in_titles_first() -> None:
    """A word of a title brings its page before those that only speak of it; nonsense brings none."""
    titles = [page.id for page in search_pages(PROTOCOL, "opioids")]

    assert titles[0] == "opioids"
    assert len(titles) > 1
    assert "night-or-morning" in [page.id for page in search_pages(PROTOCOL, "VIVID dreams")]
    assert search_pages(PROTOCOL, "xyzzy") == search_pages(PROTOCOL, "  ") == ()
