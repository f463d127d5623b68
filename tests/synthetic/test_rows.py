from datetime import date, timedelta

import numpy as np
import pytest

from zonewise.synthetic.diary_rows import MARK, MARK_NAME, diary_rows, truth
from zonewise.synthetic.options import RATED, PatientOptions
from zonewise.synthetic.patients import make_patients

FIRST = date(2025, 3, 5)


@pytest.fixture(scope="module")
def people():
    """Return thirty people, some of whom leave early and some of whom do not tolerate a step."""
    options = PatientOptions(relief_percent=30, drop_out_share=0.5, intolerant_share=0.5)
    return make_patients(30, np.random.default_rng(4), options)


def test_rows_say_what_the_arrays_hold(people):
    """Every rating, logged dose, side effect and event of the arrays is a row of that day, and nothing else is."""
    for person in range(30):
        rows = list(diary_rows(people, person, FIRST))
        ratings = {(row.day, row.name): float(row.value) for row in rows if row.kind == "rating"}
        held = people.ratings[person]
        doses = {(row.day - FIRST).days: float(row.value) for row in rows if row.kind == "dose"}
        logged = people.dose_logged_mg[person]
        signs = sum((grades[person] > 0)[people.checks_in[person]].sum() for grades in people.side_effects.values())

        assert len(ratings) == np.sum(~np.isnan(held))
        assert all(held[(day - FIRST).days, RATED.index(name)] == value for (day, name), value in ratings.items())
        assert doses == {day: mg for day, mg in enumerate(logged) if not np.isnan(mg)}
        assert sum(row.kind == "sign" for row in rows) == signs
        assert sum(row.kind == "event" for row in rows) == sum(each[person].sum() for each in people.events.values())
        assert (rows[0].kind, rows[0].name, rows[0].note) == ("note", MARK_NAME, MARK)
        assert max(row.day for row in rows) <= FIRST + timedelta(days=int(people.last_day[person]))


def test_truth_names_what_no_diary_holds(people):
    """The truths of a person are those of the arrays, and every person has the same columns."""
    told = [truth(people, person, FIRST) for person in range(30)]
    limits = [each["not_tolerated_from_mg"] for each in told]

    assert len({tuple(each) for each in told}) == 1
    assert {each["relief_percent_pain"] for each in told} == {30.0}
    assert {limit == 0 for limit in limits} == {True, False}
    assert all(
        (limit == 0) == np.isinf(real) for limit, real in zip(limits, people.response.not_tolerated_mg, strict=True)
    )
    assert {each["first_dose"] for each in told} == {"2025-04-02"}


def test_flares_are_told_as_first_and_last_days(people):
    """The flares that are told cover the days in a flare, and no other day."""
    for person in range(30):
        days = set()
        for spell in str(truth(people, person, FIRST)["flares"]).split():
            first, last = map(date.fromisoformat, spell.split("/"))
            days |= {(first - FIRST).days + number for number in range((last - first).days + 1)}

        assert days == set(np.flatnonzero(people.in_flare[person]))
