"""The words that stand against a hazard: they must be there, and no others in their place."""

import re
from collections.abc import Callable

import pytest
from tests.guidance.builders import CALM_FACTS, DAILY, Diary, settled

from zonewise.report import words
from zonewise.report.terminal import today_screen
from zonewise.rules.rule_set import Rule
from zonewise.services.base.protocols import load_protocol

PROTOCOL = load_protocol().rule_set
NOTICES = load_protocol().notices
RULES: dict[str, Rule] = {rule.id: rule for question in PROTOCOL.questions.values() for rule in question.rules}
RULES |= {held.rule.id: held.rule for held in PROTOCOL.otherwise}


def test_opioids_are_asked_for_by_name() -> None:
    """The question about opioids names those that people do not think of, and those not taken for pain."""
    asked = PROTOCOL.facts["opioid"].ask.lower()

    named = ("codeine", "tramadol", "cough", "diarrhoea", "methadone", "buprenorphine", "kratom", "tianeptine")
    assert [name for name in named if name not in asked] == []


def test_each_specialist_reason_is_asked_for_by_name() -> None:
    """Kidneys, ketamine, transplant, immune suppression, bipolar disorder and psychosis are all in the question."""
    asked = PROTOCOL.facts["needs_specialist"].ask.lower()

    named = ("kidney", "ketamine", "transplant", "suppresses the immune system", "bipolar", "psychosis")
    assert [name for name in named if name not in asked] == []


@pytest.mark.parametrize("sign", ["chest-or-collapse", "neurological", "withdrawal"])
def test_a_hospital_hears_of_naltrexone(sign: str) -> None:
    """Where a danger sign ends in a hospital, a step has the person tell that naltrexone is taken."""
    told = [step for step in NOTICES.cards[sign].steps if "naltrexone" in step and not step.startswith("Take no more")]

    assert len(told) == 1
    assert re.search(r"^Tell them|and say that you took", told[0])
    if sign != "withdrawal":
        assert "opioid painkillers may not work" in told[0]


def test_nobody_is_left_to_push_through_withdrawal() -> None:
    """The card for withdrawal says not to take an opioid against it, and what that can do."""
    [step] = [step for step in NOTICES.cards["withdrawal"].steps if step.startswith("Do not take an opioid")]

    assert "push through" in step
    assert "stop your breathing" in step


def test_nothing_that_answers_holds_a_percentage() -> None:
    """No title, reason, question or fixed word of a screen has a percentage in it."""
    texts = [*(rule.because for rule in RULES.values()), *(fact.ask for fact in PROTOCOL.facts.values())]
    texts += [PROTOCOL.title, *(question.title for question in PROTOCOL.questions.values())]
    tables = [table for table in vars(words).values() if isinstance(table, dict)]
    texts += [text for table in tables for text in table.values() if isinstance(text, str)]

    assert len(tables) >= 4
    assert len(texts) > 120
    assert [text for text in texts if re.search(r"%|\bper ?cent\b|\bpromise", text)] == []


def test_no_reason_claims_a_cause() -> None:
    """A reason says that LDN may be, is suspected or went before, and never that it is the cause."""
    flare = [rule for rule in RULES.values() if rule.question == "flare"]
    claims = re.compile(r"\b(causes|caused|is the cause|due to|because of|triggered|brought on|thanks to)\b")

    assert len(flare) > 10
    assert [rule.id for rule in flare if claims.search(rule.because)] == []
    assert "may be the cause" in RULES["red-coincides"].because
    assert "may well be chance" in RULES["yellow-coincides"].because
    assert "no trial has tested it" in RULES["flare-may-modulate"].because


def test_a_sinking_mood_is_named_after_a_step() -> None:
    """Among what to look out for in the two weeks after a step is the mood."""
    assert "a sinking mood" in RULES["watch-after-increase"].because


def test_the_review_speaks_of_placebo() -> None:
    """The reason for a review after twelve weeks is what most trials found, with the two largest as sources."""
    because = RULES["review-at-twelve-weeks"].because

    assert "most trials saw no difference from placebo" in because
    assert {"trial:final-2024", "trial:innova-2026"} <= set(RULES["review-at-twelve-weeks"].sources)


def test_stopping_is_never_argued_with() -> None:
    """What stands beside the wish to stop says that one may, and makes a call no condition."""
    told = " ".join(RULES[name].because for name in ("stop-any-time", "stop-with-taper", "call-before-stopping"))

    assert "You may stop whenever you want" in told
    assert "it is not a condition" in told
    assert not re.search(r"\b(should not|must not|are you sure|reconsider|unfortunately|give up|fail|lose)\b", told)


def beginning() -> Diary:
    """Return a diary with one check-in and nothing answered."""
    return Diary().rated([60])


DAYS: dict[str, Callable[[], Diary]] = {
    "ask": beginning,
    "step-up": lambda: settled(started=39).said(60, CALM_FACTS),
    "keep": lambda: settled(started=55).said(60, CALM_FACTS),
    "stop": lambda: settled(started=39).said(60, CALM_FACTS).said(60, wants_to_stop="yes"),
    "stop-and-call": lambda: settled(started=39).said(60, {**CALM_FACTS, "opioid": "current"}),
    "wait": lambda: Diary().rated(range(61)).said(60, {**CALM_FACTS, **DAILY, "phase": "not-started"}),
}


@pytest.mark.parametrize("action", DAYS)
def test_every_day_ends_with_what_this_is(action: str) -> None:
    """Whatever the answer, the day's screen closes with what it is not and whom to ask."""
    today = DAYS[action]().today(60)
    screen = today_screen(today, PROTOCOL, NOTICES, "GB")
    closing = NOTICES.notices["in-short"].text

    assert today.guidance.action == action
    assert " ".join(screen.split()).endswith(closing)
    assert closing.startswith("Information, not medical advice.")
    assert "your prescriber" in closing
