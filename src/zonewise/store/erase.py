"""All files that belong to a diary, and their deletion."""

from contextlib import suppress
from pathlib import Path

from .backup_names import LOGS, backup_folder, is_backup_name
from .diary_file import SQLITE_HEAD, part_file
from .encryption import head_of, is_encrypted_head
from .halves import copy_lock_file
from .lock import IMPORT, exclusive_lock, lock_file
from .own_schema import VERSION_TABLE
from .private_files import files_of_pages, flush_folder, half_of_rekey_journal, rekey_journal_file
from .refusals import refusal, refusing_file, system_reason

_SCHEMA_BYTES = 65536  # Of a file in the clear, where the names of its tables stand.


def diary_files(diary: Path) -> tuple[Path, ...]:
    """Return every file of ours that is there, backups first; the lock beside it goes when it is let go.

    Killed in the middle, the same can be asked for again.
    """
    folder = backup_folder(diary)
    backups = sorted(path for path in folder.glob("*") if is_backup_name(path.name)) if folder.is_dir() else []
    beside = [diary.with_name(diary.name + log) for log in LOGS]
    locks = (lock_file(diary.with_name(diary.name + IMPORT)), copy_lock_file(diary))
    rekeying = (rekey_journal_file(diary), half_of_rekey_journal(diary))
    every = (*backups, *files_of_pages(diary), *locks, *rekeying, part_file(diary), diary, *beside)
    return tuple(path for path in every if path.is_symlink() or path.is_file())


def erase_diary(diary: Path, *, busy_seconds: float = 5.0) -> tuple[Path, ...]:
    """Delete every file of a diary, its backups too, and return them. No passphrase is needed.

    Args:
        diary: Its file, which may be gone already or damaged.
        busy_seconds: How long to wait for others to close it, seconds.

    Raises:
        DiaryRefused: There is nothing, the file is not a diary, it is open elsewhere, or a file cannot be deleted.
    """
    where = str(diary)
    folder = backup_folder(diary)
    if not (diary_files(diary) or lock_file(diary).exists() or (folder.is_dir() and not any(folder.iterdir()))):
        raise refusal("nothing-to-erase", where)
    with refusing_file(where):
        _check_head(diary)
        with exclusive_lock(diary, busy_seconds):
            _check_is_diary(diary)
            files = diary_files(diary)
            for path in files:
                _delete_file(path)
            with suppress(OSError):  # other files are in it, or it is not there
                folder.rmdir()
    flush_folder(diary.parent)
    return files


def _delete_file(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise refusal("not-erased", str(path), reason=system_reason(error)) from error


def _check_head(diary: Path) -> None:
    """Refuse a file that is no database at all, before a lock is made beside it: it may be someone's photograph."""
    if diary.exists() and (head := head_of(diary)) and not is_encrypted_head(head) and head != SQLITE_HEAD:
        raise refusal("other-file", str(diary))


def _check_is_diary(diary: Path) -> None:
    """Refuse another program's database; a damaged diary still tells in its first bytes that it is one."""
    if not diary.exists() or head_of(diary) != SQLITE_HEAD:
        return
    with diary.open("rb") as file:
        start = file.read(_SCHEMA_BYTES)
    if VERSION_TABLE.encode() not in start:
        raise refusal("other-file", str(diary))
