import pytest

from zonewise.authoring.diff.comparison import Responsible
from zonewise.authoring.diff.value_words import (
    answer_word,
    box_words,
    example_words,
    rules_words,
    values_json,
    values_words,
)
from zonewise.authoring.states.state_space import Axis

DAYS = Axis("days_green", (None, 0, 7, 10, 14), (None, 6, 9, 13, 36500), ((None, 0, 7, 10, 14),) * 2)
GRADE = Axis("grade", (None, 0, 2, 3), (None, 1, 2, 3), ((None, 0, 2, 3),) * 2)
ZONE = Axis("zone", (None, "green", "yellow", "red"), (None,) * 4, ((None, "green", "yellow", "red"),) * 2)
SIGN = Axis("danger_sign", (None, "none", "a", "b", "c", "d"), (None,) * 6, ((None, "none", "a", "b", "c", "d"),) * 2)
MINOR = Axis("minor", (None, False, True), (None,) * 3, ((None, False, True),) * 2)
SPIKE = Axis("severe_spike", (None, False, True), (None,) * 3, ((None, False, True),) * 2)


@pytest.mark.parametrize(
    ("axis", "codes", "words"),
    [
        (DAYS, (1,), "0 to 6"), (DAYS, (2, 3), "7 to 13"), (DAYS, (3, 4), "10 or more"),
        (DAYS, (0, 1, 3), "0 to 6 or 10 to 13 or not known"), (DAYS, (1, 2, 3, 4), "known"), (GRADE, (2,), "2"),
        (GRADE, (3,), "3"), (GRADE, (2, 3), "2 or more"), (ZONE, (2, 3), "yellow or red"),
        (ZONE, (0, 1), "green or not known"), (ZONE, (0,), "not known"), (SIGN, (2, 3, 4, 5), "any but none"),
        (SIGN, (0, 2, 3, 4, 5), "any but none, or not known"), (MINOR, (0, 1), "no or not known"),
        (MINOR, (2,), "yes"),
    ],
)  # fmt: skip
def test_values_are_said_in_words(axis: Axis, codes: tuple[int, ...], words: str) -> None:
    """Neighbouring numbers join, the one value that is left out is named, and not known stands last."""
    assert values_words(axis, codes) == words


@pytest.mark.parametrize(
    ("axis", "codes", "values"),
    [
        (DAYS, (0, 2, 3), [None, {"at_least": 7, "at_most": 13}]),
        (DAYS, (1, 3), [{"at_least": 0, "at_most": 6}, {"at_least": 10, "at_most": 13}]),
        (ZONE, (1, 3), ["green", "red"]),
        (MINOR, (0, 2), [None, True]),
    ],
)
def test_values_are_said_for_a_program(axis: Axis, codes: tuple[int, ...], values: list) -> None:
    """Null is unknown, words and bools stand as they are, and neighbouring numbers join."""
    assert values_json(axis, codes) == values


def test_facts_with_the_same_yes_or_no_stand_together() -> None:
    """A box names its facts in the protocol's order, those that share a yes or no under it."""
    box = ((SPIKE, (0, 1)), (DAYS, (2,)), (MINOR, (0, 1)), (ZONE, (1,)))

    assert box_words(box, ("minor", "zone", "days_green", "severe_spike")) == (
        "zone green; days green 7 to 9; no or not known: minor, severe spike"
    )
    assert box_words((), ("minor",)) == "always"
    assert example_words({"minor": True, "zone": "red"}, ("zone", "minor")) == "zone red; yes: minor"


def test_many_rules_are_counted() -> None:
    """The first rules are named and the rest counted; what holds in a part only is marked so."""
    ids = tuple("abcdefgh")

    assert rules_words(Responsible(("x",), ids)) == "by x, in part by a, b, c, d, e, f and 2 more"
    assert rules_words(Responsible((), ())) == "by no rule"
    assert (answer_word("(open)"), answer_word("(not put)"), answer_word("keep")) == ("open", "not asked", "keep")
