from collections.abc import Callable

import pytest

from zonewise.model.timeline import Day
from zonewise.zones import ZoneSettings, assess

Diary = Callable[..., tuple[Day, ...]]
Rated = Callable[..., dict[str, float]]
Rows = list[dict[str, float]]


@pytest.mark.parametrize(
    ("pain", "function", "zone"), [(8, 5, "red"), (7.9, 10, "green"), (10, 4.9, "green"), (10, 10, "red")]
)
def test_severe_in_itself_is_red_whatever_the_usual(
    settings: ZoneSettings, diary: Diary, rated: Rated, pain: float, function: float, zone: str
) -> None:
    """8 or more with 5 or more of function lost is Red, even for a person whose usual is that high."""
    days = diary([rated(pain, function=0)] * 40 + [rated(pain, function=function)])

    assert assess(days, settings)[-1].zone == zone


def test_it_speaks_while_learning(settings: ZoneSettings, diary: Diary, rated: Rated) -> None:
    """On the first day of a diary a severe day is Red."""
    only = assess(diary([rated(3, mood=9, function=8)]), settings)[0]

    assert (only.zone, only.standing) == ("red", "learning")


@pytest.mark.parametrize("name", ["fatigue", "sleep", "cognition", "function"])
def test_only_the_six_domains_are_severe(settings: ZoneSettings, diary: Diary, rated: Rated, name: str) -> None:
    """Fatigue, sleep, cognition and function alone do not make a day severe."""
    assert assess(diary([rated(3, **{"function": 8, name: 9})]), settings)[0].zone is None


def test_function_not_rated_leaves_the_voice_open(settings: ZoneSettings, diary: Diary, rated: Rated) -> None:
    """A severe domain without function is flagged and silent, and the zone comes from the other voices."""
    last = assess(diary([rated(8)] * 40), settings)[-1]

    assert last.severe_but_function_unknown
    assert (last.criteria[2].zone, last.criteria[2].evaluated, last.zone) == (None, False, "green")
    assert "was not rated, so this stays open" in last.criteria[2].sentence


def test_same_as_usual_can_call_it_and_never_ends_it(
    settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated
) -> None:
    """A value taken over counts for Red; a better value taken over does not end Red; a real one does."""
    rows = [*calm, {}, {}, {}, rated(4, function=0)]
    bad, better = {"pain": 9.0, "function": 7.0}, {"pain": 4.0, "function": 0.0}
    zones = assess(diary(rows, {60: bad, 61: better, 62: better}), settings)[60:]

    assert [zone.zone for zone in zones] == ["red", "red", "red", "green"]
    assert not zones[0].severe_but_function_unknown


def test_it_ends_by_ratings_of_what_was_severe(settings: ZoneSettings, diary: Diary, calm: Rows, rated: Rated) -> None:
    """Other domains do not end Red: it stands 48 hours, is unknown after, and ends when pain is rated better."""
    severe = {"pain": 9.0, "function": 7.0}
    zones = assess(diary([*calm, {**calm[0], **severe}, *([{"mood": 4.0}] * 4), {"pain": 7.0}]), settings)[60:]

    assert [zone.criteria[2].zone for zone in zones] == ["red", "red", "red", None, None, "green"]
    assert "The severe day was 4 days ago; Red is not ended until" in zones[4].criteria[2].sentence


def test_better_function_ends_it(settings: ZoneSettings, diary: Diary, calm: Rows) -> None:
    """Function back under the bound ends Red although the domain is still at 9."""
    rows = [*calm, {**calm[0], "pain": 9.0, "function": 7.0}, {**calm[0], "pain": 9.0, "function": 4.0}]

    assert [zone.criteria[2].zone for zone in assess(diary(rows), settings)[60:]] == ["red", "green"]


def test_the_sentence_holds_its_numbers(settings: ZoneSettings, diary: Diary, rated: Rated) -> None:
    """The highest domain, function and both bounds are in the sentence."""
    voice = assess(diary([rated(3, pain=9, function=7)]), settings)[0].criteria[2]

    assert voice.sentence == (
        "Pain was highest today at 9 (8 or more is severe), "
        "and 7 of 10 of your day was not possible (5 or more is Red)."
    )
