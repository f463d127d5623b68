from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.model.amounts import format_mg
from zonewise.plan.plan_file import read_plan, read_plan_with_lines
from zonewise.plan.prescribed_plan import Bottle, Intake, Override, Plan, Product, SignOff, Step

from .plan_texts import FULL, GOOD, refusals, with_line
from .plans import plan_of


def test_a_full_plan_reads_as_it_was_written() -> None:
    """Every key of a plan arrives with its value and unit."""
    tenth = Decimal("0.1")

    assert read_plan(FULL, "plan.yaml") == Plan(
        steps=(
            Step((Intake(Decimal("0.08"), "09:30", 2, 2),)),
            Step((Intake(tenth, "morning"), Intake(Decimal("0.2"), "bedtime"))),
        ),
        start=date(2026, 3, 9),
        interval_days=14,
        ceiling_mg=Decimal("1.5"),
        product=Product("liquid", (), Decimal(1), Decimal("0.01"), None, None, ("glycerol", "water"), None, ()),
        prescriber="Dr A. Example, Example Clinic",
        written_on=date(2026, 3, 2),
        reduce_mg=(tenth,),
        resume_mg=tenth,
        taper_mg=(Decimal("0.2"), tenth),
        missed_days_allowed=5,
        hours_between=8,
        link_window_days=7,
        surgery_hours=72,
        opioid_free_days=10,
        bottles=(Bottle(Decimal(1), "liquid", "0012", date(2026, 5, 1)),),
        origin="copied",
        overrides=(Override("interval-short", "agreed", "Dr A. Example", date(2026, 3, 2)),),
        sign_offs=(SignOff("liver", "known", "Dr A. Example", date(2026, 3, 2)),),
        sensitive=True,
    )


def test_what_is_left_out_is_unknown() -> None:
    """A short plan leaves every optional part None or empty, never no or zero."""
    plan = read_plan(GOOD, "plan.yaml")

    assert (plan.sensitive, plan.missed_days_allowed, plan.product.fillers, plan.reduce_mg) == (None, None, None, ())


def test_a_file_cannot_call_itself_signed() -> None:
    """Only the caller that received the plan from the prescriber makes it signed; a key for it is refused."""
    assert read_plan(GOOD, "plan.yaml").origin == "copied"
    assert read_plan(GOOD, "plan.yaml", origin="signed").origin == "signed"
    assert refusals(GOOD + "origin: signed\n") == [(9, "unknown-key")]


def test_lines_of_each_part_are_known() -> None:
    """Each key and each listed step has its line, so that later checks can name it."""
    lines = read_plan_with_lines(with_line("steps", "steps:\n- 0.5 mg\n- 1 mg"), "plan.yaml")[1]

    assert (lines["prescriber"], lines["steps.1"], lines["steps.2"], lines["ceiling"]) == (1, 6, 7, 9)


@pytest.mark.parametrize(
    ("steps", "doses"),
    [
        ("{first: 0.5 mg, by: 0.5 mg, up-to: 1.5 mg}", ["0.5", "1", "1.5"]),
        ("{first: 0.1, by: 0.1, up-to: 0.3}", ["0.1", "0.2", "0.3"]),
        ("{first: 1 mg, by: 1 mg, up-to: 1 mg}", ["1"]),
        ("[1.5, 3, 4.5]", ["1.5", "3", "4.5"]),
        ("4.5 mg", ["4.5"]),
        ("{amount: 4.5 mg}", ["4.5"]),
        ('["0,5 mg", "1,5 mg"]', ["0.5", "1.5"]),
    ],
)
def test_ways_to_write_steps(steps: str, doses: list[str]) -> None:
    """Even steps and lists give the same kind of steps, at the plan's time of day."""
    plan = read_plan(with_line("steps", f"steps: {steps}"), "plan.yaml")

    assert [step.intakes for step in plan.steps] == [(Intake(Decimal(mg), "bedtime"),) for mg in doses]


@given(st.integers(1, 5000), st.integers(1, 500), st.integers(0, 20))
def test_even_steps_are_what_adding_up_gives(first: int, by: int, count: int) -> None:
    """Even steps agree with adding micrograms one by one, and read the same as their list."""
    amounts = [Decimal(first + by * number) / 1000 for number in range(count + 1)]
    even = f"{{first: {format_mg(amounts[0])}, by: {format_mg(Decimal(by) / 1000)}, up-to: {format_mg(amounts[-1])}}}"
    listed = f"[{', '.join(map(format_mg, amounts))}]"
    plan = read_plan(with_line("steps", f"steps: {even}"), "plan.yaml")

    assert [step.daily_mg for step in plan.steps] == amounts
    assert plan == read_plan(with_line("steps", f"steps: {listed}"), "plan.yaml")


def test_twice_daily_and_alternate_days_add_up() -> None:
    """A file with intakes gives the same plan as making it by hand."""
    text = with_line("steps", "steps: [{amount: 0.5 mg, every-days: 2}, [{amount: 0.5, at: morning}, 0.5]]")
    plan = read_plan(text, "plan.yaml")
    half = Decimal("0.5")

    assert plan == plan_of(
        steps=(
            Step((Intake(half, "bedtime", every_days=2),)),
            Step((Intake(half, "morning"), Intake(half, "bedtime"))),
        ),
        product=Product("capsule", (half,)),
    )
