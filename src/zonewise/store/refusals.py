"""Why was a diary not opened or not written, in words a person can act on?"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]  # a compiled module without types
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from zonewise.problem import Problem

_SQLITE: dict[int, tuple[str, str, str]] = {
    3: ("not-writable", "the system does not let you use this file.", "Check who owns it and its permissions."),
    5: (
        "diary-busy",
        "something else is writing to this diary.",
        "Wait until it has finished, then try again. Nothing was stored this time.",
    ),
    8: (
        "read-only",
        "the diary can be read but not written.",
        "Make the file and its folder writable, or copy the diary to a place where you may write.",
    ),
    10: (
        "disk-error",
        "the disk did not read or write as asked.",
        "Check the disk and the space left on it, then try again. Nothing was stored this time.",
    ),
    11: (
        "damaged-diary",
        "the file is a diary, but part of it is damaged.",
        "Keep this file as it is and go back to your latest backup.",
    ),
    13: (
        "disk-full",
        "there is no space left to write.",
        "Free some space, then try again. Nothing was stored this time.",
    ),
    14: (
        "not-writable",
        "the file could not be opened.",
        "Check that the folder exists and that you may read and write there.",
    ),
    18: ("too-large", "one text is too large to keep.", "Look for a line that is very long, and shorten it."),
    26: (
        "not-a-diary",
        "this file is not a zonewise diary: it is another sort of file, damaged, or encrypted by something else.",
        "Check the name. Your file was left as it is.",
    ),
}
"""SQLite's primary result code -> (code, what was found, what to do). Source: https://sqlite.org/rescode.html"""
_SQLITE[6] = _SQLITE[5]

_POSTGRES: dict[str, tuple[str, str, str]] = {
    "53100": _SQLITE[13],
    "54000": _SQLITE[18],
    "55P03": _SQLITE[5],
    "40P01": _SQLITE[5],
    "40001": _SQLITE[5],
    "25006": (
        "read-only",
        "this database can be read but not written.",
        "Use the address of the server that takes writes.",
    ),
    "42501": (
        "not-writable",
        "this database user may not do that here.",
        "Ask for a user that may create and write tables in this schema.",
    ),
    "XX001": ("damaged-diary", "part of the database is damaged.", "Go back to the latest backup."),
    "XX002": ("damaged-diary", "an index of the database is damaged.", "Go back to the latest backup."),
}
"""PostgreSQL's SQLSTATE -> the same. Source: https://www.postgresql.org/docs/current/errcodes-appendix.html"""

_POSTGRES_UNREACHABLE = ("08", "28", "3D", "57P")
"""SQLSTATE classes of a connection that was refused, not allowed, to an unknown database, or closed by the server."""


class DiaryRefused(Exception):
    """A diary that was not opened, or a change to it that was not made; what was there before is untouched.

    Attributes:
        problem: Where, what was found, what to do, and the code.
        code: The problem's code, such as "newer-diary".
    """

    def __init__(self, where: str, found: str, expected: str, code: str) -> None:
        self.problem = Problem(where, 0, found, expected, code)
        self.code = code
        super().__init__(str(self.problem))


class EntryClash(DiaryRefused):
    """One id with two contents. Nothing is ever overwritten, so neither is taken for the other."""


def read_only(where: str) -> DiaryRefused:
    """Return the refusal for a diary that may be read but not written."""
    code, found, expected = _SQLITE[8]
    return DiaryRefused(where, found, expected, code)


def no_database(where: str) -> DiaryRefused:
    """Return the refusal for a file that is no database."""
    code, found, expected = _SQLITE[26]
    return DiaryRefused(where, found, expected, code)


def refusal_for(error: DBAPIError, where: str) -> DiaryRefused | None:
    """Return what to tell a person about a database error, or None when the fault is in the program.

    Args:
        error: What SQLAlchemy raised around the driver's own error.
        where: The diary's path, or its address without the password.
    """
    code, found, expected = _explained(error) or ("", "", "")
    return DiaryRefused(where, found, expected, code) if code else None


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
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        code, found, expected = _SQLITE[13 if full else 14]
        if not full:
            found = f"the system refused it: {(error.strerror or str(error)).lower()}."
        raise DiaryRefused(where, found, expected, code) from error
    except sqlite.Error as error:
        known = _SQLITE.get((getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF)
        code, found, expected = known or _stopped(error)
        raise DiaryRefused(where, found, expected, code) from error


def _explained(error: DBAPIError) -> tuple[str, str, str] | None:
    driver_error: Any = error.orig
    sqlite_code = getattr(driver_error, "sqlite_errorcode", None)
    if sqlite_code is not None and sqlite_code & 0xFF in _SQLITE:
        return _SQLITE[sqlite_code & 0xFF]
    state = getattr(driver_error, "sqlstate", None) or ""
    if state in _POSTGRES:
        return _POSTGRES[state]
    never_connected = sqlite_code is None and not state and error.statement is None
    if error.connection_invalidated or state.startswith(_POSTGRES_UNREACHABLE) or never_connected:
        return (
            "store-unreachable",
            f"the database did not answer: {_first_line(driver_error)}.",
            "Check the address, the user and that the server runs.",
        )
    if isinstance(error, IntegrityError | ProgrammingError):
        return None
    return _stopped(driver_error)


def _stopped(driver_error: object) -> tuple[str, str, str]:
    return (
        "store-failed",
        f"the database stopped with: {_first_line(driver_error)}.",
        "Nothing was stored this time. If it happens again, report this line.",
    )


def _first_line(driver_error: object) -> str:
    return (str(driver_error).strip().splitlines() or [type(driver_error).__name__])[0].rstrip(".")
