import pytest

from zonewise.guidance.facts import find_facts
from zonewise.guidance.found import Found
from zonewise.plan.value import Plan
from zonewise.protocol.values import FactValue

from .builders import NOT_LINKED, Diary, plan_of

LINKS = ("new_symptoms_after_step", "ldn_suspected")


def fact(diary: Diary, name: str, day: int) -> Found:
    """Return one fact of a day."""
    return find_facts(diary.seen(day))[name]


def known(diary: Diary, name: str, day: int) -> FactValue:
    """Return its value."""
    return fact(diary, name, day).value


def flaring(began: int, days: int = 3, *, rise: int = 40, plan: Plan | None = None) -> Diary:
    """Return a diary with 0.5 mg from day 25, 1 mg from `rise` and a flare of a few days."""
    diary = Diary().planned(plan or plan_of()).rated(range(began)).rated(range(began, began + days), lift=5)
    return diary.dosed(range(25, rise), "0.5").dosed(range(rise, began + days), "1")


def test_three_weeks_teach_what_is_usual() -> None:
    """Before that the zone is unknown and says how many days are still to come; then it is Green."""
    diary = Diary().rated(range(40))

    assert known(diary, "zone", 20) is None
    assert "20 of 21 days" in fact(diary, "zone", 20).because
    assert known(diary, "zone", 39) == "green"


def test_a_zone_holds_for_two_days_without_ratings() -> None:
    """On the third it is unknown, and a check-in is asked for."""
    diary = Diary().rated(range(40))

    assert [known(diary, "zone", day) for day in (41, 42)] == ["green", None]
    assert "Check in today" in fact(diary, "zone", 42).ask


def test_a_rise_needs_real_ratings_on_four_of_seven_days() -> None:
    """With four the Green days count, with three they count 0, and same as usual is no real rating."""
    four = Diary().rated((*range(33), 36, 37, 38, 39)).as_usual([33, 34, 35]).dosed([25], "0.5")
    three = Diary().rated((*range(33), 37, 38, 39)).as_usual([33, 34, 35, 36]).dosed([25], "0.5")

    assert known(four, "days_green", 39) > 6
    assert known(three, "days_green", 39) == 0
    assert "really rated on 3" in fact(three, "days_green", 39).because


def test_the_green_days_end_with_today() -> None:
    """A flare ends the run, and an unknown zone is no Green day."""
    assert known(flaring(50), "days_green", 52) == 0
    assert known(Diary().rated(range(40)), "days_green", 42) == 0


@pytest.mark.parametrize(("check_ins", "counts"), [((40, 44, 48, 54), True), ((40, 44, 48, 55), False)])
def test_a_step_needs_check_ins_after_the_last_one(check_ins: tuple[int, ...], counts: bool) -> None:
    """Four in the fourteen days after the step of day 40; the fifteenth is too late."""
    diary = Diary().planned(plan_of()).rated(range(40)).dosed(range(25, 40), "0.5").dosed(range(40, 70), "1")
    diary.rated(check_ins).rated(range(56, 64))
    between = [day for day in range(40, 56) if day not in check_ins]
    diary.as_usual(between)

    assert (known(diary, "days_green", 63) > 0) is counts


@pytest.mark.parametrize(("day", "counts"), [(67, False), (68, True)])
def test_a_later_watched_fortnight_makes_up_for_the_first(day: int, counts: bool) -> None:
    """Nobody watched the step of day 40 at first; from day 68 on a fortnight of its own can be looked at instead."""
    diary = Diary().planned(plan_of()).rated(range(40)).dosed(range(25, 40), "0.5").dosed(range(40, 70), "1")
    diary.as_usual(range(40, 56)).rated(range(56, 70))

    assert (known(diary, "days_green", day) > 0) is counts


def test_a_pause_does_not_wait_for_eyes_on_the_step_before_it() -> None:
    """Nobody watched the last step; once LDN is paused that no longer holds the Green days."""
    diary = Diary().planned(plan_of()).rated(range(40)).dosed(range(25, 40), "0.5").dosed(range(40, 56), "1")
    diary.rated(range(56, 64))

    assert known(diary.copy().as_usual(range(40, 56)), "days_green", 63) == 0
    assert known(diary.as_usual(range(40, 56)).said(57, phase="paused"), "days_green", 63) > 6


def test_a_step_from_before_the_diary_was_not_watched_and_holds_nothing() -> None:
    """Check-ins before the first entry cannot be asked for."""
    diary = Diary().history("0.5", -90).history("1.5", -60).rated(range(40)).dosed(range(40), "1.5")

    assert known(diary, "days_green", 39) > 6


def test_a_better_zone_of_ones_own_lets_nothing_rise() -> None:
    """While ratings say Yellow a declared Green is noted; when both say Green it takes nothing away."""
    yellow = flaring(50).add("zone", "declared", "green", 52, "21:00")
    green = Diary().planned(plan_of()).rated(range(53)).dosed(range(25, 53), "0.5")

    assert (known(yellow, "zone", 52), known(yellow, "days_green", 52)) == ("red", 0)
    assert known(green.add("zone", "declared", "green", 52, "21:00"), "days_green", 52) > 6


def test_a_worse_zone_of_ones_own_counts() -> None:
    """A declared Red is Red although the ratings are even."""
    assert known(Diary().rated(range(40)).add("zone", "declared", "red", 39, "21:00"), "zone", 39) == "red"


def test_a_severe_domain_with_unknown_function_lets_nothing_rise() -> None:
    """One domain at 8 that is usual for the person, and nobody said how much of the day was possible."""
    diary = Diary().rated(range(39), pain=8, function=2).dosed([25], "0.5").rated([39], pain=8)
    function = next(each for each in reversed(diary.entries) if each.name == "function")
    assert known(diary, "days_green", 39) > 6
    diary.add("withdrawn", "", "", 39, supersedes=function.id)

    assert known(diary, "days_green", 39) == 0


@pytest.mark.parametrize(("said", "days"), [("usual", 40), ("better", 40), ("worse", 0)])
def test_weeks_worse_than_the_year_before_cannot_open_a_start(said: str, days: int) -> None:
    """Learnt in worse weeks Green counts 0, and while nobody said how the weeks were it is unknown and asked."""
    diary = Diary().rated(range(61))

    assert "usual for you, better, or worse" in fact(diary, "days_green", 60).ask
    assert known(diary, "days_green", 60) is None
    assert known(diary.said(60, usual_weeks=said), "days_green", 60) == days


def test_who_has_begun_is_not_asked_about_the_first_weeks() -> None:
    """The question is one of the start alone."""
    assert known(Diary().rated(range(61)).dosed(range(40, 61), "0.5"), "days_green", 60) > 6


@pytest.mark.parametrize(("began", "linked"), [(41, True), (45, True), (46, False)])
def test_a_flare_within_the_window_is_linked(began: int, linked: bool) -> None:
    """With two weeks between steps the window is five days."""
    assert known(flaring(began), "flare_after_increase", began + 2) is linked


@pytest.mark.parametrize(
    ("plan", "last"), [(plan_of(interval_days=7), 5), (plan_of(interval_days=42), 14), (plan_of(link_window_days=3), 3)]
)
def test_the_plan_sets_the_window(plan: Plan, last: int) -> None:
    """A share of the interval, five days at least and fourteen at most, or what the plan says itself."""
    assert known(flaring(40 + last, plan=plan), "flare_after_increase", 41 + last) is True
    assert known(flaring(41 + last, plan=plan), "flare_after_increase", 42 + last) is False


def test_a_start_and_a_resumption_are_increases() -> None:
    """A flare soon after the first dose, or after the first one since a pause, is linked."""
    start = Diary().planned(plan_of()).rated(range(45)).rated([45, 46], lift=3).dosed(range(41, 47), "0.5")
    again = Diary().planned(plan_of()).rated(range(60)).rated([60, 61], lift=3).dosed(range(25, 40), "0.5")

    assert known(start, "flare_after_increase", 46) is True
    assert known(again.copy(), "flare_after_increase", 61) is False
    assert known(again.said(40, phase="paused").dosed(range(56, 62), "0.5"), "flare_after_increase", 61) is True


@pytest.mark.parametrize("name", ["infection", "exertion", "period", "stress"])
def test_another_cause_and_the_persons_word_unlink_a_flare(name: str) -> None:
    """Both are needed: the cause from three days before it, and "it did not begin with the step"."""
    diary = flaring(43)
    cause = diary.copy().add("event", name, "", 40)

    assert known(cause, "flare_after_increase", 45) is True
    assert known(diary.copy().said(44, began_with_step="no"), "flare_after_increase", 45) is True
    assert known(cause.copy().said(44, began_with_step="no"), "flare_after_increase", 45) is False
    assert known(cause.copy().said(44, began_with_step="yes"), "flare_after_increase", 45) is True
    assert known(cause.copy().said(42, began_with_step="no"), "flare_after_increase", 45) is True


@pytest.mark.parametrize(("day", "explains"), [(39, False), (40, True), (45, True), (46, False)])
def test_another_cause_lies_near_the_flare(day: int, explains: bool) -> None:
    """Recorded earlier than three days before the flare, or after today, it explains nothing."""
    diary = flaring(43).add("event", "infection", "", day).said(44, began_with_step="no")

    assert known(diary, "flare_after_increase", 45) is not explains


def test_the_person_is_asked_to_weigh_another_cause() -> None:
    """A linked flare with another cause shows a note until the person has said which of them it was."""
    diary = flaring(43).add("event", "infection", "", 42)

    assert any("began_with_step" in note for note in diary.today(45).notes)
    assert not any("began_with_step" in note for note in flaring(43).today(45).notes)
    assert not any("began_with_step" in note for note in diary.said(45, began_with_step="yes").today(45).notes)


def test_a_flare_nobody_saw_may_have_followed_the_step() -> None:
    """When the zone was lost within the window the link is unknown; lost later it is known that there is none."""
    soon = Diary().planned(plan_of()).rated(range(43)).dosed(range(25, 40), "0.5").dosed(range(40, 60), "1")
    late = soon.copy().rated(range(43, 49))

    assert known(soon, "flare_after_increase", 58) is None
    assert known(late, "flare_after_increase", 58) is False


def test_nothing_taken_is_nothing_linked() -> None:
    """Before the first dose each link is a known no."""
    facts = find_facts(Diary().rated(range(40)).rated([40], lift=3).seen(40))

    assert [facts[name].value for name in (*LINKS, "flare_after_increase")] == [False] * 3


@pytest.mark.parametrize("name", LINKS)
def test_a_no_before_a_step_is_asked_again_after_it(name: str) -> None:
    """On the day of the step it still counts; from the next day on it was said before anything could show."""
    diary = flaring(60).said(40, {name: "no"})

    assert [known(diary, name, day) for day in (40, 41)] == [False, None]
    assert known(diary.said(41, {name: "no"}), name, 45) is False


@pytest.mark.parametrize("name", LINKS)
def test_a_no_before_a_flare_is_asked_again_in_it(name: str) -> None:
    """Said on the first day of the flare it counts."""
    diary = flaring(60).said(59, {name: "no"})

    assert [known(diary, name, day) for day in (59, 61)] == [False, None]
    assert known(diary.said(60, {name: "no"}), name, 61) is False


@pytest.mark.parametrize("name", LINKS)
def test_a_suspicion_lasts_until_a_calm_week(name: str) -> None:
    """Seven Green days after it, and no flare, it is asked again instead of holding for ever."""
    diary = Diary().planned(plan_of()).rated(range(80)).dosed(range(25, 80), "0.5").said(50, {name: "yes"})

    assert [known(diary, name, day) for day in (50, 56, 57)] == [True, True, None]
    assert known(diary.said(57, {name: "no"}), name, 58) is False


@pytest.mark.parametrize("name", LINKS)
def test_a_suspicion_in_a_flare_stays(name: str) -> None:
    """A new flare after a calm week brings no question while the old yes is there."""
    diary = flaring(70, rise=40).said(50, {name: "yes"})

    assert known(diary, name, 72) is True


def test_a_spike_is_eight_points_and_three_above_usual() -> None:
    """Both bounds count, for sleep and for anxiety, on two rated days in a row of which one is today or yesterday."""
    calm = Diary().rated(range(40), sleep=5, anxiety=3)

    assert known(calm, "insomnia_or_anxiety_spike", 39) is False
    for ratings, expected in (
        ({"sleep": 8, "anxiety": 3}, True),
        ({"sleep": 7.9, "anxiety": 3}, False),
        ({"sleep": 5, "anxiety": 8}, True),
    ):
        diary = calm.copy().rated([40, 41], **ratings)
        assert known(diary, "insomnia_or_anxiety_spike", 41) is expected
        assert known(diary.rated([42], sleep=5, anxiety=3), "insomnia_or_anxiety_spike", 42) is expected
        assert known(diary.rated([43], sleep=5, anxiety=3), "insomnia_or_anxiety_spike", 43) is False
    assert known(Diary().rated(range(40), sleep=5.5).rated([40, 41], sleep=8), "insomnia_or_anxiety_spike", 41) is False


def test_the_two_days_of_a_spike_follow_each_other_among_rated_days() -> None:
    """A bad night and a very anxious day make two; a day nobody rated lies between them, a calm one ends the run."""
    name, bad = "insomnia_or_anxiety_spike", {"sleep": 9, "anxiety": 3}
    diary = Diary().rated(range(40), sleep=4, anxiety=3).rated([40], **bad)

    assert known(diary.copy().rated([41], sleep=4, anxiety=8), name, 41) is True
    assert known(diary.copy().rated([42], **bad), name, 42) is True
    assert known(diary.copy().rated([41], sleep=4, anxiety=3).rated([42], **bad), name, 42) is False


@pytest.mark.parametrize(("bad", "expected"), [(42, None), (45, None), (46, False)])
def test_one_bad_night_is_asked_about_soon_after_an_increase(bad: int, expected: bool | None) -> None:
    """Within the link window the person is asked; later it is no spike. The person's yes counts at once either way."""
    name = "insomnia_or_anxiety_spike"
    diary = Diary().planned(plan_of()).dosed(range(25, 40), "0.5").dosed(range(40, 60), "1")
    diary.rated(range(bad)).rated([bad], sleep=9)
    found = fact(diary, name, bad)

    assert found.value is expected
    assert ("severe spike" in (found.ask or "")) is (expected is None)
    assert known(diary.copy().said(bad, {name: "yes"}), name, bad) is True
    assert known(diary.copy().said(bad, {name: "no"}), name, bad) is False


def test_one_bad_night_lets_nothing_rise_while_it_speaks() -> None:
    """Green counts 0 on that day and the next, and again in full after it, or once the person said it was no spike."""
    diary = Diary().planned(plan_of()).dosed(range(20, 60), "0.5")
    diary.rated(range(50), sleep=5).rated([50], sleep=8).rated(range(51, 60), sleep=5)  # 8 is no Yellow by itself yet

    assert [known(diary, "days_green", day) == 0 for day in (49, 50, 51, 52)] == [False, True, True, False]
    assert known(diary.said(50, insomnia_or_anxiety_spike="no"), "days_green", 50) != 0


def test_a_spike_lies_beyond_the_swings_of_the_person() -> None:
    """Where sleep lies three points from its usual on most days anyway, three and a half above it are no spike."""
    even, wild = Diary(), Diary()
    for day in range(40):
        even.rated([day], sleep=(5, 4.5, 5, 5.5)[day % 4])
        wild.rated([day], sleep=(5, 2, 5, 8)[day % 4])

    assert known(even.rated([40, 41], sleep=8.5), "insomnia_or_anxiety_spike", 41) is True
    assert known(wild.rated([40, 41], sleep=8.5), "insomnia_or_anxiety_spike", 41) is False


def test_a_spike_without_a_usual_or_without_ratings_is_unknown() -> None:
    """In the first days 9 may be usual; and a night nobody rated says nothing."""
    assert known(Diary().rated([0], sleep=9), "insomnia_or_anxiety_spike", 0) is None
    assert known(Diary().rated(range(40)), "insomnia_or_anxiety_spike", 42) is None


def test_the_persons_word_on_a_spike_comes_first_for_its_day() -> None:
    """A no of today outweighs today's rating; a no of yesterday says nothing of bad nights since."""
    diary = Diary().rated(range(40), sleep=4).rated([40, 41], sleep=9)
    name = "insomnia_or_anxiety_spike"

    assert known(diary.copy().said(41, {name: "no"}), name, 41) is False
    assert known(diary.copy().said(39, {name: "no"}), name, 41) is True
    assert known(diary.copy().rated([42], sleep=4), name, 42) is True
    assert known(diary.copy().said(41, {name: "no"}).rated([42], sleep=4), name, 42) is False
    assert known(Diary().rated(range(40)).said(38, {name: "yes"}), name, 39) is True
    assert known(Diary().rated(range(40)).said(37, {name: "yes"}), name, 39) is False


def test_no_earlier_flare_is_no_history() -> None:
    """Known for who began within the diary; who took it before is asked; an answer comes first."""
    assert known(flaring(60), "tolerated_past_flares", 62) == "no-history"
    assert known(Diary().history("1", -90).rated(range(40)), "tolerated_past_flares", 39) is None
    assert known(flaring(60).said(60, tolerated_past_flares="no"), "tolerated_past_flares", 62) == "no"


def test_an_earlier_flare_on_ldn_is_asked_about() -> None:
    """Once one has passed, whether it was borne is a question."""
    diary = flaring(50).rated(range(53, 70)).rated([70, 71], lift=3).dosed(range(53, 72), "1")

    assert known(diary, "tolerated_past_flares", 71) is None


def test_a_past_day_knows_no_later_answer() -> None:
    """A suspicion said on day 50 is not there on day 49."""
    diary = flaring(60).said(45, NOT_LINKED).said(50, ldn_suspected="yes")

    assert [known(diary, "ldn_suspected", day) for day in (49, 50)] == [False, True]


@pytest.mark.parametrize(("beyond", "expected"), [(0, None), (1, False)])
def test_a_flare_that_nobody_saw_may_follow_an_increase(beyond: int, expected: bool | None) -> None:
    """It may while the first day without a known zone lies in the window; a day later it cannot."""
    unseen = 62  # the zone of day 59 holds for two days
    window = Diary().rated([0]).seen(0).link_window_days
    seen = Diary().rated(range(60)).dosed([unseen - window - beyond], "0.5").seen(64)

    assert [seen.zones[day].zone for day in (unseen - 1, unseen)] == ["green", None]
    assert find_facts(seen)["flare_after_increase"].value is expected
