import json
import secrets
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.trial.design import TrialDesign
from zonewise.trial.key import TrialKey, commitment_of, key_from_text, new_key, number_below
from zonewise.trial.sealing import (
    NotOpened,
    fingerprint,
    open_sheet,
    part_of,
    public_from_text,
    public_of,
    public_text,
    seal_trial,
)

DESIGN = TrialDesign(date(2026, 1, 5), 12, 21, Decimal("4.5"))
ANALYSIS = "ab" * 32
PHARMACY, FRIEND, STRANGER = (bytes([number]) * 32 for number in (1, 2, 3))


def sealed(*readers: bytes, random_bytes: object = secrets.token_bytes) -> str:
    """Return a sealed sheet for the holders of some private keys."""
    publics = [public_of(private) for private in readers]
    return seal_trial(DESIGN, ANALYSIS, publics, {"prescriber": "Dr Weiss"}, random_bytes).sheet


def test_the_pharmacy_opens_what_was_sealed_for_it() -> None:
    """The order, the key and the details come back, and match the commitment."""
    sheet = sealed(PHARMACY)

    opened = open_sheet(sheet, [part_of(sheet, PHARMACY)])

    assert opened.design == DESIGN
    assert sum(opened.key.order(DESIGN)) == 6
    assert opened.details == {"prescriber": "Dr Weiss"}
    assert commitment_of(DESIGN, ANALYSIS, opened.key) == opened.commitment == json.loads(sheet)["commitment"]


def test_nobody_else_opens_it() -> None:
    """Another key has no part in it, and a made-up part opens nothing."""
    sheet = sealed(PHARMACY)

    with pytest.raises(NotOpened, match="The sheet is for the key"):
        part_of(sheet, STRANGER)
    with pytest.raises(NotOpened, match="do not open"):
        open_sheet(sheet, [f"trial-part-{'00' * 32}"])


def test_a_parted_sheet_needs_both() -> None:
    """Neither the pharmacy nor the trusted person opens it alone; together they do."""
    sheet = sealed(PHARMACY, FRIEND)
    parts = [part_of(sheet, private) for private in (PHARMACY, FRIEND)]

    assert sum(open_sheet(sheet, parts).key.order(DESIGN)) == 6
    for fewer in (parts[:1], parts[1:], [parts[0], parts[0]]):
        with pytest.raises(NotOpened):
            open_sheet(sheet, fewer)


@pytest.mark.parametrize("name", ["design", "commitment", "box", "readers", "analysis"])
def test_a_sheet_that_was_changed_is_refused(name: str) -> None:
    """The signature covers all of it."""
    values = json.loads(sealed(PHARMACY))
    values[name] = {**values["design"], "blocks": 10} if name == "design" else values[name][1:]

    with pytest.raises(NotOpened):
        part_of(json.dumps(values), PHARMACY)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"schema": "zonewise-trial-sheet-1"}', '{"schema": "other"}']
)
def test_what_is_no_sheet_is_refused(text: str) -> None:
    """Another file is named as what it is not, without a traceback."""
    with pytest.raises(NotOpened):
        part_of(text, PHARMACY)


def test_nothing_of_the_key_stands_in_what_is_given_out() -> None:
    """No secret that was drawn stands in the sheet, in any of the ways a text could hold it."""
    drawn: list[bytes] = []

    def random_bytes(count: int) -> bytes:
        drawn.append(secrets.token_bytes(count))
        return drawn[-1]

    sheet = sealed(PHARMACY, random_bytes=random_bytes)

    assert len(drawn) == 3
    for secret in drawn:
        assert secret.hex() not in sheet.casefold()
        assert str(list(secret)) not in sheet
    assert "LNNL" not in sheet
    assert "NLLN" not in sheet


def test_a_key_comes_back_from_its_line() -> None:
    """What the pharmacy reads out is the key, and one wrong letter is noticed."""
    key = new_key(secrets.token_bytes)
    line = key.text()
    wrong = line[:30] + ("0" if line[30] != "0" else "1") + line[31:]

    assert key_from_text(f" {line[:40]}\n{line[40:]} ") == key
    for other in (wrong, "trial-key-12", "hello"):
        with pytest.raises(ValueError, match=r"mistyped|not the line"):
            key_from_text(other)


def test_a_public_key_comes_back_from_its_line() -> None:
    """The pharmacy's line is checked before anything is sealed with it."""
    public = public_of(PHARMACY)
    line = public_text(public)

    assert public_from_text(line.upper()) == public
    assert len(fingerprint(public)) == 16
    with pytest.raises(ValueError, match="mistyped"):
        public_from_text(line.replace(line[15], "a" if line[15] != "a" else "b"))
    with pytest.raises(ValueError, match="not the line"):
        public_from_text("hello")


def test_a_commitment_holds_design_analysis_and_order() -> None:
    """Whatever is changed, the commitment is another."""
    key, other = (new_key(secrets.token_bytes) for _ in range(2))
    longer = TrialDesign(DESIGN.first, 12, 28, DESIGN.dose_mg)
    commitments = {
        commitment_of(DESIGN, ANALYSIS, key),
        commitment_of(longer, ANALYSIS, key),
        commitment_of(DESIGN, "cd" * 32, key),
        commitment_of(DESIGN, ANALYSIS, other),
        commitment_of(DESIGN, ANALYSIS, TrialKey(key.seed, other.nonce)),
    }

    assert len(commitments) == 5


@given(st.integers(1, 10_000), st.binary(min_size=32, max_size=32))
def test_a_number_lies_below_its_bound(count: int, seed: bytes) -> None:
    """Any seed gives a number from 0 to less than the bound, always the same."""
    assert 0 <= number_below(count, seed) < count
    assert number_below(count, seed) == number_below(count, seed)


def test_each_order_is_as_likely() -> None:
    """Of many seeds about as many draw each of seven numbers (chi-squared, 6 degrees, 0.1 %)."""
    counts = Counter(number_below(7, number.to_bytes(32, "big")) for number in range(7000))

    assert sum((counts[number] - 1000) ** 2 / 1000 for number in range(7)) < 22.5
