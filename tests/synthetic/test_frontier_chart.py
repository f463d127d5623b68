"""The frontier as a picture: every weight has its mark, the chosen one is filled, and the words say the same."""

import re
from xml.etree import ElementTree as Xml

import pytest

from zonewise.synthetic.frontier_chart import FrontierPoint, frontier_chart

POINTS = {1.0: FrontierPoint(0.72, 58.0), 8.0: FrontierPoint(0.62, 34.0), 24.0: FrontierPoint(0.5, 22.0)}
SVG = "{http://www.w3.org/2000/svg}"


def marks(chart):
    """Return (x, y, fill) of each mark, lowest weight first."""
    circles = Xml.fromstring(chart).iter(f"{SVG}circle")
    return [(float(one.get("cx")), float(one.get("cy")), one.get("fill")) for one in circles]


def test_each_weight_has_its_place():
    """More people arrive further up, more days in harm lie further right, and one mark is filled."""
    low, chosen, high = marks(frontier_chart(POINTS, 8.0))

    assert low[0] > chosen[0] > high[0]
    assert low[1] < chosen[1] < high[1]
    assert [mark[2] == "#fff" for mark in (low, chosen, high)] == [True, False, True]


def test_the_words_say_what_the_picture_shows():
    """Who cannot see it reads each point and which one was chosen."""
    words = Xml.fromstring(frontier_chart(POINTS, 8.0)).find(f"{SVG}desc").text

    assert re.findall(r"weight (\d+): (\d+) % reached, (\d+) days", words) == [
        ("1", "72", "58"), ("8", "62", "34"), ("24", "50", "22")
    ]  # fmt: skip
    assert words.endswith("The protocol has 8.")


def test_one_point_alone_is_drawn():
    """A single weight lies inside the picture."""
    ((x, y, _),) = marks(frontier_chart({8.0: POINTS[8.0]}, 8.0))

    assert 0 < x < 640
    assert 0 < y < 400


def test_a_choice_that_is_not_there_is_refused():
    """The chosen weight has to be one of the points."""
    with pytest.raises(ValueError, match="the weight 5 is chosen"):
        frontier_chart(POINTS, 5.0)
