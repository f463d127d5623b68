"""Where the copies of a diary lie, and the names that only we give there."""

import re
from pathlib import Path

ENDING = "-backups"

PLAIN, BEFORE_RESTORE, UNREADABLE, BEFORE_RELEASE = "backup", "before-restore", "unreadable", "before-release"
"""Why a copy was made. Only the first sort is thinned out by age."""

TIMED_NAME = re.compile(
    rf"(?P<stamp>\d{{8}}T\d{{6}}Z)(?:-(?P<number>\d{{1,3}}))?(?:-no(?P<order>\d+))?"
    rf"(?:-(?P<kind>{BEFORE_RESTORE}|{UNREADABLE}))?\.sqlite",
    re.ASCII,
)
STAMP = "%Y%m%dT%H%M%SZ"
LOGS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file while it is open, or after its process was killed."""

_BEFORE_RELEASE = re.compile(rf"{BEFORE_RELEASE}-\w+\.sqlite", re.ASCII)
_UNFINISHED_OR_LOG = re.compile(r"(-wal)?\.[0-9a-f]{8}\.part|-wal|-shm|-journal", re.ASCII)


def backup_folder(diary: Path) -> Path:
    """Return the folder that a diary's backups lie in."""
    return diary.with_name(diary.name + ENDING)


def is_backup_name(name: str) -> bool:
    """Return whether a file in the folder of backups has a name that only we give, halves and logs included."""
    stem = _UNFINISHED_OR_LOG.sub("", name)
    return bool(TIMED_NAME.fullmatch(stem) or _BEFORE_RELEASE.fullmatch(stem))
