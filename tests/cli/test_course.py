"""`zonewise course`, and the answers that the course of treatment asks for."""

from datetime import date
from typing import Any

import pytest

from zonewise.services.base.diary import Diary
from zonewise.services.reading.today import guidance_today

AFTER = "2024-03-11"


def test_each_change_has_its_day_its_cause_and_its_rules(titrating: Any) -> None:
    """A start, a call, what was said of it and a rest stand in order, in words and as JSON."""
    titrating("answer", "liver=acute", "--on", AFTER)
    titrating("answer", "clinician_said=stay-off", "--on", "2024-03-12")

    printed = titrating("course", "--as-of", "2024-03-12").stdout.splitlines()
    changes = titrating.json("course", "--as-of", "2024-03-12")["changes"]

    assert [(change["day"], change["kind"], change["cause"], change["mg"]) for change in changes] == [
        ("2024-02-05", "dose", "taken", "0.5"),
        (AFTER, "call", "", None),
        ("2024-03-12", "dose", "clinician", "0"),
        ("2024-03-12", "call", "clinician", None),
        ("2024-03-12", "word", "stay-off", None),
    ]
    assert printed[0].startswith("Monday 5 February: 0.5 mg a day.")
    assert max(map(len, printed)) <= 80
    assert "The doctor or nurse said: stay off LDN." in " ".join(printed)
    assert "liver-acute" in changes[1]["rules"]


def test_without_anything_it_says_so(zonewise: Any) -> None:
    """An empty diary has no changes, and that is said."""
    assert "Nothing has changed yet" in zonewise("course").stdout
    assert zonewise.json("course")["changes"] == []


def test_after_a_danger_sign_today_asks_what_was_said_and_the_answer_is_taken(titrating: Any) -> None:
    """The question is in `ask` by the name it is answered with; going on the next day names the same dose."""
    titrating("answer", "danger_sign=suicidal", "--on", "2024-03-10")
    today = titrating.json("today", "--as-of", AFTER)

    assert (today["action"], today["dose"]["daily_mg"]) == ("stop-and-call", None)
    assert today["ask"][0]["fact"] == "clinician_said"
    assert "Sunday 10 March" in titrating("today", "--as-of", AFTER).stdout

    titrating("answer", "clinician_said=continue", "danger_sign=none", "side_effects=none", "--on", AFTER)
    assert titrating.json("today", "--as-of", AFTER)["dose"]["daily_mg"] == "0.5"


def test_the_last_opioid_is_told_to_be_a_long_acting_one(titrating: Any) -> None:
    """Asked for with its day once no opioid is taken any more; methadone waits four days longer than the others."""
    titrating("answer", "opioid=current", "--on", "2024-03-10")
    titrating("answer", "opioid=none", "danger_sign=none", "--on", AFTER)
    assert "methadone or buprenorphine" in titrating("today", "--as-of", AFTER).stdout

    def waits_on(*days: int) -> list[bool]:
        march = (date(2024, 3, day) for day in days)
        values = (
            guidance_today(Diary(str(titrating.diary)), as_of=day).guidance.facts["last_opioid"].value for day in march
        )
        return [value == "within-wait" for value in values]

    titrating("answer", "last_opioid=2024-03-10", "--on", AFTER)
    assert waits_on(19, 20) == [True, False]
    titrating("answer", "last_opioid=2024-03-10", "--long-acting", "--on", AFTER)
    assert waits_on(23, 24) == [True, False]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("clinician_said=continue", "not-open"),
        ("wants_to_start=yes", "not-open"),
        ("last_opioid=2024-03-01", "not-open"),
        ("last_opioid=2999-01-01", "in-future"),
        ("last_opioid=soon", "unknown-answer"),
        ("clinician_said=maybe", "unknown-answer"),
    ],
)
def test_an_answer_that_nothing_asks_for_is_refused_and_nothing_is_kept(titrating: Any, answer: str, code: str) -> None:
    """Nothing of the whole line is written down, and today says what it said before."""
    before, entries = titrating.json("today", "--as-of", "2024-03-10"), titrating.entries()

    refusal = titrating.refused("answer", answer, "liver=acute", "--on", "2024-03-10")

    assert f"[{code}]" in refusal
    assert titrating.entries() == entries
    assert titrating.json("today", "--as-of", "2024-03-10") == before
