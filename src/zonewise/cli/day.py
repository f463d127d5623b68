"""One day's guidance, and the zones of many days."""

import sys
from datetime import date

import click

from zonewise.services.base.diary import Diary

from .common import DAY, MORE_NEEDED, say_json, with_diary


@click.command(epilog="Example: zonewise today --as-of 2026-11-22")
@click.option("--as-of", type=DAY, help="Another logical day than today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_diary
def today(diary: Diary, as_of: date | None, as_json: bool) -> None:
    """Show today's zone, what to do with the dose, why, what to ask and when the next review is.

    What is shown is kept in the diary, so that 'zonewise replay' can derive it again.

    Exit status: 0 answered, 3 an answer is needed first, 2 the input is wrong.
    """
    from zonewise.report.json_shapes import today_json
    from zonewise.report.terminal import today_screen
    from zonewise.services.base.daily_guidance import is_over
    from zonewise.services.reading.today import guidance_today, keep_guidance

    shown = guidance_today(diary, as_of)
    keep_guidance(diary, shown)
    guidance, protocol = shown.guidance, shown.profile.protocol
    if as_json:
        say_json(today_json(guidance, protocol.rule_set))
    else:
        over = is_over(guidance.as_of, shown.profile)
        country = shown.profile.country
        click.echo(today_screen(guidance, protocol.rule_set, protocol.notices, country, over=over), nl=False)
    sys.exit(MORE_NEEDED if guidance.guidance.action == "ask" else 0)


@click.command(epilog="Example: zonewise zones --from 2026-10-01")
@click.option("--from", "first", type=DAY, help="First day; the first of the diary unless said.")
@click.option("--to", "last", type=DAY, help="Last day; today unless said.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_diary
def zones(diary: Diary, first: date | None, last: date | None, as_json: bool) -> None:
    """The zone of each day, each of the five voices with its arithmetic."""
    from zonewise.report.json_shapes import zone_json
    from zonewise.report.terminal import zone_lines
    from zonewise.services.reading.zones import zones_of

    found = zones_of(diary, first, last)
    if as_json:
        say_json([zone_json(each) for each in found])
        return
    for each in found:
        click.echo("\n".join(zone_lines(each)))
