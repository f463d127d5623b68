"""Looking at what is kept."""

from datetime import date

import click

from zonewise.services.base.diary import Diary

from .common import DAY, say_json, with_diary


@click.command(epilog="Example: zonewise entries --on 2026-11-22")
@click.option("--on", "day", type=DAY, help="Only this logical day.")
@click.option("--all", "with_superseded", is_flag=True, help="Superseded entries too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_diary
def entries(diary: Diary, day: date | None, with_superseded: bool, as_json: bool) -> None:
    """List entries with their ids."""
    from zonewise.report.json_shapes import entry_json
    from zonewise.services.base.entries import entries_of

    found = entries_of(diary, day, with_superseded=with_superseded)
    if as_json:
        say_json([entry_json(each) for each in found])
        return
    for each in found:
        at = f" {each.at:%H:%M}" if each.at else ""
        value = each.value if len(each.value) <= 40 else "..."
        click.echo(f"{each.day.isoformat()}{at}  {each.kind} {each.name} {value} {each.unit}  {each.id}")


@click.command(epilog="Example: zonewise replay --from 2026-11-01")
@click.option("--from", "since", type=DAY, help="First day.")
@click.option("--to", "until", type=DAY, help="Last day.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_diary
def replay(diary: Diary, since: date | None, until: date | None, as_json: bool) -> None:
    """Derive every guidance that was shown again, say what differs and why, and what was then done.

    Exit status: 0 all the same or the reason is known, 2 the input is wrong.
    """
    from zonewise.report.replay_words import replayed_json, replayed_lines
    from zonewise.services.reading.replay import replay as derive_again

    found = derive_again(diary, since=since, until=until)
    if as_json:
        say_json([replayed_json(each) for each in found])
        return
    for each in found:
        click.echo("\n".join(replayed_lines(each)))
    same = sum(not each.differences for each in found)
    click.echo(f"{len(found)} kept, {same} the same again.")
