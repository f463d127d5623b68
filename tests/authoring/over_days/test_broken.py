"""Each property of the proof over days, broken by hand: the shortest way to it is found and told day by day."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from zonewise.authoring.over_days import opioid_wait
from zonewise.authoring.over_days.command import WAY_OUT, OverDays
from zonewise.authoring.over_days.course_state import CourseSetting
from zonewise.authoring.over_days.guidance_states import GuidanceStates
from zonewise.authoring.over_days.plans import RESUMING
from zonewise.authoring.over_days.state_graph import StateGraph
from zonewise.authoring.proof.protocol_states import ProtocolStates
from zonewise.course.treatment import PARTS
from zonewise.guidance import dose_recommendation
from zonewise.guidance.explanation import explain
from zonewise.guidance.fact import Fact
from zonewise.plan.plan_check import read_and_check
from zonewise.plan.schedule import as_step

from .conftest import SHIPPED, against, group, setting_of, with_part

DOSES, WORDS, CALLS, BAD = range(4)
RESUME, START, STEP = "resume.yaml", "start.yaml", "step.yaml"


def believing(part):
    """Take whatever was logged for the dose that goes on."""

    def dosed(state, day, rules):
        state = part(state, day, rules)
        if not day.total_mg or not state.levels or state.is_resting:
            return state
        return replace(state, levels=(*state.levels[:-1], replace(state.levels[-1], mg=day.total_mg)))

    return dosed


def forgetting_calls(part):
    """Name what guidance names, and keep no call."""
    return lambda state, day, rules: replace(part(state, day, rules), calls=())


def counting_the_rest(part):
    """Let time off count as time at the dose that is taken up after it."""

    def dosed(state, day, rules):
        after = part(state, day, rules)
        if len(after.levels) > len(state.levels) and state.is_resting:
            last = replace(after.levels[-1], since=day.day - timedelta(days=20))
            return replace(after, levels=(*after.levels[:-1], last))
        return after

    return dosed


def forgetting_falls(part):
    """Keep of a lower dose that guidance named the amount alone, as if it had been taken for weeks."""

    def decided(state, day, rules):
        after = part(state, day, rules)
        if after.levels and after.levels != state.levels and after.levels[-1].mg:
            last = replace(after.levels[-1], since=day.day - timedelta(days=20), cause="taken", rise=True)
            return replace(after, levels=(*after.levels[:-1], last))
        return after

    return decided


def resting_anew(part):
    """Let a pause begin anew each day."""

    def opened(state, day, rules):
        state = part(state, day, rules)
        if not state.is_resting:
            return state
        return replace(state, levels=(*state.levels[:-1], replace(state.levels[-1], since=day.day)))

    return opened


def older_pauses(part):
    """Date a pause a week before it was told."""

    def worded(state, day, rules):
        after = part(state, day, rules)
        if after.is_resting and not state.is_resting:
            since = after.levels[-1].since - timedelta(days=7)
            return replace(after, levels=(*after.levels[:-1], replace(after.levels[-1], since=since)))
        return after

    return worded


PAUSE_RULE = "days_since_pause: {at_least: green-days-before-resume}\n"
WISH_RULE = '      wants_to_start: [not-stopped, "yes"]\n'
DOSE_RULES = (
    (STEP, "days_at_dose: {at_least: days-at-dose-before-step}", "days_at_dose: {at_least: 1}"),
    (STEP, "days_at_dose: {at_least: days-at-dose-when-sensitive}", "days_at_dose: {at_least: 1}"),
    (STEP, "when: {days_at_dose: {below: days-at-dose-before-step}}", "when: {days_at_dose: {below: 1}}"),
    (STEP, "when: {days_at_dose: {below: days-at-dose-when-sensitive}", "when: {days_at_dose: {below: 1}"),
    (STEP, "when: {plan_interval_over: false}", "when: {plan_interval_over: false, zone: red}"),
    (STEP, "        plan_interval_over: true\n", ""),
)
BROKEN = {
    "1: a dose that was logged becomes the dose": (1, DOSES, (), ("_dosed", believing), "without a decision to rise"),
    "2: calls are forgotten": (2, CALLS, (), ("_decided", forgetting_calls), "no longer names"),
    "4: a pause ends when it likes": (
        4, WORDS,
        ((RESUME, "when: {days_since_pause: {below: green-days-before-resume}}", "when: {zone: red}"),
         (RESUME, PAUSE_RULE, "days_since_pause: {at_least: 0}\n")),
        None, "days after it was paused",
    ),
    "4: what went badly is tried again": (
        4, BAD,
        ((RESUME, "when: {low_dose_went_badly: true}", "when: {zone: red}"),
         (RESUME, "      low_dose_went_badly: false\n", "")),
        None, "went badly and no clinician spoke of it",
    ),
    "5: a stop ends without the wish": (
        5, WORDS,
        ((START, 'when: {wants_to_start: "no"}', "when: {zone: red}"), (START, WISH_RULE, ""),
         (START, "when: {days_since_pause: {below: green-days-before-start}}", "when: {zone: red}"),
         (START, "days_since_pause: {at_least: green-days-before-start}", "days_since_pause: {at_least: 0}")),
        None, "although LDN is stopped",
    ),
    "6: time off counts": (6, DOSES, (), ("_dosed", counting_the_rest), "days at the dose are counted"),
    "7: a fall is forgotten": (7, DOSES, (), ("_decided", forgetting_falls), "falls again"),
    "8: a step follows a fall": (8, DOSES, DOSE_RULES, None, "days after the dose fell"),
    "10: a pause is older than it is": (10, WORDS, (), ("_worded", older_pauses), "the pause counts as"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_a_property_is_told_day_by_day(name: str) -> None:
    """A rule removed or a transition altered is found, and the last line says what is wrong."""
    number, of_group, changes, part, says = BROKEN[name]
    parts = with_part(*part) if part else PARTS

    way = against(setting_of(*changes), of_group, number, parts=parts)

    assert says in way[-1]
    assert [line.split(":")[0] for line in way[:-1]] == [f"Day {day}" for day in range(1, len(way))]
    assert 2 <= len(way) <= 6
    assert 'zonewise says "' in way[-2]


@cache
def unbroken(of_group: int) -> tuple[OverDays, StateGraph]:
    """Return the proof of a group with the first states of the shipped protocol, walked once."""
    proof = OverDays(setting_of(), states=SHIPPED)
    return proof, proof.explore(*group(of_group), 150)


def test_the_proof_names_what_is_taken_up_again_above_what_was_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Property 1: the plan's amount for taking LDN up again is named to nobody who had not reached it."""
    at_once = (  # so that a pause is over on the first days that are walked
        (RESUME, "when: {days_since_pause: {below: green-days-before-resume}}", "when: {zone: red}"),
        (RESUME, PAUSE_RULE, "days_since_pause: {at_least: 0}\n"),
    )
    protocol = setting_of(*at_once).protocol
    setting = CourseSetting(protocol, read_and_check(RESUMING, "plan", protocol.settings.plan, sensitive=None)[0])
    monkeypatch.setattr(dose_recommendation, "step_to_resume", lambda plan, _: as_step(plan, plan.resume_mg))
    way = against(setting, WORDS, 1)
    monkeypatch.undo()

    assert against(setting, WORDS, 1, most=(50,)) == ()
    assert "is named after a rest, and no more than" in way[-1]
    assert 2 <= len(way) <= 5


@pytest.mark.parametrize("of_group", [DOSES, WORDS, CALLS, BAD])
def test_unbroken_the_same_days_hold(of_group: int) -> None:
    """As far as the broken ones are walked nothing is found in the shipped protocol."""
    proof, exploration = unbroken(of_group)

    assert proof.against == {}
    assert exploration.transitions > 300


def test_the_proof_names_a_forgotten_opioid(shipped, monkeypatch: pytest.MonkeyPatch) -> None:
    """Property 3: without the wait since its last possible day an opioid stands in nobody's way too early."""
    monkeypatch.setattr(opioid_wait, "last_opioid", lambda _: Fact("long-ago", explain("no-opioid-ended")))

    proof = opioid_wait.prove_opioid_wait(shipped, GuidanceStates(SHIPPED))

    assert "are needed" in proof.against[-1]
    assert proof.against[0].startswith("Day 1: opioid: ")


def test_the_proof_names_a_rise_beside_an_opioid() -> None:
    """Property 3: rules that no longer ask for the last opioid before LDN is taken again are named."""
    waits = "when: {last_opioid: within-wait, phase: [not-started, paused, stopped]}"
    setting = setting_of(
        (RESUME, "      last_opioid: long-ago\n", ""),
        (RESUME, "      - {last_opioid: within-wait}\n", ""),
        ("clearance.yaml", waits, "when: {last_opioid: within-wait, phase: [not-started]}"),
    )

    states = GuidanceStates(ProtocolStates(setting.protocol.engine))

    assert opioid_wait.rises_beside_an_opioid(states).startswith("resume-low is possible")


def test_the_proof_tells_a_wait_without_end(shipped) -> None:
    """Property 9: a pause that begins anew each day goes on for ever, and the circle is told."""
    proof = OverDays(shipped, with_part("_opened", resting_anew), states=SHIPPED)
    exploration = proof.explore(group(WORDS)[0], (5,), 12)

    assert proof.ways_out(exploration) == -1
    assert proof.against[WAY_OUT][-1] == "So it goes on for ever, on calm days."


def test_calm_days_lead_out() -> None:
    """Property 9: from the states that a few days reach the way out is bounded."""
    proof, exploration = unbroken(DOSES)

    assert 0 < proof.ways_out(exploration) <= 60
