"""The prescriber's file: pages in, the panel, plans and words out, and how they arrive in a diary."""

import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.conftest import PLAN
from tests.services.clinic.handed_over import CODE, DANGER, DAY, WELL, code_of, page

from zonewise.fhir.summary import attachment, read_bundle, read_summary
from zonewise.problem import InputRefused, NotUnderstood
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary, open_connection
from zonewise.services.clinic.clinic_file import Clinic, begin_clinic, unlock_clinic
from zonewise.services.clinic.panel import NEEDS, panel
from zonewise.services.clinic.people import add_by_code, open_page, page_of_person, pdf_of, person_by, rendering_of
from zonewise.services.clinic.signing import (
    make_key,
    qr_svg,
    sign_plan_text,
    sign_word,
    signed_before,
    signing_keys,
    word_choices,
)
from zonewise.services.custody.passphrase import Secret
from zonewise.services.recording.plans import show_plan
from zonewise.services.recording.prescriber_keys import code_of_diary
from zonewise.services.recording.signed_messages import ReceivingOptions, receive_message
from zonewise.share.passphrase_seal import seal_with_passphrase
from zonewise.store.refusals import DiaryRefused

WORDS = Secret("four words of mine")
TAKE_IN = ReceivingOptions(confirmed=True, compared=True)
pytestmark = pytest.mark.usefixtures("cheap_keys")


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A prescriber's file with a key."""
    begun = begin_clinic(Clinic(str(tmp_path / "clinic.sqlite")), WORDS)
    make_key(begun, "Dr A. Example")
    return begun


def taken_in(clinic: Clinic, content: bytes, tmp_path: Path, **options: str) -> Any:
    """Take a page in from a file."""
    file = tmp_path / "page.json"
    file.write_bytes(content)
    return open_page(clinic, str(file), **options)


def code(refused: "pytest.ExceptionInfo[InputRefused]") -> str:
    """The code of the first problem."""
    return refused.value.problems[0].code


def test_a_file_begins_encrypted_and_for_its_owner_alone(clinic: Clinic, tmp_path: Path) -> None:
    """Nothing of it lies in the clear, it is not begun twice, and another passphrase does not open it."""
    path = Path(clinic.place)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(os.stat(file).st_mode) for file in tmp_path.iterdir()} == {0o600}
    taken_in(clinic, page(1), tmp_path)
    raw = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.name.startswith("clinic"))
    assert b"Dr A. Example" not in raw
    assert b"Person 1" not in raw
    assert unlock_clinic(Clinic(clinic.place), WORDS).key == clinic.key
    for attempt in ("another four words", "x"):
        with pytest.raises(DiaryRefused) as refused:
            unlock_clinic(Clinic(clinic.place), Secret(attempt))
        assert refused.value.code == "wrong-passphrase"
    with pytest.raises(DiaryRefused) as refused:
        begin_clinic(Clinic(clinic.place), WORDS)
    assert refused.value.code == "clinic-there"


def test_a_diary_is_no_clinic_and_a_clinic_no_diary(clinic: Clinic, tmp_path: Path) -> None:
    """Each says what the other one is, and is left as it was."""
    with pytest.raises(DiaryRefused) as refused:
        open_connection(Diary(clinic.place, clinic.key))
    assert "prescriber's file" in str(refused.value)
    place = tmp_path / "diary.sqlite"
    open_connection(Diary(str(place), clinic.key)).dispose()
    for attempt in (str(place), str(tmp_path / "nothing"), __file__):
        with pytest.raises(DiaryRefused) as refused:
            unlock_clinic(Clinic(attempt), WORDS)
        assert refused.value.code == "no-clinic"


def test_a_page_is_kept_under_the_code_of_its_diary(clinic: Clinic, tmp_path: Path) -> None:
    """The same page counts once, a newer one comes to the same person, another name under the same code too."""
    first = taken_in(clinic, page(1), tmp_path)
    assert (first.is_new, first.person.name, first.person.code) == (True, "Person 1", code_of(1))
    assert not taken_in(clinic, page(1), tmp_path).is_new
    newer = taken_in(clinic, page(1, name="Ann", as_of="2026-11-30"), tmp_path)
    assert newer.person.id == first.person.id
    latest = page_of_person(clinic, first.person)
    assert latest.as_of == "2026-11-30"
    assert pdf_of(latest) == b"%PDF-1.7 made up"
    assert b"1.5 mg a day" in rendering_of(latest)
    taken_in(clinic, page(1, as_of="2026-11-01"), tmp_path)
    assert page_of_person(clinic, first.person).as_of == "2026-11-30"


def test_two_people_of_one_name_stay_two(clinic: Clinic, tmp_path: Path) -> None:
    """A name alone never joins two diaries; who is meant is then said by the code."""
    for number in (1, 2):
        taken_in(clinic, page(number, name="Ann Example"), tmp_path)
    assert len(panel(clinic)) == 2
    with pytest.raises(InputRefused) as refused:
        person_by(clinic, "ann")
    assert code_of(2) in str(refused.value)
    assert person_by(clinic, code_of(2)).code == code_of(2)
    with pytest.raises(InputRefused) as refused:
        person_by(clinic, "Nobody")
    assert code(refused) == "no-such-person"


def test_the_panel_is_sorted_by_who_needs_a_look(clinic: Clinic, tmp_path: Path) -> None:
    """Danger, pause, flare, review due, no news, and then those who are well."""
    today = DAY + timedelta(days=1)
    pages: dict[str, dict[str, Any]] = {
        "none": {}, "no-news": {"as_of": "2026-11-01"}, "review": {"review_due": today.isoformat()},
        "flare": {"flare_since": "2026-11-20", "zone": "yellow"}, "pause": {"phase": "paused", "dose_mg": ""},
        "danger": DANGER,
    }  # fmt: skip
    for number, changes in enumerate(pages.values()):
        taken_in(clinic, page(number, **changes), tmp_path)
    rows = panel(clinic, today)

    assert [row.need for row in rows] == list(NEEDS) == list(reversed(pages))
    assert rows[0].says == "Chest pain or collapse today. Zone Green. Takes 1.5 mg a day."
    assert "Flare since Friday 20 November" in rows[2].says
    assert rows[-1].as_of == DAY


@pytest.mark.parametrize(
    ("zone", "action", "danger", "need"),
    [("red", "keep", "", "flare"), ("yellow", "reduce", "", "flare"), ("green", "pause", "", "pause"),
     ("green", "stop-and-call", "", "danger"), ("green", "keep", "stop-and-call", "danger"),
     ("yellow", "keep", "", "none")],
)  # fmt: skip
def test_each_need_has_its_signs(
    clinic: Clinic, tmp_path: Path, zone: str, action: str, danger: str, need: str
) -> None:  # fmt: skip
    """What the diary's own guidance says decides the place, the most pressing first."""
    taken_in(clinic, page(1, zone=zone, action=action, danger=danger), tmp_path)

    assert [row.need for row in panel(clinic, DAY)] == [need]


def test_a_plan_goes_from_the_clinic_into_the_diary(clinic: Clinic, diary: Diary, tmp_path: Path) -> None:
    """Signed here for the code of a diary it is taken in there, under the words that are read out here."""
    person = add_by_code(clinic, "Ann Example", code_of_diary(diary).lower())
    today = utc_now().date()
    text = PLAN.format(written=today, start=today)
    looked = sign_plan_text(clinic, person, text, dry_run=True)
    assert looked.token == ""
    assert signed_before(clinic, person) == ()

    signed = sign_plan_text(clinic, person, text)
    received = receive_message(diary, signed.token, TAKE_IN)
    assert received.stored
    assert received.words == signed.words == signing_keys(clinic)[-1].words
    assert received.rows == signed.rows
    assert show_plan(diary).plan.prescriber == "Dr A. Example, Example Clinic"
    assert "<svg" in qr_svg(signed.token)
    again = sign_plan_text(clinic, person, text)
    assert receive_message(diary, again.token, TAKE_IN).stored  # later by a second at least, however fast
    assert [message.kind for message in signed_before(clinic, person)] == ["plan", "plan"]


def test_a_changed_key_reaches_the_diary_by_the_old_one(clinic: Clinic, diary: Diary) -> None:
    """The change is taken in once; a plan of the new key then needs no comparing."""
    person = add_by_code(clinic, "Ann Example", code_of_diary(diary))
    today = utc_now().date()
    text = PLAN.format(written=today, start=today)
    receive_message(diary, sign_plan_text(clinic, person, text).token, TAKE_IN)
    key, change = make_key(clinic, "Dr A. Example")

    assert [one.retired for one in signing_keys(clinic)] == [True, False]
    confirmed = ReceivingOptions(confirmed=True)
    with pytest.raises(InputRefused) as refused:
        receive_message(diary, sign_plan_text(clinic, person, text).token, confirmed)
    assert code(refused) == "other-key"
    assert receive_message(diary, change, confirmed).stored
    received = receive_message(diary, sign_plan_text(clinic, person, text).token, confirmed)
    assert received.stored
    assert received.words == key.words


def test_what_cannot_be_signed_is_named(clinic: Clinic, tmp_path: Path) -> None:
    """A plan beyond its bounds, in another's name, for nobody's code, an unknown word: nothing is signed."""
    person = add_by_code(clinic, "Ann Example", CODE)
    good = PLAN.format(written="2026-11-29", start="2026-11-30")
    for text, expected in (
        (good.replace("ceiling: 1.5 mg", "ceiling: 9 mg"), "above-highest"),
        (good.replace("Dr A. Example", "Dr B. Other"), "other-signature"),
        ("steps: [", "not-yaml"),
    ):
        with pytest.raises(InputRefused) as refused:
            sign_plan_text(clinic, person, text)
        assert expected in {problem.code for problem in refused.value.problems} or expected == "not-yaml"
    with pytest.raises(InputRefused) as refused:
        sign_word(clinic, person, "go")
    assert code(refused) == "unknown-word"
    with pytest.raises(InputRefused) as refused:
        sign_plan_text(clinic, replace(person, code=""), good)
    assert code(refused) == "no-code"
    for name, text in (("", CODE), ("Bob", CODE), ("Bob", "K7QM")):
        with pytest.raises(InputRefused):
            add_by_code(clinic, name, text)
    with pytest.raises(InputRefused):
        make_key(clinic, " ")
    assert signed_before(clinic, person) == ()
    assert len(word_choices()) == 4


def test_a_sealed_file_opens_with_its_passphrase(clinic: Clinic, tmp_path: Path) -> None:
    """Without it, or with another one, it says so; nothing is kept."""
    sealed = seal_with_passphrase(page(1), "seven words", rounds=1000).encode()
    for secret, expected in (("", "passcode-needed"), ("others", "wrong-passphrase")):
        with pytest.raises(InputRefused) as refused:
            taken_in(clinic, sealed, tmp_path, secret=secret)
        assert code(refused) == expected
    assert panel(clinic) == ()
    assert taken_in(clinic, sealed, tmp_path, secret="seven words").is_new


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "no-page"), (b"{}", "no-page"), (b"[]", "no-page"), (b"{" * 100_000, "no-page"), (b"\xff\xfe", "no-page"),
        (b'{"resourceType":"Bundle","entry":' + b"[" * 900 + b"]" * 900 + b"}", "no-page"),
        (b'{"resourceType":"Bundle"}', "nobody"), (b" " * (33 * 1024**2), "too-large"),
        (b'{"resourceType":"Bundle","entry":[1,{"resource":7},{"resource":{"resourceType":"Basic"}}]}', "nobody"),
    ],
)  # fmt: skip
def test_what_is_no_page_is_refused(clinic: Clinic, tmp_path: Path, content: bytes, expected: str) -> None:
    """Nothing half taken in: nesting, size, other content."""
    with pytest.raises(InputRefused) as refused:
        taken_in(clinic, content, tmp_path)
    assert code(refused) == expected
    assert panel(clinic) == ()


@pytest.mark.parametrize("source", ["nowhere.json", "shlink:/eyJ", "https://a.example/#shlink:/x", "\0", "."])
def test_what_leads_nowhere_is_refused(clinic: Clinic, source: str) -> None:
    """A file that is not there, half a link, a folder."""
    with pytest.raises(InputRefused):
        open_page(clinic, source)


def test_a_summary_is_read_tolerantly() -> None:
    """What is missing or strange is left out; a day that is none leaves no summary; what is not ours is passed over."""
    bundle = read_bundle(page(3))
    assert read_summary(bundle) == replace(WELL, person=code_of(3), name="Person 3")
    basic = next(entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == "Basic")
    extension = basic["extension"][0]
    for change, expected in (
        ({"zone": 7, "more": 1, "review_due": "soon", "name": "a\nb" + "x" * 900}, True), ({"as_of": "today"}, False),
    ):  # fmt: skip
        extension["valueString"] = json.dumps({**json.loads(extension["valueString"]), **change})
        summary = read_summary(bundle)
        assert (summary is not None) == expected
        if summary is not None:
            assert (summary.zone, summary.review_due, len(summary.name)) == ("", "", 200)
    for strange in ("[", "7", None, "[" * 5000):
        extension["valueString"] = strange
        assert read_summary(bundle) is None
    with pytest.raises(NotUnderstood):
        read_bundle(b'{"resourceType":"Patient"}')
    assert attachment({"entry": [{"resource": {"resourceType": "DocumentReference", "content": [1]}}]}, pdf=True) == b""


def test_a_panel_of_many_is_quick(tmp_path: Path, load_script: Callable[[str], ModuleType]) -> None:
    """The benchmark runs: who is in danger comes first among the people that it makes."""
    rows, _ = load_script("benchmarks/clinic_panel.py").panel_of(tmp_path, 12)

    assert [row.need for row in rows] == sorted((row.need for row in rows), key=list(NEEDS).index)
    assert len(rows) == 12


def test_a_summary_of_a_day_says_what_the_panel_needs(diary: Diary) -> None:
    """From a diary: its code, the action, the dose; after a danger sign the sign, and that a word is waited for."""
    from zonewise.services.reading.today import guidance_today
    from zonewise.services.recording.answers import answer
    from zonewise.services.sharing.clinic_summary import clinic_summary

    shown = guidance_today(diary)
    summary = clinic_summary(shown.guidance, shown.profile.protocol.rule_set, code=CODE, name="Ann")
    assert (summary.person, summary.name, summary.dose_mg, summary.danger) == (CODE, "Ann", "1", "")
    assert date.fromisoformat(summary.as_of) == shown.guidance.as_of
    answer(diary, {"danger_sign": "liver"}, day=None)
    shown = guidance_today(diary)
    summary = clinic_summary(shown.guidance, shown.profile.protocol.rule_set, code=CODE)
    assert (summary.danger, summary.action) == ("liver", "stop-and-call")
    assert summary.danger_words
