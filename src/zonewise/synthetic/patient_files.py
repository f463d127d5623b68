"""Synthetic patients as files: the diary of each, and a table of what is true of them."""

import csv
import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

import numpy as np

from zonewise.importing.native import NATIVE_COLUMNS
from zonewise.model.entry import Entry, Kind
from zonewise.problem import InputRefused, Problem, did_you_mean
from zonewise.services.base.text_files import unwritable

from .options import RATED, PatientOptions
from .patients import Patients, make_patients

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
    at = ((row, row.at.isoformat("minutes") if row.at is not None else "") for row in rows)
    cells = ((row.day.isoformat(), time, row.kind, row.name, row.value, row.unit, row.note) for row, time in at)
    return _csv([NATIVE_COLUMNS, *cells])


def _csv(rows: Iterable[Iterable[str | int | float]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
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


TRUTHS = "truths.csv"
LAST_DAY = date(2025, 6, 30)
"""Day on which each diary ends, so that the same options give the same files whenever it is asked."""

MOST_PEOPLE, LEAST_DAYS, MOST_DAYS = 10_000, 43, 1_000
BASELINE_DAYS = 28  # Days before the first dose; the shortest diary holds two weeks of treatment beside them.

STARTS = ("any", "bad-week")
CHUNK = 200  # People made at once, so that ten thousand need no more memory than these.


@dataclass(frozen=True, slots=True)
class PatientFileOptions:
    """What is chosen."""

    people: int = 10  # How many.
    days: int = 118  # Days of each diary, the 28 before the first dose included.
    seed: int = 1  # The same seed gives the same people.
    effect_percent: float = 0.0  # What the drug does once settled, % of each person's own usual; positive is better.
    placebo: bool = True  # Whether ratings change after the start without any drug.
    start: str = "any"  # "any", or "bad-week" for a start after a week clearly above the person's usual.


@dataclass(frozen=True, slots=True)
class PatientFiles:
    """What was written."""

    folder: Path
    truths: tuple[Truth, ...]  # What is true of each person, the name of the diary first.
    rows: int  # Rows in all diaries.

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the diaries, one for each person."""
        return tuple(str(truth["file"]) for truth in self.truths)


def write_patient_files(options: PatientFileOptions, folder: Path) -> PatientFiles:
    """Make people and write a diary for each, and a table of what is true of them, into a new folder.

    The folder appears whole or not at all; nothing that is there already is changed.

    Raises:
        InputRefused: A number is outside what it can be, or the folder is there already or cannot be written.
    """
    _check(options)
    _check_free(folder)
    part: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        truths, rows = _write_all(options, part)
        part.chmod(0o755)
        part.rename(folder)
    except OSError as error:
        raise InputRefused([unwritable(folder, error)]) from None
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)
    return PatientFiles(folder, truths, rows)


def _write_all(options: PatientFileOptions, folder: Path) -> tuple[tuple[Truth, ...], int]:
    people_options = PatientOptions(
        baseline_days=BASELINE_DAYS,
        treated_days=options.days - BASELINE_DAYS,
        relief_percent=options.effect_percent,
        placebo=options.placebo,
        start="bad-week" if options.start == "bad-week" else "any",
    )
    first_day = LAST_DAY - timedelta(days=options.days - 1)
    rng = np.random.default_rng(options.seed)
    width = max(4, len(str(options.people)))
    truths: list[Truth] = []
    rows = 0
    for begin in range(0, options.people, CHUNK):
        people = make_patients(min(CHUNK, options.people - begin), rng, people_options)
        for person in range(len(people.ratings)):
            name = f"person-{begin + person + 1:0{width}d}.csv"
            entries = list(diary_rows(people, person, first_day))
            (folder / name).write_text(csv_text(entries), encoding="utf-8", newline="")
            truths.append({"file": name, **truth(people, person, first_day)})
            rows += len(entries)
    (folder / TRUTHS).write_text(_csv([truths[0], *(row.values() for row in truths)]), encoding="utf-8", newline="")
    return tuple(truths), rows


def _check(options: PatientFileOptions) -> None:
    """Refuse every number that is outside what it can be, and a start that is not known."""
    problems: list[Problem] = []
    for name, value, least, most, unit in (
        ("--people", options.people, 1, MOST_PEOPLE, "people"),
        ("--days", options.days, LEAST_DAYS, MOST_DAYS, "days"),
        ("--seed", options.seed, 0, 2**63, ""),
        ("--effect", options.effect_percent, -100, 100, "%"),
    ):
        if not least <= value <= most:  # also refuses what is no number
            amount = f"{value:g} {unit}".strip() if isinstance(value, float) else f"{value} {unit}".strip()
            expected = f"Give a number from {least} to {most}."
            problems.append(Problem(name, 0, f"{amount} cannot be simulated.", expected, "out-of-range"))
    if options.start not in STARTS:
        expected = f"{did_you_mean(options.start, STARTS)}Known: {', '.join(STARTS)}."
        problems.append(Problem("--start", 0, f"'{options.start}' is not a known start.", expected, "unknown-start"))
    if problems:
        raise InputRefused(problems)


def _check_free(folder: Path) -> None:
    """Refuse a place where anything is; an empty folder is as good as none."""
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise InputRefused([unwritable(folder, error)]) from None
    if taken:
        fault = "there is something of this name already."
        expected = "Name another folder with --out; this one was left as it is."
        raise InputRefused([Problem(str(folder), 0, fault, expected, "folder-exists")])
