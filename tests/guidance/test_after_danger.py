"""After a danger sign or a call no dose is named until what the doctor or nurse said is told."""

from decimal import Decimal

import pytest

from zonewise.report.explanations import sentence
from zonewise.services.base.protocols import load_protocol

from .builders import CALM_FACTS, DAILY, Diary, d, plan_of, settled, weekday, why

RISES = ("start", "step-up", "resume-low")
SIGNS = load_protocol().rule_set.danger_signs
ALLERGY_ASKED = {**CALM_FACTS, "opioid": "none"}


def calm(day: int = 60) -> Diary:
    """Return a diary whose next step opens on this day."""
    return settled(plan_of(), until=60).rated([61, 62]).said(day, CALM_FACTS)


def said(sign: str, word: str, told_on: int, *, until: int = 80) -> Diary:
    """Return a diary with a sign on day 60 and no dose from then on, what a clinician said, and calm days after it."""
    diary = settled(plan_of(), until=60).said(60, danger_sign=sign)
    for day in range(61, until + 1):
        diary.rated([day]).said(day, CALM_FACTS, at="09:00")
    return diary.said(told_on, clinician_said=word)


def test_without_a_sign_the_step_opens() -> None:
    """The diary that the other tests add a sign to would rise."""
    assert calm().today(60).guidance.action == "step-up"


@pytest.mark.parametrize("sign", SIGNS)
def test_the_next_day_names_the_sign_asks_what_was_said_and_shows_no_dose(sign: str) -> None:
    """Whichever sign it was, and though a dose was logged after it."""
    for diary in (calm(), calm().dosed([59], "0.5")):
        today = diary.said(59, danger_sign=sign).today(60)

        assert today.guidance.action in ("wait", "stop-and-call")
        assert (today.dose.doses, today.guidance.ask[0].fact) == ((), "unresolved_danger")
        assert today.facts["unresolved_danger"].value == sign
        assert weekday(d(59)) in why(today.facts["unresolved_danger"])


@pytest.mark.parametrize("word", [None, "not-yet", "stay-off", "new-plan"])
@pytest.mark.parametrize("sign", SIGNS)
def test_nothing_is_named_until_a_clinician_let_it_go_on(sign: str, word: str | None) -> None:
    """Neither calm weeks nor "not yet", "stay off" and "another plan" open a dose; half a year later neither."""
    diary = said(sign, word, 62) if word else said(sign, "not-yet", 61)
    for day in (63, 70, 80):
        today = diary.today(day)
        assert today.guidance.action in ("wait", "stop-and-call"), day
        assert not today.dose.doses


@pytest.mark.parametrize("told_on", [61, 62, 64, 70])
def test_each_day_on_which_the_screen_says_to_call_is_a_day_of_a_call(told_on: int) -> None:
    """While a sign of the liver is open the answer repeats it every day; the calm week after it begins at the last."""
    diary = settled(plan_of(), until=60).said(60, danger_sign="liver")
    for day in range(61, 80):
        diary.rated([day]).said(day, CALM_FACTS, at="09:00")

    assert [diary.today(day).facts["days_since_call"].value for day in range(60, told_on)] == [0] * (told_on - 60)
    diary.said(told_on, clinician_said="continue")
    assert [diary.today(day).facts["days_since_call"].value for day in (told_on, told_on + 7)] == [0, 7]


def test_go_on_told_the_next_day_names_the_same_dose() -> None:
    """One evening was missed; the dose that was taken stands, and nothing rises until a calm week after the sign."""
    diary = said("suicidal", "continue", 61).dosed(range(61, 80), "0.5")

    assert [diary.today(day).guidance.action for day in (61, 67, 68)] == ["keep", "keep", "step-up"]
    assert diary.today(61).dose.daily_mg == Decimal("0.5")


@pytest.mark.parametrize("sign", ["anaphylaxis", "withdrawal"])
def test_after_a_storm_or_a_withdrawal_go_on_means_start_again_low(sign: str) -> None:
    """The same evening no dose is named, and the phase is a pause that runs its own time."""
    diary = said(sign, "continue", 61)

    assert diary.today(62).facts["phase"].value == "paused"
    for day in range(61, 67):
        assert not diary.today(day).dose.doses


def test_after_missed_days_go_on_means_start_again_low() -> None:
    """Days were missed before anyone was reached, so the pause runs from the sign and then LDN begins low."""
    diary = said("suicidal", "continue", 64)

    assert [diary.today(day).guidance.action for day in (63, 64, 67, 68)] == ["wait", "wait", "wait", "resume-low"]
    assert diary.today(68).dose.daily_mg == Decimal("0.5")


def test_withdrawal_starts_the_wait_after_an_opioid() -> None:
    """Nobody needs to know which opioid it was: the longer wait runs from the sign."""
    diary = said("withdrawal", "restart-low", 61)

    assert [diary.today(day).facts["opioid"].value for day in (61, 73, 74)] == ["recent", "recent", "none"]
    assert [diary.today(day).guidance.action for day in (73, 74)] == ["wait", "resume-low"]


@pytest.mark.parametrize(("sign", "fact"), [("anaphylaxis", "hypersensitivity"), ("liver", "liver")])
def test_allergy_and_liver_are_asked_again(sign: str, fact: str) -> None:
    """What was answered before the sign does not know of it."""
    diary = settled(plan_of(), until=60).said(59, CALM_FACTS).said(60, danger_sign=sign)
    diary.rated([61]).said(61, {**DAILY, "clinician_said": "continue"})

    assert diary.today(61).facts[fact].value is None


def test_another_plan_ends_the_wait_for_it() -> None:
    """The clinician spoke of another plan: until it is here nothing is named, and then LDN begins low by it."""
    diary = said("suicidal", "new-plan", 61)
    assert diary.today(70).guidance.action == "wait"

    diary.planned(plan_of(), 69)  # the same prescription once more
    assert diary.today(69).guidance.action == "wait"
    diary.planned(plan_of(written_on=d(70)), 70)

    assert (diary.today(70).guidance.action, diary.today(70).dose.daily_mg) == ("resume-low", Decimal("0.5"))


def test_who_is_to_stay_off_needs_a_clinicians_word_and_the_wish() -> None:
    """Stay off is a stop; the wish to begin does not outweigh it, and a later "start again low" does with the wish."""
    diary = said("liver", "stay-off", 61, until=90)
    assert diary.today(62).facts["phase"].value == "stopped"
    assert not diary.said(80, wants_to_start="yes").today(80).dose.doses

    diary.said(81, clinician_said="restart-low")

    assert [diary.today(day).guidance.action for day in (81, 87, 88)] == ["wait", "wait", "start"]


def test_a_word_from_before_the_sign_does_not_count() -> None:
    """What a clinician said of an earlier sign does not clear a new one."""
    diary = calm().said(40, danger_sign="liver").said(41, clinician_said="continue").said(50, danger_sign="suicidal")

    assert diary.today(60).facts["unresolved_danger"].value == "suicidal"


def test_a_word_of_the_same_day_counts_when_it_came_after_the_sign() -> None:
    """Told in the morning of an earlier sign it does not clear the one of the evening."""
    before = calm().said(58, clinician_said="continue", at="09:00").said(58, danger_sign="suicidal", at="20:00")
    after = calm().said(58, danger_sign="suicidal", at="09:00").said(58, clinician_said="continue", at="20:00")

    assert before.today(59).facts["unresolved_danger"].value == "suicidal"
    assert after.today(59).facts["unresolved_danger"].value == "none"


def test_the_worst_of_a_day_is_named_and_it_never_grows_old() -> None:
    """Of two signs of one day the more pressing one counts, after months as well."""
    diary = calm().said(50, danger_sign="liver").said(50, danger_sign="anaphylaxis")

    assert {diary.today(day).facts["unresolved_danger"].value for day in (60, 141, 400)} == {"anaphylaxis"}


@pytest.mark.parametrize(
    ("sign", "rule"),
    [
        ("anaphylaxis", "danger-unresolved-stop"),
        ("liver", "danger-unresolved-stop"),
        ("withdrawal", "danger-unresolved-withdrawal"),
        ("suicidal", "danger-unresolved-taking"),
    ],
)
def test_a_sign_goes_on_forbidding_a_dose_whatever_was_logged_since(sign: str, rule: str) -> None:
    """Who went on taking it is asked to take no more as well."""
    today = calm().said(58, danger_sign=sign).today(60)

    assert today.facts["phase"].value == "titrating"
    assert (today.guidance.action, today.dose.daily_mg) == ("stop-and-call", None)
    assert rule in [reason.id for reason in today.guidance.reasons]


@pytest.mark.parametrize(
    ("answer", "over"),
    [
        ({"liver": "acute"}, {"liver": "none"}),
        ({"hypersensitivity": "yes"}, {"hypersensitivity": "no"}),
        ({"other_antagonist": "yes"}, {"other_antagonist": "no"}),
        ({"opioid": "current"}, {"opioid": "none", "last_opioid": "2026-02-25"}),
    ],
)
def test_after_take_no_more_what_was_said_is_asked_though_the_reason_is_gone(answer, over) -> None:
    """Each reason that asks to take no more and call leaves the question what the doctor or nurse said."""
    diary = settled(plan_of(), until=56).said(56, CALM_FACTS | answer)
    assert diary.today(56).guidance.action == "stop-and-call"
    for day in range(57, 90):
        diary.rated([day]).said(day, CALM_FACTS | over)

    today = diary.today(75)

    assert (today.guidance.action in ("wait", "stop-and-call"), today.dose.doses) == (True, ())
    assert today.guidance.ask[0].fact == "unresolved_danger"


@pytest.mark.parametrize(("word", "says"), [("new-plan", "until you enter that plan"), ("stay-off", "stay off LDN")])
@pytest.mark.parametrize("sign", SIGNS)
def test_after_a_word_to_wait_the_day_says_what_was_said_and_what_opens_it(sign: str, word: str, says: str) -> None:
    """No dose, and no word that nobody told us; a danger sign after it is asked about as before."""
    diary = said(sign, word, 62)
    for day in (62, 63, 80):
        today = diary.today(day)
        fact = today.facts["unresolved_danger"]
        assert (fact.value, today.dose.doses) == (sign, ())
        assert says in why(fact)
        assert weekday(d(62)) in why(fact)
        assert fact.ask is not None
        assert "anything else" in sentence(fact.ask, d(day))
        assert not any("do not know yet" in rule.because for rule in today.guidance.reasons)

    again = diary.said(70, danger_sign=sign).today(71)
    assert weekday(d(70)) in why(again.facts["unresolved_danger"])
    assert says not in why(again.facts["unresolved_danger"])


def test_the_plan_that_was_spoken_of_opens_what_waits_for_it() -> None:
    """As the day says it."""
    diary = said("suicidal", "new-plan", 62)
    assert "until you enter that plan" in why(diary.today(64).facts["unresolved_danger"])
    assert diary.planned(plan_of(written_on=d(65)), 65).today(66).facts["unresolved_danger"].value == "none"


def test_what_was_told_of_a_sign_is_said_in_the_words_that_it_was_asked_in() -> None:
    """Never by the name of its answer."""
    fact = calm().said(59, danger_sign="chest-or-collapse").today(60).facts["unresolved_danger"]
    assert "chest pain or fainting" in why(fact)


@pytest.mark.parametrize(("sign", "is_said"), [("withdrawal", True), ("anaphylaxis", True), ("suicidal", False)])
def test_after_signs_that_ask_for_it_the_pause_says_that_ldn_begins_low(sign: str, *, is_said: bool) -> None:
    """Whatever was said of going on."""
    notes = [sentence(note, d(63)) for note in said(sign, "continue", 62).today(63).notes]
    assert any("begins again low" in note for note in notes) == is_said


def test_a_pause_names_the_side_effect_and_its_day_until_it_is_over() -> None:
    """Also that the prescriber's word can be told; once it is told, that is no longer asked for."""
    diary = settled(plan_of(), until=60).said(60, CALM_FACTS).add("sign", "agitation", "3", 60, "20:40")
    diary.rated([61, 62]).said(61, CALM_FACTS).said(62, CALM_FACTS)
    notes = " ".join(sentence(note, d(61)) for note in diary.today(61).notes)
    assert weekday(d(60)) in notes
    assert "side effect: agitation" in notes
    assert "Tell your prescriber of it" in notes
    later = " ".join(sentence(note, d(62)) for note in diary.said(61, clinician_said="continue").today(62).notes)
    assert "Tell your prescriber of it" not in later
