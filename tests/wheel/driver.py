"""Runs in the environment of the wheel: calls commands in this process, as starting 70 processes takes a minute."""

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout


def commands() -> Iterator[str]:
    """Yield each command with its group, as a person types it."""
    import click

    from zonewise.cli.main import cli

    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        yield from (f"{name} {below}" for below in command.commands) if isinstance(command, click.Group) else (name,)


def run(words: list[str], stdin: str) -> dict[str, object]:
    """Run one command as `zonewise` does, and return its exit status and what it printed."""
    from zonewise.cli.main import main

    out, err = io.StringIO(), io.StringIO()
    sys.argv = ["zonewise", *words]
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()))
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main()
            code: object = 0
        except SystemExit as ended:
            code = ended.code or 0
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


def answer(work: str, content: list[list[str]]) -> object:
    """Do what was asked for."""
    if work == "commands":
        import zonewise

        return {"commands": list(commands()), "home": zonewise.__file__}
    os.environ["ZONEWISE_DIARY"] = "diary.sqlite"
    return [run(words, stdin) for stdin, *words in content]


if __name__ == "__main__":
    print(json.dumps(answer(sys.argv[1], json.load(sys.stdin))))
