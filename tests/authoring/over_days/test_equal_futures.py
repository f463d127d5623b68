"""States that are merged: what lies further back than any number of the protocol stays there."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from zonewise.authoring.over_days.course_state import BEFORE_ANY_DOSE, TODAY
from zonewise.authoring.over_days.equal_futures import EqualFutures
from zonewise.course.dose_level import Level
from zonewise.course.treatment_state import Call, ClinicianWord

from .conftest import Change, setting_of

LATER: Change = ("numbers.settings.yaml", "days-after-call: {value: 7", "days-after-call: {value: 80")
LONGER: Change = ("asking.settings.yaml", "answer-days: {value: 90", "answer-days: {value: 500")


@pytest.mark.parametrize("changes", [(), (LATER,), (LATER, LONGER)])
def test_a_call_of_long_ago_is_none_of_late(changes: tuple[Change, ...]) -> None:
    """With seven days after a call or eighty, a call counts as over once they are over, and not before."""
    setting = setting_of(*changes)
    futures = EqualFutures(setting, ("days_since_call", "phase"))
    bound = futures.call_days
    assert bound == (80 if changes else 7)
    for ago, is_over in ((bound - 1, False), (bound, True), (bound + 20, True)):
        day = TODAY - timedelta(days=ago)
        treatment = replace(
            BEFORE_ANY_DOSE.treatment,
            levels=(Level(TODAY - timedelta(days=300), Decimal("0.5"), rise=True, cause="taken"),),
            last_taken=TODAY - timedelta(days=1),
            taking=TODAY - timedelta(days=1),
            as_of=TODAY,
            calls=(Call(day, ""),),
            words=(ClinicianWord(day, "continue"),),
        )
        merged = futures.merged(replace(BEFORE_ANY_DOSE, treatment=treatment))
        value = setting.facts(merged)["days_since_call"].value

        assert isinstance(value, int)
        assert (value >= bound) == is_over


def test_days_of_long_ago_lie_beyond_every_number_in_their_order() -> None:
    """A number of 500 days, and a plan's interval longer than any number, move them further back."""
    assert setting_of(LONGER).longest_days == 500
    setting = setting_of()
    long = replace(setting, plan=replace(setting.plan, interval_days=400))

    days = [long.long_ago(order) for order in range(1, 6)]
    assert TODAY - days[0] > timedelta(days=400)
    assert days == sorted(days, reverse=True)
