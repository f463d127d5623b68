"""Which backups are kept, and what one is."""

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.case_tables import by_outcome

from zonewise.model.entry import Entry
from zonewise.store import copies
from zonewise.store.backup_names import BEFORE_RESTORE, backup_folder, is_backup_name
from zonewise.store.backups import DAYS, MONTHS, WEEKS, back_up, backups_to_keep, list_backups, thin_out
from zonewise.store.connect import open_diary, reading, transaction
from zonewise.store.copies import check_copy
from zonewise.store.encryption import Key
from zonewise.store.entries import insert_entries, load_entries
from zonewise.store.refusals import DiaryRefused

from .conftest import begin_diary

KEY = Key(bytes(range(32)), b"zwd\x01" + b"a" * 12)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

instants = st.lists(
    st.integers(0, 3 * 365 * 24).map(lambda hours: NOON - timedelta(hours=hours)), min_size=1, max_size=60
)


def slowly_kept(made: list[datetime]) -> set[datetime]:
    """Return the same as `kept`, by asking of each backup whether a newer one stands for it in every period."""

    def stands(item: datetime, most: int, period: Callable[[datetime], object]) -> bool:
        newer = [other for other in made if other > item]
        return not any(period(other) == period(item) for other in newer) and len(set(map(period, newer))) < most

    return {
        item
        for item in made
        if item.date() == max(made).date()
        or stands(item, 7, lambda day: day.date())
        or stands(item, 4, lambda day: tuple(day.isocalendar())[:2])
        or stands(item, 12, lambda day: (day.year, day.month))
    }


def kept(made: Iterable[datetime]) -> set[datetime]:
    """Return those that stay of backups whose clock was right, so that the order is that of their times."""
    newest_first = sorted(made, reverse=True)
    return {newest_first[number] for number in backups_to_keep(newest_first)}


@given(instants)
def test_kept_by_age(made: list[datetime]) -> None:
    """Of the latest 7 days, 4 weeks and 12 months that have a backup the newest stays, and all of the latest day."""
    assert kept(made) == slowly_kept(made)


@given(instants)
def test_thinning_goes_on_gently(made: list[datetime]) -> None:
    """The newest always stays, thinning twice takes nothing more, and no more than a few dozen days stay."""
    stay = kept(made)

    assert max(made) in stay
    assert kept(stay) == stay
    assert len({item.date() for item in stay}) <= DAYS + WEEKS + MONTHS


@given(instants, st.integers(0, 30), st.sampled_from([-20000, -400, -40, 40, 400, 20000]))
def test_a_clock_that_is_wrong_costs_little(made: list[datetime], at: int, wrong_days: int) -> None:
    """The one made last stays whatever its clock says; a wrong time takes the place of one day, week and month."""
    right = sorted(set(made), reverse=True)
    number = min(at, len(right) - 1)
    wrong = [*right[:number], right[number] + timedelta(days=wrong_days), *right[number + 1 :]]

    stay = backups_to_keep(wrong)

    assert 0 in stay
    if number:  # the rest is thinned as if that one had not been there, but for its places
        others = kept(right[:number] + right[number + 1 :])
        assert len(others - {wrong[place] for place in stay}) <= 3


def test_two_years_of_daily_backups() -> None:
    """A backup each day for two years leaves 7 days, 3 Sundays and 11 month ends before them."""
    made = [NOON - timedelta(days=days) for days in range(730)]
    stay = sorted(kept(made), reverse=True)

    assert stay[:7] == made[:7]
    assert len(stay) == 7 + 3 + 11
    assert stay[-1] == datetime(2025, 12, 31, 12, tzinfo=UTC)


@pytest.fixture(params=[None, KEY], ids=["in the clear", "encrypted"])
def key(request: pytest.FixtureRequest) -> Key | None:
    """Return the key of a diary, or None."""
    result: Key | None = request.param
    return result


@pytest.fixture
def path(tmp_path: Path, entry: Callable[..., Entry], key: Key | None) -> Path:
    """Return the path of a diary of a hundred entries."""
    begin_diary(tmp_path / "diary.db", [entry(f"{n:03}", note="a word of mine") for n in range(100)], key=key)
    return tmp_path / "diary.db"


def test_a_backup_is_the_diary(path: Path, key: Key | None) -> None:
    """A backup is one private file that opens like the diary and holds the same."""
    made, content = back_up(path, key, NOON)

    assert content.entries == 100
    assert check_copy(made.path, key) == check_copy(path, key) == content
    assert made.path.name == "20261122T120000Z-no1.sqlite"
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert made.path.parent.stat().st_mode & 0o777 == 0o700
    assert [item.name for item in made.path.parent.iterdir()] == [made.path.name]
    assert made.encrypted is (key is not None)
    assert (b"a word of mine" in made.path.read_bytes()) is (key is None)
    assert list_backups(path) == (made,)


def test_a_backup_while_others_write(path: Path, key: Key | None, entry: Callable[..., Entry]) -> None:
    """A writer in the middle of a transaction neither waits nor is seen."""
    engine = open_diary(path, key=key)
    with transaction(engine) as connection:
        insert_entries(connection, [entry("late")])
        made, content = back_up(path, key, NOON)
    with reading(engine) as connection:
        assert len(load_entries(connection)) == 101
    engine.dispose()

    assert content.entries == check_copy(made.path, key).entries == 100


def test_a_copy_that_differs_is_thrown_away(path: Path, key: Key | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that was not written as it should be is found out, and no file of it stays."""
    real = copies._export

    def lossy(source: object, target: Path, own: Key | None) -> object:
        content = real(source, target, own)
        connection = copies.checked_connection(target, own)
        (kept,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'entries_no_delete'").fetchone()
        for statement in ("DROP TRIGGER entries_no_delete", "DELETE FROM entries WHERE position = 7", kept):
            connection.execute(statement)
        connection.close()
        return content

    monkeypatch.setattr(copies, "_export", lossy)
    with pytest.raises(DiaryRefused, match=r"the copy is not the same|not as it was written"):
        back_up(path, key, NOON)

    assert list(backup_folder(path).iterdir()) == []


def test_a_damaged_diary_is_not_backed_up(path: Path, key: Key | None) -> None:
    """Nothing takes the place of good backups when the diary itself is damaged."""
    good, _ = back_up(path, key, NOON)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 // 4096 * 4096 : len(content) // 2 // 4096 * 4096 + 4096 * 3] = bytes(4096 * 3)
    path.write_bytes(content)

    with pytest.raises(DiaryRefused, match="damaged"):
        back_up(path, key, NOON + timedelta(days=1))
    assert list_backups(path) == (good,)


def test_several_in_one_second(path: Path, key: Key | None) -> None:
    """Backups of one second get names of their own, are listed newest first, and all stay."""
    names = [back_up(path, key, NOON)[0].path.name for _ in range(3)]

    assert names == [f"20261122T120000Z-no{number}.sqlite" for number in (1, 2, 3)]
    assert [backup.path.name for backup in list_backups(path)] == names[::-1]
    assert thin_out(path) == ()


def test_only_our_own_old_backups_are_deleted(path: Path, key: Key | None) -> None:
    """Thinning out deletes old backups and stale halves; other files, and copies kept for a reason, stay."""
    for days in (401, 400):
        back_up(path, key, NOON - timedelta(days=days), BEFORE_RESTORE)
    for days in (11, 10, 0):
        back_up(path, key, NOON - timedelta(days=days))
    folder = backup_folder(path)
    (folder / "notes.sqlite").touch()
    half = folder / "20240101T120000Z.sqlite.0123abcd.part"
    half.touch()
    os.utime(half, (0, 0))
    old = [NOON - timedelta(days=days) for days in range(20, 400)]
    for made_at in old:
        (folder / f"{made_at:%Y%m%dT%H%M%SZ}.sqlite").touch()

    gone = thin_out(path)

    assert len(gone) > 350
    assert not half.exists()
    assert (folder / "notes.sqlite").exists()
    assert sum(backup.kind == BEFORE_RESTORE for backup in list_backups(path)) == 2
    assert max(backup.made_at for backup in list_backups(path)) == NOON


def test_the_newest_backup_is_never_deleted(path: Path, key: Key | None) -> None:
    """Made while the clock is years behind, a backup is the newest all the same, and those before it stay too."""
    for days in (3, 2, 1, 0):
        back_up(path, key, NOON - timedelta(days=days))
        thin_out(path)
    behind, _ = back_up(path, key, NOON - timedelta(days=4000))

    assert thin_out(path) == ()
    assert list_backups(path)[0] == behind
    ahead, _ = back_up(path, key, NOON + timedelta(days=4000))
    later, _ = back_up(path, key, NOON + timedelta(days=1))
    thin_out(path)
    assert {behind, ahead, later} <= set(list_backups(path))
    assert list_backups(path)[0] == later


@pytest.mark.parametrize(
    ("name", "ours"),
    by_outcome({
        True: ["20261122T120000Z.sqlite", "20261122T120000Z-12-before-restore.sqlite",
            "20261122T120000Z-no7.sqlite", "20261122T120000Z-no12-unreadable.sqlite",
            "20261122T120000Z-unreadable.sqlite-wal", "before-release-0002.sqlite",
            "20261122T120000Z.sqlite.00ff00ff.part"],
        False: ["diary.sqlite", "20261122T120000Z.sqlite.bak", "copy of 20261122T120000Z.sqlite", "20261122.sqlite"],
    }),
)  # fmt: skip
def test_whose_file_it_is(name: str, ours: bool) -> None:
    """Only names that we give are taken for ours; whatever else lies in the folder is left alone."""
    assert is_backup_name(name) is ours
