"""What every command has in common."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from zonewise.cli.main import COMMANDS, cli


def _commands() -> list[tuple[str, ...]]:
    context = click.Context(cli)
    commands: list[tuple[str, ...]] = [()]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        commands.append((name,))
        if isinstance(command, click.Group):
            commands += [(name, below) for below in command.list_commands(context)]
    return commands


@pytest.mark.parametrize("words", _commands(), ids=" ".join)
def test_help(zonewise: Any, words: tuple[str, ...]) -> None:
    """Each command says what it does within 100 columns, and that it is `zonewise`'s."""
    output = zonewise(*words, "--help").stdout

    assert output.startswith("Usage: ")
    assert " ".join(words) in output
    assert max(map(len, output.splitlines())) <= 100


def test_every_command_has_a_summary() -> None:
    """The list in `--help` is written without importing a command, so each has a line beside its place."""
    assert [name for name, (place, summary) in COMMANDS.items() if not (place and summary.endswith("."))] == []


def test_help_imports_nothing_heavy() -> None:
    """`zonewise --help` loads neither numbers, nor the database, nor YAML, so it answers at once."""
    program = (
        "import sys\nfrom zonewise.cli.main import cli\ncli(['--help'], standalone_mode=False)\n"
        "heavy = {'numpy', 'sqlalchemy', 'yaml', 'sqlcipher3', 'alembic', 'asyncio'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_today_imports_no_readers_and_no_migrations(titrating: Any) -> None:
    """Half of a cold start is imports: `today` loads no Alembic, no ORM, no reader and no prover."""
    program = (
        "import sys\nfrom zonewise.cli.main import cli\n"
        "cli(['today', '--as-of', '2024-03-10'], standalone_mode=False)\n"
    )
    check = (
        "\nunwanted = [name for name in sys.modules if name.split('.')[0] == 'alembic'"
        " or name.startswith(('sqlalchemy.orm', 'zonewise.importing', 'zonewise.synthetic'))]\n"
        "print('unwanted', unwanted)"
    )
    guarded = f"import sys\ntry:\n    exec({program!r})\nexcept SystemExit:\n    pass{check}"

    done = subprocess.run(
        [sys.executable, "-c", guarded],
        capture_output=True,
        text=True,
        env={"ZONEWISE_DIARY": str(titrating.diary), "PATH": ""},
    )

    assert done.stdout.splitlines()[-1] == "unwanted []", done.stderr


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (("chek-in",), "'check-in'"), (("todday",), "'today'"), (("plan", "sgn"), "'sign'"),
        (("protocol", "chek"), "'check'"), (("today", "--as-off", "2024-01-01"), "'--as-of'"),
        (("import", "--dryrun", "x.csv"), "'--dry-run'"), (("check-in", "--as-usal"), "'--as-usual'"),
    ],
)  # fmt: skip
def test_nearest_word(nothing_yet: Any, words: tuple[str, ...], nearest: str) -> None:
    """An unknown command or option is answered with the nearest known one."""
    assert nearest in nothing_yet.refused(*words)


@pytest.mark.parametrize(
    "words",
    [("import",), ("export",), ("dose",), ("answer",), ("profile",), ("medicine",), ("medicine", "start"), ("correct",),
     ("guide",), ("decide",), ("decide", "step"), ("plan", "sign")],
    ids=" ".join,
)  # fmt: skip
def test_missing_argument(nothing_yet: Any, words: tuple[str, ...]) -> None:
    """What is missing is named, and how the command is meant to be used."""
    output = nothing_yet.refused(*words)

    assert "Missing argument" in output
    assert "Usage: " in output


@pytest.mark.parametrize("words", [("today", "--as-of"), ("zones", "--from"), ("check-in", "pain=3", "--on")])
@pytest.mark.parametrize("day", ["2024-02-30", "2024-13-01", "tomorrow", "30.1.2024", "9999-01-01", ""])
def test_impossible_day(zonewise: Any, words: tuple[str, ...], day: str) -> None:
    """A day that no calendar has is shown back with how a day is written."""
    output = zonewise.refused(*words, day)

    assert day in output
    assert "2026-11-22. [impossible-date]" in output


@pytest.mark.parametrize("clock", ["25:00", "half past nine", "23:30Z", "23:30+02:00"])
def test_impossible_time(zonewise: Any, clock: str) -> None:
    """A time that no clock shows, or one with a time zone, is shown back with how a time is written."""
    output = zonewise.refused("check-in", "pain=3", "--on", "2024-01-01", "--at", clock)

    assert f"'{clock}'" in output
    assert "[impossible-time]" in output


READING = [("today",), ("zones",), ("entries",), ("replay",), ("export", "out.csv"), ("correct", "an-id", "3")]


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_looking_begins_no_diary(nothing_yet: Any, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistyped path is refused by whatever only looks; no empty diary appears that would seem to be the person's."""
    monkeypatch.chdir(nothing_yet.diary.parent)

    assert "[no-diary]" in nothing_yet.refused(*words)
    assert list(nothing_yet.diary.parent.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [("check-in", "pian=3"), ("dose", "0.5 mL"), ("answer", "opioid=maybe"), ("profile", "timezone=Nowhere"),
     ("medicine", "begin", "x"), ("plan", "sign", "no-such-plan.yaml"), ("import", "no-such-file.csv")],
    ids=" ".join,
)  # fmt: skip
def test_refusals_begin_no_diary(nothing_yet: Any, words: tuple[str, ...]) -> None:
    """What is refused leaves no empty diary behind."""
    nothing_yet.refused(*words)

    assert not nothing_yet.diary.exists()


def test_the_diary_of_an_option_goes_before_the_environment(zonewise: Any, tmp_path: Path) -> None:
    """`--diary` before or after the command names the diary, whatever ZONEWISE_DIARY says."""
    other = tmp_path / "other.sqlite"

    zonewise("--diary", other, "check-in", "pain=3", "--on", "2024-01-01")
    zonewise("check-in", "mood=3", "--on", "2024-01-01", "--diary", other)

    assert zonewise.entries() == []
    assert sorted(entry["name"] for entry in zonewise.entries("--diary", str(other))) == ["mood", "pain"]


def test_a_fault_of_our_own_is_one_line(zonewise: Any) -> None:
    """A fault in the program ends in one line to report, not in a page of code."""
    lose = "def lose(*a, **k): raise KeyError('lost')"
    broken = f"import zonewise.services.recording.entries as e\n{lose}\ne.entries_of = lose"
    process = zonewise.process("entries", wrapper=broken)
    out, err = process.communicate(timeout=60)

    assert process.returncode == 70
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "KeyError: 'lost'" in err
    assert err.endswith("[program-fault]\n")
