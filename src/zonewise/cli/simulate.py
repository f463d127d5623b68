"""People who never lived: half a year of one to look at, and many to try things out on."""

from pathlib import Path

import click

from zonewise.report.words import counted

from .common import json_option, print_json, print_sentence, refusing

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
    from zonewise.report.rendering import render
    from zonewise.report.terminal import today_screen
    from zonewise.services.base.protocols import load_protocol
    from zonewise.services.importing.demo import make_demo

    made = make_demo(into)
    protocol = load_protocol()
    for number, shown in enumerate(made.shown, 1):
        print_sentence("=" * WIDTH)
        print_sentence(f"{number} of {len(made.shown)}. {shown.scene.why}")
        print_sentence("=" * WIDTH)
        print_sentence(today_screen(shown.today, protocol.rule_set, protocol.notices, shown.profile.country))
    print_sentence("=" * WIDTH)
    lower = [shown.today.as_of for shown in made.shown if shown.today.guidance.action == "reduce"]
    print_sentence(render("demo.txt", made=made, lower=lower))


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
@json_option
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
        print_json(
            {
                "folder": str(made.folder),
                "truths_file": TRUTHS,
                "rows": made.rows,
                "seed": seed,
                "effect_percent": effect,
                "placebo": placebo,
                "start": start,
                "people": list(map(dict, made.truths)),
            }
        )
        return
    diaries = counted(len(made.files), "diary", "diaries")
    print_sentence(f"{diaries} with {made.rows} rows in {made.folder}: {made.files[0]} to {made.files[-1]}.")
    print_sentence(f"What is true of each person: {made.folder / TRUTHS}. Nobody lived any of it.")
