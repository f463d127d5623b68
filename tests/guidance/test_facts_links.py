import pytest

from zonewise.guidance.diary_facts import derive_facts
from zonewise.plan.prescribed_plan import Plan

from .builders import CALM_FACTS, Diary, ask_words, fact, flaring, known, note_codes, plan_of, why

LINKS = ("new_symptoms_after_step", "ldn_suspected")


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


@pytest.mark.parametrize(("day", "explains"), [(39, False), (40, True), (44, True), (45, False), (46, False)])
def test_another_cause_lies_near_the_beginning_of_the_flare(day: int, explains: bool) -> None:
    """Recorded earlier than three days before it, or later than the day after it, it did not begin the flare."""
    diary = flaring(43).add("event", "infection", "", day).said(44, began_with_step="no")

    assert known(diary, "flare_after_increase", 45) is not explains


def test_the_person_is_asked_to_weigh_another_cause() -> None:
    """A linked flare with another cause is asked about first, until the person has said which of them it was."""
    diary = flaring(43).add("event", "infection", "", 42)

    assert "You recorded infection on" in ask_words(fact(diary, "flare_after_increase", 45))
    assert "flare_after_increase" in {question.fact for question in diary.today(45).guidance.ask}
    for other in (flaring(43), diary.said(45, began_with_step="yes")):
        assert "flare_after_increase" not in {question.fact for question in other.today(45).guidance.ask}


def test_a_flare_nobody_saw_may_have_followed_the_step() -> None:
    """When the zone was lost within the window the link is unknown; lost later it is known that there is none."""
    soon = Diary().planned(plan_of()).rated(range(43)).dosed(range(25, 40), "0.5").dosed(range(40, 60), "1")
    late = soon.copy().rated(range(43, 49))

    assert known(soon, "flare_after_increase", 58) is None
    assert known(late, "flare_after_increase", 58) is False


def test_nothing_taken_is_nothing_linked() -> None:
    """Before the first dose each link is a known no."""
    facts = derive_facts(Diary().rated(range(40)).rated([40], lift=3).snapshot(40))

    assert [facts[name].value for name in (*LINKS, "flare_after_increase")] == [False] * 3


@pytest.mark.parametrize("name", LINKS)
def test_a_no_before_a_step_is_asked_again_after_it(name: str) -> None:
    """On the day of the step it still counts; from the next day on it was said before anything could show."""
    diary = flaring(60).said(40, {name: "no"})

    assert [known(diary, name, day) for day in (40, 41)] == [False, None]
    assert known(diary.said(41, {name: "no"}), name, 41) is False
    assert known(diary, name, 48) is False


@pytest.mark.parametrize("name", LINKS)
def test_a_no_before_a_flare_is_asked_again_in_it(name: str) -> None:
    """Said on the first day of the flare counts."""
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
@pytest.mark.parametrize(("said", "value"), [(50, None), (62, None), (63, True), (71, True)])
def test_a_suspicion_from_before_a_calm_week_speaks_of_no_new_flare(name: str, said: int, value: bool | None) -> None:
    """In a flare a yes stands that was said since the last calm week; an older one is asked about again."""
    diary = flaring(70, rise=40).said(said, {name: "yes"})

    assert known(diary, name, 72) is value


def went_back(yes: str, lift: float = 1.5) -> Diary:
    """Return a diary with a flare from day 44 that is called the step's doing on it and does not ease on 0.5 mg."""
    diary = Diary().planned(plan_of()).rated(range(43)).rated(range(43, 58), lift=lift)
    diary.said(40, CALM_FACTS).said(44, {yes: "yes"})
    return diary.dosed(range(25, 40), "0.5").dosed(range(40, 44), "1").dosed(range(44, 58), "0.5")


@pytest.mark.parametrize("name", LINKS)
def test_a_yes_that_lowered_the_dose_is_asked_again_after_a_week_on_it(name: str) -> None:
    """One answer moves the dose once: what goes on after that week lowers it again where it is said once more."""
    diary = went_back(name)

    assert [known(diary, "zone", day) for day in (44, 50, 51, 57)] == ["yellow"] * 4
    assert [known(diary, name, day) for day in (44, 50, 51, 57)] == [True, True, None, None]
    assert "the dose went back on" in ask_words(fact(diary, name, 51))
    assert known(diary.copy().said(51, {name: "yes"}), name, 57) is True
    assert known(diary.said(51, {name: "no"}), name, 57) is False


@pytest.mark.parametrize("name", LINKS)
def test_a_yes_still_counts_where_the_flare_turned_red_on_the_lower_dose(name: str) -> None:
    """It got worse, so nobody has to say it again; a flare that was Red when the dose fell got no worse."""
    worse, as_bad = went_back(name).rated(range(50, 58), lift=5), went_back(name, lift=5)

    assert [known(diary, "zone", 52) for diary in (worse, as_bad)] == ["red"] * 2
    assert known(as_bad, "zone", 44) == "red"
    assert [known(diary, name, 52) for diary in (worse, as_bad)] == [True, None]


@pytest.mark.parametrize(("beyond", "expected"), [(0, None), (1, False)])
def test_a_flare_that_nobody_saw_may_follow_an_increase(beyond: int, expected: bool | None) -> None:
    """It may while the first day without a known zone lies in the window; a day later it cannot."""
    unseen = 62  # the zone of day 59 holds for two days
    window = Diary().rated([0]).snapshot(0).link_window_days
    seen = Diary().rated(range(60)).dosed([unseen - window - beyond], "0.5").snapshot(64)

    assert [seen.zones[day].zone for day in (unseen - 1, unseen)] == ["green", None]
    assert derive_facts(seen)["flare_after_increase"].value is expected


def test_sensitive_people_do_not_wait_for_the_next_day() -> None:
    """An unclear link in Yellow is a reduction for them, at once; for others it is asked about and the dose stays."""
    diary = flaring(43, lift=1.3).said(44, {**CALM_FACTS, "phase": "titrating"})

    assert diary.copy().today(44).guidance.action == "keep"
    assert diary.said(44, extreme_sensitivity="yes").today(44).guidance.action == "reduce"


def test_red_soon_after_a_step_back_is_no_second_fall() -> None:
    """The lower dose gets seven days; then Red counts again, and what the person suspects counts on any day."""
    diary = flaring(43, days=1, lift=1.8).rated([44], lift=1.8).rated(range(45, 60), lift=5)
    diary.dosed(range(44, 60), "0.5")

    assert [known(diary, "zone", day) for day in (44, 45)] == ["yellow", "red"]
    assert [known(diary, "flare_after_increase", day) for day in (44, 45, 50, 51)] == [True, False, False, True]
    assert "lower-dose-gets-time" in note_codes(diary, 46)
    assert known(diary.said(46, ldn_suspected="yes"), "ldn_suspected", 46) is True


def test_a_coincidence_in_red_takes_the_dose_back_once() -> None:
    """The step that it may have been does not stand any more, so a Red that is no worse ties nothing to it again."""
    diary = flaring(42, days=2, lift=6).rated(range(44, 80), lift=5).dosed(range(44, 80), "0.5")

    assert [known(diary, "zone", day) for day in (43, 44, 60)] == ["red"] * 3
    assert [known(diary, "flare_after_increase", day) for day in (43, 44, 50, 60)] == [True, False, False, False]


@pytest.mark.parametrize(("fell", "day"), [(47, 53), (47, 65), (49, 56)])
def test_a_lower_dose_gets_its_week_and_no_more_when_nobody_saw_it(fell: int, day: int) -> None:
    """The zone of the day on which the dose fell is not known, and that holds no Red back for longer."""
    diary = flaring(42, days=2, lift=1.8).rated(range(50, 80), lift=6)
    diary.dosed(range(44, fell), "1").dosed(range(fell, 80), "0.5")

    assert known(diary, "zone", fell) is None
    assert [known(diary, name, day) for name in ("zone", "flare_after_increase")] == ["red", day - fell >= 7]


def test_a_dose_taken_back_before_the_diary_began_holds_no_red_back() -> None:
    """Its time is over a week after it fell, wherever that was written down."""
    diary = Diary().planned(plan_of()).history("1", -20).history("1.5", -3).history("1", -1)
    for day in range(1, 30):
        diary.rated([day]).add("zone", "declared", "red", day, "21:00")

    assert [known(diary, "flare_after_increase", day) for day in (2, 5, 6, 29)] == [False, False, True, True]


def test_an_earlier_increase_in_the_window_that_still_stands_keeps_the_link() -> None:
    """With a window of two weeks and a step each week, taking one of two steps back leaves the other in doubt."""
    diary = Diary().planned(plan_of(interval_days=7, link_window_days=14)).rated(range(43)).rated([43, 44], lift=1.8)
    diary.rated(range(45, 60), lift=5).dosed(range(20, 33), "0.5").dosed(range(33, 40), "1").dosed(range(40, 44), "1.5")
    one, both = diary.copy().dosed(range(44, 60), "1"), diary.copy().dosed(range(44, 60), "0.5")

    assert [known(case, "zone", 44) for case in (one, both)] == ["yellow", "yellow"]
    assert [known(case, "flare_after_increase", 46) for case in (one, both)] == [True, False]


def test_the_note_on_a_lower_dose_is_shown_for_its_week() -> None:
    """Not later in the same flare, and not while nothing is taken."""
    lower = Diary().planned(plan_of()).rated(range(42)).rated(range(42, 75), lift=1.8).dosed(range(25, 40), "0.5")
    lower.dosed(range(40, 43), "1")
    paused = lower.copy().said(43, phase="paused", at="23:00")
    lower.dosed(range(43, 75), "0.5")

    shown = ["lower-dose-gets-time" in note_codes(lower, day) for day in (42, 43, 49, 50, 60)]
    assert shown == [False, True, True, False, False]
    assert "lower-dose-gets-time" not in note_codes(paused, 44)


@pytest.mark.parametrize(
    ("first", "grade", "day", "expected"),
    [(41, 2, 42, True), (54, 2, 55, True), (55, 2, 55, None), (41, 1, 42, None), (39, 2, 42, None), (41, 2, 44, None)],
)
def test_a_side_effect_that_came_with_the_step_is_a_new_symptom(
    first: int, grade: int, day: int, expected: bool | None
) -> None:
    """Of grade 2, begun in the fourteen days after the step, not there before it, and written down lately."""
    diary = Diary().planned(plan_of()).rated(range(60)).dosed(range(25, 40), "0.5").dosed(range(40, 60), "1")
    for at in {first, min(first + 1, day), max(first, min(day, 42))}:
        diary.add("sign", "agitation", grade, at, "20:00")

    assert known(diary, "new_symptoms_after_step", day) is expected


def test_the_persons_no_outweighs_a_side_effect_written_down_before() -> None:
    """Said on a later day it was said in the knowledge of it; a step that was taken back is asked about instead."""
    diary = Diary().planned(plan_of()).rated(range(60)).dosed(range(25, 40), "0.5").dosed(range(40, 43), "1")
    for day in range(41, 46):
        diary.add("sign", "agitation", 2, day, "20:00")

    assert known(diary.copy().said(41, new_symptoms_after_step="no"), "new_symptoms_after_step", 42) is True
    assert known(diary.copy().said(42, new_symptoms_after_step="no"), "new_symptoms_after_step", 42) is False
    assert known(diary.dosed(range(43, 46), "0.5"), "new_symptoms_after_step", 44) is None


def test_a_no_outweighs_only_what_was_written_down_before_it() -> None:
    """A second complaint after the "no" is a new symptom of its own, though the first one goes on."""
    diary = Diary().planned(plan_of()).rated(range(60)).dosed(range(25, 40), "0.5").dosed(range(40, 60), "1")
    for day in range(41, 47):
        diary.add("sign", "agitation", 2, day, "20:00")
    diary.said(42, new_symptoms_after_step="no").add("sign", "hives", 2, 45, "20:00")

    assert [known(diary, "new_symptoms_after_step", day) for day in (42, 44, 45, 46)] == [False, None, True, True]
    assert "hives" in why(fact(diary, "new_symptoms_after_step", 46))
    assert known(diary.said(46, new_symptoms_after_step="no"), "new_symptoms_after_step", 46) is False


def test_a_no_to_a_complaint_lasts_while_the_step_stands() -> None:
    """When it has grown old the person is asked again; what they denied is not taken for true."""
    diary = Diary().planned(plan_of()).rated(range(160)).dosed(range(25, 40), "0.5").dosed(range(40, 160), "1")
    for day in range(45, 151, 7):
        diary.add("sign", "headache", 2, day, "20:00")

    assert known(diary, "new_symptoms_after_step", 150) is True
    assert known(diary.said(46, new_symptoms_after_step="no"), "new_symptoms_after_step", 150) is None


def test_a_complaint_that_is_back_after_a_calm_time_is_another_one() -> None:
    """A headache soon after the step and again months later: the second did not come with the step."""
    diary = Diary().planned(plan_of()).rated(range(160)).dosed(range(25, 40), "0.5").dosed(range(40, 160), "1")
    diary.add("sign", "headache", 2, 45, "20:00").add("sign", "headache", 2, 150, "20:00")

    assert [known(diary, "new_symptoms_after_step", day) for day in (45, 150)] == [True, None]


def test_a_complaint_after_midnight_belongs_to_the_evening_before() -> None:
    """So a "no" on the day on which the clock stood outweighs it."""
    diary = Diary().planned(plan_of()).rated(range(60)).dosed(range(25, 40), "0.5").dosed(range(40, 60), "1")
    diary.add("sign", "agitation", 2, 43, "02:00").said(43, new_symptoms_after_step="no")

    assert known(diary, "new_symptoms_after_step", 43) is False
