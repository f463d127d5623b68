"""The passphrase of a diary: set, changed, taken away, and used to open it."""

from dataclasses import dataclass, replace
from pathlib import Path

from zonewise.problem import InputRefused, Problem
from zonewise.report.words import counted
from zonewise.services.base.diary import Diary, file_of_diary, open_connection
from zonewise.store.encryption import Secret as Secret  # the surfaces take it from here

from .weak_passphrases import is_common, is_short

FEWEST, MOST = 10, 1000
"""Characters of a passphrase. Nobody counts tries on a stolen file, so it is more than a password on a site needs."""

ADVICE = "four or five words that nobody else would put together are good."

OTHERWISE = "Those who run it encrypt the database and its disks; a passphrase is for a diary in a file."


@dataclass(frozen=True, slots=True)
class PassphraseChange:
    """What became of a diary's passphrase."""

    diary: Diary  # The diary with the key it has now; the one that was handed in no longer opens.
    followed: tuple[Path, ...]  # Backups that now open like the diary.
    left: tuple[Path, ...]  # Backups that could not be read with the passphrase there was, and stay as they are.
    short: bool = False  # Whether the new passphrase is the least that is taken.


def is_encrypted(diary: Diary) -> bool:
    """Return whether the diary needs a passphrase; False when there is none yet, and for a clinic's database."""
    from zonewise.store.encryption import is_encrypted_head

    return is_encrypted_head(_head(diary))


def with_current_head(diary: Diary) -> Diary:
    """Return the diary, without its key where another program changed the passphrase or took it away meanwhile.

    Only the file's head is read. A diary that is not there keeps its key: it will begin encrypted with it.
    """
    if diary.key is None:
        return diary
    head = _head(diary)
    return diary if head in (b"", diary.key.head) else Diary(diary.place)


def _head(diary: Diary) -> bytes:
    """Return the first bytes of a diary's file; b"" where there is none, or opening it will say what is wrong."""
    from zonewise.store.connect import path_of_diary
    from zonewise.store.encryption import head_of

    path = path_of_diary(diary.place)
    try:
        return head_of(path) if path is not None and path.is_file() else b""
    except (OSError, ValueError):
        return b""


def unlock(diary: Diary, secret: Secret, *, even_unreadable: bool = False) -> Diary:
    """Return the diary with its key, after making sure that the key opens it. Takes a tenth of a second and 64 MiB.

    Args:
        even_unreadable: Whether a diary that is damaged, newer or changed by another program will do, since a backup
            is to take its place; the key is known to be right when its first page opens.

    Raises:
        DiaryRefused: "wrong-passphrase"; "not-encrypted"; or what else keeps the diary from being opened.
    """
    from zonewise.store.encryption import derive, head_of
    from zonewise.store.refusals import DiaryRefused, refusing_file

    path = check_encrypted(diary)
    with refusing_file(str(path)):
        head = head_of(path)
    unlocked = Diary(diary.place, derive(secret, head))
    try:
        open_connection(unlocked, create=False).dispose()
    except DiaryRefused as refused:
        if not (even_unreadable and refused.code in ("damaged-diary", "newer-diary", "foreign-schema")):
            raise
    return unlocked


def set_passphrase(diary: Diary, new: Secret) -> PassphraseChange:
    """Encrypt a diary that is in the clear, and its backups; one that is not there yet begins encrypted.

    Raises:
        InputRefused: The passphrase is too short, too common or too long.
        DiaryRefused: It has a passphrase already, is open elsewhere, damaged, or there is no room. It is as before.
    """
    from zonewise.store.encryption import derive, new_head

    path = check_clear(diary)
    check_new(new)
    encrypted = Diary(diary.place, derive(new, new_head()))
    if path.exists() and path.stat().st_size > 0:
        return replace(_rekeyed(diary, encrypted), short=is_short(new.text()))
    open_connection(encrypted).dispose()
    return PassphraseChange(encrypted, (), (), short=is_short(new.text()))


def change_passphrase(diary: Diary, current: Secret, new: Secret) -> PassphraseChange:
    """Give an encrypted diary and its backups another passphrase.

    Raises:
        InputRefused: The new passphrase is too short, too common or too long.
        DiaryRefused: The current one does not open it, or as for `set_passphrase`. The diary is as before.
    """
    from zonewise.store.encryption import derive, new_head

    check_new(new)
    changed = _rekeyed(unlock(diary, current), Diary(diary.place, derive(new, new_head())))
    return replace(changed, short=is_short(new.text()))


def remove_passphrase(diary: Diary, current: Secret) -> PassphraseChange:
    """Take the encryption away from a diary and its backups.

    Raises:
        DiaryRefused: The current passphrase does not open it, or as for `set_passphrase`. The diary is as before.
    """
    return _rekeyed(unlock(diary, current), Diary(diary.place))


def check_encrypted(diary: Diary) -> Path:
    """Return the file of a diary that has a passphrase.

    Raises:
        DiaryRefused: "not-encrypted"; "clinic-database"; or there is no diary.
    """
    path = file_of_diary(diary, OTHERWISE)
    if not is_encrypted(diary):
        open_connection(diary, create=False).dispose()  # refused, where there is none or it is something else
        raise _refused(path, "it has no passphrase.", "Use `zonewise passphrase set`.", "not-encrypted")
    return path


def check_clear(diary: Diary) -> Path:
    """Return the file of a diary that has no passphrase, and may not be there yet.

    Raises:
        DiaryRefused: "already-encrypted"; or "clinic-database".
    """
    path = file_of_diary(diary, OTHERWISE)
    if is_encrypted(diary):
        raise _refused(path, "it has a passphrase already.", "Use `zonewise passphrase change`.", "already-encrypted")
    return path


def has_fitting_length(secret: Secret) -> bool:
    """Say whether a passphrase is as long as one can be that was set here; nothing is derived from another."""
    return FEWEST <= len(secret) <= MOST


def check_new(new: Secret) -> None:
    """Refuse a passphrase that is too short or too common to protect, or too long to have been typed.

    Raises:
        InputRefused: With how many characters it has, and never the passphrase.
    """
    fault = f"it has {counted(len(new), 'character')}."
    expected, code = f"Take at most {MOST}.", "long-passphrase"
    if len(new) < FEWEST:
        expected, code = f"Take at least {FEWEST}; {ADVICE}", "short-passphrase"
    elif len(new) <= MOST:
        if not is_common(new.text()):
            return
        fault, expected, code = "it is weak: others use it too.", f"{ADVICE.capitalize()}", "common-passphrase"
    raise InputRefused([Problem("passphrase", 0, fault, expected, code)])


def _rekeyed(old: Diary, new: Diary) -> PassphraseChange:
    from zonewise.store.rekeying import rekey_all

    path = file_of_diary(old, OTHERWISE)
    open_connection(old, create=False).dispose()  # brought forward; and said what is wrong with it, if anything is
    followed, left = rekey_all(path, old.key, new.key)
    return PassphraseChange(new, followed, left)


def _refused(path: Path, fault: str, expected: str, code: str) -> Exception:
    from zonewise.store.refusals import DiaryRefused

    return DiaryRefused(str(path), fault, expected, code)
