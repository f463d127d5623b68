"""The export of Bearable: one row for each thing that was written down.

Old header `date,weekday,time of day,category,rating/amount,detail,notes` with dates like 22nd Sep 2020; newer exports
add `date formatted`, which is preferred. What `detail` holds depends on the category: a name with a level or unit in
brackets, or a list separated by ` | ` whose items may end in a level.

Scales, as Bearable's help pages give them: mood and energy 1 to 10, sleep quality and custom ratings 1 to 5, symptoms
0 to 4; a health measurement is whatever the person made of it, often 0 to 10. Exports of 2020 and 2021 have energy from
1 to 5 and the word of each step in `detail`. What was rated in a file says nothing about its scale.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import time

from zonewise.model.substances import is_naltrexone_alone
from zonewise.problem import NotUnderstood

from .cell_values import is_number
from .column_names import column_name, rating_of_symptom
from .file_format import FileLayout, Observation, RowReader, TrackerFormat
from .known_names import event_of, folded
from .sheet_proposal import propose_rule
from .tracker_mapping import TrackerMapping, TrackerRule
from .tracker_summary import CHEST_PAIN, TrackerSummary

WHOLE = ("mood", "energy", "sleep", "sleep quality", "period", "gratitudes", "food diary")
"""Categories that are one tracker; in the others `detail` names it."""

ENERGY_IN_WORDS = "energy in five words"
"""The category given to what the exports of 2020 and 2021 say of energy, so that each row keeps its own scale."""

_FIVE_WORDS = {"awful": "1", "poor": "2", "ok": "3", "good": "4", "great": "5"}
_BLEEDING = ("light", "medium", "moderate", "heavy", "very heavy")
_PERIOD_PHASES = ("period", "menstrual", "menstruation", "menses")
_ZERO_TO_TEN = ("", "0-10", "/10", "out of 10", "score", "level", "rating", "scale", "points", "0 - 10")
_CUSTOM = ("custom rating", "custom ratings", "custom", "ratings", "rating")
_MEASUREMENTS = ("health measurements", "health measurement", "measurements")

_RATED = ("mood", "energy", "sleep quality")
"""Categories of one rating each."""

LEVELS = {"none": "0", "mild": "1", "moderate": "2", "severe": "3", "unbearable": "4"}

_MEDICINES = ("meds/supplements", "meds", "medication", "medications", "supplements")
_BRACKETS = re.compile(r"(.*?)\s*\(([^()]*)\)\s*")
_SYMBOLS_FIRST = re.compile(r"^[^\w(]+(?=\w)")


class Bearable(TrackerFormat):
    """Bearable's CSV, the older header and the newer one."""

    name = "bearable"
    title = "an export of Bearable"
    becomes = "Your mood, energy, sleep, symptoms, medicines and periods. More below."
    columns_read = (
        *("date", "time of day", "category", "rating/amount", "detail", "notes"), "date formatted", "weekday",
    )  # fmt: skip

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether one of its own columns is there, or two that belong together."""
        return "rating/amount" in columns or {"time of day", "category"} <= set(columns)

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return what both headers have, and the date that is easier to read where both are there."""
        dated = "date formatted" if "date formatted" in columns else "date"
        return (dated, "category", "rating/amount", "detail")

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows: each says one thing, or one for each item of a list."""
        columns = layout.columns
        absent = len(columns)
        at, notes = (columns.index(name) if name in columns else absent for name in ("time of day", "notes"))
        day, category, rating, detail = map(columns.index, self.needed_columns(columns))

        def read_row(fields: list[str]) -> Iterator[Observation]:
            cells = [*(field.strip() for field in fields), ""]
            if not cells[category]:
                raise NotUnderstood("The row has no category.", "Export it again from Bearable.", "empty-name")
            whole = Observation(cells[day], cells[at], "", cells[category], "", "", cells[notes])
            return _observed(whole, cells[rating], cells[detail])

        return read_row

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return what each tracker most likely is; it may be used as it stands."""
        return tuple(map(_proposed, trackers))

    def time_of(self, text: str) -> tuple[time | None, str]:
        """Return the time, or the part of the day as Bearable says it: am, mid, pm."""
        return super().time_of(text) if text[:1].isdigit() else (None, text)


def _proposed(summary: TrackerSummary) -> TrackerRule:
    name, group = folded(summary.tracker), folded(summary.category)
    if group == "mood":
        return summary.as_rating("mood", 1, 10, "better", "in Bearable 10 is the best mood")
    if group == "energy":
        return summary.as_rating("fatigue", 1, 10, "better", "in Bearable 10 is the most energy")
    if group == ENERGY_IN_WORDS:
        return summary.as_rating("fatigue", 1, 5, "better", "as the words beside it say: 1 awful to 5 great")
    if group == "sleep quality":
        return summary.as_rating("sleep", 1, 5, "better", "in Bearable 5 is the best sleep")
    if group in _CUSTOM or group in _MEASUREMENTS:
        return _of_own_making(summary, group in _CUSTOM)
    if group == "sleep":
        return summary.under_own_name(unit="hours")
    if group == "symptom":
        rating = rating_of_symptom(name)
        if rating:
            return summary.as_rating(rating, 0, 4, because="mild 1, moderate 2, severe 3, unbearable 4")
        return summary.under_own_name(4, because=CHEST_PAIN if "chest" in name else "")
    if is_naltrexone_alone(name):
        return summary.as_medicine() if summary.shows_dose_unit() else propose_rule(summary)
    if group in _MEDICINES:
        return summary.as_medicine()
    event = event_of(name)
    return summary.as_target(event) if event else summary.under_own_name()


def _of_own_making(summary: TrackerSummary, is_custom: bool) -> TrackerRule:
    """Return the rule of a custom rating, 1 to 5, or of a health measurement whose unit says that it is 0 to 10."""
    low, high = (1, 5) if is_custom else (0, 10)
    unit = "" if is_custom else folded(summary.unit)
    name = column_name(summary.tracker)
    if unit not in _ZERO_TO_TEN or not name.rating:
        return summary.under_own_name(because=name.because)
    if summary.other_values or not summary.is_within(low, high):
        return summary.under_own_name(because=f"its values are not on Bearable's scale {low}-{high}")
    because = f"Bearable has {'custom ratings' if is_custom else 'such measurements'} from {low} to {high}"
    rule = summary.as_rating(name.rating, low, high, "better" if name.upper_end == "better" else "worse", because)
    return replace(rule, questions=("good-end",)) if name.upper_end == "either" else rule


def _observed(row: Observation, rating: str, detail: str) -> Iterator[Observation]:
    group = folded(row.category)
    if group == "energy" and folded(detail) in _FIVE_WORDS:
        is_of_five = rating in ("", _FIVE_WORDS[folded(detail)])
        value = _FIVE_WORDS[folded(detail)] if is_of_five else rating
        if is_of_five:  # under another name, so that what is said of one scale changes nothing of the other
            row = replace(row, tracker=f"{row.category} in five steps", category=ENERGY_IN_WORDS)
        row = replace(row, tracker=row.tracker or row.category)
        yield replace(row, value=value, words=_joined(detail, row.words))
    elif group == "period":
        yield _period(row, rating, detail)
    elif group in _RATED and not is_number(rating):
        # Words alone, such as what was felt, are no number on the scale.
        yield replace(row, tracker=f"{row.category} in words", category="", value=_joined(rating, detail))
    elif group in WHOLE:
        words = detail if rating else ""
        yield replace(row, tracker=row.category, value=rating or detail, words=_joined(words, row.words))
    elif group == "symptom":
        yield _symptom(row, rating, detail)
    elif rating or not detail:
        name, unit = _with_brackets(detail)
        yield replace(row, tracker=name or row.category, value=rating or row.words, unit=unit)
    else:
        yield from _items(row, detail)


def _symptom(row: Observation, rating: str, detail: str) -> Observation:
    name, level = _with_brackets(detail)
    word = LEVELS.get(level.casefold())
    if word is None and level:
        name = detail  # the brackets are part of the name
    value = LEVELS.get(rating.casefold(), rating) or word or ""
    return replace(row, tracker=name or row.category, value=value)


def _period(row: Observation, rating: str, detail: str) -> Observation:
    """Return the event of a day with bleeding, or the phase of the cycle under its own name."""
    _, level = _with_brackets(detail)
    bleeds = folded(level or detail or rating)
    words = _joined(rating, detail, row.words)
    if bleeds in _BLEEDING or (not level and folded(rating) in _PERIOD_PHASES):
        return replace(row, tracker=row.category, value="yes", words=words)
    return replace(row, tracker="Cycle", value=rating or detail, words=_joined(detail if rating else "", row.words))


def _items(row: Observation, detail: str) -> Iterator[Observation]:
    for position, item in enumerate(filter(None, map(str.strip, detail.split("|")))):
        name, dash, level = item.rpartition(" - ")
        tracker = _SYMBOLS_FIRST.sub("", name.strip() if dash else item)
        yield replace(row, tracker=tracker, value=level.strip() if dash else "yes", words="" if position else row.words)


def _with_brackets(detail: str) -> tuple[str, str]:
    match = _BRACKETS.fullmatch(detail)
    name, inside = (match[1], match[2].strip()) if match else (detail, "")
    return _SYMBOLS_FIRST.sub("", name), inside


def _joined(*texts: str) -> str:
    return "; ".join(filter(None, texts))
