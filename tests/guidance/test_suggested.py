"""Kinds of flares, dreams and a changed product: asked when a day gives reason, and what follows from them."""

from decimal import Decimal

import pytest

from zonewise.plan.prescribed_plan import Product
from zonewise.report.day_words import consideration_words
from zonewise.services.base.protocols import load_protocol

from .builders import CALM_FACTS, DAILY, Diary, asked, d, known, plan_of, weekday
from .test_today import before_start, paused, titrating

KINDS = {"histamine_flare": "hives", "neurological_flare": "migraine"}
RISES = {"step-up": titrating, "start": before_start, "resume-low": paused}
HELD = {"step-up": "step-reported-flare", "start": "start-reported-flare", "resume-low": "resume-reported-flare"}


def considered(diary: Diary, day: int) -> dict[str, str]:
    """Return each consideration of a day with its words."""
    today, rule_set = diary.today(day), load_protocol().rule_set
    shown = today.guidance.considerations
    return {one.id: consideration_words(one, today.guidance, rule_set, today.as_of)[1] for one in shown}


def asked_facts(diary: Diary, day: int) -> list[str]:
    """Return the facts that are asked about on a day."""
    return [question.fact for question in diary.today(day).guidance.ask]


def taking() -> Diary:
    """Return 0.5 mg for three weeks in Green up to day 59, and every answer of day 60, which is not rated yet."""
    return Diary().planned(plan_of()).rated(range(60)).dosed(range(39, 60), "0.5").said(60, CALM_FACTS)


def storm() -> Diary:
    """Return the same with much immune trouble on day 60."""
    return taking().rated([60], immune=9)


@pytest.mark.parametrize("action", RISES)
@pytest.mark.parametrize(("kind", "sign"), KINDS.items())
@pytest.mark.parametrize("told", ["answer", "sign"])
def test_a_flare_that_is_reported_lets_nothing_rise_in_green(action: str, kind: str, sign: str, told: str) -> None:
    """Hives 1 or migraine 1, or a yes, and no step, start or resumption opens, although ratings say Green."""
    diary = RISES[action]()
    assert diary.today(60).guidance.action == action
    today = (diary.add("sign", sign, "1", 60, "21:00") if told == "sign" else diary.said(60, {kind: "yes"})).today(60)

    assert today.zone.zone == "green"
    assert today.guidance.action in ("keep", "wait")
    assert [rule.id for rule in today.guidance.reasons] == [HELD[action]]


def test_hold_or_halve_never_stands_beside_the_next_step() -> None:
    """Over a fortnight after migraine 1 the question to hold or halve comes, and no step on any of its days."""
    diary = titrating().add("sign", "migraine", "1", 60, "21:00")
    for day in range(61, 75):
        diary.rated([day]).dosed([day - 1], "0.5").said(day, DAILY, opioid="none")
    days = [diary.today(day) for day in range(60, 75)]

    halved = [today for today in days if "hold-or-halve" in {one.id for one in today.guidance.considerations}]
    assert len(halved) == 2
    assert all(today.guidance.action == "keep" for today in halved)


def test_a_reported_flare_ends_by_a_word_or_after_a_week() -> None:
    """It holds on its day and the next, is asked about with its day until answered, and ends after a week."""
    diary = titrating().add("sign", "hives", "1", 60, "21:00")
    for day in range(61, 69):
        diary.rated([day]).dosed([day - 1], "0.5").said(day, DAILY, opioid="none")

    assert [known(diary, "histamine_flare", day) for day in (60, 61, 62, 66, 67)] == [True, True, None, None, False]
    assert diary.today(62).guidance.action == "keep"
    assert asked(diary.today(62))[0].startswith(f"You told of this on {weekday(d(60))}. Is it still so?")
    assert diary.copy().said(62, histamine_flare="no").today(62).guidance.action == "step-up"
    assert diary.today(67).guidance.action == "step-up"


def test_a_sign_after_a_no_is_a_yes_and_a_no_after_it_a_no() -> None:
    """Whatever was said before the hives were noted does not speak of them."""
    diary = Diary().said(0, histamine_flare="no").add("sign", "hives", "1", 1, "12:00")

    assert known(diary, "histamine_flare", 1) is True
    assert known(diary.said(1, histamine_flare="no"), "histamine_flare", 1) is False


def test_a_new_filler_before_an_immune_storm_is_named_with_its_day() -> None:
    """The fillers come to mind with the day of the change, and it is asked whether it is a histamine flare."""
    diary = storm().add("event", "filler-change", "", 59)

    assert f"You noted a new bottle or filler on {weekday(d(59))}." in considered(diary, 60)["check-fillers"]
    assert "histamine_flare" in asked_facts(diary, 60)
    assert any(words.startswith("Immune was 9 (your usual is 3)") for words in asked(diary.today(60)))
    assert "check-fillers" not in considered(diary.said(60, histamine_flare="no", at="21:30"), 60)


@pytest.mark.parametrize(("day", "named"), [(52, False), (53, True)])
def test_a_change_counts_for_a_week_before_the_flare(day: int, named: bool) -> None:
    """Seven days before it is named and eight are not; so is a plan with another product."""
    event = storm().add("event", "filler-change", "", day).said(60, histamine_flare="yes")
    plan = storm().planned(plan_of(product=Product("liquid", mg_per_ml=Decimal(2), graduation_ml=Decimal("0.01"))), day)

    assert ("You noted a new bottle" in considered(event, 60)["check-fillers"]) is named
    assert ("another product" in considered(plan, 60).get("check-fillers", "")) is named


def test_without_a_reason_nothing_is_asked() -> None:
    """A calm day asks about no flare, no dreams and no POTS, and each counts as no."""
    diary = titrating()
    names = ("histamine_flare", "neurological_flare", "vivid_dreams", "pots_or_trauma")

    assert asked_facts(diary, 60) == []
    assert [known(diary, name, 60) for name in names] == [False] * 4


def test_a_flare_that_begins_asks_two_questions_a_day_at_most() -> None:
    """Both kinds on its first day, answered or not; the next one on the next, and none of them again for this flare."""
    diary = taking().rated([60, 61], lift=6).said(61, DAILY)
    kinds, later = ["histamine_flare", "neurological_flare"], "pots_or_trauma"

    assert [name for name in asked_facts(diary, 60) if name in (*kinds, later)] == kinds
    diary.said(60, dict.fromkeys(kinds, "no"), at="21:00")
    assert {*kinds, later}.isdisjoint(asked_facts(diary, 60))
    assert [name for name in asked_facts(diary, 61) if name in (*kinds, later)] == [later]
    assert {*kinds, later}.isdisjoint(asked_facts(diary.said(0, pots_or_trauma="no"), 61))  # it holds for ever


def test_what_is_asked_beside_never_makes_the_action_ask() -> None:
    """With a danger sign open dreams are not asked beside it; with everything else known the dose stands."""
    diary = taking().rated([60], sleep=9)
    without = diary.copy()
    without.entries = [entry for entry in diary.entries if (entry.name, entry.day) != ("danger_sign", d(60))]

    assert diary.today(60).guidance.action != "ask"
    assert without.today(60).guidance.action == "ask"
    assert "vivid_dreams" in asked_facts(diary, 60)
    assert "vivid_dreams" not in asked_facts(without, 60)


def test_a_bad_night_asks_about_dreams_while_taking() -> None:
    """Whoever takes nothing has no dose to move to the morning, and is not asked."""
    taken = taking().rated([60], sleep=9)
    before = taken.copy()
    before.entries = [entry for entry in taken.entries if entry.kind != "dose"]

    assert "vivid_dreams" in asked_facts(taken, 60)
    assert "vivid_dreams" not in asked_facts(before.said(60, phase="not-started"), 60)
