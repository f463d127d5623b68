"""A danger sign counts on until a clinician has spoken."""

import pytest

from zonewise.guidance.unresolved_danger import unresolved_danger
from zonewise.services.base.protocols import load_protocol

from .builders import CALM_FACTS, Diary, d, plan_of, settled, weekday, why

RISES = ("start", "step-up", "resume-low")


def calm(day: int = 60) -> Diary:
    """Return a diary whose next step opens on this day."""
    return settled(plan_of(), until=60).rated([61, 62]).said(day, CALM_FACTS)


def test_without_a_sign_the_step_opens() -> None:
    """The diary that the other tests add a sign to would rise."""
    assert calm().today(60).guidance.action == "step-up"


@pytest.mark.parametrize("sign", load_protocol().rule_set.danger_signs)
def test_none_of_these_on_the_next_day_opens_nothing(sign: str) -> None:
    """The day after a danger sign nothing rises, whichever sign it was, and the reason names sign and day."""
    diary = calm().said(59, danger_sign=sign)

    today = diary.today(60)

    assert today.guidance.action not in (*RISES, "ask")
    assert not today.dose.doses
    assert today.facts["unresolved_danger"].value == sign
    assert weekday(d(59)) in why(today.facts["unresolved_danger"])


@pytest.mark.parametrize("sign", load_protocol().rule_set.danger_signs)
def test_without_a_dose_since_it_counts_as_paused(sign: str) -> None:
    """The card said to take no more: with no dose logged since, no dose is shown either."""
    diary = calm(62).said(60, danger_sign=sign)

    today = diary.today(62)

    assert today.facts["phase"].value == "paused"
    assert today.guidance.action in ("wait", "stop-and-call")
    assert not today.dose.doses


@pytest.mark.parametrize("sign", load_protocol().rule_set.danger_signs)
def test_a_clinicians_word_ends_it(sign: str) -> None:
    """Once a clinician has spoken the facts are what they were without the sign."""
    plain = calm()
    spoken = calm().said(58, danger_sign=sign).said(59, clinician_spoke="yes")

    assert unresolved_danger(spoken.snapshot(60)) is None
    assert {name: each.value for name, each in spoken.today(60).facts.items()} == {
        name: each.value for name, each in plain.today(60).facts.items()
    }


def test_a_word_from_before_the_sign_does_not_count() -> None:
    """What a clinician said of an earlier sign does not clear a new one."""
    diary = calm().said(40, danger_sign="liver").said(41, clinician_spoke="yes").said(50, danger_sign="suicidal")

    assert unresolved_danger(diary.snapshot(60)) is not None


def test_the_worst_of_a_day_is_named_and_old_ones_end() -> None:
    """Of two signs of one day the more pressing one counts, and after three months none does."""
    diary = calm().said(50, danger_sign="liver").said(50, danger_sign="anaphylaxis")

    found = unresolved_danger(diary.snapshot(60))

    assert found is not None
    assert (found.sign, found.day) == ("anaphylaxis", d(50))
    assert unresolved_danger(diary.snapshot(140)) is not None
    assert unresolved_danger(diary.snapshot(141)) is None


@pytest.mark.parametrize(
    ("sign", "rule"),
    [
        ("anaphylaxis", "danger-unresolved-stop"),
        ("liver", "danger-unresolved-stop"),
        ("withdrawal", "danger-unresolved-withdrawal"),
    ],
)
def test_a_sign_that_forbids_a_dose_goes_on_forbidding_it(sign: str, rule: str) -> None:
    """After an allergic storm, a failing liver and a withdrawal no more is taken, whatever was logged since."""
    today = calm().said(58, danger_sign=sign).today(60)

    assert today.facts["phase"].value == "titrating"
    assert (today.guidance.action, today.dose.daily_mg) == ("stop-and-call", None)
    assert rule in [reason.id for reason in today.guidance.reasons]


def test_what_a_person_answered_stays_as_it_was_told() -> None:
    """The sign is a fact of its own: answers on allergy, liver, opioids and history are shown as they were given."""
    today = calm().said(59, danger_sign="withdrawal").today(60)

    told = ("needs_specialist", "hypersensitivity", "liver", "opioid")
    assert [today.facts[name].value for name in told] == [False, False, "none", "none"]
