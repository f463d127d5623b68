"""Which eight things must hold in every state?

Each claim walks all combinations of the facts' distinguishable values, unknown included, and returns how many it
covered and the smallest state in which it fails, or none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from zonewise.rules.rule_set import FactDefinition, FactValue

from .machine import Choice, Machine, Outcome
from .question_coverage import question_holes, rule_wins
from .questions import asked_although_known, needless_question, omitted_question

LINKS = ("flare_after_increase", "new_symptoms_after_step", "ldn_suspected")
SENSITIVITIES: Mapping[str, FactValue] = {"extreme_sensitivity": True, "tolerated_past_flares": "no"}
SPIKE, GRADE = "insomnia_or_anxiety_spike", "side_effect_grade"
RISE_NEEDS: Mapping[str, FactValue] = {"opioid": "none", "zone": "green", "plan_signed": True}
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


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """What a claim found.

    Attributes:
        states: How many combinations were covered.
        against: In words, the smallest state in which the claim fails; "" when it holds.
    """

    states: int
    against: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that must hold.

    Attributes:
        number: As in the design, from 1 to 8.
        says: The claim.
        show: Walks the states.
    """

    number: int
    says: str
    show: Callable[[Machine], ClaimResult]


def _one_action(machine: Machine) -> ClaimResult:
    engine = machine.engine
    rules = [*(rule for each in engine.rule_set.questions.values() for rule in each.rules)]
    for rule in [*rules, *(held.rule for held in engine.rule_set.otherwise)]:
        if not rule.sources or not rule.because:
            return ClaimResult(0, f"rule '{rule.id}' has no reason or no source.")
    outcomes = machine.walk(machine.every())
    known = machine.walk(machine.every(unknown=False))
    hole = _smallest(outcome for outcome in known if not outcome.decided)
    if hole is not None:
        return ClaimResult(_count(outcomes), f"with every fact known no rule decides: {choice_words(hole.smallest)}.")
    for name in engine.rule_set.questions:
        left = question_holes(engine, name)
        if left:
            return ClaimResult(_count(outcomes), f"no rule of '{name}' fires although every fact is known: {left}.")
    return ClaimResult(_count(outcomes), "")


def _danger(machine: Machine) -> ClaimResult:
    rule_set = machine.engine.rule_set
    choices = machine.every()
    choices["danger_sign"] = [choice for choice in choices["danger_sign"] if choice[0] not in (None, "none")]
    outcomes = machine.walk(choices)
    wrong = _smallest(each for each in outcomes if each.actions[0] not in rule_set.ask_before)
    if wrong is not None:
        return ClaimResult(_count(outcomes), f"{wrong.actions[0]} at {choice_words(wrong.smallest)}.")
    loud = sorted(rule_set.ask_before - rule_set.silent)
    return ClaimResult(_count(outcomes), f"beside {loud[0]} a dose or considerations would be shown." if loud else "")


def _rise_needs(machine: Machine) -> ClaimResult:
    rule_set = machine.engine.rule_set
    bits = {name: 1 << place for place, name in enumerate((*RISE_NEEDS, "at_ceiling"))}

    def tag(name: str, choice: Choice) -> int:
        if name in RISE_NEEDS:
            return 0 if choice[0] == RISE_NEEDS[name] else bits[name]
        return bits[name] if name == "at_ceiling" and choice[0] is True else 0

    outcomes = machine.walk(machine.every(), tag)
    ceiling = bits["at_ceiling"]
    wrong = _smallest(
        each
        for each in outcomes
        if each.actions[0] in rule_set.rising
        and (each.tags & ~ceiling or (each.actions[0] == "step-up" and each.tags & ceiling))
    )
    return ClaimResult(_count(outcomes), f"{wrong.actions[0]} at {choice_words(wrong.smallest)}." if wrong else "")


def _worse_is_never_bolder(machine: Machine) -> ClaimResult:
    order = machine.engine.rule_set.actions.index
    total = 0
    for name, column in machine.columns.items():
        for better, worse in worsenings(column.fact, column.codes):
            choices: dict[str, list[Choice]] = machine.every(copies=2)
            choices[name] = [(better, worse)]
            outcomes = machine.walk(choices)
            total += _count(outcomes)
            wrong = _smallest(each for each in outcomes if order(each.actions[1]) > order(each.actions[0]))
            if wrong is not None:
                was, then = wrong.actions
                others = {key: choice for key, choice in wrong.smallest.items() if key != name}
                return ClaimResult(
                    total,
                    f"{name} going from {word(better)} to {word(worse)} turns {was} into {then}:"
                    f" {choice_words(others)}.",
                )
    return ClaimResult(total, "")


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


def _unknown_never_rises(machine: Machine) -> ClaimResult:
    """Three copies: what is known, and two completions that differ in one missing fact alone."""
    rule_set = machine.engine.rule_set
    total = 0
    for name in machine.columns:
        choices: dict[str, list[Choice]] = {
            other: [*((value,) * 3 for value in column.codes), *((None, value, value) for value in column.codes)]
            for other, column in machine.columns.items()
        }
        codes = machine.columns[name].codes
        choices[name] = [(None, one, other) for one in codes for other in codes if one != other]
        outcomes = machine.walk(choices)
        total += _count(outcomes)
        wrong = _smallest(
            each for each in outcomes if each.actions[0] in rule_set.rising and each.actions[1] != each.actions[2]
        )
        if wrong is not None:
            rise, one, other = wrong.actions
            return ClaimResult(
                total,
                f"{rise} although '{name}' is missing and could bring {one} or {other}:"
                f" {choice_words(wrong.smallest)}.",
            )
    return ClaimResult(total, "")


def _asked_when_it_matters(machine: Machine) -> ClaimResult:
    known = asked_although_known(machine)
    if known:
        return ClaimResult(0, f"'{known}' could be asked although it is known.")
    total, same = needless_question(machine)
    if same is not None:
        return ClaimResult(total, f"a fact would be asked that changes nothing: {choice_words(same.smallest)}.")
    for name in machine.columns:
        states, missed = omitted_question(machine, name)
        total += states
        if missed is not None:
            return ClaimResult(
                total, f"'{name}' could change the action and would not be asked: {choice_words(missed.smallest)}."
            )
    risen = _unknown_never_rises(machine)
    return ClaimResult(total + risen.states, risen.against)


def _every_rule_wins(machine: Machine) -> ClaimResult:
    engine, total = machine.engine, 0
    for question in engine.rule_set.questions.values():
        for rule in question.rules:
            won, states = rule_wins(machine, rule)
            total += states
            if not won:
                return ClaimResult(
                    total, f"rule '{rule.id}' ({rule.where}) never decides anything: others always come first."
                )
    return ClaimResult(total, "")


def _lowering_has_a_cause(machine: Machine) -> ClaimResult:
    grade = machine.columns[GRADE].codes[-1] if GRADE in machine.columns else None

    def tag(name: str, choice: Choice) -> int:
        value = choice[0]
        if name in LINKS:
            return 1 if value is True else 2 if value is None else 0
        if name in SENSITIVITIES:
            return 4 if value == SENSITIVITIES[name] else 0
        if name == SPIKE:
            return 1 if value is True else 0
        return 1 if name == GRADE and value == grade else 0

    outcomes = machine.walk(machine.every(), tag)
    wrong = _smallest(
        each for each in outcomes if each.actions[0] in LOWERING and not each.tags & 1 and each.tags & 6 != 6
    )
    return ClaimResult(_count(outcomes), f"{wrong.actions[0]} at {choice_words(wrong.smallest)}." if wrong else "")


def _acting_settles(machine: Machine) -> ClaimResult:
    total = 0
    for action, (changes, then) in ACTED.items():
        if action not in machine.engine.rule_set.actions:
            continue
        choices = {
            name: [(value, changes.get(name, value)) for value in (None, *column.codes)]
            for name, column in machine.columns.items()
        }
        outcomes = machine.walk(choices)
        total += _count(outcomes)
        wrong = _smallest(each for each in outcomes if each.actions[0] == action and each.actions[1] not in then)
        if wrong is not None:
            return ClaimResult(
                total, f"after acting on {action} the same day says {wrong.actions[1]}: {choice_words(wrong.smallest)}."
            )
    return ClaimResult(total, "")


CLAIMS: tuple[Claim, ...] = (
    Claim(1, "Exactly one action, with at least one reason and one source; no question has a hole.", _one_action),
    Claim(2, "A danger sign always gives emergency or stop-and-call, with no dose and no consideration.", _danger),
    Claim(
        3,
        "Nothing rises unless opioids are known to be none, zone Green and plan signed; no step-up at the ceiling.",
        _rise_needs,
    ),
    Claim(4, "Worsening a known risk fact never makes the action less cautious.", _worse_is_never_bolder),
    Claim(
        5,
        "A missing fact is asked exactly when it could change the action, and while it is missing nothing rises.",
        _asked_when_it_matters,
    ),
    Claim(6, "Every rule decides in some state; none is shadowed.", _every_rule_wins),
    Claim(
        7,
        "Reduce and pause come only with a link, a sensitivity with an unclear link, a spike or a side effect.",
        _lowering_has_a_cause,
    ),
    Claim(8, "Acting on the advice and asking again the same day names the same dose.", _acting_settles),
)


def choice_words(values: Mapping[str, Choice]) -> str:
    """Return a state in words, what is unknown left out."""
    known = [
        f"{name} = {' / '.join(dict.fromkeys(word(value) for value in choice))}"
        for name, choice in values.items()
        if any(value is not None for value in choice)
    ]
    return ", ".join(known) or "nothing known"


def word(value: FactValue) -> str:
    """Return a value as it stands in a file of facts."""
    if value is None:
        return "unknown"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _count(outcomes: Iterable[Outcome]) -> int:
    return sum(outcome.count for outcome in outcomes)


def _smallest(outcomes: Iterator[Outcome]) -> Outcome | None:
    def known(outcome: Outcome) -> int:
        return sum(value is not None for choice in outcome.smallest.values() for value in choice)

    return min(outcomes, key=known, default=None)
