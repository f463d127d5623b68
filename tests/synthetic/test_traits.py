import numpy as np
import pytest

from zonewise.synthetic.figures import Figure
from zonewise.synthetic.traits import TENTH, between_people

ACROSS = Figure(0.55, "", "assumed", "a test", 0.2, 0.8, "people")


@pytest.mark.parametrize("scale", ["log", "logit"])
def test_middle_and_ends_come_out(scale):
    """Scores of 0 and of the tenth and ninetieth in a hundred give the figure and the ends of its range."""
    drawn = between_people(ACROSS, np.array([-TENTH, 0.0, TENTH]), scale)

    assert drawn == pytest.approx([0.2, 0.55, 0.8])


def test_tenth_is_the_tenth_of_a_normal_distribution():
    """Of normal scores one in ten lies below the lower end, one in ten above the upper one."""
    drawn = between_people(ACROSS, np.random.default_rng(1).normal(size=100_000), "logit")

    assert np.mean(drawn < 0.2) == pytest.approx(0.1, abs=0.005)
    assert np.mean(drawn > 0.8) == pytest.approx(0.1, abs=0.005)


def test_a_range_of_sources_is_no_spread_of_people():
    """A range that spans sources is refused: it says nothing about how people differ."""
    with pytest.raises(ValueError, match="does not span people"):
        between_people(Figure(6.3, "point", "assumed", "a test", 5.1, 7.7), np.zeros(1))
