"""A terminal of 80 columns holds whatever a person reads; each test that runs a command measures what it prints."""

import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest

from zonewise.cli.common import print_problems, print_sentence
from zonewise.cli.main import cli
from zonewise.problem import Problem

from .conftest import Command, too_wide

FACTS = '{"phase": "titrating", "zone": "red", "danger_sign": "none", "opioid": "none"}'
LAST = ("--as-of", "2024-03-10")
READING: dict[tuple[str, ...], tuple[tuple[str, ...], str]] = {
    ("today",): (LAST, ""),
    ("zones",): (("--from", "2024-03-01"), ""),
    ("course",): ((), ""),
    ("relief",): (LAST, ""),
    ("entries",): ((), ""),
    ("replay",): ((), ""),
    ("plan", "show"): ((), ""),
    ("plan", "order"): (LAST, ""),
    ("backup",): (("--list",), ""),
    ("screen",): (("co-codamol 30/500 effervescent",), ""),
    ("guide",): (("-",), FACTS),
    ("decide",): (("step", "-"), FACTS),
    ("protocol", "coverage"): ((), ""),
}
"""What each command that reads takes, and its standard input."""
APART = {("protocol", "diff"), ("protocol", "prove"), ("import",), ("export",), ("report",), ("simulate",),
         ("trial", "design"), ("trial", "result"), ("share",), ("clinic", "keys"), ("clinic", "panel")}  # fmt: skip
"""Commands whose answer is a file, a proof of seconds, or another command's concern, with tests of their own."""


def commands(group: click.Group = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with its path."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        elif command is not None:
            yield (*path, name), command


def every_reading_command() -> list[tuple[str, ...]]:
    """Return the commands above, and each other one that gives JSON and needs no argument, whoever adds it."""
    needless = {
        path
        for path, command in commands()
        if any("--json" in item.opts for item in command.params) and not any(item.required for item in command.params)
    }
    return sorted({*READING} | (needless - APART))


@pytest.mark.parametrize("path", every_reading_command(), ids=" ".join)
def test_what_is_read_fits(path: tuple[str, ...], titrating: Command) -> None:
    """Each line of a reading command has 80 columns at most."""
    words, typed = READING.get(path, ((), ""))

    answer = titrating(*path, *words, code=None, stdin=typed)

    assert too_wide(answer.stdout) == []


def test_each_help_fits(zonewise: Command) -> None:
    """The help of each command, too."""
    for path, _ in commands():
        assert too_wide(zonewise(*path, "--help").stdout) == [], path


def test_notices_fit_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Problems and notices of a plan are wrapped on a terminal and stand on one line each for programs."""
    notice = Problem("my-plan.yaml", 12, "the step to 4.5 mg is more than twice the one before it." * 2, "Ask.", "big")
    print_problems([notice])
    assert len(capsys.readouterr().err.splitlines()) == 1
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    print_problems([notice])
    print_sentence(f"Written: {'/folder' * 20} ({date(2026, 1, 1)}), as you said it in so many words.", err=True)

    shown = capsys.readouterr().err
    assert too_wide(shown) == []
    assert "/folder" * 20 in shown


def test_one_place_prints(project_root: Path) -> None:
    """No command prints past the place that wraps, beside the one line that tells a fault of the program."""
    modules = (project_root / "src" / "zonewise" / "cli").glob("*.py")
    printing = {
        module.name for module in modules if re.search(r"\bprint\(|click\.echo|secho", module.read_text("utf-8"))
    }

    assert printing == {"common.py", "main.py"}


def test_an_address_stays_on_its_line(zonewise: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a server prints first is opened by people and read by programs: its address is put on no other line."""
    line = f"zonewise is ready: http://127.0.0.1:8765/enter?key={'k' * 43}"
    monkeypatch.setattr("zonewise.web.serving.serve", lambda diary, host, port, say: say(line))

    assert zonewise("serve").stdout == f"{line}\n"


def test_wrong_words_fit_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What click says of an option that is not understood is wrapped there, and stands on one line for programs."""
    words = ["zones", "--from", "the day before the day on which all of it began, more or less"]
    said = []
    for is_terminal in (False, True):
        monkeypatch.setattr(sys.stderr, "isatty", lambda is_terminal=is_terminal: is_terminal)
        with pytest.raises(click.UsageError) as error:
            cli.main(words, standalone_mode=False)
        said.append(f"Error: {error.value.format_message()}")

    assert too_wide(said[0]) == [said[0]]
    assert too_wide(said[1]) == []
    assert said[1].split() == said[0].split()


def test_an_answer_is_said_in_the_same_ways_to_every_question(zonewise: Command) -> None:
    """Yes and no, y and n, none, true and false are understood wherever a question has such an answer."""
    ways: list[tuple[str, str]] = [("opioid", "no"), ("liver", "n"), ("hypersensitivity", "none"), ("minor", "false"),
                                   ("danger_sign", "No"), ("pregnancy", "none"), ("extreme_sensitivity", "y"),
                                   ("tolerated_past_flares", "no")]  # fmt: skip
    zonewise("answer", *(f"{name}={value}" for name, value in ways))

    answers: dict[str, Any] = {entry["name"]: entry["value"] for entry in zonewise.entries()}
    assert answers == {
        "opioid": "none", "liver": "none", "hypersensitivity": "no", "minor": "no", "danger_sign": "none",
        "pregnancy": "no", "extreme_sensitivity": "yes", "tolerated_past_flares": "no",
    }  # fmt: skip
    assert "none, planned, recent" in zonewise.refused("answer", "opioid=yes")


def test_facts_are_said_in_the_same_ways(zonewise: Command) -> None:
    """In facts of a file, too: "no" and false are one, and what cannot be told apart is refused."""
    said = zonewise.json("guide", "-", code=None, stdin='{"opioid": "no", "minor": "no", "liver": false}')
    plain = zonewise.json("guide", "-", code=None, stdin='{"opioid": "none", "minor": false, "liver": "none"}')

    assert said == plain
    assert "[wrong-value]" in zonewise.refused("guide", "-", stdin='{"opioid": "yes"}')
