"""A blinded trial in one person: planning it, sealing its order, running it, and what it shows."""

from datetime import date

import click

from zonewise.services.base.diary import Diary

from .common import DAY, json_option, print_json, with_diary


@click.group(epilog="Example: zonewise trial design --blocks 12 --days 21")
def trial() -> None:
    """Plan and run a blinded trial of LDN in one person, with the prescriber.

    An open diary cannot tell LDN from the hope in it. A trial can: bottles with and without LDN in an order that
    nobody at home knows. Most answers will be "cannot tell".
    """


@trial.command(epilog="Example: zonewise trial design --blocks 12 --days 28 --first 2027-01-11")
@click.option("--blocks", type=int, help="How many blocks; half of them have LDN.")
@click.option("--days", "block_days", type=int, help="Days of each block.")
@click.option(
    "--leave-out", "washout", type=int, default=0, show_default=True, help="First days of each block not counted."
)
@click.option("--first", type=DAY, help="First day; two weeks from now unless said.")
@click.option("--dose", metavar="AMOUNT", help="Dose in the bottles with LDN; the plan's highest unless said.")
@click.option("--simulate", "trials", type=click.IntRange(0, 2000), help="How many trials to simulate; 0 for none.")
@json_option
@with_diary
def design(
    diary: Diary, blocks: int | None, block_days: int | None, washout: int, first: date | None, dose: str | None,
    trials: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Show a design: how long it takes, and how often it would show an effect in you.

    Nothing is written down. The power comes from simulated trials with the ups and downs of this diary.
    """
    from zonewise.report.trial_words import design_json, design_lines
    from zonewise.services.base.profile import profile_in
    from zonewise.services.recording.doses import amount_mg
    from zonewise.services.trials.planning import TrialWishes, plan_trial

    dose_mg = amount_mg(dose, None) if dose else None
    planned = plan_trial(diary, TrialWishes(blocks, block_days, washout, first, dose_mg), trials=trials)
    if as_json:
        print_json(design_json(planned.design, planned.power, planned.effect_percent, own=planned.own))
        return
    settings = profile_in(diary).protocol.trial
    lines = design_lines(planned.design, planned.power, planned.effect_percent, settings, own=planned.own)
    click.echo("\n".join(lines))
