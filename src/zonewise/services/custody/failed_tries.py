"""The last passphrases that browsers gave, wrong ones and right ones: a start of the app forgets none of them.

Nothing of the diary or of what was typed is kept, only when and from where. Whoever tries waits longer each time, so it
is written seldom.
"""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from zonewise.services.base.diary import Diary

MOST_FAILED = 20  # Kept of each sort; the oldest goes.


class FailedTry(NamedTuple):
    """A wrong passphrase."""

    at: datetime  # When, UTC.
    network: str  # From which address, or network where one device has many.


class SuccessfulLogin(NamedTuple):
    """A right passphrase, by which a browser was let in."""

    at: datetime  # When, UTC.
    network: str  # From which address, or network where one device has many.


def failed_tries(diary: Diary) -> tuple[FailedTry, ...]:
    """Return the last wrong passphrases, the latest last; none for a clinic's database."""
    from zonewise.store.private_files import failed_tries_file

    path = _path(diary)
    return tuple(FailedTry(*row) for row in _rows(failed_tries_file(path))) if path is not None else ()


def keep_failed_try(diary: Diary, failed: FailedTry) -> None:
    """Keep one more wrong passphrase; where the folder may only be read, it is not kept."""
    from zonewise.store.private_files import failed_tries_file

    if (path := _path(diary)) is not None:
        _keep(path, failed_tries_file(path), failed)


def successful_logins(diary: Diary) -> tuple[SuccessfulLogin, ...]:
    """Return the last right passphrases, the latest last; none for a clinic's database."""
    from zonewise.store.private_files import logins_file

    path = _path(diary)
    return tuple(SuccessfulLogin(*row) for row in _rows(logins_file(path))) if path is not None else ()


def keep_login(diary: Diary, login: SuccessfulLogin) -> None:
    """Keep one more right passphrase; where the folder may only be read, it is not kept."""
    from zonewise.store.private_files import logins_file

    if (path := _path(diary)) is not None:
        _keep(path, logins_file(path), login)


def _path(diary: Diary) -> Path | None:
    from zonewise.store.connect import path_of_diary

    return path_of_diary(diary.place)


def _rows(file: Path) -> tuple[tuple[datetime, str], ...]:
    try:
        return tuple((datetime.fromisoformat(at), str(network)) for at, network in json.loads(file.read_text("ascii")))
    except (OSError, ValueError, TypeError, RecursionError):  # none yet, or somebody has written over it
        return ()


def _keep(diary: Path, file: Path, row: FailedTry | SuccessfulLogin) -> None:
    from zonewise.store.halves import write_beside

    last = (*_rows(file), row)[-MOST_FAILED:]
    with suppress(OSError):
        write_beside(diary, file, json.dumps([(at.isoformat(), network) for at, network in last]).encode())
