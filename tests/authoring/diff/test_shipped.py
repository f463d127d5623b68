import random
from itertools import chain
from math import prod
from typing import Any

import pytest
from tests.rules.conftest import changed_texts, without_rule

from zonewise.authoring.diff.comparison import ACTION, AnswerChange, Comparison, compare
from zonewise.authoring.states.answer_states import NAMED, NO_RULE, NOT_NAMED, NOT_PUT, OPEN
from zonewise.authoring.states.state_space import NEW, OLD
from zonewise.guidance.guide import action_of, guide
from zonewise.rules.decision import Engine, NoRuleApplies, decide
from zonewise.rules.rule_set_reader import read_rule_set

SAFE = {
    "danger_sign": {"none"}, "unresolved_danger": {"none"}, "opioid": {"none"}, "other_antagonist": {False},
    "hypersensitivity": {False}, "liver": {"none"}, "pregnancy": {"no"}, "minor": {False},
    "needs_specialist": {False}, "plan_signed": {True}, "zone": {"green"}, "rated_days": {4},
    "silent_domains": {False}, "severe_with_lost_function": {False}, "very_bad_day_lately": {False},
    "days_since_other_change": {7},
    "side_effect_grade": {0}, "insomnia_or_anxiety_spike": {False}, "flare_after_increase": {False},
    "step_probable_cause": {False},
    "new_symptoms_after_step": {False}, "ldn_suspected": {False}, "histamine_flare": {False},
    "neurological_flare": {False}, "told_flare_lately": {False}, "took_less_lately": {False},
    "at_ceiling": {False}, "wants_to_stop": {False},
    "last_opioid": {"long-ago"}, "days_since_call": {7}, "next_step_went_badly": {False}, "opioid_asked_today": {True},
}  # fmt: skip
"""What a step needs of these facts; a number stands for all from it up to the next bound."""


def changed(*changes: tuple[str, str, str]) -> Engine:
    """Return the shipped protocol after changes of (file, text, other text)."""
    return Engine(read_rule_set(changed_texts(*changes)))


def changes_of(comparison: Comparison, name: str, word: str = "") -> dict[tuple[str, str], AnswerChange]:
    """The changes of one question."""
    compared = next(question for question in comparison.compared if (question.name, question.word) == (name, word))
    return {(change.old, change.new): change for change in compared.changes}


def values(change: AnswerChange) -> list[dict[str, set[Any]]]:
    """For each box of a change, the values of each fact that matters."""
    return [{axis.name: {axis.values[code] for code in codes} for axis, codes in box.allowed} for box in change.boxes]


def changed_questions(comparison: Comparison) -> set[str]:
    """The questions in which some state changes its answer."""
    return {f"{question.name} {question.word}".strip() for question in comparison.compared if question.states}


def test_the_same_protocol_has_no_difference(engine: Engine) -> None:
    """Read once more, no state changes its answer or its reasons, over all combinations of all facts."""
    comparison = compare(engine, changed())
    combinations = 1
    for axis in comparison.axes:
        combinations *= len(axis.values)

    assert comparison.states == 0
    assert comparison.combinations == combinations > 10**16
    assert all(question.changes == question.reasons == () for question in comparison.compared)


def test_a_moved_bound_is_the_days_between_the_bounds(engine: Engine) -> None:
    """With ten Green days asked for instead of seven, exactly days 7 to 9 of an open step change to keep.

    Who does not react strongly and was in no Red before keeps the step, as four days are enough there.
    """
    new = changed(("numbers.settings.yaml", "green-days-before-step: {value: 7", "green-days-before-step: {value: 10"))
    comparison = compare(engine, new)
    action, step = changes_of(comparison, ACTION), changes_of(comparison, "step")
    relief = {"too-early", "none", "possible", "likely"}
    shared = {**SAFE, "phase": {"titrating"}, "days_green": {7}, "last_step_monitored": {True}, "relief": relief}
    shared |= {"plan_interval_over": {True}, "plan_begun": {True}, "learning_days": {14}}
    (days_green,) = [axis for axis in comparison.axes if axis.name == "days_green"]
    change = action["step-up", "keep"]

    assert changed_questions(comparison) == {ACTION, "step"}
    assert set(action) == {("step-up", "keep")}
    assert set(step) == {("step-up", "keep"), ("step-up", OPEN), (OPEN, "keep")}
    assert (days_green.values, days_green.ends) == ((None, 0, 4, 7, 10), (None, 3, 6, 9, 36500))
    assert values(change) == [
        {**shared, "days_at_dose": {14, 84}, "extreme_sensitivity": {None, True}},
        {**shared, "days_at_dose": {7, 14, 84}, "extreme_sensitivity": {False}, "green_after_yellow": {None, False}},
    ]
    assert {box.old.everywhere for box in change.boxes} == {("step-up-one",)}
    assert {box.new.everywhere for box in step["step-up", "keep"].boxes} == {("step-green-too-short",)}
    # 4 of relief times days at dose, sensitivity and what came before, times the facts that no step looks at
    looked_at = {*shared, "days_at_dose", "extreme_sensitivity", "green_after_yellow"}
    free = prod(len(axis.values) for axis in comparison.axes if axis.name not in looked_at)
    assert change.states == sum(box.states for box in change.boxes) == 4 * (2 * 2 * 3 + 3 * 1 * 2) * free


def test_a_dropped_rule_is_the_states_in_which_it_stood_alone(engine: Engine) -> None:
    """Without the rule for new symptoms in Red, only Red with new symptoms after a step is less cautious."""
    comparison = compare(engine, changed(without_rule("flare.yaml", "red-new-symptoms")))
    action, flare = changes_of(comparison, ACTION), changes_of(comparison, "flare")

    assert changed_questions(comparison) == {ACTION, "flare"}
    assert set(action) == {("pause", "reduce"), ("pause", "keep")}
    for change in chain(action.values(), (change for change in flare.values() if change.old == "pause")):
        assert all(state["zone"] == {"red"} and state["new_symptoms_after_step"] == {True} for state in values(change))
        assert {box.old.everywhere for box in change.boxes} == {("red-new-symptoms",)}
    (hole,) = flare["pause", NO_RULE].boxes
    assert (hole.new.everywhere, hole.new.partly) == ((), ())
    assert hole.example["tolerated_past_flares"] in ("no-history", "no")


def test_another_order_of_actions_changes_the_action_alone(engine: Engine) -> None:
    """With reduce before pause, what both ask for becomes reduce, and no question answers otherwise."""
    comparison = compare(engine, changed(("protocol.yaml", "stop, pause, reduce", "stop, reduce, pause")))
    action = changes_of(comparison, ACTION)

    assert changed_questions(comparison) == {ACTION}
    assert set(action) == {("pause", "reduce")}
    for box in action["pause", "reduce"].boxes:
        assert set(box.old.everywhere + box.old.partly) <= {
            "side-effect-unbearable", "red-new-symptoms", "red-suspected"
        }  # fmt: skip
        assert guide(engine, box.example).action == "pause"


def test_another_order_of_answers_changes_its_question(engine: Engine) -> None:
    """With 'stop' before 'taper' a sensitive person is no longer told to taper; the action is the same either way."""
    taper, stop = "  taper: {action: stop}\n", "  stop: {action: stop}\n"
    comparison = compare(engine, changed(("stop.yaml", taper + stop, stop + taper)))
    stop = changes_of(comparison, "stop")
    put = {"wants_to_stop": {True}, "phase": {"titrating", "stable", "paused"}}

    assert changed_questions(comparison) == {"stop"}
    assert set(stop) == {("taper", "stop"), (OPEN, "stop")}
    assert values(stop["taper", "stop"]) == [{**put, "extreme_sensitivity": {True}}]
    assert values(stop[OPEN, "stop"]) == [{**put, "extreme_sensitivity": {None}}]


def test_a_new_fact_is_unknown_to_the_old_version(engine: Engine) -> None:
    """A fact that only the new version has changes answers where it is known to be so, or has to be asked."""
    declared = '  frail:\n    type: bool\n    worse: true\n    ask: "Frail?"\n'
    rule = (
        "  - id: frail-pauses\n    when: {frail: true}\n    then: pause\n    because: It is too much.\n"
        "    sources: [zone.red]\n"
    )
    new = changed(("facts.yaml", "facts:\n", f"facts:\n{declared}"), ("flare.yaml", "rules:\n", f"rules:\n{rule}"))
    comparison = compare(engine, new)
    (frail,) = [axis for axis in comparison.axes if axis.name == "frail"]

    assert (frail.values, frail.known[OLD], frail.known[NEW]) == (
        (None, False, True),
        (None, None, None),
        (None, False, True),
    )
    assert comparison.combinations == 3 * compare(engine, engine).combinations
    assert changed_questions(comparison) == {ACTION, "flare"}
    assert {change.new for change in changes_of(comparison, ACTION).values()} == {"pause"}
    assert all(allowed["frail"] == {True} for c in changes_of(comparison, ACTION).values() for allowed in values(c))
    opened = [change for change in changes_of(comparison, "flare").values() if change.new == OPEN]
    assert opened
    assert all(state["frail"] == {None} for change in opened for state in values(change))


def test_a_new_value_is_unknown_to_the_old_version(engine: Engine) -> None:
    """A new danger sign gives an emergency at once, where the old version, not knowing it, would ask."""
    of_danger_sign = "\n    words:\n      none: none of these\n"
    new = changed(
        (
            "facts.yaml",
            f"liver]  # the most pressing first{of_danger_sign}",
            f"liver, seizure]{of_danger_sign}      seizure: a seizure\n",
        ),
        ("triage.yaml", "when: {danger_sign: withdrawal}", "when: {danger_sign: [withdrawal, seizure]}"),
    )
    comparison = compare(engine, new)
    triage = changes_of(comparison, "triage")

    assert set(triage) == {(OPEN, "emergency")}
    assert values(triage[OPEN, "emergency"]) == [{"danger_sign": {"seizure"}}]
    assert all(
        state["danger_sign"] == {"seizure"} for c in changes_of(comparison, ACTION).values() for state in values(c)
    )
    assert {("ask", "emergency"), ("stop-and-call", "emergency")} == set(changes_of(comparison, ACTION))


def test_a_greater_maximum_makes_a_class_of_its_own(engine: Engine) -> None:
    """Grade 4 is not known to the version that ends at 3, so it asks where the other one pauses."""
    new = changed(
        ("facts.yaml", "unit: grade\n    max: 3", "unit: grade\n    max: 5"),
        ("facts.yaml", "3: unbearable", "3: unbearable, 4: worse, 5: worst"),
    )
    comparison = compare(engine, new)
    (grade,) = [axis for axis in comparison.axes if axis.name == "side_effect_grade"]
    flare = changes_of(comparison, "flare")

    assert (grade.values, grade.ends) == ((None, 0, 2, 3, 4), (None, 1, 2, 3, 5))
    assert (grade.known[OLD], grade.known[NEW]) == ((None, 0, 2, 3, None), (None, 0, 2, 3, 4))
    assert values(flare[OPEN, "pause"])[0]["side_effect_grade"] == {4}
    assert all(state["side_effect_grade"] == {4} for change in flare.values() for state in values(change))


def test_a_question_taken_away_is_no_longer_put(engine: Engine) -> None:
    """Every answer of a question that is gone becomes 'not put'; one of its words is no longer named."""
    reviews = ("review-with-prescriber", "on-course", "too-early")
    new = changed(
        ("protocol.yaml", "considerations, review]", "considerations]"),
        *(("protocol.yaml", f"  {name}: {engine.rule_set.words[name]}\n", "") for name in reviews),
    )
    comparison = compare(engine, new)
    review = changes_of(comparison, "review")

    assert changed_questions(comparison) == {"review"}
    assert {change.new for change in review.values()} == {NOT_PUT}
    assert comparison.states == sum(change.states for change in review.values())


def test_a_consideration_is_compared_word_by_word(engine: Engine) -> None:
    """Watching for three weeks instead of two names one word in the third week, and changes no other."""
    watched = "days_since_increase: {below: days-watched-after-step}"
    comparison = compare(engine, changed(("considerations.yaml", watched, "days_since_increase: {at_most: 20}")))
    change = changes_of(comparison, "considerations", "monitor-closely")[NOT_NAMED, NAMED]

    assert changed_questions(comparison) == {"considerations monitor-closely"}
    assert values(change) == [{"phase": {"titrating", "stable"}, "days_since_increase": {14}}]
    assert change.states * 6 * 4 == 2 * comparison.combinations


@pytest.mark.parametrize(
    "changes",
    [
        [("clearance.yaml", "{liver: raised}\n    then: ask-prescriber", "{liver: raised}\n    then: clear")],
        [("flare.yaml", "{side_effect_grade: {at_least: unbearable-grade}}", "{side_effect_grade: {at_least: 2}}")],
        [
            ("clearance.yaml", "then: ask-prescriber\n    because: Raised", "then: stop-and-call\n    because: Raised"),
            ("flare.yaml", "insomnia_or_anxiety_spike: true}\n    then: reduce", "minor: true}\n    then: pause"),
            ("protocol.yaml", "ask, stop, pause", "ask, pause, stop"),
            ("review.yaml", "asked_when: {phase: [titrating, stable]}", "asked_when: {phase: stable}"),
        ],
    ],
    ids=["liver", "grade", "several"],
)
def test_drawn_states_change_as_their_box_says(engine: Engine, changes) -> None:
    """States drawn from the boxes, and anywhere, are answered by `guide` and `decide` as the comparison says."""
    new = changed(*changes)
    comparison, rng, checked = compare(engine, new), random.Random(5), 0
    for question in (question for question in comparison.compared if not question.word):
        boxes = [(change, dict_of(box)) for change in question.changes for box in change.boxes]
        drawn = [rng.choice(boxes)[1] for _ in range(45) if boxes] + [{}] * 45
        for allowed in drawn:
            state = {a.name: rng.choice(allowed.get(a.name, range(len(a.values)))) for a in comparison.axes}
            facts = {a.name: a.values[state[a.name]] for a in comparison.axes}
            inside = [
                (change.old, change.new) for change, box in boxes if all(state[name] in box[name] for name in box)
            ]
            answers = answer(engine, question.name, facts), answer(new, question.name, facts)
            assert inside == ([answers] if answers[0] != answers[1] else [])
            checked += 1

    assert checked >= 450


def dict_of(box) -> dict[str, tuple[int, ...]]:
    """The codes of a box by fact."""
    return {axis.name: codes for axis, codes in box.allowed}


def answer(engine: Engine, name: str, facts: dict) -> str:
    """What one version answers, by the functions that answer a person."""
    if name == ACTION:
        return action_of(engine, facts)
    try:
        decision = decide(engine, name, facts)
    except NoRuleApplies:
        return NO_RULE
    return NOT_PUT if decision.applicable is False else decision.answer or OPEN
