"""Writing down doses."""

from datetime import date, time

import click

from zonewise.services.base.diary import Diary

from .common import CLOCK, DAY, with_diary


@click.command(epilog="Example: zonewise dose 1.5 --at 23:00")
@click.argument("amount")
@click.option("--on", "day", type=DAY, help="Another day than today.")
@click.option("--at", type=CLOCK, help="When it was taken; a dose after midnight belongs to the evening before.")
@click.option("--since", type=DAY, help="Dose history: this daily amount was taken from that day on.")
@click.option("--note", default="", help="Anything in your own words.")
@with_diary
def dose(diary: Diary, amount: str, day: date | None, at: time | None, since: date | None, note: str) -> None:
    """Write down a dose you took: 1.5, '1,5 mg', '80 micrograms', or '0.5 mL' of your plan's liquid. 0 is left out.

    People who already take LDN tell earlier doses with --since, once for each change.
    """
    from zonewise.model.amounts import format_mg, parse_mg
    from zonewise.services.recording.doses import dose_warnings, log_dose, record_dose_history

    if since is not None:
        if day is not None or at is not None or note:
            raise click.UsageError("--since tells an amount taken every day; leave out --on, --at and --note.")
        entry = record_dose_history(diary, amount, since)
        click.echo(f"Written down: {format_mg(parse_mg(entry.value))} a day from {entry.day.isoformat()}.")
        return
    entry = log_dose(diary, amount, day=day, at=at, note=note)
    mg = parse_mg(entry.value)
    words = f"{format_mg(mg)} taken" if mg else "left out on purpose"
    click.echo(f"Written down: {words}, {entry.day.isoformat()}.")
    for look in dose_warnings(diary, entry):
        click.echo(look, err=True)
