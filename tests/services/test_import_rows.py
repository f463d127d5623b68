"""Importing again, in any order of changes, leaves the diary that the last file describes."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from zonewise.model.entry import in_force
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.importing.import_file import ImportOptions, import_file
from zonewise.store.connect import open_diary

HEAD = "date,time,kind,name,value,unit,note\n"
VALUES = st.lists(st.integers(0, 3), min_size=4, max_size=4)


def _file(folder: Path, values: Sequence[int]) -> Path:
    pain, dose, mood, nothing = values
    rows = [
        f"2024-01-01,21:00,rating,pain,{pain},,", f"2024-01-01,22:00,dose,,{dose},mg,",
        f"2024-01-02,,rating,mood,{mood},,", f"2024-01-02,20:00,note,,,,{'n' * nothing or '-'}",
    ]  # fmt: skip
    path = folder / "days.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def _standing(diary: Diary) -> list[tuple[str, ...]]:
    return sorted((str(e.day), e.kind, e.name, e.value, e.note) for e in in_force(all_entries(diary)))


@settings(max_examples=6)
@given(st.lists(VALUES, min_size=1, max_size=4))
def test_the_last_import_stands(files: list[list[int]]) -> None:
    """After any sequence of corrected exports the entries in force are those of the last one alone; none is lost."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        diary, alone = Diary(str(folder / "diary.sqlite")), Diary(str(folder / "alone.sqlite"))
        for place in (diary, alone):
            open_diary(place.place).dispose()
        kept = 0
        for values in files:
            done = import_file(diary, _file(folder, values), ImportOptions())
            assert done.added + done.repeated == 4
            kept += done.added
            assert import_file(diary, _file(folder, values), ImportOptions()).added == 0
        import_file(alone, _file(folder, files[-1]), ImportOptions())

        assert _standing(diary) == _standing(alone)
        assert len(all_entries(diary)) == kept


def test_files_in_either_order_hold_the_same(tmp_path: Path) -> None:
    """Two files that do not overlap give the same diary whichever comes first."""
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text(HEAD + "2024-01-01,,rating,pain,3,,\n", encoding="utf-8")
    second.write_text(HEAD + "2024-01-02,,dose,,1.5,mg,\n", encoding="utf-8")
    one, other = Diary(str(tmp_path / "one.sqlite")), Diary(str(tmp_path / "other.sqlite"))

    for path in (first, second):
        import_file(one, path, ImportOptions())
    for path in (second, first):
        import_file(other, path, ImportOptions())

    assert [e.id for e in all_entries(one)] == [e.id for e in all_entries(other)]


def test_a_profile_field_of_another_program_is_kept() -> None:
    """A field that nothing here reads stays under its own name; one that looks like a slip is refused."""
    from datetime import date

    from zonewise.model.entry import Entry
    from zonewise.services.base.entry_check import entry_problem
    from zonewise.services.base.protocols import load_protocol

    protocol = load_protocol()
    kept = Entry("1", date(2026, 1, 1), None, "profile", "favourite-colour", "dark blue")
    slip = Entry("2", date(2026, 1, 1), None, "profile", "contry", "FR")

    assert entry_problem(kept, "file.csv:2", protocol) is None
    assert "country" in str(entry_problem(slip, "file.csv:3", protocol))
