"""What does half a year with zonewise look like?

It is the half year of a made-up person, in a diary of its own and never in that of whoever asks.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from zonewise.guidance.daily_guidance import DailyGuidance, guide_day
from zonewise.model.entry import Entry
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.daily_guidance import guidance_today, shipped_settings
from zonewise.services.base.diary import Diary, all_entries, read_connection
from zonewise.services.base.profile import Profile
from zonewise.services.base.shipped_protocol import shipped_engine
from zonewise.services.base.text_files import read_text, unwritable
from zonewise.services.importing.import_file import ImportOptions, ImportResult, import_file
from zonewise.services.recording.correction import correct
from zonewise.services.recording.plans import sign_plan

from .csv_file import CSV_NAME, csv_text, is_demo_csv
from .prescription import PLAN_DAY, PLAN_MARK, PLAN_NAME, PLAN_TEXT, demo_plan
from .scenario import FIRST_DAY, LAST_DAY, MARK, MARK_NAME, SCENES, Scene

if TYPE_CHECKING:
    from .demo_patient import DemoPatient

DIARY_NAME = "demo.sqlite"
SEED = 122
"""Of a diary in which no chance flare holds up a step, so that each scene falls on its day."""

BESIDE_A_DIARY = ("-wal", "-shm", "-journal")
"""What SQLite may leave beside a file whose program was ended."""


@dataclass(frozen=True, slots=True)
class SceneGuidance:
    """One day worth a look, as it stood before that evening's dose.

    Attributes:
        scene: Which day it is in the story, and why it is worth a look.
        today: The guidance, which the demo's diary keeps.
        profile: Of the made-up person.
    """

    scene: Scene
    today: DailyGuidance
    profile: Profile


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo made.

    Attributes:
        csv: The diary as a file.
        plan: The plan as a file.
        diary: The demo's own diary, with both taken in.
        shown: The days worth a look, in order.
        imported: What taking in the whole file came to at the end.
        first: First day of the diary.
        last: Last day of the diary; its evening dose is still ahead.
    """

    csv: Path
    plan: Path
    diary: Path
    shown: tuple[SceneGuidance, ...]
    imported: ImportResult
    first: date = FIRST_DAY
    last: date = LAST_DAY

    @property
    def days(self) -> int:
        """How many days the diary spans."""
        return (self.last - self.first).days + 1

    @property
    def entries(self) -> int:
        """How many entries the file holds."""
        return self.imported.added + self.imported.repeated


@lru_cache(maxsize=1)
def make_demo_patient() -> "DemoPatient":
    """Return the demo person, the same one each time."""
    import numpy as np

    from .demo_patient import demo_patient

    engine, settings = shipped_engine(), shipped_settings()
    plan = demo_plan(settings.plan)
    return demo_patient(
        np.random.default_rng(SEED), plan, lambda entries, day: guide_day(entries, day, engine, settings)
    )


def make_demo(folder: Path) -> Demo:
    """Write the demo's files into a folder, take them in as a person would, and return the days worth a look.

    The file grows and is imported again before each of these days, so that each guidance is given, and kept, as the
    diary stood on that evening; `replay` can derive all of them again.

    Raises:
        InputRefused: A file there is not the demo's own, or the folder cannot be written.
        DiaryRefused: The demo's diary cannot be written.
    """
    csv, plan, place = (folder / name for name in (CSV_NAME, PLAN_NAME, DIARY_NAME))
    _clear(csv, plan, place)
    person = make_demo_patient()
    diary = Diary(str(place))
    _write(plan, PLAN_TEXT)
    shown: list[SceneGuidance] = []
    before = FIRST_DAY
    for telling in person.tellings:
        _write(csv, csv_text(person.rows[: telling.rows]))
        import_file(diary, csv, ImportOptions())
        _do_by_hand(diary, plan, person, before, telling.day)
        found, profile = guidance_today(diary, telling.day)
        shown.append(SceneGuidance(SCENES[telling.scene], found, profile))
        before = telling.day
    _write(csv, csv_text(person.rows))
    return Demo(csv, plan, place, tuple(shown), import_file(diary, csv, ImportOptions()))


def _do_by_hand(diary: Diary, plan: Path, person: "DemoPatient", after: date, until: date) -> None:
    """Do what the file does not hold and the person did after one day and up to another: plan and correction."""
    if after < PLAN_DAY <= until:
        sign_plan(diary, plan, day=PLAN_DAY, not_started=True)
    rows = {row.id: row for row in person.rows}
    for correction in person.corrections:
        if after < correction.day <= until:
            wrong = _said(rows[correction.supersedes])
            kept = next(each for each in all_entries(diary) if _said(each) == wrong)
            correct(diary, kept.id, correction.value)


def _said(entry: Entry) -> tuple[date, str, str, str]:
    return (entry.day, entry.kind, entry.name, entry.value)


def _clear(csv: Path, plan: Path, place: Path) -> None:
    """Make the folder and take an earlier demo out of it.

    Raises:
        InputRefused: A file is not the demo's own; then nothing was touched.
    """
    foreign = [
        path
        for path, is_ours in ((csv, _is_our_csv), (plan, _is_our_plan), (place, _is_our_diary))
        if path.exists() and not is_ours(path)
    ]
    if foreign:
        expected = "Name another folder with --into, or move this file away; it was left as it is."
        raise InputRefused(
            [Problem(str(path), 0, "the demo did not make this file.", expected, "not-ours") for path in foreign]
        )
    try:
        csv.parent.mkdir(parents=True, exist_ok=True)
        for path in (csv, plan, place, *(place.with_name(place.name + ending) for ending in BESIDE_A_DIARY)):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise InputRefused([unwritable(csv.parent, error)]) from None


def _is_our_csv(path: Path) -> bool:
    return is_demo_csv(_text(path))


def _is_our_plan(path: Path) -> bool:
    return _text(path).startswith(f"{PLAN_MARK}\n")


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except InputRefused:
        return ""


def _is_our_diary(path: Path) -> bool:
    """Return whether a diary holds what the demo put there and nothing that anybody else wrote."""
    from zonewise.store.imports import load_imports
    from zonewise.store.refusals import DiaryRefused

    diary = Diary(str(path))
    try:
        entries = all_entries(diary)
        with read_connection(diary) as connection:
            files = {taken.file_name for taken in load_imports(connection)}
    except DiaryRefused:
        return False
    marked = any((each.kind, each.name, each.note) == ("note", MARK_NAME, MARK) for each in entries)
    written_here = [each for each in entries if not each.source.startswith("import:native:")]
    return (marked or not entries) and files <= {CSV_NAME} and all(map(_is_of_the_demo, written_here))


def _is_of_the_demo(entry: Entry) -> bool:
    """Return whether an entry that came from no file is the plan, its "not started", or the correction of a row."""
    signed = entry.day == PLAN_DAY and (entry.kind == "plan" or (entry.kind, entry.name) == ("answer", "phase"))
    return signed or (entry.kind == "rating" and entry.supersedes != "")


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        InputRefused: It cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(path)
    except OSError as error:
        raise InputRefused([unwritable(path, error)]) from None
    finally:
        part.unlink(missing_ok=True)
