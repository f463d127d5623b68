import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from tests.plan.plans import capsules, plan_of, plans, stored_plans

from zonewise.plan.prescribed_plan import Plan
from zonewise.plan.signature.compact_jws import key_id_of, sign
from zonewise.plan.signature.key_words import NUMBER_OF_WORDS, key_words
from zonewise.plan.signature.message import (
    CLINICIAN_WORDS,
    EVERYBODY,
    Message,
    read_message,
    same_prescription,
    sign_message,
)
from zonewise.plan.signature.pairing_code import ALPHABET, pairing_code, read_pairing_code
from zonewise.plan.signature.word_list import WORDS
from zonewise.problem import InputRefused
from zonewise.services.base.protocols import load_protocol

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PERSON = pairing_code(bytes(range(7)))
PLAN = plan_of(origin="key-signed")
MESSAGE = Message(PERSON, "Dr A. Example", datetime(2026, 11, 30, 10, 5, tzinfo=UTC), date(2026, 12, 30), plan=PLAN)
WORD = replace(MESSAGE, plan=None, word="continue", about=date(2026, 11, 29))


@given(stored_plans | plans)
def test_a_signed_plan_comes_back_to_the_last_decimal(plan: Plan) -> None:
    """Whatever plan can be stored comes back equal, and says that a key signed it."""
    message = replace(MESSAGE, plan=replace(plan, origin="key-signed", prescriber="Dr A. Example, Clinic"))

    assert read_message(sign_message(message, KEY)).message == message


@pytest.mark.parametrize(
    "message",
    [
        *(replace(WORD, word=word) for word in CLINICIAN_WORDS),
        replace(MESSAGE, plan=None, person=EVERYBODY, next_key=key_id_of(KEY)),
    ],
)
def test_a_word_and_a_change_of_keys_come_back(message: Message) -> None:
    """What else can be signed comes back equal, with line breaks and blanks that a mail put into it."""
    token = sign_message(message, KEY)

    assert read_message(f" {token[:70]}\r\n  {token[70:]}\n").message == message


def test_the_words_are_those_that_the_diary_asks_for() -> None:
    """A prescriber can say each answer of the diary's question but "not spoken yet"."""
    answers = load_protocol().rule_set.prompts["clinician_said"].answers

    assert set(CLINICIAN_WORDS) == set(answers) - {"not-yet"}


def test_a_usual_plan_fits_into_one_code_of_version_18() -> None:
    """Three steps of a named product: what a phone reads from a screen at once."""
    plan = plan_of("1.5", "3", "4.5", product=capsules("1.5", "3", "4.5"), origin="key-signed")
    token = sign_message(replace(MESSAGE, plan=plan), KEY)

    assert segno.make(token, micro=False, error="m", boost_error=False).version <= 18


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2}, {"plan": None}, {"more": 1}, {"word": "continue"}, {"issued": "yesterday"}, {"until": 7},
        {"by": ""}, {"by": "a\nb"}, {"for": "K7QM"}, {"for": EVERYBODY}, {"by": None}, {"plan": []}, {"about": "x"},
    ],
)  # fmt: skip
def test_what_is_signed_and_not_understood_is_refused(change: dict[str, Any]) -> None:
    """A payload of another shape is refused whole, although the right key signed it."""
    token = sign_message(MESSAGE, KEY)
    value = {**_payload(token), **change}

    with pytest.raises(InputRefused) as refused:
        read_message(sign(json.dumps(value, sort_keys=True, separators=(",", ":")).encode(), KEY))

    assert refused.value.problems[0].code == ("newer-format" if "format" in change else "not-readable")


def test_a_payload_has_one_form() -> None:
    """The same content written with blanks, in another order or with deep nesting is not what this program signs."""
    value = _payload(sign_message(MESSAGE, KEY))
    for text in (json.dumps(value), json.dumps(dict(reversed(value.items())), separators=(",", ":")), "[" * 60_000):
        with pytest.raises(InputRefused):
            read_message(sign(text.encode(), KEY))


@pytest.mark.parametrize(
    "message",
    [
        replace(MESSAGE, word="continue", about=date(2026, 11, 29)),
        replace(MESSAGE, plan=None),
        replace(WORD, word="perhaps"),
        replace(WORD, about=None),
        replace(MESSAGE, by=" "),
        replace(MESSAGE, person=EVERYBODY),
        replace(MESSAGE, by="Dr B. Other"),
    ],
)
def test_what_cannot_be_read_is_not_signed(message: Message) -> None:
    """Several things at once, nothing, an unknown word, no name or nobody named are not signed at all."""
    with pytest.raises(ValueError):  # noqa: PT011  # the faults have no code: nobody but our own code makes them
        sign_message(message, KEY)


def test_bottles_change_no_prescription_and_a_dose_does() -> None:
    """A new bottle with its fillers is the same prescription; another dose, date or ceiling is another one."""
    bottled = replace(PLAN, product=replace(PLAN.product, fillers=("lactose",), dyes=()))

    assert same_prescription(PLAN, bottled)
    assert not same_prescription(PLAN, replace(PLAN, interval_days=7))
    assert not same_prescription(PLAN, replace(PLAN, origin="copied"))


def test_a_key_has_eight_words_of_its_own() -> None:
    """The words are the first 88 bits of the key's hash: stable, and others for another key."""
    assert key_words(key_id_of(KEY)) == key_words(key_id_of(KEY))
    assert len(key_words(key_id_of(KEY))) == NUMBER_OF_WORDS
    assert key_words(key_id_of(Ed25519PrivateKey.from_private_bytes(bytes(32)))) != key_words(key_id_of(KEY))
    assert len(set(WORDS)) == 2048
    assert len({word[:4] for word in WORDS}) == 2048
    assert tuple(sorted(WORDS)) == WORDS


@given(st.binary(min_size=7, max_size=7), st.data())
def test_a_slip_in_a_code_shows(raw: bytes, data: st.DataObject) -> None:
    """A code is read however it is typed, and with one wrong letter it is refused."""
    code = pairing_code(raw)
    letters = code.replace("-", "")
    place = data.draw(st.integers(0, len(letters) - 1))
    other = data.draw(st.sampled_from(ALPHABET).filter(lambda letter: letter != letters[place]))

    assert read_pairing_code(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == code
    with pytest.raises(InputRefused):
        read_pairing_code(letters[:place] + other + letters[place + 1 :])


def test_a_code_of_another_length_is_refused() -> None:
    """What is no code says what one looks like."""
    for text in ("", "K7QM-2PVX-9RT", "K7QM-2PVX-9RTU", "0" * 13):
        with pytest.raises(InputRefused) as refused:
            read_pairing_code(text)
        assert refused.value.problems[0].code == "not-a-code"
        assert read_pairing_code(refused.value.problems[0].expected.rstrip(".").split()[-1])


def _payload(token: str) -> dict[str, Any]:
    import base64
    import zlib

    body = token.split(".")[1]
    value: dict[str, Any] = json.loads(zlib.decompress(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), -15))
    return value
