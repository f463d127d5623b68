"""Synthetic patients live with the product and keep to what it says."""

from itertools import pairwise

import numpy as np
import pytest

from zonewise.guidance.daily_guidance import guide_day
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.advice import advice_for_one_person
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
    return cohort, int(np.argmin(cohort.traits.daily_sd.max(axis=1)))


@pytest.fixture(scope="module")
def guidances():
    """Return everything that zonewise said, as it is said."""
    return []


@pytest.fixture(scope="module")
def plan():
    """Return the plan that all follow."""
    return plan_to_follow(load_protocol().settings.plan)


@pytest.fixture(scope="module")
def stories(guidances, plan):
    """Return one story for each choice, lived with the real engine.

    Past evenings are worked out once; test_advice.py compares that with each day worked out anew.
    """
    protocol, lived = load_protocol(), {}
    for name, options in CHOSEN.items():
        say = advice_for_one_person(protocol.engine, protocol.settings)

        def advise(entries, day, say=say):
            guidances.append(say(entries, day))
            return guidances[-1]

        lived[name] = simulate_patient(*calmest(options), plan, advise)
    return lived


def test_every_day_with_the_plan_is_lived(stories):
    """There is one evening for each day from that of the plan on."""
    for story in stories.values():
        assert [evening.day for evening in story.evenings] == list(range(BEFORE_DAYS, BEFORE_DAYS + WITH_PLAN_DAYS))


def test_the_dose_moves_only_as_zonewise_says(stories):
    """The dose rises only on an evening that says so, never in Yellow or Red, and falls only on one that says so."""
    for story in stories.values():
        for before, evening in pairwise(story.evenings):
            if evening.level_mg > before.level_mg:
                assert evening.action in RISING
                assert evening.zone == "green"
            if evening.level_mg < before.level_mg:
                assert evening.action in FALLING
            if not evening.asked:
                assert evening.level_mg == before.level_mg


def test_doses_are_those_of_the_plan(stories):
    """What is taken is a step of the plan or nothing; steps up keep its interval but to a dose borne before."""
    for story in stories.values():
        assert {evening.level_mg for evening in story.evenings} <= {0.0, *STEPS_MG}
        assert all(evening.taken_mg in (0.0, evening.level_mg) for evening in story.evenings)
        since, highest = 0, 0.0
        for before, evening in pairwise(story.evenings):
            if evening.action == "step-up" and evening.level_mg > before.level_mg:
                assert evening.day - since >= STEP_DAYS or evening.level_mg <= highest
            highest = max(highest, before.level_mg)
            since = evening.day if evening.level_mg != before.level_mg else since


def test_someone_who_tolerates_it_begins_and_climbs(stories):
    """A person without any harm by the drug begins and gets beyond the first dose."""
    life = patient_outcome(stories["tolerated"])

    assert life.started is not None
    assert life.highest_mg > STEPS_MG[0]
    assert life.reactions == ()


def test_a_dose_that_is_not_tolerated_is_left(stories):
    """Whoever gets to a dose that is not tolerated comes down from it again."""
    story = stories["not tolerated"]
    on_it = [evening for evening in story.evenings if evening.level_mg >= story.not_tolerated_mg]

    assert story.not_tolerated_mg in STEPS_MG[1:]
    assert len(on_it) < WITH_PLAN_DAYS / 2
    assert story.evenings[-1].level_mg < story.not_tolerated_mg or on_it[0].day > story.evenings[-1].day - STEP_DAYS


def test_most_questions_are_answered(stories, guidances):
    """After answering, hardly an evening is left without a dose, and every answer is one the product takes.

    On the seven evenings after a step one more question stands beside the dose, and is answered.
    """
    asked = [evening for story in stories.values() for evening in story.evenings if evening.asked]

    assert np.mean([evening.action == "ask" for evening in asked]) < 0.02
    assert np.mean([evening.action == "ask" for evening in asked]) <= np.mean(
        [evening.first_action == "ask" for evening in asked]
    )
    assert len(guidances) < 1.6 * len(asked)


def test_the_same_crowd_lives_the_same_story(stories, plan):
    """The same seed gives the same story to the letter, up to the first evening on which it is cut off here."""
    options = CHOSEN["tolerated"]

    class Enough(Exception):
        """Ends a life early."""

    actions = []

    def advise(entries, day):
        if (day - FIRST_DAY).days >= BEFORE_DAYS + 40:
            raise Enough
        guidance = guide_day(entries, day, load_protocol().engine, load_protocol().settings)
        actions.append((day, guidance.guidance.action))
        return guidance

    with pytest.raises(Enough):
        simulate_patient(*calmest(options), plan, advise)
    last = dict(actions)
    before = {
        evening.day: evening.action
        for evening in stories["tolerated"].evenings
        if evening.asked and evening.day < BEFORE_DAYS + 40
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


def live(plan, **chosen):
    """Return the half year of one person of chosen people, and the cohort."""
    protocol, options = load_protocol(), ClosedLoopOptions(**chosen)
    cohort = draw_cohort(1, np.random.default_rng(3), options)
    advise = advice_for_one_person(protocol.engine, protocol.settings)
    return simulate_patient(cohort, 0, plan or plan_to_follow(protocol.settings.plan, options.before_days), advise)


def test_some_double_and_some_forget(plan):
    """Who doubles takes twice the dose that goes on on some evenings, and who forgets takes none on some."""
    doubled, forgotten = live(plan, doubles=0.2), live(plan, takes_dose=0.5)

    assert {evening.taken_mg for evening in doubled.evenings if evening.level_mg} & {1.0, 2.0, 3.0}
    assert any(evening.taken_mg == 2 * evening.level_mg > 0 for evening in doubled.evenings)
    assert sum(evening.taken_mg == 0 < evening.level_mg for evening in forgotten.evenings) > 20


def test_a_newcomer_has_the_plan_from_the_first_day():
    """Without days of diary before it the plan begins on the first evening."""
    assert live(None, before_days=0).evenings[0].day == 0


def test_what_a_step_does_can_show_in_ratings_alone():
    """Who writes no side effect of what a step does has none of it written down, and the same ratings."""
    felt, grades = [], []
    for writes in (True, False):
        options = ClosedLoopOptions(intolerant=True, inert=False, writes_intolerance=writes)
        response = DoseResponse(draw_cohort(1, np.random.default_rng(3), options), 0)
        for day in range(BEFORE_DAYS, BEFORE_DAYS + STEP_DAYS):
            response.sleep_through(day, STEPS_MG[-1])
        felt.append(response.felt(BEFORE_DAYS + STEP_DAYS))
        grades.append(response.grade(BEFORE_DAYS + STEP_DAYS))

    assert (felt[0] == felt[1]).all()
    assert "agitation" in grades[0]
    assert "agitation" not in grades[1]
