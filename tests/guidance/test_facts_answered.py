import pytest

from zonewise.rules.rule_set import FactValue

from .builders import Diary, known, plan_of


def wishing() -> Diary:
    """Return a diary of five doses with the wish to stop at its end."""
    return Diary().dosed(range(5), "0.5").said(4, wants_to_stop="yes")


def estimated() -> Diary:
    """Return a diary with an estimate of relief from before LDN was taken up."""
    return Diary().said(5, relief_estimate="possibly-helping").dosed([10], "0.5")


FACTS: dict[str, list[tuple[Diary, str, dict[int, FactValue]]]] = {
    "none today ends a grade of yesterday; a grade on the same day outweighs the word none": [
        (Diary().add("sign", "nausea", "3", 0).said(1, side_effects="none"), "side_effect_grade", {1: 0}),
        (Diary().add("sign", "nausea", "1", 0).said(0, side_effects="none"), "side_effect_grade", {0: 1}),
    ],
    "a danger sign has its own question; and silence is not the grade none": [
        (Diary().add("sign", "liver", "3", 0), "side_effect_grade", {0: None})
    ],
    "a hard day may explain a flare; it is not a second treatment": [
        (Diary().rated([0]).add("event", name, "", 8).said(8, other_change="none"), "days_since_other_change", {8: 8})
        for name in ("exertion", "stress", "period")
    ],
    "of several changes the last one counts, whatever kinds they are of and in whichever order written": [
        (
            Diary()
            .add("event", "vaccine", "", 5)
            .add("medicine", "cetirizine", "start", 3)
            .said(1, other_change="yes"),
            "days_since_other_change",
            {2: 1, 4: 1, 6: 1},
        )
    ],
    "a word of change counts from its day; a later none does not undo it within the week": [
        (Diary().rated([0]).said(1, other_change="yes").said(3, other_change="none"), "days_since_other_change", {3: 2})
    ],
    "what lies ahead has not changed anything so far": [
        (Diary().said(0, other_change="none").add("event", "surgery", "", 5), "days_since_other_change", {4: 7})
    ],
    "a wish is false until it is said, then stands without growing old, and ends with a no": [
        (
            Diary().rated([0]).said(1, wants_to_stop="yes").said(301, wants_to_stop="no"),
            "wants_to_stop",
            {0: False, 1: True, 300: True, 301: False},
        )
    ],
    "who stopped and began again does not want to stop; going on taking does not end a wish": [
        (wishing().dosed([5, 6], "0.5"), "wants_to_stop", {6: True}),
        (wishing().said(5, phase="stopped").dosed([40], "0.5"), "wants_to_stop", {40: False}),
    ],
    "after six weeks an estimate is too old, and one from before LDN was taken up never counts": [
        (estimated(), "relief", {75: None}),
        (estimated().said(75, relief_estimate="possibly-helping"), "relief", {117: "possible", 118: None}),
    ],
}


@pytest.mark.parametrize("because", FACTS)
def test_what_answers_say(because: str) -> None:
    """Each diary gives these values of a fact on these days; the name of the case says why."""
    for diary, name, values in FACTS[because]:
        assert {day: known(diary, name, day) for day in values} == values


def test_side_effects_count_today_and_yesterday() -> None:
    """The worst of the last day on which any was reported; two days later it is asked again."""
    diary = Diary().add("sign", "nausea", "1", 0).add("sign", "headache", "2", 0)

    assert [known(diary, "side_effect_grade", day) for day in (0, 1, 2)] == [2, 2, None]


@pytest.mark.parametrize("name", ["infection", "vaccine", "filler-change", "new-medicine", "surgery"])
def test_an_event_is_another_change_for_a_week(name: str) -> None:
    """Its days are counted; after seven a word that nothing else changed is needed as well."""
    diary = Diary().rated([0]).add("event", name, "", 2)

    assert [known(diary, "days_since_other_change", day) for day in (2, 8, 9)] == [0, 6, None]
    assert known(diary.said(9, other_change="none"), "days_since_other_change", 9) == 7


@pytest.mark.parametrize("change", ["start", "stop"])
def test_a_medicine_begun_or_ended_is_another_change(change: str) -> None:
    """Both ways the body meets something new."""
    assert known(Diary().add("medicine", "cetirizine", change, 0), "days_since_other_change", 3) == 3


def test_a_word_that_nothing_changed_is_good_for_a_week() -> None:
    """With no change recorded at all it counts as a week at least; eight days later it is asked."""
    diary = Diary().said(0, other_change="none")

    assert [known(diary, "days_since_other_change", day) for day in (0, 7, 8)] == [7, 7, None]


@pytest.mark.parametrize(
    ("stated", "said", "expected"),
    [
        (None, None, None),
        (None, "no", False),
        (True, None, True),
        (True, "no", True),
        (False, None, False),
        (False, "yes", True),
    ],
)
def test_sensitive_is_who_the_plan_or_the_person_calls_so(
    stated: bool | None, said: str | None, expected: object
) -> None:
    """One yes of the two is enough; a person's no does not undo the prescriber's yes."""
    diary = Diary().planned(plan_of(sensitive=stated))
    if said:
        diary.said(0, extreme_sensitivity=said)

    assert known(diary, "extreme_sensitivity", 0) is expected


def test_relief_is_too_early_for_sixty_days() -> None:
    """Then it is asked, and the answer of the time before the start does not count."""
    diary = Diary().said(0, relief="possible").dosed([1], "0.5")

    assert known(Diary().rated([0]), "relief", 0) == "too-early"
    assert [known(diary, "relief", day) for day in (60, 61)] == ["too-early", None]
    assert known(diary.said(61, relief="possible"), "relief", 61) == "possible"


def test_worse_counts_at_any_time_of_taking() -> None:
    """A person who is worse since LDN is heard before the sixty days are over."""
    assert known(Diary().dosed([0], "0.5").said(9, relief="worse"), "relief", 9) == "worse"


@pytest.mark.parametrize(
    ("name", "sign", "later"),
    [
        ("histamine_flare", "hives", None),
        ("neurological_flare", "migraine", None),
        ("vivid_dreams", "nightmares", False),
    ],
)
def test_a_sign_answers_what_kind_of_flare_it_is(name: str, sign: str, later: bool | None) -> None:
    """Noted today or yesterday it is a yes, an answer after it comes first, and a flare is not over by silence."""
    diary = Diary().add("sign", sign, "1", 0)

    assert [known(diary, name, day) for day in (0, 1, 2)] == [True, True, later]
    assert known(diary.said(1, {name: "no"}), name, 1) is False


@pytest.mark.parametrize(
    ("estimate", "own", "expected"),
    [
        ("possibly-helping", None, "possible"),
        ("likely-helping", None, "likely"),
        ("cannot-tell", None, "none"),
        ("possibly-worse", None, "none"),
        ("likely-worse", "possible", "worse"),
        ("possibly-helping", "none", "none"),
        ("cannot-tell", "possible", "none"),
        ("too-early", "possible", "possible"),
        ("possibly-helping", "worse", "worse"),
    ],
)
def test_relief_is_the_lesser_of_estimate_and_own_view(estimate: str, own: str | None, expected: str) -> None:
    """What the diary was estimated to show counts, and neither it nor the person can lift what the other sees worse."""
    diary = Diary().dosed([0], "0.5").said(70, relief_estimate=estimate)
    if own is not None:
        diary.said(71, relief=own)

    assert known(diary, "relief", 72) == expected
