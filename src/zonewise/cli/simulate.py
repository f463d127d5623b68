"""People who never lived, to try things out on."""

from pathlib import Path

import click

from .common import refusing, say_json


@click.command(epilog="Example: zonewise simulate --people 20 --effect 30 --out made-up")
@click.option("--people", type=int, default=10, show_default=True, help="How many people.")
@click.option(
    "--days", type=int, default=118, show_default=True, help="Days of each diary; the first dose is on day 29."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same people.")
@click.option(
    "--effect", type=float, default=0.0, show_default=True, metavar="PERCENT",
    help="True effect of the drug once settled, % of each person's usual; above 0 is better.",
)  # fmt: skip
@click.option("--placebo/--no-placebo", default=True, show_default=True, help="Whether a start alone changes ratings.")
@click.option("--start", default="any", show_default=True, metavar="any|bad-week", help="When they start.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("simulated"), show_default=True, help="New folder."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@refusing
def simulate(
    people: int, days: int, seed: int, effect: float, placebo: bool, start: str, out: Path, as_json: bool
) -> None:
    """Make people who never lived: one diary each, and a table of what is true of them.

    The figures that they are made from, and how well they repeat published trials, stand in docs/trials.md. Your own
    diary is not touched; `zonewise --diary FILE import` takes one of theirs into a diary of its own.
    """
    from zonewise.synthetic.patient_files import TRUTHS, PatientFileOptions, write_patient_files

    made = write_patient_files(PatientFileOptions(people, days, seed, effect, placebo, start), out)
    if as_json:
        say_json(
            {
                "folder": str(made.folder),
                "truths_file": TRUTHS,
                "rows": made.rows,
                "seed": seed,
                "effect_percent": effect,
                "placebo": placebo,
                "start": start,
                "people": [dict(each) for each in made.truths],
            }
        )
        return
    diaries = "1 diary" if len(made.files) == 1 else f"{len(made.files)} diaries"
    click.echo(f"{diaries} with {made.rows} rows in {made.folder}: {made.files[0]} to {made.files[-1]}.")
    click.echo(f"What is true of each person: {made.folder / TRUTHS}. Nobody lived any of it.")
