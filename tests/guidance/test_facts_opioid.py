"""The opioid gate, from answers, medicines and operations together."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zonewise.guidance.diary_facts import derive_facts
from zonewise.guidance.fact import Fact
from zonewise.guidance.snapshot import build_snapshot
from zonewise.plan.prescribed_plan import Plan, SignOff
from zonewise.screening.compiled_lists import CompiledLists
from zonewise.services.base.protocols import load_protocol

from .builders import CALM_FACTS, Diary, ask_words, asked, d, note_words, plan_of, settled, weekday, why

OPIOIDS = (
    "co-codamol 30/500", "Tylenol 3", "Tylenol #3", "Tramal", "kratom", "Suboxone", "Targin", "Percocet",
    "morphine/naltrexone", "Butrans patch", "oxycodon", "tianeptine", "poppy tea", "Vicodin", "Norco 5/325",
    "hydrocodone/apap", "Ultram ER", "tramadol hcl 50mg", "Oramorph", "MST continus", "DHC", "Panadeine Forte",
    "Solpadeine", "Nurofen Plus", "Lomotil", "methadone", "Sublocade", "Fentanyl-Pflaster", "Durogesic",
    "Tilidin", "Valoron N", "Palexia", "Nucynta", "codeína", "Codeinphosphat", "codéine", "Dicodin", "Zaldiar",
    "Ixprim", "Lamaline", "7-OH", "mitragynine", "opium tincture", "paregoric", "butorphanol nasal", "Demerol",
    "pethidine", "Dolantin", "oxycontin", "roxicodone", "Belbuca", "Zubsolv", "loperamide 64 mg", "Embeda",
    "Tramadol as needed", "pholcodine linctus", "nalbuphine",
)  # fmt: skip
UNKNOWN = ("Anybrand", "my white pill", "painkiller from Dr B", "Schmerzmittel", "???", "paracetamol N02AJ06")


def opioid(diary: Diary, day: int) -> Fact:
    """Return what is known of opioids on a day."""
    return derive_facts(diary.snapshot(day))["opioid"]


def value(diary: Diary, *days: int) -> list[object]:
    """Return the fact on each of these days."""
    return [opioid(diary, day).value for day in days]


def started(name: str, day: int = 0, **more: str) -> Diary:
    """Return a diary in which a medicine was begun."""
    return Diary().add("medicine", name, "start", day, **more)


def signed_off(reason: str, day: int) -> Plan:
    """Return a plan with a sign-off of a day."""
    return plan_of(sign_offs=(SignOff(reason, "Looked into.", "Dr A. Example", d(day)),))


def ready() -> Diary:
    """Return a diary that would step up on day 60: half a milligram for weeks, even days, every answer calm."""
    return settled(started=39).said(60, CALM_FACTS)


@pytest.mark.parametrize("name", OPIOIDS)
def test_no_opioid_written_down_lets_anything_rise(name: str) -> None:
    """However it is spelt it is current, whatever is answered afterwards, and the reason names it and its day."""
    diary = ready().add("medicine", name, "start", 52, "09:00").said(60, CALM_FACTS, at="22:00")
    today = diary.today(60)

    assert today.guidance.action == "stop-and-call"
    assert today.facts["opioid"].value == "current"
    assert f"{name} since {weekday(d(52))}" in why(today.facts["opioid"])
    assert any(name in note for note in note_words(today))


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_name_that_is_not_recognised_is_asked_about_by_name(name: str) -> None:
    """No dose is shown until it is answered; the question holds the name; an answer given afterwards settles it."""
    diary = ready().add("medicine", name, "start", 52, "09:00")
    today = diary.today(60)
    after = diary.said(60, opioid="none", at="22:00").today(60)

    assert (today.guidance.action, today.dose.doses) == ("ask", ())
    assert [item.fact for item in today.guidance.ask] == ["opioid"]
    assert f"'{name}'" in asked(today)[0]
    assert after.guidance.action == "step-up"


def test_the_diary_that_these_tests_hold_back_would_rise() -> None:
    """Without the medicine, and with one that holds no opioid, the step opens."""
    assert ready().today(60).guidance.action == "step-up"
    assert ready().add("medicine", "cetirizine", "start", 52).today(60).guidance.action == "step-up"


@pytest.mark.parametrize("answer", ["none", "recent", "planned"])
def test_an_answer_does_not_end_an_opioid_that_is_written_down(answer: str) -> None:
    """The reason says what does: its stop, or taking the entry back."""
    diary = started("tramadol").said(3, opioid=answer)

    assert value(diary, 3, 40, 200) == ["current"] * 3
    assert "write down the day it was stopped, or take the entry back" in why(opioid(diary, 3))
    back = diary.add("withdrawn", "", "", 4, supersedes=diary.entries[0].id)
    assert opioid(back, 40).value != "current"


@pytest.mark.parametrize(
    ("name", "stated", "days"),
    [("codeine", None, 10), ("codeine", 7, 7), ("methadone", None, 14), ("methadone", 7, 14), ("Suboxone", None, 14)],
)
def test_after_a_stop_it_is_recent_and_then_asked(name: str, stated: int | None, days: int) -> None:
    """The reason names the first free day; on it the fact is asked, and only an answer from then on clears it."""
    diary = Diary().planned(plan_of(opioid_free_days=stated)).add("medicine", name, "start", 1)
    diary.said(2, opioid="none").add("medicine", name, "stop", 5).said(5 + days - 1, opioid="none", at="20:00")

    assert value(diary, 5, 5 + days - 1) == ["recent", "recent"]
    assert weekday(d(5 + days)) in why(opioid(diary, 6))
    assert weekday(d(5)) in why(opioid(diary, 6))
    assert value(diary, 5 + days) == ["none"]  # the answer came after the stop, and is of the last weeks
    unanswered = Diary().planned(plan_of(opioid_free_days=stated)).said(2, opioid="none")
    unanswered.add("medicine", name, "start", 3).add("medicine", name, "stop", 5)
    assert value(unanswered, 5 + days - 1, 5 + days) == ["recent", None]


def test_a_depot_is_over_when_the_prescriber_writes_so() -> None:
    """Never by itself; a sign-off from before the stop, of another reason, or while it is taken, changes nothing."""
    diary = started("Sublocade").add("medicine", "Sublocade", "stop", 30).said(200, opioid="none")

    assert value(diary, 31, 400) == ["recent", "recent"]
    assert "only your prescriber can say" in why(opioid(diary, 400))
    for plan, expected in (
        (signed_off("opioid-depot", 29), "recent"),
        (signed_off("specialist", 190), "recent"),
        (signed_off("opioid-depot", 190), "none"),
    ):
        assert opioid(diary.copy().planned(plan, 190), 210).value == expected
    still = started("Sublocade").planned(signed_off("opioid-depot", 190), 190).said(200, opioid="none")
    assert opioid(still, 210).value == "current"


def test_a_stop_alone_is_the_end_of_something() -> None:
    """Whose start was never written down was taken until then."""
    assert value(Diary().said(1, opioid="none").add("medicine", "tramadol", "stop", 3), 3, 12, 13) == [
        "recent",
        "recent",
        None,
    ]


def test_stopped_before_it_was_started_it_is_current() -> None:
    """A stop on an earlier day ends no later start."""
    assert value(started("tramadol", 10).add("medicine", "tramadol", "stop", 5), 6, 10, 60) == [
        "recent",
        "current",
        "current",
    ]


def test_taken_once_it_is_recent() -> None:
    """Begun and stopped on one day, in whichever order a file has it, and a single dose of it too."""
    same = "2026-01-01T00:00:00.000000Z"
    for ids in (("a", "b"), ("b", "a")):
        once = Diary()
        for change, entry_id in zip(("start", "stop"), ids, strict=True):
            once.add("medicine", "codeine", change, 4, id=entry_id, entered_at=same)
        assert value(once.said(20, opioid="none"), 4, 13, 20) == ["recent", "recent", "none"]
    dose = Diary().add("dose", "codeine", "30", 4, "08:00", unit="mg").add("dose", "codeine", "30", 6, unit="mg")
    assert value(dose, 4, 15, 16) == ["recent", "recent", None]
    assert value(Diary().said(1, opioid="none").add("dose", "codeine", "0", 4, unit="mg"), 5) == ["none"]


def test_stopped_and_begun_anew_on_one_day_it_is_current() -> None:
    """A change of package in the middle of a course is no end of it."""
    same = "2026-02-01T00:00:00.000000Z"
    for ids in (("a", "b"), ("b", "a")):
        diary = started("codeine", 1)
        for change, entry_id in zip(("start", "stop"), ids, strict=True):
            diary.add("medicine", "codeine", change, 9, id=entry_id, entered_at=same)
        assert value(diary, 9, 30) == ["current", "current"]


def test_written_in_the_afternoon_for_today_the_order_of_writing_counts() -> None:
    """A start for the day without a time, then a stop with one, is taken once."""
    diary = started("codeine", 4).add("medicine", "codeine", "stop", 4, "16:00")

    assert value(diary, 4) == ["recent"]


def test_started_twice_it_is_stopped_once() -> None:
    """The same name again is the same course, another brand of the same is one of its own."""
    twice = started("tramadol").add("medicine", "Tramadol", "start", 2).add("medicine", "TRAMADOL", "stop", 5)
    brands = started("tramadol").add("medicine", "Ultram", "start", 2).add("medicine", "Ultram", "stop", 5)

    assert value(twice, 5) == ["recent"]
    assert value(brands, 5) == ["current"]


def test_a_stop_under_another_brand_of_the_same_ends_it() -> None:
    """Tramal and tramadol are one; codeine alone is not co-codamol."""
    assert value(started("Tramal").add("medicine", "tramadol hcl", "stop", 5), 5) == ["recent"]
    assert value(started("co-codamol").add("medicine", "codeine", "stop", 5), 5) == ["current"]


def test_a_stop_that_says_more_makes_the_wait_longer() -> None:
    """Begun as buprenorphine and stopped as a monthly injection, it is a depot."""
    diary = started("buprenorphine").add("medicine", "buprenorphine monthly injection", "stop", 5)

    assert value(diary, 400) == ["recent"]


def test_a_correction_replaces_what_was_written() -> None:
    """An unknown name taken back and written as a harmless one is not asked about, as an opioid it is current."""
    for name, expected in (("cetirizine", "none"), ("oxycodone", "current")):
        diary = Diary().said(2, opioid="none").add("medicine", "Anybrand", "start", 3)
        assert value(diary, 4) == [None]
        diary.add("withdrawn", "Anybrand", "", 3, supersedes=diary.last_id()).add("medicine", name, "start", 3)
        assert value(diary, 4) == [expected]


def test_written_down_later_for_an_earlier_day_it_counts_from_that_day() -> None:
    """An answer of before it was written does not settle it, even when the wait is long over."""
    diary = Diary().said(20, opioid="none").add("medicine", "codeine", "start", 2).add("medicine", "codeine", "stop", 4)

    assert value(diary, 3, 13, 21) == ["current", "recent", None]
    assert value(diary.said(21, opioid="none"), 21) == ["none"]
    stop = Diary().add("medicine", "codeine", "stop", 4).said(20, opioid="none").add("medicine", "codeine", "start", 2)
    assert value(stop, 21) == [None]


def test_of_one_file_day_and_time_tell_what_came_first() -> None:
    """Recorded at one instant, a start without a time may have come after the answer of that evening."""
    same = "2026-01-01T00:00:00.000000Z"
    for day, expected in ((4, "none"), (5, None)):
        diary = Diary().add("answer", "opioid", "none", 5, "20:30", entered_at=same)
        assert value(diary.add("medicine", "Anybrand", "start", day, entered_at=same), 6) == [expected]


def test_after_midnight_it_is_still_the_day_before() -> None:
    """Begun at 00:40 it counts for the evening that goes on."""
    assert value(Diary().said(3, opioid="none").add("medicine", "tramadol", "start", 4, "00:40"), 3) == ["current"]


@pytest.mark.parametrize(("hours", "days"), [(None, 3), (24, 1), (96, 4)])
def test_an_opioid_that_is_to_begin_counts_as_planned_inside_the_window(hours: int | None, days: int) -> None:
    """72 hours before it, or as the plan says; on its day it is current. A note names it before that."""
    diary = Diary().planned(plan_of(surgery_hours=hours)).said(0, opioid="none")
    diary.add("medicine", "oxycodone", "start", 20)

    assert value(diary, 20 - days - 1, 20 - days, 19, 20) == ["none", "planned", "planned", "current"]
    assert any("oxycodone" in note for note in note_words(diary.today(5)))


def test_an_unknown_medicine_that_is_to_begin_is_asked_about_inside_the_window() -> None:
    """An answer given since settles it until its day comes."""
    diary = Diary().said(0, opioid="none").add("medicine", "Anybrand", "start", 20)

    assert value(diary, 16, 17) == ["none", None]
    assert value(diary.said(17, opioid="none"), 17, 20) == ["none", None]


def test_what_was_written_later_plans_nothing_on_an_earlier_day() -> None:
    """A past day seen again is not warned of a start that nobody had written down by then."""
    diary = Diary().said(0, opioid="none")
    diary.add("medicine", "oxycodone", "start", 20, entered_at=f"{d(20)}T10:00:00.000000Z")

    assert value(diary, 18, 19, 20) == ["none", "none", "current"]


def test_an_unknown_medicine_that_was_called_an_opioid_has_a_wait() -> None:
    """Answered with yes and stopped later, it is recent for the longest wait from its stop, whatever is said."""
    diary = started("Anybrand").said(1, opioid="current").add("medicine", "Anybrand", "stop", 30)
    diary.said(31, opioid="none")

    assert value(diary, 29, 31, 43, 44) == ["current", "recent", "recent", "none"]
    assert "Anybrand" in why(opioid(diary, 31))


def test_many_unknown_names_make_one_question() -> None:
    """A dozen are named, the others counted."""
    diary = Diary()
    for number in range(15):
        diary.add("medicine", f"Anybrand{'x' * number}", "start", number)
    asked_now = ask_words(opioid(diary, 20))

    assert asked_now.count("Anybrand") == 12
    assert "and 3 more in your diary" in asked_now


def test_a_new_medicine_without_a_name_is_asked_about() -> None:
    """Where the event says more than that, an opioid in it counts by name."""
    plain = Diary().said(1, opioid="none").add("event", "new-medicine", "", 3)
    named = Diary().said(1, opioid="none").add("event", "new-medicine", "", 3, note="for my back: tramadol")

    assert value(plain, 3) == [None]
    assert weekday(d(3)) in ask_words(opioid(plain, 3))
    assert value(plain.said(4, opioid="none"), 4) == ["none"]
    assert value(named.said(4, opioid="none"), 4) == ["current"]


def test_name_and_code_that_disagree_keep_the_graver() -> None:
    """Paracetamol with the code of codeine is an opioid; a code nobody knows beside it is a question."""
    assert value(started("paracetamol", unit="ATC N02AJ06").said(1, opioid="none"), 1) == ["current"]
    assert value(started("paracetamol", unit="ATC N02ZZ99"), 1) == [None]
    assert value(Diary().said(0, opioid="none").add("medicine", "paracetamol", "start", 1), 1) == ["none"]


def test_the_longest_wait_is_given() -> None:
    """Of an answer and a medicine the one that ends last."""
    diary = started("methadone").add("medicine", "methadone", "stop", 5).said(7, opioid="recent")

    assert "methadone" in why(opioid(diary, 8))
    later = started("codeine").add("medicine", "codeine", "stop", 5).add("answer", "opioid", "recent", 7)
    assert weekday(d(7)) in why(opioid(later, 8))
    depot = started("Sublocade").add("medicine", "Sublocade", "stop", 5).said(7, opioid="recent")
    assert "Sublocade" in why(opioid(depot, 8))


def test_before_a_rise_the_question_of_the_day_names_what_is_not_known() -> None:
    """An unknown medicine that was settled once is in the question that comes before every rise."""
    diary = settled(started=39).add("medicine", "Anybrand", "start", 40).said(52, CALM_FACTS)
    diary.said(60, {name: said for name, said in CALM_FACTS.items() if name != "opioid"})
    today = diary.today(60)

    assert [question.fact for question in today.guidance.ask] == ["opioid_asked_today"]
    assert asked(today)[0].startswith("Before a first or a higher dose. You wrote down 'Anybrand'")


def test_a_diary_without_medicines_never_loads_the_lists() -> None:
    """Doses of LDN, events and answers need none."""
    diary = settled(started=39).said(60, CALM_FACTS).add("event", "infection", "", 20)
    asked: list[str] = []

    def lists() -> CompiledLists:
        asked.append("lists")
        return load_protocol().settings.medicines()

    watched = replace(load_protocol().settings, medicines=lists)
    derive_facts(build_snapshot(diary.entries, d(60), watched))
    assert asked == []
    derive_facts(build_snapshot(diary.add("medicine", "cetirizine", "start", 50).entries, d(60), watched))
    assert asked == ["lists"]


EVENTS = st.lists(
    st.tuples(st.integers(0, 25), st.integers(5, 22), st.sampled_from(("start", "stop"))),
    unique_by=lambda item: item[:2],
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.integers(0, 40))
def test_one_opioid_agrees_with_a_day_by_day_account(events: list[tuple[int, int, str]], day: int) -> None:
    """Taken while the last word up to the day is a start; else recent for ten days after the last day on it."""
    diary = Diary()
    taken, last = False, None
    for on, hour, change in sorted(event for event in events if event[0] <= day):
        diary.add("medicine", "tramadol", change, on, f"{hour:02d}:00")
        taken, last = change == "start", on if change == "stop" else last
    expected = "current" if taken else "recent" if last is not None and day - last < 10 else None

    assert value(diary, day) == [expected]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 25), st.sampled_from(("tramadol", "methadone", "Sublocade", "Anybrand", "cetirizine")),
            st.sampled_from(("start", "stop")),
        ),
        max_size=6,
    ),
    st.lists(st.integers(0, 30), max_size=4),
    st.integers(0, 45),
)  # fmt: skip
def test_no_answer_ever_clears_a_medicine(medicines: list[tuple[int, str, str]], answered: list[int], day: int) -> None:
    """What is current or recent without any answer stays so with every "none" that can be given."""
    diary = Diary()
    for on, name, change in medicines:
        diary.add("medicine", name, change, on)
    before = opioid(diary, day)
    for on in answered:
        diary.said(on, opioid="none")
    after = opioid(diary.said(day, opioid="none", at="23:59"), day)

    if before.value in ("current", "recent"):
        assert (after.value, after.because) == (before.value, before.because)
