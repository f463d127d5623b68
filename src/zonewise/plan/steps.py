"""The 'steps' part of a plan file, read into doses in order.

Prescribers write them in four ways: even (first, by, up to), a list of amounts, doses with their own time of day, and
several doses a day or doses on alternate days.
"""

from collections.abc import Callable
from decimal import Decimal

from zonewise.located_yaml import List, Map, Node, Text
from zonewise.model.amounts import format_mg, parse_mg

from .plan_fields import Fields, items_of
from .prescribed_plan import MOST_EVERY_DAYS, TIMES_OF_DAY, Intake, Step, is_time_of_day

EVEN_KEYS = ("first", "by", "up-to")
INTAKE_KEYS = ("amount", "at", "every-days", "on-day")
MOST_STEPS = 60
MOST_INTAKES = 6

TIMES_WORDS = f"Write {', '.join(TIMES_OF_DAY)} or a clock time such as 21:30."


def read_steps(plan: Fields, parse: Callable[[str], Decimal] = parse_mg) -> tuple[tuple[Step, ...], tuple[int, ...]]:
    """Return the steps and the line of each.

    Args:
        plan: The keys of the plan; 'steps' and 'at' are read.
        parse: How an amount is read; it raises NotUnderstood.

    Returns:
        The steps without those that had problems, which are collected in `plan.reading`.
    """
    at = _time(plan)
    node = plan.value("steps", example="[0.5 mg, 1 mg, 1.5 mg]")
    if node is None:
        return (), ()
    if isinstance(node, Map) and any(key in EVEN_KEYS for key in node.items):
        return _even(plan, node, at, parse)
    items = items_of(node)
    if not 1 <= len(items) <= MOST_STEPS:
        found = f"'steps' lists {len(items)} doses."
        plan.reading.fault(node, found, f"List from 1 to {MOST_STEPS}.", "number-of-steps")
        return (), ()
    read = [(_step(plan, item, f"step {number}", at, parse), item.line) for number, item in enumerate(items, 1)]
    kept = [(step, line) for step, line in read if step is not None]
    return tuple(step for step, _ in kept), tuple(line for _, line in kept)


def _even(
    plan: Fields, node: Map, at: str | None, parse: Callable[[str], Decimal]
) -> tuple[tuple[Step, ...], tuple[int, ...]]:
    even = Fields(node, plan.reading, "even steps", EVEN_KEYS)
    first = even.amount("first", parse, example="0.5 mg")
    by = even.amount("by", parse, example="0.5 mg")
    last = even.amount("up-to", parse, example="4.5 mg")
    if first is None or by is None or last is None:
        return (), ()
    count = (last - first) // by + 1
    if not 1 <= count <= MOST_STEPS:
        path = f"from {format_mg(first)} by {format_mg(by)} up to {format_mg(last)}"
        found = f"{path} there are {max(int(count), 0)} steps."
        plan.reading.fault(node, found, f"Write from 1 to {MOST_STEPS} steps.", "number-of-steps")
        return (), ()
    amounts = tuple(first + by * number for number in range(int(count)))
    if amounts[-1] != last:
        path = f"steps of {format_mg(by)} from {format_mg(first)}"
        found = f"{path} reach {format_mg(amounts[-1])}, not {format_mg(last)}."
        expected = f"Write 'up-to: {format_mg(amounts[-1])}', or list the doses one by one."
        plan.reading.fault(even.line_of("up-to"), found, expected, "uneven-steps")
        return (), ()
    time = _needed(plan, at, "even steps", node.line)
    if time is None:
        return (), ()
    return tuple(Step((Intake(mg, time),)) for mg in amounts), (node.line,) * len(amounts)


def _step(plan: Fields, node: Node, name: str, at: str | None, parse: Callable[[str], Decimal]) -> Step | None:
    items = items_of(node)
    if not 1 <= len(items) <= MOST_INTAKES:
        found = f"{name} lists {len(items)} doses a day."
        plan.reading.fault(node, found, f"List from 1 to {MOST_INTAKES}.", "number-of-doses")
        return None
    intakes = [_intake(plan, item, name, at, parse) for item in items]
    kept = tuple(intake for intake in intakes if intake is not None)
    if len(kept) < len(intakes):
        return None
    try:
        return Step(kept)
    except ValueError as error:
        plan.reading.fault(node, f"{name}: {error}.", "Give each dose its own time, or add them up.", "doses-together")
        return None


def _intake(plan: Fields, node: Node, name: str, at: str | None, parse: Callable[[str], Decimal]) -> Intake | None:
    if isinstance(node, List):
        plan.reading.fault(node, f"{name} holds a list in a list.", "List its doses one by one.", "wrong-type")
        return None
    if isinstance(node, Text):
        mg = plan.parse_amount(name, node, parse) if not node.is_null else None
        if node.is_null:
            plan.reading.fault(node, f"{name} is empty.", "Write an amount such as 1.5 mg.", "empty-value")
        time = _needed(plan, at, name, node.line)
        return None if mg is None or time is None else Intake(mg, time)
    fields = Fields(node, plan.reading, f"a dose of {name}", INTAKE_KEYS)
    mg = fields.amount("amount", parse, example="1.5 mg")
    time = _time(fields) if fields.has("at") else _needed(plan, at, name, node.line)
    every = fields.length("every-days", "days") if fields.has("every-days") else 1
    on = fields.length("on-day", "days") if fields.has("on-day") else 1
    if mg is None or time is None or every is None or on is None:
        return None
    if every > MOST_EVERY_DAYS or on > every:
        found = f"{name} falls on day {on} of every {every} days."
        expected = f"Write every-days from 1 to {MOST_EVERY_DAYS}, and on-day from 1 to that number."
        plan.reading.fault(node, found, expected, "day-pattern")
        return None
    return Intake(mg, time, every, on)


def _time(fields: Fields) -> str | None:
    scalar = fields.scalar("at")
    if scalar is None:
        return None
    text = scalar.words.casefold()
    text = f"0{text}" if len(text) == 4 and text[1] == ":" else text
    if is_time_of_day(text):
        return text
    fields.reading.fault(scalar, f"'at' is '{scalar.words}'.", TIMES_WORDS, "unknown-time")
    return None


def _needed(plan: Fields, at: str | None, name: str, line: int) -> str | None:
    """Return the plan's time of day; when it has none, say so once for each dose that needs it."""
    if at is None and not plan.has("at"):
        expected = f"Add 'at:' to the plan or to the dose. {TIMES_WORDS}"
        plan.reading.fault(line, f"{name} has no time of day.", expected, "no-time")
    return at
