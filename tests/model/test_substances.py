from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.case_tables import by_outcome

from zonewise.model.substances import is_ldn_amount, is_naltrexone_alone, is_naltrexone_dose, without_accents, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Co-codamol 30/500", ["co", "codamol", "30", "500"]),
        ("Tylenol #3", ["tylenol", "no", "3"]),
        ("T3", ["t", "3"]),
        ("CODÉÏNE", ["codeine"]),
        ("oxyCODONE 7.5MG/APAP", ["oxycodone", "7.5", "mg", "apap"]),
        ("1,5 mg", ["1,5", "mg"]),
        ("x [Brand]", ["x", "[", "brand", "]"]),
        ("straße Łomża smørrebrød", ["strasse", "lomza", "smorrebrod"]),
        ("трамадол", ["трамадол"]),
        ("", []),
    ],
)
def test_names_are_cut_into_plain_words(name, words):
    """Letters and figures are parted, accents and case go, a decimal number stays whole, # reads as no."""
    assert words_of(name) == words


@given(st.text(max_size=40))
def test_plain_text_has_the_same_words(text):
    """Taking case and accents away first changes no word, and taking them away twice changes nothing more."""
    text = text.replace("#", " ")

    assert words_of(without_accents(text)) == words_of(text)
    assert without_accents(without_accents(text)) == without_accents(text)


@pytest.mark.parametrize(
    "name", ["\uff23\uff4f\uff44\uff45\uff49\uff4e\uff45", "\U0001d402odeine", "CODE\u0130NE", "code\u00efne"]
)
def test_letters_of_other_alphabet_blocks_are_read(name):
    """Wide letters, mathematical letters and a dotted capital I are the letters they look like."""
    assert words_of(name) == ["codeine"]


@pytest.mark.parametrize(
    ("name", "alone", "is_dose"),
    by_outcome({
        True: [("LDN", True), ("ldn 1.5", True), ("Naltrexon HCl 4,5 mg Kapseln", True), ("LDN_dose (mcg)", True),
            ("My evening LDN", True), ("ultra-low-dose naltrexone", True), ("LDN from Belmar", None), ("", False),
            ("Dose", False)],
        False: [("Naltrexone / Belmar", False), ("Methylnaltrexone", False), ("methyl-naltrexone", False),
            ("Bupropion/naltrexone", False), ("naltrexone with bupropion", False), ("morphine naltrexone", False),
            ("Famotidine, Ketotifen, LDN 1.5mg", False), ("naltrexone depot 380 mg", False),
            ("Naltrexone extended-release injectable suspension", False), ("Golden milk", False), ("goldne", False)],
    }),
)  # fmt: skip
def test_naltrexone_alone_by_mouth_is_told_from_other_products(name: str, alone: bool | None, is_dose: bool) -> None:
    """A combination, a depot and a relative of naltrexone never count; words that we do not know leave it open."""
    assert is_naltrexone_alone(name) is alone
    assert is_naltrexone_dose(name) is is_dose


@pytest.mark.parametrize(
    ("name", "is_low"),
    by_outcome({
        True: ["LDN", "LDN 4.5", "LDN 4,5 mg", "LDN .8 mg", "LDN 2 capsules", "LDN 1 mg/mL", "lage dosis naltrexon",
            "naltrexone 4500 mcg", "naltrexone 1 500 mcg"],
        False: ["LDN 45 mg", "ldn 15mg", "LDN 50", "LDN 50mg/30 tablets", "naltrexone 50", "naltrexone 7,500 mg"],
        None: ["naltrexone 1,500 mg", "naltrexone 3", "naltrexone"],
    }),
)  # fmt: skip
def test_an_amount_tells_low_dose_naltrexone(name: str, is_low: bool | None) -> None:
    """The amount in a name decides against the word LDN; where readings differ, or none is stated, it stays open."""
    assert is_ldn_amount(name, Decimal(6)) is is_low
