"""The prescriber's plan."""

from datetime import date
from pathlib import Path

import click

from zonewise.services.diary import Diary

from .common import DAY, say_json, say_problems, with_diary


@click.group()
def plan() -> None:
    """Take in and show the prescriber's plan."""


@plan.command(epilog="Example: zonewise plan sign my-plan.yaml --not-started")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "day", type=DAY, help="From which day it holds; today unless said.")
@click.option("--not-started", is_flag=True, help="You have not taken LDN yet.")
@click.option("--dry-run", is_flag=True, help="Check and show it, store nothing.")
@with_diary
def sign(diary: Diary, file: Path, day: date | None, not_started: bool, dry_run: bool) -> None:
    """Take in the plan in FILE.

    You copy it from your prescription, and it is shown as copied. docs/plan.md shows how to write it. All of it is
    taken in, or nothing.
    """
    from zonewise.services.plans import sign_plan

    signed = sign_plan(diary, file, day=day, not_started=not_started, dry_run=dry_run)
    _show(signed.rows)
    say_problems(signed.notices)
    click.echo("Dry run: nothing is stored." if dry_run else "Taken in.")


@plan.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_diary
def show(diary: Diary, as_json: bool) -> None:
    """Show the plan in force."""
    import json

    from zonewise.plan.canonical import plan_to_json
    from zonewise.services.plans import show_plan

    signed = show_plan(diary)
    if as_json:
        say_json(None if signed is None else json.loads(plan_to_json(signed.plan)))
    elif signed is None:
        click.echo("No plan has been entered. Write one as docs/plan.md shows and run: zonewise plan sign FILE")
    else:
        _show(signed.rows)


def _show(rows: tuple[tuple[str, str], ...]) -> None:
    for label, words in rows:
        click.echo(click.wrap_text(f"{label}: {words}", width=80, subsequent_indent="  "))
