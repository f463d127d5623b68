"""The diary of a synthetic patient row by row, as a file, and what is true of the patient beside it."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time, timedelta

from zonewise.importing.native import NATIVE_COLUMNS
from zonewise.model.entry import Entry, Kind

from .patients import RATED, Patients

MARK_NAME, MARK = "simulated", "Made by zonewise simulate. Nobody lived this."
"""The note that stands first in each diary."""

CHECK_IN_AT, BEDTIME = time(20, 0), time(22, 30)

Truth = Mapping[str, str | int | float]


def diary_rows(people: Patients, person: int, first_day: date) -> Iterator[Entry]:
    """Yield what one person wrote down, day by day.

    A diary begins with a note that nobody lived it. Days without a check-in hold a dose or nothing.

    Args:
        people: Made by `make_people`.
        person: Which of them, from 0.
        first_day: Date of the first day.
    """
    yield _row(first_day, CHECK_IN_AT, "note", MARK_NAME, note=MARK)
    for number in range(int(people.last_day[person]) + 1):
        day = first_day + timedelta(days=number)
        for index, name in enumerate(RATED):
            value = float(people.ratings[person, number, index])
            if value == value:  # NaN, which is no rating, is unlike itself
                yield _row(day, CHECK_IN_AT, "rating", name, f"{value:g}")
        if people.checks_in[person, number]:
            for name, grades in people.side_effects.items():
                if grades[person, number]:
                    yield _row(day, CHECK_IN_AT, "sign", name, str(int(grades[person, number])))
        for name, happened in people.events.items():
            if happened[person, number]:
                yield _row(day, CHECK_IN_AT, "event", name)
        dose = float(people.dose_logged_mg[person, number])
        if dose == dose:
            yield _row(day, BEDTIME, "dose", "naltrexone", f"{dose:g}", unit="mg")


def csv_text(rows: Iterable[Entry]) -> str:
    """Return the rows as CSV, with the seven columns that a person's own file has."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(NATIVE_COLUMNS)
    for row in rows:
        at = row.at.isoformat("minutes") if row.at is not None else ""
        writer.writerow((row.day.isoformat(), at, row.kind, row.name, row.value, row.unit, row.note))
    return out.getvalue()


def truth(people: Patients, person: int, first_day: date) -> Truth:
    """Return what is true of one person, one value for each column of the table of truths.

    Relief is in % of the person's own usual, positive is better; changes without any drug are in points, negative is
    better; a dose that is not tolerated is 0 where there is none.
    """
    response = people.response
    limit = float(response.not_tolerated_mg[person])
    columns: dict[str, str | int | float] = {
        "first_day": first_day.isoformat(),
        "first_dose": (first_day + timedelta(days=people.start)).isoformat(),
        "last_day": (first_day + timedelta(days=int(people.last_day[person]))).isoformat(),
        "check_ins": int(people.checks_in[person].sum()),
        "flares": _spells(people, person, first_day),
        "not_tolerated_from_mg": 0.0 if limit == float("inf") else limit,
    }
    for title, values in (
        ("usual", people.traits.usual),
        ("relief_percent", people.relief_percent),
        ("relief_reached_percent", people.relief_reached_percent),
        ("change_without_drug", people.placebo_points),
    ):
        columns |= {f"{title}_{name}": round(float(values[person, index]), 3) for index, name in enumerate(RATED)}
    return columns


def _spells(people: Patients, person: int, first_day: date) -> str:
    """Return the flares as first and last day of each, such as "2025-02-01/2025-02-09 2025-03-11/2025-03-14"."""
    days = [number for number, there in enumerate(people.in_flare[person]) if there]
    begins = [number for number in days if number - 1 not in days]
    ends = [number for number in days if number + 1 not in days]
    return " ".join(
        f"{first_day + timedelta(days=begin)}/{first_day + timedelta(days=end)}"
        for begin, end in zip(begins, ends, strict=True)
    )


def _row(day: date, at: time, kind: Kind, name: str, value: str = "", *, unit: str = "", note: str = "") -> Entry:
    return Entry("", day, at, kind, name, value, unit, note)
