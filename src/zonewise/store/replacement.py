"""Putting another file in the place of a diary, so that a kill at any instant leaves the one or the other.

The new file is made and checked beside the diary, under the lock that nobody else holds then, and takes its name in
one step. Before that the diary's own log is folded into it and gone: SQLite would take an old log beside a new file
for the new file's.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]  # a compiled module without types

from .backup_names import BEFORE_RESTORE, LOGS, UNREADABLE
from .backups import Backup, copy_to_backups, describe_backup, make_backup_folder, new_backup_name
from .copies import Content, SoundCheck, check_copy, check_sound, copy_diary, open_copy
from .diary_file import checked_connection, part_file
from .encryption import Key
from .halves import copying, new_half
from .lock import exclusive_lock
from .private_files import create_private, flush_file, flush_folder
from .refusals import DiaryRefused, refusal, refusing_file

_ATTEMPTS, _ATTEMPT_SECONDS = 50, 0.02  # How often a diary that is still open is tried again, and how long after.


@dataclass(frozen=True, slots=True)
class ReplaceResult:
    """What came of putting a backup in the place of a diary."""

    content: Content  # What the diary holds now.
    kept: Backup | None  # The diary that was there before, or None when there was none.


def rekey_diary(
    diary: Path, old: Key | None, new: Key | None, *, busy_seconds: float = 5.0,
    before_replacing: Callable[[], None] = lambda: None, sound: SoundCheck = check_sound,
) -> Content:  # fmt: skip
    """Encrypt a diary, encrypt it with another key, or take its encryption away.

    Args:
        busy_seconds: How long to wait for others to close it, seconds.
        before_replacing: Called once the new file is whole, while the diary is had alone; it is replaced next.
        sound: What makes sure that the file is sound, and the new one too.

    Raises:
        DiaryRefused: The old key does not open it, it is damaged, open elsewhere, or there is no room for the new
            file. The diary is as before.
    """
    where = str(diary)
    with refusing_file(where):
        if not diary.exists():
            raise refusal("no-diary", where)
        with exclusive_lock(diary, busy_seconds):
            part = _fresh_part_file(diary)
            with _open_without_log(diary, old, sound) as source:
                content = copy_diary(source, part, new, sound)
            before_replacing()
            _replace_diary(part, diary)
    return content


def restore_backup(
    diary: Path, key: Key | None, file: Path, file_key: Key | None, new: Key | None, made_at: datetime,
    *, busy_seconds: float = 5.0,
) -> ReplaceResult:  # fmt: skip
    """Put the content of a backup in the place of a diary, which becomes a backup itself first.

    Args:
        diary: The diary's file, which may be missing or damaged.
        key: Its key, or None when it has none or it is not known.
        file: The backup; it stays as it is.
        new: The key the diary shall have then.
        made_at: Now, UTC.
        busy_seconds: How long to wait for others to close the diary, seconds.

    Raises:
        DiaryRefused: The backup cannot be verified, the diary is open elsewhere, or there is no room. The diary is as
            before.
    """
    with refusing_file(str(file)):
        check_copy(file, file_key)
    with refusing_file(str(diary)), exclusive_lock(diary, busy_seconds):
        part = _fresh_part_file(diary)
        with open_copy(file, file_key) as source:
            content = copy_diary(source, part, new)
        try:
            kept = _keep_replaced_diary(diary, key, made_at)
            _replace_diary(part, diary)
        finally:
            part.unlink(missing_ok=True)
    return ReplaceResult(content, kept)


def _keep_replaced_diary(diary: Path, key: Key | None, made_at: datetime) -> Backup | None:
    """Copy the diary that is about to go: checked where it can be read, and as it lies where it cannot.

    As it lies comes first: only opening a damaged diary can cost it its log.
    """
    if not diary.exists() or diary.stat().st_size == 0:
        return None
    raw = _copy_unopened(diary, make_backup_folder(diary) / new_backup_name(diary, made_at, UNREADABLE))
    try:
        with _open_without_log(diary, key) as source:
            kept, _ = copy_to_backups(source, diary, key, new_backup_name(diary, made_at, BEFORE_RESTORE))
    except (DiaryRefused, sqlite.Error) as error:
        if getattr(error, "code", "") in ("diary-busy", "disk-full"):
            _unlink_all(raw)
            raise
        return describe_backup(raw[-1])
    _unlink_all(raw)
    return kept


def _copy_unopened(diary: Path, target: Path) -> list[Path]:
    """Copy a diary's file and its log, the log first: a file without its log could pass for a whole one."""
    copied: list[Path] = []
    try:
        with copying(diary):
            for beside in (path for path in (diary.with_name(f"{diary.name}-wal"), diary) if path.exists()):
                named = target.with_name(target.name + beside.name.removeprefix(diary.name))
                with new_half(diary, named) as half:
                    create_private(half)
                    shutil.copyfile(beside, half)
                    flush_file(half)
                    half.replace(named)
                copied.append(named)
    except BaseException:
        _unlink_all(copied)
        raise
    flush_folder(target.parent)
    return copied


def _unlink_all(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _open_without_log(diary: Path, key: Key | None, sound: SoundCheck = check_sound) -> Any:
    """Return a connection, which closes itself, to a sound diary that from now on is one file without a log.

    A process that ends lets go of the lock a moment before it lets go of the diary, so a busy one is tried again.
    """
    for attempt in range(_ATTEMPTS):
        connection = None
        try:
            connection = checked_connection(diary, key)
            if connection.execute("PRAGMA journal_mode = DELETE").fetchone() != ("delete",):
                raise refusal("open-in-program", str(diary))
            sound(connection, key, str(diary))
        except BaseException as error:
            if connection is not None:
                connection.close()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlite.SQLITE_BUSY, sqlite.SQLITE_LOCKED):
                raise
            if attempt < _ATTEMPTS - 1:
                time.sleep(_ATTEMPT_SECONDS)
            continue
        return closing(connection)
    raise refusal("open-in-program", str(diary))


def _fresh_part_file(diary: Path) -> Path:
    part = part_file(diary)
    part.unlink(missing_ok=True)  # of a process that was killed
    return part


def _replace_diary(part: Path, diary: Path) -> None:
    try:
        with suppress(FileNotFoundError):  # the owner may have let others read the diary: that stays so
            os.chmod(part, diary.stat().st_mode & 0o777)
        for log in LOGS:  # what they held is in the new file, or in the copy that was kept
            diary.with_name(diary.name + log).unlink(missing_ok=True)
        part.replace(diary)
    finally:
        part.unlink(missing_ok=True)
    flush_folder(diary.parent)
