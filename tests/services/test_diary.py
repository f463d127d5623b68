"""Where the diary lies, and what looking at it does."""

from pathlib import Path

import pytest

from zonewise.services.base.diary import VARIABLE, all_entries, diary_at, diary_exists, entries_so_far
from zonewise.store.refusals import DiaryRefused


def test_the_named_place_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A diary that was named comes before that of the environment, and that before the person's own folder."""
    monkeypatch.setenv(VARIABLE, "from-environment.sqlite")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    assert diary_at("named.sqlite").place == "named.sqlite"
    assert diary_at(None).place == "from-environment.sqlite"
    monkeypatch.delenv(VARIABLE)
    assert diary_at(None).place == str(tmp_path / "zonewise" / "diary.sqlite")


def test_looking_makes_nothing(tmp_path: Path) -> None:
    """Without a diary there is nothing to read, nothing so far, and nothing is made."""
    diary = diary_at(str(tmp_path / "diary.sqlite"))

    with pytest.raises(DiaryRefused) as refused:
        all_entries(diary)

    assert refused.value.code == "no-diary"
    assert diary_exists(diary) is None
    assert entries_so_far(diary) == ()
    assert list(tmp_path.iterdir()) == []


def test_other_refusals_stay_refusals(tmp_path: Path) -> None:
    """A file that is no diary is not taken for a diary that has not been begun."""
    (tmp_path / "diary.sqlite").write_bytes(b"something else entirely " * 100)

    with pytest.raises(DiaryRefused) as refused:
        entries_so_far(diary_at(str(tmp_path / "diary.sqlite")))

    assert refused.value.code == "not-a-diary"
