"""What was read is used again only while it stands."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from zonewise.model.entry import Entry
from zonewise.services.base import cache as remembered
from zonewise.services.base.daily_guidance import guidance_today
from zonewise.services.base.diary import Diary, add_entries, all_entries, new_id, write_transaction
from zonewise.store.entries import insert_entries, load_entries


@pytest.fixture
def diary(tmp_path: Path, lived_diary: Path) -> Diary:
    """Return a diary of five weeks."""
    path = tmp_path / "diary.sqlite"
    shutil.copy(lived_diary, path)
    return Diary(str(path))


def note(text: str) -> Entry:
    """Return an entry of today's hand."""
    return Entry(new_id(), date(2026, 1, 2), None, "note", "check-in", text)


def as_stored(diary: Diary) -> tuple[Entry, ...]:
    """Return the entries as they lie in the file, whatever is remembered."""
    with write_transaction(diary) as connection:
        return load_entries(connection)


def test_a_second_look_reads_nothing(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that nobody has touched is not opened again, and the same guidance is not worked out again."""
    monkeypatch.setattr(remembered, "SETTLED_SECONDS", -1.0)
    guidance_today(diary)
    first = all_entries(diary)
    monkeypatch.setattr("zonewise.services.base.diary.open_connection", lambda *_, **__: 1 / 0)

    assert all_entries(diary) is first
    assert guidance_today(diary)[0] is guidance_today(diary)[0]


def test_what_another_program_writes_is_seen(diary: Diary) -> None:
    """An entry that came past this process's memory is there at the next look, at once."""
    for number in range(5):
        before = all_entries(diary)
        with write_transaction(diary) as connection:
            insert_entries(connection, [note(f"from elsewhere {number}")])

        assert len(all_entries(diary)) == len(before) + 1
        assert all_entries(diary) == as_stored(diary)


def test_what_is_added_here_stands_in_its_place(diary: Diary) -> None:
    """After entries were added, what is remembered is what the file holds, in the same order."""
    for number in range(5):
        all_entries(diary)
        add_entries(diary, [note(f"first {number}"), note(f"second {number}")])

        assert all_entries(diary) == as_stored(diary)


def test_an_entry_sent_twice_is_remembered_once(diary: Diary) -> None:
    """Adding what is there already changes nothing of what is remembered."""
    once = Entry(new_id(), date(2026, 1, 2), None, "note", "check-in", "x", entered_at="2026-01-02T00:00:00Z")
    all_entries(diary)
    add_entries(diary, [once])
    add_entries(diary, [once])

    assert all_entries(diary) == as_stored(diary)


def test_another_file_in_the_same_place_is_another_diary(diary: Diary, lived_diary: Path) -> None:
    """A file that was put in the place of the diary is read, even with as many entries."""
    all_entries(diary)
    other = Path(diary.place).with_name("other.sqlite")
    shutil.copy(lived_diary, other)
    add_entries(Diary(str(other)), [note("in the other")])
    add_entries(diary, [note("in the first")])
    all_entries(diary)
    other.replace(diary.place)

    assert [each.value for each in all_entries(diary) if each.kind == "note"] == ["in the other"]


def test_what_depends_on_entries_is_made_anew_for_others(diary: Diary) -> None:
    """What is made from entries is made once for them, and again once there is another entry."""
    made: list[int] = []

    def count() -> int:
        made.append(len(all_entries(diary)))
        return made[-1]

    entries = all_entries(diary)
    remembered.memoize(entries, "count", count)
    remembered.memoize(entries, "count", count)
    add_entries(diary, [note("one more")])
    remembered.memoize(all_entries(diary), "count", count)

    assert made == [len(entries), len(entries) + 1]
