"""What each command can do: writes docs/cli.md from the commands' own help, so the page cannot lag behind."""

from collections.abc import Iterator
from pathlib import Path

import click

PAGE = Path(__file__).with_name("cli.md")
HEAD = """# Commands

Written by `make docs` from the commands' own help. Do not edit by hand.
"""


def helps(
    command: click.Command, name: str = "zonewise", parent: click.Context | None = None
) -> Iterator[tuple[str, str]]:
    """Yield (full name, help text) of a command and of each command below it, hidden ones left out.

    The text is 80 columns wide whatever the terminal, so that two machines write the same page.
    """
    context = click.Context(command, info_name=name, parent=parent, terminal_width=80)
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            subcommand = command.get_command(context, below)
            if subcommand is not None and not subcommand.hidden:
                yield from helps(subcommand, below, context)


def render(command: click.Command) -> str:
    """Return the text of docs/cli.md."""
    sections = (f"## {name}\n\n```text\n{text.rstrip()}\n```\n" for name, text in helps(command))
    return "\n".join((HEAD, *sections))


def main() -> None:
    """Write docs/cli.md."""
    from zonewise.cli.main import cli

    PAGE.write_text(render(cli), encoding="utf-8")
    click.echo(f"Wrote {PAGE.name}.")


if __name__ == "__main__":
    main()
