from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.case_tables import by_outcome

from zonewise.model.amounts import (
    amounts_within,
    format_mg,
    from_nanograms,
    mg_from_ml,
    nanograms,
    parse_mg,
    parse_mg_per_ml,
    parse_ml,
    plain,
    stated_mg_per_ml,
    unit_in_heading,
)
from zonewise.problem import NotUnderstood

amounts = st.integers(min_value=1, max_value=10**12 - 1).map(from_nanograms)


@pytest.mark.parametrize(
    ("text", "mg"),
    by_outcome({
        "1.5": ["1.5", "1.5 mg", "1,5 mg", "1.5mg", "  1.50   MG ", "1500 mcg", "1.500 mg", "1.5\u00a0mg",
            "0,3 ml of 5 mg/mL"],
        "0.5": [".5 mg", "0.5 mL of 1 mg/mL", "0.5 mL (1 mg/mL)", "0.5 mL, 1 mg per mL"],
        "0.08": ["0.08 mg", "80 mcg", "80 µg", "80 \u03bcg", "80 ug", "80 micrograms"],
        "0.001": ["1 microgram"],
        "0.0005": ["0.5 mcg"],
        "0.125": ["0,125 mg", "0.125 mg"],
        "1.125": ["1.125 mg"],
        "0.001125": ["1.125 mcg"],
        "0": ["0 mg"],
        "0.005": ["0.1 mL of 50 micrograms per mL"],
    }),
)  # fmt: skip
def test_amounts_as_people_write_them(text: str, mg: str) -> None:
    """Each way a prescription writes an amount gives the exact milligrams."""
    assert parse_mg(text) == Decimal(mg)


@pytest.mark.parametrize(
    ("text", "code"),
    by_outcome({
        "not-an-amount": ["", "mg", "-1 mg", "1.5.2 mg", "5. mg", "NaN", "\u0661 mg"],
        "unknown-unit": ["1e3 mg", "1 to 2 mg", "1.5 g", "1.5 mg/mL", "0.5 mg of 1 mg/mL"],
        "volume-without-strength": ["0.5 mL", "0.5 cc"],
        "strength": ["0.5 mL of 1 mg", "0.5 mL of 1/mL"],
        "ambiguous-mark": ["1,500 mcg", "1,500 mg", "1 500 mcg", "1'500 mcg", "1,234.5 mcg", "1.500 mcg"],
        "two-amounts": ["0.8 mg (80 micrograms)", "80 mg (80 micrograms)"],
        "too-fine": ["0.0000001 mg", "0.0001 mcg"],
        "too-large": ["1000000 mg"],
    }),
)  # fmt: skip
def test_other_texts_are_refused_and_never_guessed(text: str, code: str) -> None:
    """A text that is no amount, or could be two, is refused with its code and with what was written."""
    with pytest.raises(NotUnderstood) as refused:
        parse_mg(text)
    assert refused.value.code == code
    assert isinstance(refused.value, ValueError)
    assert refused.value.expected


def test_a_refusal_names_the_nearest_unit() -> None:
    """A misspelt unit is answered with the nearest known one."""
    with pytest.raises(NotUnderstood, match="Did you mean 'micrograms'"):
        parse_mg("80 microgams")


@pytest.mark.parametrize(
    ("mg", "words"),
    [
        ("0", "0 mg"), ("1.50", "1.5 mg"), ("4", "4 mg"), ("10", "10 mg"), ("1E+1", "10 mg"), ("0.1", "0.1 mg"),
        ("0.10", "0.1 mg"), ("0.099999", "0.099999 mg (99.999 micrograms)"),
        ("0.08", "0.08 mg (80 micrograms)"), ("0.001", "0.001 mg (1 microgram)"),
        ("0.0005", "0.0005 mg (0.5 micrograms)"), ("1E-6", "0.000001 mg (0.001 micrograms)"), ("0.25", "0.25 mg"),
    ],
)  # fmt: skip
def test_amounts_as_they_are_shown(mg: str, words: str) -> None:
    """Milligrams, small ones in micrograms too; a leading zero always, a trailing zero and an exponent never."""
    assert format_mg(Decimal(mg)) == words


@pytest.mark.parametrize("mg", ["-0.5", "NaN", "Infinity"])
def test_an_impossible_amount_is_never_shown(mg: str) -> None:
    """A negative or endless amount stops instead of being printed."""
    with pytest.raises(ValueError, match="zero or more"):
        format_mg(Decimal(mg))


@given(amounts)
def test_what_is_shown_reads_back_as_the_same_amount(mg: Decimal) -> None:
    """Showing an amount and reading it again changes nothing, and the words follow the rules for zeros."""
    words = format_mg(mg)
    number = words.split()[0]

    assert parse_mg(words) == mg
    assert "E" not in number.upper()
    assert not number.startswith(".")
    assert "." not in number or number[-1] not in "0."
    assert ("microgram" in words) == (mg < Decimal("0.1"))


@given(amounts)
def test_a_decimal_comma_reads_like_a_point_or_is_refused(mg: Decimal) -> None:
    """A comma gives the same amount as a point, unless three digits follow it and it could separate thousands."""
    text = plain(mg)
    whole, _, part = text.partition(".")
    if len(part) == 3 and whole != "0":
        with pytest.raises(NotUnderstood, match="ambiguous-mark"):
            parse_mg(text.replace(".", ","))
    else:
        assert parse_mg(text.replace(".", ",")) == mg


@given(st.text(max_size=30))
def test_any_text_is_read_exactly_or_refused(text: str) -> None:
    """No text makes the reader fail in another way, and whatever it reads is a whole number of nanograms."""
    try:
        mg = parse_mg(text)
    except NotUnderstood:
        return
    assert from_nanograms(nanograms(mg)) == mg


def test_volumes_and_strengths_are_read_with_their_units() -> None:
    """Millilitres and strengths are read exactly; a strength without both units is refused."""
    assert parse_ml("0,05 mL") == Decimal("0.05")
    assert parse_ml("0.05") == Decimal("0.05")
    assert parse_mg_per_ml("1mg/ml") == 1
    assert parse_mg_per_ml("50 micrograms per mL") == Decimal("0.05")
    assert stated_mg_per_ml("0.5 mL of 5 mg/mL") == 5
    assert stated_mg_per_ml("0.5 mg") is None
    for text in ("1", "1 mg", "1/mL", "1 mg/L"):
        with pytest.raises(NotUnderstood, match="strength"):
            parse_mg_per_ml(text)
    with pytest.raises(NotUnderstood, match="unknown-unit"):
        parse_ml("0.05 mg")


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_milligrams_from_millilitres_are_exact(hundredths_of_ml: int, hundredths_of_mg: int) -> None:
    """Volume times strength is exact, checked with whole numbers."""
    ml, mg_per_ml = Decimal(hundredths_of_ml) / 100, Decimal(hundredths_of_mg) / 100

    assert nanograms(mg_from_ml(ml, mg_per_ml)) == hundredths_of_ml * hundredths_of_mg * 100


@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        ("naltrexone 4,5mg", [["4.5"]]), ("500 mcg or 250 \u00b5g", [["0.5"], ["0.25"]]),
        ("naltrexone .5 mg", [["0.5"]]), ("naltrexone 1,500 mcg", [["0.0015", "1.5"]]),
        ("naltrexone 1 500 mcg", [["0.5", "1.5"]]), ("2 milligrams", [["2"]]), ("50 mgs", [["50"]]),
        ("1 mg/ml", []), ("5 MG per 5 ML", []), ("no amount", []),
    ],
)  # fmt: skip
def test_amounts_within_a_name_come_with_every_reading(name: str, amounts: list[list[str]]) -> None:
    """Micrograms become milligrams; what can be read in two ways gives both; a strength per millilitre is no amount."""
    assert amounts_within(name) == tuple(tuple(map(Decimal, readings)) for readings in amounts)


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("LDN (mcg)", "mcg"), ("LDN [\u00b5g]", "\u00b5g"), ("ldn_dose_mg", "mg"),
        ("Dose in micrograms", "micrograms"), ("LDN (mL)", "mL"), ("LDN", ""), ("LDN 1.5 mg", ""),
        ("LDN 1 mg/mL", "mL"), ("LDN mg or mcg", ""),
    ],
)  # fmt: skip
def test_a_heading_names_the_unit_of_what_stands_below(heading: str, unit: str) -> None:
    """A unit without a number before it is that of the values; two different ones name none."""
    assert unit_in_heading(heading) == unit
