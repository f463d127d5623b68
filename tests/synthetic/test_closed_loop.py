from dataclasses import replace
from math import inf

import pytest

from zonewise.synthetic.closed_loop import SCHEDULE_DAYS, cohort_outcome, patient_outcome
from zonewise.synthetic.cohort import BEFORE_DAYS, STEP_DAYS, STEPS_MG
from zonewise.synthetic.patient_life import Evening, PatientHistory

CALM = Evening(
    day=0, asked=True, zone="green", action="keep", first_action="keep", reasons=("step-dose-too-new",),
    level_mg=0.5, taken_mg=0.5, intolerance=0.0, flare=0.0, grade=0,
)  # fmt: skip


def story(*parts, limit=inf):
    """Return a story whose evenings are calm but for what each part changes: (days, changes)."""
    evenings = [replace(CALM, **changes) for days, changes in parts for _ in range(days)]
    numbered = (replace(evening, day=BEFORE_DAYS + number) for number, evening in enumerate(evenings))
    return PatientHistory(tuple(numbered), limit)


def test_a_straight_way_up_reaches_the_target_on_schedule():
    """Steps on the day of the plan reach the target after its days, with no fall and no day of waiting."""
    life = patient_outcome(story(*((STEP_DAYS, {"level_mg": mg}) for mg in STEPS_MG)))

    assert (life.started, life.reached, life.highest_mg) == (0, SCHEDULE_DAYS, 4.5)
    assert life.falls == ()
    assert sum(life.waiting.values()) == 0


def test_waiting_is_counted_from_the_day_a_step_is_due():
    """Days at a dose beyond the plan's count under the rule that holds it, evenings without a check-in apart."""
    life = patient_outcome(
        story(
            (2, {"level_mg": 0.0, "reasons": ("start-in-yellow",)}),
            (STEP_DAYS, {}),
            (5, {"reasons": ("step-in-yellow",)}),
            (1, {"asked": False, "zone": None, "action": "", "reasons": ()}),
            (3, {"level_mg": 1.0}),
        )
    )

    assert life.started == 2
    assert life.waiting == {"start-in-yellow": 2, "step-in-yellow": 5, "no check-in": 1}


def test_a_fall_without_harm_is_needless_and_one_with_harm_needed():
    """A fall counts as needed with harm by the dose or an unbearable side effect; else as needless."""
    up, down = {"level_mg": 1.0}, {"level_mg": 0.5}
    falls = [
        patient_outcome(story((3, up), (1, {**down, **why}), (3, down))).falls[0]
        for why in ({}, {"grade": 2}, {"grade": 3}, {"intolerance": 0.4}, {"intolerance": 0.5})
    ]

    assert [fall.needed for fall in falls] == [False, False, True, False, True]
    assert not any(fall.to_pause for fall in falls)
    assert patient_outcome(story((3, up), (3, {"level_mg": 0.0}))).falls[0].to_pause


@pytest.mark.parametrize(
    ("between", "last", "again", "worse"),
    [
        ({"zone": "yellow"}, {"zone": "yellow"}, True, False),
        ({"zone": "yellow"}, {"zone": "red"}, True, True),
        ({"zone": None, "asked": False}, {"zone": "yellow"}, True, False),
        ({"zone": "green"}, {"zone": "yellow"}, False, False),
    ],
)
def test_a_second_fall_in_one_flare(between, last, again, worse):
    """A second fall is one in the same flare unless a Green day lies between; an unknown zone does not end it."""
    life = patient_outcome(
        story(
            (3, {"level_mg": 1.5}),
            (1, {"level_mg": 1.0, "zone": "yellow"}),
            (2, {"level_mg": 1.0, **between}),
            (1, {"level_mg": 0.5, **last}),
        )
    )

    assert [(fall.again, fall.worse) for fall in life.falls] == [(False, False), (again, worse)]


@pytest.mark.parametrize(("days", "in_time"), [(0, True), (3, True), (4, False)])
def test_reaction_is_counted_from_the_first_bad_day(days, in_time):
    """The days run from the first Yellow, Red or grade 3 day after the step to the evening below the dose."""
    bad = {"level_mg": 1.0, "zone": "yellow", "intolerance": 2.0}
    ill = story(
        (4, {}),
        (2, {"level_mg": 1.0}),
        (days, bad),
        (2, {"zone": "yellow", "level_mg": 0.5, "intolerance": 2.0}),
        limit=1.0,
    )
    if days == 0:
        ill = story((4, {}), (2, {"level_mg": 1.0}), (1, {**bad, "level_mg": 0.5}), (2, {}), limit=1.0)
    life = patient_outcome(ill)

    assert [(reaction.days, reaction.since_step) for reaction in life.reactions] == [(days, days + 2)]
    assert cohort_outcome([ill]).reacted_in_time == in_time


def test_a_dose_that_never_comes_down_is_no_reaction_in_time():
    """Who stays on the dose until the end counts as late, unless the bad day came too near the end to tell."""
    bad = {"level_mg": 1.0, "zone": "red"}
    late, too_soon = (story((4, {}), (2, {"level_mg": 1.0}), (days, bad), limit=1.0) for days in (6, 2))

    assert [reaction.days for reaction in patient_outcome(late).reactions] == [None]
    assert cohort_outcome([late]).reacted_in_time == 0
    assert patient_outcome(too_soon).reactions == ()


def test_an_unnoticed_spell_is_no_reaction():
    """Where no Yellow, Red or grade 3 day came, nothing is counted; and a dose that is tolerated counts never."""
    assert patient_outcome(story((4, {}), (6, {"level_mg": 1.0}), (3, {}), limit=1.0)).reactions == ()
    assert patient_outcome(story((4, {}), (6, {"level_mg": 1.0, "zone": "red"}), (3, {}))).reactions == ()


def test_false_alarms_are_runs_without_a_flare():
    """A run of Yellow counts once, unless a flare lies in it or just before, or the dose does harm."""
    life = patient_outcome(
        story(
            (10, {}), (3, {"zone": "yellow"}), (10, {}), (2, {"flare": 2.0}), (2, {}), (3, {"zone": "yellow"}),
            (11, {}), (3, {"zone": "red", "intolerance": 1.0}), (6, {}),
        )
    )  # fmt: skip

    assert life.false_alarms == pytest.approx(100 * 1 / 50)


def test_summary_puts_people_together():
    """Shares and means are over people, reasons over all their days, most first."""
    good = story(*((STEP_DAYS, {"level_mg": mg}) for mg in STEPS_MG))
    bad = story((3, {"level_mg": 1.0}), (2, {"reasons": ("yellow-after-increase",)}), (1, {"level_mg": 0.0}))
    outcome = cohort_outcome([good, bad])

    assert (outcome.people, outcome.reached, outcome.at_most_one_needless) == (2, 0.5, 0.5)
    assert (outcome.needless_reductions, outcome.needless_pauses, outcome.most_needless) == (0.5, 0.5, 2)
    assert outcome.falls_by_rule == {"yellow-after-increase": 0.5, "step-dose-too-new": 0.5}
    assert outcome.reacted_in_time is None


def test_a_group_of_nobody_is_refused():
    """Nobody has no summary."""
    with pytest.raises(ValueError, match="at least 1"):
        cohort_outcome([])


def test_a_third_try_is_a_rise_to_what_fell_twice():
    """Two falls from a dose make the next rise to it a third try, unless a doctor spoke in between."""
    up, down = {"level_mg": 1.0}, {"level_mg": 0.5}
    twice = ((2, down), (2, up), (2, down), (2, up), (2, down))

    assert patient_outcome(story(*twice)).third_tries == 0
    assert patient_outcome(story(*twice, (2, up))).third_tries == 1
    assert patient_outcome(story(*twice, (1, {**down, "doctor_spoke": True}), (2, up))).third_tries == 0
