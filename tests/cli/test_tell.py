"""Answers, profile, medicines, corrections, and looking at what is kept."""

import shlex
from typing import Any

import pytest

from .conftest import REFUSED


def test_answers_are_kept_with_their_day(zonewise: Any) -> None:
    """Each answer is an entry of the day it speaks of."""
    output = zonewise("answer", "danger_sign=none", "opioid=none", "--on", "2024-01-05").stdout

    assert output == "Written down (2 answers).\n"
    assert {(e["name"], e["value"], e["day"]) for e in zonewise.entries()} == {
        ("danger_sign", "none", "2024-01-05"),
        ("opioid", "none", "2024-01-05"),
    }


def test_a_recent_opioid_holds_the_start_back(zonewise: Any) -> None:
    """A long-acting opioid counts as recent for longer than a short-acting one."""
    zonewise("answer", "opioid=recent", "--long-acting", "--on", "2024-01-01")
    other = zonewise.json("today", "--as-of", "2024-01-13", code=3)["facts"]["opioid"]

    assert other["value"] == "recent"
    assert "14 days" in other["because"]


def test_an_answered_danger_sign_shows_its_card(zonewise: Any) -> None:
    """The card comes at once, whichever command the sign is told with."""
    assert "YOUR LIVER MAY BE IN TROUBLE" in zonewise("answer", "danger_sign=liver", "--on", "2024-01-05").stdout


@pytest.mark.parametrize(("words", "message"), REFUSED["tell"])
def test_refused(zonewise: Any, words: str, message: str) -> None:
    """What is not understood is shown back with what is meant to stand there; nothing of it is stored."""
    assert message in zonewise.refused(*shlex.split(words))


def test_profile(zonewise: Any) -> None:
    """Fields are kept as entries; a country in small letters is the same country."""
    zonewise("profile", "timezone=Europe/Berlin", "country=de", "birth-year=1984", "kidney-disease=no")

    kept = {entry["name"]: entry["value"] for entry in zonewise.entries()}
    assert kept == {"timezone": "Europe/Berlin", "country": "DE", "birth-year": "1984", "kidney-disease": "no"}


def test_medicine(zonewise: Any) -> None:
    """A medicine is named as on its package, with what happened to it."""
    zonewise("medicine", "start", "cetirizine 10 mg", "--on", "2024-01-05", "--note", "hives")

    entry = zonewise.entries()[0]
    assert [entry[part] for part in ("kind", "name", "value", "note")] == [
        *("medicine", "cetirizine 10 mg", "start", "hives")
    ]


def test_correct(zonewise: Any) -> None:
    """A correction is a new entry; the one it replaces stays, superseded."""
    zonewise("check-in", "pain=4", "--on", "2024-01-05")
    old = zonewise.entries()[0]

    zonewise("correct", old["id"], "6,5")

    new = zonewise.entries()
    assert [(entry["value"], entry["supersedes"], entry["day"]) for entry in new] == [("6.5", old["id"], "2024-01-05")]
    assert old in zonewise.entries("--all")


def test_take_back(zonewise: Any) -> None:
    """What was taken back no longer counts, and stays in the diary."""
    zonewise("dose", "1.5", "--on", "2024-01-05")
    old = zonewise.entries()[0]

    assert zonewise("correct", old["id"], "--take-back").stdout == "Taken back.\n"

    assert zonewise.entries() == []
    assert sorted(entry["kind"] for entry in zonewise.entries("--all")) == ["dose", "withdrawn"]


@pytest.mark.parametrize(("value", "message"), [("11", "from 0 (none) to 10"), ("x", "the rating of pain is 'x'")])
def test_a_correction_is_checked_like_the_first(zonewise: Any, value: str, message: str) -> None:
    """A corrected rating has the same bounds as a new one."""
    zonewise("check-in", "pain=4", "--on", "2024-01-05")

    assert message in zonewise.refused("correct", zonewise.entries()[0]["id"], value)


def test_an_entry_is_corrected_once(zonewise: Any) -> None:
    """An entry that was superseded is no longer in force, so it cannot be corrected a second time."""
    zonewise("check-in", "pain=4", "--on", "2024-01-05")
    old = zonewise.entries()[0]["id"]
    zonewise("correct", old, "5")

    assert "[unknown-entry]" in zonewise.refused("correct", old, "6")


def test_entries_in_text(zonewise: Any) -> None:
    """Each line has the day, the time, what it is and the id to correct it with."""
    zonewise("check-in", "pain=4", "--on", "2024-01-05", "--at", "21:00")

    entry = zonewise.entries()[0]
    assert zonewise("entries").stdout == f"2024-01-05 21:00  rating pain 4   {entry['id']}\n"
