"""An import is written in short transactions, keeps nobody waiting, and counts whole or not at all."""

import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from zonewise.model.entry import Entry, in_force
from zonewise.problem import InputRefused
from zonewise.services.base.diary import Diary, add_entries, all_entries, write_transaction
from zonewise.services.importing.import_file import ImportOptions, import_file
from zonewise.services.recording.check_in import CheckIn, check_in
from zonewise.services.recording.entries import correct
from zonewise.store.copies import check_copy
from zonewise.store.refusals import DiaryRefused

HEADER = "date,time,kind,name,value,unit,note\n"
ROWS = 4000


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    """Return a diary with one note."""
    diary = Diary(str(tmp_path / "diary.sqlite"))
    add_entries(diary, [note("first")])
    return diary


def note(text: str) -> Entry:
    """Return an entry of its own."""
    return Entry(text, date(2026, 1, 2), None, "note", "check-in", text)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Return a file of several thousand rows."""
    path = tmp_path / "rows.csv"
    rows = (f"2026-01-{1 + n % 28:02},{n // 28 % 24:02}:{n % 60:02},tracker,walk {n % 40},{n},,\n" for n in range(ROWS))
    path.write_text(HEADER + "".join(rows))
    return path


def slow_reading(monkeypatch: pytest.MonkeyPatch, begun: threading.Event, go_on: threading.Event) -> None:
    """Let an import stop after its first thousands until it is told to go on."""
    from zonewise.services.importing import import_file as module

    real = module.read_entries

    def reads(*args, **options):
        for number, item in enumerate(real(*args, **options)):
            if number == 3500:
                begun.set()
                assert go_on.wait(30)
            yield item

    monkeypatch.setattr(module, "read_entries", reads)


def test_beside_an_import_others_write_and_see_nothing_of_it(
    diary: Diary, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of an import a check-in is stored at once, and nothing of the file counts until all of it does."""
    monkeypatch.setattr("zonewise.store.unfinished_import.WAIT_SECONDS", 0.1)
    begun, go_on = threading.Event(), threading.Event()
    slow_reading(monkeypatch, begun, go_on)
    done = []
    importing = threading.Thread(target=lambda: done.append(import_file(diary, table, ImportOptions())))
    importing.start()
    try:
        assert begun.wait(30)
        began = time.monotonic()
        add_entries(diary, [note("meanwhile")])
        assert time.monotonic() - began < 1
        assert [entry.id for entry in all_entries(diary)] == ["first", "meanwhile"]
        with pytest.raises(DiaryRefused, match="another import"):
            import_file(diary, table, ImportOptions())
        assert [entry.id for entry in all_entries(diary)] == ["first", "meanwhile"]
    finally:
        go_on.set()
        importing.join()

    assert done[0].added == ROWS
    assert len(all_entries(diary)) == ROWS + 2
    check_copy(Path(diary.place), None)


KILLED = """
import os, sys
from pathlib import Path
from zonewise.services.base.diary import Diary
from zonewise.services.importing import import_file as module
real = module.read_entries
def dies(*args, **options):
    for number, item in enumerate(real(*args, **options)):
        if number == int(sys.argv[3]):
            os._exit(9)
        yield item
module.read_entries = dies
module.import_file(Diary(sys.argv[1]), Path(sys.argv[2]), module.ImportOptions())
"""


@pytest.mark.parametrize("rows", [1500, ROWS - 1])
def test_what_a_killed_import_left_never_counts(diary: Diary, table: Path, rows: int) -> None:
    """After a kill in its middle nothing of an import counts; taken in once more it counts whole, each row once."""
    command = [sys.executable, "-c", KILLED, diary.place, str(table), str(rows)]
    assert subprocess.run(command, check=False).returncode == 9

    assert [entry.id for entry in all_entries(diary)] == ["first"]
    add_entries(diary, [note("later")])
    again = import_file(diary, table, ImportOptions())
    assert (again.added, again.repeated) == (ROWS, 0)
    assert len(all_entries(diary)) == ROWS + 2
    assert import_file(diary, table, ImportOptions()).added == 0
    check_copy(Path(diary.place), None)


def test_a_refused_import_leaves_no_row(diary: Diary, table: Path) -> None:
    """A row at the end that is not understood keeps every row before it out, and no trace of them is in the file."""
    before = check_copy(Path(diary.place), None)
    table.write_text(table.read_text() + "2026-01-01,,rating,pain,99,,\n")

    with pytest.raises(InputRefused):
        import_file(diary, table, ImportOptions())

    assert check_copy(Path(diary.place), None) == before


def test_a_look_at_a_file_takes_no_lock(diary: Diary, table: Path) -> None:
    """While another one writes, a file can be looked at; the look writes nothing, and counts as the import does."""
    before = Path(diary.place).read_bytes()
    with write_transaction(diary):
        tried = import_file(diary, table, ImportOptions(dry_run=True))
    assert Path(diary.place).read_bytes() == before
    none_yet = import_file(Diary(diary.place + "-none"), table, ImportOptions(dry_run=True))
    assert not Path(diary.place + "-none").exists()

    done = import_file(diary, table, ImportOptions())
    again = import_file(diary, table, ImportOptions(dry_run=True))

    assert (tried.added, tried.repeated, tried.by_kind) == (done.added, done.repeated, done.by_kind)
    assert none_yet.added == ROWS
    assert (again.added, again.repeated) == (0, ROWS)


def test_two_check_ins_at_once_leave_one_rating(diary: Diary) -> None:
    """However many devices rate the same day at the same moment, one rating of each name stands."""
    start = threading.Barrier(6)
    errors = []

    def rates(number: int) -> None:
        start.wait()
        try:
            check_in(diary, CheckIn(ratings={"pain": str(number), "mood": "3"}), day=date(2026, 1, 2), at=None)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=rates, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    standing = [item.name for item in in_force(all_entries(diary)) if item.kind == "rating"]
    assert sorted(standing) == ["mood", "pain"]
    assert sum(entry.kind == "rating" for entry in all_entries(diary)) == 12


def test_two_corrections_at_once_leave_one(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    """A correction of what was corrected a moment ago by another device is refused: one of the two stands."""
    stale = all_entries(diary)
    correct(diary, "first", "mended")
    monkeypatch.setattr("zonewise.services.recording.entries.all_entries", lambda _: stale)

    with pytest.raises(InputRefused, match="unknown-entry"):
        correct(diary, "first", "mended otherwise")

    monkeypatch.undo()
    assert [item.value for item in in_force(all_entries(diary))] == ["mended"]
