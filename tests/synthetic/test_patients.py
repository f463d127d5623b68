"""Synthetic patients are as their figures say, and chance and choice keep apart.

Bounds on statistics are several standard errors wide around what the figures give; the seeds are fixed.
"""

from dataclasses import replace

import numpy as np
import pytest

from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS
from zonewise.synthetic.figures import FIGURES, figures_of
from zonewise.synthetic.options import RATED, PatientOptions
from zonewise.synthetic.patients import make_patients
from zonewise.synthetic.symptoms import FULL_HEIGHT_DAYS, flare_share

PAIN, MOOD = RATED.index("pain"), RATED.index("mood")
CALM = PatientOptions(
    placebo=False, flares=False, cycle=False, missing="none", partial_share=0.0, drop_out_share=0.0, side_effects=False
)


def made(count=600, seed=7, **chosen):
    """Return people with the default options but for these."""
    return make_patients(count, np.random.default_rng(seed), PatientOptions(**chosen))


def calm(count=600, seed=7, **chosen):
    """Return people without anything that is not chosen here."""
    return make_patients(count, np.random.default_rng(seed), replace(CALM, **chosen))


def lag_one(days):
    """Return (people,) the correlation of a day with the next one over (people, days)."""
    away = days - days.mean(axis=1, keepdims=True)
    return (away[:, 1:] * away[:, :-1]).mean(axis=1) / (away**2).mean(axis=1)


def test_order_of_ratings_is_that_of_the_diary():
    """The last axis holds the six domains and the three beside them, as the diary orders them."""
    assert (*DOMAINS, *BESIDE_DOMAINS) == RATED
    assert made(2).ratings.shape == (2, 118, len(RATED))


def test_same_seed_same_people():
    """The same seed gives the same people to the last bit, another seed others."""
    first, again, other = made(5), made(5), made(5, seed=8)

    assert np.array_equal(first.ratings, again.ratings, equal_nan=True)
    assert np.array_equal(first.felt, again.felt)
    assert not np.array_equal(first.felt, other.felt)


def test_ratings_are_whole_numbers_on_the_scale():
    """What is written down is a whole number from 0 to 10 or nothing at all."""
    ratings = made(relief_percent=90, intolerant_share=0.5).ratings
    given = ratings[~np.isnan(ratings)]

    assert given.min() == 0
    assert given.max() == 10
    assert np.array_equal(given, np.rint(given))
    assert not np.array_equal(made(5, whole_numbers=False).ratings[0, 0], made(5).ratings[0, 0])


def test_usual_levels_are_the_figures():
    """Mean and spread of pain and mood between people are those of the figures."""
    usual = made(2500, baseline_days=7, treated_days=1).traits.usual

    assert usual[:, PAIN].mean() == pytest.approx(FIGURES["pain usual"].value, abs=0.1)
    assert usual[:, PAIN].std() == pytest.approx(FIGURES["pain usual sd"].value, abs=0.1)
    assert usual[:, MOOD].mean() == pytest.approx(FIGURES["other usual: mood"].value, abs=0.1)
    assert np.corrcoef(usual[:, PAIN], usual[:, MOOD])[0, 1] == pytest.approx(
        FIGURES["shared severity"].value, abs=0.08
    )


def test_daily_sd_is_the_figure():
    """Outside flares daily variation of pain has the measured middle and the measured tenth and ninetieth person."""
    within = calm(900, treated_days=1, baseline_days=60).ratings[:, :60, PAIN].std(axis=1, ddof=1)
    low, middle, high = np.percentile(within, [10, 50, 90])

    assert middle == pytest.approx(FIGURES["pain within"].value, abs=0.15)
    assert low == pytest.approx(FIGURES["pain within"].low, abs=0.15)
    assert high == pytest.approx(FIGURES["pain within"].high, abs=0.25)


def test_carry_over_differs_between_people():
    """One person in ten carries over less than the lower end of the figure, and as many more than the upper end."""
    carried = made(2500, baseline_days=7, treated_days=1).traits.carried_over[:, PAIN]

    assert np.percentile(carried, [10, 50, 90]) == pytest.approx(
        [FIGURES["carried over"].low, FIGURES["carried over"].value, FIGURES["carried over"].high], abs=0.03
    )


def test_ratings_carry_over_as_measured():
    """The correlation of one day's pain with the next day's, as written down, lies in the measured range."""
    correlation = float(lag_one(calm(400, baseline_days=90, treated_days=1).ratings[:, :, PAIN]).mean())

    assert FIGURES["pain lag one"].low <= correlation <= FIGURES["pain lag one"].high


def test_ratings_of_a_day_go_together_as_measured():
    """Two ratings of one person correlate from day to day by about the recommended 0.2."""
    away = calm(500, baseline_days=60, treated_days=1).ratings[:, :60]
    away = away - away.mean(axis=1, keepdims=True)
    product = (away[..., PAIN] * away[..., MOOD]).mean(axis=1)
    correlation = float((product / (away[..., PAIN].std(axis=1) * away[..., MOOD].std(axis=1))).mean())

    assert 0.1 <= correlation <= 0.28


def test_flares_begin_as_often_as_measured():
    """The middle person has 0.33 flares a month, and flares are as high as the figure."""
    people = made(2500, baseline_days=7, treated_days=1)
    height = people.flare_height[people.flare_height > 0]

    assert np.median(people.traits.flares_a_month) == pytest.approx(FIGURES["flares a month"].value, rel=0.1)
    assert 1.0 <= height.mean() <= 2.2
    assert not calm(50).in_flare.any()


def test_flares_take_the_shape_of_the_slow_reference():
    """The shares of all days at once are those that are worked out one by one: at first 1, then even steps to 0."""
    lengths, days = np.array([[3.0], [5.0], [30.0]]), np.arange(-3.0, 40.0)

    def slow_share(day, length):
        if not 0 <= day < length:
            return 0.0
        steps = int(length) - FULL_HEIGHT_DAYS + 1
        return 1.0 if day < FULL_HEIGHT_DAYS else 1.0 - (day - FULL_HEIGHT_DAYS + 1) / steps

    slow = [[slow_share(day, length) for day in days] for (length,) in lengths]

    assert flare_share(np.tile(days, (3, 1)), lengths) == pytest.approx(np.array(slow))


def test_flares_raise_ratings_and_lose_check_ins():
    """Ratings are higher in flares, and not at random more of these days are missing."""
    people = made(900, drop_out_share=0.0, placebo=False)
    flare = people.in_flare

    assert np.nanmean(people.ratings[flare]) > np.nanmean(people.ratings[~flare]) + 0.5
    odds = [checked.mean() / (1 - checked.mean()) for checked in (people.checks_in[~flare], people.checks_in[flare])]
    assert odds[0] / odds[1] == pytest.approx(FIGURES["missed in flare"].value, abs=0.2)


def test_missing_at_random_does_not_look_at_flares():
    """Missing at random, flares and other days are missed alike; and fewer and fewer days have a check-in."""
    people = made(900, missing="at-random", drop_out_share=0.0)
    flare = people.in_flare

    assert people.checks_in[flare].mean() == pytest.approx(people.checks_in[~flare].mean(), abs=0.015)
    assert people.checks_in[:, :10].mean() == pytest.approx(0.895, abs=0.015)
    assert people.checks_in[:, -10:].mean() == pytest.approx(0.9 * 0.95 ** (113 / 30), abs=0.02)


def test_every_check_in_rates_something():
    """A partial check-in leaves ratings out, never all of them; without partial ones all are given."""
    people, whole = made(), made(partial_share=0.0)
    given = ~np.isnan(people.ratings)

    assert np.array_equal(given.any(axis=2), people.checks_in)
    assert 0 < (given.any(axis=2) & ~given.all(axis=2)).mean() < FIGURES["partial share"].value
    assert np.array_equal((~np.isnan(whole.ratings)).all(axis=2), whole.checks_in)


def test_placebo_comes_and_fades():
    """Without any drug pain falls by the figure, half of it in 6.5 days; after half a year 40 % of that is gone."""
    people = calm(500, placebo=True, treated_days=190)
    without = calm(500, treated_days=190)
    change = (people.felt - without.felt)[:, :, PAIN].mean(axis=0)

    assert change[:28] == pytest.approx(np.zeros(28))
    assert change[100] == pytest.approx(FIGURES["placebo change"].value, abs=0.15)
    assert change[28 + 6] / change[80] == pytest.approx(0.53, abs=0.04)
    assert change[-1] / change[100] == pytest.approx(1 - FIGURES["placebo fades"].value, abs=0.06)


def test_relief_is_told_apart_from_all_else():
    """With the same chance, relief takes away its share of the usual and changes nothing before the start."""
    none, some = calm(400), calm(400, relief_percent=30)
    change = some.felt - none.felt
    expected = -some.relief_reached_percent / 100 * some.traits.usual
    free = (none.felt[:, -28:] > 0.2).all(axis=1) & (none.felt[:, -28:] < 9.8).all(axis=1) & (some.felt > 0).all(axis=1)

    assert np.array_equal(change[:, :28], np.zeros_like(change[:, :28]))
    assert free.sum() > 500
    assert change[:, -28:].mean(axis=1)[free] == pytest.approx(expected[free])
    assert np.all(some.relief_percent == 30)
    assert 20 < some.relief_reached_percent.mean() < 30


def test_relief_of_one_rating_leaves_the_others():
    """Relief that is named for one rating is that rating's alone."""
    people = calm(50, relief_percent={"pain": 40})

    assert np.all(people.relief_percent[:, PAIN] == 40)
    assert not np.delete(people.relief_percent, PAIN, axis=1).any()


def test_only_responders_have_relief():
    """A share of people is helped, the others not at all; an inert drug helps nobody."""
    helped = made(2000, relief_percent=30, responder_share=0.15, treated_days=1, baseline_days=1).relief_percent[
        :, PAIN
    ]

    assert set(np.unique(helped)) == {0.0, 30.0}
    assert np.mean(helped > 0) == pytest.approx(0.15, abs=0.03)
    assert not made(20, relief_percent=30, drug="inert").relief_percent.any()


def test_a_start_in_a_bad_week_regresses():
    """The week before such a start is clearly worse than what was usual, and what follows goes back to it."""
    bad, usual = (calm(600, start=start, flares=True) for start in ("bad-week", "any"))
    before = bad.felt[:, 21:28, :6].mean(axis=(1, 2)) - bad.felt[:, :14, :6].mean(axis=(1, 2))
    after = bad.felt[:, 60:, :6].mean(axis=(1, 2)) - bad.felt[:, :28, :6].mean(axis=(1, 2))
    plain = usual.felt[:, 60:, :6].mean(axis=(1, 2)) - usual.felt[:, :28, :6].mean(axis=(1, 2))

    assert 0.7 < before.mean() < 1.2  # the worst of all weeks would be 1.3
    assert after.mean() < -0.2
    assert abs(plain.mean()) < 0.1


def test_doses_follow_the_schedule():
    """Nothing is taken before the start, then the steps of the schedule, some of it forgotten; pauses hold none."""
    people = calm(200, takes_dose=0.9, without_dose=((30, 40),))
    taken = people.dose_mg

    assert people.start == 28
    assert not taken[:, :28].any()
    assert set(np.unique(taken[:, 28:42])) == {0.0, 1.5}
    assert set(np.unique(taken[:, 70:])) == {0.0, 4.5}
    assert np.mean(taken[:, 70:] > 0) == pytest.approx(0.9, abs=0.01)
    assert not taken[:, 58:68].any()


def test_logged_doses_are_those_taken():
    """What is logged is what was taken; the rest is unknown, and before the start nothing is logged."""
    people = made(100)
    logged = ~np.isnan(people.dose_logged_mg)

    assert np.array_equal(people.dose_logged_mg[logged], people.dose_mg[logged])
    assert not logged[:, :28].any()
    assert 0.7 < logged[:, 28:60].mean() < 1


def test_side_effects_are_as_frequent_as_in_trials():
    """As many have vivid dreams, headache and any side effect as in the trials, on the drug and on placebo."""
    for arm, drug in enumerate(("ldn", "inert"), 1):
        effects = made(1500, baseline_days=1, drug=drug, drop_out_share=0.0, treated_days=84).side_effects
        had = {name: (grade > 0).any(axis=1) for name, grade in effects.items()}
        for name, share in figures_of("side effects", arm).items():
            assert had[name].mean() == pytest.approx(share, abs=0.04)
        any_of_them = np.any(list(had.values()), axis=0)
        assert any_of_them.mean() == pytest.approx(FIGURES[f"any side effect, {arm}"].value, abs=0.04)


def test_drop_outs_write_nothing_more():
    """About as many leave in twelve weeks as in FINAL; after that there is no rating, no dose and no event."""
    people = made(1500, baseline_days=1, treated_days=84)
    gone = np.arange(85) > people.last_day[:, None]

    assert np.mean(people.last_day < 84) == pytest.approx(FIGURES["drops out"].value, abs=0.025)
    assert np.isnan(people.ratings[gone]).all()
    assert not people.dose_mg[gone].any()
    assert not any(happened[gone].any() for happened in people.events.values())
    assert (made(300, drop_out_share=0.0).last_day == 117).all()


def test_a_dose_that_is_not_tolerated_makes_all_worse():
    """From such a dose on all ratings are worse, and below it they are as they would have been."""
    well, ill = calm(200), calm(200, intolerant_share=1.0)
    limit = ill.response.not_tolerated_mg
    change = (ill.felt - well.felt).mean(axis=2)

    assert set(np.unique(limit)) == {3.0, 4.5}
    assert np.array_equal(change[:, :42], np.zeros_like(change[:, :42]))
    assert (change[:, -20:].mean(axis=1) > 0.5).mean() > 0.95
    assert not change[limit == 4.5, :56].any()


def test_periods_come_with_the_cycle():
    """People with a cycle have worse days about every 28 days, some of them recorded; the others none."""
    people = made(1000, baseline_days=100, treated_days=1)
    has = people.traits.cycle_days > 0
    months = 100 / people.traits.cycle_days[has]

    assert has.mean() == pytest.approx(FIGURES["share with cycle"].value, abs=0.05)
    assert not people.events["period"][~has].any()
    assert people.events["period"][has].sum() / months.sum() == pytest.approx(
        FIGURES["period recorded"].value, abs=0.05
    )
    assert not made(100, cycle=False).events["period"].any()


def test_some_flares_have_a_recorded_cause_and_some_have_none():
    """Right before a flare a cause is recorded far more often than elsewhere, but by no means always."""
    people = made(1500, treated_days=1, baseline_days=60)
    begins = people.in_flare[:, 1:] & ~people.in_flare[:, :-1]
    named = people.events["stress"] | people.events["exertion"]
    near = (named[:, 1:] | named[:, :-1])[begins].mean()

    assert 0.2 < near < 0.6
    assert named[:, 1:][~begins].mean() < 0.05


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ({"drop_out_share": 1.5}, "drop_out_share"),
        ({"takes_dose": -0.1}, "takes_dose"),
        ({"baseline_days": -1}, "-1"),
        ({"baseline_days": 0, "treated_days": 0}, "at least one day"),
        ({"steps_mg": ()}, "steps"),
        ({"steps_mg": (0.0,)}, "above 0"),
        ({"onset_days": 0.0}, "onset"),
        ({"relief_percent": 101}, "101"),
        ({"relief_percent": {"pian": 10}}, "pian"),
    ],
)
def test_impossible_choices_are_refused(chosen, names):
    """A choice outside what it can be is refused, with its name or number."""
    with pytest.raises(ValueError, match=names):
        PatientOptions(**chosen)


def test_nobody_is_refused():
    """A crowd of nobody is refused."""
    with pytest.raises(ValueError, match="at least 1"):
        make_patients(0, np.random.default_rng(1))


@pytest.mark.parametrize(
    "chosen", [{"baseline_days": 0}, {"treated_days": 0}, {"baseline_days": 1, "start": "bad-week"}]
)
def test_short_diaries_are_made_too(chosen):
    """Without a baseline, without treatment, or with one day before a bad start there is still a diary."""
    people = made(20, **chosen)

    assert people.ratings.shape[1] == people.options.days
    assert not np.isnan(people.relief_reached_percent).any()
