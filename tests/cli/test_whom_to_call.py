"""Whom to call after a danger sign, on the command line: the country's numbers, until a clinician has spoken."""

from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import MIDDAY_ZONE

from zonewise.services.base.clock import logical_today

from .conftest import Command

HEADING = "Whom to call"


@pytest.fixture
def lived(lived_copy: Path) -> Command:
    """Return the command line on a diary of five weeks up to yesterday."""
    return Command(lived_copy)


def days_ago(count: int) -> str:
    """Return a day of the diary as it is typed."""
    return str(logical_today(MIDDAY_ZONE, time(4)) - timedelta(days=count))


def called(lived: Any) -> list[str]:
    """Return the lines below the heading on today's screen, or none where it has no such heading."""
    lines = lived("today", code=None).stdout.splitlines()
    if HEADING not in lines:
        return []
    below = lines[lines.index(HEADING) + 1 :]
    text = " ".join(" ".join(below[: below.index("")]).split())
    return [line.strip() for line in text.removeprefix("- ").split(" - ")]


@pytest.mark.parametrize(
    ("country", "emergency", "crisis"),
    [
        ("GB", "999 or 112", "116 123 (Samaritans)"),
        ("US", "911", "988 (call or text, Suicide & Crisis Lifeline)"),
        ("DE", "112", "0800 111 0 111 or 0800 111 0 222 (TelefonSeelsorge)"),
    ],
)
def test_the_crisis_line_stands_first_after_thoughts_of_ending_ones_life(
    lived: Any, country: str, emergency: str, crisis: str
) -> None:
    """The card names both numbers on its day; on the next both stand below the answer, the crisis line first."""
    lived("profile", f"country={country}")
    lived("answer", "danger_sign=suicidal", "--on", days_ago(1))
    card = " ".join(lived("today", "--as-of", days_ago(1)).stdout.split())

    assert card.index(crisis) < card.index(f"call {emergency} now")
    assert called(lived) == [f"Crisis line: {crisis}.", f"In an emergency: {emergency}."]


@pytest.mark.parametrize("sign", ["anaphylaxis", "chest-or-collapse", "neurological", "liver", "withdrawal"])
def test_any_other_sign_names_the_emergency_number_alone(lived: Any, sign: str) -> None:
    """Nobody who could not breathe yesterday has to read about a crisis line first."""
    lived("profile", "country=FR")
    lived("answer", f"danger_sign={sign}", "--on", days_ago(1))

    assert called(lived) == ["In an emergency: 112 or 15."]


def test_where_the_country_is_not_known_words_hold_anywhere(lived: Any) -> None:
    """A number of somebody else's country is never shown: the local one is named in words."""
    lived("profile", "country=JP")
    lived("answer", "danger_sign=suicidal", "--on", days_ago(1))
    crisis, emergency = called(lived)

    assert crisis.startswith("Crisis line: a crisis line in your country")
    assert emergency.startswith("In an emergency: your local emergency number")


def test_the_numbers_stand_until_a_clinician_has_spoken(lived: Any) -> None:
    """They are there days later, and gone once it is told what was said; without cause nobody sees them."""
    assert called(lived) == []
    lived("answer", "danger_sign=neurological", "--on", days_ago(4))
    assert called(lived) == ["In an emergency: 999 or 112."]
    lived("answer", "danger_sign=none", "--on", days_ago(0))
    assert called(lived) == ["In an emergency: 999 or 112."]
    lived("answer", "clinician_said=continue", "--on", days_ago(0))

    assert called(lived) == []
