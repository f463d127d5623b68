"""Once a week the whole diary is checked for bytes that the disk has changed, beside whoever uses it."""

from datetime import timedelta
from pathlib import Path

import pytest

from zonewise.model.entry import Entry
from zonewise.services.base.clock import logical_today, utc_now
from zonewise.services.base.diary import Diary, add_entries, all_entries
from zonewise.services.custody import weekly_check
from zonewise.services.custody.backups import back_up, erase
from zonewise.services.custody.passphrase import Secret, set_passphrase
from zonewise.services.custody.weekly_check import check_when_due
from zonewise.store import backups
from zonewise.store.backups import check_diary
from zonewise.store.private_files import checked_file
from zonewise.store.refusals import refusal


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the diaries that were checked whole."""
    checked: list[Path] = []
    check = backups.check_diary
    monkeypatch.setattr(backups, "check_diary", lambda path, *rest: (checked.append(path), check(path, *rest))[1])
    return checked


def pass_days(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    """Let the clock of the check run ahead, or back."""
    monkeypatch.setattr(weekly_check, "utc_now", lambda: utc_now() + timedelta(days=days))


def turn_a_letter(path: Path) -> None:
    """Turn one letter of a text, as a disk that rots does."""
    content = path.read_bytes()
    at = content.rindex(b"naltrexone")
    path.write_bytes(content[:at] + b"naltrexane" + content[at + 10 :])


def note(number: int) -> Entry:
    """Return a note of today."""
    return Entry(f"note-{number}", logical_today("", utc_now().time()), None, "note", "x", note="a word")


def test_a_sound_diary_is_checked_once_a_week(diary: Diary, looks: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Not again on the same day, but after a week, and at once where the clock went back before the last check."""
    for days, count in ((0, 1), (6.9, 1), (7.1, 2), (-1, 3)):
        pass_days(monkeypatch, days)
        assert check_when_due(diary) is None
        assert len(looks) == count
    assert checked_file(Path(diary.place)).stat().st_mode & 0o777 == 0o600


def test_a_backup_is_a_check(diary: Diary, looks: list[Path]) -> None:
    """Whoever made a backup has had the diary checked; nothing is due for a week."""
    back_up(diary)
    looks.clear()

    assert check_when_due(diary) is None
    assert looks == []


def test_damage_is_named_with_the_way_back_until_it_is_mended(diary: Diary) -> None:
    """The newest sound backup is named, nothing of the diary is quoted, and the next look finds it again."""
    sound = back_up(diary).backup.path
    checked_file(Path(diary.place)).unlink()
    turn_a_letter(Path(diary.place))

    for _ in range(2):
        problem = check_when_due(diary)
        assert problem is not None
        assert f"newest sound backup is {sound}" in problem.expected
        assert "naltrex" not in str(problem)


def test_what_cannot_be_checked_now_is_no_damage(
    diary: Diary, cheap_keys: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A diary whose passphrase is not known, that is not there or that is in use waits for the next time."""
    monkeypatch.setattr(backups, "check_diary", lambda *_: (_ for _ in ()).throw(refusal("being-written", "x")))
    assert check_when_due(diary) is None
    assert not checked_file(Path(diary.place)).exists()
    set_passphrase(diary, Secret("four words nobody joins"))
    assert check_when_due(Diary(diary.place)) is None
    assert check_when_due(Diary(f"{diary.place}-none")) is None
    assert check_when_due(Diary("postgresql://none/none")) is None


def test_what_is_written_meanwhile_is_no_damage(diary: Diary) -> None:
    """The check sees the diary at one instant: entries that come in while it goes on change nothing."""
    written = []

    def write() -> None:
        add_entries(diary, [note(len(written))])
        written.append(1)

    check_diary(Path(diary.place), None, write)

    assert written
    assert sum(entry.kind == "note" and entry.name == "x" for entry in all_entries(diary)) == len(written)


def test_erasing_takes_the_day_of_the_check_along(diary: Diary) -> None:
    """Nothing is left beside a diary that was erased."""
    check_when_due(diary)
    erase(diary)

    assert not checked_file(Path(diary.place)).exists()
