"""The passphrase on the command line, which is never taken as an argument.

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
    if first != Secret(_typed("The same again: ")):
        raise _refused("the two are not the same.", "Nothing was changed; try again.", "passphrases-differ")
    return first


def _typed(prompt: str) -> str:
    import warnings
    from getpass import GetPassWarning, getpass

    if not (sys.stdin.isatty() or sys.stderr.isatty()):
        raise _refused(
            "a passphrase is needed, and there is no terminal to ask for it at.",
            "Name a file or descriptor: zonewise --passphrase-file FILE, or the variable ZONEWISE_PASSPHRASE_FILE.",
            "no-passphrase",
        )
    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)  # it would show what is typed
        try:
            return getpass(prompt, stream=sys.stderr)
        except (GetPassWarning, EOFError):
            raise _refused("it could not be read without showing it.", "Name a file.", "no-passphrase") from None


def _read(file: str) -> str:
    """Return the first line of a file, or of standard input for '-', and leave the rest for the command."""
    try:
        passphrase = _first_line(file).decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise _refused(f"'{file}' is not UTF-8.", "Save the file as UTF-8.", "not-utf-8") from None
    except OSError as error:
        reason = f"'{file}' cannot be read: {error.strerror}."
        raise _refused(reason, "Check its name and that you may read it.", "unreadable-file") from None
    if not passphrase:
        raise _refused(f"the first line of '{file}' is empty.", "It should hold the passphrase.", "no-passphrase")
    return passphrase


def _first_line(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.readline(MOST_BYTES)
    with Path(file).open("rb") as lines:
        return lines.readline(MOST_BYTES)


def _refused(fault: str, expected: str, code: str) -> InputRefused:
    return InputRefused([Problem("passphrase", 0, fault, expected, code)])
