"""What a person's diary takes in of what a prescriber signed, and what it refuses."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from tests.conftest import MIDDAY_ZONE
from tests.services.signing import Prescriber, signed_plan

from zonewise.model.entry import Entry, in_force
from zonewise.plan.signature.message import CLINICIAN_WORDS, read_message, sign_message
from zonewise.problem import InputRefused
from zonewise.report.explanations import sentence
from zonewise.services.base.clock import logical_today, utc_now
from zonewise.services.base.diary import Diary, add_entries, all_entries, new_id
from zonewise.services.importing.import_file import ImportOptions, import_file
from zonewise.services.reading.today import guidance_today
from zonewise.services.recording.answers import answer
from zonewise.services.recording.plans import new_bottle, show_plan, sign_plan_form
from zonewise.services.recording.prescriber_keys import code_of_diary, forget_key, keys_of_prescribers
from zonewise.services.recording.signed_messages import (
    PlanSignature,
    ReceivedMessage,
    ReceivingOptions,
    receive_message,
    signature_of_plan,
)

TAKE_IN, ANOTHER = ReceivingOptions(True, True), ReceivingOptions(True, True, new_key=True)


@pytest.fixture
def doctor(diary: Diary) -> Prescriber:
    """A prescriber who has the diary's code."""
    return Prescriber(code_of_diary(diary))


def take_in(diary: Diary, text: str, options: ReceivingOptions = TAKE_IN) -> ReceivedMessage:
    """Take a text in, as somebody who compared and confirmed."""
    return receive_message(diary, text, options)


def refusal(diary: Diary, text: str, options: ReceivingOptions = TAKE_IN) -> str:
    """The code of the refusal; nothing is stored."""
    before = all_entries(diary)
    with pytest.raises(InputRefused) as refused:
        receive_message(diary, text, options)

    assert all_entries(diary) == before
    return refused.value.problems[0].code


def signature(diary: Diary) -> PlanSignature | None:
    """Who signed the plan in force."""
    return signature_of_plan(all_entries(diary))


def today() -> date:
    """The logical day of the fixture's zone."""
    return logical_today(MIDDAY_ZONE, time(4))


def call(diary: Diary, days_ago: int = 1) -> None:
    """Write a danger sign down, which ends in a call."""
    day = today() - timedelta(days=days_ago)
    early = f"{utc_now() - timedelta(days=days_ago):%Y-%m-%dT%H:%M:%SZ}"
    add_entries(diary, [Entry(new_id(), day, time(9), "answer", "danger_sign", "chest-or-collapse", entered_at=early)])


def test_a_signed_plan_is_taken_in_with_one_confirmation_once_its_key_was_compared(diary: Diary) -> None:
    """Shown first, kept when confirmed; the first time the words of the key are compared, and never again."""
    doctor = Prescriber(code_of_diary(diary))
    text = doctor.plan()

    shown = take_in(diary, text, ReceivingOptions())
    assert (shown.stored, shown.known, len(shown.words)) == (False, None, 8)
    assert "1 mg (1 mL of 1 mg/mL) at bedtime" in dict(shown.rows)["Step 2"]
    assert not take_in(diary, text, ReceivingOptions(confirmed=True)).stored
    assert not take_in(diary, text, ReceivingOptions(compared=True)).stored
    assert show_plan(diary).plan.origin == "copied"

    assert take_in(diary, text).stored
    assert show_plan(diary).rows[0] == ("Plan", f"Signed by {doctor.name}, with their own key, {_words(today())}.")
    assert [(key.name, key.words) for key in keys_of_prescribers(diary)] == [(doctor.name, shown.words)]
    assert signature(diary).name == doctor.name
    assert signature(diary).is_known
    assert take_in(diary, doctor.plan(minutes=2), ReceivingOptions(confirmed=True)).stored


def _words(day: date) -> str:
    from zonewise.model.day_words import day_words

    return day_words(day)


def test_a_signed_plan_answers_as_every_plan_and_never_reads_as_copied(diary: Diary, doctor: Prescriber) -> None:
    """Today's guidance says who signed it; that it was copied stands nowhere beside it."""
    take_in(diary, doctor.plan(signed_plan("0.5", "1", "1.5", start=today() - timedelta(days=35))))
    shown = guidance_today(diary).guidance
    notes = [sentence(note, today()) for note in shown.notes]

    assert shown.facts["plan_signed"].value is True
    assert [note for note in notes if note.startswith("Plan: signed by Dr A. Example, ")]
    assert not [note for note in notes if "copied" in note]


def test_the_same_text_sent_twice_counts_once(diary: Diary, doctor: Prescriber) -> None:
    """Taken in again it says that it was there, and nothing is written."""
    text = doctor.plan()
    take_in(diary, text)
    before = all_entries(diary)

    again = take_in(diary, f"\n{text[:100]}\n{text[100:]} ")
    assert (again.was_there, again.stored, again.outdated, all_entries(diary)) == (True, False, False, before)


def test_a_plan_that_another_took_the_place_of_is_named_as_such(diary: Diary, doctor: Prescriber) -> None:
    """It had been taken in before, and it does not count now."""
    first = doctor.plan(minutes=-2)
    take_in(diary, first)
    take_in(diary, doctor.plan(minutes=-1))
    before = all_entries(diary)

    again = take_in(diary, first)
    assert (again.was_there, again.outdated, all_entries(diary)) == (True, True, before)


def test_what_is_changed_foreign_or_old_is_refused_and_nothing_is_kept(diary: Diary, doctor: Prescriber) -> None:
    """Another key, a changed letter, another person, an older plan: each with its own reason."""
    old, older = doctor.plan(minutes=-3), doctor.plan(minutes=-2)
    take_in(diary, doctor.plan(minutes=-1))
    text = doctor.plan()
    middle = len(text) // 2

    assert refusal(diary, text[:middle] + ("A" if text[middle] != "A" else "B") + text[middle + 1 :]) == "changed-text"
    assert refusal(diary, Prescriber(doctor.person).plan()) == "other-key"
    assert refusal(diary, Prescriber(doctor.person, "Dr B. Other").plan()) == "other-key"
    assert refusal(diary, doctor.plan(person="0000-0000-0000")) == "other-person"
    assert {refusal(diary, old), refusal(diary, older)} == {"older-plan"}
    long_ago = signed_plan(written_on=today() - timedelta(days=3))
    assert refusal(diary, doctor.plan(long_ago)) == "older-plan"
    assert refusal(diary, replace(doctor, name="Dr B. Other").plan()) == "other-name"
    assert take_in(diary, text).stored


def test_of_two_plans_of_one_second_the_first_stands(diary: Diary, doctor: Prescriber) -> None:
    """What is not later than the plan in the diary is older, however it came about."""
    first = doctor.plan()
    other = replace(read_message(first).message, plan=signed_plan("0.5"))
    take_in(diary, first)

    assert refusal(diary, sign_message(other, doctor.key)) == "older-plan"


def test_a_diary_without_a_code_takes_no_plan(tmp_path: Path) -> None:
    """Nobody can have signed for a diary that never made its code."""
    assert (
        refusal(Diary(str(tmp_path / "new.sqlite")), Prescriber("0000-0000-0000").plan()) == "other-person"
        if ((tmp_path / "new.sqlite").exists())
        else True
    )
    with pytest.raises(InputRefused) as refused:
        take_in(Diary(str(tmp_path / "new.sqlite")), Prescriber("0000-0000-0000").plan())
    assert refused.value.problems[0].code == "other-person"


@pytest.mark.parametrize(
    ("minutes", "days", "code", "looks"),
    [
        (3, 30, "", 0), (23 * 60, 30, "", 1), (25 * 60, 30, "in-future", 0),
        (-60, -1, "", 1), (-60, -3, "ended", 0), (-60, 0, "", 0),
    ],
)  # fmt: skip
def test_a_clock_that_is_wrong_by_a_day_is_named_and_refuses_nothing(
    diary: Diary, doctor: Prescriber, minutes: float, days: int, code: str, looks: int
) -> None:
    """Up to a day the plan is taken in, with a word about the clocks; beyond it is refused."""
    text = doctor.plan(minutes=minutes, days=days)
    if code:
        assert refusal(diary, text) == code
        return
    received = take_in(diary, text)
    assert received.stored
    assert len([look for look in received.notices if look.code == "clock"]) == looks


def test_a_signature_lifts_no_bound(diary: Diary, doctor: Prescriber) -> None:
    """A signed plan passes the checks of every plan: above 4.5 mg only with a written override, above 6 mg never."""
    high = signed_plan("4.5", "5", ceiling_mg=Decimal(5))
    assert refusal(diary, doctor.plan(high)) == "above-ceiling"
    assert refusal(diary, doctor.plan(signed_plan("4.5", "7", ceiling_mg=Decimal(7)))) == "above-highest"

    from tests.plan.plans import written

    assert take_in(diary, doctor.plan(replace(high, overrides=written("above-ceiling")))).stored


def test_an_opioid_keeps_a_signed_plan_from_rising(diary: Diary, doctor: Prescriber) -> None:
    """The gate stands before a signed plan as before any other."""
    take_in(diary, doctor.plan(signed_plan("0.5", "1", "1.5", start=today() - timedelta(days=35))))
    answer(diary, {"opioid": "current", "danger_sign": "none"}, day=None)

    assert guidance_today(diary).guidance.guidance.action == "stop-and-call"


def test_two_prescribers_have_two_keys(diary: Diary, doctor: Prescriber) -> None:
    """A second prescriber's key is taken only when it is expected; then both sign, and the newest plan counts."""
    take_in(diary, doctor.plan(minutes=-2))
    second = Prescriber(doctor.person, "Dr B. Other")
    text = second.plan(signed_plan(prescriber="Dr B. Other"), minutes=-1)

    assert refusal(diary, text) == "other-key"
    assert take_in(diary, text, ANOTHER).stored
    assert [key.name for key in keys_of_prescribers(diary)] == ["Dr A. Example", "Dr B. Other"]
    assert signature(diary).name == "Dr B. Other"
    assert take_in(diary, doctor.plan()).stored
    assert signature(diary).name == "Dr A. Example"


def test_a_changed_key_is_known_by_the_old_ones_word(diary: Diary, doctor: Prescriber) -> None:
    """The old key signs the new one; then the old one signs nothing more, and what it signed before still stands."""
    take_in(diary, doctor.plan(minutes=-1))
    new = Prescriber(doctor.person)
    stranger = Prescriber(doctor.person)

    assert refusal(diary, stranger.hand_over(new)) == "other-key"
    assert refusal(diary, stranger.hand_over(new), ANOTHER) == "other-key"
    change = doctor.hand_over(new)
    assert "with another key" in take_in(diary, change, ReceivingOptions()).says
    assert take_in(diary, change, ReceivingOptions(confirmed=True)).stored
    assert [key.key_id for key in keys_of_prescribers(diary)] == [new.key_id]
    assert signature(diary).is_known
    assert refusal(diary, doctor.plan(), ANOTHER) == "old-key"
    assert take_in(diary, new.plan(), ReceivingOptions(confirmed=True)).stored


def test_a_lost_key_is_replaced_by_comparing_anew(diary: Diary, doctor: Prescriber) -> None:
    """Who lost their key signs with a new one; when its words were compared, the lost one counts no more."""
    take_in(diary, doctor.plan(minutes=-1))
    new = Prescriber(doctor.person)

    assert refusal(diary, new.plan()) == "other-key"
    received = take_in(diary, new.plan(), ANOTHER)
    assert received.stored
    assert received.replaces.key_id == doctor.key_id
    assert refusal(diary, doctor.plan(minutes=1), ANOTHER) == "old-key"


def test_a_forgotten_key_signs_nothing_more(diary: Diary, doctor: Prescriber) -> None:
    """Forgotten, a key is as foreign as any; the plan that it signed is shown as of no known key."""
    take_in(diary, doctor.plan(minutes=-1))
    forget_key(diary, 1)

    assert keys_of_prescribers(diary) == ()
    assert not signature(diary).is_known
    assert not take_in(diary, doctor.plan(), ReceivingOptions(confirmed=True)).stored
    with pytest.raises(InputRefused):
        forget_key(diary, 1)


@pytest.mark.parametrize("word", CLINICIAN_WORDS)
def test_a_word_is_the_answer_to_what_is_asked(diary: Diary, doctor: Prescriber, word: str) -> None:
    """What the prescriber says is what the person would have told, and is taken only while it is asked for."""
    assert refusal(diary, doctor.word(word)) == "not-open"
    call(diary)
    assert guidance_today(diary).guidance.facts["unresolved_danger"].value == "chest-or-collapse"

    received = take_in(diary, doctor.word(word, minutes=1))
    assert received.stored
    assert received.says.startswith("Dr A. Example says about LDN: ")
    told = [entry for entry in all_entries(diary) if entry.name == "clinician_said"]
    assert [entry.value for entry in told] == [word]
    settled = guidance_today(diary).guidance.facts["unresolved_danger"].value == "none"
    assert settled == (word in ("continue", "restart-low"))


def test_a_word_from_before_a_danger_sign_says_nothing_of_it(diary: Diary, doctor: Prescriber) -> None:
    """Who did not know of the last call, or signed before a sign was written down, cannot have answered it."""
    call(diary, days_ago=1)

    assert refusal(diary, doctor.word("continue", today() - timedelta(days=2), minutes=1)) == "newer-call"
    early = doctor.word("continue", minutes=-5)
    answer(diary, {"danger_sign": "liver"}, day=None)
    assert refusal(diary, early) == "newer-call"
    assert take_in(diary, doctor.word("stay-off", minutes=2)).stored
    assert refusal(diary, doctor.word("continue", minutes=1)) == "older-word"


def test_a_new_bottle_is_no_other_plan(diary: Diary, doctor: Prescriber) -> None:
    """After a bottle came the plan is still signed; after the person wrote their own it is not."""
    take_in(diary, doctor.plan())
    new_bottle(diary, {"bottle.1.strength": "1 mg/mL", "bottle.1.lot": "A1", "fillers": "glycerol"}, confirmed=True)
    assert signature(diary).name == doctor.name

    fields = {
        "prescriber": "Dr A. Example", "written-on": today().isoformat(), "start": today().isoformat(),
        "at": "bedtime", "steps": "0.5 mg", "ceiling": "1 mg", "product.form": "capsule", "product.strengths": "0.5 mg",
    }  # fmt: skip
    from zonewise.services.recording.plans import SigningOptions

    sign_plan_form(diary, fields, SigningOptions())
    assert signature(diary) is None


def test_an_export_carries_signature_keys_and_code(diary: Diary, doctor: Prescriber, tmp_path: Path) -> None:
    """In another file the plan is still signed, its key known, and a newer one taken in; a forged one is refused."""
    from zonewise.importing.native import write_native

    take_in(diary, doctor.plan(minutes=-1))
    rows = list(write_native(in_force(all_entries(diary))))
    file = tmp_path / "export.csv"
    file.write_text("".join(rows), encoding="utf-8")
    copy = Diary(str(tmp_path / "copy.sqlite"))
    import_file(copy, file, ImportOptions())

    assert signature(copy).is_known
    assert take_in(copy, doctor.plan(), ReceivingOptions(confirmed=True)).stored
    forged = "".join(rows).replace("4.5", "4.4")
    file.write_text(forged, encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        import_file(Diary(str(tmp_path / "forged.sqlite")), file, ImportOptions())
    assert "changed-text" in {problem.code for problem in refused.value.problems}


def test_tampered_and_foreign_plans_are_refused(tmp_path: Path, load_script: Callable[[str], ModuleType]) -> None:
    """The benchmark's mutations, fewer of them: not one is taken in."""
    reasons, taken = load_script("benchmarks/signed_plans.py").refusals(Diary(str(tmp_path / "diary.sqlite")), 210, 1)

    assert taken == []
    assert len(reasons) >= 8
