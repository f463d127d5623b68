"""Whether a step is the likely cause of a flare, read off whole diaries."""

import pytest

from zonewise.guidance.daily_guidance import DailyGuidance

from .builders import CALM_FACTS, Diary, ask_words, fact, flaring, known, plan_of, why

NAME = "step_probable_cause"
GROWS = (2.0, 2.5, 2.8, 2.8, 2.8)
"""Points above the even life on the days of a flare that goes on growing after a step."""
GROWS_SLOWLY = (1.3, 1.6, 1.9, 2.1)


def shaped(began: int, lifts: tuple[float, ...], *, rise: int = 40) -> Diary:
    """Return a diary with 0.5 mg from day 25, 1 mg from `rise`, and a flare of a course from a day on."""
    diary = Diary().planned(plan_of()).rated(range(began))
    for number, lift in enumerate(lifts):
        diary.rated([began + number], lift=lift)
    return diary.dosed(range(25, rise), "0.5").dosed(range(rise, began + len(lifts)), "1")


def test_a_flare_that_does_not_ease_while_the_dose_stands_becomes_a_likely_reaction() -> None:
    """On its first evenings the person is asked; two days later it has grown, and the dose goes back."""
    grows = shaped(43, GROWS_SLOWLY).said(44, began_with_step="no")

    assert [known(grows, "zone", day) for day in (43, 44)] == ["green", "yellow"]
    assert [known(grows, NAME, day) for day in (44, 45)] == [False] * 2
    assert known(grows, NAME, 46) is True
    assert "in 100 such flares" in why(fact(grows, NAME, 46))


def test_a_flare_that_speaks_clearly_is_not_waited_with() -> None:
    """From 30 in 100 on the dose goes back on the evening that shows it; below that two days are watched first."""
    grows = shaped(43, GROWS).said(43, began_with_step="no")

    assert known(grows, "zone", 43) == "yellow"
    assert [known(grows, NAME, day) for day in (43, 44)] == [False, True]
    assert chance(grows, 43) < 30 <= chance(grows, 44)


def chance(diary: Diary, day: int) -> int:
    """Return in how many of 100 flares like that of a day the step is behind it."""
    return int(str(dict(fact(diary, NAME, day).because.parameters)["chance"]))


def test_a_flare_that_eases_stays_a_coincidence() -> None:
    """It began in the days after the step, and what it does since speaks against the step: the dose is kept."""
    eases = shaped(44, (3.0, 0.5, 0.5, 0.5, 0.5)).said(44, began_with_step="no")

    assert known(eases, "zone", 45) == "yellow"
    assert known(eases, "flare_after_increase", 45) is True
    assert [known(eases, NAME, day) for day in (46, 47, 48)] == [False] * 3


def test_on_the_first_evening_it_is_not_known_and_asked() -> None:
    """The question names both days; until it is answered it is neither yes nor no."""
    diary = flaring(43)

    assert known(diary, NAME, 43) is None
    assert "Did it begin with the step?" in ask_words(fact(diary, NAME, 43))


def test_the_person_may_say_that_it_began_with_the_step() -> None:
    """Then it is the likely cause at once, on any evening."""
    assert known(flaring(43).said(43, began_with_step="yes"), NAME, 43) is True


def test_a_no_beside_another_cause_is_believed() -> None:
    """Both together set the step aside, however the flare goes."""
    grows = shaped(43, GROWS).said(43, began_with_step="no")

    assert known(grows.copy().add("event", "infection", "", 42), NAME, 45) is False
    assert known(grows, NAME, 45) is True


def test_a_step_that_was_taken_back_causes_nothing_any_more() -> None:
    """Back on the dose before, what goes on is not laid to the step that no longer stands."""
    grows = shaped(43, GROWS[:3]).said(43, began_with_step="no").dosed(range(46, 51), "0.5")
    grows.rated(range(46, 51), lift=3)

    assert known(grows, NAME, 45) is True
    assert known(grows, NAME, 47) is False


@pytest.mark.parametrize(("began", "reaches"), [(50, True), (51, False)])
def test_a_flare_begun_later_than_ten_days_is_not_laid_to_the_step(began: int, reaches: bool) -> None:
    """After the window it is no coincidence any more; for ten days how it goes can still tell, later not."""
    diary = shaped(began, (5.0, 5.0, 5.0))

    assert known(diary, "flare_after_increase", began + 2) is False
    assert ("in 100" in why(fact(diary, NAME, began + 2))) is reaches


def test_another_cause_explains_the_first_days_and_what_stays_is_looked_at_again() -> None:
    """The no beside an infection sets the step aside at first; what stands as high after three days is weighed."""
    stays = shaped(41, (2.0,) * 12).said(42, began_with_step="no").add("event", "infection", "", 41)

    codes = [fact(stays, NAME, day).because.code for day in (42, 44, 45)]
    assert codes == ["flare-from-other-cause", "flare-from-other-cause", "step-not-probable"]
    assert known(stays, NAME, 46) is True


def test_back_a_step_the_one_before_it_is_looked_at() -> None:
    """Where steps come weekly a slow reaction calls Yellow after the next one; back from that, the first is named."""
    slow = Diary().planned(plan_of()).rated(range(41))
    for day in range(41, 70):
        slow.rated([day], lift=0.5 if day < 49 else 2.4)
    slow.dosed(range(25, 40), "0.5").dosed(range(40, 48), "1").dosed(range(48, 55), "1.5").dosed(range(55, 70), "1")
    slow.said(50, began_with_step="no")

    assert known(slow, "zone", 63) in ("yellow", "red")
    assert known(slow, NAME, 58) is False  # the lower dose gets its week
    assert dict(dict(fact(slow, NAME, 63).because.parameters)["flare"].parameters)["days"] == 10


def test_bad_nights_alone_are_asked_in_their_own_words() -> None:
    """A flare that began with one bad night names the night instead of the flare."""
    diary = flaring(43, days=0).rated([43], sleep=10).dosed([43], "1")

    assert known(diary, "zone", 43) == "yellow"
    assert known(diary, NAME, 43) is None
    assert "Sleep was 10" in ask_words(fact(diary, NAME, 43))


def test_whoever_flares_often_is_not_blamed_on_the_step() -> None:
    """Three flares in the weeks before the first dose make the same course after a step much less likely its doing."""
    chances = []
    for earlier in ((), (-50, -30, -10)):
        diary = Diary().planned(plan_of())
        for day in range(-75, 43):
            diary.rated([day], lift=5 if any(begin <= day < begin + 3 for begin in earlier) else 0)
        for day, lift in ((43, 2.0), (44, 2.0), (45, 2.0)):
            diary.rated([day], lift=lift)
        diary.dosed(range(25, 40), "0.5").dosed(range(40, 46), "1").said(43, began_with_step="no")
        assert known(diary, "zone", 45) == "yellow"
        chances.append(dict(fact(diary, NAME, 45).because.parameters)["chance"])

    assert chances[1] < 0.6 * chances[0]


def evening(day: int, *, answered: bool = False) -> DailyGuidance:
    """Return what is shown on a calm evening, where everything was answered up to the evening before."""
    diary = Diary().planned(plan_of()).rated(range(60)).dosed(range(25, 40), "0.5").dosed(range(40, 60), "1")
    for before in range(25, day + answered):
        diary.said(before, {**CALM_FACTS, "phase": "titrating"})
    return diary.said(day, danger_sign="none").today(day)


def test_the_week_after_a_step_asks_each_evening_what_is_new() -> None:
    """A no of yesterday does not stand for today on the evening of a step and the seven after it, and then it does."""
    name = "new_symptoms_after_step"
    asked = [day for day in range(36, 52) if name in {question.fact for question in evening(day).guidance.ask}]

    assert asked == list(range(40, 48))
    assert evening(44).guidance.action == "keep"
    assert name not in {question.fact for question in evening(44, answered=True).guidance.ask}


def test_a_steady_life_is_never_asked_for_a_cause() -> None:
    """Without a flare there is nothing to lay to a step."""
    diary = Diary().planned(plan_of()).rated(range(60)).dosed(range(25, 60), "0.5")

    assert {known(diary, NAME, day) for day in (26, 40, 59)} == {False}
