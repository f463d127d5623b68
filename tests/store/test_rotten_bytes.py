"""A byte that turns on the disk is found, the message quotes nothing of the diary, and names the way back."""

import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zonewise.model.entry import Entry
from zonewise.services.base.diary import Diary
from zonewise.services.custody.backups import restore
from zonewise.store.backups import back_up, check_diary, list_backups
from zonewise.store.connect import open_diary, reading
from zonewise.store.copies import check_copy
from zonewise.store.entries import load_entries
from zonewise.store.refusals import DiaryRefused

from .conftest import begin_diary

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORDS = "my own unhappy words"


@pytest.fixture
def path(tmp_path: Path, entry: Callable[..., Entry]) -> Path:
    """Return a diary in the clear."""
    begin_diary(tmp_path / "diary.sqlite", [entry(f"{n:03}", note=WORDS) for n in range(40)])
    return tmp_path / "diary.sqlite"


def turn(path: Path, what: bytes, into: bytes) -> None:
    """Turn some bytes of a file into others, as a disk that rots does."""
    content = path.read_bytes()
    at = content.rindex(what)
    path.write_bytes(content[:at] + into + content[at + len(what) :])


ROTS = {
    "a letter": (b"unhappy", b"unhapqy"),
    "a day": (b"2026-03-01", b"2026-13-01"),
    "no letter": (b"unhappy", b"unh\xffppy"),
    "a value": (b"pain", b"paim"),
}


@pytest.mark.parametrize("rot", ROTS)
def test_a_turned_byte_is_found(path: Path, rot: str) -> None:
    """One letter of one text is found by the check and by the next backup, which then is none; the newest sound one is
    named, and putting that one back gives the diary as it was.
    """  # fmt: skip
    before = check_copy(path, None)
    good, _ = back_up(path, None, NOON)
    bad, _ = back_up(path, None, NOON + timedelta(days=1))
    turn(bad.path, *ROTS["a letter"])
    turn(path, *ROTS[rot])

    for look in (lambda: check_diary(path, None), lambda: back_up(path, None, NOON + timedelta(days=2))):
        with pytest.raises(DiaryRefused) as refused:
            look()
        assert refused.value.code == "damaged-diary"
        assert str(good.path) in str(refused.value)
        said = "".join(traceback.format_exception(refused.value))
        assert "unh" not in said.replace(__file__, "")
        assert "2026-13" not in said
    assert len(list_backups(path)) == 2
    restore(Diary(str(path)), good.path)
    assert check_copy(path, None) == before


def test_a_damaged_backup_is_refused_and_the_next_sound_one_named(path: Path) -> None:
    """Putting back a backup in which a byte has turned changes nothing, and says which one to take instead."""
    good, _ = back_up(path, None, NOON)
    bad, _ = back_up(path, None, NOON + timedelta(days=1))
    turn(bad.path, *ROTS["a letter"])
    before = path.read_bytes()

    with pytest.raises(DiaryRefused) as refused:
        restore(Diary(str(path)), bad.path)

    assert refused.value.code == "damaged-diary"
    assert f"newest sound backup is {good.path}" in str(refused.value)
    assert path.read_bytes() == before


def test_without_a_sound_backup_that_is_said(path: Path) -> None:
    """Where no backup is sound, the message sends one to a copy elsewhere."""
    turn(path, *ROTS["a letter"])

    with pytest.raises(DiaryRefused, match="no backup beside it is sound"):
        check_diary(path, None)


@pytest.mark.parametrize("rot", ["a day", "no letter"])
def test_reading_what_has_rotted_quotes_nothing(path: Path, rot: str) -> None:
    """A page or a command that reads such a row is refused in words that hold nothing of it."""
    turn(path, *ROTS[rot])
    engine = open_diary(path)

    with pytest.raises(DiaryRefused) as refused, reading(engine) as connection:
        load_entries(connection)

    engine.dispose()
    assert refused.value.code == "damaged-diary"
    assert "unh" not in str(refused.value)
    assert "2026-13" not in str(refused.value)
