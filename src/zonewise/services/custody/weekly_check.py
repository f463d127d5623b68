"""The diary checked whole once a week: whether the disk has changed a byte of it since it was written."""

import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from zonewise.problem import Problem
from zonewise.services.base.clock import utc_now, utc_stamp
from zonewise.services.base.diary import Diary

from .passphrase import is_encrypted

EACH = timedelta(days=7)
REST_SECONDS = 0.005
"""After each thousand rows, which take about as long: whoever looks at a page meanwhile is let in."""


def check_when_due(diary: Diary) -> Problem | None:
    """Check a diary where it was not checked for a week; return what is wrong, with the way back, or None.

    When it was checked lies beside it. A diary that is damaged is due each time. One that cannot be read now, as its
    passphrase is not known or another program has it, is left for the next time; so is a clinic's database.
    """
    from zonewise.store.backups import check_diary
    from zonewise.store.connect import path_of_diary
    from zonewise.store.private_files import checked_file
    from zonewise.store.refusals import DiaryRefused

    path = path_of_diary(diary.place)
    if path is None or not path.is_file() or (diary.key is None and is_encrypted(diary)):
        return None
    file = checked_file(path)
    if not _is_due(file):
        return None
    try:
        check_diary(path, diary.key, lambda: time.sleep(REST_SECONDS))
    except DiaryRefused as refused:
        return refused.problem if refused.code == "damaged-diary" else None
    note_checked(path)
    return None


def note_checked(path: Path) -> None:
    """Keep beside a diary that it was found whole now."""
    from zonewise.store.halves import write_beside
    from zonewise.store.private_files import checked_file

    with suppress(OSError):  # a folder that may only be read: checked again the next time
        write_beside(path, checked_file(path), utc_stamp().encode())


def _is_due(file: Path) -> bool:
    """Say whether the last check is a week ago, or was in the future: a clock that was wrong puts no check off."""
    try:
        last = datetime.fromisoformat(file.read_text("ascii"))
        return not timedelta(0) <= utc_now() - last < EACH
    except (OSError, ValueError, TypeError):
        return True
