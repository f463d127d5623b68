"""Observations converted to entries by their rules."""

import re
from datetime import date

from zonewise.model.amounts import is_dose_unit, measure_of, plain, unit_in_heading
from zonewise.model.entry import EVENTS, RATINGS, Entry, Kind
from zonewise.problem import NotUnderstood, shown

from .cell_values import DateOrder, day_and_time, dose_mg, number, number_text, to_rating
from .file_format import Observation, ReaderOptions, TrackerFormat
from .row_identity import Occurrences, RowContent, entry_of_row
from .tracker_mapping import TrackerRule

# A tracker with one of these values says that the thing was not there. The phases are Bearable's words for the days of
# a cycle that are no period.
_NOT_SO = frozenset(
    ("", "0", "0.0", "no", "none", "false", "n", "skipped", "missed", "follicular", "ovulation", "ovulatory", "luteal")
)
_STRENGTH_IN_NAME = re.compile(r"([0-9]+(?:[.,][0-9]+)?) ?mg ?/ ?ml\b", re.IGNORECASE)
_AMOUNT_WITH_UNIT = re.compile(r"([0-9.,]*[0-9])\s*([^\W\d].*)")


def is_so(value: str) -> bool:
    """Say whether the value of a yes-or-no tracker, or of an amount, says that there was something."""
    return value.casefold() not in _NOT_SO


def entry_of(
    row: Observation,
    rule: TrackerRule,
    file_format: TrackerFormat,
    order: DateOrder,
    options: ReaderOptions,
    occurrences: Occurrences,
) -> Entry | None:
    """Return the entry, or None when the row says that there was nothing, or is to be ignored.

    Raises:
        NotUnderstood: The date, the time or the value cannot be read, or is outside the scale of the rule.
    """
    day, stamped_at, zone = day_and_time(row.day, order, options.latest)
    at, part_of_day = file_format.time_of(row.at)
    converted = _converted_value(row, rule, options)
    if converted is None:
        return None
    kind, name, value, unit, remark = converted
    remark = f"{remark} ({part_of_day})" if remark and part_of_day else remark or part_of_day
    note = "; ".join(filter(None, (remark, row.words)))
    at = at or stamped_at
    row_key = (day.isoformat(), at.isoformat() if at else part_of_day, row.tracker, row.category)
    content = RowContent(day, at, kind, name, value, unit, note)
    return entry_of_row(file_format.name, row_key, content, occurrences, options, zone)


def medicine_start(
    name: str, day: date, file_format: str, options: ReaderOptions, occurrences: Occurrences, *, is_last: bool = False
) -> Entry:
    """Return the entry that a medicine is being taken on the first day, or on the last, on which a file has it."""
    which, row_key = ("last", "medicine, last") if is_last else ("first", "medicine")
    content = RowContent(day, None, "medicine", name, "start", "", f"{which} logged in {file_format}")
    return entry_of_row(file_format, (row_key, name), content, occurrences, options)


ConvertedValue = tuple[Kind, str, str, str, str]
"""Kind, name, value, unit and what the note says about where it comes from."""


def _converted_value(row: Observation, rule: TrackerRule, options: ReaderOptions) -> ConvertedValue | None:
    if rule.target == "ignore" or not row.value:
        return None
    if rule.target in RATINGS:
        return _rating(row, rule)
    if rule.target in EVENTS:
        return ("event", rule.target, "", "", f"{row.tracker}: {row.value}") if is_so(row.value) else None
    if rule.target == "dose":
        return _dose(row, rule, options)
    if rule.target == "sign":
        return _sign(row)
    if rule.target == "note":
        return "note", row.tracker, row.value, "", ""
    return "tracker", row.tracker, row.value, row.unit or rule.unit or rule.scale, ""


def _rating(row: Observation, rule: TrackerRule) -> ConvertedValue:
    if rule.low is None or rule.high is None:
        raise ValueError(f"the rule for {row.tracker} has no scale")
    value = number(row.value, shown(row.tracker))
    if not rule.low <= value <= rule.high:
        raise NotUnderstood(
            f"{shown(row.tracker)} is {number_text(value)}, and its scale is {rule.scale}.",
            "Correct the row, or give the scale that the app really uses.",
            "outside-scale",
        )
    better = ", higher is better" if rule.higher_is == "better" else ""
    remark = f"{row.tracker} {number_text(value)} of {rule.scale}{better}"
    return "rating", rule.target, to_rating(value, rule.low, rule.high, rule.higher_is), "", remark


def _dose(row: Observation, rule: TrackerRule, options: ReaderOptions) -> ConvertedValue:
    amount, unit = row.value, row.unit or rule.unit
    with_unit = _AMOUNT_WITH_UNIT.fullmatch(amount)
    if with_unit:
        amount, unit = with_unit[1], with_unit[2]
    elif not row.unit:
        unit = _unit_below(row.tracker, rule.unit)
    strength = _STRENGTH_IN_NAME.search(row.tracker)
    if strength and measure_of(unit) == "mL":
        unit = f"mL of {strength[1]} mg/mL"
    what = shown(row.tracker)
    mg = dose_mg(amount, unit, options.mg_per_ml, what)
    written = number_text(number(amount, what))
    value = written if unit.casefold() == "mg" else plain(mg)
    return "dose", "naltrexone", value, "mg", f"{row.tracker} {written} {unit}"


def _unit_below(heading: str, unit_of_rule: str) -> str:
    """Return the unit of values without one of their own: as their heading has it, else as the person said.

    Raises:
        NotUnderstood: Both name a unit and they differ, which is a thousandfold between mg and mcg.
    """
    unit_of_heading = unit_in_heading(heading)
    differ = measure_of(unit_of_heading) != measure_of(unit_of_rule)
    if unit_of_heading and is_dose_unit(unit_of_rule) and differ:
        raise NotUnderstood(
            f"{shown(heading)} is in {unit_of_heading}, and its rule says {unit_of_rule}.",
            f"Write the rule without a unit, or with the one that is right: '{heading}=dose:{unit_of_heading}'.",
            "dose-unit",
        )
    return unit_of_rule or unit_of_heading


def _sign(row: Observation) -> ConvertedValue | None:
    grade = number(row.value, shown(row.tracker))
    if grade not in (0, 1, 2, 3):
        raise NotUnderstood(
            f"{shown(row.tracker)} is {number_text(grade)}.",
            "A sign has the grade 1, 2 or 3, or 0 for none.",
            "sign-grade",
        )
    return ("sign", row.tracker, str(int(grade)), "", "") if grade else None
