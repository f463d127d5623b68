"""A zone in plain words: they agree with the numbers behind them, whatever the diary."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.guidance.builders import Diary, d, plan_of, settled

from zonewise.guidance.snapshot import build_snapshot
from zonewise.report.picture import usual_bar
from zonewise.report.words import word_table
from zonewise.report.zone_words import ABOUT, zone_bar, zone_sentence
from zonewise.services.base.protocols import load_protocol

SETTINGS = load_protocol().settings
WORDS = word_table("zone-sentences")


def zones_of(diary: Diary, until: int):
    """Return the zones of a diary."""
    return build_snapshot(diary.entries, d(until), SETTINGS).zones


@settings(max_examples=40)
@given(st.lists(st.floats(-2, 7).map(lambda lift: round(lift, 1)), min_size=6, max_size=14))
def test_words_and_numbers_agree(lifts: list[float]) -> None:
    """'About your usual' never stands over a score far from it; a Green above Yellow's bound says that it is above."""
    diary = settled(plan_of(), until=60)
    for number, lift in enumerate(lifts):
        diary.rated([61 + number], lift=lift)
    for zone in list(zones_of(diary, 60 + len(lifts)))[-len(lifts) :]:
        together, words = zone.criteria[0].together, zone_sentence(zone)
        assert words
        assert "{" not in words
        if together is None:
            continue
        high = max(together.score, together.today)
        if words.startswith((WORDS["green-about"], WORDS["green-better"])):
            assert zone.zone == "green"
            assert high < ABOUT
        if zone.zone == "green" and high >= SETTINGS.zones.yellow_at:
            assert words.startswith(WORDS["green-one-day-above"])
        if words == WORDS["above"]:
            assert together.score >= SETTINGS.zones.yellow_at
        if words == WORDS["far-above"]:
            assert together.score >= SETTINGS.zones.red_at


def test_a_zone_that_a_person_says_is_said_to_be_theirs() -> None:
    """Who says Red reads that they said it, not that the numbers do."""
    diary = settled(plan_of(), until=60)
    diary.add("zone", "declared", "red", 60)

    assert zone_sentence(zones_of(diary, 60)[-1]) == "You said that it is Red."


def test_a_day_told_as_usual_is_not_said_to_wait_for_a_check_in() -> None:
    """The zone is held all the same, but who has checked in does not read that nothing is there yet."""
    diary = settled(plan_of(), until=60)
    held = zone_sentence(zones_of(diary, 61)[-1])
    diary.as_usual([61])

    assert held == "No numbers today yet."
    assert zone_sentence(zones_of(diary, 61)[-1]) == "You said as usual, without new numbers."


def test_one_rating_alone_is_named() -> None:
    """A single rating far above its usual is named in words, where the six together are quiet."""
    diary = settled(plan_of(), until=60)
    diary.add("rating", "sleep", "10", 61)
    diary.rated([61])
    zone = zones_of(diary, 61)[-1]

    assert "leep" in zone_sentence(zone)


def test_an_unknown_zone_has_no_bar_and_says_so() -> None:
    """Without a day's ratings nothing is drawn."""
    zone = zones_of(Diary().rated([0]), 20)[-1]

    assert zone.zone is None
    assert zone_bar(zone) is None
    assert "cannot be worked out" in zone_sentence(zone)


@pytest.mark.parametrize(("score", "words"), [(1.7, "1.7 above your usual"), (0.0, "at your usual"), (-9, "9.0 below")])
def test_the_bar_says_in_words_where_the_day_stands(score: float, words: str) -> None:
    """A screen reader hears the same; a day far outside stands at the end of the bar and not beyond it."""
    bar = usual_bar(score, 1.2, 2.0)
    marker = float(re.search(r'class="mark" d="M([0-9.]+)', bar.svg)[1])

    assert words in bar.alt
    assert 0 < marker < bar.width
