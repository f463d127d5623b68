"""Makes cases of facts to measure with: values on both sides of each bound, most of them near where doses move."""

import random

from zonewise.rules.compiled_table import cuts_of
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import FactValue

NEAR = 0.8  # chance of a fact to have a value that a step accepts, whatever else it could have been

Domains = dict[str, tuple[FactValue, ...]]


def domains(engine: Engine) -> Domains:
    """Return for each fact one value or more of each class that some rule tells apart."""
    cuts = cuts_of(engine.rule_set)
    values: Domains = {}
    for name, fact in engine.rule_set.facts.items():
        if fact.type == "integer":
            sides = {side for cut in cuts.get(name, ()) for side in (cut - 1, cut)}
            values[name] = tuple(sorted({0, fact.maximum} | sides))
        else:
            values[name] = (False, True) if fact.type == "bool" else fact.values
    return values


def accepted_by_a_step(engine: Engine) -> Domains:
    """Return for each fact the values of its domain with which a step up is possible; the phase is left free."""
    rise = next(clause for clause in engine.actions.clauses if engine.rule_set.actions[clause.rank] == "step-up")
    every = domains(engine)
    tests = {test.fact: test for test in rise.tests if test.fact != engine.rule_set.always_needed}
    return {
        name: tuple(value for value in domain if name not in tests or tests[name].holds(value))
        for name, domain in every.items()
    }


def make_cases(engine: Engine, count: int, seed: int, *, missing: int = 0) -> list[dict[str, FactValue]]:
    """Return cases with every fact named, most near a step, `missing` of them unknown.

    Args:
        engine: The protocol.
        count: How many.
        seed: The same seed gives the same cases.
        missing: How many facts of each case are unknown.
    """
    rng, every, near = random.Random(seed), domains(engine), accepted_by_a_step(engine)
    cases = []
    for _ in range(count):
        case = {name: rng.choice(near[name] if rng.random() < NEAR else every[name]) for name in every}
        unknown = set(rng.sample(sorted(every), missing))
        cases.append({name: None if name in unknown else value for name, value in case.items()})
    return cases
