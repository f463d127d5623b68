from dataclasses import replace

import numpy as np
import pytest

from zonewise.relief.onset_curves import onset_curves
from zonewise.relief.settings import ReliefSettings
from zonewise.relief.symptom_flares import find_flares

from .conftest import a_diary

DOSE_MG = np.r_[np.zeros(28), np.full(90, 4.5)]


@pytest.mark.parametrize("begin", [5, 24, 70])
def test_a_clear_flare_is_found_where_it_is(settings: ReliefSettings, begin: int) -> None:
    """Ten days at two and a half points above the rest are found to within two days on either side."""
    ratings, dose_mg = a_diary(21)
    whole = ratings.mean(axis=1)
    whole[begin : begin + 10] += 2.5
    for result in find_flares(whole, onset_curves(dose_mg, settings).share[::7], settings):
        assert abs(result[0].begin - begin) <= 2
        assert abs(result[0].end - begin - 10) <= 2


def test_good_days_are_no_flare(settings: ReliefSettings) -> None:
    """A spell below the rest is not looked at as a flare by the search that lets the drug explain what it can."""
    whole = a_diary(22)[0].mean(axis=1)
    whole[60:70] -= 2.5
    with_drug, _ = find_flares(whole, onset_curves(DOSE_MG, settings).share[::7], settings)
    assert not [flare for flare in with_drug if flare.log_odds > 0]
    assert all(flare.end <= 60 or flare.begin >= 70 for flare in with_drug)


def test_none_are_looked_for_when_none_are_allowed(settings: ReliefSettings) -> None:
    """With none allowed the lists are empty."""
    none = replace(settings, flares_most=0)
    assert find_flares(a_diary(23)[0].mean(axis=1), onset_curves(DOSE_MG, none).share, none) == ((), ())
