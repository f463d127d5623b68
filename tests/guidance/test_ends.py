"""A yes that ends in a way the screen names, and a review that is due or has a day, never both."""

import pytest

from zonewise.report.day_words import dates
from zonewise.report.explanations import answer_to, sentence

from .builders import CALM_FACTS, DAILY, Diary, asked, d, note_words, plan_of, settled, weekday
from .test_today import titrating


def calm_after_yes(name: str) -> Diary:
    """Return a yes on day 60 and three weeks in Green after it, in which everything else is answered as nothing."""
    diary = titrating().said(60, {name: "yes"}, at="21:00")
    for day in range(61, 81):
        diary.rated([day]).dosed([day - 1], "0.5").said(day, DAILY, opioid="none")
    return diary


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("new_symptoms_after_step", "Are these symptoms still there?"),
        ("ldn_suspected", "still suspect it?"),
    ],
)
def test_a_yes_names_its_end_and_is_asked_again_as_it_is_now(name: str, again: str) -> None:
    """The screen counts the Green days; after seven it is asked whether it is still so, and a no opens the step."""
    diary = calm_after_yes(name)
    held, open_again = diary.today(63), diary.today(67)

    assert held.facts[name].value is True
    assert any("after 7 days in Green (3 so far) you are asked" in note for note in note_words(held))
    assert open_again.facts[name].value is None
    assert any(words.startswith(f"You said on {weekday(d(60))}") and again in words for words in asked(open_again))
    assert diary.copy().said(67, {name: "no"}).today(67).guidance.action == "step-up"
    assert diary.copy().said(62, {name: "no"}).today(67).guidance.action == "step-up"


def test_a_side_effect_that_says_yes_names_its_end() -> None:
    """Nausea that came with the step counts until two days after it was last noted, and the screen says so."""
    diary = settled(started=58).said(60, CALM_FACTS).add("sign", "nausea", "2", 60, "21:00").rated([61, 62])
    today, later = diary.today(60), diary.dosed([60, 61], "0.5").said(62, DAILY).today(62)

    assert today.facts["new_symptoms_after_step"].value is True
    assert any("it ends 2 days after you last note it" in note for note in note_words(today))
    assert later.facts["new_symptoms_after_step"].value is not True


def cannot_tell() -> Diary:
    """Return 0.5 mg for more than twelve weeks of a plan that goes further, and an estimate that cannot tell."""
    diary = Diary().planned(plan_of()).rated(range(141)).said(0, phase="not-started").dosed(range(30, 140), "0.5")
    return diary.said(140, CALM_FACTS).said(139, relief_estimate="cannot-tell")


def test_a_review_that_is_due_has_no_later_day_beside_it() -> None:
    """It is due today; once it was told, the next one has a day twelve weeks on and none is due until then."""
    due = cannot_tell()
    told = cannot_tell().said(140, reviewed="yes")

    assert (due.today(140).guidance.review, due.today(140).next_review) == ("review-with-prescriber", d(140))
    assert dates(due.today(140)) == ()
    (note,) = [note for note in due.today(140).notes if note.code == "review-due"]
    assert (sentence(note, d(140)).split(".")[0], answer_to(note)[:2]) == (
        "A review with your prescriber is due",
        ("reviewed", "yes"),
    )
    assert "review-due" not in {note.code for note in told.today(140).notes}
    assert "cannot be told" in due.today(140).guidance.review_reasons[0].because
    assert (told.today(140).guidance.review, told.today(140).next_review) == ("on-course", d(224))
    assert [line.split(":")[0] for line in dates(told.today(140))] == [
        "Next review with your prescriber",
        "On course, no review is due.",
    ]


def test_no_day_of_a_long_diary_has_a_review_due_and_a_later_day() -> None:
    """Over half a year, with a review told in the middle, the two never contradict each other."""
    diary = Diary().planned(plan_of()).rated(range(300)).said(0, phase="not-started").dosed(range(30, 300), "4.5")
    diary.said(160, reviewed="yes")
    for day in range(60, 300, 7):
        diary.said(day, CALM_FACTS, relief="none")
        today = diary.today(day)

        assert (today.guidance.review == "review-with-prescriber") is (today.next_review == today.as_of)
        assert len([line for line in dates(today) if "review" in line and "no review" not in line]) <= 1
