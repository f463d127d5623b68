import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.plan.plan_json import plan_from_json, plan_to_json
from zonewise.plan.prescribed_plan import Plan
from zonewise.problem import InputRefused

from .plans import days, plan_of, stored_amounts, stored_plans


@given(stored_plans)
def test_a_plan_survives_being_stored(plan: Plan) -> None:
    """Writing and reading gives the same plan, and writing that gives the same text."""
    text = plan_to_json(plan)

    assert plan_from_json(text) == plan
    assert plan_to_json(plan_from_json(text)) == text
    assert "\n" not in text
    assert list(json.loads(text)) == sorted(json.loads(text))


@given(stored_plans)
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


def test_equal_plans_are_equal_texts() -> None:
    """1.5 and 1.50 mg are one amount and one text."""
    assert plan_to_json(plan_of("1.5")) == plan_to_json(plan_of("1.50"))
    assert '"ceiling_mg":"4.5"' in plan_to_json(plan_of())


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
def test_a_stored_plan_that_was_tampered_with_is_refused(fields: dict[str, object]) -> None:
    """A stored plan with a wrong type, an impossible value, an unknown key or a newer format is refused."""
    with pytest.raises(InputRefused, match="stored-plan"):
        plan_from_json(json.dumps(json.loads(plan_to_json(plan_of())) | fields))


def test_torn_and_clever_texts_are_refused() -> None:
    """Half a plan, a repeated key, deep nesting and a huge text are refused as well."""
    text = plan_to_json(plan_of())
    for other in ("", "[]", "null", text[:-5], text.replace("{", '{"format":1,', 1), "[" * 30_000, text + " " * 40_000):
        with pytest.raises(InputRefused, match="stored-plan"):
            plan_from_json(other)
    missing = {key: value for key, value in json.loads(text).items() if key != "taper_mg"}
    with pytest.raises(InputRefused, match="exactly the keys"):
        plan_from_json(json.dumps(missing))


@given(stored_plans, st.data())
def test_a_different_plan_is_a_different_text(plan: Plan, data: st.DataObject) -> None:
    """Changing the ceiling or the start changes the text."""
    mg, day = data.draw(stored_amounts), data.draw(days)

    assert (plan_to_json(replace(plan, ceiling_mg=mg)) == plan_to_json(plan)) == (mg == plan.ceiling_mg)
    assert (plan_to_json(replace(plan, start=day)) == plan_to_json(plan)) == (day == plan.start)
