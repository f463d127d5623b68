"""How does everything about a person leave this machine, and what stays beyond our reach?"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from zonewise.services.base.diary import Diary, default_folder, file_of_diary

OTHERWISE = "Ask the clinic to delete it there; what a clinic must keep is for the law to say."

BEYOND_REACH = (
    "Files you exported, reports you printed or sent, and copies you made elsewhere.",
    "Backups and snapshots that the system, a sync service or another device made of these files.",
    "What your clinic or prescriber wrote down from them.",
    "Traces on the disk itself: a deleted file's content can stay on an SSD or hard disk until it is overwritten. "
    "Only a disk that is encrypted as a whole, or a diary that had a passphrase from its first day, protects against "
    "someone who looks for them.",
    "Pages that a browser kept for use without a connection: clear the site's data there.",
)
"""What erasing a diary cannot take away, a sentence each."""


@dataclass(frozen=True, slots=True)
class EraseResult:
    """What is gone.

    Attributes:
        files: Each file that was deleted.
        beyond_reach: What may still be elsewhere, a sentence each.
    """

    files: tuple[Path, ...]
    beyond_reach: tuple[str, ...] = BEYOND_REACH


def files_to_erase(diary: Diary) -> tuple[Path, ...]:
    """Return what `erase` would delete: the diary, what lies beside it, and its backups.

    Raises:
        DiaryRefused: It is a clinic's database.
    """
    from zonewise.store.erase import diary_files

    return diary_files(file_of_diary(diary, OTHERWISE))


def erase(diary: Diary) -> EraseResult:
    """Delete the diary and every file of ours that belongs to it, its backups too. Nothing brings them back.

    No passphrase is needed: who forgot it can still begin again.

    Raises:
        DiaryRefused: There is nothing to erase, the file is not a diary, it is open elsewhere, a file cannot be
            deleted, or it is a clinic's database.
    """
    from zonewise.store.erase import erase_diary as erase_files

    path = file_of_diary(diary, OTHERWISE)
    gone = erase_files(path)
    if path.parent == default_folder():
        with suppress(OSError):  # something else is in it
            path.parent.rmdir()
    return EraseResult(gone)
