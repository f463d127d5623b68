"""Every refusal of a diary that was not opened or not written, in words a person can act on."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]  # a compiled module without types
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from zonewise.located_yaml import Reading, read_keys
from zonewise.problem import Problem


class DiaryRefused(Exception):
    """A diary that was not opened, or a change to it that was not made; what was there before is untouched.

    Attributes:
        problem: Where, the fault, what to do, and the code.
        code: The problem's code, such as "newer-diary".
    """

    def __init__(self, where: str, fault: str, expected: str, code: str) -> None:
        self.problem = Problem(where, 0, fault, expected, code)
        self.code = code
        super().__init__(str(self.problem))


class EntryClash(DiaryRefused):
    """One id with two contents. Nothing is ever overwritten, so neither is taken for the other."""


def _read_reasons() -> dict[str, dict[str, str]]:
    reading = Reading("refusals.yaml")
    entries = read_keys((Path(__file__).parent / reading.where).read_text("utf-8"), reading, ())
    parts = {name: reading.mapping(entry, name, ("code", "fault", "expected")) for name, entry in entries.items()}
    reasons = {name: {key: reading.text(node, key) for key, node in keys.items()} for name, keys in parts.items()}
    reading.refuse()
    return reasons


_REASONS = _read_reasons()
"""Read beforehand: whoever has no room or no right to open a file is told so without opening one."""


def refusal(reason: str, where: str, /, **details: object) -> DiaryRefused:
    """Return the refusal of one diary.

    Args:
        reason: Its name in `refusals.yaml`.
        where: The diary's path, or its address without the password.
        details: What fills the words' `{...}`.
    """
    words = {key: text.format(**details) for key, text in _REASONS[reason].items()}
    return DiaryRefused(where, words["fault"], words["expected"], words["code"])


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

_BY_SQLITE_CODE = {
    sqlite.SQLITE_PERM: "not-owned",
    sqlite.SQLITE_BUSY: "being-written",
    sqlite.SQLITE_LOCKED: "being-written",
    sqlite.SQLITE_READONLY: "read-only",
    sqlite.SQLITE_IOERR: "disk-error",
    sqlite.SQLITE_CORRUPT: "damaged",
    sqlite.SQLITE_FULL: "disk-full",
    sqlite.SQLITE_CANTOPEN: "cannot-open",
    sqlite.SQLITE_TOOBIG: "too-large",
    sqlite.SQLITE_NOTADB: "no-database",
}
"""By SQLite's primary result code. Source: https://sqlite.org/rescode.html"""

_LOG_BYTES = 65536
"""Room that opening a diary needs: the first region of the file beside a write-ahead log has 32 KiB, and SQLCipher's
first frames fit into the rest. Source: https://sqlite.org/walformat.html, section 2.2."""

_BY_SQLSTATE = {
    "53100": "disk-full",
    "54000": "too-large",
    "55P03": "being-written",
    "40P01": "being-written",
    "40001": "being-written",
    "25006": "read-only-database",
    "42501": "no-permission",
    "XX001": "damaged-database",
    "XX002": "damaged-index",
}
"""By PostgreSQL's SQLSTATE. Source: https://www.postgresql.org/docs/current/errcodes-appendix.html"""

_UNREACHABLE_SQLSTATES = ("08", "28", "3D", "57P")
"""SQLSTATE classes of a connection that was refused, not allowed, to an unknown database, or closed by the server."""


def refusal_for(error: DBAPIError, where: str) -> DiaryRefused | None:
    """Return what to tell a person about a database error, or None when the fault is in the program.

    Args:
        error: What SQLAlchemy raised around the driver's own error.
        where: The diary's path, or its address without the password.
    """
    driver_error: Any = error.orig
    if "decode to UTF-8" in str(driver_error):  # the driver quotes the text
        return refusal("damaged", where)
    sqlite_code = getattr(driver_error, "sqlite_errorcode", None)
    state = getattr(driver_error, "sqlstate", None) or ""
    if reason := _sqlite_reason(driver_error, where) or _BY_SQLSTATE.get(state):
        return refusal(reason, where)
    never_connected = sqlite_code is None and not state and error.statement is None
    if error.connection_invalidated or state.startswith(_UNREACHABLE_SQLSTATES) or never_connected:
        return refusal("unreachable", where, line=_first_line(driver_error))
    if isinstance(error, IntegrityError | ProgrammingError):
        return None
    return refusal("stopped", where, line=_first_line(driver_error))


@contextmanager
def refusing_file(where: str) -> Iterator[None]:
    """Turn what the driver or the system says about a file, without SQLAlchemy around it, into a refusal.

    Args:
        where: The file's path, or its address without the password.

    Raises:
        DiaryRefused: In place of the error.
    """
    try:
        yield
    except OSError as error:
        full = error.errno in _FULL
        raise refusal("disk-full" if full else "system-refused", where, reason=system_reason(error)) from error
    except sqlite.Error as error:
        reason = _sqlite_reason(error, where) or "stopped"
        reason = "damaged" if "decode to UTF-8" in str(error) else reason
        raise refusal(reason, where, line=_first_line(error)) from error


def is_for_want_of_room(error: object, path: Path) -> bool:
    """Say whether SQLite could not open or write a file because its disk is full.

    It says so itself only of the file; where what lies beside it cannot grow, it speaks of a disk that failed, and our
    driver hands on no more. So we see for ourselves.
    """
    code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    return code == sqlite.SQLITE_FULL or (code == sqlite.SQLITE_IOERR and not _has_room(path.absolute().parent))


def _has_room(folder: Path) -> bool:
    try:
        with TemporaryFile(dir=folder, buffering=0) as file:
            return sum(file.write(bytes(4096)) for _ in range(_LOG_BYTES // 4096)) == _LOG_BYTES
    except OSError as error:
        return error.errno not in _FULL


def _sqlite_reason(error: object, where: str) -> str | None:
    if is_for_want_of_room(error, Path(where)):
        return "disk-full"
    return _BY_SQLITE_CODE.get((getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF)


def system_reason(error: Exception) -> str:
    """Return the system's own words for an error, to stand in a sentence."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def _first_line(driver_error: object) -> str:
    return (str(driver_error).strip().splitlines() or [type(driver_error).__name__])[0].rstrip(".")
