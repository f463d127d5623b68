from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.course.dose_level import Level
from zonewise.course.flares import current_flare, flares, green_days_since, green_run, increase_before, zone_on

from .builders import course, d, zones


def spans(letters: str, **same: Any) -> list[tuple[int, int, int | None]]:
    """Return first day, last day seen and end of each flare."""
    return [
        ((flare.began - d(0)).days, (flare.last_seen - d(0)).days, flare.ended and (flare.ended - d(0)).days)
        for flare in flares(zones(letters), **same)
    ]


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("ggg", []),
        ("gyyg", [(1, 2, 3)]),
        ("yryr", [(0, 3, None)]),
        ("gy??y", [(1, 4, None)]),
        ("gy??g", [(1, 1, 4)]),
        ("gy????", [(1, 1, None)]),
        ("ygyg", [(0, 0, 1), (2, 2, 3)]),
        ("???", []),
    ],
)
def test_a_flare_lasts_until_a_green_day(letters: str, expected: list[tuple[int, int, int | None]]) -> None:
    """Yellow and Red are one flare; a day whose zone is unknown neither begins nor ends it."""
    assert spans(letters) == expected


@pytest.mark.parametrize(
    ("letters", "rises", "expected"),
    [
        ("yygy", (), [(0, 3, None)]),
        ("yyg?gyg", (), [(0, 5, 6)]),
        ("yygggygygggggy", (), [(0, 7, 8), (13, 13, None)]),
        ("yygggy", (3,), [(0, 1, 2), (5, 5, None)]),
        ("yygggy", (1,), [(0, 1, 2), (5, 5, None)]),  # on the last Yellow day itself
        ("yygggy", (0, 5), [(0, 5, None)]),
    ],
)
def test_a_flare_that_is_soon_back_is_the_same_one(
    letters: str, rises: tuple[int, ...], expected: list[tuple[int, int, int | None]]
) -> None:
    """At most three days after its first Green day, unless the dose rose in between: that is judged by itself."""
    assert spans(letters, same_within_days=3, rises=[d(day) for day in rises]) == expected


@given(st.text("gyr?", max_size=30))
def test_each_yellow_or_red_day_is_in_exactly_one_flare(letters: str) -> None:
    """Flares follow each other, hold every such day and no Green one, and the last one is the current one."""
    result = flares(zones(letters))
    inside = [
        day
        for day in range(len(letters))
        if any(f.began <= d(day) <= f.last_seen for f in result) and letters[day] != "?"
    ]

    assert inside == [day for day, item in enumerate(letters) if item in "yr"]
    assert current_flare(zones(letters)) == (result[-1] if result and result[-1].ended is None else None)


@pytest.mark.parametrize(("began", "linked"), [(9, False), (10, True), (17, True), (18, False)])
def test_a_flare_follows_an_increase_within_the_window(began: int, linked: bool) -> None:
    """From the day of the increase to the last day of the window, both included."""
    (flare,) = flares(zones("g" * began + "y"))

    assert (increase_before(flare, course((0, "0.5"), (10, "1")), 7) is not None) is linked


def test_a_step_down_is_no_increase_and_the_nearest_increase_counts() -> None:
    """Of two increases before a flare the later one is named; a fall between changes nothing."""
    (flare,) = flares(zones("g" * 12 + "y"))
    taken = course((5, "0.5"), (8, "1"), (10, "0.5"))

    assert increase_before(flare, taken, 14) == taken.levels[1]
    assert increase_before(flare, course((12, "0.5")), 5) == Level(d(12), Decimal("0.5"), True)


@pytest.mark.parametrize(("letters", "run"), [("", 0), ("ggg", 3), ("gyg", 1), ("gg?", 0), ("?gg", 2), ("gr", 0)])
def test_green_days_in_a_row_end_with_today(letters: str, run: int) -> None:
    """A day that is not known to be Green breaks the run."""
    assert green_run(zones(letters)) == run


def test_green_days_after_a_day_need_not_be_in_a_row() -> None:
    """Days after the day itself are counted, in a row or not."""
    assert green_days_since(zones("gggyg?g"), d(1)) == 3


@pytest.mark.parametrize(("day", "zone"), [(-1, None), (0, "green"), (1, "red"), (2, None), (3, None)])
def test_the_zone_of_a_day_outside_is_unknown(day: int, zone: str | None) -> None:
    """Before the first and after the last day nothing is known."""
    known = zones("gr?")

    assert zone_on(known, d(day)) == zone
    assert zone_on((), d(day)) is None
