import math
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from zonewise.relief import estimate as estimation
from zonewise.relief.estimate import EstimateOptions
from zonewise.relief.verdict import SENTENCES

from .conftest import SETTINGS, SIX, a_diary

estimate = partial(estimation.estimate, settings=SETTINGS)


def numbers(value: object) -> list[float]:
    """Every number in a value for JSON."""
    if isinstance(value, dict):
        return [number for part in value.values() for number in numbers(part)]
    return [float(value)] if isinstance(value, int | float) else []


def test_a_clear_effect_is_possibly_helping_and_no_more() -> None:
    """Half of the symptoms gone for three months reads possibly helping; in a blinded diary likely helping."""
    ratings, dose_mg = a_diary(5, relief=50.0)
    result = estimate(ratings, dose_mg, domains=SIX)
    blinded = estimate(ratings, dose_mg, domains=SIX, options=EstimateOptions(blinded=True))
    assert result.composite.verdict == "possibly-helping"
    assert blinded.composite.verdict == "likely-helping"
    assert result.composite.relief.low < 50 < result.composite.relief.high
    assert {domain.verdict for domain in result.domains.values()} == {"possibly-helping"}


def test_without_effect_the_word_is_cannot_tell() -> None:
    """Ratings that stay as they were say nothing, and relief is near 0."""
    relief = estimate(*a_diary(6), domains=SIX)
    assert relief.composite.verdict == "cannot-tell"
    assert abs(relief.composite.relief.mean) < 12


def test_a_clear_worsening_is_likely_worse() -> None:
    """A lasting rise by a third after the start reads likely worse."""
    assert estimate(*a_diary(7, relief=-40.0), domains=SIX).composite.verdict == "likely-worse"


@pytest.mark.parametrize(("days", "verdict"), [(59, "too-early"), (60, "possibly-helping")])
def test_sixty_days_are_the_bound(days: int, verdict: str) -> None:
    """On day 59 it is too early whatever the ratings say; on day 60 it is not."""
    ratings, dose_mg = a_diary(8, relief=60.0, since=days, missing=0.0)
    assert estimate(ratings, dose_mg, domains=SIX).composite.verdict == verdict


def test_a_dose_left_out_now_and_then_does_not_hold_the_answer_back() -> None:
    """Sixty days with a dose left out each week, and no check-in on the last two days, are sixty days of taking it."""
    ratings, dose_mg = a_diary(8, relief=60.0, since=60, missing=0.0)
    dose_mg[34::7], ratings[-2:] = 0.0, np.nan
    assert estimate(ratings, dose_mg, domains=SIX).composite.verdict == "possibly-helping"


def test_a_pause_does_not_count_as_taking_it() -> None:
    """Fifty days, a pause of two weeks and five days more are fifty-five days of taking it."""
    ratings, dose_mg = a_diary(8, since=69)
    dose_mg[28 + 50 : 28 + 64] = 0.0
    ratings[-1] = 5.0
    relief = estimate(ratings, dose_mg, domains=SIX)
    assert (relief.taking_days, relief.composite.verdict) == (55, "too-early")


CASES = {
    "nothing rated": (np.full((100, 1), np.nan), np.r_[np.zeros(30), np.full(70, 3.0)], None, "no-ratings"),
    "no dose": (np.full((100, 1), 5.0), np.zeros(100), None, "not-taken"),
    "no days": (np.zeros((0, 1)), np.zeros(0), None, "no-ratings"),
    "one day": (np.full((1, 1), 5.0), np.full(1, 3.0), None, "no-baseline"),
    "taken from the first day": (np.full((100, 1), 5.0), np.full(100, 3.0), None, "no-baseline"),
    "started before the first entry": (np.full((100, 1), 5.0), np.full(100, 3.0), -40, "no-baseline"),
    "short baseline": (np.full((100, 1), 5.0), np.r_[np.zeros(13), np.full(87, 3.0)], None, "short-baseline"),
    "at the floor": (np.zeros((120, 1)), np.r_[np.zeros(30), np.full(90, 3.0)], None, "low-baseline"),
    "at the ceiling": (np.full((120, 1), 10.0), np.r_[np.zeros(30), np.full(90, 3.0)], None, "unclear"),
    "a flat line": (np.full((120, 1), 4.0), np.r_[np.zeros(30), np.full(90, 3.0)], None, "unclear"),
    "stopped long ago": (
        np.full((300, 1), 4.0), np.r_[np.zeros(30), np.full(90, 3.0), np.zeros(180)], None, "not-taking-now",
    ),
    "start in days to come": (np.full((100, 1), 5.0), np.zeros(100), 140, "not-taken"),
}  # fmt: skip


@pytest.mark.parametrize(("ratings", "dose_mg", "start", "reason"), CASES.values(), ids=CASES)
def test_odd_diaries_are_answered(ratings: np.ndarray, dose_mg: np.ndarray, start: int | None, reason: str) -> None:
    """Each gets a reason, a sentence and finite numbers, and no claim."""
    relief = estimate(ratings, dose_mg, domains=("pain",), start=start)
    assert relief.composite.reason == relief.domains["pain"].reason == reason
    assert relief.composite.verdict in ("cannot-tell", "too-early")
    assert relief.composite.sentence
    assert all(math.isfinite(number) for number in numbers(relief.to_dict()))


@given(data=st.data())
@how(max_examples=40, deadline=None)
def test_whatever_is_entered_the_numbers_are_finite(data: st.DataObject) -> None:
    """Any ratings and doses give finite numbers in order, and a word that has a sentence."""
    days, domains = data.draw(st.integers(0, 90)), data.draw(st.integers(1, 3))
    seed, share = data.draw(st.integers(0, 99)), data.draw(st.sampled_from([0.0, 0.2, 0.9]))
    rng = np.random.default_rng(seed)
    highest = data.draw(st.sampled_from([0, 1, 10]))
    ratings = rng.integers(0, highest + 1, size=(days, domains)).astype(float)
    ratings[rng.random(ratings.shape) < share] = np.nan
    doses = data.draw(st.lists(st.sampled_from([0.0, 0.5, 1.5, 4.5, float("nan")]), min_size=1, max_size=6))
    dose_mg = np.repeat(doses, -(-max(1, days) // len(doses)))[:days]
    start = data.draw(st.sampled_from([None, -5, 0, 20, 200]))
    names = ("pain", "mood", "fatigue")[:domains]
    relief = estimate(
        ratings, dose_mg, settings=SETTINGS, domains=names, start=start,
        options=EstimateOptions(sensitivity=days % 2 == 0),
    )  # fmt: skip
    assert all(math.isfinite(number) for number in numbers(relief.to_dict()))
    for case in (relief.composite, *relief.domains.values()):
        assert case.relief.low <= case.relief.mean <= case.relief.high
        assert case.probability["0"] >= case.probability["10"] >= case.probability["30"]
        assert case.sentence == SENTENCES[case.verdict, case.reason]


def test_the_order_of_domains_does_not_matter() -> None:
    """Permuting the columns permutes the answers and leaves the composite."""
    ratings, dose_mg = a_diary(9, relief=20.0)
    turned = [3, 0, 5, 1, 4, 2]
    result = estimate(ratings, dose_mg, domains=SIX)
    other = estimate(ratings[:, turned], dose_mg, domains=[SIX[place] for place in turned])
    assert other.composite.relief.mean == pytest.approx(result.composite.relief.mean)
    for name in SIX:
        assert other.domains[name].relief.mean == pytest.approx(result.domains[name].relief.mean)


def test_days_without_ratings_at_the_end_change_nothing() -> None:
    """Waiting without check-ins adds no knowledge: the answer is the same to the last digit."""
    ratings, dose_mg = a_diary(10, relief=20.0)
    ratings[-1] = 4.0
    longer = np.vstack([ratings, np.full((20, 6), np.nan)])
    assert estimate(longer, np.r_[dose_mg, np.full(20, 4.5)], domains=SIX) == estimate(ratings, dose_mg, domains=SIX)


def test_empty_days_at_the_beginning_hardly_change_anything() -> None:
    """Days before the first entry only turn the weekdays and the place where drift begins."""
    ratings, dose_mg = a_diary(11, relief=20.0)
    earlier = np.vstack([np.full((14, 6), np.nan), ratings])
    result, other = (
        estimate(ratings, dose_mg, domains=SIX),
        estimate(earlier, np.r_[np.zeros(14), dose_mg], domains=SIX),
    )
    assert other.composite.relief.mean == pytest.approx(result.composite.relief.mean, abs=0.5)


def test_what_the_doses_are_called_does_not_matter() -> None:
    """The same course in other units gives the same relief where only one dose was taken."""
    ratings, dose_mg = a_diary(12, relief=30.0)
    result, third = (estimate(ratings, dose_mg, domains=SIX), estimate(ratings, dose_mg / 3, domains=SIX))
    assert third.composite.relief.mean == pytest.approx(result.composite.relief.mean)


def test_an_unlogged_dose_is_not_a_dose_left_out() -> None:
    """With half of the doses unlogged the answer is the same as with all logged, and the days are counted."""
    ratings, dose_mg = a_diary(13, relief=30.0)
    logged = dose_mg.copy()
    logged[40::2] = np.nan
    result, other = estimate(ratings, dose_mg, domains=SIX), estimate(ratings, logged, domains=SIX)
    assert other.unlogged_days == np.isnan(logged).sum()
    assert replace(other, unlogged_days=0) == result


def test_domains_beside_the_six_do_not_move_the_composite() -> None:
    """Fatigue, sleep and cognition are estimated beside the six, and the composite is that of the six."""
    ratings, dose_mg = a_diary(14, relief=30.0, domains=8)
    names = (*SIX, "fatigue", "sleep")
    result = estimate(ratings, dose_mg, domains=names)
    alone = estimate(ratings[:, :6], dose_mg, domains=SIX)
    assert result.composite.relief.mean == pytest.approx(alone.composite.relief.mean)
    assert result.composite.relief.low == pytest.approx(alone.composite.relief.low)
    assert result.domains["sleep"].relief.mean == pytest.approx(30, abs=15)


def test_one_domain_alone_can_differ_from_the_rest() -> None:
    """Relief in one domain only is seen there, and not in the domains without any."""
    ratings, dose_mg = a_diary(15, since=150)
    helped, _ = a_diary(16, relief=60.0, since=150)
    ratings[:, 2] = np.where(np.isnan(ratings[:, 0]), np.nan, helped[:, 2])
    result = estimate(ratings, dose_mg, domains=SIX)
    assert result.domains["pain"].relief.mean > 35
    assert max(result.domains[name].relief.mean for name in SIX if name != "pain") < 20


def test_the_composite_is_the_mean_of_the_six_also_where_they_differ() -> None:
    """With relief in one high domain only, the composite's is that domain's share of all points, not more."""
    ratings, dose_mg = a_diary(15, since=150)
    helped, _ = a_diary(16, relief=60.0, since=150)
    ratings *= np.array([0.5, 0.5, 1.0, 0.5, 0.5, 0.5])
    ratings[:, 2] = np.where(np.isnan(ratings[:, 0]), np.nan, helped[:, 2])
    result = estimate(ratings, dose_mg, domains=SIX)
    wanted = 60 * 6 / (6 + 5 * 3)
    weighted = 60 * 6**2 / (6**2 + 5 * 3**2)
    print(f"composite {result.composite.relief}, wanted {wanted:.1f}, weighted by baseline {weighted:.1f}")
    assert result.composite.relief.mean == pytest.approx(wanted, abs=4.5)
    assert weighted - wanted > 8


def test_missing_days_at_their_worst_lower_relief() -> None:
    """If every missing day since the start had been the worst one, relief would be less, and it is said."""
    ratings, dose_mg = a_diary(17, relief=40.0)
    result = estimate(ratings, dose_mg, domains=SIX, options=EstimateOptions(sensitivity=True))
    assert result.composite.if_missing_worst.relief.mean < result.composite.relief.mean - 2


def test_a_long_flare_before_the_start_is_not_taken_for_relief() -> None:
    """A flare of ten days in the baseline does not turn an inert drug into a helping one."""
    ratings, dose_mg = a_diary(18)
    ratings[12:24] = np.minimum(10, ratings[12:24] + 3)
    relief = estimate(ratings, dose_mg, domains=SIX)
    assert relief.composite.verdict == "cannot-tell"
    assert abs(relief.composite.relief.mean) < 10
    assert relief.composite.change.mean > relief.composite.relief.mean


@pytest.mark.parametrize(
    ("ratings", "dose_mg", "names", "said"),
    [
        (np.full((3, 2), 5.0), np.zeros(3), ("pain",), r"\(3, 2\)"),
        (np.full((3, 1), 5.0), np.zeros(2), ("pain",), r"\(2,\)"),
        (np.full((3, 1), 11.0), np.zeros(3), ("pain",), "11"),
        (np.full((3, 1), 5.0), np.full(3, -1.0), ("pain",), "-1"),
        (np.full((3, 2), 5.0), np.zeros(3), ("pain", "pain"), "twice"),
    ],
)
def test_what_cannot_be_is_refused(ratings: np.ndarray, dose_mg: np.ndarray, names: tuple[str, ...], said: str) -> None:
    """The message holds what was found."""
    with pytest.raises(ValueError, match=said):
        estimate(ratings, dose_mg, domains=names)
