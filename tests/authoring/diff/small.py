"""Small protocols made at random, and a slow listing of all their states to hold the comparison against."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType

from hypothesis import strategies as st

from zonewise.authoring.diff.comparison import ACTION
from zonewise.authoring.states.answer_states import NAMED, NO_RULE, NOT_NAMED, NOT_PUT, OPEN
from zonewise.authoring.states.state_space import Axis
from zonewise.guidance.guide import guide
from zonewise.rules.decision import Engine, NoRuleApplies, decide
from zonewise.rules.rule_set import (
    AnswerDefinition,
    Condition,
    FactDefinition,
    FactValue,
    FallbackRule,
    Question,
    Rule,
    RuleSet,
    Source,
    Test,
)

ACTIONS = ("alarm", "ask", "rest", "keep", "rise")
SOURCES = ("product:small",)
ALWAYS = {
    "phase": FactDefinition("phase", "choice", ("on", "off"), 0, "", "", "On or off?", False, MappingProxyType({}))
}
DECLARED = {
    "zone": [
        FactDefinition("zone", "choice", ("green", "red"), 0, "", "later", "Zone?", False, MappingProxyType({})),
        FactDefinition(
            "zone", "choice", ("red", "green", "grey"), 0, "", "later", "Zone?", False, MappingProxyType({})
        ),
        FactDefinition("zone", "bool", (), 0, "", "", "Zone?", False, MappingProxyType({})),
    ],
    "days": [
        FactDefinition("days", "integer", (), 9, "day", "fewer", "Days?", False, MappingProxyType({})),
        FactDefinition("days", "integer", (), 5, "day", "fewer", "Days?", False, MappingProxyType({})),
        FactDefinition("days", "bool", (), 0, "", "", "Days?", False, MappingProxyType({})),
    ],
    "opioid": [FactDefinition("opioid", "bool", (), 0, "", "true", "Opioid?", False, MappingProxyType({}))],
}


def _test(draw: st.DrawFn, fact: FactDefinition) -> Test:
    if draw(st.integers(0, 4)) == 0:
        return Test(fact.name, unknown=True)
    if fact.type == "integer":
        low, high = sorted(draw(st.lists(st.integers(0, fact.maximum), min_size=2, max_size=2)))
        kind = draw(st.sampled_from(("low", "high", "both")))
        return Test(fact.name, low=None if kind == "high" else low, high=None if kind == "low" else high)
    values: tuple[bool | str, ...] = (False, True) if fact.type == "bool" else fact.values
    accepts = draw(st.lists(st.sampled_from(values), min_size=1, max_size=len(values) - 1, unique=True))
    return Test(fact.name, accepts=frozenset(accepts))


def _condition(draw: st.DrawFn, facts: Mapping[str, FactDefinition], least: int, most: int) -> Condition:
    names = draw(st.lists(st.sampled_from(sorted(facts)), min_size=least, max_size=most, unique=True))
    return tuple(_test(draw, facts[name]) for name in names)


def _question(draw: st.DrawFn, name: str, facts: Mapping[str, FactDefinition], *, every: bool) -> Question:
    names = draw(st.permutations(("first", "second")))
    answers = [
        AnswerDefinition(
            answer,
            tuple(
                (_condition(draw, facts, 0, 1), draw(st.sampled_from([a for a in ACTIONS if a != "ask"])))
                for _ in range(0 if every else draw(st.integers(0, 2)))
            ),
            (),
        )
        for answer in names
    ]
    rules = [
        Rule(
            f"{name}-{number}",
            name,
            tuple(_condition(draw, facts, 1, 3) for _ in range(draw(st.integers(1, 2)))),
            draw(st.sampled_from(names)),
            "So.",
            SOURCES,
            f"{name}.yaml:{number}",
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    return Question(name, name, _condition(draw, facts, 0, 1), every, tuple(answers), tuple(rules))


@st.composite
def protocols(draw: st.DrawFn) -> Engine:
    """Draw a protocol of one or two questions and a list of considerations over two to four facts."""
    facts = dict(ALWAYS)
    for name, ways in DECLARED.items():
        if draw(st.booleans()):
            facts[name] = draw(st.sampled_from(ways))
    questions = {"one": _question(draw, "one", facts, every=False)}
    if draw(st.booleans()):
        questions["two"] = _question(draw, "two", facts, every=draw(st.booleans()))
    order = draw(st.permutations([action for action in ACTIONS if action != "ask"]))
    held = [
        FallbackRule(Rule(f"hold-{value}", "guidance", ((),), "keep", "So.", SOURCES, "protocol.yaml:1"), "keep", when)
        for value in ("on", "off")
        for when in [(Test("phase", accepts=frozenset((value,))),)]
    ]
    ask = FallbackRule(Rule("ask-first", "guidance", ((),), "ask", "So.", SOURCES, "protocol.yaml:1"), "ask", ())
    rule_set = RuleSet(
        id="small",
        title="Small",
        version="1",
        dated="2026-01-01",
        review="never",
        sha256="",
        facts=facts,
        questions=questions,
        actions=(order[0], "ask", *order[1:]),
        rising=frozenset(("rise",)),
        ask_before=frozenset((order[0],)) if draw(st.booleans()) else frozenset(),
        silent=frozenset(ACTIONS),  # nothing is shown beside an action, so `guide` needs no question `review`
        always_needed="phase",
        otherwise=(ask, *held),
        sources={"product:small": Source("product:small", "Ours", "So.", "product.yaml:1")},
    )
    return Engine(rule_set)


@dataclass
class Listed:
    """What listing state by state finds for one question."""

    # By state, the answers of the old and the new version.
    labels: dict[tuple[int, ...], tuple[str, str]] = field(default_factory=dict)
    # By state, the rule ids behind each.
    reasons: dict[tuple[int, ...], tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)

    def changes(self) -> Counter[tuple[str, str]]:
        """Count the states of each change of answer."""
        return Counter(pair for pair in self.labels.values() if pair[0] != pair[1])


def states(axes: tuple[Axis, ...]) -> Iterator[tuple[int, ...]]:
    """Walk every combination of codes."""
    return product(*(range(len(axis.values)) for axis in axes))


def listed(
    engines: tuple[Engine, Engine], axes: tuple[Axis, ...], *, greatest: bool = False
) -> dict[tuple[str, str], Listed]:
    """Ask both versions state by state, with `decide` and `guide`, and return what each question answers.

    Each state stands for all numbers of its classes; it is asked with the least of each, or with the greatest.
    """
    answers: dict[tuple[str, str], Listed] = {}
    for state in states(axes):
        values = {axis.name: _value(axis, code, greatest) for axis, code in zip(axes, state, strict=True)}
        sides = [_answers(engine, _told(engine, values)) for engine in engines]
        for key in sides[0].keys() | sides[1].keys():
            nothing = (NOT_NAMED if key[1] else NOT_PUT, frozenset[str]())
            old, new = (side.get(key, nothing) for side in sides)
            one = answers.setdefault(key, Listed())
            one.labels[state], one.reasons[state] = (old[0], new[0]), (old[1], new[1])
    return answers


def _value(axis: Axis, code: int, greatest: bool) -> FactValue:
    return axis.ends[code] if greatest and axis.ends[code] is not None else axis.values[code]


def _told(engine: Engine, values: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """Return what a version can be told: nothing of facts and values that it does not declare."""
    known_facts: dict[str, FactValue] = {}
    for name, fact in engine.rule_set.facts.items():
        value = values[name]
        if fact.type == "bool":
            known = value is True or value is False
        elif fact.type == "choice":
            known = isinstance(value, str) and value in fact.values
        else:
            known = type(value) is int and value <= fact.maximum
        known_facts[name] = value if known else None
    return known_facts


def _answers(engine: Engine, facts: Mapping[str, FactValue]) -> dict[tuple[str, str], tuple[str, frozenset[str]]]:
    guidance = guide(engine, facts)
    outcome = {(ACTION, ""): (guidance.action, frozenset(rule.id for rule in guidance.reasons))}
    for name, question in engine.rule_set.questions.items():
        if question.every:
            decision = decide(engine, name, facts)
            for answer in question.answers:
                named = frozenset(rule.id for rule in decision.reasons if rule.then == answer.name)
                outcome[name, answer.name] = (NAMED if answer.name in decision.answers else NOT_NAMED, named)
            continue
        try:
            decision = decide(engine, name, facts)
        except NoRuleApplies:
            outcome[name, ""] = (NO_RULE, frozenset())
            continue
        label = NOT_PUT if decision.applicable is False else decision.answer or OPEN
        outcome[name, ""] = (label, frozenset(rule.id for rule in decision.reasons))
    return outcome
