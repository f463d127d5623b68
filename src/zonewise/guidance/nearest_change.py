"""The nearest changes of what is known that would change the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from zonewise.rules.compiled_table import FactColumn
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import Condition, Facts, FactValue, Test

Changes = Mapping[str, tuple[FactValue, FactValue]]  # Fact name to (value now, value needed); None is unknown.


@dataclass(frozen=True, slots=True)
class NearestChange:
    """Some facts, the values they would need, and the action that would follow."""

    facts: Changes
    action: str  # What the action would be.


def nearest_changes(
    engine: Engine, facts: Facts, action: str, act: Callable[[Facts], str]
) -> tuple[NearestChange, ...]:
    """Return single changes of a known fact that change the action, and the fewest that would let the dose rise.

    The ones that make things less cautious come first. A change of `always_needed` (the phase) is not offered:
    it is what the person does, not what would change the answer.

    Args:
        act: Returns the action for other facts.
    """
    changes: list[NearestChange] = []
    for column in engine.actions.columns:
        name = column.fact.name
        now = facts.get(name)
        if now is None or name == engine.rule_set.always_needed or column.fact.past:
            continue
        for value in _neighbours(column, now):
            other = act({**facts, name: value})
            if other != action:
                changes.append(NearestChange({name: (now, value)}, other))
    order = engine.rule_set.actions.index
    changes.sort(key=lambda change: -order(change.action))
    rise = _fewest_for_rise(engine, facts, act)
    if rise is not None and rise.action != action and not any(change.facts == rise.facts for change in changes):
        changes.insert(0, rise)
    return tuple(changes)


def _neighbours(column: FactColumn, now: FactValue) -> list[FactValue]:
    """Return one value for each other class of a fact; for an integer the one nearest to the value now."""
    if column.fact.type != "integer":
        return [value for value in column.codes if value != now]
    current = column.code(now) - 1
    above = [value for place, value in enumerate(column.codes) if place > current]
    below = [int(column.cuts[place]) - 1 for place in range(current)]
    return [*reversed(below), *above]


def _fewest_for_rise(engine: Engine, facts: Facts, act: Callable[[Facts], str]) -> NearestChange | None:
    rule_set, table = engine.rule_set, engine.actions
    best: NearestChange | None = None
    for clause in table.clauses:
        if rule_set.actions[clause.rank] not in rule_set.rising or any(test.unknown for test in clause.tests):
            continue  # what wants a fact unknown cannot be brought about by learning more
        needed = _needed(clause.tests, facts)
        if any(rule_set.facts[name].past and now is not None for name, (now, _) in needed.items()):
            continue  # what is over can become no other
        if rule_set.always_needed in needed or not needed or (best is not None and not _is_nearer(needed, best.facts)):
            continue
        after = act({**facts, **{name: value for name, (_, value) in needed.items()}})
        if after in rule_set.rising:
            best = NearestChange(needed, after)
    return best


def _is_nearer(needed: Changes, best: Changes) -> bool:
    """Return whether fewer facts have to change, or as many and fewer days have to pass."""
    return (len(needed), _days(needed)) < (len(best), _days(best))


def _days(needed: Changes) -> int:
    return sum(abs(then - now) for now, then in needed.values() if isinstance(now, int) and isinstance(then, int))


def _needed(condition: Condition, facts: Facts) -> dict[str, tuple[FactValue, FactValue]]:
    return {
        test.fact: (facts.get(test.fact), _accepted(test)) for test in condition if not test.holds(facts.get(test.fact))
    }


def _accepted(test: Test) -> FactValue:
    """Return the accepted value that asks least: the bound for integers, the first by name otherwise."""
    if test.low is not None or test.high is not None:
        return test.low if test.low is not None else test.high
    return sorted(test.accepts, key=str)[0]
