"""The eight things that must hold in every state of a protocol.

Each claim is a set of states that must be empty. It returns how many combinations of the facts' distinguishable
values, unknown included, it covers, and in words the smallest state of the set, "" where there is none.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise, permutations, product

from zonewise.authoring.states.answer_states import NO_RULE
from zonewise.authoring.states.decision_diagram import EVERY_STATE, NO_STATE, Node
from zonewise.rules.compiled_table import CompiledTable
from zonewise.rules.decision import Engine
from zonewise.rules.missing_facts import FactBox, deciding_states
from zonewise.rules.rule_set import Condition, FactDefinition, FactValue, Rule

from .protocol_states import ProtocolStates, word

LINKS = ("flare_after_increase", "step_probable_cause", "new_symptoms_after_step", "ldn_suspected")
SENSITIVITIES: Mapping[str, FactValue] = {"extreme_sensitivity": True, "tolerated_past_flares": "no"}
SPIKE, GRADE = "insomnia_or_anxiety_spike", "side_effect_grade"
RISE_NEEDS: Mapping[str, FactValue] = {
    "opioid": "none",
    "opioid_asked_today": True,
    "last_opioid": "long-ago",
    "unresolved_danger": "none",
    "zone": "green",
    "plan_signed": True,
}
LOWERING = ("reduce", "pause")
ACTED: Mapping[str, tuple[Mapping[str, FactValue], tuple[str, ...]]] = {
    "start": ({"phase": "titrating", "days_at_dose": 0, "days_since_increase": 0}, ("keep",)),
    "step-up": ({"phase": "titrating", "days_at_dose": 0, "days_since_increase": 0}, ("keep",)),
    "resume-low": ({"phase": "titrating", "days_at_dose": 0, "days_since_increase": 0}, ("keep",)),
    "reduce": ({"days_at_dose": 0}, ("reduce",)),
    "pause": ({"phase": "paused"}, ("wait", "stop", "ask")),
    "stop-and-call": ({"phase": "paused"}, ("stop-and-call", "wait", "stop", "ask")),
}
"""What a person's facts become when they act, and the actions that then name the same dose (or still none)."""


Result = tuple[int, str]
"""How many combinations were covered, and in words the smallest state in which the claim fails; "" when it holds."""


def _one_action(protocol: ProtocolStates) -> Result:
    rule_set, diagram = protocol.engine.rule_set, protocol.diagram
    for rule in rule_set.rules.values():
        if not rule.sources or not rule.because:
            return 0, f"rule '{rule.id}' has no reason or no source."
    reasons = protocol.action.reasons
    undecided = diagram.any_of(reasons.get(fallback.rule.id, NO_STATE) for fallback in rule_set.otherwise)
    undecided = diagram.either(undecided, protocol.action.of([NO_RULE]))
    holes = [("with every fact known no rule decides:", diagram.both(protocol.known, undecided))]
    for name, question in rule_set.questions.items():
        if not question.every:  # considerations may well be none
            hole = diagram.both(protocol.known, protocol.version.question(name).of([NO_RULE]))
            holes.append((f"no rule of '{name}' fires although every fact is known:", hole))
    return protocol.count(), protocol.counterexample(holes)


def _danger(protocol: ProtocolStates) -> Result:
    rule_set = protocol.engine.rule_set
    if "danger_sign" not in protocol.axes:
        return 0, ""
    dangers = [value for value in protocol.axes["danger_sign"].values if value not in (None, "none")]
    quiet = protocol.diagram.without(EVERY_STATE, protocol.action.of(rule_set.ask_before))
    wrong = protocol.diagram.both(protocol.among({"danger_sign": dangers}), quiet)
    count = protocol.count({"danger_sign": len(dangers)})
    if against := protocol.counterexample(protocol.by_action(wrong)):
        return count, against
    shown = sorted(rule_set.ask_before - rule_set.silent)
    return count, f"beside {shown[0]} a dose or considerations would be shown." if shown else ""


def _rise_needs(protocol: ProtocolStates) -> Result:
    diagram = protocol.diagram
    rising = protocol.action.of(protocol.engine.rule_set.rising)
    needs = protocol.among({name: [value] for name, value in RISE_NEEDS.items() if name in protocol.axes})
    at_ceiling = protocol.having([("at_ceiling", True)])
    past_ceiling = diagram.both(protocol.action.of(["step-up"]), at_ceiling)
    wrong = diagram.either(diagram.without(rising, needs), past_ceiling)
    return protocol.count(), protocol.counterexample(protocol.by_action(wrong))


def _worse_is_never_bolder(protocol: ProtocolStates) -> Result:
    rule_set, diagram, total = protocol.engine.rule_set, protocol.diagram, 0
    for name, axis in protocol.axes.items():
        for better, worse in worsenings(rule_set.facts[name], axis.values[1:]):
            total += protocol.count({name: 1})
            turns = (
                (
                    f"{name} going from {word(better)} to {word(worse)} turns {was} into {then}:",
                    diagram.both(protocol.once(before, {name: better}), protocol.once(after, {name: worse})),
                )
                for (was, before), (then, after) in product(protocol.action.states.items(), repeat=2)
                if rule_set.actions.index(then) > rule_set.actions.index(was)
            )
            if against := protocol.counterexample(turns):
                return total, against
    return total, ""


def worsenings(fact: FactDefinition, codes: tuple[FactValue, ...]) -> list[tuple[FactValue, FactValue]]:
    """Return the pairs (better, worse) of neighbouring values of a fact, none where it has no order."""
    if fact.worse == "true":
        return [(False, True)]
    if fact.worse == "false":
        return [(True, False)]
    if fact.worse == "any-but-first":
        return [(codes[0], other) for other in codes[1:]]
    pairs = list(pairwise(codes))
    if fact.worse in ("later", "more"):
        return pairs
    return [(more, fewer) for fewer, more in pairs] if fact.worse == "fewer" else []


def _asked_when_it_matters(protocol: ProtocolStates) -> Result:
    if name := _asked_although_known(protocol.engine):
        return 0, f"'{name}' could be asked although it is known."
    total = 0
    for check in (_needless_question, _omitted_question, _rise_while_unknown):
        for states, against in check(protocol):
            total += states
            if against:
                return total, against
    return total, ""


def _asked_although_known(engine: Engine) -> str:
    """Return the name of a fact that could be asked although it is known, or ""."""
    deciding = deciding_states(engine.actions)
    for (name, of_fact), (_, masks) in zip(deciding.facts, deciding.lookups, strict=True):
        if any(mask & of_fact for value, mask in masks.items() if value is not None) or masks.beyond & of_fact:
            return name
    return ""


def _needless_question(protocol: ProtocolStates) -> Iterator[Result]:
    """Look in every box of every fact, every fact known, for a state in which the box's fact decides nothing."""
    table, diagram = protocol.engine.actions, protocol.diagram
    known = {name: len(axis.values) - 1 for name, axis in protocol.axes.items()}
    for box in deciding_states(table).boxes:
        name, inside = table.columns[box.column].fact.name, _values_inside(table, box)
        bringing = [value for code, value in enumerate(table.columns[box.column].codes, 1) if box.accepted >> code & 1]
        pairs = list(product(bringing, inside.pop(name)))
        same = diagram.any_of(diagram.without(EVERY_STATE, protocol.differing(name, *pair)) for pair in pairs)
        states = diagram.both(diagram.both(protocol.known, protocol.among(inside)), same)
        count = protocol.count({**known, **{fact: len(values) for fact, values in inside.items()}, name: len(pairs)})
        yield count, protocol.counterexample([("a fact would be asked that changes nothing:", states)])


def _omitted_question(protocol: ProtocolStates) -> Iterator[Result]:
    """Look, every fact known, for a state that a value makes more cautious and that lies in none of the boxes."""
    table, diagram = protocol.engine.actions, protocol.diagram
    known = {name: len(axis.values) - 1 for name, axis in protocol.axes.items()}
    columns = {column.fact.name: number for number, column in enumerate(table.columns)}
    for name, axis in protocol.axes.items():
        omitted = NO_STATE
        boxes = [box for box in deciding_states(table).boxes if box.column == columns.get(name)]
        inside = [_values_inside(table, box) for box in boxes]
        for one, other in permutations(axis.values[1:], 2):
            lies = [
                protocol.among({fact: values for fact, values in allowed.items() if fact != name})
                for box, allowed in zip(boxes, inside, strict=True)
                if box.accepted >> table.columns[box.column].code(one) & 1 and other in allowed[name]
            ]
            bolder = diagram.any_of(
                diagram.both(protocol.once(states, {name: one}), protocol.once(protocol.bolder(action), {name: other}))
                for action, states in protocol.action.states.items()
            )
            omitted = diagram.either(omitted, diagram.without(bolder, diagram.any_of(lies)))
        count = protocol.count({**known, name: known[name] * (known[name] - 1)})
        text = f"'{name}' could change the action and would not be asked:"
        yield count, protocol.counterexample([(text, diagram.both(omitted, protocol.known))])


def _rise_while_unknown(protocol: ProtocolStates) -> Iterator[Result]:
    """Look for a state that rises while a fact is missing that could, everything else known, bring two actions."""
    diagram, action = protocol.diagram, protocol.action
    for name, axis in protocol.axes.items():
        rising = [(rise, protocol.once(action.of([rise]), {name: None})) for rise in protocol.engine.rule_set.rising]
        known = {fact: 2 * (choices - 1) for fact, choices in protocol.choices.items()}
        count = protocol.count({**known, name: (len(axis.values) - 1) * (len(axis.values) - 2)})
        bringing = {
            value: {action: protocol.once(states, {name: value}) for action, states in protocol.action.states.items()}
            for value in axis.values[1:]
        }
        wrong = (
            (
                f"{rise} although '{name}' is missing and could bring {one} or {other}:",
                diagram.both(risen, diagram.completable(diagram.both(protocol.known, diagram.both(before, after)))),
            )
            for value, another in permutations(axis.values[1:], 2)
            for (one, before), (other, after) in product(bringing[value].items(), bringing[another].items())
            if one != other
            for rise, risen in rising
        )
        yield count, protocol.counterexample(wrong)


def _values_inside(table: CompiledTable, box: FactBox) -> dict[str, list[FactValue]]:
    """Return by fact the known values that a box leaves."""
    return {
        column.fact.name: [value for code, value in enumerate(column.codes, 1) if domain >> code & 1]
        for column, domain in zip(table.columns, box.domains, strict=True)
    }


def _every_rule_wins(protocol: ProtocolStates) -> Result:
    total = 0
    for question in protocol.engine.rule_set.questions.values():
        for rule in question.rules:
            wins = False
            for condition in rule.any_of:
                if not wins:
                    wins, states = _wins(protocol, rule, condition)
                    total += states
            if not wins:
                return total, f"rule '{rule.id}' ({rule.where}) never decides anything: others always come first."
    return total, ""


def _wins(protocol: ProtocolStates, rule: Rule, condition: Condition) -> tuple[bool, int]:
    """Return whether a rule's condition gives the action, or the question's answer where that gives no action."""
    engine, diagram = protocol.engine, protocol.diagram
    question, table = engine.rule_set.questions[rule.question], engine.questions[rule.question]
    if any(clause.rule.id == rule.id for clause in engine.actions.clauses):
        choices = {
            name: sum(all(test.holds(value) for test in condition if test.fact == name) for value in axis.values)
            for name, axis in protocol.axes.items()
        }
        wins = diagram.both(protocol.version.fires(condition), protocol.action.reasons.get(rule.id, NO_STATE))
        return wins != NO_STATE, protocol.count(choices)
    fires: Node = protocol.version.fires((*question.asked_when, *condition))
    if not question.every:
        stricter = [clause for clause in table.clauses if clause.rank < question.rank(rule.then)]
        fires = diagram.without(fires, diagram.any_of(protocol.version.fires(clause.tests) for clause in stricter))
    return fires != NO_STATE, int(fires != NO_STATE)


def _lowering_has_a_cause(protocol: ProtocolStates) -> Result:
    diagram = protocol.diagram
    causes: list[tuple[str, FactValue]] = [(name, True) for name in (*LINKS, SPIKE)]
    if GRADE in protocol.axes:
        causes.append((GRADE, protocol.axes[GRADE].values[-1]))
    unclear = protocol.having((name, None) for name in LINKS)
    caused = diagram.either(protocol.having(causes), diagram.both(unclear, protocol.having(SENSITIVITIES.items())))
    wrong = diagram.without(protocol.action.of(LOWERING), caused)
    return protocol.count(), protocol.counterexample(protocol.by_action(wrong))


def _acting_settles(protocol: ProtocolStates) -> Result:
    total = 0
    for action, (changes, then) in ACTED.items():
        if action not in protocol.engine.rule_set.actions:
            continue
        total += protocol.count()
        wrong = (
            (
                f"after acting on {action} the same day says {after}:",
                protocol.diagram.both(protocol.action.of([action]), protocol.once(states, changes)),
            )
            for after, states in protocol.action.states.items()
            if after not in then
        )
        if against := protocol.counterexample(wrong):
            return total, against
    return total, ""


CLAIMS: Mapping[str, Callable[[ProtocolStates], Result]] = {
    "Exactly one action, with at least one reason and one source; no question has a hole.": _one_action,
    "A danger sign always gives emergency or stop-and-call, with no dose and no consideration.": _danger,
    "Nothing rises unless opioids, calls, zone and plan are known to be clear; no step-up at the ceiling.": _rise_needs,
    "Worsening a known risk fact never makes the action less cautious.": _worse_is_never_bolder,
    "A missing fact is asked exactly when it could change the action, and while it is missing nothing rises.": (
        _asked_when_it_matters
    ),
    "Every rule decides in some state; none is shadowed.": _every_rule_wins,
    "Reduce and pause come only with a link, a sensitivity with an unclear link, a spike or a side effect.": (
        _lowering_has_a_cause
    ),
    "Acting on the advice and asking again the same day names the same dose.": _acting_settles,
}
"""What must hold, in the order of the design, with what looks for a state in which it fails."""
