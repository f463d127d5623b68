"""What the pages say is read with ease, and none of it needs a key."""

import re
from collections.abc import Callable
from statistics import median
from types import ModuleType

import pytest

from zonewise.services.base.protocols import load_protocol

HARD_AGE, MEDIAN_AGE = 14, 11
MOST_HARD = {"knowledge": 41, "rule": 8, "question": 7, "prompt": 2, "template": 6, "words": 2}
"""Sentences that are still harder than that, by what they are of: it may only become fewer."""


@pytest.fixture(scope="module")
def listed(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """Return the script that lists them."""
    return load_script("docs/make_sentences.py")


def kind_of(where: str) -> str:
    """Return what a sentence is of."""
    if where.endswith(".html"):
        return "template"
    return "words" if where.endswith(".yaml") else where.split()[0]


def test_the_median_is_read_at_eleven(listed: ModuleType) -> None:
    """Half of all sentences are read with ease at that age or before."""
    every = listed.sentences()

    assert len(every) > 1000
    assert median(sentence.age for sentence in every) <= MEDIAN_AGE


def test_hard_sentences_become_fewer(listed: ModuleType) -> None:
    """Learn, notices and danger cards have none; elsewhere there are no more than there were."""
    hard: dict[str, list[str]] = {}
    for sentence in listed.sentences():
        if sentence.age > HARD_AGE:
            hard.setdefault(kind_of(sentence.where), []).append(sentence.words)

    assert {kind: words for kind, words in hard.items() if len(words) > MOST_HARD.get(kind, 0)} == {}


def test_no_sentence_needs_a_key(listed: ModuleType) -> None:
    """None holds a day in figures, a rule's id or a fact's name."""
    rules = load_protocol().rule_set
    names = [
        *(rule for rule in rules.rules if "-" in rule and rule != "no-flare"),
        *(fact for fact in rules.facts if "_" in fact),
    ]
    refused = re.compile(rf"\b[12]\d{{3}}-\d\d-\d\d\b|(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")
    shown = [
        sentence for sentence in listed.sentences() if not sentence.where.startswith(("rules.html", "certificate"))
    ]

    assert [sentence.words for sentence in shown if refused.search(sentence.words)] == []


@pytest.mark.parametrize(
    ("sentence", "easy"),
    [
        ("You may stop at any time.", True),
        (
            "Comprehensive pharmacological considerations necessitate individualised evaluation.",
            False,
        ),
    ],
)
def test_the_age_tells_easy_from_hard(sentence: str, easy: bool, listed: ModuleType) -> None:
    """A plain sentence lies well below the bound and a learned one far above it."""
    assert (listed.reading_age(sentence) < HARD_AGE) is easy
