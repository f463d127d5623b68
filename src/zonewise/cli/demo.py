"""A look at zonewise without a diary of one's own."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import refusing

if TYPE_CHECKING:
    from zonewise.services.importing.demo import Demo

WIDTH = 80


@click.command(epilog="Example: zonewise demo --into made-up")
@click.option(
    "--into", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, help="Folder for the files."
)
@refusing
def demo(into: Path) -> None:
    """Show half a year of a person who never lived, without touching your diary.

    It writes a diary and a plan into a folder, takes both into a diary of the demo's own, and prints what zonewise said
    on nine days, each as it stood before that evening's dose. docs/demo.md tells the story.
    """
    from zonewise.report.terminal import today_screen
    from zonewise.services.base.protocols import load_protocol
    from zonewise.services.importing.demo import make_demo

    made = make_demo(into)
    protocol = load_protocol()
    for number, shown in enumerate(made.shown, 1):
        click.echo("=" * WIDTH)
        click.echo(f"{number} of {len(made.shown)}. {shown.scene.why}")
        click.echo("=" * WIDTH)
        click.echo(today_screen(shown.today, protocol.rule_set, protocol.notices, shown.profile.country))
    click.echo("=" * WIDTH)
    click.echo("\n".join(_closing(made)))


def _closing(made: "Demo") -> list[str]:
    """Return where the files are and what to try next."""
    command = f"  zonewise --diary {made.diary}"
    lower = [shown.today.as_of for shown in made.shown if shown.today.guidance.action == "reduce"]
    return [
        f"All of this is made up: {made.days} days, {made.entries} entries. Your own diary was not opened.",
        "",
        "The files: the diary, the plan, and the demo's own diary that holds both",
        f"  {made.csv}",
        f"  {made.plan}",
        f"  {made.diary}",
        "",
        "The last day again; every plan step in the product's own units",
        f"{command} today --as-of {made.last}",
        f"{command} plan show",
        "How the zone of a day was worked out, number by number",
        f"{command} zones --from {min(lower, default=made.first)} --to {max(lower, default=made.last)}",
        "Derive all nine answers again and see that they are the same",
        f"{command} replay",
        "Import the same file once more: it adds nothing",
        f"{command} import {made.csv}",
    ]
