from pathlib import Path

import numpy as np
import pytest
from tests.services.trial_diaries import FIRST, a_trial, an_entry

from zonewise.problem import InputRefused
from zonewise.relief.posterior import Density
from zonewise.services.base.diary import Diary, add_entries, all_entries
from zonewise.services.trials.pooling import pool_trials
from zonewise.services.trials.running import close_trial, take_key
from zonewise.trial.pool import pool

SIZES = np.arange(-160.0, 141.0)
PRIOR = 50.0


def a_posterior(estimate: float, error: float) -> Density:
    """Return the posterior of a person whose ratings say `estimate` with a normal error, under the usual prior."""
    weight = np.exp(-0.5 * ((SIZES - estimate) / error) ** 2 - 0.5 * (SIZES / PRIOR) ** 2)
    return Density(SIZES, weight / weight.sum())


def slow_mean(estimates: list[float], error: float) -> float:
    """The posterior mean of the mean by a plain sum over mean and spread, with likelihoods that are known here."""
    total = weighted = 0.0
    for mean in np.arange(-60.0, 91.0, 1.0):
        for spread in np.arange(0.5, 60.0, 0.5):
            wide = spread**2 + error**2
            log = sum(-0.5 * (value - mean) ** 2 / wide - 0.5 * np.log(wide) for value in estimates)
            weight = np.exp(log - 0.5 * (mean / 30) ** 2 - 0.5 * (spread / 15) ** 2 + 3 * len(estimates))
            total, weighted = total + weight, weighted + weight * mean
    return weighted / total


@pytest.mark.parametrize("estimates", [[10.0, 30.0], [5.0, 5.0, 5.0, 5.0], [-10.0, 0.0, 40.0, 15.0, 20.0]])
def test_pooling_divides_each_prior_out(estimates: list[float]) -> None:
    """The mean of people is that of a sum with the likelihoods themselves: no prior is counted twice."""
    pooled = pool([a_posterior(value, 12.0) for value in estimates], PRIOR, 10.0, 0.95)

    assert pooled.people == len(estimates)
    assert pooled.mean.mean == pytest.approx(slow_mean(estimates, 12.0), abs=0.5)
    assert pooled.mean.low < pooled.mean.mean < pooled.mean.high


def test_more_people_make_the_mean_surer_and_not_the_next_person() -> None:
    """With many alike the mean is known well; another person may still differ."""
    few, many = (pool([a_posterior(20.0, 10.0)] * count, PRIOR, 10.0, 0.95) for count in (2, 12))

    assert many.mean.high - many.mean.low < few.mean.high - few.mean.low
    assert many.next_person.high - many.next_person.low > many.mean.high - many.mean.low
    assert many.over > few.over


def test_one_trial_alone_is_not_pooled() -> None:
    """One person's answer is their own."""
    with pytest.raises(ValueError, match="at least 2"):
        pool([a_posterior(20.0, 10.0)], PRIOR, 10.0, 0.95)


def test_a_folder_is_pooled_without_its_open_diaries(tmp_path: Path) -> None:
    """Closed trials count; an open diary and a trial that still waits for its key are left out, each with why."""
    for number in range(2):
        diary, key = a_trial(tmp_path / f"person-{number}.sqlite", seed=number)
        close_trial(diary)
        take_key(diary, key.text())
    a_trial(tmp_path / "waiting.sqlite", seed=9)
    add_entries(Diary(str(tmp_path / "open.sqlite")), [an_entry("rating", "pain", "4", FIRST)])
    (tmp_path / "other.sqlite").write_text("no diary", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.sqlite")}

    done = pool_trials(tmp_path)

    assert done.names == ("person-0.sqlite", "person-1.sqlite")
    assert done.pooled.people == 2
    why = {one.name: one.why for one in done.left_out}
    assert "open diary" in why["open.sqlite"]
    assert "not closed" in why["waiting.sqlite"]
    assert "other.sqlite" in why
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.sqlite")} == before


def test_open_diaries_alone_are_refused_with_the_reason(tmp_path: Path) -> None:
    """Nothing is said of open diaries together, and the refusal says why."""
    for number in range(2):
        diary = Diary(str(tmp_path / f"open-{number}.sqlite"))
        add_entries(diary, [an_entry("rating", "pain", "4", FIRST)])

    with pytest.raises(InputRefused) as refused:
        pool_trials(tmp_path)

    assert [problem.code for problem in refused.value.problems] == ["not-pooled", "not-pooled", "few-trials"]
    assert "hope" in refused.value.problems[0].fault
    assert len(all_entries(diary)) == 1
    with pytest.raises(InputRefused, match="not a folder"):
        pool_trials(tmp_path / "nowhere")
