"""Thirty seconds a day: what a check-in writes down."""

import shlex
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from click import Abort
from click.testing import CliRunner

from zonewise.cli.check_in_dialogue import Dialogue
from zonewise.services.base.diary import Diary

from .conftest import REFUSED


def _said(zonewise: Any, kind: str, *words: str) -> dict[str, str]:
    return {entry["name"]: entry["value"] for entry in zonewise.entries(*words) if entry["kind"] == kind}


def test_partial(zonewise: Any) -> None:
    """Two ratings are two entries; what was not said is not there, neither as zero nor as usual."""
    output = zonewise("check-in", "pain=4", "mood=2,5", "--on", "2024-01-05").stdout

    assert output == "Written down (2 entries).\n"
    assert sorted((e["kind"], e["name"], e["value"], e["unit"], e["day"]) for e in zonewise.entries()) == [
        ("rating", "mood", "2.5", "", "2024-01-05"),
        ("rating", "pain", "4", "", "2024-01-05"),
    ]


def test_now(zonewise: Any) -> None:
    """Without a day a check-in and a dose are of this moment, with their time, and are not taken for days to come."""
    zonewise("check-in", "pain=4")
    zonewise("dose", "0.5")

    assert all(entry["at"] for entry in zonewise.entries())
    assert len({entry["day"] for entry in zonewise.entries()}) <= 2  # midnight may pass between the two


def test_again_corrects(zonewise: Any) -> None:
    """A rating given again for the same day stands in place of the first, which stays in the diary, superseded."""
    zonewise("check-in", "pain=4", "mood=2", "--on", "2024-01-05", "--at", "20:00")
    zonewise("check-in", "pain=6", "--on", "2024-01-05", "--at", "21:00")

    assert _said(zonewise, "rating") == {"pain": "6", "mood": "2"}
    assert len(zonewise.entries("--all")) == 3


def test_after_midnight_belongs_to_the_evening_before(zonewise: Any) -> None:
    """At half past midnight the day is still the one before, so the rating corrects that evening's."""
    zonewise("check-in", "pain=4", "--on", "2024-01-05", "--at", "21:00")
    zonewise("check-in", "pain=6", "--on", "2024-01-06", "--at", "00:30")

    assert _said(zonewise, "rating", "--on", "2024-01-05") == {"pain": "6"}
    assert zonewise.entries("--on", "2024-01-06") == []


def test_the_profile_says_when_a_day_ends(zonewise: Any) -> None:
    """With days that end at 06:00 a check-in at half past five belongs to the evening before."""
    zonewise("profile", "day-ends-at=06:00")

    zonewise("check-in", "pain=6", "--on", "2024-01-06", "--at", "05:30")

    assert _said(zonewise, "rating", "--on", "2024-01-05") == {"pain": "6"}


def test_as_usual_is_marked_and_never_real(zonewise: Any) -> None:
    """What is taken over as usual is the median of the given ratings, marked so, and feeds no further usual."""
    for day, pain in (("01", "2"), ("02", "3"), ("03", "7")):
        zonewise("check-in", f"pain={pain}", "mood=1", "--on", f"2024-01-{day}")

    zonewise("check-in", "mood=5", "--as-usual", "--on", "2024-01-04")
    zonewise("check-in", "pain=7", "--on", "2024-01-05")
    zonewise("check-in", "--as-usual", "--on", "2024-01-06")
    zonewise("check-in", "--as-usual", "--on", "2024-01-05")

    taken_over = sorted((e["day"], e["name"], e["value"]) for e in zonewise.entries() if e["unit"] == "as-usual")
    assert taken_over == [
        ("2024-01-04", "pain", "3"), ("2024-01-05", "mood", "1"), ("2024-01-06", "mood", "1"),
        ("2024-01-06", "pain", "5"),
    ]  # fmt: skip
    zone = zonewise.json("zones", "--from", "2024-01-06", "--to", "2024-01-06")[0]
    assert zone["real_ratings"] is False


def test_as_usual_needs_a_usual(zonewise: Any) -> None:
    """Before any rating there is no usual to take over."""
    assert "[no-usual]" in zonewise.refused("check-in", "pain=3", "--as-usual", "--on", "2024-01-04")


def test_nothing_else(zonewise: Any) -> None:
    """One word says that there is no danger sign, side effect or other change; beside some it speaks for the rest."""
    zonewise("check-in", "pain=4", "--nothing-else", "--on", "2024-01-05")
    zonewise("check-in", "--event", "infection", "--side-effect", "nausea=2", "--nothing-else", "--on", "2024-01-06")

    nothing = {"danger_sign": "none", "side_effects": "none", "other_change": "none"}
    assert _said(zonewise, "answer", "--on", "2024-01-05") == nothing
    assert _said(zonewise, "answer", "--on", "2024-01-06") == {"danger_sign": "none"}
    assert (_said(zonewise, "event"), _said(zonewise, "sign")) == ({"infection": ""}, {"nausea": "2"})


def test_everything_at_once(zonewise: Any) -> None:
    """A declared zone, an answer and a note are kept beside the ratings, in one transaction."""
    zonewise("check-in", "sleep=7", "--zone", "yellow", "--answer", "ldn_suspected=no", "--note", "long day",
             "--side-effect", "none", "--on", "2024-01-05")  # fmt: skip

    kinds = sorted((entry["kind"], entry["name"], entry["value"] or entry["note"]) for entry in zonewise.entries())
    assert kinds == [
        ("answer", "ldn_suspected", "no"), ("answer", "side_effects", "none"), ("note", "check-in", "long day"),
        ("rating", "sleep", "7"), ("zone", "declared", "yellow"),
    ]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), REFUSED["check-in"])
def test_refused(zonewise: Any, words: str, message: str) -> None:
    """A word that is not understood is shown back with what is meant to stand there; nothing of it is stored."""
    output = zonewise.refused("check-in", *(["mood=3", *shlex.split(words)] if words else []))

    assert output.startswith(("check-in: ", "--side-effect: ", "--answer: "))
    assert message in output


def test_every_problem_at_once(zonewise: Any) -> None:
    """All that is wrong with a check-in comes in one go."""
    output = zonewise.refused("check-in", "pian=3", "mood=12", "--zone", "gren", "--event", "storm")

    assert len(output.splitlines()) == 4


def test_a_day_to_come(zonewise: Any) -> None:
    """Nobody has felt tomorrow yet, but an operation may be written down ahead."""
    assert "[coming-day]" in zonewise.refused("check-in", "pain=3", "--on", "2199-01-01")

    zonewise("check-in", "--event", "surgery", "--on", "2199-01-01")

    assert _said(zonewise, "event") == {"surgery": ""}


def test_a_danger_sign_shows_its_card_at_once(zonewise: Any) -> None:
    """Whoever writes down a danger sign reads what to do in the same moment, with the numbers of the country."""
    zonewise("profile", "country=de")

    output = zonewise("check-in", "--danger", "anaphylaxis", "--on", "2024-01-05").stdout

    assert "THIS MAY BE ANAPHYLAXIS. ACT NOW." in output
    assert "112" in output
    assert " mg" not in output
    assert max(map(len, output.splitlines())) <= 80


def test_no_card_without_a_danger_sign(zonewise: Any) -> None:
    """Saying "none" shows no card."""
    assert zonewise("check-in", "--danger", "none", "--on", "2024-01-05").stdout == "Written down (1 entry).\n"


def by_dialogue(zonewise, typed):
    """Answer the check-in that asks step by step, and return what it printed; it ends where nothing more is typed."""
    with CliRunner().isolation(input=typed) as (output, *_), suppress(Abort):
        Dialogue(Diary(str(zonewise.diary)), date(2024, 1, 5), None).ask()
    return output.getvalue().decode()


def test_a_dialogue_keeps_each_answer_and_asks_again(zonewise):
    """What does not fit is said at once and asked again; what was answered stays when the dialogue is cut short."""
    said = by_dialogue(zonewise, "9\nn\na bit\n1.5\n4\neleven\n3\n")

    kept = [(entry["kind"], entry["name"], entry["value"]) for entry in zonewise.entries("--on", "2024-01-05")]
    assert sorted(kept) == [
        ("answer", "danger_sign", "none"), ("dose", "naltrexone", "1.5"), ("rating", "anxiety", "4"),
        ("rating", "laxity", "3"),
    ]  # fmt: skip
    for words in ("Type a number from 1 to 6, or n.", "'a bit' is not an amount.", "The rating of laxity is 'eleven'."):
        assert words in said


def test_a_dialogue_takes_several_side_effects_and_news(zonewise):
    """Side effects and news are asked for until there is no other; left out is a dose too."""
    said = by_dialogue(zonewise, "n\nn\n" + "\n" * 10 + "nausea\n5\n2\nheadache=1\n\nstress\nmedicine cetirizine\n\n")

    assert "'5' is none of these. Type 1, 2 or 3." in said
    assert "name=1" not in said
    kept = [(entry["kind"], entry["name"], entry["value"]) for entry in zonewise.entries("--on", "2024-01-05")]
    assert sorted(kept) == [
        ("answer", "danger_sign", "none"), ("dose", "naltrexone", "0"), ("event", "stress", ""),
        ("medicine", "cetirizine", "start"), ("sign", "headache", "1"), ("sign", "nausea", "2"),
    ]  # fmt: skip


def test_after_a_danger_sign_a_dialogue_shows_its_card_and_asks_nothing(zonewise):
    """The card of the sign stands on the screen, and the dose is not asked for."""
    said = by_dialogue(zonewise, "1\n1.5\n")

    assert "Dose taken" not in said
    assert [entry["value"] for entry in zonewise.entries("--on", "2024-01-05")] == ["anaphylaxis"]
