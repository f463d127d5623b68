"""Copies of the diary: its backups and how one comes back, an export of everything, and erasing all of them."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zonewise.importing import write_native
from zonewise.problem import InputRefused
from zonewise.report.words import word_table
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary, default_folder, file_of_diary, open_connection, read_connection
from zonewise.services.base.exported_records import records_of
from zonewise.services.base.text_files import check_replaceable, new_file, unwritable

from .memory_files import left_folders, remove_folders
from .passphrase import Secret
from .weekly_check import note_checked

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from zonewise.store.backups import Backup
    from zonewise.store.encryption import Key


@dataclass(frozen=True, slots=True)
class BackupResult:
    """What a backup came to."""

    backup: "Backup"  # The new copy; it was opened again and compared with the diary.
    entries: int  # How many entries it holds, superseded ones included.
    deleted: tuple[Path, ...]  # Older copies that went because newer ones stand for them.
    encrypted: tuple[Path, ...]  # Older copies in the clear that were encrypted, because the diary is.


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """What a restore came to."""

    diary: Diary  # The diary with the key it has now.
    entries: int  # How many entries it holds, superseded ones included.
    kept: "Backup | None"  # The diary that was there before, as a backup; None when there was none.
    # Whether the diary needs a passphrase now: the backup's, or, for a backup in the clear, the one the diary had.
    encrypted: bool


def back_up(diary: Diary) -> BackupResult:
    """Copy the diary into its folder of backups while it is in use, check the copy, and let old ones go.

    Raises:
        DiaryRefused: There is no diary, it cannot be read, or there is no room; or it is a clinic's database.
    """
    from zonewise.store import backups as store

    path = file_of_diary(diary, "Its backups are made by those who run it; ask them how often.")
    open_connection(diary, create=False).dispose()
    made, content = store.back_up(path, diary.key, utc_now())
    note_checked(path)
    clear = {backup.path for backup in store.list_backups(path) if not backup.encrypted} if diary.key else set()
    followed = store.rekey_backups(path, None, diary.key)[0] if clear else ()
    encrypted = tuple(file for file in followed if file in clear)
    return BackupResult(made, content.entries, store.thin_out(path), encrypted)


def list_backups(diary: Diary) -> "tuple[Backup, ...]":
    """Return the backups in the diary's own folder, newest first; no passphrase is needed to list them.

    Raises:
        DiaryRefused: It is a clinic's database.
    """
    from zonewise.store import backups as store

    return store.list_backups(file_of_diary(diary, "Its backups are with those who run it."))


def copies_in_the_clear(diary: Diary) -> tuple[Path, ...]:
    """Return what lies beside a diary and can be read without a passphrase: backups, and halves of them.

    Raises:
        DiaryRefused: It is a clinic's database.
    """
    from zonewise.store import backups as store

    return store.copies_in_the_clear(file_of_diary(diary, "Its backups are with those who run it."))


def needs_passphrase(diary: Diary, file: Path) -> bool:
    """Return whether a backup opens only with a passphrase, and not with the diary's key.

    False for a file that cannot be read, which `restore` refuses.
    """
    from zonewise.store.encryption import head_of, is_encrypted_head

    try:
        head = head_of(file)
    except (OSError, ValueError):
        return False
    return is_encrypted_head(head) and (diary.key is None or diary.key.head != head)


def restore(diary: Diary, file: Path, secret: Secret | None = None) -> RestoreResult:
    """Put a backup in the place of the diary, which becomes a backup itself first.

    Args:
        diary: Where it goes; with its key, where it has one that is known. It may be missing or damaged.
        file: The backup, which stays as it is.
        secret: The backup's passphrase, where it is encrypted and the diary's key does not open it.

    Raises:
        DiaryRefused: The file is no sound diary of this release or an older one, its passphrase is missing or wrong,
            or the diary is open elsewhere. The diary is as before.
    """
    from zonewise.store.backups import way_back
    from zonewise.store.connect import path_of_diary
    from zonewise.store.refusals import DiaryRefused, refusal
    from zonewise.store.replacement import restore_backup

    path = file_of_diary(diary, "Backups are put back by those who run it; `zonewise import` takes in an export.")
    source = path_of_diary(file)
    if source is None or not source.is_file():
        raise DiaryRefused(
            str(file), "there is no such file.", "Check the name; see `zonewise backup --list`.", "no-backup"
        )
    if path.exists() and source.samefile(path):
        raise DiaryRefused(str(file), "this is the diary itself.", "Name one of its backups.", "same-file")
    file_key = _key_of(source, diary, secret)
    new = file_key or diary.key
    try:
        done = restore_backup(path, diary.key, source, file_key, new, utc_now())
    except DiaryRefused as refused:
        if refused.code != "damaged-diary" or refused.problem.where != str(source):
            raise
        back = way_back(path, new, other_than=source)
        raise refusal("damaged-backup", str(source), fault=refused.problem.fault, way_back=back) from None
    restored = Diary(diary.place, new)
    open_connection(restored, create=False).dispose()  # brought forward, where an older release wrote it
    return RestoreResult(restored, done.content.entries, done.kept, new is not None)


def _key_of(file: Path, diary: Diary, secret: Secret | None) -> "Key | None":
    from zonewise.store.encryption import derive, head_of, is_encrypted_head
    from zonewise.store.refusals import refusal, refusing_file

    with refusing_file(str(file)):
        head = head_of(file)
    if not is_encrypted_head(head):
        return None
    if diary.key is not None and diary.key.head == head:
        return diary.key
    if secret is None:
        raise refusal("passphrase-needed", str(file))
    return derive(secret, head)


ASK_THE_CLINIC = "Ask the clinic to delete it there; what a clinic must keep is for the law to say."

BEYOND_REACH = tuple(word_table("beyond-reach").values())  # What erasing a diary cannot take away, a sentence each.


@dataclass(frozen=True, slots=True)
class EraseResult:
    """What is gone."""

    files: tuple[Path, ...]  # Each file that was deleted.
    beyond_reach: tuple[str, ...] = BEYOND_REACH  # What may still be elsewhere, a sentence each.


def clean_up(diary: Diary) -> None:
    """Take away what a process left that was killed, beside the diary and in the folders for temporary files.

    For the start of the app; of an encrypted diary too, before anybody opens it.
    """
    from zonewise.store.connect import path_of_diary
    from zonewise.store.halves import clear_dead_halves

    remove_folders(_left_folders(LEFT_SECONDS))
    if (path := path_of_diary(diary.place)) is not None:
        clear_dead_halves(path)


LEFT_SECONDS, ERASED_SECONDS = 600.0, 60.0
"""How long a folder has lain untouched that a killed process left: at the start, and where all is erased."""


def _left_folders(age_seconds: float) -> tuple[Path, ...]:
    return left_folders(age_seconds=age_seconds, now=utc_now().timestamp())


def files_to_erase(diary: Diary) -> tuple[Path, ...]:
    """Return what `erase` would delete: the diary, what lies beside it, and its backups.

    Raises:
        DiaryRefused: It is a clinic's database.
    """
    from zonewise.store.erase import diary_files

    return (*diary_files(file_of_diary(diary, ASK_THE_CLINIC)), *_left_folders(ERASED_SECONDS))


def erase(diary: Diary) -> EraseResult:
    """Delete the diary and every file of ours that belongs to it, its backups too. Nothing brings them back.

    No passphrase is needed: who forgot it can still begin again.

    Raises:
        DiaryRefused: There is nothing to erase, the file is not a diary, it is open elsewhere, a file cannot be
            deleted, or it is a clinic's database.
    """
    from zonewise.store.erase import erase_diary as erase_files

    path = file_of_diary(diary, ASK_THE_CLINIC)
    left = _left_folders(ERASED_SECONDS)
    gone = (*erase_files(path), *left)
    remove_folders(left)
    if path.parent == default_folder():
        with suppress(OSError):  # something else is in it
            path.parent.rmdir()
    return EraseResult(gone)


HEADER = "".join(write_native(())).encode()  # The first line of every export.


def export_csv(diary: Diary, path: Path) -> int:
    """Write everything as a native CSV that only its owner can read, and return how many entries there are.

    The file appears whole or not at all, and a process that is killed leaves no half of it. It may take the place of an
    earlier export, and of nothing else.

    Raises:
        InputRefused: The file cannot be written, or is there and holds something else.
        DiaryRefused: The diary cannot be read.
    """
    check_replaceable(path, HEADER, "export of zonewise")
    try:
        with new_file(path) as out, read_connection(diary) as connection:
            total, lines = _exported(connection)
            out.writelines(line.encode() for line in lines)
    except OSError as error:
        raise InputRefused([unwritable(path, error)]) from None
    return total


def export_bytes(diary: Diary) -> bytes:
    """Return everything as a native CSV; none of it is written anywhere.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    with read_connection(diary) as connection:
        _, lines = _exported(connection)
        return "".join(lines).encode()


def _exported(connection: "Connection") -> tuple[int, Iterator[str]]:
    from zonewise.store.entries import count_entries, stream_entries

    return count_entries(connection), write_native(stream_entries(connection), records_of(connection))
