"""Other antagonists, a specialist's word, and notes, from medicines written down."""

import pytest

from .builders import CALM_FACTS, CLEAR, Diary, ask_words, d, fact, note_words, plan_of, settled, weekday, why
from .test_facts_opioid import signed_off, started


@pytest.mark.parametrize("name", ["Contrave", "Vivitrol", "naltrexone 50 mg", "nalmefene", "Lybalvi", "Relistor"])
def test_another_antagonist_stops_and_calls_whatever_is_answered(name: str) -> None:
    """Its stop ends that, a "no" does not; the reason names it and its day."""
    diary = settled(started=39).add("medicine", name, "start", 52).said(60, CALM_FACTS)
    today = diary.today(60)

    assert today.guidance.action == "stop-and-call"
    assert today.facts["other_antagonist"].value is True
    assert f"You take {name} since {weekday(d(52))}" in why(today.facts["other_antagonist"])
    assert any(name in note for note in note_words(today))


def test_a_stopped_antagonist_leaves_the_answer_and_a_depot_is_asked_about() -> None:
    """Tablets end with their stop, an injection lasts for weeks."""
    for name, expected in (("Contrave", False), ("Vivitrol", None)):
        diary = started(name).said(1, other_antagonist="no").add("medicine", name, "stop", 4)
        assert fact(diary, "other_antagonist", 5).value is expected
    asked = ask_words(fact(diary, "other_antagonist", 5))
    assert "'Vivitrol'" in asked
    assert fact(diary.said(5, other_antagonist="no"), "other_antagonist", 5).value is False


@pytest.mark.parametrize(("name", "word"), [("Narcan", "regularly"), ("naltrexone", "another naltrexone")])
def test_rescue_naloxone_and_naltrexone_without_an_amount_are_asked_about(name: str, word: str) -> None:
    """The question names it, a yes is the cautious answer, and an answer given since settles it."""
    diary = Diary().said(0, CLEAR).add("medicine", name, "start", 2)
    asked = fact(diary, "other_antagonist", 2)

    assert asked.value is None
    assert f"'{name}'" in ask_words(asked)
    assert word in ask_words(asked)
    assert fact(diary, "opioid", 2).value == "none"
    for answer, expected in (("no", False), ("yes", True)):
        assert fact(diary.copy().said(3, other_antagonist=answer), "other_antagonist", 3).value is expected


def test_ldn_itself_is_no_other_antagonist() -> None:
    """As a medicine and as a dose, under its own names."""
    for name in ("LDN 1.5 mg", "low dose naltrexone", "naltrexone 3 mg"):
        assert fact(started(name).said(0, CLEAR), "other_antagonist", 0).value is False
    diary = Diary().said(0, CLEAR).add("dose", "LDN liquid", "1.5", 1, unit="mg")
    assert fact(diary, "other_antagonist", 1).value is False


@pytest.mark.parametrize(
    "name", ["ketamine", "Spravato", "methotrexate", "Humira", "tacrolimus", "thioridazine", "disulfiram", "ibogaine"]
)
def test_what_bears_on_ldn_needs_a_specialist(name: str) -> None:
    """Nothing rises and the prescriber is called, whatever is answered, until it is stopped."""
    diary = settled(started=39).add("medicine", name, "start", 50).said(60, CALM_FACTS)
    today = diary.today(60)

    assert today.facts["needs_specialist"].value is True
    assert today.guidance.action == "keep"
    assert "call-prescriber" in [consideration.id for consideration in today.guidance.considerations]
    assert any(f"You take {name} since {weekday(d(50))}" in note for note in note_words(today))
    assert fact(diary.add("medicine", name, "stop", 60), "needs_specialist", 61).value is False


@pytest.mark.parametrize("name", ["dextromethorphan", "Imodium", "loperamide 2 mg", "Robitussin DM", "trimebutine"])
def test_what_is_only_noted_blocks_nothing(name: str) -> None:
    """It is noted for a week and holds no step."""
    diary = settled(started=39).add("medicine", name, "start", 51).said(60, CALM_FACTS)

    assert diary.today(60).guidance.action == "step-up"
    assert any(name in note for note in note_words(diary.today(58)))
    assert not any(name in note for note in note_words(diary.today(59)))


def test_a_sign_off_meant_only_what_was_there() -> None:
    """A specialist's word clears what was begun up to its day; what is begun later needs another."""
    diary = started("methotrexate", 3).said(0, CLEAR).planned(signed_off("specialist", 5), 5)

    assert fact(diary, "needs_specialist", 6).value is False
    on_the_day = started("methotrexate", 5).said(0, CLEAR).planned(signed_off("specialist", 5), 5)
    assert fact(on_the_day, "needs_specialist", 6).value is False
    later = fact(diary.add("medicine", "ketamine", "start", 7), "needs_specialist", 8)
    assert later.value is True
    assert "ketamine" in why(later)
    assert "methotrexate" not in why(later)
    assert "sign-off is from before it" in why(later)


def test_the_profile_and_a_medicine_together() -> None:
    """Each is enough, and both are cleared by one sign-off of after."""
    diary = started("Humira").add("profile", "kidney-disease", "yes", 0).said(1, CLEAR)

    assert fact(diary, "needs_specialist", 1).value is True
    assert fact(diary.planned(signed_off("specialist", 2), 2), "needs_specialist", 2).value is False


def test_a_logged_dose_of_something_else_counts_for_two_weeks() -> None:
    """Ketamine and an antagonist that only doses are known of count as taken for as long as the longest wait."""
    for name, known in (("ketamine", "needs_specialist"), ("Contrave", "other_antagonist")):
        diary = Diary().said(0, CLEAR).add("dose", name, "50", 3, unit="mg").said(4, CLEAR)
        assert [fact(diary, known, day).value for day in (2, 3, 16, 17)] == [False, True, True, False]


def test_an_event_that_names_an_interacting_medicine_counts() -> None:
    """Ketamine in the words of a new medicine needs a specialist although the event itself asks about opioids."""
    diary = Diary().said(0, CLEAR).add("event", "new-medicine", "", 3, note="ketamine").said(4, CLEAR)

    assert fact(diary, "needs_specialist", 4).value is True


def test_notes_name_every_opioid_and_every_unanswered_name() -> None:
    """Where another fact already decides, what is not recognised is still noted; once answered it is not."""
    diary = settled(started=39).said(52, CALM_FACTS).add("medicine", "tramadol", "start", 53)
    diary.add("medicine", "Percocet", "start", 54).add("medicine", "Anybrand", "start", 55)
    notes = " ".join(note_words(diary.today(60)))

    assert f"tramadol since {weekday(d(53))}" in notes
    assert f"Percocet since {weekday(d(54))}" in notes
    assert "We do not know 'Anybrand'" in notes
    assert "We do not know" not in " ".join(note_words(diary.said(60, CALM_FACTS).today(60)))


def test_a_stopped_opioid_is_noted_with_its_free_day() -> None:
    """The note names the medicine, its stop and the first day without a wait."""
    diary = Diary().planned(plan_of()).add("medicine", "codeine", "start", 1).add("medicine", "codeine", "stop", 4)
    notes = " ".join(note_words(diary.today(6)))

    assert "codeine" in notes
    assert weekday(d(4)) in notes
    assert weekday(d(14)) in notes
