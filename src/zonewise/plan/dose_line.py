"""The doses of one written line, such as "0.5 mg in the morning and 1 mg at bedtime".

A line is cut into the words of a plan file; nothing is judged here. What is not understood stays in the amount, so that
the reader of the file refuses it and says what it found.
"""

import re
from dataclasses import dataclass, replace

from .prescribed_plan import TIMES_OF_DAY

_BETWEEN = re.compile(r"\s*(?:\+|&|\band\b)\s*", re.IGNORECASE)
_TIME = re.compile(
    rf"(?:\bat\s+|\bin\s+the\s+)?\b(?P<at>{'|'.join(TIMES_OF_DAY)}|[0-9]{{1,2}}:[0-9]{{2}})\b", re.IGNORECASE
)
_ON_DAY = re.compile(r"\bon\s+day\s+(?P<on>[0-9])\s+of\s+every\s+(?P<every>[0-9])\b(?:\s+days)?", re.IGNORECASE)
_EVERY = re.compile(
    r"(?:\bon\s+)?\b(?:every\s+(?:other|second)\s+day|alternate\s+days|every\s+(?P<every>[0-9])\s+days)\b",
    re.IGNORECASE,
)
_TWICE = re.compile(r"\btwice\s+(?:a\s+day|daily)\b", re.IGNORECASE)
_DAILY = re.compile(r"\b(?:once\s+(?:a\s+day|daily)|every\s+day|each\s+day|a\s+day|daily)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WrittenDose:
    """One dose as a line writes it, each part a text; "" for what the line leaves out."""

    amount: str  # The amount, with everything that was not understood.
    at: str = ""  # Time of day.
    every_days: str = ""  # Every how many days.
    on_day: str = ""  # On which of them.
    twice: bool = False  # The line says twice a day and names the dose once.


def doses_of(line: str) -> tuple[WrittenDose, ...]:
    """Return the doses of one line.

    A part that names a time alone gives it to the part before it, or, where that has one, takes over its amount.
    """
    doses: list[WrittenDose] = []
    for part in filter(None, _BETWEEN.split(" ".join(line.split()))):
        dose = _dose(part)
        if dose.amount or not doses:
            doses.append(dose)
        elif not doses[-1].at:
            doses[-1] = replace(doses[-1], at=dose.at)
        else:
            doses.append(replace(dose, amount=doses[-1].amount))
    if len(doses) == 1:
        return tuple(doses)
    return tuple(replace(dose, twice=False) for dose in doses)  # every one of its doses is named


def _dose(part: str) -> WrittenDose:
    on_day, part = _cut(_ON_DAY, part)
    every, part = _cut(_EVERY, part) if on_day is None else (None, part)
    twice, part = _cut(_TWICE, part)
    daily, part = _cut(_DAILY, part)
    at, part = _cut(_TIME, part)
    every_days = on_day["every"] if on_day else (every["every"] or "2") if every else "1" if daily else ""
    return WrittenDose(
        part, at["at"].casefold() if at else "", every_days, on_day["on"] if on_day else "", twice is not None
    )


def _cut(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    """Return where a pattern stands in a text, and the text without it."""
    match = pattern.search(text)
    return match, " ".join(f"{text[: match.start()]} {text[match.end() :]}".split()) if match else text


def amounts_of(text: str) -> tuple[str, ...]:
    """Return the entries of a list written in one field: one a line, or parted by a semicolon or a comma and a space.

    A comma between two figures stays: it is a decimal mark.
    """
    parts = re.split(r"\s*(?:[\n\r;]|,(?![0-9]))\s*", text)
    return tuple(" ".join(part.split()) for part in parts if part.strip())


def names_of(text: str) -> tuple[str, ...]:
    """Return the names in one field; where a semicolon or a new line parts them, a comma belongs to a name."""
    parts = re.split(r"[\n\r;]" if re.search(r"[\n\r;]", text) else ",", text)
    return tuple(" ".join(part.split()) for part in parts if part.strip())
