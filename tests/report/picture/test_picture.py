"""The pictures show what the numbers say, for eyes, for screen readers and on paper."""

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.report.picture import (
    Claim,
    Lane,
    Picture,
    RatedDays,
    blockade_picture,
    events_picture,
    interval_picture,
    printed,
    rated_picture,
    relief_picture,
    zones_picture,
)
from zonewise.report.picture.drawing import LEAST_ROOM, DayAxis

FIRST = date(2026, 3, 2)
ZONES = st.lists(st.sampled_from(["green", "yellow", "red", None]), min_size=1, max_size=400)
CLAIM = Claim((40, 70), [("One", 6), ("Two", -4)])


def shapes(picture: Picture, kind: str) -> list[dict[str, str]]:
    """Return the attributes of each shape of a class."""
    root = ElementTree.fromstring(picture.svg)
    return [dict(item.attrib) for item in root.iter() if item.get("class") == kind]


@given(ZONES)
def test_a_strip_covers_every_day_once(zones: list[str | None]) -> None:
    """The widths of all zones and gaps add up to the whole strip, and each zone has its own height."""
    picture = zones_picture(FIRST, zones)
    bars = {zone: shapes(picture, f"zone-{zone}") for zone in ("green", "yellow", "red")}
    gaps = shapes(picture, "zone-unknown")

    width = sum(float(bar["width"]) for item in bars.values() for bar in item)
    width += sum(float(gap["x2"]) - float(gap["x1"]) for gap in gaps)
    assert width == pytest.approx(352, abs=0.02 * len(zones) + 0.1)
    heights = {zone: {bar["height"] for bar in item} for zone, item in bars.items() if item}
    assert all(len(item) == 1 for item in heights.values())
    assert len({next(iter(item)) for item in heights.values()}) == len(heights)


def test_a_strip_says_its_days_in_words() -> None:
    """Who does not see the strip hears how many days each zone had."""
    picture = zones_picture(FIRST, ["green", "green", None, "red"])

    assert (
        picture.alt == "Zones from Monday 2 March to Thursday 5 March 2026: 2 days Green, 1 day Red, 1 day not known."
    )
    assert ElementTree.fromstring(picture.svg).get("aria-label") == picture.alt


def test_each_rated_day_is_a_dot_at_its_height() -> None:
    """Missing days have no dot; 10 stands at the top and 0 at the bottom."""
    picture = rated_picture(RatedDays("pain", FIRST, [0, None, 10], [None] * 3, [(FIRST, 0.5)], usual=5))

    dots = shapes(picture, "rating")
    assert [float(dot["cy"]) for dot in dots] == [120, 10]
    assert float(dots[1]["cx"]) > float(dots[0]["cx"])
    assert float(shapes(picture, "usual")[0]["y1"]) == 65


def test_a_dose_that_falls_is_drawn_lower() -> None:
    """Each level is a step at its own height; the highest dose stands at the top."""
    levels = [(FIRST, 0.5), (FIRST + timedelta(days=1), 1.0), (FIRST + timedelta(days=2), 0.0)]
    (path,) = shapes(rated_picture(RatedDays("pain", FIRST, [1, 2, 3], [None] * 3, levels)), "dose")

    heights = [float(item) for item in re.findall(r"V([\d.]+)", path["d"])]
    assert heights == [147, 132, 162]


@given(st.floats(-300, 300), st.floats(0, 200), st.floats(0, 200))
def test_an_interval_stays_inside_its_picture(mean: float, below: float, above: float) -> None:
    """However far an estimate lies, its marks stay on the paper, the lower end left of the upper one."""
    (line, *_rest) = shapes(interval_picture(mean, mean - below, mean + above, CLAIM), "ours")

    assert 110 <= float(line["x1"]) <= float(line["x2"]) <= 348


def test_claim_and_trials_stand_beside_the_estimate() -> None:
    """The guide's range is a band, each trial a mark, and both are in the words; without figures it says so."""
    picture = interval_picture(12, -5, 30, CLAIM)
    without = interval_picture(12, -5, 30, Claim(None, []))

    assert len(shapes(picture, "claim")) == 1
    assert len(shapes(picture, "trial")) == 2
    assert "claims 40 to 70 %" in picture.alt
    assert "One 6, Two -4" in picture.alt
    assert without.svg.count("no figure") == 2


def test_the_picture_of_relief_holds_days_and_interval_in_one() -> None:
    """Days, dose and zones stand on one axis; the diary's interval, the claim and the trials stand under them."""
    days = RatedDays("all six", FIRST, [5.0, 4.0, 3.0], ["red", "yellow", "green"], [(FIRST, 1.5)], usual=5)
    picture = relief_picture(days, (12, -5, 30), CLAIM)
    without = relief_picture(days, None, CLAIM)

    axis = DayAxis(FIRST, FIRST + timedelta(days=2), 26, 352)
    assert [float(dot["cx"]) for dot in shapes(picture, "rating")] == pytest.approx(
        [axis.middle(FIRST + timedelta(days=day)) for day in range(3)], abs=0.01
    )
    bars = [shapes(picture, f"zone-{zone}")[0] for zone in ("red", "yellow", "green")]
    begins = [axis.at(FIRST + timedelta(days=day)) for day in range(3)]
    assert [float(bar["x"]) for bar in bars] == pytest.approx(begins, abs=0.01)
    lowest_day = max(float(bar["y"]) + float(bar["height"]) for bar in bars)
    assert lowest_day < float(shapes(picture, "ours")[0]["y1"]) < float(shapes(picture, "claim")[0]["y"])
    assert len(shapes(picture, "trial")) == 2
    assert "3 days rated" in picture.alt
    assert "between -5 and 30 %" in picture.alt
    assert shapes(without, "ours") == []
    assert "cannot tell yet" in without.alt
    assert "cannot tell yet" in without.svg.split("</text>", 1)[1]


def test_events_stand_in_their_lane_and_on_their_day() -> None:
    """A mark for each thing inside the days shown, none for one outside."""
    picture = events_picture(
        FIRST, ["green"] * 14, [Lane("Dose", [FIRST, FIRST - timedelta(days=1)]), Lane("Infection", [])]
    )

    assert len(shapes(picture, "mark")) == 1
    assert picture.alt == "From Monday 2 March to Sunday 15 March 2026. Dose: Monday 2 March."


def test_blockade_shows_its_uncertainty() -> None:
    """Curve, band and measured points are there, and the words name the interval."""
    picture = blockade_picture(5.6, 3.65, 7.54, [(2, 27, 27), (5, 45, 58)])

    assert len(shapes(picture, "band")) == len(shapes(picture, "curve")) == 1
    assert "5.6 mg (3.65 to 7.54)" in picture.alt
    assert "27 % at 2 mg, 45 to 58 % at 5 mg" in picture.alt


@given(st.integers(1, 1500))
def test_names_on_the_axis_never_touch(days: int) -> None:
    """Two names of an axis keep their distance however many days it spans."""
    axis = DayAxis(FIRST, FIRST + timedelta(days=days - 1), 4, 356)
    places = [x for x, _ in axis.names()]

    assert all(after - before >= LEAST_ROOM for before, after in pairwise(places))


def test_words_in_a_picture_cannot_break_out_of_it() -> None:
    """A lane named in mark-up stays a name."""
    picture = events_picture(FIRST, ["green"], [Lane("<script>&'\"", [FIRST])])

    assert "<script>" not in picture.svg
    assert ElementTree.fromstring(picture.svg).findtext(".//{*}text") == "<script>&'\""


def test_on_paper_the_colours_are_put_in() -> None:
    """For the PDF the picture brings its own style and stays well formed."""
    paper = printed(zones_picture(FIRST, ["green", "red"]))

    root = ElementTree.fromstring(paper)
    assert "zone-red{fill" in (root.findtext(".//{*}style") or "")
    assert paper.count("xmlns=") == 1


@pytest.mark.parametrize("draw", [lambda: zones_picture(FIRST, []), lambda: RatedDays("pain", FIRST, [1], [], [])])
def test_no_days_are_refused(draw: object) -> None:
    """A picture of nothing is an error in the program, said plainly."""
    with pytest.raises(ValueError, match="at least one"):
        draw()  # type: ignore[operator]


@pytest.mark.parametrize("days", [8, 15, 22, 40, 90, 200])
def test_no_name_of_a_day_is_cut_off_at_the_right(days: int) -> None:
    """The last name stands whole inside the picture."""
    first = date(2026, 11, 15)
    axis = DayAxis(first, first + timedelta(days=days - 1), 96, 358)

    assert all(x + LEAST_ROOM <= axis.right for x, _ in axis.names())
