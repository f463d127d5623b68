"""What the pages say is read with ease, and none of it needs a key."""

import re
from collections.abc import Callable
from statistics import median
from types import ModuleType

import pytest

from zonewise.services.base.protocols import load_protocol

HARD_AGE, MEDIAN_AGE = 14, 11


@pytest.fixture(scope="module")
def listed(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """Return the script that lists them."""
    return load_script("docs/make_sentences.py")


def test_the_median_is_read_at_eleven(listed: ModuleType) -> None:
    """Half of all sentences are read with ease at that age or before."""
    every = listed.sentences()

    assert len(every) > 2500
    assert median(sentence.age for sentence in every) <= MEDIAN_AGE


def test_no_sentence_is_hard(listed: ModuleType) -> None:
    """None needs more than fourteen years by textstat; no name of a drug or an illness is counted as easier."""
    assert [sentence.words for sentence in listed.sentences() if sentence.age > HARD_AGE] == []


def test_no_sentence_needs_a_key(listed: ModuleType) -> None:
    """None holds a day in figures, a rule's id or a fact's name; what is written into a file may have an example."""
    rules = load_protocol().rule_set
    names = [
        *(rule for rule in rules.rules if "-" in rule and rule != "no-flare"),
        *(fact for fact in rules.facts if "_" in fact),
    ]
    refused = re.compile(
        rf"(?<!such as )\b[12]\d{{3}}-\d\d-\d\d\b|(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])"
    )
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


def test_a_dot_within_a_sentence_does_not_halve_it(listed: ModuleType) -> None:
    """A dose with a fraction makes no sentence easier than a whole number does."""
    words = "Trials in fibromyalgia gave {} mg of naltrexone to people who were not allowed any opioid medicine."

    assert listed.reading_age(words.format("4.5")) == listed.reading_age(words.format("45"))
