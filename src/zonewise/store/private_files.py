"""Files that only their owner can read, how they get onto the disk whole, and where those of the pages lie."""

import os
from contextlib import suppress
from pathlib import Path

AUTHORITY, SERVER, BROWSER = "-phone-authority.pem", "-phone-server.pem", "-browser-key"
CHECKED, TRIES, LOGINS, REKEY = "-checked", "-wrong-passphrases", "-logins", "-rekey"
PART = ".part"
"""What ends the name of a file that is still being written: it takes its own name in one step, once it is whole."""


def create_private(path: Path) -> None:
    """Make an empty file that only its owner can read, before anything is written to it.

    Raises:
        FileExistsError: It is there: nobody else's file is ever written over.
        OSError: It cannot be made.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read; it appears whole, in the place of an older one.

    Raises:
        OSError: It cannot be written.
    """
    part = path.with_name(path.name + PART)
    part.unlink(missing_ok=True)
    create_private(part)
    try:
        part.write_bytes(content)
        flush_file(part)  # before the name: after a power cut the name must not stand on an empty file
        part.replace(path)
    except BaseException:  # such as a full disk
        part.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def flush_file(path: Path) -> None:
    """Make sure that a file is on the disk. Never for a file that this process has a connection to."""
    _flush(path, os.O_RDWR)


def flush_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk, where the system can."""
    with suppress(OSError):
        _flush(folder, os.O_RDONLY)


def _flush(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def authority_file(diary: Path) -> Path:
    """Return where the certificate lies that a phone installs; its key is kept nowhere."""
    return diary.with_name(diary.name + AUTHORITY)


def server_file(diary: Path) -> Path:
    """Return where the app's own certificate and its key lie."""
    return diary.with_name(diary.name + SERVER)


def browser_key_file(diary: Path) -> Path:
    """Return where the secret lies that tells the browsers of this account from those of others."""
    return diary.with_name(diary.name + BROWSER)


def checked_file(diary: Path) -> Path:
    """Return where it lies when the diary was last checked whole."""
    return diary.with_name(diary.name + CHECKED)


def failed_tries_file(diary: Path) -> Path:
    """Return where the last wrong passphrases are listed: when and from where, never what was typed."""
    return diary.with_name(diary.name + TRIES)


def logins_file(diary: Path) -> Path:
    """Return where the last logins are listed: when and from where."""
    return diary.with_name(diary.name + LOGINS)


def rekey_journal_file(diary: Path) -> Path:
    """Return where it stands, while a diary's key changes, which key its copies had."""
    return diary.with_name(diary.name + REKEY)


def half_of_rekey_journal(diary: Path) -> Path:
    """Return what a process leaves that is killed while it writes that: it may hold the key."""
    return diary.with_name(diary.name + REKEY + PART)


def files_of_pages(diary: Path) -> tuple[Path, ...]:
    """Return every file that may be there for the pages, halves of a process that was killed included."""
    for_browsers = (authority_file(diary), server_file(diary), browser_key_file(diary))
    every = (*for_browsers, checked_file(diary), failed_tries_file(diary), logins_file(diary))
    return (*every, *(path.with_name(path.name + PART) for path in every))
