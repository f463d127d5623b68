"""Write docs/relief-worlds.md: what is said of relief in many worlds, and how often it is wrong where the model is.

Run: OMP_NUM_THREADS=1 python docs/make_relief_worlds.py [people in each world] [seed]
With a seed of your own the table is printed and nothing is written: that is for choosing numbers. The page is made with
a seed that nobody chose anything by; so is the figure that stands beside "possibly helping".
"""

import re
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click
import numpy as np

from zonewise.relief.estimate import EstimateOptions, estimate
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.diary_worlds import WORLDS, make_diaries
from zonewise.synthetic.options import RATED

PAGE = Path(__file__).with_name("relief-worlds.md")
SETTINGS = Path(__file__).parents[1] / "src/zonewise/protocols/ldn/relief.settings.yaml"
PEOPLE, JUDGING_SEED = 200, 915_031
PROCESSES = 2
TWO_SIDED = 1.96
SIX = RATED[:6]

WORDS = {
    "short-baseline": "too few rated days before",
    "few-days": "too early",
    "jump": "a jump",
    "trend-before": "a trend before",
    "wanders": "wandering",
}
"""Reasons for "cannot tell" that are named in the table."""

HEAD = """# Relief in other worlds

Written by the command below. Do not edit by hand.

    OMP_NUM_THREADS=1 python docs/make_relief_worlds.py

The estimate of relief takes people to be as its model has them. This page puts it into worlds in which they are not:
something was under way before LDN, life changes, a flare ends just then, a season turns, the level wanders.
`zonewise.synthetic.diary_worlds` makes them, on top of the people of [trials.md](trials.md). {people} people in each
world, 28 days before and 90 on the drug unless said, no placebo response, always the same people. They are not those
on whom numbers were chosen. With so few, a share of 5 % may be {rare}, a share of one half {half}.

"Asked": people say how the month before the first dose was, and 8 of 10 say it rightly; the others say anything else.
"Recorded": they write down on which day something else changed. All others tell nothing beside their diary.
"""

FOOT = """
- **Helping**: "possibly helping" was said. Where there is no effect that is a false alarm, else it is power.
- **Worse** and **likely worse**: the share of people of whom at least "possibly worse", or "likely worse", was said.
- **Holds**: share of 95 % intervals that hold the true relief by the drug. **Off**: mean of estimate less truth, points
  of percent.
- **Because**: where the diary was seen not to look like the model the word is "cannot tell, because ..."; the share.
- **An off block at the end**: true relief is counted over the last 28 days, two weeks off among them, and the estimate
  is about the last 28 days on it. So it is rightly larger.

**Beside "possibly helping"** stands how often it is said of somebody who was getting better anyway and whom LDN does
nothing for: of {improving:.0f} in 100 who were not asked about the month before, of {asked:.0f} in 100 who were. It is
the mean of the worlds with 0.3 and 0.6 points a month above. This command writes it into
[relief.settings.yaml](../src/zonewise/protocols/ldn/relief.settings.yaml), and the pages take it from there.

## What no diary can mend

- A trend that was under way looks like help. No prior tells them apart: one on every slope takes as many real effects
  as false ones. What the person knows of the month before does, as far as people know it.
- A change of life that nobody recorded is taken for help or harm as often as the table says. A jump is looked for on
  days without a change of dose; in most diaries one of a fifth of the usual is no clearer than a flare or drift.
"""


@dataclass(frozen=True)
class WorldFigures:
    """What was said in one world, in percent of people where no other unit is named."""

    name: str
    truth: float  # Mean of true relief, %.
    helping: float
    worse: float
    likely_worse: float
    holds: float
    off: float  # Mean of the estimate less the truth, points of percent.
    because: Counter[str]  # Reasons for "cannot tell" that a diary gave.
    people: int


def judge(number: int, people: int, seed: int) -> WorldFigures:
    """Return what is said of the six together in so many diaries of the world of this number."""
    world, settings = WORLDS[number], load_protocol().relief
    diaries = make_diaries(world, people, seed)
    judged = [
        estimate(
            diaries.ratings[person],
            diaries.dose_mg[person],
            settings,
            domains=SIX,
            options=EstimateOptions(month_before=diaries.month_before[person], changes=diaries.changes),
        ).composite
        for person in range(people)
    ]
    verdicts = [relief.verdict for relief in judged]
    low, mean, high = (np.array([getattr(relief.relief, end) for relief in judged]) for end in ("low", "mean", "high"))

    def share(*words: str) -> float:
        return 100 * sum(verdict in words for verdict in verdicts) / people

    return WorldFigures(
        name=world.name,
        truth=float(diaries.truth.mean()),
        helping=share("possibly-helping"),
        worse=share("possibly-worse", "likely-worse"),
        likely_worse=share("likely-worse"),
        holds=float(100 * ((low <= diaries.truth) & (diaries.truth <= high)).mean()),
        off=float((mean - diaries.truth).mean()),
        because=Counter(relief.reason for relief in judged if relief.reason in WORDS),
        people=people,
    )


def table(rows: Sequence[WorldFigures]) -> str:
    """Return the rows as a table."""
    lines = [
        "| world | true relief | helping | worse | likely worse | holds | off | because |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        counts = row.because.items()
        because = ", ".join(f"{WORDS[reason]} {100 * count / row.people:.0f} %" for reason, count in counts)
        shares = [f"**{row.helping:.0f} %**", *(f"{x:.0f} %" for x in (row.worse, row.likely_worse, row.holds))]
        lines.append(f"| {row.name} | {row.truth:.0f} % | {' | '.join(shares)} | {row.off:+.1f} | {because} |")
    return "\n".join(lines) + "\n"


def wrong_if_improving(rows: Sequence[WorldFigures], *, is_asked: bool) -> float:
    """Return how often "possibly helping" is said of people who improve by 0.3 or 0.6 points a month, percent."""
    names = [f"improving by {points} points a month{', asked' if is_asked else ''}" for points in (0.3, 0.6)]
    return float(np.mean([row.helping for row in rows if row.name in names]))


def wilson(share: float, people: int) -> str:
    """Return what a share in so many people leaves open (95 %), in words."""
    middle = (share + TWO_SIDED**2 / people / 2) / (1 + TWO_SIDED**2 / people)
    half = TWO_SIDED / (1 + TWO_SIDED**2 / people)
    half *= (share * (1 - share) / people + (TWO_SIDED / people / 2) ** 2) ** 0.5
    return f"{100 * (middle - half):.0f} to {100 * (middle + half):.0f} %"


def render(rows: Sequence[WorldFigures]) -> str:
    """Return the text of docs/relief-worlds.md."""
    improving, asked = (wrong_if_improving(rows, is_asked=is_asked) for is_asked in (False, True))
    people = rows[0].people
    without = [row for row in rows if row.truth == 0]
    with_effect = [row for row in rows if row.truth != 0]
    return (
        HEAD.format(people=people, rare=wilson(0.05, people), half=wilson(0.5, people))
        + "\n## Without any effect\n\n"
        + table(without)
        + "\n## With an effect\n\n"
        + table(with_effect)
        + FOOT.format(improving=improving, asked=asked)
    )


def write_setting(name: str, percent: float) -> None:
    """Put a figure into the settings of relief."""
    text = SETTINGS.read_text(encoding="utf-8")
    changed, count = re.subn(rf"(?m)^(  {name}:\n    value: ).*$", rf"\g<1>{percent / 100:.2f}", text)
    if count != 1:
        raise ValueError(f"{SETTINGS.name} has {name} {count} times; once is meant")
    SETTINGS.write_text(changed, encoding="utf-8")


def main() -> None:
    """Write the page and the figure beside "possibly helping", or print the table for a seed of one's own."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else JUDGING_SEED
    with ProcessPoolExecutor(PROCESSES) as pool:
        rows = list(pool.map(partial(judge, people=people, seed=seed), range(len(WORLDS))))
    if len(sys.argv) > 2:
        click.echo(table(rows), nl=False)
        return
    PAGE.write_text(render(rows), encoding="utf-8")
    for name, is_asked in (("wrong-if-improving", False), ("wrong-if-improving-asked", True)):
        write_setting(name, wrong_if_improving(rows, is_asked=is_asked))
    click.echo(f"Wrote {PAGE.name} and the figures beside a word in {SETTINGS.name}.")


if __name__ == "__main__":
    main()
