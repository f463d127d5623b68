import pytest
from tests.authoring.proof.conftest import broken, without_rule

from zonewise.authoring.proof.claims import CLAIMS, worsenings
from zonewise.authoring.proof.protocol_states import ProtocolStates
from zonewise.rules.rule_set import FactDefinition

LIVER_SIGN = "when: {danger_sign: liver}\n    then: "
LIVER_SIGN_AS_NONE = [
    ("triage.yaml", f"{LIVER_SIGN}urgent-prescriber", f"{LIVER_SIGN}none"),
    ("triage.yaml", "  urgent-prescriber: {action: stop-and-call}\n", ""),
]
ACUTE, RAISED = "when: {liver: acute}\n    then: ", "when: {liver: raised}\n    then: "

BREAKS = {
    "a missing rule leaves a hole": (1, [without_rule("flare.yaml", "no-flare")], "no rule of 'flare' fires"),
    "a danger sign answered as none": (2, LIVER_SIGN_AS_NONE, "danger_sign = liver"),
    "a start in Yellow": (
        3,
        [
            without_rule("start.yaml", "start-in-yellow"),
            ("start.yaml", "      zone: green\n", "      zone: [green, yellow]\n"),
        ],
        "zone = yellow",
    ),
    "a step past the ceiling": (
        3,
        [without_rule("step.yaml", "step-at-ceiling"), ("step.yaml", "        at_ceiling: false\n", "")],
        "step-up at",
    ),
    "a resumption without a plan": (
        3,
        [without_rule("resume.yaml", "resume-plan-missing"), ("resume.yaml", "      plan_signed: true\n", "")],
        "resume-low at",
    ),
    "acute liver trouble taken lighter than raised values": (
        4,
        [
            ("clearance.yaml", f"{ACUTE}stop-and-call", f"{ACUTE}ask-prescriber"),
            ("clearance.yaml", f"{RAISED}ask-prescriber", f"{RAISED}stop-and-call"),
        ],
        "liver going from raised to acute",
    ),
    "a bound turned round": (
        4,
        [
            (
                "step.yaml",
                "when: {side_effect_grade: {at_least: disturbing-grade}}",
                "when: {side_effect_grade: {at_most: 0}}",
            ),
            ("step.yaml", "side_effect_grade: {below: disturbing-grade}", "side_effect_grade: {at_least: 1}"),
        ],
        "side_effect_grade going from 0",
    ),
    "a condition that a rise forgot": (
        5,
        [("step.yaml", "        ldn_suspected: false\n", "")],
        "'ldn_suspected' is missing",
    ),
    "a rule that others always beat": (
        6,
        [("flare.yaml", "when: {zone: yellow, ldn_suspected: true}", "when: {zone: red, ldn_suspected: true}")],
        "'yellow-suspected'",
    ),
    "a reduction without a cause": (
        7,
        [("flare.yaml", "ldn_suspected: false}\n    then: keep", "ldn_suspected: false}\n    then: reduce")],
        "reduce at",
    ),
    "a start for someone who wants to stop": (
        8,
        [("start.yaml", "      - {wants_to_stop: true}\n", ""), ("start.yaml", "      wants_to_stop: false\n", "")],
        "after acting on start",
    ),
    "a step that opens again the same day": (
        8,
        [
            without_rule("step.yaml", "step-dose-too-new"),
            ("step.yaml", "days_at_dose: {at_least: days-at-dose-before-step}", "days_at_dose: {at_most: 83}"),
        ],
        "the same day says step-up",
    ),
}


@pytest.mark.parametrize("check", CLAIMS.values(), ids=map(str, range(1, 9)))
def test_the_shipped_protocol_holds_each_claim(protocol: ProtocolStates, check) -> None:
    """Each of the eight claims holds in every state of the shipped protocol, and there are more than 10^10 of them."""
    states, against = check(protocol)

    assert against == ""
    assert states > 10**10


@pytest.mark.parametrize(("number", "changes", "named"), BREAKS.values(), ids=BREAKS.keys())
def test_each_break_is_named(number: int, changes, named: str) -> None:
    """A protocol broken by hand fails the claim it breaks, and the counterexample names what was broken."""
    protocol = broken(*changes)

    _, against = list(CLAIMS.values())[number - 1](protocol)

    assert named in against


def test_the_counterexample_is_the_smallest() -> None:
    """The state shown has no fact that could be left out: the danger sign alone is enough."""
    protocol = broken(
        (
            "triage.yaml",
            "when: {danger_sign: liver}\n    then: urgent-prescriber",
            "when: {danger_sign: liver}\n    then: none",
        ),
        ("triage.yaml", "  urgent-prescriber: {action: stop-and-call}\n", ""),
    )

    assert list(CLAIMS.values())[1](protocol)[1] == "ask at danger_sign = liver."


@pytest.mark.parametrize(
    ("worse", "codes", "pairs"),
    [
        ("true", (False, True), [(False, True)]),
        ("false", (False, True), [(True, False)]),
        ("later", ("a", "b", "c"), [("a", "b"), ("b", "c")]),
        ("any-but-first", ("a", "b", "c"), [("a", "b"), ("a", "c")]),
        ("fewer", (0, 7), [(7, 0)]),
        ("more", (0, 2), [(0, 2)]),
        ("", ("a", "b"), []),
    ],
)
def test_worsenings_follow_the_declared_order(worse, codes, pairs) -> None:
    """Each way of being worse gives its pairs of neighbours, and a fact without order gives none."""
    fact = FactDefinition("fact", "choice", (), 0, "", worse, "", False, {})

    assert worsenings(fact, codes) == pairs
