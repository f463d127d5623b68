"""Where do the certificates lie with which a phone trusts this machine? Beside the diary, for its owner alone."""

import os
from pathlib import Path

from .copies import flush_folder

AUTHORITY, SERVER = "-phone-authority.pem", "-phone-server.pem"
PART = ".part"


def authority_file(diary: Path) -> Path:
    """Return where the certificate lies that a phone installs; its key is kept nowhere."""
    return diary.with_name(diary.name + AUTHORITY)


def server_file(diary: Path) -> Path:
    """Return where the app's own certificate and its key lie."""
    return diary.with_name(diary.name + SERVER)


def certificate_files(diary: Path) -> tuple[Path, ...]:
    """Return each file that may be there, halves of a process that was killed included."""
    both = (authority_file(diary), server_file(diary))
    return (*both, *(each.with_name(each.name + PART) for each in both))


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read; it appears whole, in the place of an older one.

    Raises:
        OSError: It cannot be written.
    """
    part = path.with_name(path.name + PART)
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)
    flush_folder(path.parent)
