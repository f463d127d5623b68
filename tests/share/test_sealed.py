import json
import zlib

import pytest
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from hypothesis import given
from hypothesis import strategies as st

from zonewise.problem import NotUnderstood
from zonewise.share.base64url import decode, encode
from zonewise.share.passphrase_seal import (
    is_sealed_with_passphrase,
    make_passcode,
    open_with_passphrase,
    seal_with_passphrase,
)
from zonewise.share.sealed import open_sealed, seal, seal_with_header

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
CONTENT = json.dumps({"resourceType": "Bundle", "type": "document", "entry": ["pain"] * 50}).encode()


@given(st.binary(max_size=3000), st.booleans())
def test_what_is_sealed_is_opened(content: bytes, compress: bool) -> None:
    """Any content is there again, with its type, whether it was packed or not."""
    opened = open_sealed(seal(content, KEY, "text/plain", compress=compress), KEY)

    assert (opened.content, opened.content_type) == (content, "text/plain")


def test_the_header_is_what_the_guide_asks_for() -> None:
    """A file that packing makes shorter is packed; the key is direct, the cipher is AES of 256 bits with GCM."""
    assert json.loads(decode(seal(CONTENT, KEY).split(".")[0])) == {
        "alg": "dir", "enc": "A256GCM", "cty": "application/fhir+json", "zip": "DEF",
    }  # fmt: skip
    assert "zip" not in json.loads(decode(seal(b"x", KEY).split(".")[0]))
    assert len(seal(CONTENT, KEY)) < len(CONTENT)


def test_two_seals_of_one_content_have_nothing_in_common() -> None:
    """Each seal draws a nonce of its own: with the same one twice, the key would be as good as given away."""
    nonces = {seal(CONTENT, KEY).split(".")[2] for _ in range(50)}

    assert len(nonces) == 50


@given(st.data())
def test_a_changed_letter_is_noticed(data: st.DataObject) -> None:
    """Whatever letter of a sealed file is turned into another, nothing comes out."""
    sealed = seal(CONTENT, KEY)
    place = data.draw(st.integers(0, len(sealed) - 1))
    letter = data.draw(st.sampled_from("ABab01-_.").filter(lambda new: new != sealed[place]))

    with pytest.raises(NotUnderstood):
        open_sealed(sealed[:place] + letter + sealed[place + 1 :], KEY)


def with_header(**changed: object) -> str:
    """Return a sealed file whose header says something else, sealed under just that header."""
    header = {"alg": "dir", "enc": "A256GCM", "cty": "text/plain"} | changed
    return seal_with_header(CONTENT, KEY, header)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not-sealed"),
        ("a.b.c", "not-sealed"),
        ("a.b.c.d.e", "damaged-seal"),
        (seal(CONTENT, OTHER_KEY), "other-key"),
        (seal(CONTENT, KEY)[:-8], "damaged-seal"),
        (with_header(alg="none"), "sealed-otherwise"),
        (with_header(alg="A256KW"), "sealed-otherwise"),
        (with_header(enc="A128GCM"), "sealed-otherwise"),
        (with_header(zip="GZIP"), "sealed-otherwise"),
        (with_header(zip=None), "sealed-otherwise"),
        (with_header(crit=["exp"]), "sealed-otherwise"),
        (with_header(zip="DEF"), "damaged-seal"),
        (seal_with_header(CONTENT, KEY, {"alg": "dir", "enc": "A256GCM"}, wrapped_key=b"k"), "sealed-otherwise"),
    ],
)
def test_what_is_sealed_otherwise_is_refused_by_name(text: str, code: str) -> None:
    """Another way, a critical header that we do not know, damage and another key each have their own word."""
    with pytest.raises(NotUnderstood) as refused:
        open_sealed(text, KEY)

    assert refused.value.code == code


def packed(content: bytes) -> bytes:
    """Return raw DEFLATE."""
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(content) + packer.flush()


def test_a_file_that_unpacks_without_end_is_stopped() -> None:
    """A megabyte that unpacks to a gigabyte is refused when it passes the bound."""
    bomb = seal_with_header(packed(bytes(64 * 1024**2)), KEY, {"alg": "dir", "enc": "A256GCM", "zip": "DEF"})

    with pytest.raises(NotUnderstood, match="more than 1 MB") as refused:
        open_sealed(bomb, KEY, most_bytes=1024**2)

    assert refused.value.code == "sealed-too-large"
    assert len(bomb) < 200_000


@pytest.mark.parametrize("tail", [b"more", b"\x00"])
def test_nothing_hides_behind_packed_content(tail: bytes) -> None:
    """Bytes after the end of what is packed, or an end that is missing, are damage."""
    for content in (packed(CONTENT) + tail, packed(CONTENT)[:-5]):
        with pytest.raises(NotUnderstood) as refused:
            open_sealed(seal_with_header(content, KEY, {"alg": "dir", "enc": "A256GCM", "zip": "DEF"}), KEY)

        assert refused.value.code == "damaged-seal"


def test_the_bound_counts_what_was_not_packed_too() -> None:
    """A file within the bound comes out, one byte more does not."""
    sealed = seal(b"x" * 100, KEY, compress=False)

    assert len(open_sealed(sealed, KEY, most_bytes=100).content) == 100
    with pytest.raises(NotUnderstood, match="unpacks to more"):
        open_sealed(sealed, KEY, most_bytes=99)


@pytest.mark.parametrize("text", ["QQ=", "QR", "Q", "Q Q", "Q+/A", "é"])
def test_one_content_has_one_text(text: str) -> None:
    """Padding, letters of another alphabet and bits that are left over are refused."""
    with pytest.raises(ValueError, match=r"base64url|left over"):
        decode(text)


def test_a_passphrase_opens_its_file_however_it_was_typed() -> None:
    """Blanks around it and the way in which an accent was put together do not count; another passphrase does."""
    sealed = seal_with_passphrase(CONTENT, "caf\u00e9 au lait", rounds=1000)

    assert open_with_passphrase(sealed, " cafe\u0301 au lait\n").content == CONTENT
    assert is_sealed_with_passphrase(sealed)
    with pytest.raises(NotUnderstood, match="does not open") as refused:
        open_with_passphrase(sealed, "cafe au lait")
    assert refused.value.code == "wrong-passphrase"


def test_a_passphrase_costs_many_rounds() -> None:
    """Trying one takes as long as is said, unless a test asks for less."""
    assert json.loads(decode(seal_with_passphrase(b"x", "word").split(".")[0]))["p2c"] == 300_000


@pytest.mark.parametrize("rounds", [10**9, 0, -1, True, "many", None])
def test_a_file_does_not_say_how_long_a_machine_counts(rounds: object) -> None:
    """A file that asks for a thousand million rounds, or none, is refused before any is done."""
    header = {"alg": "PBES2-HS512+A256KW", "enc": "A256GCM", "p2s": encode(b"s" * 16), "p2c": rounds}
    sealed = seal_with_header(CONTENT, KEY, header, wrapped_key=aes_key_wrap(KEY, KEY))

    with pytest.raises(NotUnderstood) as refused:
        open_with_passphrase(sealed, "word")

    assert refused.value.code == "sealed-otherwise"


def test_a_link_file_is_no_passphrase_file() -> None:
    """Each of the two ways is refused by the other's reader."""
    assert not is_sealed_with_passphrase(seal(CONTENT, KEY))
    assert not is_sealed_with_passphrase("no file")
    for text, opener in (
        (seal(CONTENT, KEY), open_with_passphrase),
        (seal_with_passphrase(b"x", "w", rounds=1000), open_sealed),
    ):
        with pytest.raises(NotUnderstood):
            opener(text, "word" if opener is open_with_passphrase else KEY)


def test_a_passcode_can_be_read_out() -> None:
    """It has four groups of four, none of whose letters is taken for another, and no two are the same."""
    codes = [make_passcode() for _ in range(200)]

    assert len(set(codes)) == 200
    assert all([len(group) for group in code.split("-")] == [4] * 4 for code in codes)
    assert set("".join(codes)).isdisjoint("ILO01U")
