import dataclasses
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from zonewise.relief.settings import ReliefSettings
from zonewise.trial.design import TrialDesign, design_from_dict, design_problems
from zonewise.trial.power import own_variation, simulate_power
from zonewise.trial.series import judged_score
from zonewise.trial.settings import TrialSettings

DESIGN = TrialDesign(date(2026, 1, 5), 12, 21, Decimal("4.5"))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"blocks": 8}, "few-blocks"),
        ({"blocks": 11}, "odd-blocks"),
        ({"blocks": 20}, "many-blocks"),
        ({"block_days": 6}, "block-days"),
        ({"block_days": 57}, "block-days"),
        ({"washout_days": 11}, "washout-days"),
        ({"washout_days": -1}, "washout-days"),
        ({"dose_mg": Decimal(0)}, "trial-dose"),
        ({"dose_mg": Decimal("4.6")}, "trial-dose"),
    ],
)
def test_a_design_that_cannot_serve_is_refused(changed: dict[str, object], code: str, settings: TrialSettings) -> None:
    """Each bound has its own refusal, with what to take instead."""
    problems = design_problems(dataclasses.replace(DESIGN, **changed), settings, Decimal("4.5"))

    assert [problem.code for problem in problems] == [code]
    assert problems[0].expected


@pytest.mark.parametrize(
    "changed", [{}, {"blocks": 10}, {"blocks": 18}, {"block_days": 7}, {"block_days": 56}, {"washout_days": 10}]
)
def test_a_design_at_its_bounds_serves(changed: dict[str, object], settings: TrialSettings) -> None:
    """Five pairs are enough, and the bounds themselves are allowed."""
    assert design_problems(dataclasses.replace(DESIGN, **changed), settings, Decimal("4.5")) == []


def test_four_pairs_are_refused_with_the_reason(settings: TrialSettings) -> None:
    """The refusal says why fewer can show nothing."""
    (problem,) = design_problems(dataclasses.replace(DESIGN, blocks=8), settings, Decimal("4.5"))

    assert "4 pairs come in 16 ways" in problem.expected
    assert "at most once in 20" in problem.expected


def test_days_belong_to_blocks() -> None:
    """The blocks follow each other without a gap, and no day lies in two."""
    assert DESIGN.last == date(2026, 9, 13)
    assert [DESIGN.block_of(date(2026, 1, day)) for day in (4, 5, 25, 26)] == [None, 0, 0, 1]
    assert DESIGN.block_of(date(2026, 9, 13)) == 11
    assert DESIGN.block_of(date(2026, 9, 14)) is None
    assert DESIGN.span(1) == (date(2026, 1, 26), date(2026, 2, 15))


def test_a_design_comes_back_from_its_plain_values() -> None:
    """What the commitment is made over names the whole design."""
    assert design_from_dict(DESIGN.to_dict()) == DESIGN


@pytest.mark.parametrize("broken", [{"schema": "zonewise-trial-9"}, {"first": "soon"}, {"blocks": "many"}])
def test_a_design_of_another_form_is_refused(broken: dict[str, str]) -> None:
    """A design that is judged otherwise, or is damaged, is never taken for one of ours."""
    with pytest.raises(ValueError, match=r".+"):
        design_from_dict(DESIGN.to_dict() | broken)


def test_the_variation_of_a_steady_diary_is_small(relief: ReliefSettings, settings: TrialSettings) -> None:
    """What a diary shows of a person's ups and downs is taken over; without one, that of people in general."""
    rng = np.random.default_rng(5)
    steady = own_variation(5 + 0.4 * rng.normal(size=90), relief, settings)

    assert steady.own
    assert 0.3 < float(steady.sigma @ steady.weight) < 0.6
    assert steady.level == pytest.approx(5, abs=0.2)
    assert not own_variation(np.full(90, np.nan), relief, settings).own


def test_a_steady_person_sees_more(relief: ReliefSettings, settings: TrialSettings) -> None:
    """The smaller a person's ups and downs, the more often a trial shows the same effect."""
    rng = np.random.default_rng(6)
    design = dataclasses.replace(DESIGN, blocks=10, block_days=14)
    shown = [
        simulate_power(
            design, own_variation(5 + spread * rng.normal(size=120), relief, settings), 30, 8,
            np.random.default_rng(1), relief, settings,
        ).shown
        for spread in (0.35, 2.6)
    ]  # fmt: skip

    assert shown[0] > shown[1]


def test_a_partial_check_in_does_not_shift_the_score() -> None:
    """A day that rates only the domain that is usually worst lies where its own usual is."""
    ratings = np.tile([2.0, 8.0, 0.0], (10, 1))
    ratings[3, 0] = np.nan

    assert judged_score(ratings).tolist() == [5.0] * 10
    assert np.isnan(judged_score(np.zeros((4, 3)))).all()
