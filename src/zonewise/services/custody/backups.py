"""How is the diary backed up, which backups are there, and how does one come back?"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary, file_of_diary, open_connection

from .passphrase import Secret

if TYPE_CHECKING:
    from zonewise.store.backups import Backup
    from zonewise.store.encryption import Key


@dataclass(frozen=True, slots=True)
class BackupResult:
    """What a backup came to.

    Attributes:
        backup: The new copy; it was opened again and compared with the diary.
        entries: How many entries it holds, superseded ones included.
        deleted: Older copies that went because newer ones stand for them.
        encrypted: Older copies in the clear that were encrypted, because the diary is.
    """

    backup: "Backup"
    entries: int
    deleted: tuple[Path, ...]
    encrypted: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """What a restore came to.

    Attributes:
        diary: The diary with the key it has now.
        entries: How many entries it holds, superseded ones included.
        kept: The diary that was there before, as a backup; None when there was none.
        encrypted: Whether the diary needs a passphrase now: the backup's, or, for a backup in the clear, the one the
            diary had.
    """

    diary: Diary
    entries: int
    kept: "Backup | None"
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
    encrypted: tuple[Path, ...] = ()
    if diary.key is not None:
        clear = {each.path for each in store.list_backups(path) if not each.encrypted}
        encrypted = (
            tuple(each for each in store.rekey_backups(path, None, diary.key)[0] if each in clear) if clear else ()
        )
    return BackupResult(made, content.entries, store.thin_out(path), encrypted)


def list_backups(diary: Diary) -> "tuple[Backup, ...]":
    """Return the backups in the diary's own folder, newest first; no passphrase is needed to list them.

    Raises:
        DiaryRefused: It is a clinic's database.
    """
    from zonewise.store import backups as store

    return store.list_backups(file_of_diary(diary, "Its backups are with those who run it."))


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
    from zonewise.store.connect import path_of_diary
    from zonewise.store.refusals import DiaryRefused
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
    done = restore_backup(path, diary.key, source, file_key, new, utc_now())
    found = Diary(diary.place, new)
    open_connection(found, create=False).dispose()  # brought forward, where an older release wrote it
    return RestoreResult(found, done.content.entries, done.kept, new is not None)


def _key_of(file: Path, diary: Diary, secret: Secret | None) -> "Key | None":
    from zonewise.store.encryption import derive, head_of, is_encrypted_head
    from zonewise.store.refusals import PASSPHRASE_NEEDED, refusing_file

    with refusing_file(str(file)):
        head = head_of(file)
    if not is_encrypted_head(head):
        return None
    if diary.key is not None and diary.key.head == head:
        return diary.key
    if secret is None:
        raise PASSPHRASE_NEEDED.at(str(file))
    return derive(secret, head)
