"""What does a row of a Bearable export say?

Old header `date,weekday,time of day,category,rating/amount,detail,notes` with dates like 22nd Sep 2020; newer exports
add `date formatted`, which is preferred. What `detail` holds depends on the category: a name with a level or unit in
brackets, or a list separated by ` | ` whose items may end in a level.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from zonewise.problem import NotUnderstood

from .file_layout import FileLayout, folded
from .observation import Observation

WHOLE = ("mood", "energy", "sleep", "sleep quality", "period", "gratitudes", "food diary")
"""Categories that are one tracker; in the others `detail` names it."""

LEVELS = {"none": "0", "mild": "1", "moderate": "2", "severe": "3", "unbearable": "4"}

_BRACKETS = re.compile(r"(.*?)\s*\(([^()]*)\)\s*")
_SYMBOLS_FIRST = re.compile(r"^[^\w(]+(?=\w)")


def bearable_reader(layout: FileLayout) -> Callable[[list[str]], Iterator[Observation]]:
    """Return a function from the fields of a row to what it says: one thing, or one for each item of a list."""
    columns = layout.columns
    absent = len(columns)
    place = {name: columns.index(name) if name in columns else absent for name in ("time of day", "notes")}
    day = columns.index("date formatted" if "date formatted" in columns else "date")
    category, rating, detail = (columns.index(name) for name in ("category", "rating/amount", "detail"))

    def read(fields: list[str]) -> Iterator[Observation]:
        cells = [field.strip() for field in fields] + [""]
        if not cells[category]:
            raise NotUnderstood("The row has no category.", "Export it again from Bearable.", "empty-name")
        whole = Observation(cells[day], cells[place["time of day"]], "", cells[category], "", "", cells[place["notes"]])
        return _observed(whole, cells[rating], cells[detail])

    return read


def _observed(row: Observation, rating: str, detail: str) -> Iterator[Observation]:
    group = folded(row.category)
    if group in WHOLE:
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


def _items(row: Observation, detail: str) -> Iterator[Observation]:
    for position, item in enumerate(filter(None, map(str.strip, detail.split("|")))):
        name, dash, level = item.rpartition(" - ")
        tracker = _SYMBOLS_FIRST.sub("", name.strip() if dash else item)
        yield replace(row, tracker=tracker, value=level.strip() if dash else "yes", words="" if position else row.words)


def _with_brackets(detail: str) -> tuple[str, str]:
    found = _BRACKETS.fullmatch(detail)
    name, inside = (found[1], found[2].strip()) if found else (detail, "")
    return _SYMBOLS_FIRST.sub("", name), inside


def _joined(*texts: str) -> str:
    return "; ".join(filter(None, texts))
