"""What one version of a protocol would have changed for many people, from the diaries that they gave.

Each file of a folder is one person: a diary, or a table of zonewise's own such as an export or what `zonewise simulate`
writes. The people share nothing, so a pool of processes answers them, each compiling both versions once.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from zonewise.model.entry import Entry
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.importing.import_file import import_file
from zonewise.services.importing.proposal import ImportOptions
from zonewise.store.refusals import DiaryRefused

from .command import diary_days, versions
from .diary_days import PARTS, ChangedDays
from .versions import Version

DOSE_DAYS = ("gained", "lost", "higher", "lower")
DIARIES, TABLES = (".sqlite", ".db"), (".csv",)


@dataclass(frozen=True, slots=True)
class PersonEffect:
    """What changes for one person."""

    name: str  # Name of the file.
    days: int = 0  # Days that were answered.
    changed: int = 0  # Those that the versions answer otherwise.
    parts: Counter[str] = field(default_factory=Counter)  # Changed days by part of the answer.
    actions: Counter[tuple[str, str]] = field(default_factory=Counter)  # Changed days by old and new action.
    gained: int = 0  # Days on which only the new version names a dose.
    lost: int = 0  # Days on which only the old version does.
    higher: int = 0  # Days on which both do and the new dose is higher.
    lower: int = 0  # Days on which both do and the new dose is lower.
    problem: Problem | None = None  # Why the file could not be read; then nothing else is said.


@dataclass(frozen=True, slots=True)
class CohortEffect:
    """What changes for all of them."""

    people: tuple[PersonEffect, ...]  # By file name; those that could be read.
    not_read: tuple[Problem, ...]  # Why the other files could not.

    def days(self) -> int:
        """Return how many days were answered."""
        return sum(person.days for person in self.people)

    def total(self, part: str) -> tuple[int, int]:
        """Return on how many days a part of the answer differs, and for how many people."""
        counts = [person.parts[part] for person in self.people]
        return sum(counts), sum(count > 0 for count in counts)

    def actions(self) -> Counter[tuple[str, str]]:
        """Return the changed days by old and new action."""
        return sum((person.actions for person in self.people), Counter[tuple[str, str]]())


def cohort_effect(
    old: str, new: str, folder: Path, until: date | None = None, processes: int | None = None
) -> CohortEffect:
    """Answer each past day of each diary in a folder with both versions.

    Args:
        old: A folder, or "shipped" for the protocol of this release.
        new: The same of the other version.
        folder: With a file for each person; folders in it are passed over.
        until: The last logical day to answer; of each diary the last one that is over unless said.
        processes: How many at once; one for each processor unless said.

    Raises:
        InputRefused: There is no such folder or no diary in it, or a protocol cannot be read.
    """
    versions(old, new, for_days=True)  # refuses here, once, what each process would refuse
    files = _files(folder)
    work = [(old, new, path, until) for path in files]
    count = min(processes or os.cpu_count() or 1, len(files))
    if count == 1:
        effects = list(map(_person, work))
    else:
        with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
            effects = list(pool.map(_person, work, chunksize=1))
    return CohortEffect(
        tuple(effect for effect in effects if effect.problem is None),
        tuple(effect.problem for effect in effects if effect.problem is not None),
    )


def _files(folder: Path) -> Sequence[Path]:
    if not folder.is_dir():
        raise InputRefused([Problem(str(folder), 0, "there is no such folder.", "Name one with diaries.", "no-folder")])
    files = sorted(path for path in folder.iterdir() if path.suffix in (*DIARIES, *TABLES) and path.is_file())
    if not files:
        expected = f"Put a file for each person into it: {', '.join((*DIARIES, *TABLES))}."
        raise InputRefused([Problem(str(folder), 0, "there is no diary in this folder.", expected, "no-diary")])
    return files


@cache
def _versions(old: str, new: str) -> tuple[Version, Version]:
    return versions(old, new, for_days=True)


def _person(work: tuple[str, str, Path, date | None]) -> PersonEffect:
    old, new, path, until = work
    try:
        entries = _entries(path)
    except InputRefused as refused:
        return PersonEffect(path.name, problem=refused.problems[0])
    except DiaryRefused as refused:
        return PersonEffect(path.name, problem=Problem(path.name, 0, str(refused), "", refused.code))
    return _effect(path.name, diary_days(entries, *_versions(old, new), until))


def _entries(path: Path) -> Sequence[Entry]:
    if path.suffix in DIARIES:
        return all_entries(Diary(str(path)))
    with tempfile.TemporaryDirectory(prefix="zonewise-") as folder:
        diary = Diary(str(Path(folder) / "one.sqlite"))
        import_file(diary, path, ImportOptions())
        return all_entries(diary)


def _effect(name: str, days: ChangedDays) -> PersonEffect:
    doses = [(changed.old.daily_mg, changed.new.daily_mg) for changed in days.otherwise]
    both = [(before, after) for before, after in doses if before and after]
    return PersonEffect(
        name,
        days.days,
        len(days.otherwise),
        Counter(part for changed in days.otherwise for part in changed.parts),
        Counter((changed.old.action, changed.new.action) for changed in days.otherwise if "action" in changed.parts),
        gained=sum(_names_only(after, before) for before, after in doses),
        lost=sum(_names_only(before, after) for before, after in doses),
        higher=sum(after > before for before, after in both),
        lower=sum(after < before for before, after in both),
    )


def _names_only(one: Decimal | None, other: Decimal | None) -> bool:
    return bool(one) and not other


def effect_text(effect: CohortEffect) -> str:
    """Return the effect as lines of a terminal."""
    return "\n".join(_lines(effect)) + "\n"


def _lines(effect: CohortEffect) -> Iterator[str]:
    people, days = len(effect.people), effect.days()
    changed = sum(person.changed for person in effect.people)
    touched = sum(person.changed > 0 for person in effect.people)
    yield f"{people} people, {days:,} days answered with both."
    yield f"Answered otherwise: {changed:,} days, of {touched} people."
    for part in PARTS:
        number, of_people = effect.total(part)
        if number:
            yield f"  {part}: {number:,} days, {of_people} people"
    for (before, after), number in effect.actions().most_common():
        yield f"    {before} -> {after}: {number:,} days"
    sums = {name: sum(getattr(person, name) for person in effect.people) for name in DOSE_DAYS}
    yield "Days with a dose: " + ", ".join(f"{number:,} {name}" for name, number in sums.items()) + "."
    for problem in effect.not_read:
        yield f"Not read: {problem}"


def effect_json(effect: CohortEffect) -> dict[str, object]:
    """Return the effect as it is printed with `--json`."""
    return {
        "people": [
            {
                "file": person.name,
                "days": person.days,
                "changed": person.changed,
                "parts": dict(person.parts),
                "actions": {f"{before} -> {after}": count for (before, after), count in person.actions.items()},
                "dose_days": {name: getattr(person, name) for name in DOSE_DAYS},
            }
            for person in effect.people
        ],
        "not_read": [str(problem) for problem in effect.not_read],
    }
