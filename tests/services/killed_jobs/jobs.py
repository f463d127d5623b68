"""What the processes do that are killed; each job runs in a fork of its own and returns its exit status."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import alembic.command  # so that no fork has to load it
import alembic.config
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

import zonewise.store.connect
import zonewise.store.schema
from zonewise.model.entry import Entry
from zonewise.services.base.diary import Diary, add_entries
from zonewise.services.custody.backups import back_up as back_up_service
from zonewise.services.custody.backups import erase as erase_service
from zonewise.store.encryption import Key
from zonewise.store.refusals import DiaryRefused
from zonewise.store.rekeying import rekey_all
from zonewise.store.replacement import restore_backup

assert alembic
assert AESGCM
assert HKDF
REFUSED = 3


def write(place: str, key: Any, name: str, said: str) -> int:
    """Add entries one by one through the service, and acknowledge each in a file once it is stored."""
    diary = Diary(place, _key(key))
    out = os.open(said, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for number in count():
        entry = Entry(f"{name}-{number}", date(2026, 1, 1), None, "note", "x", note=f"a word of {name}, {number}")
        try:
            add_entries(diary, [entry])
        except DiaryRefused as refused:
            os.write(out, f"!{refused.code}\n".encode())
            return REFUSED
        os.write(out, f"{entry.id}\n".encode())
    return 0


def rekey(place: str, old: Any, new: Any) -> int:
    """Change the key of a diary and of its backups, as the service does after argon2id."""
    rekey_all(Path(place), _key(old), _key(new), busy_seconds=30)
    return 0


def back_up(place: str, key: Any) -> int:
    """Make a backup."""
    back_up_service(Diary(place, _key(key)))
    return 0


def restore(place: str, key: Any, file: str) -> int:
    """Put a backup back that has the diary's key."""
    restore_backup(Path(place), _key(key), Path(file), _key(key), _key(key), datetime(2026, 1, 2, tzinfo=UTC))
    return 0


def erase(place: str) -> int:
    """Erase everything."""
    erase_service(Diary(place))
    return 0


def migrate(place: str, key: Any, scripts: str) -> int:
    """Open the diary with a release that has one migration more."""
    zonewise.store.schema.SCRIPTS = Path(scripts)
    zonewise.store.connect.REVISIONS = (*zonewise.store.schema.REVISIONS, "9999")
    zonewise.store.connect.open_diary(place, key=_key(key)).dispose()
    return 0


def _key(given: Any) -> Key | None:
    return None if given is None else Key(**{name: bytes.fromhex(item) for name, item in given.items()})


CHANGES = {"os.rename", "os.remove", "os.chmod", "os.mkdir", "os.rmdir", "os.utime", "open", "shutil.copyfile"}
"""What Python announces before it does it, and what changes a folder or a file's name."""


def _die_at(change: int) -> None:
    """Be killed just before the change of that number is made."""
    left = [change]

    def count_down(event: str, _: Any) -> None:
        if event in CHANGES:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count_down)


def _said(job: Callable[..., int]) -> Callable[..., int]:
    def run(dies_at: int = 0, **given: Any) -> int:
        if dies_at:
            _die_at(dies_at)
        try:
            return job(**given)
        except BaseException:
            traceback.print_exc(file=sys.stderr)
            sys.stderr.flush()
            return 1

    return run


JOBS = {job.__name__: _said(job) for job in (write, rekey, back_up, restore, erase, migrate)}
