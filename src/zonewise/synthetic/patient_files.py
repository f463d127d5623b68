"""Synthetic patients as files: the diary of each, and a table of what is true of them."""

import csv
import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

import numpy as np

from zonewise.importing.native import NATIVE_COLUMNS
from zonewise.model.entry import Entry, Kind
from zonewise.problem import InputRefused, Problem, did_you_mean
from zonewise.services.base.text_files import unwritable

from .options import RATED, PatientOptions, Start
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


TRUTHS = "truths.csv"
LAST_DAY = date(2025, 6, 30)
"""Day on which each made-up diary ends, so that the same wish gives the same files whenever it is asked."""

MOST_PEOPLE, LEAST_DAYS, MOST_DAYS = 10_000, 43, 1_000
BASELINE_DAYS = 28
"""Days before the first dose; the shortest diary holds two weeks of treatment beside them."""

STARTS = ("any", "bad-week")
CHUNK = 200
"""People made at once, so that ten thousand need no more memory than these."""


@dataclass(frozen=True, slots=True)
class PatientFileOptions:
    """What is wished for.

    Attributes:
        people: How many.
        days: Days of each diary, the 28 before the first dose included.
        seed: The same seed gives the same people.
        effect_percent: What the drug does once settled, % of each person's own usual; positive is better.
        placebo: Whether ratings change after the start without any drug.
        start: "any", or "bad-week" for a start after a week clearly above the person's usual.
    """

    people: int = 10
    days: int = 118
    seed: int = 1
    effect_percent: float = 0.0
    placebo: bool = True
    start: str = "any"


@dataclass(frozen=True, slots=True)
class PatientFiles:
    """What was written.

    Attributes:
        folder: Where.
        files: Names of the diaries, one for each person.
        rows: Rows in all of them.
        truths: What is true of each person.
    """

    folder: Path
    files: tuple[str, ...]
    rows: int
    truths: tuple[Truth, ...]


def write_patient_files(wish: PatientFileOptions, folder: Path) -> PatientFiles:
    """Make people and write a diary for each, and a table of what is true of them, into a new folder.

    The folder appears whole or not at all; nothing that is there already is changed.

    Raises:
        InputRefused: A number is outside what it can be, or the folder is there already or cannot be written.
    """
    start = _checked(wish)
    _check_free(folder)
    part: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        files, rows, truths = _write_all(wish, start, part)
        part.chmod(0o755)
        part.rename(folder)
    except OSError as error:
        raise InputRefused([unwritable(folder, error)]) from None
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)
    return PatientFiles(folder, files, rows, truths)


def _write_all(wish: PatientFileOptions, start: Start, folder: Path) -> tuple[tuple[str, ...], int, tuple[Truth, ...]]:
    options = PatientOptions(
        baseline_days=BASELINE_DAYS,
        treated_days=wish.days - BASELINE_DAYS,
        relief_percent=wish.effect_percent,
        placebo=wish.placebo,
        start=start,
    )
    first_day = LAST_DAY - timedelta(days=wish.days - 1)
    rng = np.random.default_rng(wish.seed)
    width = max(4, len(str(wish.people)))
    files: list[str] = []
    truths: list[Truth] = []
    rows = 0
    for begin in range(0, wish.people, CHUNK):
        made = make_patients(min(CHUNK, wish.people - begin), rng, options)
        for person in range(len(made.ratings)):
            name = f"person-{begin + person + 1:0{width}d}.csv"
            entries = list(diary_rows(made, person, first_day))
            (folder / name).write_text(csv_text(entries), encoding="utf-8", newline="")
            files.append(name)
            truths.append({"file": name, **truth(made, person, first_day)})
            rows += len(entries)
    (folder / TRUTHS).write_text(_table(truths), encoding="utf-8", newline="")
    return tuple(files), rows, tuple(truths)


def _table(truths: Sequence[Truth]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, truths[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(truths)
    return out.getvalue()


def _checked(wish: PatientFileOptions) -> Start:
    """Return the start that is wished for.

    Raises:
        InputRefused: With every number that is outside what it can be.
    """
    problems: list[Problem] = []
    for name, value, least, most, unit in (
        ("--people", wish.people, 1, MOST_PEOPLE, "people"),
        ("--days", wish.days, LEAST_DAYS, MOST_DAYS, "days"),
        ("--seed", wish.seed, 0, 2**63, ""),
        ("--effect", wish.effect_percent, -100, 100, "%"),
    ):
        if not least <= value <= most:  # also refuses what is no number
            found = f"{value:g} {unit}".strip() if isinstance(value, float) else f"{value} {unit}".strip()
            expected = f"Give a number from {least} to {most}."
            problems.append(Problem(name, 0, f"{found} cannot be simulated.", expected, "out-of-range"))
    if wish.start not in STARTS:
        expected = f"{did_you_mean(wish.start, STARTS)}Known: {', '.join(STARTS)}."
        problems.append(Problem("--start", 0, f"'{wish.start}' is not a known start.", expected, "unknown-start"))
    if problems:
        raise InputRefused(problems)
    return "bad-week" if wish.start == "bad-week" else "any"


def _check_free(folder: Path) -> None:
    """Refuse a place where anything is; an empty folder is as good as none."""
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise InputRefused([unwritable(folder, error)]) from None
    if taken:
        found = "there is something of this name already."
        expected = "Name another folder with --out; this one was left as it is."
        raise InputRefused([Problem(str(folder), 0, found, expected, "folder-exists")])
