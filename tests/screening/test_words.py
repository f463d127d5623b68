import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.screening.name_words import amounts_mg, plain, sound_of, words_of


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

    assert words_of(plain(text)) == words_of(text)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    "name", ["\uff23\uff4f\uff44\uff45\uff49\uff4e\uff45", "\U0001d402odeine", "CODE\u0130NE", "code\u00efne"]
)
def test_letters_of_other_alphabet_blocks_are_read(name):
    """Wide letters, mathematical letters and a dotted capital I are the letters they look like."""
    assert words_of(name) == ["codeine"]


@pytest.mark.parametrize(
    "names",
    [
        ("morphine", "morphin", "morfina", "morfine", "morfiini", "morphinum"),
        ("codeine", "kodein", "codeina", "kodeiini"),
        ("hydrocodone", "hidrocodona", "hydrokodon"),
        ("oxycodone", "oksykodoni", "oxycodon"),
        ("cetirizine", "setiritsiini", "cetirizina"),
        ("omeprazole", "omeprazol", "omeprazolum"),
    ],
)
def test_spellings_of_one_substance_sound_the_same(names):
    """The spellings that languages give to one substance have one form."""
    assert len({sound_of(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("morphine", "apomorphine"), ("naloxone", "naltrexone"), ("tramadol", "trazodone"), ("codeine", "cocaine")],
)
def test_different_substances_do_not_sound_the_same(one, other):
    """Substances that people mix up keep different forms."""
    assert sound_of(one) != sound_of(other)


def test_short_words_have_no_sound():
    """A word of which little is left stands for nothing."""
    assert sound_of("mio") == ""


@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        ("naltrexone 4.5 mg", [4.5]),
        ("naltrexone 4,5mg", [4.5]),
        ("500 mcg or 250 µg", [0.5, 0.25]),
        ("1 mg/ml", []),
        ("5 MG per 5 ML", []),
        ("2 milligrams", [2.0]),
        ("50 mgs", []),
        ("no amount", []),
    ],
)
def test_amounts_are_read_in_milligrams(name, amounts):
    """Micrograms become milligrams; a strength per millilitre is no amount."""
    assert amounts_mg(name) == amounts
