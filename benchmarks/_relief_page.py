"""The text of docs/relief.md around the table that relief_peers.py makes."""

from math import sqrt

from zonewise.services.base.protocols import load_protocol

TWO_SIDED = 1.96

PAGE = """# Relief

Written by the command below, with the packages of `requirements/bench.txt`. Do not edit by hand.

    OMP_NUM_THREADS=1 python benchmarks/relief_peers.py --people {people} --seed {seed} --write docs/relief.md

`zonewise relief` asks one diary whether the drug helps. This page says what the answer means, how it fares beside
other methods, and where it fails. Everything is counted in people who never lived, the only ones of whom the truth is
known; [docs/trials.md](trials.md) shows how far they are like real ones.

## What the answer says

- **Relief** is how much lower the last {recent} days are than they would have been without the dose, in percent of
  the baseline, with a {interval:.0f} % interval. It differs from the plain change since baseline, which stands beside
  it: drift, weekdays, carry-over from day to day and flares are taken into account.
- **Possibly helping** is said when relief is at least {helping:.0f} % likely to exceed {worthwhile:g} % beyond what
  people gain without any drug, which is put at {without:g} %, give or take {spread:g}; {unusual:.0f} % for who says
  that the month before was not steady. Most diaries are not that clear; then the word is "cannot tell".
- Before {taking:g} days on the drug the word is "too early". With fewer than {baseline:g} rated days before the first
  dose there is nothing to compare with, and it says so.

## What it does not say

- That the drug is the cause. Whatever else changed lastingly with the first dose (expectation, another treatment, an
  easier job) counts as relief. "Likely helping" is therefore said only where days on and off were blinded.
- What will happen to anybody else, or to the same person later.
- That "cannot tell" means no effect. Read the interval: it holds what the diary leaves possible.

## Side by side

{people} people in each group, 28 days before and 90 on the drug; every method judges the same composite of six
domains, in percent of its baseline. With so few people a share of one half may be off by {half:.0f} points either
way, and where none of {people} was seen up to {unseen:.0f} % may be true. Only large differences count.

{table}

- **Called helped**: for the others, the 95 % interval lies wholly on the better side of zero. zonewise uses its own
  word, which asks for more than zero; the last row applies the others' rule to its intervals.
- **30 % relief** is that of the full dose once it has settled. With the dose rising over 28 days, a slow onset and
  doses left out, {reached:.0f} % was there over the last 28 days on average, and this is the truth that is asked for.
- **Bad week**: the first dose came after a week clearly worse than usual, as first doses do; what follows would have
  been better anyway. **Placebo**: no effect, and the gain that open-label people have without any drug.
- **Intervals hold**: share of 95 % intervals that hold the true relief by the drug over the last 28 days, and
  **error**: root mean square error, both over the groups no effect, bad week and 30 %.
- **ms a diary**: median processor time on one core. That of zonewise includes each of the six domains.

How the others were set up ({versions}):
Welch's t-test of the baseline and the last 28 days; least squares on the dose with errors for two weeks of carry-over;
a local level, an autoregressive part and the dose; pycausalimpact's default model, which forecasts from the baseline,
with two calls mended that newer libraries refuse. The two with a dose got the middle onset time that zonewise assumes.
pycausalimpact draws anew each time and takes no seed, so its row can move by a person or two.
Each could be tuned further.

**A home advantage**: the priors and bounds of zonewise were chosen on people from the same maker, if not these ones;
the others were not. Real diaries may differ from both.

## Where it fails

- **Placebo in an open diary.** In the table "possibly helping" was said of **{placebo:.0f} %** of people who had a
  placebo response and no effect at all, and of 17 % of the 400 of the figures below. No method that sees
  only the diary can tell the two apart. Therefore each such word comes with how often it is right (relief by the drug
  above {worthwhile:g} %): about {right:.0f} in 10, in a mix where the drug helps about 15 of 100
  (`python benchmarks/relief_right.py`).
- **Real effects missed.** Of the people with 30 % relief, {seen:.0f} % were called possibly helped. A method that finds
  more of them has to be judged by its false alarms in the same row.
- **Long diaries.** What drifts and never returns makes an old baseline say less: from 90 to 180 days on the drug a
  real effect of 30 % is seen hardly more often (below), though twice as much was written down.
- **Flares of one domain** are not looked for, and one that eases slowly is only partly taken out.
- **Relief is pulled towards nothing**, by one to three points at 30 % and three to five at 50 %.

## Against its bounds

From [decision 0012](decisions/0012-relief-as-composite-plus-difference.md): 400 people in a group who were not looked
at while anything was chosen, with `python benchmarks/relief_figures.py 400 52001`, by the priors and bounds of protocol
3.8.0. No placebo response. In brackets what so few people leave open for the headline (95 %).

| figure | wanted | found |
|---|---|---|
| false "helping", a domain / headline | at most 3 % / 3 % | 1.9 / 1.8 % (0.9 to 3.6) |
| the same, started in a bad week | at most 5 % | 4.0 / 4.3 % (2.7 to 6.7) |
| the same, 60 days, from a bad week | at most 5 % | 1.5 / 1.5 % (0.7 to 3.2) |
| the same, 180 days | at most 3 % / 3 % | 1.7 / 1.8 % (0.9 to 3.6) |
| the same, 180 days, from a bad week | at most 5 % | 2.4 / 2.0 % (1.0 to 3.9) |
| "likely worse" without effect, a domain / headline | at most 5 % | 0.3 / 0.7 % |
| intervals hold 0 to 30 %, all / composite | 93 to 97 % | 96.8 / 95.7 % |
| intervals hold 50 % | at least 90 % | 98.3 % |
| calibration error of P(relief over 10 %) | at most 0.06 | 0.066, missed |
| error, a domain / composite | at most 16.5 / 13 points | 11.9 / 11.6 points |
| seen from a bad week, 30 %: 60 / 90 / 180 days | at least 20 / 45 / 60 % | 46 / 61 / 63 % (180 days: 58 to 67) |
| the same, 50 % | at least 55 / 80 / 90 % | 71 / 90 / 87 % (180 days: 83 to 90), the last missed |

Two are missed by little: what is said of a probability is off by 6.6 points on average instead of 6, and an effect of
50 % is seen by 87 in 100 after half a year, where 90 are wanted.

**The same model by sampling**, without flares in it: in three people NUTS gave the same relief within 0.6 points
(median 0.2) and the same probability within 0.013 (median 0.004), and took 20,000 times as long
(`python benchmarks/relief_nuts.py 3`).
"""


def page(table: str, people: int, seed: int, versions: str, *, reached: float, seen: float, placebo: float) -> str:
    """Return the page.

    Args:
        table: In Markdown.
        people: How many in each group.
        seed: Of the first group.
        versions: Names and versions of the peers.
        reached: Relief of those with 30 % over the last 28 days, on average, percent.
        seen: Share called possibly helped by zonewise with 30 % relief.
        placebo: Share called possibly helped by zonewise with a placebo response and no effect.
    """
    settings = load_protocol().relief
    return PAGE.format(
        table=table,
        people=people,
        seed=seed,
        versions=versions,
        reached=reached,
        seen=100 * seen,
        placebo=100 * placebo,
        half=100 * TWO_SIDED * sqrt(0.25 / people),
        unseen=100 * (1 - 0.05 ** (1 / people)),  # the share that would show nobody with a chance of 5 %
        recent=settings.recent_days,
        interval=100 * settings.interval,
        helping=100 * settings.helping_at,
        unusual=100 * settings.helping_at_unusual_start,
        worthwhile=settings.worthwhile,
        without=settings.without_drug_mean,
        spread=settings.without_drug_spread,
        taking=settings.taking_days_least,
        baseline=settings.baseline_days_least,
        right=10 * settings.right_possibly_helping,
    )
