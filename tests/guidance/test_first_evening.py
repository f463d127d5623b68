"""The first evening and the weeks after it, while a usual is only remembered."""

import pytest

from zonewise.guidance.coming_steps import coming_steps
from zonewise.model.entry import DOMAINS
from zonewise.plan.prescribed_plan import Plan
from zonewise.report.day_words import changes
from zonewise.report.explanations import sentence
from zonewise.services.base.protocols import load_protocol

from .builders import CALM_FACTS, Diary, asked, d, known, once, plan_of

FIRST = {key: value for key, value in CALM_FACTS.items() if key not in ("usual_weeks", "insomnia_or_anxiety_spike")}
"""Every answer of a first evening but how the weeks were, which the last seven days tell."""
WEEKS = "Compared with the year before, were these weeks usual for you, better, or worse?"
ORDINARY = dict.fromkeys((*DOMAINS, "sleep"), 3.0)


def _plan(day: int) -> Plan:
    return plan_of(once("0.5"), once("1"), start=d(day), written_on=d(day), interval_days=14)


def newcomer(last_week: str = "as-usual", day: int = 0, **ordinary: float) -> Diary:
    """Return a diary whose first evening is the day on which the plan begins."""
    diary = Diary().planned(_plan(day), day).said(day, phase="not-started")
    return diary.remembers(day, last_week, **(ORDINARY | ordinary))


def evening(diary: Diary, day: int = 0, zone: str = "", **ratings: float) -> Diary:
    """Add a check-in with every answer that is asked."""
    diary.rated([day], **(ORDINARY | {"function": 0} | ratings)).said(day, FIRST)
    return diary.add("zone", "declared", zone, day, "20:00") if zone else diary


def test_a_plan_begins_on_its_first_evening() -> None:
    """Calm ratings beside what is remembered are Green, still learning, and the signed dose is named."""
    today = evening(newcomer()).today(0)

    assert (today.zone.zone, today.zone.standing, today.zone.provisional) == ("green", "learning", True)
    assert today.guidance.action == "start"
    assert [rule.id for rule in today.guidance.reasons] == ["start-as-planned"]
    assert today.guidance.ask == ()
    assert sentence(today.dose.instruction).startswith("First dose: 0.5 mg")


def test_green_said_is_enough_without_anything_remembered() -> None:
    """Who skips the ordinary day and calls the day Green is Green where nothing speaks against it, and may begin."""
    diary = Diary().planned(_plan(0)).said(0, phase="not-started").add("usual", "last-week", "as-usual")
    today = evening(diary, zone="green").said(0, insomnia_or_anxiety_spike="no").today(0)

    assert (today.zone.zone, today.zone.provisional, today.guidance.action) == ("green", False, "start")


@pytest.mark.parametrize(
    ("zone", "ratings", "expected"),
    [
        ("yellow", {}, "yellow"),
        ("red", {}, "red"),
        ("green", dict.fromkeys(DOMAINS, 4.8), "yellow"),
        ("green", {"pain": 9.0, "function": 7.0}, "red"),
    ],
)
def test_the_worse_of_what_is_worked_out_and_what_is_said(zone: str, ratings: dict[str, float], expected: str) -> None:
    """A worse word counts, and Green said against the ratings does not."""
    today = evening(newcomer(), zone=zone, **ratings).today(0)

    assert (today.zone.zone, today.guidance.action) == (expected, "wait")


@pytest.mark.parametrize("last_week", ["worse", "flare"])
def test_a_worse_week_opens_no_start_on_green(last_week: str) -> None:
    """A Green day after a week that was getting worse waits, and it is asked how these weeks were."""
    today = evening(newcomer(last_week)).today(0)

    assert (today.zone.zone, today.guidance.action) == ("green", "wait")
    assert today.facts["calm_week_told"].value is False
    assert asked(today) == []
    later = evening(newcomer(last_week).rated(range(1, 7), **ORDINARY), 7).today(7)
    assert asked(later) == [WEEKS]


def test_a_severe_ordinary_day_is_asked_about() -> None:
    """Where an ordinary day is severe, the last week alone does not say that these weeks are no worse than others."""
    diary = newcomer(function=7, **dict.fromkeys(DOMAINS, 8.0))
    today = evening(diary, function=7, **dict.fromkeys(DOMAINS, 8.0)).today(0)

    assert (today.zone.zone, today.guidance.action) == ("green", "wait")
    assert asked(today) == [WEEKS]
    assert diary.said(0, usual_weeks="usual").today(0).guidance.action == "start"
    assert diary.said(0, usual_weeks="worse", at="21:00").today(0).guidance.action == "wait"


def test_what_was_told_of_the_week_lasts_a_week_and_no_yellow() -> None:
    """It counts on rated days for seven days, and not after a day in Yellow."""
    diary = newcomer()
    for day in (0, 2, 6, 7):
        evening(diary, day)

    assert [known(diary, "calm_week_told", day) for day in (0, 1, 2, 6, 7)] == [True, False, True, True, False]
    assert known(diary.add("zone", "declared", "yellow", 3, "20:00"), "calm_week_told", 6) is False


def test_nothing_rises_before_fourteen_rated_days() -> None:
    """Who comes with a dose stays on it for fourteen rated days, however calm; then the plan goes on."""
    diary = newcomer().history("0.5", -30).said(0, phase="titrating").dosed(range(20), "0.5")
    diary.rated(range(20), function=0, **ORDINARY).said(13, FIRST).said(14, FIRST)

    assert known(diary, "learning_days", 13) == 13
    before, after = diary.today(13), diary.today(14)
    assert [rule.id for rule in before.guidance.reasons] == ["step-usual-too-new"]
    assert after.guidance.action == "step-up"


def test_the_measured_usual_stands_alone_from_21_rated_days() -> None:
    """On the day after the 21st rated one the remembered usual counts no more."""
    diary = newcomer().rated(range(23), function=0, **ORDINARY)
    zones = diary.taken(22).zones

    assert [zone.provisional for zone in zones[19:]] == [True, True, False, False]
    assert known(diary, "learning_days", 21) > 365


def test_said_again_it_counts_from_that_day_on() -> None:
    """A later word of an ordinary day leaves the days before as they were."""
    diary = newcomer().rated(range(3), function=0, **ORDINARY).remembers(2, "as-usual", pain=9)
    zones = diary.taken(2).zones

    assert [zone.usual["pain"] for zone in zones] == pytest.approx([3, 3, 9 - 1.4 / 6 - 1.4 / 7])


def test_who_takes_ldn_sees_the_dose_tonight() -> None:
    """With a plan it is named with the product's units; without one it is said as it was told, and no dose is due."""
    told = Diary().history("1", -20).said(0, FIRST, phase="titrating").remembers(0, "as-usual", **ORDINARY)
    told.rated([0], **(ORDINARY | {"function": 0}))
    planned = told.copy().planned(_plan(-40), 0)

    without, with_plan = told.today(0), planned.today(0)

    assert sentence(without.dose.instruction).startswith("Stay at the dose you take now: 1 mg a day, since Friday 12")
    assert (without.dose.daily_mg, without.dose.doses) == (None, ())
    assert sentence(with_plan.dose.instruction).startswith("Same as before: 1 mg (1 mL")
    assert [dose.mg for dose in with_plan.dose.doses] == [1]
    assert without.guidance.action == with_plan.guidance.action == "keep"
    assert "usual-remembered" in [note.code for note in with_plan.notes]


def test_no_step_is_promised_before_it_can_come() -> None:
    """The earliest day of a step counts the rated days that the remembered usual still needs."""
    diary = Diary().history("0.5", -20).said(0, FIRST, phase="titrating").remembers(0, "as-usual", **ORDINARY)
    diary.planned(_plan(-40), 0).rated(range(3), **(ORDINARY | {"function": 0})).said(2, FIRST)

    ahead = coming_steps(diary.today(2), load_protocol().rule_set.rising)

    assert ahead[0].earliest == d(14)


def test_what_is_over_is_never_what_a_start_still_needs() -> None:
    """Without a calm week before it a start names the days that have to pass, and promises none of them earlier."""
    today = evening(newcomer("flare")).today(0)
    rise = next(change for change in today.guidance.would_change if change.action == "start")

    assert "calm_week_told" not in rise.facts
    assert {"days_green", "rated_days"} <= rise.facts.keys()
    assert coming_steps(today, load_protocol().rule_set.rising)[0].earliest == d(6)


@pytest.mark.parametrize("as_usual", [0, 10, 30])
def test_who_told_no_ordinary_day_is_promised_no_start_before_the_usual_is_known(as_usual: int) -> None:
    """However long "same as usual" was tapped, the three weeks of ratings begin with the first one."""
    diary = Diary().planned(_plan(0), 0).said(0, at="07:00", phase="not-started").as_usual(range(as_usual))
    diary.rated([as_usual]).said(as_usual, CALM_FACTS)
    today, rising = diary.today(as_usual), load_protocol().rule_set.rising
    first = coming_steps(today, rising)[0].earliest

    assert first == d(as_usual + 21 + 7 - 1)
    needs = changes(today, load_protocol().rule_set)[0]
    assert needs.endswith("It can be sooner if you say how an ordinary day of yours is.")
    for day in range(as_usual + 1, as_usual + 28):
        diary.rated([day]).said(day, CALM_FACTS)
    assert diary.today(as_usual + 26).guidance.action == "wait"
    assert diary.today(as_usual + 27).guidance.action == "start"
    told = Diary().planned(_plan(0), 0).said(0, FIRST, at="07:00", phase="not-started").as_usual(range(1))
    assert coming_steps(told.remembers(0, "flare", **ORDINARY).today(0), rising)[0].earliest == d(7)
