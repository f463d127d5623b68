"""Observations converted to entries by their rules."""

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from zonewise.model.amounts import in_mg, is_dose_unit, measure_of, parse_mg, plain, unit_in_heading
from zonewise.model.entry import EVENTS, RATINGS, Entry, Kind
from zonewise.problem import NotUnderstood, shown

from .cell_values import dose_mg, is_number, number, number_text, to_rating
from .dates import DateOrder, WrittenMoment, moment_of
from .dose_columns import dose_of_pair, joined_with
from .file_format import Observation, ReaderOptions, TrackerFormat
from .row_identity import Occurrences, RowContent, entry_of_row
from .tracker_mapping import TrackerRule
from .tracker_summary import share_of
from .word_lists import comparable, is_no, is_unanswered, yes_or_no

_STRENGTH_IN_NAME = re.compile(r"([0-9]+(?:[.,][0-9]+)?) ?mg ?/ ?ml\b", re.IGNORECASE)
_EACH = re.compile(r"(?P<amount>[0-9.,]+ ?[^\W\d_]*) each", re.IGNORECASE)
_MOST_TICKS = 10  # Ticks, capsules or tablets of one dose.
_AMOUNT_WITH_UNIT = re.compile(r"([0-9.,]*[0-9])\s*([^\W\d].*)")


def is_so(value: str) -> bool:
    """Say whether the value of a tracker, or an amount, says that there was something."""
    return not is_no(value)


class RowReading(NamedTuple):
    """What reading any row of a file takes, beside its rule."""

    file_format: TrackerFormat
    order: DateOrder  # How its dates begin.
    no_time: bool  # Whether each of its stamps is at midnight, which is no time.
    options: ReaderOptions
    occurrences: Occurrences


def moment_of_row(row: Observation, reading: RowReading) -> tuple[WrittenMoment, str]:
    """Return when a row was, and the part of the day where it is only said in words.

    Raises:
        NotUnderstood: The date or the time cannot be read.
    """
    options = reading.options
    moment = moment_of(row.day, reading.order, options.latest, no_time=reading.no_time, to_local=options.to_local)
    at, part_of_day = reading.file_format.time_of(row.at)
    return (moment if at is None else moment._replace(at=at, key=(moment.key[0], at.isoformat()))), part_of_day


def entry_of(row: Observation, rule: TrackerRule, when: tuple[WrittenMoment, str], reading: RowReading) -> Entry | None:
    """Return the entry, or None when the row says that there was nothing, or is to be ignored.

    Args:
        row: What the row says.
        rule: What its tracker becomes.
        when: From `moment_of_row`.
        reading: What the whole file is read with.

    Raises:
        NotUnderstood: The value cannot be read, or is outside the scale of the rule.
    """
    converted = _converted_value(row, rule, reading.options)
    if converted is None:
        return None
    moment, part_of_day = when
    kind, name, value, unit, remark = converted
    remark = f"{remark} ({part_of_day})" if remark and part_of_day else remark or part_of_day
    note = "; ".join(filter(None, (remark, row.words)))
    row_key = (moment.key[0], moment.key[1] or part_of_day, row.tracker, row.category)
    content = RowContent(moment.day, moment.at, kind, name, value, unit, note)
    return entry_of_row(reading.file_format.name, row_key, content, reading.occurrences, reading.options, moment.zone)


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
    if rule.target in (*RATINGS, "dose", "sign") and is_unanswered(row.value) and not rule.words:
        return None
    if rule.target in RATINGS:
        return _rating(row, rule)
    if rule.target in EVENTS:
        return ("event", rule.target, "", "", f"{row.tracker}: {row.value}") if _happened(row, rule) else None
    if rule.target == "dose":
        return _dose(row, rule, options)
    if rule.target == "sign":
        return _sign(row)
    if rule.target == "note":
        return "note", row.tracker, row.value, "", ""
    return "tracker", row.tracker, row.value, row.unit or rule.unit or rule.scale, ""


def _happened(row: Observation, rule: TrackerRule) -> bool:
    """Return whether an event was there on a day.

    A word for a new medicine that is no yes or no is taken for its name: what is written is screened and asked about.

    Raises:
        NotUnderstood: The word stands on no list of yes and no: it is never a yes.
    """
    said = number_of_word(row.value, rule)
    happened = yes_or_no(row.value) if said is None else said != 0
    if happened is None and rule.target == "new-medicine":
        return True
    if happened is None:
        yes = f"--map '{row.tracker}={rule.target}:{row.value} 1'"
        raise NotUnderstood(
            f"{shown(row.tracker)} is {shown(row.value)}, which is no yes or no that we know.",
            f"Write yes or no, or say that it means yes with {yes}; 0 is no.",
            "yes-or-no",
        )
    return happened


def number_of_word(value: str, rule: TrackerRule) -> Decimal | None:
    """Return the number that a rule gives a word; None when it gives none."""
    if not rule.words:
        return None
    word = comparable(value)
    return next((number for known, number in rule.words if comparable(known) == word), None)


def _rating(row: Observation, rule: TrackerRule) -> ConvertedValue | None:
    if rule.low is None or rule.high is None:
        raise ValueError(f"the rule for {row.tracker} has no scale")
    value = number_of_word(row.value, rule)
    if value is None and is_unanswered(row.value):
        return None
    if value is None and rule.words and not is_number(row.value):
        raise NotUnderstood(
            f"{shown(row.tracker)} is {shown(row.value)}.",
            f"Its words are {', '.join(word for word, _ in rule.words)}.",
            "unknown-word",
        )
    word = "" if value is None else f"{row.value}: "
    value = number(share_of(row.value, rule.high), shown(row.tracker)) if value is None else value
    if not rule.low <= value <= rule.high:
        raise NotUnderstood(
            f"{shown(row.tracker)} is {number_text(value)}, and its scale is {rule.scale}.",
            "Correct the row, or give the scale that the app really uses.",
            "outside-scale",
        )
    better = ", higher is better" if rule.higher_is == "better" else ""
    remark = f"{row.tracker} {word}{number_text(value)} of {rule.scale}{better}"
    return "rating", rule.target, to_rating(value, rule.low, rule.high, rule.higher_is), "", remark


def _dose(row: Observation, rule: TrackerRule, options: ReaderOptions) -> ConvertedValue:
    what = shown(row.tracker)
    if per_tick := _EACH.fullmatch(rule.unit):
        amount, unit = _ticks(row.value, per_tick["amount"], what), "mg"
        return _checked_dose(
            Decimal(amount), rule, options, what, amount, f"{row.tracker} {row.value} of {per_tick[0]}"
        )
    joined = joined_with(rule.unit)
    amount, unit = row.value, row.unit or rule.unit
    if joined is not None:
        amount, unit = dose_of_pair(row.value, row.unit, joined, what), ""
    with_unit = _AMOUNT_WITH_UNIT.fullmatch(amount)
    if with_unit:
        amount, unit = with_unit[1], with_unit[2]
        _refuse_other_unit(row, unit)
    elif is_no(amount):
        amount, unit = "0", unit or "mg"  # a word such as skipped: it was left out
    elif is_number(amount) and number(amount, what) == 0:
        unit = unit or "mg"  # nothing is nothing in any unit
    elif not row.unit:
        unit = _unit_below(row.tracker, rule.unit)
    strength = _STRENGTH_IN_NAME.search(row.tracker)
    if strength and measure_of(unit) == "mL":
        unit = f"mL of {strength[1]} mg/mL"
    mg = dose_mg(amount, unit, options.mg_per_ml, what)
    written = number_text(number(amount, what))
    value = written if unit.casefold() == "mg" else plain(mg)
    return _checked_dose(mg, rule, options, what, value, f"{row.tracker} {written} {unit}")


def _checked_dose(
    mg: Decimal, rule: TrackerRule, options: ReaderOptions, what: str, value: str, remark: str
) -> ConvertedValue:
    highest = rule.most if rule.most is not None else options.highest_mg
    if highest is not None and mg > highest:
        so_much = f"--map '{rule.tracker}=dose:{rule.unit or 'mg'}:up-to-{plain(mg)}'"
        raise NotUnderstood(
            f"{what} is {in_mg(mg)}, and low-dose naltrexone is at most {in_mg(highest)}.",
            f"Is the unit right? If it was so much, say it with {so_much}.",
            "high-dose",
        )
    return "dose", "naltrexone", value, "mg", remark


def _ticks(value: str, amount: str, what: str) -> str:
    """Return the milligrams of so many times an amount; a yes is one of them.

    Raises:
        NotUnderstood: The value is neither a small whole number nor a yes or no.
    """
    happened = yes_or_no(value)
    count = number(value, what) if is_number(value) else None if happened is None else Decimal(int(happened))
    if count is None or count % 1 or not 0 <= count <= _MOST_TICKS:
        raise NotUnderstood(f"{what} is {shown(value)}.", "Write how many were taken, or yes or no.", "tick")
    return plain(parse_mg(amount) * count)


def _refuse_other_unit(row: Observation, unit: str) -> None:
    """Refuse a cell with a unit of its own below a heading with another one: one of the two is a slip of the pen."""
    heading = unit_in_heading(row.tracker)
    if heading and is_dose_unit(unit) and measure_of(heading) != measure_of(unit):
        fault = f"{shown(row.tracker)} is {shown(row.value)}, and its heading says {heading}."
        raise NotUnderstood(fault, "Correct the row, or the heading.", "dose-unit")


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
            f"Say the one that is right with --map '{heading}=dose:{unit_of_heading}'.",
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
