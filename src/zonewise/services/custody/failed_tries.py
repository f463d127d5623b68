"""The last wrong passphrases that browsers gave, kept beside the diary: a start of the app forgets none of them."""

import json
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from zonewise.services.base.diary import Diary

MOST_FAILED = 20  # Kept; the oldest goes.


class FailedTry(NamedTuple):
    """A wrong passphrase."""

    at: datetime  # When, UTC.
    network: str  # From which address, or network where one device has many.


def failed_tries(diary: Diary) -> tuple[FailedTry, ...]:
    """Return the last wrong passphrases, the latest last; none for a clinic's database."""
    from zonewise.store.connect import path_of_diary
    from zonewise.store.private_files import failed_tries_file

    path = path_of_diary(diary.place)
    try:
        lines = json.loads(failed_tries_file(path).read_text("ascii")) if path is not None else []
        return tuple(FailedTry(datetime.fromisoformat(at), str(network)) for at, network in lines)
    except (OSError, ValueError, TypeError, RecursionError):  # none yet, or somebody has written over it
        return ()


def keep_failed_try(diary: Diary, failed: FailedTry) -> None:
    """Keep one more; where the folder may only be read, it is not kept.

    Nothing of the diary or of what was typed stands in it. Whoever tries waits longer each time, so it is written
    seldom.
    """
    from zonewise.store.connect import path_of_diary
    from zonewise.store.private_files import failed_tries_file, write_private

    path = path_of_diary(diary.place)
    if path is not None:
        last = (*failed_tries(diary), failed)[-MOST_FAILED:]
        with suppress(OSError):
            write_private(
                failed_tries_file(path), json.dumps([(one.at.isoformat(), one.network) for one in last]).encode()
            )
