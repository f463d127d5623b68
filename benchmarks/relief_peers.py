"""Relief beside what people would otherwise use on the same diaries.

Run with the peers (requirements/bench.in): OMP_NUM_THREADS=1 python benchmarks/relief_peers.py
[--people 60] [--seed 904] [--write docs/relief.md]. 28 days of baseline, 90 on the drug.
All judge the composite of the six domains in percent of its baseline, and are asked for relief over the last 28 days.
Ours is given the six domains and makes the composite itself; its time includes seven answers. Nothing here is a bound:
the rows stand side by side, and relief_figures.py holds ours against its bounds.
"""

import argparse
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np
import pandas
from causalimpact import CausalImpact
from numpy.typing import NDArray
from scipy.stats import ttest_ind
from statsmodels.api import OLS, add_constant
from statsmodels.tsa.statespace.structural import UnobservedComponents

from _relief_page import page
from zonewise.relief.estimate import estimate
from zonewise.relief.model_inputs import carried_on, composite_series
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.options import RATED, PatientOptions
from zonewise.synthetic.patients import Patients, make_patients

SIX = RATED[:6]
RECENT = 28
LAGS = 14
TWO_SIDED = 1.96
Floats = NDArray[np.float64]

GROUPS = {
    "none": PatientOptions(placebo=False, drop_out_share=0.0),
    "bad week": PatientOptions(placebo=False, drop_out_share=0.0, start="bad-week"),
    "placebo": PatientOptions(placebo=True, drop_out_share=0.0),
    "30 %": PatientOptions(placebo=False, drop_out_share=0.0, relief_percent=30.0),
}
WITHOUT_PLACEBO = ("none", "bad week", "30 %")


@dataclass(frozen=True)
class Diary:
    """One person's diary, as each method gets it."""

    ratings: Floats  # (days, 6) Points, NaN missing.
    dose_mg: Floats  # (days,) Logged doses, NaN not logged.
    percent: Floats  # (days,) The composite in percent of its baseline, NaN missing.
    # (days,) Share of the full effect that the doses would have brought, with the onset that ours expects.
    present: Floats
    start: int  # Day of the first dose.
    truth: float  # Relief by the drug over the last 28 days, percent.


@dataclass(frozen=True)
class Statement:
    """What a method said of one diary: relief in percent with its 95 % interval, and whether that is called help."""

    mean: float
    low: float
    high: float
    helping: bool


@dataclass
class Row:
    """What a method said of all, by group, and the seconds each took."""

    said: dict[str, list[Statement]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)

    def helping(self, group: str) -> float:
        """Return the share called helped."""
        return float(np.mean([word.helping for word in self.said[group]]))

    def covered(self, groups: tuple[str, ...], truth: dict[str, list[float]]) -> float:
        """Return the share of intervals that hold the truth."""
        pairs = [pair for group in groups for pair in zip(self.said[group], truth[group], strict=True)]
        return float(np.mean([said.low <= true <= said.high for said, true in pairs]))

    def error(self, groups: tuple[str, ...], truth: dict[str, list[float]]) -> float:
        """Return the root mean square error, points of percent."""
        pairs = [pair for group in groups for pair in zip(self.said[group], truth[group], strict=True)]
        return float(np.sqrt(np.mean([(said.mean - true) ** 2 for said, true in pairs])))


class _Impact(CausalImpact):  # type: ignore[misc]
    """The package as it is, with the two calls mended that newer libraries no longer take."""

    def __init__(self, *arguments: object) -> None:
        pandas.DataFrame.applymap = pandas.DataFrame.map  # pandas 3 took the old name away
        super().__init__(*arguments)

    def _fit_model(self) -> None:
        super()._fit_model()
        forecast = self.trained_model.get_forecast
        # statsmodels no longer swallows `alpha`, which a forecast never used; there are no other columns to pass
        self.trained_model.get_forecast = lambda steps, exog, alpha: forecast(steps=steps)


def t_test(diary: Diary) -> Statement:
    """Compare the baseline with the last 28 days by Welch's test, as if days were independent."""
    before, recent = diary.percent[: diary.start], diary.percent[-RECENT:]
    before, recent = before[~np.isnan(before)], recent[~np.isnan(recent)]
    low, high = ttest_ind(before, recent, equal_var=False).confidence_interval(0.95)
    return _interval(before.mean() - recent.mean(), low, high)


def newey_west(diary: Diary) -> Statement:
    """Regress the composite on the dose present, with errors that allow for two weeks of carry-over."""
    seen = ~np.isnan(diary.percent)
    model = OLS(diary.percent[seen], add_constant(diary.present[seen]))
    fitted = model.fit(cov_type="HAC", cov_kwds={"maxlags": LAGS}, use_t=True)
    low, high = fitted.conf_int(0.05)[1]
    share = diary.present[-RECENT:].mean()
    return _interval(-fitted.params[1] * share, -high * share, -low * share)


def unobserved_components(diary: Diary) -> Statement:
    """Fit a local level, an autoregressive part and the dose present, which is one of the states."""
    model = UnobservedComponents(
        diary.percent, level="local level", autoregressive=1, exog=diary.present, mle_regression=False
    )
    fitted = model.fit(disp=False, maxiter=200)
    effect = fitted.regression_coefficients  # a state that never moves: its last filtered value uses every day
    share = diary.present[-RECENT:].mean()
    mean, spread = effect.filtered[0, -1] * share, np.sqrt(effect.filtered_cov[0, 0, -1]) * share
    return _interval(-mean, -mean - TWO_SIDED * spread, -mean + TWO_SIDED * spread)


def causal_impact(diary: Diary) -> Statement:
    """Forecast from the baseline by the package's own model, and compare the last 28 days with it.

    The package draws its forecasts anew each time and takes no seed, so its row can move by a person or two.
    """
    days = len(diary.percent)
    impact = _Impact(diary.percent[:, None], [0, diary.start - 1], [diary.start, days - 1])
    seen = np.flatnonzero(~np.isnan(diary.percent[-RECENT:])) - RECENT
    recent = diary.percent[seen].mean()
    mean = impact.inferences["post_preds"].loc[days + seen].mean()
    low, high = np.percentile(impact.simulated_y[:, seen].mean(axis=1), [2.5, 97.5])
    return _interval(mean - recent, low - recent, high - recent)


def ours(diary: Diary) -> Statement:
    """Say what zonewise says, with its own word."""
    composite = estimate(diary.ratings, diary.dose_mg, settings=load_protocol().relief, domains=SIX).composite
    return Statement(composite.relief.mean, composite.relief.low, composite.relief.high, "helping" in composite.verdict)


METHODS: dict[str, Callable[[Diary], Statement]] = {
    "before/after t-test (scipy)": t_test,
    "OLS, Newey-West errors (statsmodels)": newey_west,
    "UnobservedComponents (statsmodels)": unobserved_components,
    "pycausalimpact": causal_impact,
    "zonewise": ours,
}
OURS = "zonewise"
OURS_BY_INTERVAL = "zonewise, called helped as the peers are"


def main() -> int:
    """Print the table, and write the page when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=60, help="people in each group")
    parser.add_argument("--seed", type=int, default=904)
    parser.add_argument("--write", type=Path, help="page to write")
    asked = parser.parse_args()
    warnings.filterwarnings("ignore")  # of fits that stop at a variance of 0, and of pandas inside the package
    rows: dict[str, Row] = {name: Row() for name in METHODS}
    truth: dict[str, list[float]] = {}
    for number, (group, options) in enumerate(GROUPS.items()):
        diaries = _diaries(make_patients(asked.people, np.random.default_rng(asked.seed + number), options))
        truth[group] = [diary.truth for diary in diaries]
        for name, method in METHODS.items():
            rows[name].said[group] = [_timed(method, diary, rows[name]) for diary in diaries]
    table = _table(rows, truth)
    print(table)
    if asked.write:
        versions = ", ".join(f"{name} {version(name)}" for name in ("scipy", "statsmodels", "pycausalimpact"))
        seen, open_label = rows[OURS].helping("30 %"), rows[OURS].helping("placebo")
        reached = float(np.mean(truth["30 %"]))
        text = page(table, asked.people, asked.seed, versions, reached=reached, seen=seen, placebo=open_label)
        asked.write.write_text(text, encoding="utf-8")
    return 0


def _diaries(people: Patients) -> list[Diary]:
    usual, reached = people.traits.usual[:, :6], people.relief_reached_percent[:, :6]
    truth = (usual * reached).sum(axis=1) / usual.sum(axis=1)
    diaries = []
    for person, true in enumerate(truth):
        ratings = people.ratings[person, :, :6]
        dose_mg = np.where(np.arange(people.options.days) < people.start, 0.0, people.dose_logged_mg[person])
        level = np.nanmean(ratings[: people.start], axis=0)
        points, base = composite_series(ratings, level, level > 0)
        present = _present(carried_on(dose_mg, people.start) / max(people.options.steps_mg))
        diaries.append(Diary(ratings, dose_mg, 100 * points / base, present, people.start, float(true)))
    return diaries


def _present(share: Floats) -> Floats:
    """Return (days,) the share of the full dose after an onset with the middle time that ours expects."""
    gain = 1 - np.exp(-1 / load_protocol().relief.tau_median)
    present, reached = np.zeros_like(share), 0.0
    for day, wanted in enumerate(share):
        reached += gain * (wanted - reached)
        present[day] = reached
    return present


def _interval(mean: float, low: float, high: float) -> Statement:
    """Return what a peer said; it calls help an interval that lies wholly on the better side of zero."""
    return Statement(float(mean), float(low), float(high), bool(low > 0))


def _timed(method: Callable[[Diary], Statement], diary: Diary, row: Row) -> Statement:
    begun = process_time()
    said = method(diary)
    row.seconds.append(process_time() - begun)
    return said


def _table(rows: dict[str, Row], truth: dict[str, list[float]]) -> str:
    """Return the table in Markdown; the last row is ours with the peers' rule for calling help."""
    lines = [
        "| method | called helped: no effect | the same, bad week | the same, placebo | called helped: 30 % relief |"
        " intervals hold | the same, placebo | error, points | ms a diary | times ours |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    by_interval = {
        group: [_interval(word.mean, word.low, word.high) for word in said] for group, said in rows[OURS].said.items()
    }
    shown = {**rows, OURS_BY_INTERVAL: Row(by_interval, rows[OURS].seconds)}
    for name, row in shown.items():
        shares = [row.helping(group) for group in ("none", "bad week", "placebo", "30 %")]
        shares += [row.covered(WITHOUT_PLACEBO, truth), row.covered(("placebo",), truth)]
        taken = median(row.seconds)
        lines.append(
            f"| {name} | {' | '.join(f'{100 * share:.0f} %' for share in shares)} |"
            f" {row.error(WITHOUT_PLACEBO, truth):.1f} | {_two_digits(1e3 * taken)} |"
            f" {_two_digits(taken / median(rows[OURS].seconds))} |"
        )
    return "\n".join(lines)


def _two_digits(value: float) -> str:
    """Return it with two digits and without an exponent."""
    return f"{float(f'{value:.2g}'):g}"


if __name__ == "__main__":
    sys.exit(main())
