"""What was read is used again only while it stands."""

import functools
import gc
import random
import shutil
import sys
import threading
from datetime import date, time
from functools import partial
from pathlib import Path

import pytest

from zonewise.model.entry import Entry
from zonewise.services.base import cache as remembered
from zonewise.services.base.diary import Diary, add_entries, all_entries, new_id, write_transaction
from zonewise.services.reading.today import guidance_today
from zonewise.services.recording.medicines import medicine_list
from zonewise.store.entries import insert_entries, load_entries


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
    assert guidance_today(diary).guidance is guidance_today(diary).guidance


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

    assert [entry.value for entry in all_entries(diary) if entry.kind == "note"] == ["in the other"]


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


def test_threads_read_write_and_drop_at_once(diary: Diary, lived_diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads that read diaries, add to them, drop them and make things from them get no error and the right thing."""
    monkeypatch.setattr(remembered, "SETTLED_SECONDS", -1.0)
    diaries = [diary]
    for number in range(4):
        path = Path(diary.place).with_name(f"{number}.sqlite")
        shutil.copy(lived_diary, path)
        diaries.append(Diary(str(path)))
    errors: list[BaseException] = []
    calls = [0] * 8

    def work(number: int) -> None:
        chance = random.Random(number)
        try:
            for _ in range(300):
                entries = all_entries(place := chance.choice(diaries))
                key = chance.randrange(2 * remembered.MOST_MADE)
                assert remembered.memoize(entries, key, partial(int, key)) == key
                if chance.random() < 0.01:
                    remembered.drop_from_cache(place)
                elif number == 0 and chance.random() < 0.01:
                    add_entries(place, [note("one more")])
                calls[number] += 1
        except BaseException as error:
            errors.append(error)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(len(calls))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)

    print(f"{len(errors)} errors in {sum(calls)} calls")
    assert errors == []
    assert all(all_entries(place) == as_stored(place) for place in diaries)


def test_nothing_is_left_of_a_diary_that_is_dropped(diary: Diary) -> None:
    """After a diary was dropped, as when it is locked, no entry of it and nothing made from it is in memory."""
    add_entries(diary, [note("only in this diary")])
    guidance_today(diary)
    assert in_memory("only in this diary")

    remembered.drop_from_cache(diary)

    assert not in_memory("only in this diary")


def test_no_name_or_amount_is_left_of_a_diary_that_is_dropped(diary: Diary) -> None:
    """A dose's name and amount and a medicine's name are in no cache of the process once the diary is locked."""
    day = guidance_today(diary).guidance.as_of
    add_entries(
        diary,
        [
            Entry(new_id(), day, time(9), "dose", "naltrexone for Ann", "1.2357"),
            Entry(new_id(), day, None, "medicine", "annamycin forte", "start"),
        ],
    )
    guidance_today(diary)
    medicine_list(diary)
    words = ("naltrexone for ann", "1.2357", "annamycin")
    assert all(any(word in text for text in cached_texts()) for word in words)

    remembered.drop_from_cache(diary)

    assert [text for text in cached_texts() if any(word in text for word in words)] == []


def test_a_reading_that_ends_after_the_diary_was_dropped_is_not_kept(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that was still being drawn while the diary was locked leaves nothing behind either."""
    add_entries(diary, [note("only in this diary")])

    def load_late(connection):
        entries = load_entries(connection)
        remembered.drop_from_cache(diary)
        return entries

    remembered.drop_from_cache(diary)
    monkeypatch.setattr("zonewise.store.entries.load_entries", load_late)
    assert all_entries(diary)

    assert not in_memory("only in this diary")


def cached_texts() -> list[str]:
    """Return the texts from which results in caches of our own functions were worked out, folded."""
    gc.unfreeze()  # a command that another test ran in this process may have frozen what was loaded
    gc.collect()
    caches = [thing for thing in gc.get_objects() if type(thing) is functools._lru_cache_wrapper]
    caches = [cache for cache in caches if cache.__module__.startswith("zonewise.")]
    keys = [key for cache in caches for part in gc.get_referents(cache) if type(part) is dict for key in part]
    words = [word for key in keys for word in (key if isinstance(key, list | tuple) else [key])]
    return [word.casefold() for word in words if isinstance(word, str)]


def in_memory(text: str) -> bool:
    """Say whether an entry with that value is anywhere in this process."""
    gc.collect()
    return any(type(thing) is Entry and thing.value == text for thing in gc.get_objects())
