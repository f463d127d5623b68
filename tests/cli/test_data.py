"""Backups, erasing and the passphrase on the command line, and every other command on an encrypted diary."""

import os
import pty
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from tests.case_tables import by_outcome

from zonewise.cli.main import cli
from zonewise.services.base.diary import Diary
from zonewise.services.custody.passphrase import Secret, set_passphrase

from .conftest import CHEAP, WORDS

OTHER = "quite another passphrase"


AT_A_TERMINAL = CHEAP + "from zonewise.cli.main import main\nmain()"


def typed(diary: Path, *words: str, lines: tuple[str, ...]) -> tuple[int, str]:
    """Run a command at a terminal, type a line at each question, and return its exit status and what was shown."""
    near, far = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", AT_A_TERMINAL, *words],
        env=os.environ | {"ZONEWISE_DIARY": str(diary)},
        stdin=far,
        stdout=far,
        stderr=far,
        start_new_session=True,  # so that it asks at this terminal and not at that of whoever runs the tests
    )
    os.close(far)
    shown, waiting = "", list(lines)
    while True:
        try:
            part = os.read(near, 4096).decode()
        except OSError:  # the process has ended
            break
        shown += part
        if waiting and part.rstrip(" ").endswith(":"):
            time.sleep(0.05)  # until it no longer shows what is typed
            os.write(near, waiting.pop(0).encode() + b"\n")
    os.close(near)
    return process.wait(timeout=60), shown


def test_every_reading_command_opens_an_encrypted_diary(encrypted: Any) -> None:
    """With the file of the passphrase named, looking, writing and exporting work as on a diary in the clear."""
    assert len(encrypted.entries()) > 700
    before = len(encrypted.entries("--all"))
    encrypted("check-in", "pain=4", "--on", "2024-03-11")
    encrypted("dose", "0.5", "--on", "2024-03-11")
    assert len(encrypted.entries("--all")) == before + 2
    assert encrypted.json("today", "--as-of", "2024-03-10")["action"]
    encrypted("zones", "--json")
    encrypted("plan", "show")
    encrypted("profile", "country=FR")
    encrypted("replay")
    out = encrypted.diary.with_name("out.csv")
    encrypted("export", out)
    assert encrypted.json("import", out)["added"] == 0
    assert b"2024-03" not in encrypted.diary.read_bytes()


@pytest.mark.parametrize("words", ["today", "entries", "check-in pain=3", "backup", "passphrase change"])
def test_without_a_terminal_and_a_file_it_is_refused(locked: Any, words: str) -> None:
    """Where nobody can be asked, it says how to name the passphrase, and nothing is changed."""
    before = locked.diary.read_bytes()

    answer = locked(*words.split(), code=2).stderr

    assert "--passphrase-file FILE" in answer
    assert answer.endswith("[no-passphrase]\n")
    assert locked.diary.read_bytes() == before


@pytest.mark.parametrize("words", [("today",), ("check-in", "pain=3"), ("export", "out.csv"), ("backup",)])
def test_a_wrong_passphrase(locked: Any, words_file: Any, words: tuple[str, ...]) -> None:
    """A wrong passphrase is refused without a word of it, and nothing is changed."""
    before = locked.diary.read_bytes()

    done = locked("--passphrase-file", words_file(OTHER), *words, code=2)

    assert "this passphrase does not open it." in done.stderr
    assert OTHER not in done.output
    assert locked.diary.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "code"),
    by_outcome({"unreadable-file": [None], "no-passphrase": [b"", b"\n" + WORDS.encode()], "not-utf-8": [b"\xff\xfe"]}),
)
def test_a_file_without_a_passphrase(locked: Any, tmp_path: Path, content: bytes | None, code: str) -> None:
    """A file that is missing, empty or not UTF-8 is named with the reason."""
    path = tmp_path / "words.txt"
    if content is not None:
        path.write_bytes(content)

    answer = locked("--passphrase-file", path, "entries", code=2).stderr

    assert answer.endswith(f"[{code}]\n")
    assert str(path) in answer


def test_from_standard_input_and_from_a_descriptor(locked: Any) -> None:
    """'-' takes the first line of standard input and leaves the rest to the command; a descriptor works as a file."""
    assert "2024-" in locked("--passphrase-file", "-", "entries", stdin=f"{WORDS}\n").stdout
    near, far = os.pipe()
    os.write(far, f"{WORDS}\n".encode())
    os.close(far)

    file = f"/dev/fd/{near}"
    shown, _ = locked.apart("--passphrase-file", file, "entries", wrapper=CHEAP, pass_fds=(near,), code=0)
    os.close(near)

    assert "2024-" in shown


def test_a_passcode_is_typed_twice(zonewise: Any) -> None:
    """A slip in a passcode would keep its reader out, so two that differ share nothing; neither is shown."""
    zonewise("check-in", "pain=3", "--on", "2024-01-01")
    share = ("share", "--yes", "--passcode", "--relay", "https://relay.example.org")
    code, shown = typed(zonewise.diary, *share, lines=("24680", "24689"))

    assert (code, "[passcodes-differ]" in shown) == (2, True), shown
    assert "2468" not in shown
    assert zonewise("share", "--list").stdout == "Nothing is shared.\n"


def test_typed_at_a_terminal(zonewise: Any, cheap_keys: None) -> None:
    """At a terminal it is asked for, twice when it is new, and never shown."""
    zonewise("check-in", "pain=3", "--on", "2024-01-01")

    code, shown = typed(zonewise.diary, "passphrase", "set", lines=(WORDS, "a slip of the pen"))
    assert (code, "[passphrases-differ]" in shown) == (2, True)
    code, shown = typed(zonewise.diary, "passphrase", "set", lines=("short",))
    assert (code, "it has 5 characters." in shown) == (2, True)
    code, shown = typed(zonewise.diary, "passphrase", "set", lines=(WORDS, WORDS))
    assert (code, "The diary is encrypted." in shown) == (0, True), shown
    code, listed = typed(zonewise.diary, "entries", lines=(WORDS,))
    assert (code, "rating pain 3" in listed) == (0, True), listed
    code, changed = typed(zonewise.diary, "passphrase", "change", lines=(WORDS, OTHER, OTHER))
    assert (code, "new passphrase." in changed) == (0, True), changed
    for answer in (shown, listed, changed):
        assert WORDS not in answer
        assert OTHER not in answer


def test_it_never_is_an_argument() -> None:
    """No command takes a passphrase as a word of the command line: every option about it names a file."""

    def walk(command: click.Command) -> Iterator[click.Parameter]:
        yield from command.params
        for name in command.list_commands(click.Context(command)) if isinstance(command, click.Group) else ():
            below = command.get_command(click.Context(command), name)
            yield from walk(below)

    about = {option for item in walk(cli) for option in item.opts if "pass" in option or "secret" in option}
    assert about == {
        *("--passphrase-file", "--new-passphrase-file", "--backup-passphrase-file", "--passcode-file"),
        "--passcode",  # a flag: the passcode itself is asked for
    }


def test_a_fault_shows_no_passphrase(locked: Any, words_file: Any) -> None:
    """Even a fault of the program in the middle of deriving the key prints nothing of it; the process list neither."""
    broken = CHEAP + (
        "import argon2.low_level\n"
        "argon2.low_level.hash_secret_raw = lambda *given, **more: (_ for _ in ()).throw(RuntimeError('no memory'))\n"
    )
    process = locked.process("--passphrase-file", words_file(WORDS), "entries", wrapper=broken)
    listed = subprocess.run(["ps", "-ww", "-eo", "args"], capture_output=True, text=True, check=False).stdout
    shown, answer = process.communicate(timeout=60)

    assert process.returncode == 70
    assert "[program-fault]" in answer
    assert WORDS not in shown + answer + listed


def test_set_change_remove(titrating: Any, words_file: Any, cheap_keys: None) -> None:
    """The passphrase is set, changed and removed from files; each time every row stays."""
    before = titrating.held()
    one, two = words_file(WORDS), words_file(OTHER)
    titrating("backup")

    answer = titrating("passphrase", "set", "--new-passphrase-file", one).stdout
    titrating.words = WORDS
    assert "The diary is encrypted.\nIts 1 backup changed with it.\n" in answer
    assert titrating.held() == before
    assert "[already-encrypted]" in titrating("passphrase", "set", "--new-passphrase-file", two, code=2).stderr

    titrating("--passphrase-file", one, "passphrase", "change", "--new-passphrase-file", two)
    titrating.words = OTHER
    assert titrating.held() == before
    wrong = titrating("--passphrase-file", one, "passphrase", "remove", code=2).stderr
    assert wrong.endswith("[wrong-passphrase]\n")

    titrating("--passphrase-file", two, "passphrase", "remove")
    titrating.words = ""
    assert titrating.held() == before
    assert "[not-encrypted]" in titrating("passphrase", "remove", code=2).stderr


def test_backup_list_restore(titrating: Any) -> None:
    """A backup is made, listed and put back; what was there is kept and named."""
    assert "There is no backup yet." in titrating("backup", "--list").stdout
    before = titrating.held()
    made = titrating.json("backup")
    assert made["entries"] == len(titrating.entries("--all"))
    titrating("check-in", "pain=9", "--on", "2024-03-11")

    answer = titrating("restore", made["path"]).stdout

    assert titrating.held() == before
    assert "It has no passphrase." in answer
    assert "before-restore.sqlite." in answer
    listed = titrating.json("backup", "--list")
    assert [item["kind"] for item in listed] == ["before-restore", "backup"]
    assert "the diary before a restore" in titrating("backup", "--list").stdout


def test_restore_asks_for_both_passphrases(encrypted: Any, words_file: Any, tmp_path: Path) -> None:
    """An encrypted backup with another passphrase comes back under its own; one in the clear takes the diary's."""
    rows = encrypted.held()
    other, clear = tmp_path / "other.sqlite", tmp_path / "clear.sqlite"
    for path in (other, clear):
        shutil.copy(encrypted.diary, path)
        encrypted("--diary", path, "passphrase", "remove")
    set_passphrase(Diary(str(other)), Secret(OTHER))

    assert "opens with a passphrase" in encrypted("restore", clear).stdout
    assert encrypted.held() == rows
    assert "[wrong-passphrase]" in encrypted.refused("restore", other)
    encrypted("restore", other, "--backup-passphrase-file", words_file(OTHER))
    encrypted.words = OTHER
    assert encrypted.held() == rows


def test_restore_without_the_lost_passphrase(locked: Any, titrating_diary: Path) -> None:
    """Who lost the passphrase leaves it empty and gets back a backup in the clear; the locked diary is kept."""
    before = locked.diary.read_bytes()

    code, answer = typed(locked.diary, "restore", str(titrating_diary), lines=("",))

    assert code == 0, answer
    assert "It has no passphrase." in answer
    (kept,) = locked.diary.with_name("diary.sqlite-backups").iterdir()
    assert kept.read_bytes() == before
    assert len(locked.entries()) > 700


def test_erase_asks_for_a_word(zonewise: Any) -> None:
    """Without the word nothing is deleted; with it, or with --yes, everything is, and it says what may remain."""
    zonewise("check-in", "pain=3", "--on", "2024-01-01")
    zonewise("backup")
    rows = zonewise.held()

    assert "Nothing was deleted." in zonewise("erase", code=2, stdin="yes\n").stderr
    assert zonewise("erase", code=1, stdin="").exit_code == 1  # nobody answers
    assert zonewise.held() == rows
    answer = zonewise("erase", stdin="erase\n").stdout
    assert "Not within our reach:" in answer
    assert "exported" in answer
    assert list(zonewise.diary.parent.iterdir()) == []
    assert "[no-diary]" in zonewise("erase", "--yes", code=2).stderr
    zonewise("check-in", "pain=3", "--on", "2024-01-01")
    zonewise("erase", "--yes")
    assert list(zonewise.diary.parent.iterdir()) == []


def test_a_clinic_s_database(nothing_yet: Any, tmp_path: Path) -> None:
    """Each command says of a clinic's database that those who run it do it."""
    clinic = "postgresql://ann:secret@127.0.0.1:1/clinic"
    for words in (("backup",), ("backup", "--list"), ("restore", tmp_path / "x"), ("erase",), ("passphrase", "set")):
        answer = nothing_yet("--diary", clinic, *words, code=2).stderr
        assert "a clinic's database" in answer
        assert "secret" not in answer
