"""Every refusal of a diary that was not opened or not written, in words a person can act on."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]  # a compiled module without types
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from zonewise.problem import Problem


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


class Reason(NamedTuple):
    """Why a diary is refused, in words a person can act on; `{...}` is filled in where it happens.

    Attributes:
        code: A short word to search for, such as "newer-diary".
        found: What was found.
        expected: What to do.
    """

    code: str
    found: str
    expected: str

    def at(self, where: str, **details: object) -> DiaryRefused:
        """Return the refusal of one diary, by its path or its address without the password."""
        return DiaryRefused(where, self.found.format(**details), self.expected.format(**details), self.code)


# Opening a diary
NO_DIARY = Reason(
    "no-diary", "there is no diary here yet.", "Check the name, or begin one with an import or a check-in."
)
NO_FOLDER = Reason("no-such-folder", "there is no folder '{folder}'.", "Make it first, or check the name.")
IS_A_FOLDER = Reason("is-a-folder", "this is a folder.", "Name the diary file inside it.")
NOT_A_FILE = Reason("not-a-diary", "this is a device or pipe.", "A diary is a plain file.")
TOO_SMALL = Reason("not-a-diary", "this file is too small to be a diary.", "Check the name.")
NOT_READABLE = Reason("not-readable", "you may not read this file.", "Check who owns it and its permissions.")
READ_ONLY = Reason(
    "read-only",
    "the diary can be read but not written.",
    "Make the file and its folder writable, or copy the diary to a place where you may write.",
)
NOT_WRITABLE = Reason("not-writable", "the system refused it: {reason}.", "Choose a place where you may write.")
NO_DATABASE = Reason(
    "not-a-diary",
    "this file is not a zonewise diary: it is another sort of file, damaged, or encrypted by something else.",
    "Check the name. Your file was left as it is.",
)
OTHER_DATABASE = Reason(
    "not-a-diary",
    "this is a database of something else, with the tables {tables}.",
    "Name another file, or an empty database. This one was left as it is.",
)
NEWER_DIARY = Reason(
    "newer-diary",
    "a newer zonewise wrote this diary (its revision is {revision}, this release knows up to {known}).",
    "Update zonewise, then open it again. The diary was left as it is.",
)
PASSPHRASE_NEEDED = Reason("passphrase-needed", "this diary is encrypted.", "It opens with its passphrase.")
WRONG_PASSPHRASE = Reason(
    "wrong-passphrase",
    "this passphrase does not open it.",
    "Check capitals and the keyboard's language, then try again. Your file was left as it is.",
)
PASSPHRASE_CHANGED = Reason("passphrase-changed", "its passphrase was changed or removed meanwhile.", "Open it again.")
UNKNOWN_STORE = Reason(
    "unknown-store",
    "'{scheme}' is not a kind of store.",
    "{suggestion}Give the path of a file, or postgresql://user@host/database.",
)
UNREADABLE_ADDRESS = Reason("unknown-store", "the address cannot be read.", "Write postgresql://user@host/database.")
NO_DRIVER = Reason(
    "no-driver", "the PostgreSQL driver is not installed.", "Install it with: pip install 'psycopg[binary]'."
)

# Having it alone
OPEN_ELSEWHERE = Reason(
    "diary-busy",
    "something else has this diary open.",
    "End it, `zonewise serve` too, then try again. Nothing was changed.",
)
OPEN_IN_PROGRAM = Reason(
    "diary-busy", "another program has this diary open.", "End it, then try again. Nothing was changed."
)
LOCK_GONE = Reason("diary-busy", "others open and close this diary all the time.", "Try again.")

# Copies, and erasing
UNSOUND_COPY = Reason("damaged-diary", "{found}", "Keep this file as it is and take another backup.")
NOTHING_TO_ERASE = Reason("no-diary", "there is no diary here, and no backup of one.", "Check the name.")
NOT_ERASED = Reason(
    "not-erased",
    "the system did not let us delete it: {reason}.",
    "Check who owns it, then erase again. Some files are gone already.",
)
OTHER_FILE = Reason("not-a-diary", "this file is not a zonewise diary.", "Check the name. It was left as it is.")

# Reading and writing
UNSTORABLE_TEXT = Reason("unstorable-text", "the text holds {what}.", "Remove it, then try again.")
NOT_OWNED = Reason(
    "not-writable", "the system does not let you use this file.", "Check who owns it and its permissions."
)
BEING_WRITTEN = Reason(
    "diary-busy",
    "something else is writing to this diary.",
    "Wait until it has finished, then try again. Nothing was stored this time.",
)
DISK_ERROR = Reason(
    "disk-error",
    "the disk did not read or write as asked.",
    "Check the disk and the space left on it, then try again. Nothing was stored this time.",
)
DISK_FULL = Reason(
    "disk-full", "there is no space left to write.", "Free some space, then try again. Nothing was stored this time."
)
DAMAGED = Reason(
    "damaged-diary",
    "the file is a diary, but part of it is damaged.",
    "Keep this file as it is and go back to your latest backup.",
)
CANNOT_OPEN = Reason(
    "not-writable",
    "the file could not be opened.",
    "Check that the folder exists and that you may read and write there.",
)
SYSTEM_REFUSED = CANNOT_OPEN._replace(found="the system refused it: {reason}.")
TOO_LARGE = Reason("too-large", "one text is too large to keep.", "Look for a line that is very long, and shorten it.")
DAMAGED_DATABASE = Reason("damaged-diary", "part of the database is damaged.", "Go back to the latest backup.")
DAMAGED_INDEX = Reason("damaged-diary", "an index of the database is damaged.", "Go back to the latest backup.")
READ_ONLY_DATABASE = Reason(
    "read-only",
    "this database can be read but not written.",
    "Use the address of the server that takes writes.",
)
NO_PERMISSION = Reason(
    "not-writable",
    "this database user may not do that here.",
    "Ask for a user that may create and write tables in this schema.",
)
UNREACHABLE = Reason(
    "store-unreachable",
    "the database did not answer: {line}.",
    "Check the address, the user and that the server runs.",
)
STOPPED = Reason(
    "store-failed",
    "the database stopped with: {line}.",
    "Nothing was stored this time. If it happens again, report this line.",
)

_BY_SQLITE_CODE = {
    sqlite.SQLITE_PERM: NOT_OWNED,
    sqlite.SQLITE_BUSY: BEING_WRITTEN,
    sqlite.SQLITE_LOCKED: BEING_WRITTEN,
    sqlite.SQLITE_READONLY: READ_ONLY,
    sqlite.SQLITE_IOERR: DISK_ERROR,
    sqlite.SQLITE_CORRUPT: DAMAGED,
    sqlite.SQLITE_FULL: DISK_FULL,
    sqlite.SQLITE_CANTOPEN: CANNOT_OPEN,
    sqlite.SQLITE_TOOBIG: TOO_LARGE,
    sqlite.SQLITE_NOTADB: NO_DATABASE,
}
"""By SQLite's primary result code. Source: https://sqlite.org/rescode.html"""

_BY_SQLSTATE = {
    "53100": DISK_FULL,
    "54000": TOO_LARGE,
    "55P03": BEING_WRITTEN,
    "40P01": BEING_WRITTEN,
    "40001": BEING_WRITTEN,
    "25006": READ_ONLY_DATABASE,
    "42501": NO_PERMISSION,
    "XX001": DAMAGED_DATABASE,
    "XX002": DAMAGED_INDEX,
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
    sqlite_code = getattr(driver_error, "sqlite_errorcode", None)
    state = getattr(driver_error, "sqlstate", None) or ""
    if reason := _BY_SQLITE_CODE.get((sqlite_code or 0) & 0xFF) or _BY_SQLSTATE.get(state):
        return reason.at(where)
    never_connected = sqlite_code is None and not state and error.statement is None
    if error.connection_invalidated or state.startswith(_UNREACHABLE_SQLSTATES) or never_connected:
        return UNREACHABLE.at(where, line=_first_line(driver_error))
    if isinstance(error, IntegrityError | ProgrammingError):
        return None
    return STOPPED.at(where, line=_first_line(driver_error))


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
        raise (DISK_FULL if full else SYSTEM_REFUSED).at(where, reason=system_reason(error)) from error
    except sqlite.Error as error:
        reason = _BY_SQLITE_CODE.get((getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF, STOPPED)
        raise reason.at(where, line=_first_line(error)) from error


def system_reason(error: Exception) -> str:
    """Return the system's own words for an error, to stand in a sentence."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def _first_line(driver_error: object) -> str:
    return (str(driver_error).strip().splitlines() or [type(driver_error).__name__])[0].rstrip(".")
