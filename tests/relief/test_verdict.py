from dataclasses import replace

import numpy as np
import pytest

from zonewise.relief.posterior import Density, normalised
from zonewise.relief.relief_estimate import Reason
from zonewise.relief.settings import ReliefSettings
from zonewise.relief.verdict import helping_bound, more_data, right_of, verdict_of, wrong_if_improving

SIZES = 2.0 * np.arange(-80, 71)


def about(mean: float, spread: float) -> Density:
    """A normal density."""
    return Density(SIZES, normalised(-0.5 * ((SIZES - mean) / spread) ** 2))


@pytest.mark.parametrize(
    ("mean", "spread", "verdict"),
    [
        (35, 8, "possibly-helping"), (20, 8, "cannot-tell"), (0, 8, "cannot-tell"), (-15, 8, "possibly-worse"),
        (-20, 8, "likely-worse"),
    ],
)  # fmt: skip
def test_the_word_follows_the_density(settings: ReliefSettings, mean: float, spread: float, verdict: str) -> None:
    """Far above, near and far below nothing each has its word."""
    assert verdict_of(about(mean, spread), settings, hindrance=None, blinded=False)[0] == verdict


def test_a_hindrance_outweighs_any_density(settings: ReliefSettings) -> None:
    """Where something is missing no claim is made, however clear the numbers look."""
    for hindrance, word in (("few-days", "too-early"), ("no-baseline", "cannot-tell")):
        reason: Reason = hindrance  # type: ignore[assignment]
        assert verdict_of(about(60, 3), settings, hindrance=reason, blinded=True) == (word, hindrance)


@pytest.mark.parametrize("doubt", ["jump", "trend-before", "wanders"])
def test_a_diary_unlike_the_model_cannot_tell_and_says_why(settings: ReliefSettings, doubt: Reason) -> None:
    """No claim is made for or against it; of blinded days, which chance put on and off, the doubt is not asked."""
    for mean in (60, 0, -60):
        assert verdict_of(about(mean, 3), settings, hindrance=None, blinded=False, doubt=doubt) == (
            "cannot-tell",
            doubt,
        )
    assert verdict_of(about(60, 3), settings, hindrance=None, blinded=True, doubt=doubt)[0] == "likely-helping"


@pytest.mark.parametrize(
    ("month_before", "blinded", "word"),
    [
        ("steady", False, "possibly-helping"), ("unknown", False, "possibly-helping"),
        (None, False, "possibly-helping"),
        ("better", False, "cannot-tell"), ("worse", False, "cannot-tell"), ("flare", False, "cannot-tell"),
        ("better", True, "likely-helping"),
    ],
)  # fmt: skip
def test_more_is_asked_for_where_the_month_before_was_unusual(
    settings: ReliefSettings, month_before: str | None, blinded: bool, word: str
) -> None:
    """Who was getting better, or was in a flare, gains without any drug; blinded days are not asked about it."""
    bound = helping_bound(month_before, settings, blinded=blinded)

    said, _ = verdict_of(about(26, 8), settings, hindrance=None, blinded=blinded, helping_at=bound)

    assert said == word


def test_beside_helping_stands_how_often_it_is_wrong(settings: ReliefSettings) -> None:
    """Only "possibly helping" says how often who was getting better anyway gets it, and less often who was asked."""
    asked, not_asked = (wrong_if_improving("possibly-helping", settings, is_asked=asked) for asked in (True, False))
    assert 0 < asked < not_asked < 1
    assert wrong_if_improving("possibly-worse", settings, is_asked=True) is None


def test_only_claims_have_a_share_that_is_right(settings: ReliefSettings) -> None:
    """Too early and cannot tell claim nothing; a claim has a share, or none where none was counted."""
    assert right_of("too-early", settings) is None
    assert right_of("cannot-tell", settings) is None
    assert right_of("likely-worse", replace(settings, right_likely_worse=0.0)) is None
    for verdict in ("possibly-helping", "likely-helping"):
        share = right_of(verdict, settings)  # type: ignore[arg-type]
        assert 0 < share <= 1


def test_too_early_names_the_days_that_are_left(settings: ReliefSettings) -> None:
    """After 45 days of taking it 15 are left."""
    result = more_data(about(20, 12), "too-early", "few-days", (28, 40, 45), settings)
    assert (result.need, result.days, result.could_change) == ("days", 15, True)


def test_more_days_narrow_the_interval_and_may_change_the_word(settings: ReliefSettings) -> None:
    """Near the bound three months more could decide; at nothing they would not."""
    near = more_data(about(26, 11), "cannot-tell", "unclear", (28, 40, 60), settings)
    far = more_data(about(0, 8), "cannot-tell", "unclear", (28, 40, 60), settings)
    assert near.could_change
    assert not far.could_change
    assert near.half_width < 1.96 * 11


def test_what_no_data_can_mend_is_said(settings: ReliefSettings) -> None:
    """A baseline that was never written down cannot be made up for."""
    result = more_data(about(0, 50), "cannot-tell", "no-baseline", (0, 90, 90), settings)
    assert (result.need, result.days, result.could_change) == ("nothing", None, False)
