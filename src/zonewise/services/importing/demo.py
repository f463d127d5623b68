"""The example: half a year of a synthetic patient, in a diary of its own and never in that of whoever asks.

The files of the protocol's folder `demo` hold it as a person would have it: a diary, a plan, and what was done by hand.
"""

import csv
import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.importing.native import NATIVE_COLUMNS
from zonewise.model.entry import Entry
from zonewise.problem import InputRefused, Problem
from zonewise.protocols import DEFAULT_PROTOCOL
from zonewise.services.base.diary import Diary, all_entries, read_connection
from zonewise.services.base.profile import Profile
from zonewise.services.base.text_files import read_text, unwritable
from zonewise.services.reading.today import guidance_today, keep_guidance
from zonewise.services.recording.entries import correct
from zonewise.services.recording.plans import sign_plan

from .import_file import ImportResult, import_file
from .proposal import ImportOptions

CSV_NAME, PLAN_NAME, STORY_NAME = "demo-diary.csv", "demo-plan.yaml", "story.json"
DIARY_NAME = "demo.sqlite"

BESIDE_A_DIARY = ("-wal", "-shm", "-journal")
"""What SQLite may leave beside a file whose program was ended."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A day worth a look."""

    day: date  # The logical day.
    name: str  # Short name.
    action: str  # What zonewise is meant to say.
    why: str  # One line that says why it is worth a look.


@dataclass(frozen=True, slots=True)
class SceneGuidance:
    """A day worth a look, as it stood before that evening's dose."""

    scene: Scene  # Which day it is in the story.
    today: DailyGuidance  # The guidance, which the demo's diary keeps.
    profile: Profile  # Of the synthetic patient.


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo made."""

    csv: Path  # The diary as a file.
    plan: Path  # The plan as a file.
    diary: Path  # The demo's own diary, with both taken in.
    shown: tuple[SceneGuidance, ...]  # The days worth a look, in order.
    imported: ImportResult  # What taking in the whole file came to at the end.
    first: date  # First day of the diary.
    last: date  # Last day of the diary; its evening dose is still ahead.

    @property
    def days(self) -> int:
        """How many days the diary spans."""
        return (self.last - self.first).days + 1

    @property
    def entries(self) -> int:
        """How many entries the file holds."""
        return self.imported.added + self.imported.repeated


@dataclass(frozen=True, slots=True)
class Slip:
    """A rating that was typed by mistake and corrected by hand."""

    day: date  # Of the rating.
    rating: str  # Its name.
    typed: str  # The mistake.
    meant: str  # What stands since.


@dataclass(frozen=True, slots=True)
class DemoStory:
    """The example as this release ships it."""

    rows: tuple[str, ...]  # Lines of the diary's file, the header left out.
    plan: str  # Text of the plan's file.
    plan_day: date  # Day on which the person copied the plan.
    slips: tuple[Slip, ...]  # What was corrected.
    scenes: tuple[Scene, ...]  # The days worth a look, in order.

    def csv_text(self, evening: date | None = None) -> str:
        """Return the diary's file as it is in the end, or as it stood on an evening before that evening's dose."""
        rows = (row for row in self.rows if evening is None or _is_written_by(row, evening))
        return "".join(f"{row}\n" for row in (",".join(NATIVE_COLUMNS), *rows))


def _is_written_by(row: str, evening: date) -> bool:
    day, _, kind, *_ = row.split(",")
    return day < evening.isoformat() or (day == evening.isoformat() and kind != "dose")


@cache
def demo_story() -> DemoStory:
    """Return the example that this release ships."""
    folder = files("zonewise.protocols") / DEFAULT_PROTOCOL / "demo"
    story = json.loads((folder / STORY_NAME).read_text(encoding="utf-8"))
    return DemoStory(
        tuple((folder / CSV_NAME).read_text(encoding="utf-8").splitlines()[1:]),
        (folder / PLAN_NAME).read_text(encoding="utf-8"),
        date.fromisoformat(story["plan_day"]),
        tuple(Slip(**slip | {"day": date.fromisoformat(slip["day"])}) for slip in story["slips"]),
        tuple(Scene(**scene | {"day": date.fromisoformat(scene["day"])}) for scene in story["scenes"]),
    )


def make_demo(folder: Path) -> Demo:
    """Write the demo's files into a folder, take them in as a person would, and return the days worth a look.

    The file grows and is imported again before each of these days, so that each guidance is given, and kept, as the
    diary stood on that evening; `replay` can derive all of them again.

    Raises:
        InputRefused: A file there is not the demo's own, or the folder cannot be written.
        DiaryRefused: The demo's diary cannot be written.
    """
    csv_file, plan, place = (folder / name for name in (CSV_NAME, PLAN_NAME, DIARY_NAME))
    _clear(csv_file, plan, place)
    story, diary = demo_story(), Diary(str(place))
    _write(plan, story.plan)
    shown: list[SceneGuidance] = []
    first = before = date.fromisoformat(story.rows[0].partition(",")[0])
    for scene in story.scenes:
        _write(csv_file, story.csv_text(scene.day))
        import_file(diary, csv_file, ImportOptions())
        _do_by_hand(diary, plan, before, scene.day)
        today = guidance_today(diary, scene.day)
        keep_guidance(diary, today)
        shown.append(SceneGuidance(scene, today.guidance, today.profile))
        before = scene.day
    _write(csv_file, story.csv_text())
    imported = import_file(diary, csv_file, ImportOptions())
    return Demo(csv_file, plan, place, tuple(shown), imported, first, story.scenes[-1].day)


def make_example(folder: Path) -> tuple[Diary, date]:
    """Return the demo's diary as it is in the end, with its last day, made in a folder in a moment.

    What was shown on its telling days is not in it.

    Raises:
        InputRefused: A file there is not the demo's own, or the folder cannot be written.
        DiaryRefused: The diary cannot be written.
    """
    csv_file, plan, place = (folder / name for name in (CSV_NAME, PLAN_NAME, DIARY_NAME))
    _clear(csv_file, plan, place)
    story, diary = demo_story(), Diary(str(place))
    _write(plan, story.plan)
    _write(csv_file, story.csv_text())
    import_file(diary, csv_file, ImportOptions())
    _do_by_hand(diary, plan, date.min, story.scenes[-1].day)
    return diary, story.scenes[-1].day


def _do_by_hand(diary: Diary, plan: Path, after: date, until: date) -> None:
    """Do what the file does not hold and the person did after one day and up to another: plan and correction."""
    story = demo_story()
    if after < story.plan_day <= until:
        sign_plan(diary, plan, day=story.plan_day, not_started=True)
    for slip in story.slips:
        if after < slip.day <= until:
            typed = (slip.day, "rating", slip.rating, slip.typed)
            entries = all_entries(diary)
            wrong = next(entry for entry in entries if (entry.day, entry.kind, entry.name, entry.value) == typed)
            correct(diary, wrong.id, slip.meant)


def _clear(csv_file: Path, plan: Path, place: Path) -> None:
    """Make the folder and take an earlier demo out of it.

    Raises:
        InputRefused: A file is not the demo's own; then nothing was touched.
    """
    foreign = [
        path
        for path, is_ours in (
            (csv_file, lambda path: is_demo_csv(_text(path))),
            (plan, lambda path: _text(path).splitlines()[:1] == demo_story().plan.splitlines()[:1]),
            (place, _is_our_diary),
        )
        if path.exists() and not is_ours(path)
    ]
    if foreign:
        expected = "Name another folder with --into, or move this file away; it was left as it is."
        raise InputRefused(
            [Problem(str(path), 0, "the demo did not make this file.", expected, "not-ours") for path in foreign]
        )
    try:
        csv_file.parent.mkdir(parents=True, exist_ok=True)
        for path in (csv_file, plan, place, *(place.with_name(place.name + ending) for ending in BESIDE_A_DIARY)):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise InputRefused([unwritable(csv_file.parent, error)]) from None


def is_demo_csv(text: str) -> bool:
    """Return whether a file was made by the demo: the note that says so stands in its first row."""
    row = next(csv.reader(text.splitlines()[1:2]), [])
    return len(row) == len(NATIVE_COLUMNS) and _without_time(row) == _without_time(_mark())


def _mark() -> list[str]:
    """Return the first row of the example, the note that nobody lived it."""
    return next(csv.reader(demo_story().rows[:1]))


def _without_time(row: list[str]) -> list[str]:
    return [row[0], *row[2:]]


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except InputRefused:
        return ""


def _is_our_diary(path: Path) -> bool:
    """Return whether a diary holds what the demo put there and nothing that anybody else wrote."""
    from zonewise.store.records import load_imports
    from zonewise.store.refusals import DiaryRefused

    diary = Diary(str(path))
    try:
        entries = all_entries(diary)
        with read_connection(diary) as connection:
            sources = {record.file_name for record in load_imports(connection)}
    except DiaryRefused:
        return False
    _, _, *mark = _mark()
    marked = any([entry.kind, entry.name, entry.value, entry.unit, entry.note] == mark for entry in entries)
    written_here = [entry for entry in entries if not entry.source.startswith("import:native:")]
    return (marked or not entries) and sources <= {CSV_NAME} and all(map(_is_of_the_demo, written_here))


def _is_of_the_demo(entry: Entry) -> bool:
    """Return whether an entry that came from no file is the plan, its "not started", or the correction of a row."""
    is_plan = entry.kind == "plan" or (entry.kind, entry.name) == ("answer", "phase")
    signed = entry.day == demo_story().plan_day and is_plan
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
