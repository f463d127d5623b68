"""Which doses does the 'steps' part of a plan file describe, in order?

Prescribers write them in four ways: even (first, by, up to), a list of amounts, doses with their own time of day, and
several doses a day or doses on alternate days.
"""

from collections.abc import Callable
from decimal import Decimal

from zonewise.model.amounts import format_mg, parse_mg

from .located_yaml import Block, Leaf, Listing, Tree
from .plan_fields import Fields
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
        The steps without those that had problems, which are collected in `plan.problems`.
    """
    at = _time(plan)
    tree = plan.tree("steps", example="[0.5 mg, 1 mg, 1.5 mg]")
    if tree is None:
        return (), ()
    if isinstance(tree, Block) and any(key in EVEN_KEYS for key, _, _ in tree.entries):
        return _even(plan, tree, at, parse)
    items = tree.items if isinstance(tree, Listing) else (tree,)
    if not 1 <= len(items) <= MOST_STEPS:
        found = f"'steps' lists {len(items)} doses."
        plan.refuse(tree.line, found, f"List from 1 to {MOST_STEPS}.", "number-of-steps")
        return (), ()
    read = [(_step(plan, item, f"step {number}", at, parse), item.line) for number, item in enumerate(items, 1)]
    kept = [(step, line) for step, line in read if step is not None]
    return tuple(step for step, _ in kept), tuple(line for _, line in kept)


def _even(
    plan: Fields, block: Block, at: str | None, parse: Callable[[str], Decimal]
) -> tuple[tuple[Step, ...], tuple[int, ...]]:
    even = Fields(block, plan.where, "even steps", EVEN_KEYS, plan.problems)
    first = even.parsed("first", parse, example="0.5 mg")
    by = even.parsed("by", parse, example="0.5 mg")
    last = even.parsed("up-to", parse, example="4.5 mg")
    if first is None or by is None or last is None:
        return (), ()
    count = (last - first) // by + 1
    if not 1 <= count <= MOST_STEPS:
        path = f"from {format_mg(first)} by {format_mg(by)} up to {format_mg(last)}"
        found = f"{path} there are {max(int(count), 0)} steps."
        plan.refuse(block.line, found, f"Write from 1 to {MOST_STEPS} steps.", "number-of-steps")
        return (), ()
    amounts = tuple(first + by * number for number in range(int(count)))
    if amounts[-1] != last:
        path = f"steps of {format_mg(by)} from {format_mg(first)}"
        found = f"{path} reach {format_mg(amounts[-1])}, not {format_mg(last)}."
        expected = f"Write 'up-to: {format_mg(amounts[-1])}', or list the doses one by one."
        plan.refuse(even.line_of("up-to"), found, expected, "uneven-steps")
        return (), ()
    time = _needed(plan, at, "even steps", block.line)
    if time is None:
        return (), ()
    return tuple(Step((Intake(mg, time),)) for mg in amounts), (block.line,) * len(amounts)


def _step(plan: Fields, tree: Tree, name: str, at: str | None, parse: Callable[[str], Decimal]) -> Step | None:
    items = tree.items if isinstance(tree, Listing) else (tree,)
    if not 1 <= len(items) <= MOST_INTAKES:
        found = f"{name} lists {len(items)} doses a day."
        plan.refuse(tree.line, found, f"List from 1 to {MOST_INTAKES}.", "number-of-doses")
        return None
    intakes = [_intake(plan, item, name, at, parse) for item in items]
    kept = tuple(intake for intake in intakes if intake is not None)
    if len(kept) < len(intakes):
        return None
    try:
        return Step(kept)
    except ValueError as error:
        plan.refuse(tree.line, f"{name}: {error}.", "Give each dose its own time, or add them up.", "doses-together")
        return None


def _intake(plan: Fields, tree: Tree, name: str, at: str | None, parse: Callable[[str], Decimal]) -> Intake | None:
    if isinstance(tree, Listing):
        plan.refuse(tree.line, f"{name} holds a list in a list.", "List its doses one by one.", "wrong-type")
        return None
    if isinstance(tree, Leaf):
        mg = plan.parse_leaf(name, tree, parse) if not tree.empty else None
        if tree.empty:
            plan.refuse(tree.line, f"{name} is empty.", "Write an amount such as 1.5 mg.", "empty-value")
        time = _needed(plan, at, name, tree.line)
        return None if mg is None or time is None else Intake(mg, time)
    fields = Fields(tree, plan.where, f"a dose of {name}", INTAKE_KEYS, plan.problems)
    mg = fields.parsed("amount", parse, example="1.5 mg")
    time = _time(fields) if fields.has("at") else _needed(plan, at, name, tree.line)
    every = fields.length("every-days", "days") if fields.has("every-days") else 1
    on = fields.length("on-day", "days") if fields.has("on-day") else 1
    if mg is None or time is None or every is None or on is None:
        return None
    if every > MOST_EVERY_DAYS or on > every:
        found = f"{name} falls on day {on} of every {every} days."
        expected = f"Write every-days from 1 to {MOST_EVERY_DAYS}, and on-day from 1 to that number."
        plan.refuse(tree.line, found, expected, "day-pattern")
        return None
    return Intake(mg, time, every, on)


def _time(fields: Fields) -> str | None:
    leaf = fields.word("at")
    if leaf is None:
        return None
    text = leaf.text.casefold()
    text = f"0{text}" if len(text) == 4 and text[1] == ":" else text
    if is_time_of_day(text):
        return text
    fields.refuse(leaf.line, f"'at' is '{leaf.text}'.", TIMES_WORDS, "unknown-time")
    return None


def _needed(plan: Fields, at: str | None, name: str, line: int) -> str | None:
    """Return the plan's time of day; when it has none, say so once for each dose that needs it."""
    if at is None and not plan.has("at"):
        expected = f"Add 'at:' to the plan or to the dose. {TIMES_WORDS}"
        plan.refuse(line, f"{name} has no time of day.", expected, "no-time")
    return at
