from datetime import date
from decimal import Decimal

import pytest

from zonewise.plan.description import describe, origin_words, step_words, time_words
from zonewise.plan.form import fields_of
from zonewise.plan.plan_check import read_and_check
from zonewise.plan.prescribed_plan import Intake, Override, SignOff, Step

from .plans import LIMITS, capsules, plan_of


def test_a_copied_plan_never_reads_as_signed() -> None:
    """A copy says that it is one; only a plan from the prescriber reads as signed."""
    assert origin_words(plan_of()) == (
        "Copied from the prescription of Dr A. Example, Monday 2 March 2026. Not signed by the prescriber."
    )
    named = "Signed with a name on this device: Dr A. Example, Monday 2 March 2026. No key was checked."
    assert origin_words(plan_of(origin="signed")) == named
    signed = "Signed by Dr A. Example, with their own key, Monday 2 March 2026."
    assert origin_words(plan_of(origin="key-signed")) == signed


@pytest.mark.parametrize(
    ("at", "words"),
    [("bedtime", "at bedtime"), ("morning", "in the morning"), ("midday", "at midday"), ("21:30", "at 21:30")],
)
def test_times_in_words(at: str, words: str) -> None:
    """Each time of day reads as one says it."""
    assert time_words(at) == words


def test_a_step_in_words() -> None:
    """Several doses and alternate days are spelt out."""
    step = Step((Intake(Decimal("1.5"), "morning"), Intake(Decimal("0.05"), "bedtime", 2)))

    assert step_words(step) == "1.5 mg in the morning and 0.05 mg (50 micrograms) at bedtime on day 1 of every 2"


def test_the_whole_plan_in_words() -> None:
    """Every part that the plan states is shown, doses in the product's units beside the milligrams."""
    on = date(2026, 3, 2)
    plan = plan_of(
        "1.5",
        "2",
        product=capsules("1.5"),
        hours_between=16,
        reduce_mg=(Decimal("1.5"),),
        taper_mg=(Decimal("1.5"), Decimal("0.08")),
        overrides=(Override("not-measurable", "make up at home", "Dr A. Example", on),),
        sign_offs=(SignOff("liver", "known", "Dr A. Example", on),),
    )

    assert describe(plan, LIMITS) == (
        ("Plan", "Copied from the prescription of Dr A. Example, Monday 2 March 2026. Not signed by the prescriber."),
        ("Product", "capsules of 1.5 mg"),
        ("Step 1", "1.5 mg (1 capsule of 1.5 mg) at bedtime"),
        ("Step 2", "2 mg (cannot be measured) at bedtime"),
        ("Start", "Monday 9 March 2026"),
        ("Ceiling", "4.5 mg a day"),
        ("Days on each step, at least", "14"),
        ("Hours between doses, at least", "16"),
        ("Reduce to", "1.5 mg a day"),
        ("Taper", "1.5 mg and 0.08 mg (80 micrograms) a day"),
        ("Override of not-measurable", "make up at home (Dr A. Example, Monday 2 March 2026)"),
        ("Signed off: liver", "known (Dr A. Example, Monday 2 March 2026)"),
    )


def test_one_plan_speaks_in_one_unit() -> None:
    """Micrograms and milligrams beside each other in a file are both shown in milligrams, and read back as they are."""
    text = (
        "{prescriber: Dr A. Example, written-on: 2026-03-02, start: 2026-03-09, at: bedtime, interval: 14 days,"
        " steps: [80 micrograms, 0.12 mg, 160 mcg], ceiling: 0.5 mg, sensitive: no,"
        " product: {form: drops, per-drop: 40 micrograms, stated-by: pharmacy}}"
    )
    plan, _ = read_and_check(text, "plan", LIMITS, sensitive=None)
    shown = dict(describe(plan, LIMITS))

    assert shown["Product"] == "drops of 0.04 mg (40 micrograms), as stated by the pharmacy"
    assert [shown[f"Step {number}"].partition(" at ")[0] for number in (1, 2, 3)] == [
        "0.08 mg (80 micrograms; 2 drops of 0.04 mg, as stated by the pharmacy)",
        "0.12 mg (3 drops of 0.04 mg, as stated by the pharmacy)",
        "0.16 mg (4 drops of 0.04 mg, as stated by the pharmacy)",
    ]
    assert fields_of(plan)["steps"].split("\n") == ["0.08 mg", "0.12 mg", "0.16 mg"]
