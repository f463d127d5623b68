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
def test_severe_with_function_far_from_its_habit_is_red(
    settings: ZoneSettings, diary: Diary, rated: Rated, pain: float, function: float, zone: str
) -> None:
    """8 or more with 5 or more of function lost is Red, even if the domain but not function is usually so."""
    days = diary([rated(pain, function=0)] * 40 + [rated(pain, function=function)])

    assert assess(days, settings)[-1].zone == zone


def test_it_speaks_while_learning(settings: ZoneSettings, diary: Diary, rated: Rated) -> None:
    """On the first day of a diary a severe day is Red."""
    only = assess(diary([rated(3, mood=9, function=8)]), settings)[0]

    assert (only.zone, only.standing) == ("red", "learning")


def test_a_habit_is_no_red_by_itself(settings: ZoneSettings, diary: Diary, rated: Rated) -> None:
    """Whoever is at 8.4 with function 7 since ever is Red while that is learnt and Green from the 21st day on."""
    zones = assess(diary([rated(8.4, function=7)] * 60), settings)

    assert [zone.zone for zone in zones] == ["red"] * 21 + ["green"] * 39
    assert zones[-1].criteria[2].sentence == (
        "Anxiety was highest today at 8.4 and 7 of 10 of your day was not possible. "
        "You have long been about there, so this alone is not Red."
    )


@pytest.mark.parametrize(
    ("today", "zone"),
    [
        ({"function": 8.7}, "green"),
        ({"function": 8.8}, "red"),  # 1.8 above the habit is two of the least spreads, where Red starts
        ({"pain": 8.0}, "green"),
        ({"mood": 8.4, "function": 10}, "red"),
    ],
)
def test_what_stands_out_from_a_habit_is_red(
    settings: ZoneSettings, diary: Diary, rated: Rated, today: dict[str, float], zone: str
) -> None:
    """A severe day on which clearly more of the day was lost than usual is Red for people with a severe habit too."""
    habit = rated(8.4, function=7)

    assert assess(diary([habit] * 60 + [{**habit, **today}]), settings)[-1].zone == zone


def test_a_domain_that_was_never_severe_is_red(settings: ZoneSettings, diary: Diary, rated: Rated) -> None:
    """A habit of lost function does not excuse pain that is far above its own usual."""
    days = diary([rated(3, function=7)] * 60 + [rated(3, pain=9, function=7)])

    assert [zone.zone for zone in assess(days, settings)[-2:]] == ["green", "red"]


def test_a_crisis_of_weeks_is_no_habit(settings: ZoneSettings, diary: Diary, rated: Rated) -> None:
    """Twelve weeks after the last better usual, and not before, a crisis that stays is measured against itself."""
    days = diary([rated(3, function=0)] * 60 + [rated(9, function=7)] * 120)

    red = [zone.criteria[2].zone == "red" for zone in assess(days, settings)[60:]]

    assert red == [True] * (21 + 7 + 84) + [False] * 8


def test_a_relapse_under_treatment_is_no_habit(settings: ZoneSettings, diary: Diary, rated: Rated) -> None:
    """From the start on the baseline counts, so severe days that came later stay Red."""
    days = diary([rated(3, function=0)] * 30 + [rated(9, function=7)] * 170)

    assert assess(days, settings, treatment_started=days[30].day)[-1].zone == "red"


@pytest.mark.parametrize("calm", [0, 2, 3.1])
def test_days_that_take_function_now_and_then_are_no_habit(
    settings: ZoneSettings, diary: Diary, rated: Rated, calm: float
) -> None:
    """Function that comes and goes widely has a low usual, and a day that takes it is Red."""
    rows = [rated(8.4, function=calm if number % 5 else 9) for number in range(60)]

    assert assess(diary([*rows, rated(8.4, function=5)]), settings)[-1].zone == "red"


def test_lost_function_that_was_never_rated_before_is_red(settings: ZoneSettings, diary: Diary, rated: Rated) -> None:
    """Without a usual of function there is no habit of losing it."""
    assert assess(diary([rated(8.4)] * 60 + [rated(8.4, function=7)]), settings)[-1].zone == "red"


def test_same_as_usual_on_a_severe_habit_is_no_red(settings: ZoneSettings, diary: Diary, rated: Rated) -> None:
    """Whoever takes a severe habit over as usual stays as they are."""
    habit = {**dict.fromkeys(("pain", "mood"), 8.4), "function": 7.0}
    days = diary([*([rated(8.4, function=7)] * 60), {}], {60: habit})

    assert assess(days, settings)[-1].zone == "green"


def test_a_red_ends_when_all_is_rated_at_its_habit_again(settings: ZoneSettings, diary: Diary, rated: Rated) -> None:
    """What was severe and function, both rated about their habit, end Red; one of them alone does not."""
    habit = rated(8.4, function=7)
    without = {name: value for name, value in habit.items() if name != "pain"}
    days = diary([habit] * 60 + [{**habit, "function": 10}, without, {"function": 7.0}, habit])

    assert [zone.criteria[2].zone for zone in assess(days, settings)[60:]] == ["red", "red", "red", "green"]


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
