import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.plan.limits import OVERRIDABLE
from zonewise.plan.plan_json import plan_from_json, plan_to_json
from zonewise.plan.prescribed_plan import SIGN_OFF_REASONS, Bottle, Intake, Override, Plan, Product, SignOff, Step
from zonewise.problem import InputRefused

amounts = st.integers(1, 10**9).map(lambda count: Decimal(count).scaleb(-6))
names = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=20)
days = st.dates(date(1980, 1, 1), date(2199, 12, 31))
many_amounts = st.lists(amounts, max_size=3).map(tuple)
lists_of_names = st.none() | st.lists(names, max_size=2).map(tuple)
lengths = st.none() | st.integers(1, 500)
made_of = {"fillers": lists_of_names, "shell": st.none() | names, "dyes": lists_of_names}
products = st.one_of(
    st.builds(
        Product,
        st.sampled_from(["capsule", "tablet"]),
        st.lists(amounts, min_size=1, max_size=3, unique=True).map(tuple),
        **made_of,
    ),
    st.builds(Product, st.just("liquid"), mg_per_ml=amounts, graduation_ml=amounts, **made_of),
    st.builds(
        Product, st.just("drops"), mg_per_drop=amounts, stated_by=st.sampled_from(["prescriber", "pharmacy"]), **made_of
    ),
)
every_and_on = st.integers(1, 7).flatmap(lambda every: st.tuples(st.just(every), st.integers(1, every)))
steps = st.lists(
    st.builds(
        lambda mg, at, pattern: Intake(mg, at, *pattern),
        amounts,
        st.sampled_from(["morning", "bedtime", "21:30", "00:00"]),
        every_and_on,
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda intake: intake.at,
).map(lambda intakes: Step(tuple(intakes)))
reasons = st.sampled_from(SIGN_OFF_REASONS)
plans = st.builds(
    Plan,
    steps=st.lists(steps, min_size=1, max_size=4).map(tuple),
    start=days,
    interval_days=st.integers(1, 100),
    ceiling_mg=amounts,
    product=products,
    prescriber=names,
    written_on=days,
    reduce_mg=many_amounts,
    resume_mg=st.none() | amounts,
    taper_mg=many_amounts,
    missed_days_allowed=lengths,
    hours_between=lengths,
    link_window_days=lengths,
    surgery_hours=lengths,
    opioid_free_days=lengths,
    bottles=st.lists(
        st.builds(Bottle, amounts, st.sampled_from(["capsule", "liquid"]), names, st.none() | days), max_size=2
    ).map(tuple),
    origin=st.sampled_from(["copied", "signed"]),
    overrides=st.lists(st.builds(Override, st.sampled_from(OVERRIDABLE), names, names, days), max_size=2).map(tuple),
    sign_offs=st.lists(st.builds(SignOff, reasons, names, names, days), max_size=2).map(tuple),
    sensitive=st.none() | st.booleans(),
)


@given(plans)
def test_a_plan_survives_being_stored(plan: Plan) -> None:
    """Writing and reading gives the same plan, and writing that gives the same text."""
    text = plan_to_json(plan)

    assert plan_from_json(text) == plan
    assert plan_to_json(plan_from_json(text)) == text
    assert "\n" not in text
    assert list(json.loads(text)) == sorted(json.loads(text))


@given(plans)
def test_no_float_is_stored_or_made(plan: Plan) -> None:
    """The stored text holds no number with a point, and no field of what is read is a float."""

    def refuse(text: str) -> None:
        raise AssertionError(f"a float in the stored plan: {text}")

    json.loads(plan_to_json(plan), parse_float=refuse)
    assert not any(isinstance(value, float) for value in _values(plan_from_json(plan_to_json(plan))))


def _values(value: object) -> list[object]:
    if isinstance(value, tuple):
        return [inner for item in value for inner in _values(item)]
    fields = getattr(type(value), "__dataclass_fields__", None)
    return [value] if fields is None else [inner for name in fields for inner in _values(getattr(value, name))]


def test_equal_plans_are_equal_texts(make_plan: Callable[..., Plan]) -> None:
    """1.5 and 1.50 mg are one amount and one text."""
    assert plan_to_json(make_plan("1.5")) == plan_to_json(make_plan("1.50"))
    assert '"ceiling_mg":"4.5"' in plan_to_json(make_plan())


def _changed(plan: Plan, **fields: object) -> str:
    return json.dumps(json.loads(plan_to_json(plan)) | fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"ceiling_mg": 4.5}, {"ceiling_mg": 4}, {"ceiling_mg": "4,5"}, {"ceiling_mg": "-1"}, {"ceiling_mg": "0"},
        {"ceiling_mg": "1e1"}, {"ceiling_mg": "NaN"}, {"ceiling_mg": None}, {"interval_days": "14"},
        {"interval_days": True}, {"sensitive": 1}, {"start": "2026-02-30"}, {"start": "2026-W10"},
        {"start": 20260309}, {"steps": []}, {"steps": {}}, {"origin": "verified"}, {"prescriber": "a\u001b[2Jb"},
        {"product": {"form": "capsule"}}, {"format": 2}, {"format": "1"}, {"extra": 1},
        {"overrides": [{"of": "above-highest", "text": "", "by": "", "on": "2026-03-02"}]},
    ],
)  # fmt: skip
def test_a_stored_plan_that_was_tampered_with_is_refused(
    fields: dict[str, object], make_plan: Callable[..., Plan]
) -> None:
    """A stored plan with a wrong type, an impossible value, an unknown key or a newer format is refused."""
    with pytest.raises(InputRefused, match="stored-plan"):
        plan_from_json(_changed(make_plan(), **fields))


def test_torn_and_clever_texts_are_refused(make_plan: Callable[..., Plan]) -> None:
    """Half a plan, a repeated key, deep nesting and a huge text are refused as well."""
    text = plan_to_json(make_plan())
    for other in ("", "[]", "null", text[:-5], text.replace("{", '{"format":1,', 1), "[" * 30_000, text + " " * 40_000):
        with pytest.raises(InputRefused, match="stored-plan"):
            plan_from_json(other)
    missing = {key: value for key, value in json.loads(text).items() if key != "taper_mg"}
    with pytest.raises(InputRefused, match="exactly the keys"):
        plan_from_json(json.dumps(missing))


@given(plans, st.data())
def test_a_different_plan_is_a_different_text(plan: Plan, data: st.DataObject) -> None:
    """Changing the ceiling or the start changes the text."""
    mg, day = data.draw(amounts), data.draw(days)

    assert (plan_to_json(replace(plan, ceiling_mg=mg)) == plan_to_json(plan)) == (mg == plan.ceiling_mg)
    assert (plan_to_json(replace(plan, start=day)) == plan_to_json(plan)) == (day == plan.start)
