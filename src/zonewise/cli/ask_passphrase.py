"""The passphrase on the command line, and the passcode of a link, which are never taken as an argument.

From a file or descriptor that is named, or typed at the terminal where it is not shown. Arguments and variables can be
read by other programs on the machine, and end up in a shell's history.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zonewise.problem import InputRefused, Problem
from zonewise.services.base.diary import Diary

if TYPE_CHECKING:
    from zonewise.services.custody.passphrase import Secret

MOST_BYTES = 10_000
PASSPHRASE = "passphrase"
AGAIN = "The same again: "
NAME_A_FILE = {
    PASSPHRASE: "Name a file or descriptor: zonewise --passphrase-file FILE, or the variable ZONEWISE_PASSPHRASE_FILE.",
    "passcode": "Name a file: --passcode-file FILE, or --passcode-file - for the first line of what is piped in.",
}


def unlocked(diary: Diary) -> Diary:
    """Return the diary with its key; asks for the passphrase only where the diary is encrypted.

    Raises:
        InputRefused: There is no terminal to ask at and no file was named.
        DiaryRefused: The passphrase is wrong.
    """
    from zonewise.services.custody.passphrase import is_encrypted, unlock

    return unlock(diary, read_passphrase("Passphrase of the diary: ")) if is_encrypted(diary) else diary


def read_passphrase(prompt: str, file: str | None = None) -> "Secret":
    """Return the passphrase from the file that was named, or as it is typed.

    Args:
        prompt: What to ask at the terminal.
        file: A file for this passphrase; by default the one that --passphrase-file names.

    Raises:
        InputRefused: There is no terminal and no file, or the file cannot be read.
    """
    from zonewise.services.custody.passphrase import Secret

    file = file or file_named()
    return Secret(_read(file) if file else _typed(prompt))


def file_named() -> str | None:
    """Return the file that --passphrase-file or its variable names."""
    named: str | None = click.get_current_context().meta.get("zonewise.passphrase_file")
    return named


def read_passcode(prompt: str, file: str | None, *, twice: bool = False) -> str:
    """Return the passcode of a link from the file that was named, '-' for standard input, or as it is typed.

    Args:
        prompt: What to ask at the terminal.
        file: What --passcode-file names, if anything.
        twice: Ask a second time, where a slip would keep its readers out.

    Raises:
        InputRefused: There is no terminal and no file, the file cannot be read, or the two differ.
    """
    if file:
        return _read(file, "passcode")
    first = _typed(prompt, "passcode")
    if twice and first != _typed(AGAIN, "passcode"):
        raise _differ("passcode")
    return first


def read_new_passphrase(prompt: str, file: str | None) -> "Secret":
    """Return a new passphrase; one that is typed is typed twice, because a slip in it would lock the diary for good.

    Raises:
        InputRefused: The two differ, or as for `read_passphrase`.
    """
    from zonewise.services.custody.passphrase import Secret, check_new

    if file:
        return Secret(_read(file))
    first = Secret(_typed(prompt))
    check_new(first)
    if first != Secret(_typed(AGAIN)):
        raise _differ()
    return first


def _typed(prompt: str, what: str = PASSPHRASE) -> str:
    import warnings
    from getpass import GetPassWarning, getpass

    if not (sys.stdin.isatty() or sys.stderr.isatty()):
        raise _refused(
            f"a {what} is needed, and there is no terminal to ask for it at.", NAME_A_FILE[what], f"no-{what}", what
        )
    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)  # it would show what is typed
        try:
            return getpass(prompt, stream=sys.stderr)
        except (GetPassWarning, EOFError):
            raise _refused("it could not be read without showing it.", "Name a file.", f"no-{what}", what) from None


def _read(file: str, what: str = PASSPHRASE) -> str:
    """Return the first line of a file, or of standard input for '-', and leave the rest for the command."""
    try:
        secret = _first_line(file).decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise _refused(f"'{file}' is not UTF-8.", "Save the file as UTF-8.", "not-utf-8", what) from None
    except OSError as error:
        reason = f"'{file}' cannot be read: {error.strerror}."
        raise _refused(reason, "Check its name and that you may read it.", "unreadable-file", what) from None
    if not secret:
        raise _refused(f"the first line of '{file}' is empty.", f"It should hold the {what}.", f"no-{what}", what)
    return secret


def _first_line(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.readline(MOST_BYTES)
    with Path(file).open("rb") as lines:
        return lines.readline(MOST_BYTES)


def _differ(what: str = PASSPHRASE) -> InputRefused:
    return _refused("the two are not the same.", "Nothing was changed; try again.", f"{what}s-differ", what)


def _refused(fault: str, expected: str, code: str, what: str) -> InputRefused:
    return InputRefused([Problem(what, 0, fault, expected, code)])
