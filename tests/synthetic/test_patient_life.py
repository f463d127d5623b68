"""Synthetic patients live with the product and keep to what it says."""

from itertools import pairwise

import numpy as np
import pytest

from zonewise.guidance.daily_guidance import guide_day
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.closed_loop import patient_outcome
from zonewise.synthetic.cohort import (
    BEFORE_DAYS,
    STEP_DAYS,
    STEPS_MG,
    WITH_PLAN_DAYS,
    ClosedLoopOptions,
    DoseResponse,
    draw_cohort,
)
from zonewise.synthetic.patient_life import FALLING, FIRST_DAY, RISING, plan_to_follow, simulate_patient

CHOSEN = {
    "tolerated": ClosedLoopOptions(),
    "not tolerated": ClosedLoopOptions(intolerant=True, inert=False, flares=False),
    "half followed": ClosedLoopOptions(follows=0.5),
}


def calmest(options):
    """Return a cohort and the person in it with the most even days, whom chance alone seldom alarms."""
    cohort = draw_cohort(12, np.random.default_rng(12), options)
    return cohort, int(np.argmin(cohort.traits.swing.max(axis=1)))


@pytest.fixture(scope="module")
def said():
    """Return everything that zonewise said, as it is said."""
    return []


@pytest.fixture(scope="module")
def plan():
    """Return the plan that all follow."""
    return plan_to_follow(load_protocol().settings.plan)


@pytest.fixture(scope="module")
def stories(said, plan):
    """Return one story for each choice, lived with the real engine."""

    def advise(entries, day):
        found = guide_day(entries, day, load_protocol().engine, load_protocol().settings)
        said.append(found)
        return found

    return {name: simulate_patient(*calmest(options), plan, advise) for name, options in CHOSEN.items()}


def test_every_day_with_the_plan_is_lived(stories):
    """There is one evening for each day from that of the plan on."""
    for story in stories.values():
        assert [each.day for each in story.evenings] == list(range(BEFORE_DAYS, BEFORE_DAYS + WITH_PLAN_DAYS))


def test_the_dose_moves_only_as_zonewise_says(stories):
    """The dose rises only on an evening that says so, never in Yellow or Red, and falls only on one that says so."""
    for story in stories.values():
        for before, each in pairwise(story.evenings):
            if each.level_mg > before.level_mg:
                assert each.action in RISING
                assert each.zone == "green"
            if each.level_mg < before.level_mg:
                assert each.action in FALLING
            if not each.asked:
                assert each.level_mg == before.level_mg


def test_doses_are_those_of_the_plan(stories):
    """What is taken is a step of the plan or nothing, and steps up keep its interval."""
    for story in stories.values():
        assert {each.level_mg for each in story.evenings} <= {0.0, *STEPS_MG}
        assert all(each.taken_mg in (0.0, each.level_mg) for each in story.evenings)
        since = 0
        for before, each in pairwise(story.evenings):
            if each.action == "step-up" and each.level_mg > before.level_mg:
                assert each.day - since >= STEP_DAYS
            since = each.day if each.level_mg != before.level_mg else since


def test_someone_who_tolerates_it_begins_and_climbs(stories):
    """A person without any harm by the drug begins and gets beyond the first dose."""
    life = patient_outcome(stories["tolerated"])

    assert life.started is not None
    assert life.highest_mg > STEPS_MG[0]
    assert life.reactions == ()


def test_a_dose_that_is_not_tolerated_is_left(stories):
    """Whoever gets to a dose that is not tolerated comes down from it again."""
    story = stories["not tolerated"]
    on_it = [each for each in story.evenings if each.level_mg >= story.not_tolerated_mg]

    assert story.not_tolerated_mg in STEPS_MG[1:]
    assert len(on_it) < WITH_PLAN_DAYS / 2
    assert story.evenings[-1].level_mg < story.not_tolerated_mg or on_it[0].day > story.evenings[-1].day - STEP_DAYS


def test_most_questions_are_answered(stories, said):
    """After answering, hardly an evening is left without a dose, and every answer is one the product takes."""
    asked = [each for story in stories.values() for each in story.evenings if each.asked]

    assert np.mean([each.action == "ask" for each in asked]) < 0.02
    assert np.mean([each.action == "ask" for each in asked]) <= np.mean([each.first_action == "ask" for each in asked])
    assert len(said) < 1.4 * len(asked)


def test_the_same_crowd_lives_the_same_story(stories, plan):
    """The same seed gives the same story to the letter, up to the first evening on which it is cut off here."""
    options = CHOSEN["tolerated"]

    class Enough(Exception):
        """Ends a life early."""

    seen = []

    def advise(entries, day):
        if (day - FIRST_DAY).days >= BEFORE_DAYS + 40:
            raise Enough
        found = guide_day(entries, day, load_protocol().engine, load_protocol().settings)
        seen.append((day, found.guidance.action))
        return found

    with pytest.raises(Enough):
        simulate_patient(*calmest(options), plan, advise)
    last = dict(seen)
    before = {
        each.day: each.action for each in stories["tolerated"].evenings if each.asked and each.day < BEFORE_DAYS + 40
    }

    assert len(before) > 20
    assert {(day - FIRST_DAY).days: action for day, action in last.items()} == before


def test_chance_does_not_hang_on_what_is_chosen():
    """The days without treatment are the same whether a drug is tolerated, followed or not."""
    cohorts = [
        draw_cohort(3, np.random.default_rng(5), options) for options in (CHOSEN["tolerated"], CHOSEN["half followed"])
    ]

    assert np.array_equal(cohorts[0].course.felt, cohorts[1].course.felt)
    assert np.array_equal(cohorts[0].noise, cohorts[1].noise)
    assert np.array_equal(cohorts[0].checks_in, cohorts[1].checks_in)
    assert cohorts[1].follows.mean() == pytest.approx(0.5, abs=0.1)


def test_a_body_is_worse_on_a_dose_that_it_does_not_bear_and_recovers():
    """On such a dose it gets worse within days, and without it all is as before within two weeks."""
    cohort = draw_cohort(20, np.random.default_rng(5), ClosedLoopOptions(intolerant=True, inert=False))
    for person in range(20):
        response = DoseResponse(cohort, person)
        limit = float(cohort.response.not_tolerated_mg[person])
        for day in range(10):
            response.sleep_through(day, limit - 0.5)
        assert response.intolerance == 0
        for day in range(10, 24):
            response.sleep_through(day, limit)
        worst = response.intolerance
        assert worst > 1
        assert response.grade(24)["agitation"] in (2, 3)
        for day in range(24, 44):
            response.sleep_through(day, limit - 0.5)
        assert response.intolerance < 0.1 * worst


def test_a_body_helped_by_the_drug_feels_less():
    """Taken for two months, the full dose makes the same days better by its relief."""
    helped, not_helped = (
        DoseResponse(
            draw_cohort(1, np.random.default_rng(5), ClosedLoopOptions(inert=False, relief_percent=percent)), 0
        )
        for percent in (30.0, 0.0)
    )
    for day in range(60):
        helped.sleep_through(day, 4.5)
        not_helped.sleep_through(day, 4.5)
    relief = not_helped.felt(60) - helped.felt(60)
    usual = helped.cohort.traits.usual[0]

    assert relief == pytest.approx(0.3 * usual, rel=0.15)


def test_nobody_is_refused():
    """A cohort of nobody is refused."""
    with pytest.raises(ValueError, match="at least 1"):
        draw_cohort(0, np.random.default_rng(1))
