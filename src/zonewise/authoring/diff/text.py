"""The differences between two versions of a protocol as lines of a terminal."""

from collections.abc import Iterable, Sequence
from textwrap import wrap

from zonewise.authoring.states.answer_states import NO_RULE, NOT_PUT, OPEN
from zonewise.report.explanations import sentence

from .comparison import ACTION, AnswerChange, QuestionComparison, StateBox, Values
from .declarations_text import declared_lines, number_lines, rule_lines, source_lines
from .diary_days import ChangedDay, ChangedDays, DayAnswer
from .value_words import answer_word, box_words, example_words, rules_words
from .versions import LESS, ProtocolDiff, caution

WIDTH = 80
MOST_BOXES = 5
MOST_EXCEPTIONS = 3
LEAST_SHARE = 0.001


def diff_text(diff: ProtocolDiff, days: ChangedDays | None, *, every_box: bool) -> str:
    """Return all differences as lines of a terminal.

    Args:
        days: The past days of a diary, or None.
        every_box: Whether all boxes are shown, not the largest alone.
    """
    lines = [f"{_version(diff, 0)} -> {_version(diff, 1)}", *_wrapped(_summary(diff))]
    lines += _titled("Facts, answers and order", declared_lines(diff))
    lines += _titled("Rules", rule_lines(diff))
    lines += _titled("Numbers", number_lines(diff))
    for compared in diff.comparison.compared:
        if compared.states:
            lines += _compared(diff, compared, every_box)
    lines += _same(diff)
    texts = [f"{name}: other text" for name in diff.files]
    lines += _titled("Changes only what is said", [*source_lines(diff), *_other_reasons(diff), *texts])
    if days is not None:
        lines += _days(days)
    return "\n".join(lines) + "\n"


def _version(diff: ProtocolDiff, side: int) -> str:
    rule_set = (diff.old, diff.new)[side]
    return f"{rule_set.id} {rule_set.version} ({diff.where[side]})"


def _summary(diff: ProtocolDiff) -> str:
    comparison = diff.comparison
    looked = (
        f"{_states(comparison.combinations)} compared: every combination of the values of {len(comparison.axes)}"
        " facts that either version tells apart, not known being one of them."
    )
    if not comparison.states:
        return f"{looked} No state changes its answer."
    return f"{looked} In {_states(comparison.states)}{_share(diff, comparison.states)} an answer changes."


def _states(states: int) -> str:
    return f"{states:,} state" + ("" if states == 1 else "s")


def _share(diff: ProtocolDiff, states: int) -> str:
    share = states / diff.comparison.combinations
    return f" ({100 * share:.2g} %)" if share >= LEAST_SHARE else ""


def _compared(diff: ProtocolDiff, compared: QuestionComparison, every_box: bool) -> list[str]:
    what = "THE ACTION" if compared.name == ACTION else f"The answer of {_name(compared)}"
    lines = ["", f"{what} changes in {_states(compared.states)}{_share(diff, compared.states)}"]
    for change in sorted(compared.changes, key=lambda change: not _is_answer(change)):
        lines += _change(diff, compared, change, every_box)
    return lines


def _is_answer(change: AnswerChange) -> bool:
    """Say whether there is an answer before and after; such changes are told first."""
    return not {change.old, change.new} & {OPEN, NOT_PUT, NO_RULE}


def _name(compared: QuestionComparison) -> str:
    return f"{compared.name}, {compared.word}" if compared.word else compared.name


def _change(diff: ProtocolDiff, compared: QuestionComparison, change: AnswerChange, every_box: bool) -> list[str]:
    towards = caution(diff, compared.name, change)
    mark = f", {towards.upper() if towards == LESS else towards}" if towards else ""
    lines = [f"  {answer_word(change.old)} -> {answer_word(change.new)}{mark}: {_states(change.states)}"]
    if change.around is not None and len(change.around.exceptions) <= MOST_EXCEPTIONS and not every_box:
        return lines + _around(diff, change, change.around.box, change.around.exceptions)
    if len(change.boxes) == 1:
        return lines + _box(diff, change, change.boxes[0], change.boxes[0].allowed, "    ")
    shared = _shared([box.allowed for box in change.boxes])
    if shared:
        lines += _wrapped(f"In all of its {len(change.boxes)} boxes: {box_words(shared, _order(diff))}", "    ", "    ")
    shown = change.boxes if every_box else change.boxes[:MOST_BOXES]
    for number, box in enumerate(shown, 1):
        own = tuple(part for part in box.allowed if part not in shared)
        lines += _box(diff, change, box, own, f"    {number}. {_states(box.states)}: ")
    rest = change.boxes[len(shown) :]
    if rest:
        states = _states(sum(box.states for box in rest))
        lines += _wrapped(f"--all and --json show {len(rest)} smaller boxes with {states} more.", "    ", "    ")
    return lines


def _shared(boxes: Sequence[Values]) -> Values:
    return tuple(part for part in boxes[0] if all(part in box for box in boxes))


def _box(diff: ProtocolDiff, change: AnswerChange, box: StateBox, own: Values, lead: str) -> list[str]:
    indent = "       " if len(lead) > 4 else lead
    lines = _wrapped(box_words(own, _order(diff)), lead, indent)
    return lines + _behind(diff, change, box, indent)


def _around(diff: ProtocolDiff, change: AnswerChange, box: StateBox, exceptions: Sequence[Values]) -> list[str]:
    lines = _wrapped(box_words(box.allowed, _order(diff)), "    ", "    ")
    for number, exception in enumerate(exceptions):
        own = tuple(part for part in exception if part not in box.allowed)
        lines += _wrapped(f"{'nor' if number else 'but not'} where {box_words(own, _order(diff))}", "    ", "      ")
    return lines + _behind(diff, change, box, "    ")


def _behind(diff: ProtocolDiff, change: AnswerChange, box: StateBox, indent: str) -> list[str]:
    """Return the rules of both sides and an example; of the example what the box itself does not settle."""
    old, new = answer_word(change.old), answer_word(change.new)
    lines = _wrapped(f"{old} {rules_words(box.old)} -> {new} {rules_words(box.new)}", indent, indent + "  ")
    return lines + _wrapped(f"Such as: {_example(diff, box)}.", indent, indent + "  ")


def _example(diff: ProtocolDiff, box: StateBox) -> str:
    """Return one state of a box: what is chosen where the box leaves a choice, and how the rest stands."""
    settled = {axis.name for axis, codes in box.allowed if len(codes) == 1 and axis.is_one_value(codes[0])}
    may_be_unknown = any(0 in codes and len(codes) > 1 for _, codes in box.allowed)
    chosen = {name: value for name, value in box.example.items() if name not in settled}
    rest = "the rest as it stands here" if settled else "the rest not known"
    if settled and may_be_unknown:
        rest += ", not known where it may be"
    return "; ".join(filter(None, (example_words(chosen, _order(diff)), rest)))


def _order(diff: ProtocolDiff) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*diff.new.facts, *diff.old.facts)))


def _same(diff: ProtocolDiff) -> list[str]:
    changed: dict[str, bool] = {}
    for compared in diff.comparison.compared:
        changed[compared.name] = changed.get(compared.name, False) or bool(compared.states)
    same = [name for name, other in changed.items() if not other]
    if not same or len(same) == len(changed):
        return []
    return ["", *_wrapped(f"No state changes its answer in {', '.join(same)}.")]


def _other_reasons(diff: ProtocolDiff) -> list[str]:
    """Return a line for each rule that is a reason elsewhere although the answer is the same."""
    places: dict[str, list[str]] = {}
    for compared in diff.comparison.compared:
        for reason in compared.reasons:
            counts = [f"newly in {_states(reason.newly)}"] if reason.newly else []
            counts += [f"no longer in {_states(reason.no_longer)}"] if reason.no_longer else []
            places.setdefault(reason.rule, []).append(f"{_name(compared)} {' and '.join(counts)}")
    return [f"rule {rule}, a reason for the same answer: {'; '.join(where)}" for rule, where in places.items()]


def _days(days: ChangedDays) -> list[str]:
    if days.first is None or days.last is None:
        return ["", "The diary has no past day."]
    span = f"{days.days} past days of the diary, {days.first.isoformat()} to {days.last.isoformat()}"
    if not days.otherwise:
        return ["", *_wrapped(f"{span}: none would have been answered otherwise.")]
    lines = ["", *_wrapped(f"{span}: {len(days.otherwise)} would have been answered otherwise")]
    for day in days.otherwise:
        lines += _day(day)
    return lines


def _day(day: ChangedDay) -> list[str]:
    before, after = day.old, day.new
    action = f"{before.action} -> {after.action}" if before.action != after.action else before.action
    lines = [f"  {day.day.isoformat()}  {action}"]
    for name, old, new in (
        ("zone", before.zone or "not known", after.zone or "not known"),
        ("dose", sentence(before.dose, day.day), sentence(after.dose, day.day)),
        ("considerations", ", ".join(before.considerations) or "none", ", ".join(after.considerations) or "none"),
        ("asked", ", ".join(before.ask) or "none", ", ".join(after.ask) or "none"),
        ("review", before.review or "none", after.review or "none"),
    ):
        if old != new:
            lines += _wrapped(f"{name}: {old} -> {new}", "    ", "      ")
    lines += _because("was", before)
    if [rule.id for rule in before.reasons] != [rule.id for rule in after.reasons]:
        lines += _because("would be", after)
    return lines


def _because(when: str, answer: DayAnswer) -> list[str]:
    lines = (f"{when} {answer.action}: {rule.because} [{rule.id}]" for rule in answer.reasons)
    return [line for text in lines for line in _wrapped(text, "    ", "      ")]


def _titled(title: str, texts: Iterable[str]) -> list[str]:
    items = [line for text in texts for line in _wrapped(text, "  - ", "    ")]
    return ["", title, *items] if items else []


def _wrapped(text: str, first: str = "", then: str = "") -> list[str]:
    return wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=then, break_on_hyphens=False, break_long_words=False
    )
