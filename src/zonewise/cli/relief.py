"""Whether it is helping, as far as one diary can say."""

from datetime import date

import click

from zonewise.services.base.diary import Diary

from .common import DAY, say_json, with_diary


@click.command(epilog="Example: zonewise relief --as-of 2026-11-22")
@click.option("--as-of", type=DAY, help="Another logical day than today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_diary
def relief(diary: Diary, as_of: date | None, as_json: bool) -> None:
    """Say whether it is helping, how sure one diary can make us, and what trials found.

    "Cannot tell" is a good answer, and the most frequent one. Nothing here is a promise.
    """
    from zonewise.report.relief_context import context_json, context_lines
    from zonewise.report.relief_screen import relief_screen
    from zonewise.report.relief_words import relief_json
    from zonewise.rules.knowledge import OVERALL
    from zonewise.services.reading.relief import relief_today

    found = relief_today(diary, as_of)
    beside = (found.doses, found.timing, found.effects, found.adherence)
    if as_json:
        shown = relief_json(found.relief, found.beside, as_of=found.as_of, started=found.started, overall=OVERALL)
        say_json(shown | context_json(*beside))
        return
    click.echo(
        relief_screen(found.relief, found.beside, context_lines(*beside), as_of=found.as_of, overall=OVERALL), nl=False
    )
