from decimal import Decimal

import pytest

from zonewise.course.flares import green_run

from .builders import (
    CALM_FACTS,
    DAILY,
    NOT_LINKED,
    Diary,
    ask_words,
    fact,
    flaring,
    known,
    note_words,
    plan_of,
    why,
)


def test_three_weeks_teach_what_is_usual() -> None:
    """Before that the zone is unknown and says how many days are still to come; then it is Green."""
    diary = Diary().rated(range(40))

    assert known(diary, "zone", 20) is None
    assert "20 of 21 days" in why(fact(diary, "zone", 20))
    assert known(diary, "zone", 39) == "green"


def test_a_zone_holds_for_two_days_without_ratings() -> None:
    """On the third it is unknown, and a check-in is asked for."""
    diary = Diary().rated(range(40))

    assert [known(diary, "zone", day) for day in (41, 42)] == ["green", None]
    assert "Check in today" in ask_words(fact(diary, "zone", 42))


def test_a_rise_needs_real_ratings_on_four_of_seven_days() -> None:
    """They are counted as they are; same as usual is no real rating, and the Green days are counted apart."""
    four = Diary().rated((*range(33), 36, 37, 38, 39)).as_usual([33, 34, 35]).dosed([25], "0.5")
    three = Diary().rated((*range(33), 37, 38, 39)).as_usual([33, 34, 35, 36]).dosed([25], "0.5")

    assert (known(four, "rated_days", 39), known(three, "rated_days", 39)) == (4, 3)
    assert known(three, "days_green", 39) > 6
    assert "Really rated on 3 of the last 7 days" in why(fact(three, "rated_days", 39))


@pytest.mark.parametrize(("gap", "run"), [(0, 19), (2, 19), (4, 17), (5, 5)])
def test_a_few_unknown_days_do_not_end_the_green_run(gap: int, run: int) -> None:
    """Missed days hold Green for two days, the next two do not count; after one more the run begins again."""
    diary = Diary().rated([*range(35 - gap), *range(35, 40)]).dosed([10], "0.5")

    assert known(diary, "days_green", 39) == run


def test_the_first_green_day_after_a_gap_stands_alone() -> None:
    """Nothing rises on the first day back; with the second one the days before the gap count again."""
    diary = Diary().rated([*range(35), 39, 40]).dosed([10], "0.5")

    assert [green_run(diary.snapshot(day).zones, gap_days=2, after_gap=2) for day in (39, 40)] == [1, 18]


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

    assert known(diary, "last_step_monitored", 63) is counts


@pytest.mark.parametrize(("day", "counts"), [(67, False), (68, True)])
def test_a_later_watched_fortnight_makes_up_for_the_first(day: int, counts: bool) -> None:
    """Nobody watched the step of day 40 at first; from day 68 on a fortnight of its own can be looked at instead."""
    diary = Diary().planned(plan_of()).rated(range(40)).dosed(range(25, 40), "0.5").dosed(range(40, 70), "1")
    diary.as_usual(range(40, 56)).rated(range(56, 70))

    assert known(diary, "last_step_monitored", day) is counts


def test_a_pause_does_not_wait_for_eyes_on_the_step_before_it() -> None:
    """Nobody watched the last step; once LDN is paused no next step waits for it."""
    diary = Diary().planned(plan_of()).rated(range(40)).dosed(range(25, 40), "0.5").dosed(range(40, 56), "1")
    diary.rated(range(56, 64))

    assert known(diary.copy().as_usual(range(40, 56)), "last_step_monitored", 63) is False
    assert known(diary.as_usual(range(40, 56)).said(57, phase="paused"), "last_step_monitored", 63) is True


def test_a_step_from_before_the_diary_was_not_watched_and_holds_nothing() -> None:
    """Check-ins before the first entry cannot be asked for."""
    diary = Diary().history("0.5", -90).history("1.5", -60).rated(range(40)).dosed(range(40), "1.5")

    assert known(diary, "last_step_monitored", 39) is True


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
    """A domain at 8 that is usual for the person: how much of the day was possible is asked, a rating tells it."""
    diary = Diary().rated(range(39), pain=8, function=2).dosed([25], "0.5").rated([39], pain=8)
    function = next(entry for entry in reversed(diary.entries) if entry.name == "function")
    name = "severe_with_lost_function"
    assert known(diary, name, 39) is False
    diary.add("withdrawn", "", "", 39, supersedes=function.id)
    severe = fact(diary, name, 39)

    assert (severe.value, severe.rating_to_give) == (None, "function")
    assert "not possible" in ask_words(severe)
    assert known(diary.copy().add("rating", "function", 2, 39, "21:00"), name, 39) is False
    assert known(Diary().rated(range(40)).rated([40], pain=9, function=9), name, 40) is True


def test_a_domain_that_falls_silent_holds_a_rise_until_it_is_rated() -> None:
    """Whoever rates pain alone after six weeks of all domains is held from the eighth day on, until all are rated."""
    diary = Diary().planned(plan_of()).rated(range(42)).dosed(range(42, 120), "0.5")
    for day in range(42, 120):
        diary.add("rating", "pain", 3, day, "20:00")
    name = "silent_domains"

    assert [known(diary, name, day) for day in (41, 47, 48, 119)] == [False, False, True, True]
    assert "Not rated in the last 7 days: anxiety, joint trouble, immune trouble" in why(fact(diary, name, 60))
    assert known(diary.copy().rated([60]), name, 66) is False
    assert known(diary.copy().rated([60]), name, 67) is True
    assert known(diary.copy().as_usual([60]), name, 60) is False
    almost = diary.copy().rated([60])
    almost.add("withdrawn", "", "", 60, supersedes=next(e.id for e in reversed(almost.entries) if e.name == "mood"))
    assert why(fact(almost, name, 60)).startswith("Not rated in the last 7 days: low mood.")


def test_what_was_rated_a_few_times_only_never_fell_silent() -> None:
    """Six ratings of mood in six weeks are no usual, so nobody waits for a seventh; with seven they do."""
    for ratings, every, silent in ((6, 3, False), (7, 3, True), (7, 8, False)):
        diary = Diary().add("rating", "pain", 3, 0)
        for day in range(60):
            for name in ("pain", "immune", "sensory"):
                diary.add("rating", name, 3, day, "20:00")
        for day in range(0, every * ratings, every):
            diary.add("rating", "mood", 3, day, "20:00")

        assert known(diary, "silent_domains", 59) is silent


def test_a_severe_habit_is_no_severe_day_once_it_is_learnt() -> None:
    """At about 8.4 in all domains with function 7 since ever the first 21 days are severe, and then those beyond it."""
    diary = Diary().rated(range(62), lift=5.4, function=7).rated([62], lift=5.4, function=10)
    name = "severe_with_lost_function"

    assert [known(diary, name, day) for day in (0, 20, 21, 42, 60, 62)] == [True, True, False, False, False, True]
    assert [known(diary, "zone", day) for day in (20, 21, 60, 62)] == ["red", "green", "green", "red"]


@pytest.mark.parametrize(("answer", "worse"), [("usual", False), ("better", False), ("worse", True)])
def test_weeks_worse_than_the_year_before_cannot_open_a_start(answer: str, worse: bool) -> None:
    """While nobody said how the weeks were in which the usual was learnt, it is unknown and asked."""
    diary, name = Diary().rated(range(61)), "usual_learnt_in_worse_weeks"

    assert "usual for you, better, or worse" in diary.snapshot(60).settings.rule_set.facts[name].ask
    assert known(diary, name, 60) is None
    assert known(diary, "days_green", 60) == 40
    assert known(diary.said(60, usual_weeks=answer), name, 60) is worse


def test_who_has_begun_is_not_asked_about_the_first_weeks() -> None:
    """The question is one of the start alone."""
    diary = Diary().rated(range(61)).dosed(range(40, 61), "0.5").said(60, usual_weeks="worse")

    assert known(diary, "usual_learnt_in_worse_weeks", 60) is False


def test_a_spike_is_eight_points_and_three_above_usual() -> None:
    """Both bounds count, for sleep and anxiety; two rated days in a row ask about it on the last one and the next."""
    calm = Diary().rated(range(40), sleep=5, anxiety=3)

    assert known(calm, "insomnia_or_anxiety_spike", 39) is False
    for ratings, expected in (
        ({"sleep": 8, "anxiety": 3}, None),
        ({"sleep": 7.9, "anxiety": 3}, False),
        ({"sleep": 5, "anxiety": 8}, None),
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

    assert known(diary.copy().rated([41], sleep=4, anxiety=8), name, 41) is None
    assert known(diary.copy().rated([42], **bad), name, 42) is None
    assert known(diary.copy().rated([41], sleep=4, anxiety=3).rated([42], **bad), name, 42) is False


@pytest.mark.parametrize(("bad", "expected"), [(42, None), (45, None), (46, False)])
def test_one_bad_night_is_asked_about_soon_after_an_increase(bad: int, expected: bool | None) -> None:
    """Within the link window the person is asked; later it is no spike. The person's yes counts at once either way."""
    name = "insomnia_or_anxiety_spike"
    diary = Diary().planned(plan_of()).dosed(range(25, 40), "0.5").dosed(range(40, 60), "1")
    diary.rated(range(bad)).rated([bad], sleep=9)
    result = fact(diary, name, bad)

    assert result.value is expected
    assert ("severe spike" in ask_words(result)) is (expected is None)
    assert known(diary.copy().said(bad, {name: "yes"}), name, bad) is True
    assert known(diary.copy().said(bad, {name: "no"}), name, bad) is False


def test_one_bad_night_is_watched_two_are_asked_about() -> None:
    """The screen says so; with a disturbing side effect one is enough; while asked, the morning dose comes to mind."""
    name = "insomnia_or_anxiety_spike"
    diary = Diary().planned(plan_of()).rated(range(60), sleep=4).dosed(range(20, 60), "0.5").said(60, CALM_FACTS)
    diary.entries = [entry for entry in diary.entries if entry.name != name]
    one = diary.copy().rated([60], sleep=10)
    two = one.copy().rated([61], sleep=10).dosed([60], "0.5").said(61, {**DAILY, name: "no"}, at="12:00")
    two.entries = [entry for entry in two.entries if entry.name != name]
    sick = one.copy().add("sign", "nausea", "2", 60, "21:00")

    assert (known(one, name, 60), known(two, name, 61), known(sick, name, 60)) == (False, None, None)
    assert "It is watched: nothing goes up now" in " ".join(note_words(one.today(60)))
    for asking, day in ((one, 60), (two, 61), (sick, 60)):
        today = asking.today(day)
        is_asked = asking is not one
        assert today.dose.daily_mg == Decimal("0.5")
        assert today.guidance.action == "keep"
        assert (name in {question.fact for question in today.guidance.ask}) is is_asked
        assert ("morning-dose" in {shown.id for shown in today.guidance.considerations}) is is_asked


@pytest.mark.parametrize("nights", [1, 2])
def test_bad_nights_after_a_step_lower_nothing_unasked(nights: int) -> None:
    """Sleep of 10 alone makes Yellow two days after a step: a question comes, and only its yes lowers the dose."""
    last = 57 + nights
    diary = Diary().planned(plan_of()).rated(range(58), sleep=4).dosed(range(30, 56), "0.5").dosed(range(56, last), "1")
    diary.rated(range(58, last + 1), sleep=10).said(last, CALM_FACTS)
    diary.entries = [entry for entry in diary.entries if entry.name != "insomnia_or_anxiety_spike"]
    today = diary.today(last)

    assert (today.zone.zone, today.guidance.action) == ("yellow", "keep")
    assert {"step_probable_cause", "insomnia_or_anxiety_spike"} <= {question.fact for question in today.guidance.ask}
    assert "Sleep was 10 (your usual is 4)" in ask_words(fact(diary, "step_probable_cause", last))
    assert diary.said(last, began_with_step="yes").today(last).guidance.action == "reduce"


def test_one_bad_night_lets_nothing_rise_while_it_speaks() -> None:
    """It speaks on that day and the next, and no more once the person said that it was no spike."""
    diary = Diary().planned(plan_of()).dosed(range(20, 60), "0.5")
    diary.rated(range(50), sleep=5).rated([50], sleep=8).rated(range(51, 60), sleep=5)  # 8 is no Yellow by itself yet

    assert [known(diary, "very_bad_day_lately", day) for day in (49, 50, 51, 52)] == [False, True, True, False]
    assert known(diary.said(50, insomnia_or_anxiety_spike="no"), "very_bad_day_lately", 50) is False


def test_a_spike_lies_beyond_the_swings_of_the_person() -> None:
    """Where sleep lies three points from its usual on most days anyway, three and a half above it are no spike."""
    even, wild = Diary(), Diary()
    for day in range(40):
        even.rated([day], sleep=(5, 4.5, 5, 5.5)[day % 4])
        wild.rated([day], sleep=(5, 2, 5, 8)[day % 4])

    assert known(even.rated([40, 41], sleep=8.5), "insomnia_or_anxiety_spike", 41) is None
    assert known(wild.rated([40, 41], sleep=8.5), "insomnia_or_anxiety_spike", 41) is False


def test_a_spike_in_a_flare_stands_out_from_it() -> None:
    """Sleep four points up where every domain is four points up may be the flare; with calmer domains it is no part."""
    flare = Diary().rated(range(40), sleep=5).rated([40, 41], lift=4, sleep=9)
    spike = Diary().rated(range(40), sleep=5).rated([40, 41], lift=1, sleep=9)

    assert [known(flare, "zone", 41), known(spike, "zone", 41)] == ["red", "yellow"]
    assert known(flare, "insomnia_or_anxiety_spike", 41) is None
    assert "beyond the flare" in ask_words(fact(flare, "insomnia_or_anxiety_spike", 41))
    assert known(spike, "insomnia_or_anxiety_spike", 41) is None
    assert "beyond the flare" not in ask_words(fact(spike, "insomnia_or_anxiety_spike", 41))
    assert known(flare.copy().said(41, insomnia_or_anxiety_spike="yes"), "insomnia_or_anxiety_spike", 41) is True


def test_a_spike_is_asked_about_once_in_a_flare() -> None:
    """A no stands for the flare while sleep and anxiety do not stand out from it; then it is asked again."""
    flare = Diary().rated(range(40), sleep=5).rated(range(40, 46), lift=4, sleep=9)
    told = flare.said(41, insomnia_or_anxiety_spike="no")
    worse = told.copy().rated([46, 47], lift=1, sleep=10)

    assert [known(told, "insomnia_or_anxiety_spike", day) for day in (41, 43, 45)] == [False] * 3
    assert known(worse, "insomnia_or_anxiety_spike", 47) is None


def test_a_spike_does_not_hide_itself() -> None:
    """Where little but anxiety was rated, anxiety alone is no flare that would explain it, nor the night before."""
    diary = Diary().rated(range(40))
    for day in (40, 41):
        diary.add("rating", "anxiety", 9, day, "20:00").add("rating", "sleep", 9, day, "20:00")

    assert known(diary, "zone", 41) == "red"
    assert "beyond the flare" not in ask_words(fact(diary, "insomnia_or_anxiety_spike", 41))
    assert "beyond the flare" in ask_words(
        fact(diary.rated([40, 41], lift=6, sleep=9), "insomnia_or_anxiety_spike", 41)
    )


def test_a_spike_without_a_usual_or_without_ratings_is_unknown() -> None:
    """In the first days 9 may be usual; and a night nobody rated says nothing."""
    assert known(Diary().rated([0], sleep=9), "insomnia_or_anxiety_spike", 0) is None
    assert known(Diary().rated(range(40)), "insomnia_or_anxiety_spike", 42) is None


def test_the_persons_word_on_a_spike_comes_first_for_its_day() -> None:
    """A no of today outweighs today's rating; a no of yesterday says nothing of bad nights since."""
    diary = Diary().rated(range(40), sleep=4).rated([40, 41], sleep=9)
    name = "insomnia_or_anxiety_spike"

    assert known(diary.copy().said(41, {name: "no"}), name, 41) is False
    assert known(diary.copy().said(39, {name: "no"}), name, 41) is None
    assert known(diary.copy().rated([42], sleep=4), name, 42) is None
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
