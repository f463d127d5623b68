"""Write docs/trials.md: published trials beside what thousands of synthetic patients give, always the same ones."""

from collections.abc import Iterator
from pathlib import Path

import click

from zonewise.synthetic.figures import FIGURES, Figure
from zonewise.synthetic.simulated_trials import LEAST_PAIN, SETUPS, TrialComparison, TrialRun, simulate_trials

PAGE = Path(__file__).with_name("trials.md")
PEOPLE, SEED = 4000, 59

WORDS = {
    "change": "mean change, points",
    "change-sd": "spread of changes (SD), points",
    "change-percent": "mean change, %",
    "change-percent-sd": "spread of changes (SD), %",
    "responders-30": "30 % less pain, % of people",
    "responders-composite": "30 % less pain, and less fatigue or better sleep by 30 %, % of people",
}

HEAD = """# Trials in silico

Written by `python docs/make_trials.py`. Do not edit by hand.

zonewise is tested on people who never lived. Whether they are like real ones can be seen in one place only: where real
ones were measured. So they are put through three trials of LDN in fibromyalgia, arm by arm, measured as each trial
measured, and what they give on average stands here beside what the trial reported.

A made-up value **agrees** when it lies in the 95 % interval of the reported one. These intervals are wide, since arms
had 28 to 50 people, so agreement is a low bar. With 4000 people an arm chance moves a made-up mean by 0.03 points and
a share by 0.7 of a hundred: a value that close to an end of its interval could stand on either side.
"""

METHOD = """
## What was chosen for this page, and what was not

Nothing about people was changed from one trial to the next, or to make these tables come out: the mean change without
any drug, {placebo:g} points, its spread, the flares, the drift and the noise are the figures below as they stand. Some
of those were themselves chosen by others so that the spread of FINAL comes out (*fitted*), and the mean change was read
from FINAL and INNOVA among others; there agreement is less of a test than in Younger 2013. Set for each trial:

| trial | pain before: reported | made-up | true effect of LDN, points | because | how pain is measured |
|---|---|---|---|---|---|
{setups}

- Pain before treatment was fitted, by the level that people have outside flares.
- The effect is the one that each trial suggests, so the *difference* between arms shows nothing about LDN. It is there
  because a trial's own arms cannot come out otherwise. What the page tests is everything else: how far people move
  without any drug, how differently they do, and how many therefore look helped.
- Assumed, with no source: that nobody with less pain than {least:g} enters a trial; that INNOVA asked for one rating at
  each visit (its wide spread speaks for it); that Younger 2013 averaged each person's own %.
- In FINAL and INNOVA who left counts as not helped, in Younger 2013 only who finished is counted, as was reported.
"""

INTERVALS = """
## Where the intervals are from

{sources}
"""

LIST_OF_FIGURES = """
## Every figure, and how it was come by

*Looked-up*: read in the source itself. *Second-hand*: from a summary of it. *Re-analysed*: worked out anew from public
diary data. *Fitted*: chosen so that simulated trials show the spread that FINAL did. *Assumed*: nobody has measured it.
A range in brackets spans sources, or what is likely; "people" marks one that spans the tenth to the ninetieth person in
a hundred. Of pairs, 1 is LDN and 2 placebo.

| figure | value | range | unit | origin | source |
|---|---|---|---|---|---|
{figures}
"""


def render(trials: TrialRun, people: int) -> str:
    """Return the text of docs/trials.md."""
    outside = [row for row in trials.rows if not row.inside]
    agreement = f"{len(trials.rows) - len(outside)} of {len(trials.rows)} values agree"
    counted = f"\n{people} made-up people an arm, seed {SEED}: {agreement}{'. Outside lies:' if outside else '.'}\n"
    parts = [HEAD, counted]
    if outside:
        parts.append("\n" + "\n".join(f"- {_outside(row)}" for row in outside) + "\n")
    for setup in SETUPS:
        parts.append(f"\n## {setup.name}\n\n")
        parts.append("\n".join(_table([row for row in trials.rows if row.published.trial == setup.name])) + "\n")
    setups = "\n".join(
        f"| {setup.name} | {setup.pain_before:.2f} | {trials.pain_before[setup.name]:.2f} | {setup.effect_points:g} |"
        f" {setup.why} | {setup.measured} |"
        for setup in SETUPS
    )
    parts.append(METHOD.format(placebo=FIGURES["placebo change"].value, setups=setups, least=LEAST_PAIN))
    parts.append(INTERVALS.format(sources="\n".join(_sources(trials))))
    parts.append(LIST_OF_FIGURES.format(figures="\n".join(_figure(name, figure) for name, figure in FIGURES.items())))
    return "".join(parts)


def _outside(comparison: TrialComparison) -> str:
    row = comparison.published
    return (
        f"{row.trial}, {row.arm}, week {row.week}, {WORDS[row.measure]}: made-up {comparison.simulated:.2f}, reported"
        f" {row.value:.2f} ({row.low:.2f} to {row.high:.2f})"
    )


def _table(rows: list[TrialComparison]) -> Iterator[str]:
    yield "| arm | week | measure | reported | 95 % interval | made-up | agrees |"
    yield "|---|---|---|---|---|---|---|"
    for comparison in rows:
        row = comparison.published
        agrees = "yes" if comparison.inside else "**no**"
        yield (
            f"| {row.arm} | {row.week} | {WORDS[row.measure]} | {row.value:.2f} | {row.low:.2f} to {row.high:.2f} |"
            f" {comparison.simulated:.2f} | {agrees} |"
        )


def _sources(trials: TrialRun) -> Iterator[str]:
    groups: dict[tuple[str, str], list[str]] = {}
    for row in (comparison.published for comparison in trials.rows):
        groups.setdefault((row.trial, row.interval), []).append(WORDS[row.measure])
    for (trial, interval), measures in groups.items():
        yield f"- {trial}, {'; '.join(dict.fromkeys(measures))}: {interval}."


def _figure(name: str, figure: Figure) -> str:
    people = ", people" if figure.across == "people" else ""
    spread = f"{figure.low:g} to {figure.high:g}{people}" if figure.low is not None else ""
    return f"| {name} | {figure.value:g} | {spread} | {figure.unit} | {figure.origin} | {figure.source} |"


def main() -> None:
    """Write docs/trials.md."""
    PAGE.write_text(render(simulate_trials(PEOPLE, SEED), PEOPLE), encoding="utf-8")
    click.echo(f"Wrote {PAGE.name}.")


if __name__ == "__main__":
    main()
