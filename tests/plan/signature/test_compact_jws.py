import base64
import json
import zlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from zonewise.plan.signature.compact_jws import MOST_CHARACTERS, MOST_PAYLOAD_BYTES, key_id_of, sign, verify
from zonewise.problem import InputRefused

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TOKEN = sign(b'{"dose":"1.5 mg"}', KEY)


def code_of(token: str) -> str:
    """The code of the refusal of a text; "" where it is taken."""
    try:
        verify(token)
    except InputRefused as refused:
        return refused.problems[0].code
    return ""


def text(raw: bytes) -> str:
    """Bytes as base64url."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed_with_head(head: dict[str, object], payload: bytes = b"{}") -> str:
    """A text that the right key signed, under another head."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = f"{text(json.dumps(head, sort_keys=True, separators=(',', ':')).encode())}."
    body += text(packer.compress(payload) + packer.flush())
    return f"{body}.{text(KEY.sign(body.encode()))}"


def test_the_key_id_is_the_public_key_of_the_standards_example() -> None:
    """RFC 8037, appendix A.1 and A.2: the key "d" has the public half "x"."""
    private = base64.urlsafe_b64decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")

    assert key_id_of(Ed25519PrivateKey.from_private_bytes(private)) == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"


@given(st.binary(max_size=3000))
def test_what_was_signed_comes_back(payload: bytes) -> None:
    """A payload comes back to the byte, with the key that signed it."""
    signed = verify(sign(payload, KEY))

    assert (signed.payload, signed.key_id) == (payload, key_id_of(KEY))


@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="ascii"))
def test_no_letter_can_be_another(place: int, letter: str) -> None:
    """A text in which any one letter is another is refused, the bits that base64url leaves over included."""
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]

    assert changed == TOKEN or code_of(changed)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda head: head | {"alg": "none"}, "other-algorithm"),
        (lambda head: head | {"alg": "HS256"}, "other-algorithm"),
        (lambda head: head | {"alg": "ES256"}, "other-algorithm"),
        (lambda head: {"kid": head["kid"], "zip": "DEF"}, "other-algorithm"),
        (lambda head: head | {"kid": text(bytes(57))}, "other-curve"),
        (lambda head: {"alg": "EdDSA", "zip": "DEF"}, "no-key"),
        (lambda head: head | {"kid": ["a"]}, "no-key"),
        (lambda head: head | {"crv": "Ed448"}, "other-head"),
        (lambda head: head | {"crit": ["b64"], "b64": False}, "other-head"),
        (lambda head: {"alg": "EdDSA", "kid": head["kid"]}, "other-head"),
        (lambda head: head | {"kid": key_id_of(Ed25519PrivateKey.from_private_bytes(bytes(32)))}, "changed-text"),
    ],
)
def test_only_one_head_is_understood(change: Callable[[dict[str, str]], dict[str, object]], code: str) -> None:
    """No other algorithm, curve, key or further word in the head is taken, however well it is signed."""
    head = {"alg": "EdDSA", "kid": key_id_of(KEY), "zip": "DEF"}

    assert code_of(signed_with_head(dict(head))) == ""
    assert code_of(signed_with_head(change(head))) == code


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", "not-signed-text"),
        ("a.b", "not-signed-text"),
        (TOKEN.rpartition(".")[0] + ".", "no-signature"),
        (TOKEN + "A", "no-signature"),
        (TOKEN[:-2], "no-signature"),
        ("x" * (MOST_CHARACTERS + 1), "too-large"),
        (f"{text(b'[' * 9000)}.e30.e30", "not-signed-text"),
        (f"{text(b'[]')}.e30.e30", "not-signed-text"),
        ("\N{LATIN SMALL LETTER E WITH ACUTE}.e30.e30", "not-signed-text"),
    ],
)
def test_what_is_no_signed_text_is_named(token: str, code: str) -> None:
    """Anything else is refused with its reason, before anything is unpacked."""
    assert code_of(token) == code


def test_what_unpacks_to_more_than_a_plan_is_never_unpacked() -> None:
    """A short text that would unpack to a gigabyte is refused, and so is one with something behind its end."""
    head = {"alg": "EdDSA", "kid": key_id_of(KEY), "zip": "DEF"}

    assert code_of(signed_with_head(head, b" " * MOST_PAYLOAD_BYTES)) == ""
    assert code_of(signed_with_head(head, b" " * (MOST_PAYLOAD_BYTES + 1))) == "too-large"
    begin = f"{text(json.dumps(head, separators=(',', ':'), sort_keys=True).encode())}.{text(bytes([255, 255]))}"
    assert code_of(f"{begin}.{text(KEY.sign(begin.encode()))}") == "not-readable"
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = begin.partition(".")[0] + "." + text(packed.compress(b"{}") + packed.flush() + b"more")
    assert code_of(f"{body}.{text(KEY.sign(body.encode()))}") == "too-large"
