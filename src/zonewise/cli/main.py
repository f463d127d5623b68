"""The command `zonewise`: names of commands, loaded only when one is called."""

import gc
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click

HEAD_OF_ERROR = "Error: "  # What click puts before it.
PROGRAM_FAULT = 70  # Exit status of a fault of our own. Source: sysexits.h, EX_SOFTWARE.

COMMANDS = {
    "answer": ("answers:answer", "Answer questions that `today` asks."),
    "backup": ("data:backup", "Copy the diary, check the copy, keep some by age."),
    "check-in": ("check_in:check_in", "Write down how today was."),
    "clinic": ("clinic:clinic", "For prescribers: read what people hand over, sign their plans."),
    "correct": ("answers:correct", "Correct an entry or take it back."),
    "course": ("reading:course", "When and why the recommended dose changed."),
    "decide": ("facts:decide", "Answer one question of the protocol from facts."),
    "demo": ("simulate:demo", "Show a made-up person's half year, without touching your diary."),
    "dose": ("answers:dose", "Write down a dose."),
    "entries": ("reading:entries", "List what is in the diary."),
    "erase": ("data:erase", "Delete the diary and its backups for good."),
    "export": ("files:export", "Write everything to a CSV file."),
    "guide": ("facts:guide", "Give guidance from facts alone."),
    "import": ("files:import_", "Read another app's export, or our own."),
    "medicine": ("answers:medicine", "Write down a medicine that was started or stopped."),
    "passphrase": ("data:passphrase", "Encrypt the diary, or change or remove its passphrase."),
    "plan": ("plans:plan", "Take in and show the prescriber's plan."),
    "profile": ("answers:profile", "Set time zone, country and the like."),
    "protocol": ("protocols:protocol", "Check the protocol and what carries the guide."),
    "relay": ("relay:relay", "Hold sealed files for links that are shared."),
    "relief": ("reading:relief", "Whether it is helping, and how sure one diary can be."),
    "replay": ("reading:replay", "Derive kept guidance again and say what differs."),
    "report": ("files:report", "One page for the prescriber, and a card for the wallet."),
    "restore": ("data:restore", "Put a backup in the place of the diary."),
    "screen": ("screen:screen", "Whether a medicine is an opioid or bears on LDN."),
    "serve": ("serve:serve", "Open the pages in a browser on this machine."),
    "share": ("share:share", "Hand your page over by a link that you can take back, or a file."),
    "simulate": ("simulate:simulate", "Make people who never lived, to try things out on."),
    "today": ("reading:today", "Today's zone, what to do with the dose, and why."),
    "trial": ("trials:trial", "Plan and run a blinded trial with your prescriber."),
    "usual": ("check_in:usual", "Say how an ordinary day is for you."),
    "zones": ("reading:zones", "The zone of each day with its arithmetic."),
}
"""Each command with its module and function, and the line that --help shows."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, so that `--help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command = getattr(import_module(f"zonewise.cli.{module}"), name)
        return command if isinstance(command, click.Command) else None

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the words of the command line; what is wrong with them fits the terminal."""
        with _fitting():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is named; what is wrong with its words fits the terminal."""
        with _fitting():
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command when one is not known."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from zonewise.problem import did_you_mean

            hint = did_you_mean(args[0], COMMANDS) if args else ""
            raise click.UsageError(f"{error.format_message()} {hint}".strip(), ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from their one-line summaries, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@contextmanager
def _fitting() -> Iterator[None]:
    """Wrap what click says of wrong words, on a terminal alone."""
    try:
        yield
    except click.UsageError as error:
        if not sys.stderr.isatty():
            raise
        from zonewise.report.words import wrapped

        lines = wrapped(f"{HEAD_OF_ERROR}{error.format_message()}", following="  ")
        raise click.UsageError("\n".join(lines).removeprefix(HEAD_OF_ERROR), error.ctx) from None


@click.command(cls=LazyGroup, context_settings={"max_content_width": 80})
@click.version_option(package_name="zonewise")
@click.option("--diary", metavar="FILE", help="Where the diary lies. Also: the variable ZONEWISE_DIARY.")
@click.option(
    "--passphrase-file",
    metavar="FILE",
    envvar="ZONEWISE_PASSPHRASE_FILE",
    help="Of an encrypted diary: a file whose first line is the passphrase, or - for standard input; by default it is"
    " asked for. Also: the variable ZONEWISE_PASSPHRASE_FILE.",
)
@click.pass_context
def cli(ctx: click.Context, diary: str | None, passphrase_file: str | None) -> None:
    """Today's zone, what to do with the dose of low-dose naltrexone, and why.

    Exit status: 0 answered, 3 more has to be answered first, 2 the input is wrong.
    """
    ctx.obj = diary
    ctx.meta["zonewise.passphrase_file"] = passphrase_file


def main() -> None:
    """Run the command line. A fault of the program is one line and exit status 70, never a page of code."""
    gc.set_threshold(100_000, 50, 50)  # most of a command's time is imports; looking for cycles then costs a tenth
    try:
        cli()
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        click.echo(
            f"zonewise: a fault in the program, not in your diary; this command stopped there. Please report this line:"
            f" {type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno}). [program-fault]",
            err=True,
        )
        sys.exit(PROGRAM_FAULT)
