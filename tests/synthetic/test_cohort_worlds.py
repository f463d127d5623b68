"""People who get better by themselves, and people whose life changes, are the others in another world."""

import numpy as np
import pytest

from zonewise.synthetic.cohort import LIFE_CHANGE_DAY, ClosedLoopOptions, draw_cohort


def felt(**chosen):
    """Return (people, days, ratings) what is felt without treatment, always by the same people."""
    return draw_cohort(3, np.random.default_rng(4), ClosedLoopOptions(**chosen)).course.felt


def test_who_gets_better_does_so_by_so_much_a_month():
    """After sixty days two months' worth is gone in every rating, and nothing on the first day."""
    better = felt() - felt(improves_a_month=0.3)

    assert better[:, 0] == pytest.approx(0.0)
    assert better[:, 60] == pytest.approx(0.3 * 60 / 30.44)


def test_a_life_change_stays_from_its_day_on():
    """All is as before up to its day, and worse by so much from then on."""
    worse = felt(life_change=1.0) - felt()
    day = ClosedLoopOptions().before_days + LIFE_CHANGE_DAY

    assert worse[:, day - 1] == pytest.approx(0.0)
    assert worse[:, day:] == pytest.approx(1.0)
