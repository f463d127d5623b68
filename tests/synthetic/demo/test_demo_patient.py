from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from zonewise.guidance.snapshot import build_snapshot
from zonewise.model.entry import RATINGS, in_force
from zonewise.model.timeline import timeline
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.demo.demo_patient import SEED, demo_patient
from zonewise.synthetic.demo.progress import draw_chances
from zonewise.synthetic.demo.scenario import (
    DAYS,
    FIRST_DAY,
    GAP_DAYS,
    LAST_DAY,
    LATE_DOSE_DAY,
    PLAN_DAY,
    SCENES,
    SLIP_DAY,
)

from .conftest import advise

RISING = ("start", "step-up", "resume-low")


@pytest.fixture(scope="module")
def scene(person):
    """Return the day of each scene."""
    return {scene.scene: scene.day for scene in person.scenes}


@pytest.fixture(scope="module")
def evenings(person):
    """Return the action and the dose named on each evening."""
    return person.evenings


@pytest.fixture(scope="module")
def days(person):
    """Return the timeline of the whole diary."""
    return {day.day: day for day in timeline((*person.rows, *person.corrections), until=LAST_DAY)}


def answered(days, day, question):
    """Return the answers to a question on a day."""
    return [entry.value for entry in days[day].of_kind("answer") if entry.name == question]


def test_story_is_told_in_full_and_in_order(person):
    """All nine scenes happen, each on a later day than the one before."""
    scene_days = [scene.day for scene in person.scenes]

    assert [scene.scene for scene in person.scenes] == list(SCENES)
    assert scene_days == sorted(set(scene_days))


@pytest.mark.parametrize("name", [name for name in SCENES if name != "gap"])
def test_action_of_each_scene_is_the_intended_one(scene, evenings, name):
    """On each evening worth a look zonewise says what the story tells."""
    assert evenings[scene[name]][0] == SCENES[name][0]


def test_diary_is_24_weeks_with_fixed_ends(person):
    """The diary runs between fixed days, eight weeks of it before the plan, all before the release of an importer,
    and has every kind of row that a person writes.
    """  # fmt: skip
    written = {row.day for row in person.rows}

    assert (min(written), max(written)) == (FIRST_DAY, LAST_DAY)
    assert (DAYS, (PLAN_DAY - FIRST_DAY).days) == (24 * 7, 8 * 7)
    assert max(written) < date(2026, 1, 1)
    assert {row.kind for row in person.rows} == {"answer", "dose", "event", "note", "profile", "rating", "sign"}


def test_same_seed_gives_the_same_chances():
    """The same seed has the same chances, another one others; that they give the shipped files is seen beside them."""
    first, again, other = (draw_chances(np.random.default_rng(seed)).felt for seed in (SEED, SEED, SEED + 1))

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_doses_are_the_ones_that_were_named(person, evenings, days):
    """On each evening with a check-in the dose that was named is logged, and none where no amount was shown."""
    for day, (_, named_mg) in evenings.items():
        expected = None if day == LAST_DAY or day < PLAN_DAY else named_mg
        assert days[day].dose_mg == expected, f"{day}: {days[day].dose_mg} logged, {named_mg} named"


def test_dose_rises_only_on_an_evening_that_said_so(person, evenings, days, plan):
    """Whenever more is taken than before, that evening's action let the dose rise and opioids were answered."""
    taken = [(day, days[day].dose_mg) for day in sorted(days) if days[day].dose_mg is not None]
    rises = [day for (_, before), (day, mg) in zip([(None, Decimal(0)), *taken], taken, strict=False) if mg > before]

    assert len(rises) == 7
    assert [evenings[day][0] for day in rises] == ["start"] + ["step-up"] * 6
    assert all(answered(days, day, "opioid") == ["none"] for day in rises)
    assert max(mg for _, mg in taken) == plan.ceiling_mg


def test_reduction_names_one_dose(scene, evenings, days):
    """In the flare after a step the dose goes back to the step before, and stays there when asked again."""
    before, first, second = (days[scene["linked-flare"] + timedelta(days=n)].dose_mg for n in (-1, 0, 1))

    assert scene["day-after"] == scene["linked-flare"] + timedelta(days=1)
    assert (before, first, second) == (Decimal("2"), Decimal("1.5"), Decimal("1.5"))


def test_dose_goes_up_again_after_the_flare(scene, evenings):
    """After the flare the reduced dose is stepped up once more, to the one that was too much."""
    up = [mg for day, (action, mg) in evenings.items() if day > scene["day-after"] and action in RISING]

    assert up == [Decimal("2"), Decimal("2.5"), Decimal("3")]


def test_zone_is_held_then_unknown_in_the_gap(person, scene, evenings, days):
    """Nothing is written in the gap; the zone holds for two days, then is unknown; on the scene's day a step is due."""
    first = scene["gap"] - timedelta(days=3)
    gap = [first + timedelta(days=number) for number in range(GAP_DAYS)]
    zones = {zone.day: zone for zone in build_snapshot(person.rows, LAST_DAY, load_protocol().settings).zones}
    last_rise = max(day for day, (action, _) in evenings.items() if day < first and action in RISING)

    assert [days[day].entries for day in gap] == [()] * GAP_DAYS
    assert [zones[day].standing for day in gap] == ["held", "held", "unknown", "unknown", "unknown"]
    assert (scene["gap"] - last_rise).days == 14
    assert last_rise > scene["day-after"]
    assert days[gap[0] - timedelta(days=1)].entries
    assert days[gap[-1] + timedelta(days=1)].entries


def test_cold_is_recorded_and_told_from_the_step(scene, days):
    """The unrelated flare has an infection shortly before it and the word that it did not begin with the step."""
    day = scene["unrelated-flare"]
    events = [entry.name for n in range(4) for entry in days[day - timedelta(days=n)].of_kind("event")]

    assert events == ["infection"]
    assert answered(days, day, "began_with_step") == ["no"]


def test_step_waits_for_the_opioid_answer(scene, evenings, days):
    """On the evening that leaves opioids open the dose stays; the next evening answers and steps up."""
    day = scene["opioid-asked"]
    after = day + timedelta(days=1)

    assert answered(days, day, "opioid") == []
    assert (evenings[day][0], evenings[day][1]) == ("keep", days[day].dose_mg)
    assert answered(days, after, "opioid") == ["none"]
    assert evenings[after][0] == "step-up"


def test_bedtime_dose_after_midnight_belongs_to_the_evening_before(person, days):
    """One dose is written with the next date at 00:40 and counts for the evening before."""
    late = [row for row in person.rows if row.kind == "dose" and row.at < time(4)]

    assert [(row.day, row.at) for row in late] == [(LATE_DOSE_DAY + timedelta(days=1), time(0, 40))]
    assert late[0] in days[LATE_DOSE_DAY].entries
    assert days[LATE_DOSE_DAY].dose_mg == Decimal("0.5")


def test_baseline_has_whole_partial_and_missing_days(days):
    """Before the plan most check-ins are whole, some leave ratings out, and some days have none."""
    counts = [len(days[FIRST_DAY + timedelta(days=number)].ratings) for number in range(56)]

    assert counts.count(len(RATINGS)) > 35
    assert counts.count(0) >= 3
    assert len([count for count in counts if 0 < count < len(RATINGS)]) >= 2


def test_slip_is_corrected(person, days):
    """The rating that was typed by mistake stays in the diary, and its correction is the one in force."""
    (correction,) = person.corrections
    wrong = next(row for row in person.rows if row.id == correction.supersedes)
    standing = in_force((*person.rows, *person.corrections))

    assert (wrong.day, wrong.value) == (SLIP_DAY, "0")
    assert correction in standing
    assert wrong not in standing
    assert days[SLIP_DAY].ratings[wrong.name] == float(correction.value) > 3


def test_danger_signs_are_answered_with_each_check_in(days):
    """Each day with ratings has the answer that there is no danger sign, once."""
    rated = [day for day in days.values() if day.ratings]

    assert len(rated) > 120
    assert all([e.value for e in day.of_kind("answer") if e.name == "danger_sign"] == ["none"] for day in rated)


def test_opioids_are_answered_every_month(days):
    """No answer about opioids is older than 30 days on an evening on which zonewise was asked."""
    answered_on = [day for day in sorted(days) if answered(days, day, "opioid")]

    assert max(after - before for before, after in pairwise(answered_on)) <= timedelta(days=31)
    assert answered_on[0] == FIRST_DAY


def test_side_effects_are_vivid_dreams_or_none(days):
    """The only side effect is vivid dreams of grade 1 in the second week; other evenings on LDN say none."""
    signs = [(day, sign.name, sign.value) for day in days for sign in days[day].of_kind("sign")]

    assert {(name, grade) for _, name, grade in signs} == {("vivid-dreams", "1")}
    assert 3 <= len(signs) <= 7
    assert all(day < PLAN_DAY + timedelta(days=11) for day, _, _ in signs)
    assert answered(days, LAST_DAY, "side_effects") == ["none"]


def test_pause_is_written_down_and_kept_until_it_is_over(plan):
    """Told to pause, the person says so and takes nothing until an evening that lets LDN begin again low."""
    paused_on = date(2025, 4, 2)

    def pausing(entries, day):
        guidance_of_day = advise(entries, day)
        if day != paused_on:
            return guidance_of_day
        none = replace(guidance_of_day.dose, action="pause", daily_mg=Decimal(0), doses=())
        return replace(guidance_of_day, guidance=replace(guidance_of_day.guidance, action="pause"), dose=none)

    person = demo_patient(np.random.default_rng(SEED), plan, pausing)
    days = {day.day: day for day in timeline(person.rows, until=LAST_DAY)}
    again = next(day for day, (action, _) in person.evenings.items() if day > paused_on and action == "resume-low")

    assert answered(days, paused_on, "phase") == ["paused"]
    assert {days[paused_on + timedelta(days=n)].dose_mg for n in range((again - paused_on).days)} == {None}
    assert days[again].dose_mg == person.evenings[again][1] == Decimal("0.5")


def test_plan_is_copied_and_within_its_bounds(plan):
    """The plan is one that a person copied from a made-up prescriber: even steps of 0.5 mg every 14 days to 3 mg."""
    assert plan.origin == "copied"
    assert "Made-Up" in plan.prescriber
    assert [step.daily_mg for step in plan.steps] == [Decimal(n) / 2 for n in range(1, 7)]
    assert (plan.interval_days, plan.start) == (14, PLAN_DAY)
