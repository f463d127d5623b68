"""Is a missing fact asked exactly when it could change the action?

A fact is asked when one of its boxes agrees with what is known. So two things are shown: in every state of every box
the fact really decides, and every state in which it decides lies in one of its boxes.
"""

from zonewise.rules.compiled_table import FactColumn
from zonewise.rules.missing_facts import FactBox, deciding_states

from .machine import Choice, Machine, Outcome


def needless_question(machine: Machine) -> tuple[int, Outcome | None]:
    """Return how many states lie in boxes, and the smallest in which a box's fact does not decide, or None."""
    table, total = machine.engine.actions, 0
    for box in deciding_states(table).boxes:
        choices = machine.every(unknown=False, copies=2)
        for number, column in enumerate(table.columns):
            choices[column.fact.name] = _in_box(box, number, column)
        outcomes = machine.walk(choices)
        total += sum(outcome.count for outcome in outcomes)
        same = next((each for each in outcomes if each.actions[0] == each.actions[1]), None)
        if same is not None:
            return total, same
    return total, None


def omitted_question(machine: Machine, name: str) -> tuple[int, Outcome | None]:
    """Return how many states were covered, and one in which the fact decides and none of its boxes lies, or None."""
    table = machine.engine.actions
    order = machine.engine.rule_set.actions.index
    numbers = {column.fact.name: number for number, column in enumerate(table.columns)}
    boxes = [box for box in deciding_states(table).boxes if box.column == numbers.get(name)]

    def leaves_out(fact: str, choice: Choice) -> int:
        if fact not in numbers:
            return 0  # no clause looks at it, so no box is about it
        column = table.columns[numbers[fact]]
        codes = [column.code(value) for value in choice]
        mask = 0
        for bit, box in enumerate(boxes):
            within = box.domains[numbers[fact]] >> codes[-1] & 1
            if fact == name:
                within &= box.accepted >> codes[0] & 1
            mask |= (not within) << bit
        return mask

    choices = machine.every(unknown=False, copies=2)
    values = machine.columns[name].codes
    choices[name] = [(one, other) for one in values for other in values if one != other]
    outcomes = machine.walk(choices, leaves_out)
    every = (1 << len(boxes)) - 1
    missed = next(
        (each for each in outcomes if order(each.actions[0]) < order(each.actions[1]) and each.tags == every), None
    )
    return sum(outcome.count for outcome in outcomes), missed


def asked_although_known(machine: Machine) -> str:
    """Return the name of a fact that could be asked although it is known, or ""."""
    deciding = deciding_states(machine.engine.actions)
    for (name, of_fact), (_, by_value, beyond) in zip(deciding.facts, deciding.lookups, strict=True):
        if any(mask & of_fact for value, mask in by_value.items() if value is not None) or beyond & of_fact:
            return name
    return ""


def _in_box(box: FactBox, number: int, column: FactColumn) -> list[Choice]:
    inside = [value for value in column.codes if box.domains[number] >> column.code(value) & 1]
    if number != box.column:
        return [(value, value) for value in inside]
    bringing = [value for value in column.codes if box.accepted >> column.code(value) & 1]
    return [(one, other) for one in bringing for other in inside]
