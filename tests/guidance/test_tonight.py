from dataclasses import replace
from datetime import time
from decimal import Decimal

import pytest

from zonewise.guidance.dose_recommendation import DoseRecommendation, recommend_dose
from zonewise.guidance.explanation import explain
from zonewise.plan.prescribed_plan import Intake, Override, Plan, Product, Step
from zonewise.report.explanations import answer_to, sentence

from .builders import Diary, alternate, d, once, plan_of, settled, twice

ACTIONS = (
    "emergency",
    "stop-and-call",
    "ask",
    "stop",
    "pause",
    "reduce",
    "wait",
    "keep",
    "resume-low",
    "step-up",
    "start",
)
HALF = "0.5 mg (0.5 mL of 1 mg/mL)"
OVERRIDE = Override("above-ceiling", "To 6 mg.", "Dr A. Example", d(0))


def dose(action: str, diary: Diary, day: int, plan: Plan | None = None) -> DoseRecommendation:
    """Return the dose that goes with an action on a day."""
    return recommend_dose((diary if plan is None else diary.copy().planned(plan, -1)).taken(day), action)


def taking(mg: str, days: int = 20) -> Diary:
    """Return a diary with a dose on each of the first days."""
    return Diary().dosed(range(days), mg)


def words(recommended: DoseRecommendation) -> str:
    """Return the sentence that says what to do."""
    return sentence(recommended.instruction, d(20))


def amounts(recommended: DoseRecommendation) -> list[str]:
    """Return the milligrams of each dose."""
    return [f"{item.mg:f}" for item in recommended.doses]


@pytest.mark.parametrize("action", ["ask", "emergency", "stop-and-call"])
@pytest.mark.parametrize("plan", [None, plan_of()])
def test_no_amount_goes_with_danger_or_an_open_question(action: str, plan: Plan | None) -> None:
    """Neither an amount nor a note about doses is shown."""
    recommended = dose(action, taking("1").dosed([20], "1"), 20, plan)

    assert (recommended.action, recommended.daily_mg, recommended.doses, recommended.notes) == (action, None, (), ())
    assert "mg" not in words(recommended)


@pytest.mark.parametrize("action", ["pause", "wait"])
def test_a_pause_and_a_wait_are_no_dose(action: str) -> None:
    """It is known to be nothing, with and without a plan."""
    assert {dose(action, taking("1"), 20, plan).daily_mg for plan in (None, plan_of())} == {Decimal(0)}


def test_a_pause_asks_to_be_told() -> None:
    """A dose left out counts as missed, so the sentence says how a pause is made one."""
    pause = dose("pause", taking("1"), 20, plan_of()).instruction
    assert "Say that you have paused" in sentence(pause)
    assert answer_to(pause) == ("phase", "paused", "I have paused")


@pytest.mark.parametrize("action", ACTIONS)
def test_without_a_plan_no_amount_is_shown(action: str) -> None:
    """zonewise never originates a dose, also not the one that is taken already."""
    recommended = dose(action, taking("1"), 20)

    assert (recommended.doses, recommended.daily_mg or Decimal(0)) == ((), Decimal(0))
    assert "1 mg" not in words(recommended)


def test_each_action_names_its_own_step() -> None:
    """At 1.5 mg: up is 3, down is 1, the same is 1.5; the first dose and the one to resume with are the first step."""
    diary = Diary().dosed(range(10), "1").dosed(range(10, 20), "1.5")
    named = {action: amounts(dose(action, diary, 20, plan_of())) for action in ("step-up", "reduce", "keep")}

    assert named == {"step-up": ["3"], "reduce": ["1"], "keep": ["1.5"]}
    assert amounts(dose("start", Diary(), 0, plan_of())) == ["0.5"]
    assert amounts(dose("resume-low", diary, 20, plan_of())) == ["0.5"]


def test_the_plans_own_amounts_are_named() -> None:
    """The dose to resume with and the one to go back to need not be steps."""
    plan = plan_of(resume_mg=Decimal("0.25"), reduce_mg=(Decimal("0.75"),))

    assert amounts(dose("resume-low", taking("3"), 20, plan)) == ["0.25"]
    assert amounts(dose("reduce", taking("3"), 20, plan)) == ["0.75"]


def test_nothing_lower_left_is_a_pause() -> None:
    """A reduction at the first step becomes one."""
    recommended = dose("reduce", taking("0.5"), 20, plan_of())

    assert (recommended.action, recommended.daily_mg, recommended.doses) == ("pause", Decimal(0), ())
    assert answer_to(recommended.instruction) == ("phase", "paused", "I have paused")


@pytest.mark.parametrize("action", ["start", "resume-low"])
@pytest.mark.parametrize(("begins", "expected"), [(19, ["0.5"]), (20, ["0.5"]), (21, [])])
def test_nothing_is_taken_before_the_plan_begins(action: str, begins: int, expected: list[str]) -> None:
    """On its first day it may be; before that the day is named and no dose."""
    recommended = dose(action, Diary(), 20, plan_of(start=d(begins)))

    assert amounts(recommended) == expected
    assert ("Thursday 22 January" in words(recommended)) is (begins == 21)


def test_the_amount_comes_in_the_products_own_units() -> None:
    """A liquid in millilitres with its concentration, capsules counted with their strengths."""
    capsules = replace(plan_of(), product=Product("capsule", strengths_mg=(Decimal("0.5"), Decimal("1.5"))))

    assert dose("keep", taking("1.5"), 20, plan_of()).doses[0].words == "1.5 mg (1.5 mL of 1 mg/mL)"
    assert "1 capsule of 1.5 mg" in dose("keep", taking("1.5"), 20, capsules).doses[0].words


def test_what_cannot_be_measured_says_so() -> None:
    """A dose borne before that the capsules cannot make is shown with the nearest that they can."""
    capsules = replace(plan_of(), product=Product("capsule", strengths_mg=(Decimal("0.5"),)))

    assert "cannot be measured" in dose("keep", taking("0.75"), 20, capsules).doses[0].words


@pytest.mark.parametrize(("mg", "shown"), [("4.5", True), ("4.6", False), ("10", False)])
def test_never_above_the_ceiling(mg: str, shown: bool) -> None:
    """A dose that was logged above the plan's ceiling is not repeated as advice."""
    recommended = dose("keep", taking(mg), 20, plan_of())

    assert bool(recommended.doses) is shown
    assert (recommended.daily_mg is not None) is shown
    assert ("above the ceiling" in words(recommended)) is not shown


def test_never_above_four_and_a_half_without_a_written_override() -> None:
    """A ceiling of 6 mg counts only with the prescriber's word, and never goes above 6 mg."""
    high = plan_of(once("3"), once("6"), ceiling_mg=Decimal(6))
    higher = plan_of(once("3"), once("8"), ceiling_mg=Decimal(8), overrides=(OVERRIDE,))

    assert not dose("step-up", taking("3"), 20, high).doses
    assert amounts(dose("step-up", taking("3"), 20, replace(high, overrides=(OVERRIDE,)))) == ["6"]
    assert not dose("step-up", taking("3"), 20, higher).doses


def test_the_most_of_a_day_is_held_against_the_ceiling() -> None:
    """Six milligrams every other day are three a day on average, and still six on their day."""
    recommended = dose(
        "keep", Diary().dosed(range(0, 20, 2), "6"), 20, plan_of(alternate("6"), ceiling_mg=Decimal("4.5"))
    )

    assert not recommended.doses


@pytest.mark.parametrize(
    ("taken", "still_open", "says"),
    [
        ((), ["morning", "bedtime"], f"Same as before: {HALF} in the morning; {HALF} at bedtime."),
        ((("0.5", "08:00"),), ["bedtime"], f"Logged today: 0.5 mg. Still open: {HALF} at bedtime."),
        ((("0.5", None),), ["bedtime"], f"Logged today: 0.5 mg. Still open: {HALF} at bedtime."),
        ((("0", "08:00"),), ["bedtime"], f"Same as before: {HALF} at bedtime."),
        ((("0.5", "08:00"), ("0", "22:00")), ["bedtime"], f"Logged today: 0.5 mg. Still open: {HALF} at bedtime."),
        ((("0.5", "22:30"),), [], "Logged today: 0.5 mg. At least 6 hours lie between two doses"),
        ((("0.5", "08:00"), ("0.5", "22:00")), ["morning", "bedtime"], "Today's dose is logged: 0.5 mg"),
        ((("1", "22:00"),), ["morning", "bedtime"], "Today's dose is logged: 0.5 mg"),
    ],
)  # fmt: skip
def test_the_day_says_which_of_two_doses_is_open(
    taken: tuple[tuple[str, str | None], ...], still_open: list[str], says: str
) -> None:
    """What was taken or left out is open no more, and never more than the rest of the day's amount is named."""
    diary = Diary().dosed(range(5), "0.5", "0.5")
    for mg, at in taken:
        diary.add("dose", "naltrexone", mg, 5, at, unit="mg")
    recommended = dose("keep", diary, 5, plan_of(twice("0.5")))

    assert [item.at for item in recommended.doses] == still_open
    assert sentence(recommended.instruction, d(5)).startswith(says)
    assert recommended.daily_mg == 1


@pytest.mark.parametrize(
    ("mg", "still_open", "says"),
    [
        ("0.25", ["bedtime"], "Logged today: 0.25 mg. Still open: 0.5 mg"),
        ("0.7", [], "Take no more today."),
        ("1.2", [], "You logged 1.2 mg today, and 1 mg was named. Take no more today."),
    ],
)
def test_another_amount_than_a_dose_is_never_made_up(mg: str, still_open: list[str], says: str) -> None:
    """A dose is open only where all of it fits into the rest of the day's amount."""
    recommended = dose("resume-low", Diary().dosed(range(5), "3").dosed([5], mg, at="08:00"), 5, plan_of(twice("0.5")))

    assert [item.at for item in recommended.doses] == still_open
    assert says in sentence(recommended.instruction, d(5))


def test_several_doses_never_stand_at_one_time() -> None:
    """With both open the day says how far apart they are taken; two logged at one time are pointed out."""
    diary, plan = Diary().dosed(range(5), "0.5", "0.5"), plan_of(twice("0.5"))
    at_one_time = diary.copy().dosed([5], "0.5", "0.5", at="22:00")

    assert dose("keep", diary, 5, plan).notes == (explain("doses-apart", hours=6),)
    assert dose("keep", at_one_time, 5, plan).notes == (explain("doses-too-close", hours=6),)
    assert dose("keep", diary.dosed([5], "0.5", at="08:00").dosed([5], "0.5", at="14:00"), 5, plan).notes == ()


def test_a_late_dose_of_the_evening_before_moves_the_morning() -> None:
    """Twelve hours after 23:30 is later than the morning, so the day says from when; after 20:00 it is not."""
    plan = plan_of(Step((Intake(Decimal("0.5"), "morning"), Intake(Decimal("0.5"), "evening"))), hours_between=12)
    diary = Diary().dosed(range(4), "0.5", "0.5").dosed([4], "0.5", at="08:00")
    late, on_time = (diary.copy().dosed([4], "0.5", at=at) for at in ("23:30", "20:00"))

    assert dose("keep", late, 5, plan).notes[0] == explain("hours-between-doses", hours=12, earliest=time(11, 30))
    assert dose("keep", on_time, 5, plan).notes[0] == explain("doses-apart", hours=12)


@pytest.mark.parametrize(
    ("plan", "at", "hours"),
    [
        (plan_of(twice("0.5")), "08:00", ("6", "14:00")),
        (plan_of(twice("0.5"), hours_between=8), "08:00", ("8", "16:00")),
        (plan_of(), "00:40", ("12", "12:40")),
        (plan_of(), "22:00", None),
    ],
)
def test_hours_lie_between_two_doses(plan: Plan, at: str, hours: tuple[str, str] | None) -> None:
    """After half of today's doses, or one taken after midnight for yesterday, the next one has an earliest time."""
    diary = Diary().dosed(range(5), *(intake.mg for intake in plan.steps[0].intakes)).dosed([5], "0.5", at=at)
    notes = [sentence(note, d(5)) for note in dose("keep", diary, 5, plan).notes]

    if hours is None:
        assert not notes
    else:
        assert f"At least {hours[0]} hours between two doses: the next one not before {hours[1]}." in notes


@pytest.mark.parametrize(
    ("zone", "next_at"), [("Europe/Berlin", "07:40"), ("UTC", "06:40"), ("", "06:40"), ("Nowhere", "06:40")]
)
def test_hours_between_doses_are_real_when_the_clocks_change(zone: str, next_at: str) -> None:
    """In the night when an hour is left out the clock shows one more, in the time zone in which the dose was logged."""
    diary = Diary().dosed(range(82, 86), "0.5", "0.5").dosed([87], "0.5", at="00:40")
    diary.entries[-1] = replace(diary.entries[-1], zone=zone)
    notes = [sentence(note, d(87)) for note in dose("keep", diary, 87, plan_of(twice("0.5"))).notes]

    assert f"At least 6 hours between two doses: the next one not before {next_at}." in notes


def test_hours_count_from_the_last_dose_of_the_day() -> None:
    """With two parts of today's doses taken the next one is reckoned from the later, whichever was written first."""
    diary = Diary().dosed(range(5), "0.5", "0.5").dosed([5], "0.25", at="12:00").dosed([5], "0.25", at="08:00")
    notes = [sentence(note, d(5)) for note in dose("keep", diary, 5, plan_of(twice("0.5"))).notes]

    assert "At least 6 hours between two doses: the next one not before 18:00." in notes


def test_more_logged_than_due_means_no_more_today() -> None:
    """With two doses a day and more than both of them logged, none of the two is named once more."""
    diary = Diary().dosed(range(5), "0.5", "0.5").dosed([5], "0.5", "1")
    named = dose("resume-low", diary, 5, plan_of(twice("0.5")))

    assert (named.doses, named.daily_mg) == ((), 1)
    assert "Take no more today" in words(named)


def test_a_dose_left_out_today_is_not_logged_as_taken() -> None:
    """A logged 0 gives no warning."""
    assert dose("keep", taking("0.5").dosed([20], 0), 20, plan_of()).notes == ()


def test_on_alternate_days_every_other_day_has_no_dose() -> None:
    """The day after a dose none is due, and the pattern is said; a dose taken a day late moves the ones after it."""
    plan = plan_of(alternate("0.5"), once("1"))
    diary = Diary().dosed([0, 2, 4], "0.5")

    assert [amounts(dose("keep", diary, day, plan)) for day in (4, 5, 6)] == [["0.5"], [], ["0.5"]]
    assert "0.5 mg at bedtime every 2 days" in words(dose("keep", diary, 5, plan))
    late = diary.dosed([7], "0.5")
    assert [amounts(dose("keep", late, day, plan)) for day in (7, 8, 9)] == [["0.5"], [], ["0.5"]]


def test_a_cycle_of_two_amounts_counts_from_its_first_day() -> None:
    """0.5 mg and 1 mg on turns: the day of the cycle decides."""
    turns = Step((Intake(Decimal("0.5"), "bedtime", 2, 1), Intake(Decimal(1), "bedtime", 2, 2)))
    diary = Diary().dosed([0, 2], "0.5").dosed([1, 3], "1")

    assert [amounts(dose("keep", diary, day, plan_of(turns))) for day in (4, 5)] == [["0.5"], ["1"]]


def test_stopping_shows_the_taper_of_the_plan() -> None:
    """Only amounts below the dose now; without any, stopping is tonight; no amount is due either way."""
    plan = plan_of(taper_mg=(Decimal(3), Decimal("1.5"), Decimal("0.5")))
    recommended = dose("stop", taking("3"), 20, plan)

    assert "1.5 mg, 0.5 mg, then none" in words(recommended)
    assert (recommended.daily_mg, recommended.doses) == (Decimal(0), ())
    assert "mg" not in words(dose("stop", taking("0.5"), 20, plan))


def test_a_dose_that_is_not_the_plans_is_pointed_out() -> None:
    """It may be a slip of the pen; a dose of the plan, its resume amount included, gets no such note."""
    plan = plan_of(resume_mg=Decimal("0.25"))

    assert dose("keep", taking("2"), 20, plan).notes == (explain("dose-not-of-plan", daily=Decimal(2)),)
    assert dose("keep", taking("0.25"), 20, plan).notes == ()
    assert dose("keep", taking("3"), 20, plan).notes == ()


@pytest.mark.parametrize(
    ("action", "doses", "plan", "why"),
    [
        ("keep", ("1", "1.5"), plan_of(), "1.5 mg, because that is step 3 of your plan, reached on Sunday 11 January."),
        ("keep", ("2",), plan_of(), "2 mg, because that is the dose you have taken since Thursday 1 January."),
        ("step-up", ("1", "1.5"), plan_of(), "3 mg, because that is step 4 of your plan, the next one above 1.5 mg."),
        ("start", (), plan_of(), "0.5 mg, because that is step 1 of your plan."),
        ("resume-low", ("3",), plan_of(), "0.5 mg, because that is step 1 of your plan."),
        (
            "resume-low",
            ("3",),
            plan_of(resume_mg=Decimal("0.25")),
            "0.25 mg, because your plan names it for starting again.",
        ),
        ("reduce", ("1", "1.5"), plan_of(), "1 mg, because that is the last lower dose you took before 1.5 mg."),
        ("reduce", ("3",), plan_of(), "1.5 mg, because that is step 3 of your plan, the next one below 3 mg."),
        (
            "reduce",
            ("3",),
            plan_of(reduce_mg=(Decimal("0.75"),)),
            "0.75 mg, because your plan names it for going back from 3 mg.",
        ),
        (
            "keep",
            ("0.5 0.5",),
            plan_of(twice("0.5")),
            "0.5 mg in the morning and 0.5 mg at bedtime, because that is step 1 of your plan, reached on Thursday 1"
            " January.",
        ),
    ],
)
def test_an_amount_has_its_reason(action: str, doses: tuple[str, ...], plan: Plan, why: str) -> None:
    """The step of the plan and since when, the amount that the plan names for it, or the dose taken before."""
    diary = Diary()
    for number, mg in enumerate(doses):
        diary = diary.dosed(range(10 * number, 10 * number + 10), *mg.split())
    reason = dose(action, diary, 10 * len(doses), plan).reason

    assert reason is not None
    assert sentence(reason, d(20)) == why


def test_the_dose_gone_back_to_says_since_when() -> None:
    """Asked again, a reduction names the same dose, and when it fell."""
    reason = dose("reduce", Diary().dosed(range(10), "1.5").dosed(range(10, 13), "1"), 13, plan_of()).reason

    assert reason == explain("amount-gone-back-to", amount=Decimal(1), since=d(10))


@pytest.mark.parametrize(
    ("action", "plan"), [(action, plan_of()) for action in ("ask", "pause", "wait", "stop")] + [("keep", None)]
)
def test_no_amount_has_no_reason(action: str, plan: Plan | None) -> None:
    """Where no amount is shown the reasons of the action are all."""
    assert dose(action, taking("1"), 20, plan).reason is None


def test_nothing_is_known_to_be_taken() -> None:
    """A person who says that LDN is taken and logged nothing is shown no amount."""
    recommended = dose("keep", Diary().said(0, phase="titrating"), 0, plan_of())

    assert (recommended.daily_mg, recommended.doses) == (None, ())


def test_a_dose_of_today_is_never_followed_by_another() -> None:
    """With today's dose logged the same dose says take no more, and another one is for tomorrow."""
    diary = settled(mg="0.5").dosed([60], "0.5")
    same, higher = recommend_dose(diary.taken(60), "keep"), recommend_dose(diary.taken(60), "step-up")

    assert words(same) == "Today's dose is logged: 0.5 mg (0.5 mL of 1 mg/mL). Take no more today."
    assert (higher.doses, words(higher).split(". ")[1]) == ((), "Take no more today")
    assert "1 mg, from tomorrow" in words(higher)


def test_a_plan_that_begins_later_means_waiting() -> None:
    """Before the plan's first day a start is no start: it waits, and says until when."""
    diary = Diary().planned(plan_of(start=d(70)))
    recommended = recommend_dose(diary.taken(60), "start")

    assert (recommended.action, recommended.daily_mg) == ("wait", Decimal(0))
    assert words(recommended).startswith("Your plan begins on ")
