from datetime import date
from decimal import Decimal

import pytest

from zonewise.guidance.diary_facts import derive_facts
from zonewise.plan.prescribed_plan import Plan, SignOff
from zonewise.rules.rule_set import FactValue

from .builders import CLEAR, Diary, d, known, plan_of


def signed(*reasons: str) -> Plan:
    """Return a plan whose prescriber signed these reasons off."""
    return plan_of(sign_offs=tuple(SignOff(reason, "Known and accepted.", "Dr A. Example", d(0)) for reason in reasons))


def test_a_danger_sign_speaks_for_its_own_day_only() -> None:
    """Yesterday's "none of these" is no answer for today, and yesterday's sign is asked about again."""
    diary = Diary().said(0, danger_sign="none").said(1, danger_sign="suicidal")

    assert [known(diary, "danger_sign", day) for day in (0, 1, 2)] == ["none", "suicidal", None]


def test_a_danger_sign_outweighs_none_on_the_same_day() -> None:
    """Whichever was said first, the sign stays; of several the first of the order counts."""
    for first, second in (("none", "liver"), ("liver", "none")):
        assert known(Diary().said(0, danger_sign=first).said(0, danger_sign=second), "danger_sign", 0) == "liver"
    assert (
        known(Diary().said(0, danger_sign="liver").said(0, danger_sign="anaphylaxis"), "danger_sign", 0)
        == "anaphylaxis"
    )


def test_a_danger_sign_noted_as_a_sign_counts_without_an_answer() -> None:
    """An entry of the kind sign is enough, and taking it back makes the day unanswered again."""
    diary = Diary().add("sign", "chest-or-collapse", "3", 0, "10:00")

    assert known(diary, "danger_sign", 0) == "chest-or-collapse"
    assert known(diary.add("withdrawn", "", "", 0, supersedes=diary.last_id()), "danger_sign", 0) is None


def test_after_midnight_it_is_still_the_day_before() -> None:
    """A danger sign answered at 00:40 belongs to the evening; the new day is asked anew."""
    diary = Diary().rated([0]).said(1, danger_sign="none", at="00:40")

    assert [known(diary, "danger_sign", day) for day in (0, 1)] == ["none", None]


def test_opioids_are_asked_after_thirty_days() -> None:
    """Thirty days later the answer is still good, one day after that it is not."""
    diary = Diary().said(0, opioid="none")

    assert [known(diary, "opioid", day) for day in (0, 30, 31)] == ["none", "none", None]


@pytest.mark.parametrize(
    ("detail", "stated", "free"), [("", None, 10), ("long-acting", None, 14), ("", 7, 7), ("long-acting", 7, 14)]
)
def test_a_recent_opioid_is_recent_for_its_waiting_time(detail: str, stated: int | None, free: int) -> None:
    """Ten days, fourteen for long-acting ones, and the plan's own number for the others; then it is asked again."""
    diary = Diary().planned(plan_of(opioid_free_days=stated)).add("answer", "opioid", "recent", 0, unit=detail)

    assert known(diary, "opioid", free - 1) == "recent"
    assert known(diary, "opioid", free) is None


@pytest.mark.parametrize("word", ["recent", "current"])
def test_a_none_said_meanwhile_does_not_shorten_the_waiting_time(word: str) -> None:
    """Who took an opioid five days ago has not been free of it for ten, whatever is answered today."""
    diary = Diary().said(0, opioid=word).said(5, opioid="none")

    assert known(diary, "opioid", 5) == "recent"
    assert known(diary, "opioid", 9) == "recent"
    assert known(diary, "opioid", 10) == "none"


def test_an_opioid_told_later_for_an_earlier_day_counts() -> None:
    """Yesterday none, and today it turns out that there was one three days ago."""
    diary = Diary().said(9, opioid="none").said(7, opioid="recent")

    assert known(diary, "opioid", 10) == "recent"


def test_a_current_opioid_stays_until_another_word() -> None:
    """Nothing but a new answer ends it."""
    diary = Diary().said(0, opioid="current")

    assert [known(diary, "opioid", day) for day in (0, 29, 200)] == ["current"] * 3


@pytest.mark.parametrize(("hours", "days"), [(None, 3), (24, 1), (96, 4)])
def test_an_operation_counts_as_planned_inside_its_window(hours: int | None, days: int) -> None:
    """72 hours before it, or as the plan says, up to its own day."""
    diary = Diary().planned(plan_of(surgery_hours=hours)).said(0, opioid="none").add("event", "surgery", "", 20)

    assert known(diary, "opioid", 20 - days - 1) == "none"
    assert {known(diary, "opioid", day) for day in range(20 - days, 21)} == {"planned"}


def test_after_an_operation_opioids_are_asked_again() -> None:
    """An answer from before or on its day is not good any more; one from the day after is."""
    diary = Diary().said(18, opioid="none").said(20, opioid="none").add("event", "surgery", "", 20)

    assert known(diary, "opioid", 21) is None
    assert known(diary.said(21, opioid="none"), "opioid", 21) == "none"


def test_a_recent_opioid_outweighs_a_planned_operation() -> None:
    """The graver of the two is given."""
    diary = Diary().said(18, opioid="recent").add("event", "surgery", "", 20)

    assert known(diary, "opioid", 19) == "recent"


def added(kind: str, day: int, at: str | None, name: str = "Anybrand", **more: str) -> Diary:
    """Return a diary with an answer on day 5 at noon and a medicine."""
    diary = Diary().said(5, opioid="none", at="12:00")
    if kind == "event":
        return diary.add("event", "new-medicine", "", day, at, **more)
    return diary.add("medicine", name, kind, day, at, **more)


@pytest.mark.parametrize("kind", ["start", "event"])
def test_a_medicine_added_later_asks_about_opioids_again(kind: str) -> None:
    """Later is a later day, a later time of the day, or written down later for an earlier day."""
    same = "2026-01-01T00:00:00.000000Z"

    assert known(added(kind, 6, "08:00", entered_at=same), "opioid", 6) is None
    assert known(added(kind, 5, "12:01", entered_at=same), "opioid", 6) is None
    assert known(added(kind, 5, None), "opioid", 6) is None
    assert known(added(kind, 2, "08:00", entered_at="2026-01-09T00:00:00Z"), "opioid", 6) is None
    assert known(added(kind, 5, "12:00", entered_at=same), "opioid", 6) == "none"
    assert known(added(kind, 4, "23:00", entered_at=same), "opioid", 6) == "none"
    assert known(added(kind, 6, "08:00", entered_at=same), "opioid", 5) == "none"


def test_an_answer_recorded_after_a_medicine_without_a_time_settles_it() -> None:
    """Written down for today without a clock time and then answered about, it is not asked about a second time."""
    assert known(added("start", 5, None, entered_at="2026-01-01T00:00:00.000000Z"), "opioid", 6) == "none"


@pytest.mark.parametrize("name", ["cetirizine 10 mg", "loperamide 2 mg", "magnesium", "LDN 1.5 mg"])
def test_a_medicine_known_to_hold_no_opioid_asks_nothing(name: str) -> None:
    """The answer of before stands."""
    assert known(added("start", 6, "08:00", name), "opioid", 6) == "none"
    assert known(added("stop", 6, "08:00", name), "opioid", 6) == "none"


@pytest.mark.parametrize("name", ["other_antagonist", "minor", "needs_specialist", "liver", "pregnancy"])
def test_other_answers_are_good_for_ninety_days(name: str) -> None:
    """Then they are asked again."""
    diary = Diary().said(0, {name: CLEAR[name]})

    assert known(diary, name, 90) is not None
    assert known(diary, name, 91) is None


def test_an_allergic_reaction_is_never_forgotten() -> None:
    """A yes stands for ever; a no is asked again after ninety days."""
    assert known(Diary().said(0, hypersensitivity="yes"), "hypersensitivity", 900) is True
    assert known(Diary().said(0, hypersensitivity="no"), "hypersensitivity", 91) is None


@pytest.mark.parametrize(
    ("name", "said", "reason", "cleared"),
    [
        ("liver", "raised", "liver", "none"),
        ("liver", "acute", "liver", "acute"),
        ("pregnancy", "pregnant-or-trying", "pregnancy", "no"),
        ("pregnancy", "breastfeeding", "pregnancy", "no"),
        ("minor", "yes", "minor", False),
        ("needs_specialist", "yes", "specialist", False),
    ],
)
def test_a_sign_off_clears_its_own_reason_alone(name: str, said: str, reason: str, cleared: FactValue) -> None:
    """Named by the prescriber it is cleared, except an acutely ill liver; a sign-off of the others changes nothing."""
    others = {"liver", "pregnancy", "minor", "specialist"} - {reason}
    plain = known(Diary().said(0, {name: said}), name, 0)

    assert known(Diary().planned(signed(reason)).said(0, {name: said}), name, 0) == cleared
    assert known(Diary().planned(signed(*others)).said(0, {name: said}), name, 0) == plain
    assert known(Diary().planned(signed(reason)), name, 0) is None


@pytest.mark.parametrize(("born", "expected"), [("2007", False), ("2008", None), ("2009", True)])
def test_the_year_of_birth_settles_the_age_where_it_can(born: str, expected: bool | None) -> None:
    """In 2026 who was born in 2008 may be 17 or 18, and is asked."""
    diary = Diary().add("profile", "birth-year", born)

    assert known(diary, "minor", 0) is expected
    assert known(diary.said(0, minor="yes"), "minor", 0) is (True if expected is None else expected)


def test_the_profile_names_what_needs_a_specialist() -> None:
    """A yes in the profile counts although the question was answered with no, until the profile says no again."""
    diary = Diary().said(0, needs_specialist="no").add("profile", "ketamine", "yes", 1)

    assert [known(diary, "needs_specialist", day) for day in (0, 1)] == [False, True]
    assert known(diary.add("profile", "ketamine", "no", 2), "needs_specialist", 2) is False


def test_an_empty_diary_knows_nothing_of_safety() -> None:
    """Each of these facts is unknown, and none is taken for harmless."""
    facts = derive_facts(Diary().snapshot(0))
    names = ("danger_sign", "opioid", "other_antagonist", "hypersensitivity", "liver", "pregnancy", "minor")

    assert {facts[name].value for name in (*names, "needs_specialist", "zone", "phase")} == {None}
    assert facts["plan_signed"].value is False


def test_the_plan_of_a_past_day_is_used() -> None:
    """A plan counts from the logical day of its entry on, so one signed after midnight is of the evening before."""
    diary = Diary().rated([0]).planned(plan_of(ceiling_mg=Decimal(3)), 3, "00:30").planned(plan_of(), 9)

    assert [seen.plan and seen.plan.ceiling_mg for seen in map(diary.snapshot, (1, 2, 8, 9))] == [
        None,
        Decimal(3),
        Decimal(3),
        Decimal("4.5"),
    ]
    assert diary.snapshot(1).as_of == date(2026, 1, 2)
