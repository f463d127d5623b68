"""A form is another way to write a plan file: nothing is lost on the way, and each problem finds its field."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.plan.form import bottle_text, fields_of, plan_text
from zonewise.plan.plan_check import read_and_check
from zonewise.plan.plan_file import PLAN_KEYS, read_bottle, read_plan
from zonewise.plan.prescribed_plan import Bottle, Plan
from zonewise.problem import InputRefused

from .plan_texts import FAULTS
from .plans import LIMITS, plans

GOOD = {
    "prescriber": "Dr A. Example, Example Clinic", "written-on": "2026-03-02", "start": "2026-03-09",
    "at": "bedtime", "steps": "0.5 mg\n1 mg", "interval": "14", "ceiling": "4,5 mg", "product.form": "capsule",
    "product.strengths": "0.5 mg; 1,5 mg",
}  # fmt: skip


def fields_refused(changes: dict[str, str]) -> set[tuple[str, str]]:
    """Return field and code of each problem, when the good form is changed."""
    written = plan_text({**GOOD, **changes})
    try:
        read_and_check(written.text, "plan", LIMITS, sensitive=None)
    except InputRefused as refused:
        return {(item.field, item.code) for item in map(written.to_field, refused.problems)}
    return {(problem.field, problem.code) for problem in written.problems}


@given(plans)
def test_a_plan_opened_in_the_form_is_the_same_plan(plan: Plan) -> None:
    """The fields that a plan fills say the same plan again, whatever stands in its texts."""
    written = plan_text(fields_of(plan))

    assert written.problems == ()
    assert read_plan(written.text, "plan") == plan


@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "first", "bottle.1.lot", "override.2.text", "often"]), st.text(), max_size=9
    )
)
def test_whatever_is_typed_is_a_plan_or_a_problem_at_a_field_of_the_form(typed: dict[str, str]) -> None:
    """Any text in any field is read or refused; it never becomes another key, and no problem points at a line."""
    written = plan_text({**GOOD, **typed})
    try:
        read_plan(written.text, "plan")
    except InputRefused as refused:
        to_fields = [written.to_field(problem) for problem in refused.problems]
        assert all(item.line == 0 for item in to_fields)
        assert not [item for item in to_fields if item.code in ("unknown-key", "repeated-key", "no-keys")]
    assert len(written.fields) == written.text.count("\n")


@pytest.mark.parametrize(("name", "text", "field", "code"), FAULTS["fields"])
def test_each_problem_stands_at_its_field(name: str, text: str, field: str, code: str) -> None:
    """One slip in a good form is refused at the field in which it was typed."""
    assert (field, code) in fields_refused({name: text})


def test_the_good_form_is_taken() -> None:
    """A form as a person fills it in gives the plan: decimal commas, a number of days alone, capsules in a list."""
    plan = read_plan(plan_text(GOOD).text, "plan")

    assert fields_refused({}) == set()
    assert (plan.ceiling_mg, plan.interval_days) == (Decimal("4.5"), 14)
    assert plan.product.strengths_mg == (Decimal("0.5"), Decimal("1.5"))


@pytest.mark.parametrize(
    ("often", "line", "words"),
    [
        ("once", "0.5 mg", [("0.5", "bedtime", 1, 1)]),
        ("alternate", "0.5 mg", [("0.5", "bedtime", 2, 1)]),
        ("alternate", "0.5 mg daily", [("0.5", "bedtime", 1, 1)]),
        ("twice", "0.5 mg", [("0.5", "bedtime", 1, 1), ("0.5", "morning", 1, 1)]),
        ("twice", "0.5 mg at 21:30", [("0.5", "21:30", 1, 1)]),
        ("once", "0.5 mg twice a day", [("0.5", "bedtime", 1, 1), ("0.5", "morning", 1, 1)]),
        ("once", "0.5 mg every other day", [("0.5", "bedtime", 2, 1)]),
        ("once", "0.5 mg every 3 days in the morning", [("0.5", "morning", 3, 1)]),
        ("once", "0.5 mg on day 2 of every 3", [("0.5", "bedtime", 3, 2)]),
        ("once", "0,5 mg in the morning and 1 mg at bedtime", [("0.5", "morning", 1, 1), ("1", "bedtime", 1, 1)]),
        ("once", "0.5 mg morning + bedtime", [("0.5", "morning", 1, 1), ("0.5", "bedtime", 1, 1)]),
        ("twice", "80 micrograms Morning and 21:30", [("0.08", "morning", 1, 1), ("0.08", "21:30", 1, 1)]),
    ],
)
def test_a_line_says_its_doses(often: str, line: str, words: list[tuple[str, str, int, int]]) -> None:
    """A line is read as prescribers write it; what it says itself counts before how often the form says."""
    plan = read_plan(plan_text({**GOOD, "steps": line, "often": often, "second-at": "morning"}).text, "plan")

    (step,) = plan.steps
    assert [(str(intake.mg), intake.at, intake.every_days, intake.on_day) for intake in step.intakes] == words


def test_even_steps_can_be_written_instead() -> None:
    """First dose, rise and last dose make the list; steps that do not come out even are told at their field."""
    even = {**GOOD, "steps": "", "first": "0.5 mg", "by": "0.5 mg", "up-to": "1.5 mg"}

    assert len(read_plan(plan_text(even).text, "plan").steps) == 3
    assert fields_refused({**even, "up-to": "1.6 mg"}) == {("up-to", "uneven-steps")}


@pytest.mark.parametrize("key", PLAN_KEYS)
def test_each_key_of_a_plan_file_can_be_said_in_the_form(key: str) -> None:
    """No part of a plan is left out of the form."""
    whole = {
        **GOOD, "reduce-to": "0.5 mg", "resume-at": "0.5 mg", "taper": "0.5 mg", "missed-days": "5",
        "hours-between": "12", "link-window": "7", "surgery-stop": "72", "opioid-free": "10", "sensitive": "no",
        "bottle.1.strength": "0.5 mg", "override.1.of": "tenfold", "sign-off.1.reason": "liver",
    }  # fmt: skip

    assert f"\n{key}:" in f"\n{plan_text(whole).text}"


def test_a_bottle_is_read_like_that_of_a_plan() -> None:
    """The label of a bottle alone is read with its form; an empty one is refused at its strength."""
    said = {"bottle.1.strength": "1 mg/mL", "bottle.1.discard-after": "2026-05-01", "product.form": "liquid"}
    empty = bottle_text({})

    assert read_bottle(bottle_text(said).text, "x") == Bottle(Decimal(1), "liquid", "", date(2026, 5, 1))
    with pytest.raises(InputRefused) as refused:
        read_bottle(empty.text, "x")
    assert [empty.to_field(problem).field for problem in refused.value.problems] == [
        "bottle.1.strength",
        "bottle.1.form",
    ]
