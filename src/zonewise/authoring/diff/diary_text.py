"""How are the past days told that two versions of a protocol answer differently?"""

from collections.abc import Callable, Iterable

from zonewise.report.explanations import sentence

from .diary_days import ChangedDay, ChangedDays, DayAnswer

Wrapped = Callable[[str, str, str], list[str]]


def days_lines(days: ChangedDays, wrapped: Wrapped) -> list[str]:
    """Return the days as lines of a terminal.

    Args:
        days: The days that were looked at.
        wrapped: Breaks a text into lines, given what stands before the first and before the others.
    """
    if days.first is None or days.last is None:
        return ["", "The diary has no past day."]
    span = f"{days.days} past days of the diary, {days.first.isoformat()} to {days.last.isoformat()}"
    if not days.otherwise:
        return ["", *wrapped(f"{span}: none would have been answered otherwise.", "", "")]
    lines = ["", *wrapped(f"{span}: {len(days.otherwise)} would have been answered otherwise", "", "")]
    for each in days.otherwise:
        lines += _day(each, wrapped)
    return lines


def _day(day: ChangedDay, wrapped: Wrapped) -> list[str]:
    before, after = day.old, day.new
    action = f"{before.action} -> {after.action}" if before.action != after.action else before.action
    lines = [f"  {day.day.isoformat()}  {action}"]
    for name, old, new in (
        ("zone", before.zone or "not known", after.zone or "not known"),
        ("dose", sentence(before.dose, day.day), sentence(after.dose, day.day)),
        ("considerations", _ids(each.id for each in before.considerations), _ids(e.id for e in after.considerations)),
        ("asked", _ids(before.ask), _ids(after.ask)),
        ("review", before.review or "none", after.review or "none"),
    ):
        if old != new:
            lines += wrapped(f"{name}: {old} -> {new}", "    ", "      ")
    lines += _because("was", before, wrapped)
    if [rule.id for rule in before.reasons] != [rule.id for rule in after.reasons]:
        lines += _because("would be", after, wrapped)
    return lines


def _because(when: str, answer: DayAnswer, wrapped: Wrapped) -> list[str]:
    lines: list[str] = []
    for rule in answer.reasons:
        lines += wrapped(f"{when} {answer.action}: {rule.because} [{rule.id}]", "    ", "      ")
    return lines


def _ids(ids: Iterable[str]) -> str:
    return ", ".join(ids) or "none"
