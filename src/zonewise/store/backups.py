"""Copies of a diary that are kept beside it, and for how long.

Each lies in the folder `<diary>-backups` and is a diary of its own: one file, encrypted like the diary it came from.
"""

import os
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .backup_names import (
    BEFORE_RELEASE,
    PLAIN,
    STAMP,
    TIMED_NAME,
    backup_folder,
    is_backup_name,
)
from .copies import Content, check_copy, copy_diary, open_copy
from .diary_file import connect
from .encryption import Key, head_of, is_encrypted_head
from .halves import clear_dead_halves, new_half
from .private_files import PART, flush_folder
from .refusals import DiaryRefused, refusal, refusing_file
from .row_sums import sums_hold

DAYS, WEEKS, MONTHS = 7, 4, 12  # Of how many of the latest days, weeks and months with a backup the newest one is kept.


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy of a diary, in its folder of backups."""

    path: Path
    made_at: datetime  # UTC, to the second.
    # "backup", "before-restore" (the diary that a restored one took the place of), "unreadable" (the same, when it
    # could not be opened) or "before-release" (before a new release brought the diary forward).
    kind: str
    encrypted: bool  # Whether it needs a passphrase: the one the diary had when it was made.
    size: int  # Bytes.
    order: int = 0  # Which copy it is, counted up; a clock may be wrong, and this is not. 0 of an older release's.


def back_up(diary: Path, key: Key | None, made_at: datetime, kind: str = PLAIN) -> tuple[Backup, Content]:
    """Copy a diary into its folder of backups while others go on using it; the copy appears checked or not at all.

    Args:
        made_at: Now, UTC.

    Raises:
        DiaryRefused: The diary cannot be read, the copy not written, or it is not the same.
    """
    check_diary(diary, key)
    with refusing_file(str(diary)), closing(connect(diary, key, busy_seconds=5.0)) as source:
        return copy_to_backups(source, diary, key, new_backup_name(diary, made_at, kind))


def check_diary(diary: Path, key: Key | None, rest: Callable[[], None] = lambda: None) -> None:
    """Make sure that every page and every row of a diary is as it was written, while others go on using it.

    Args:
        rest: Called after each thousand rows.

    Raises:
        DiaryRefused: It is not, with the newest backup that is; or it cannot be read.
    """
    try:
        with refusing_file(str(diary)), closing(connect(diary, key, busy_seconds=5.0)) as source:
            sound = _is_sound(source, rest)
    except DiaryRefused as refused:
        if refused.code != "damaged-diary":
            raise
        sound = False
    if not sound:
        raise refusal("rotten", str(diary), way_back=way_back(diary, key))


def _is_sound(connection: Any, rest: Callable[[], None]) -> bool:
    """Say whether every page and every row of an open file is as it was written, at one instant: others may write."""
    connection.execute("BEGIN")
    try:
        return connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)] and sums_hold(connection, rest)
    finally:
        connection.execute("ROLLBACK")


def way_back(diary: Path, key: Key | None, other_than: Path | None = None) -> str:
    """Return what to do about a damaged file: the newest backup that is sound, as far as this key opens it.

    Args:
        other_than: A backup that is known to be damaged.
    """
    for backup in list_backups(diary):
        if backup.path != other_than and (not backup.encrypted or key is not None):
            with suppress(DiaryRefused):
                check_copy(backup.path, key if backup.encrypted else None)
                return f"Keep this file as it is. The newest sound backup is {backup.path}: put that one back."
    return "Keep this file as it is, and look for a copy elsewhere: no backup beside it is sound."


def copy_to_backups(source: object, diary: Path, key: Key | None, name: str) -> tuple[Backup, Content]:
    """Copy an open diary into its folder of backups under a name, in the place of a copy of that name.

    Raises:
        DiaryRefused: The copy is not the same.
        sqlite.Error, OSError: The diary cannot be read, or the copy not written.
    """
    folder = make_backup_folder(diary)
    target = folder / name
    content = _copy_atomically(source, diary, target, key)
    return describe_backup(target), content


def back_up_before_migration(diary: Path, key: Key | None, current: str) -> None:
    """Copy a diary that an older release wrote, before it is brought forward; the copy carries its revision's name.

    Args:
        current: This release's revision: a diary that has it meanwhile is not copied.

    Raises:
        DiaryRefused: The copy could not be made; then the diary should not be changed either.
    """
    with refusing_file(str(diary)), closing(connect(diary, key, busy_seconds=5.0)) as source:
        (revision,) = source.execute("SELECT version_num FROM zonewise_revision").fetchone()
        if revision != current:
            copy_to_backups(source, diary, key, f"{BEFORE_RELEASE}-{current}.sqlite")


def list_backups(diary: Path) -> tuple[Backup, ...]:
    """Return the copies in a diary's folder of backups, newest first; other files there are not ours.

    The newest is the one that was made last, whatever the clock said then.
    """
    backups: list[Backup] = []
    with suppress(FileNotFoundError, NotADirectoryError):
        for path in backup_folder(diary).iterdir():
            if is_backup_name(path.name) and path.suffix == ".sqlite" and path.is_file():
                with suppress(OSError, ValueError):
                    backups.append(describe_backup(path))
    return tuple(sorted(backups, key=_place_in_order, reverse=True))


def copies_in_the_clear(diary: Path) -> tuple[Path, ...]:
    """Return what lies beside an encrypted diary and needs no passphrase: backups, their logs, and halves of them."""
    folder = backup_folder(diary)
    clear: list[Path] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        with suppress(OSError):
            if is_backup_name(path.name) and path.is_file() and path.stat().st_size:
                is_log = path.suffix != ".sqlite" and not path.name.endswith(PART)
                database = path.with_name(path.name.rpartition("-")[0]) if is_log else path
                if not (database.is_file() and is_encrypted_head(head_of(database))):
                    clear.append(path)
    return tuple(clear)


def thin_out(diary: Path) -> tuple[Path, ...]:
    """Delete the backups for which newer ones stand, and return them; the newest is never among them.

    Call it right after a backup was made. Halves of copies whose process was killed go too.
    """
    plain = [backup for backup in list_backups(diary) if backup.kind == PLAIN]
    stay = backups_to_keep(backup.made_at for backup in plain)
    outdated = tuple(backup.path for number, backup in enumerate(plain) if number not in stay)
    for path in outdated:
        path.unlink(missing_ok=True)
    clear_dead_halves(diary)
    return outdated


def backups_to_keep(newest_first: Iterable[datetime]) -> frozenset[int]:
    """Return which backups are kept: all of the latest day, and the newest of some days, weeks and months.

    Only days, weeks and months with a backup are counted, so that a long pause deletes nothing. Which is newer is
    the order given and not the clock: one that was wrong for a while takes a place among the days, and no more.

    Args:
        newest_first: When each was made, UTC, by the clock of then; the one that was made last comes first.

    Returns:
        The place of each that is kept, from 0.
    """
    made = list(enumerate(newest_first))
    stay = {number for number, made_at in made if made_at.date() == made[0][1].date()}
    for most, period in ((DAYS, "%Y-%m-%d"), (WEEKS, "%G-%V"), (MONTHS, "%Y-%m")):
        newest: dict[str, int] = {}
        for number, made_at in made:
            newest.setdefault(made_at.strftime(period), number)
        stay.update(list(newest.values())[:most])
    return frozenset(stay)


def rekey_backups(diary: Path, old: Key | None, new: Key | None) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Bring the backups under the diary's new key, each in one step.

    Returns:
        Those that now open with the new key; those that could not be read and stay as they are.
    """
    by_head = {key.head: key for key in (old, new) if key is not None}
    done: list[Path] = []
    left: list[Path] = []
    for path in (backup.path for backup in list_backups(diary)):
        try:
            head = head_of(path)
            own = by_head.get(head)
            if own is None and is_encrypted_head(head):  # with a passphrase from before
                left.append(path)
                continue
            if own != new:
                _rekey_backup(diary, path, own, new)
            done.append(path)
        except (DiaryRefused, OSError):
            left.append(path)
    return tuple(done), tuple(left)


def make_backup_folder(diary: Path) -> Path:
    """Return the folder of backups, which only the owner may enter, made where it is not there."""
    folder = backup_folder(diary)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _rekey_backup(diary: Path, path: Path, own: Key | None, new: Key | None) -> None:
    made = path.stat()
    check_copy(path, own)
    with open_copy(path, own) as source:
        _copy_atomically(source, diary, path, new)
    os.utime(path, ns=(made.st_atime_ns, made.st_mtime_ns))


def _copy_atomically(source: object, diary: Path, target: Path, key: Key | None) -> Content:
    """Copy an open diary to where it then stands whole or not at all; two at once do not meet."""
    with new_half(diary, target) as half:
        content = copy_diary(source, half, key)
        half.replace(target)
    flush_folder(target.parent)
    return content


def new_backup_name(diary: Path, made_at: datetime, kind: str) -> str:
    """Return a name that no backup has yet: with the time by the clock, and counted up from the last one."""
    folder = backup_folder(diary)
    names = [TIMED_NAME.fullmatch(path.name) for path in folder.iterdir()] if folder.is_dir() else []
    order = 1 + max((int(match["order"] or 0) for match in names if match), default=0)
    ending = "" if kind == PLAIN else f"-{kind}"
    return f"{made_at.strftime(STAMP)}-no{order}{ending}.sqlite"


def _place_in_order(backup: Backup) -> tuple[int, datetime, int]:
    """Return where it stands among others: by its count, and where an older release made it by its clock."""
    match = TIMED_NAME.fullmatch(backup.path.name)
    return backup.order, backup.made_at, int((match and match["number"]) or 1)


def describe_backup(path: Path) -> Backup:
    """Return what a backup's name and first bytes tell."""
    status = path.stat()
    if match := TIMED_NAME.fullmatch(path.name):
        made_at = datetime.strptime(match["stamp"], STAMP).replace(tzinfo=UTC)
        kind, order = match["kind"] or PLAIN, int(match["order"] or 0)
    else:
        made_at, kind, order = datetime.fromtimestamp(int(status.st_mtime), UTC), BEFORE_RELEASE, 0
    return Backup(path, made_at, kind, is_encrypted_head(head_of(path)), status.st_size, order)
