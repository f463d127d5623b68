"""Bottles, order sheet, operation and stopping: what is kept, what is only shown, and what has to be confirmed."""

from datetime import date, time, timedelta

import pytest
from tests.conftest import MIDDAY_ZONE, PLAN

from zonewise.model.entry import in_force
from zonewise.problem import InputRefused
from zonewise.report.explanations import sentence
from zonewise.services.base.clock import logical_today
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.base.new_entry import InputSource
from zonewise.services.reading.plan_ahead import plan_ahead, stopping
from zonewise.services.reading.today import guidance_today
from zonewise.services.recording.answers import answer, record_stopping
from zonewise.services.recording.plans import (
    SigningOptions,
    bottles_at_hand,
    finish_bottle,
    new_bottle,
    plan_as_fields,
    show_plan,
    sign_plan_form,
    sign_plan_text,
)
from zonewise.services.recording.surgery import coming_operations, surgery_plan, write_surgery
from zonewise.services.sharing.order_sheet import order_sheet

SAME = {"bottle.1.strength": "1 mg/mL", "bottle.1.lot": "A1"}
STRONGER = {"bottle.1.strength": "5 mg/mL", "bottle.1.lot": "B2"}
KEY = "6f2f9a54-0f4e-4a7c-9a4e-2f1a0d1c9b11"


@pytest.fixture
def diary(diary: Diary) -> Diary:
    """Five weeks on 1 mg of a liquid, every other question answered."""
    answer(diary, {"danger_sign": "none", "side_effects": "none", "other_change": "none"}, day=None)
    return diary


def today() -> date:
    """The logical day of the fixture's zone."""
    return logical_today(MIDDAY_ZONE, time(4))


def events(diary: Diary, name: str) -> list[str]:
    """The notes of the events of one name that stand."""
    return [item.note for item in in_force(all_entries(diary)) if (item.kind, item.name) == ("event", name)]


def test_the_same_bottle_is_kept_without_a_question(diary: Diary) -> None:
    """A bottle like the plan and the last one is written down; it is no change that a flare could come from."""
    assert new_bottle(diary, SAME, confirmed=False).stored
    assert [item.words for item in bottles_at_hand(diary)] == ["liquid, 1 mg/mL, lot A1"]
    assert events(diary, "filler-change") == []


def test_another_strength_has_to_be_confirmed(diary: Diary) -> None:
    """Nothing is stored until it is confirmed; then the change stands in the diary as an event, and Today tells it."""
    asked = new_bottle(diary, STRONGER, confirmed=False)
    assert (asked.stored, [difference.code for difference in asked.differences]) == (False, ["bottle-strength-differs"])
    assert bottles_at_hand(diary) == ()

    assert new_bottle(diary, STRONGER, confirmed=True).stored
    assert "5 mg/mL" in events(diary, "filler-change")[0]
    assert any("5 times the dose" in sentence(note) for note in guidance_today(diary).guidance.notes)


def test_new_fillers_are_told_and_kept(diary: Diary) -> None:
    """The first bottle that names fillers sets them; the next with others has to be confirmed and replaces them."""
    assert new_bottle(diary, SAME | {"fillers": "glycerol; water"}, confirmed=False).stored
    asked = new_bottle(diary, SAME | {"fillers": "sucrose"}, confirmed=False)

    assert [difference.code for difference in asked.differences] == ["other-fillers"]
    new_bottle(diary, SAME | {"fillers": "sucrose"}, confirmed=True)
    signed = show_plan(diary)
    assert signed.plan.product.fillers == ("sucrose",)


def test_a_bottle_sent_twice_is_one_bottle(diary: Diary) -> None:
    """The same telling counts once, as after a double tap."""
    for _ in range(2):
        new_bottle(diary, SAME, confirmed=True, hand=InputSource("web", KEY))

    assert len(bottles_at_hand(diary)) == 1


def test_a_bottle_that_is_used_up_goes_and_no_other(diary: Diary) -> None:
    """A bottle is taken out by its place and its words; one that is gone already is refused."""
    for lot in ("A1", "B2"):
        new_bottle(diary, SAME | {"bottle.1.lot": lot}, confirmed=True)
    finish_bottle(diary, 1, "liquid, 1 mg/mL, lot A1")

    assert [item.words for item in bottles_at_hand(diary)] == ["liquid, 1 mg/mL, lot B2"]
    for number, words in ((1, "liquid, 1 mg/mL, lot A1"), (0, "liquid, 1 mg/mL, lot B2"), (2, "")):
        with pytest.raises(InputRefused, match="no-such-bottle"):
            finish_bottle(diary, number, words)


def test_a_label_that_makes_no_sense_is_refused_at_its_field(diary: Diary) -> None:
    """Strength and date are named with their fields, and nothing is stored."""
    before = len(all_entries(diary))
    with pytest.raises(InputRefused) as refused:
        new_bottle(diary, {"bottle.1.strength": "1 mg", "bottle.1.discard-after": "soon"}, confirmed=True)

    assert {problem.field for problem in refused.value.problems} == {"bottle.1.strength", "bottle.1.discard-after"}
    assert len(all_entries(diary)) == before


def test_the_order_is_enough_whether_the_step_comes_or_not(diary: Diary) -> None:
    """Four weeks of 1 mL, or of 1.5 mL from the step on: the larger of both is ordered."""
    sheet = order_sheet(diary, 4, leave_out=["lactose"])
    (amount,) = sheet.amounts
    step = plan_ahead(diary).steps[0].earliest
    days_before = (step - sheet.first).days

    assert (amount.staying, amount.unit) == (28, "mL")
    assert amount.rising == -((-(days_before * 10 + (28 - days_before) * 15)) // 10)
    assert amount.order == max(amount.staying, amount.rising)
    assert sheet.leave_out == ("lactose",)
    assert (sheet.last - sheet.first).days == 27


def test_a_step_that_waits_uses_up_more_of_the_lower_strength(diary: Diary) -> None:
    """Of each capsule the larger count is ordered: small ones for a dose that stays, large ones for the step."""
    capsules = {"product.form": "capsule", "product.strengths": "0.5 mg; 1.5 mg", "product.strength": ""}
    sign_plan_form(diary, plan_as_fields(diary) | capsules | {"product.syringe-lines": ""}, SigningOptions())
    sheet = order_sheet(diary, 4)
    small, large = sheet.amounts

    assert (small.staying, large.staying) == (56, 0)
    assert small.rising < 56
    assert (small.order, large.order) == (56, large.rising)


@pytest.mark.parametrize("weeks", [0, -1, 27])
def test_weeks_out_of_bounds_are_refused(diary: Diary, weeks: int) -> None:
    """From one to half a year."""
    with pytest.raises(InputRefused, match="number-of-weeks"):
        order_sheet(diary, weeks)


def test_nothing_is_ordered_while_no_more_is_taken(diary: Diary) -> None:
    """With an opioid now nothing is counted, and the sheet says why."""
    answer(diary, {"opioid": "current"}, day=None)
    sheet = order_sheet(diary)
    assert (sheet.amounts, sheet.steps) == ((), ())
    assert "Take no more" in sheet.says


def test_the_days_around_an_operation(diary: Diary) -> None:
    """72 hours before, counted from its time; again ten days after opioids on the day."""
    day = today() + timedelta(days=20)
    result = surgery_plan(diary, day, time(8, 30))

    assert (result.hours, result.by_prescriber) == (72, False)
    assert (result.none_from, result.last_dose) == (day - timedelta(days=3), day - timedelta(days=4))
    assert result.not_before == day + timedelta(days=10)
    assert events(diary, "surgery") == []


def test_the_prescribers_hours_count(diary: Diary) -> None:
    """What the plan says replaces the usual time, before the operation and after it."""
    fields = plan_as_fields(diary) | {"surgery-stop": "96 hours", "opioid-free": "7 days"}
    sign_plan_form(diary, fields, SigningOptions())
    day = today() + timedelta(days=20)
    result = surgery_plan(diary, day)

    assert (result.hours, result.by_prescriber, result.none_from) == (96, True, day - timedelta(days=4))
    assert result.not_before == day + timedelta(days=7)


def test_an_operation_that_is_written_down_holds_the_dose(diary: Diary) -> None:
    """Written twice it counts once; guidance takes no dose from the first day without LDN on, and steps end there."""
    day = today() + timedelta(days=20)
    for _ in range(2):
        write_surgery(diary, day, None)

    ((_, result),) = coming_operations(diary)
    assert guidance_today(diary, result.last_dose).guidance.facts["opioid"].value != "planned"
    assert guidance_today(diary, result.none_from).guidance.facts["opioid"].value == "planned"
    ahead = plan_ahead(diary)
    assert ahead.operation == day
    assert ahead.steps
    assert all(step.earliest < result.none_from for step in ahead.steps)


def test_steps_end_with_the_pause_before_an_operation(diary: Diary) -> None:
    """A step two weeks ahead is shown; with an operation the day after it, its pause begins sooner and it is not."""
    more = {"steps": "0.5 mg\n1 mg\n1.5 mg\n2 mg", "ceiling": "2 mg"}
    sign_plan_form(diary, plan_as_fields(diary) | more, SigningOptions())
    first, second = plan_ahead(diary).steps
    write_surgery(diary, second.earliest + timedelta(days=1))

    assert plan_ahead(diary).steps == (first,)


@pytest.mark.parametrize("days", [0, 2])
def test_so_close_to_an_operation_no_step_is_ahead(diary: Diary, days: int) -> None:
    """Where the days without LDN have begun no coming dose is shown, only the operation."""
    write_surgery(diary, today() + timedelta(days=days))
    ahead = plan_ahead(diary)

    assert ahead.steps == ()
    assert [item.kind for item in ahead.due if item.kind in ("step", "no-ldn", "operation")] == ["operation"]


@pytest.mark.parametrize("days", [-1, 3 * 365])
def test_an_operation_in_the_past_or_years_ahead_is_refused(diary: Diary, days: int) -> None:
    """That is a slip of the pen."""
    with pytest.raises(InputRefused, match="day-of-surgery"):
        write_surgery(diary, today() + timedelta(days=days))
    assert events(diary, "surgery") == []


def test_stopping_is_never_argued_with(diary: Diary) -> None:
    """A wish to stop becomes today's answer; it can be taken back, and stopping can be told at once."""
    record_stopping(diary, "stop")
    assert stopping(plan_ahead(diary)).wants
    assert guidance_today(diary).guidance.guidance.action == "stop"
    record_stopping(diary, "go-on")
    assert not stopping(plan_ahead(diary)).wants
    record_stopping(diary, "stopped")
    assert not stopping(plan_ahead(diary)).taking
    with pytest.raises(InputRefused):
        record_stopping(diary, "never")


def test_the_way_down_is_the_plans(diary: Diary) -> None:
    """Of the taper only what is lower than the dose now is shown; with a danger sign no amount is."""
    sign_plan_form(diary, plan_as_fields(diary) | {"taper": "1.4 mg; 0.5 mg"}, SigningOptions())
    assert stopping(plan_ahead(diary)).taper == ("0.5 mg",)

    answer(diary, {"danger_sign": "withdrawal"}, day=None)
    assert stopping(plan_ahead(diary)).taper == ()


def test_only_the_prescribers_name_signs(diary: Diary) -> None:
    """A plan is signed under the name on the prescription; any other name is refused and nothing is stored."""
    fields = plan_as_fields(diary)
    before = len(all_entries(diary))
    with pytest.raises(InputRefused) as refused:
        sign_plan_form(diary, fields, SigningOptions(signed_by="Ann"))
    assert [problem.field for problem in refused.value.problems] == ["signed_by"]
    assert len(all_entries(diary)) == before

    sign_plan_form(diary, fields, SigningOptions(signed_by="dr a.  example"))
    signed = show_plan(diary)
    assert signed.plan.origin == "signed"
    new_bottle(diary, SAME, confirmed=False)
    assert show_plan(diary).plan.origin == "signed"  # type: ignore[union-attr]


def test_a_form_and_a_text_that_say_the_same_are_the_same_plan(diary: Diary) -> None:
    """Both ways end in the same check: equal plans, and the same refusal for the same slip."""
    fields = plan_as_fields(diary)
    shown = show_plan(diary)
    assert sign_plan_form(diary, fields, SigningOptions(dry_run=True)).plan == shown.plan

    with pytest.raises(InputRefused) as formed:
        sign_plan_form(diary, fields | {"ceiling": "45 mg"}, SigningOptions())
    text = PLAN.format(written="2026-03-02", start="2026-03-09").replace("ceiling: 1.5 mg", "ceiling: 45 mg")
    with pytest.raises(InputRefused) as written:
        sign_plan_text(diary, text, "plan", SigningOptions())
    assert {problem.code for problem in formed.value.problems} == {problem.code for problem in written.value.problems}
