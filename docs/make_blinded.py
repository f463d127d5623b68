"""Write docs/blinded-trial.md: what a blinded trial finds in synthetic patients, always the same ones.

Each row is worked out by itself; with --keep FOLDER finished rows are kept there, and a second run goes on from them.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import process_time

import click
import numpy as np

from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.blinded_trials import BEFORE_DAYS, DOSE_MG, BlindedOptions, draw_blinded, judge_trial

PAGE = Path(__file__).with_name("blinded-trial.md")
SEED = 7100


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the page: a world, and how many trials."""

    name: str
    words: str
    options: BlindedOptions
    trials: int


ROWS = (
    Row("12x21-30", "30 % relief", BlindedOptions(), 300),
    Row("12x21-0", "no effect", BlindedOptions(relief_percent=0.0), 400),
    Row("12x28-30", "30 % relief", BlindedOptions(block_days=28), 300),
    Row("12x28-0", "no effect", BlindedOptions(block_days=28, relief_percent=0.0), 200),
    Row("16x14-30", "30 % relief", BlindedOptions(blocks=16, block_days=14), 200),
    Row("16x14-0", "no effect", BlindedOptions(blocks=16, block_days=14, relief_percent=0.0), 200),
    Row("10x21-30", "30 % relief", BlindedOptions(blocks=10), 200),
    Row("12x14-30", "30 % relief", BlindedOptions(block_days=14), 200),
    Row("12x21-15", "15 % relief", BlindedOptions(relief_percent=15.0), 200),
    Row("12x21-50", "50 % relief", BlindedOptions(relief_percent=50.0), 100),
    Row("12x21-mix", "the mix of people", BlindedOptions(relief_percent=None), 1000),
    Row("12x21-0-better", "no effect, improving by 0.6 points a month",
        BlindedOptions(relief_percent=0.0, better_a_month=0.6), 400),
)  # fmt: skip
PROMISED = 60  # People whose power is told from the 28 days before their trial.
PROMISED_TRIALS = 8  # Trials that are simulated for each of them.


def work_out(row: Row, seed: int) -> dict[str, float]:
    """Return the figures of one row."""
    protocol = load_protocol()
    relief, settings = protocol.relief, protocol.trial
    people = draw_blinded(row.trials, np.random.default_rng(seed), row.options, settings.longest_run)
    begun = process_time()
    verdicts = [judge_trial(people, person, settings.longest_run, relief, settings) for person in range(row.trials)]
    seconds = process_time() - begun
    stayed = people.last == row.options.blocks * row.options.block_days
    helping = np.array([verdict is not None and verdict.word == "likely-helping" for verdict in verdicts])
    not_helping = np.array([verdict is not None and verdict.word == "likely-not-helping" for verdict in verdicts])
    chance = np.array([verdict.chance if verdict is not None else 1.0 for verdict in verdicts])
    holds = [
        verdict.relief.low <= truth <= verdict.relief.high
        for verdict, truth in zip(verdicts, people.truth, strict=True)
        if verdict is not None
    ]
    off = [
        verdict.relief.mean - truth
        for verdict, truth in zip(verdicts, people.truth, strict=True)
        if verdict is not None
    ]
    wrong = [
        verdict is not None and verdict.not_by is not None and truth > verdict.not_by
        for verdict, truth in zip(verdicts, people.truth, strict=True)
    ]
    return {
        "trials": row.trials,
        "stayed": int(stayed.sum()),
        "helping": int(helping.sum()),
        "helping_stayed": int(helping[stayed].sum()),
        "helping_right": int((helping & people.worthwhile).sum()),
        "not_helping": int(not_helping.sum()),
        "not_helping_wrong": int(np.sum(wrong)),
        "chance": int((chance <= settings.chance_most).sum()),
        "judged": len(holds),
        "holds": int(np.sum(holds)),
        "off": float(np.mean(off)),
        "seconds": seconds / row.trials,
    }


def work_out_promise(seed: int) -> dict[str, float]:
    """Return how often trials would show 30 %, told from the days before them."""
    from datetime import date

    from zonewise.trial.design import TrialDesign
    from zonewise.trial.power import own_variation, simulate_power

    protocol = load_protocol()
    relief, settings = protocol.relief, protocol.trial
    options = BlindedOptions()
    rng = np.random.default_rng(seed)
    people = draw_blinded(PROMISED, rng, options, settings.longest_run)
    design = TrialDesign(date(2026, 1, 5), options.blocks, options.block_days, DOSE_MG)
    shown = 0
    for person in range(PROMISED):
        variation = own_variation(people.score[person, :BEFORE_DAYS], relief, settings)
        shown += simulate_power(design, variation, 30.0, PROMISED_TRIALS, rng, relief, settings).shown
    return {"trials": PROMISED * PROMISED_TRIALS, "shown": shown}


def stored_figures(name: str, folder: Path | None, work: Callable[[], dict[str, float]]) -> dict[str, float]:
    """Return the figures of a row, from the folder where they are there."""
    path = folder / f"{name}.json" if folder else None
    if path is not None and path.is_file():
        loaded: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
        return loaded
    figures = work()
    if path is not None:
        path.write_text(json.dumps(figures), encoding="utf-8")
    return figures


@click.command()
@click.option("--keep", "folder", type=click.Path(path_type=Path, file_okay=False), help="Folder for finished rows.")
@click.option("--only", default="", help="Work out this row alone, and write no page.")
def main(folder: Path | None, only: str) -> None:
    """Write the page."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    figures = {
        row.name: stored_figures(row.name, folder, partial(work_out, row, SEED + number))
        for number, row in enumerate(ROWS)
        if only in ("", row.name)
    }
    if only not in ("", "promise"):
        click.echo(json.dumps(figures))
        return
    promise = stored_figures("promise", folder, partial(work_out_promise, SEED - 1))
    if not only:
        PAGE.write_text(render(figures, promise), encoding="utf-8")


HEAD = """# A blinded trial in one person

Written by `python docs/make_blinded.py`. Do not edit by hand.

An open diary cannot tell LDN from the hope in it. `zonewise trial` can, for who has a prescriber, a pharmacy and most
of a year: bottles with and without LDN in an order drawn by lot, sealed until the end. This page says how often that
gives an answer, and how often a wrong one, counted in people who never lived.

## What is counted

The people are those of [the trials in silico](trials.md), each with six domains, flares, drift, carry-over from day to
day, a cycle, and a change after the beginning that no drug brings. LDN comes with an onset of about two weeks (7 to 28
days) and fades over about ten days (5 to 21), so that each block carries over into the next. One day in five has no
rating, one capsule in twenty is left out, and people leave as in trials: {leave} % within twelve weeks.

**Likely helping** is said when at most 1 in 20 of all orders that could have been drawn fits the ratings as well as the
drawn one, *and* relief is at least 80 % likely to exceed 10 %. The first is exact whatever ratings do by themselves: it
rests on the lot alone. Who left early is judged by what there is.

| blocks | truth | trials | stayed | likely helping | of who stayed | the lot alone | intervals hold | off |
|---|---|---|---|---|---|---|---|---|
{rows}

In brackets what so few trials leave open (95 %, Wilson). *Off* is the mean error of relief, points of percent.
"""

NOTES = """
## What follows

- **Nine months see an effect of 30 % in {nine} of 100 people who begin ({nine_stayed} of those who stay), six months in
  {six}.** A smaller effect is mostly missed: "cannot tell" is the most frequent answer.
- **Nothing there, and still "likely helping"**: {false} of {false_of} trials over all designs. The lot bounds it at 1
  in 20 by construction; the second condition makes it rarer.
- **When it is said, it is right** (relief over 10 %) in {right} of {said} trials of the mix of people, most of whom
  have a small effect or none. That is {right_share} %; "possibly helping" from an open diary is right in {open_share}.
- **The design page promised** {promised} for twelve blocks of 21 days, from the {before} days before
  the trial ({promise_trials} simulated trials of {people} people); {kept} came out among those who stayed. How much
  of a flare shows in the mean of the six was set so that the two agree in these people; in others it may not.
- **"Likely not helping by x % or more"** was wrong, the true relief being higher, in {wrong} of {not_helping} trials in
  which it was said.
- Processor time of one exact test of 12 blocks of 21 days, all 208 orders with an onset of their own: {seconds:.2f} s.

## What it cannot do

- The lot guards against chance, not against a broken blind: who feels side effects guesses, and may hope accordingly.
  So a guess is asked after each block, and its indices stand beside the result.
- The world above is ours. The priors of onset and relief were chosen on other draws from the same maker of people.
- With fewer than five pairs of blocks nothing is offered: drawn pair by pair, four come in sixteen ways.

Orders with at most two alike in a row are as many as this: 84 for ten blocks, 208 for twelve, 518
for fourteen, 1,296 for sixteen. Each is as likely; the analysis tries every one of them.
"""


def wilson(count: float, total: float) -> str:
    """Return a share with its 95 % interval, percent."""
    share, wide = count / total, 1.96
    middle = (share + wide**2 / (2 * total)) / (1 + wide**2 / total)
    half = wide / (1 + wide**2 / total) * (share * (1 - share) / total + wide**2 / (4 * total**2)) ** 0.5
    return f"{100 * share:.0f} % ({100 * max(0, middle - half):.0f} to {100 * (middle + half):.0f})"


def render(figures: dict[str, dict[str, float]], promise: dict[str, float]) -> str:
    """Return the text of docs/blinded-trial.md."""
    rows = "\n".join(_row(row, figures[row.name]) for row in ROWS)
    main_row, short, mix = figures["12x21-30"], figures["12x14-30"], figures["12x21-mix"]
    nothing = [figures[row.name] for row in ROWS if row.options.relief_percent == 0]
    every = list(figures.values())
    notes = NOTES.format(
        nine=round(100 * main_row["helping"] / main_row["trials"]),
        nine_stayed=round(100 * main_row["helping_stayed"] / main_row["stayed"]),
        six=round(100 * short["helping"] / short["trials"]),
        false=int(sum(row["helping"] for row in nothing)),
        false_of=int(sum(row["trials"] for row in nothing)),
        right=int(mix["helping_right"]),
        said=int(mix["helping"]),
        right_share=round(100 * mix["helping_right"] / mix["helping"]),
        promised=wilson(promise["shown"], promise["trials"]),
        before=BEFORE_DAYS,
        promise_trials=int(promise["trials"]),
        people=PROMISED,
        kept=wilson(main_row["helping_stayed"], main_row["stayed"]),
        wrong=int(sum(row["not_helping_wrong"] for row in every)),
        not_helping=int(sum(row["not_helping"] for row in every)),
        seconds=main_row["seconds"],
        open_share=round(100 * load_protocol().relief.right_possibly_helping),
    )
    leave = round(100 * ROWS[0].options.leave_in_84_days)
    return HEAD.format(leave=leave, rows=rows) + notes


def _row(row: Row, figures: dict[str, float]) -> str:
    options = row.options
    months = options.blocks * options.block_days / 30.4
    cells = (
        f"{options.blocks} of {options.block_days} days",
        row.words,
        f"{row.trials} ({months:.1f} months)",
        f"{figures['stayed']:.0f}",
        wilson(figures["helping"], figures["trials"]),
        wilson(figures["helping_stayed"], figures["stayed"]),
        f"{100 * figures['chance'] / figures['trials']:.0f} %",
        f"{wilson(figures['holds'], figures['judged'])}",
        f"{figures['off']:+.1f}",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
