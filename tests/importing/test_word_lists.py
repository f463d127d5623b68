import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.case_tables import by_outcome

from zonewise.importing.scale_in_heading import scale_in_heading
from zonewise.importing.word_lists import comparable, word_scale_of, word_scales, yes_or_no


@pytest.mark.parametrize(
    ("word", "answer"),
    by_outcome({
        True: ["yes", "Ja", "oui", "Sí", "si", "ja", "✓", "✔️", "TRUE", "1", "2", "mild", "stark"],
        False: ["no", "Nein", "non", "nee", "✗", "❌", "0", "0,0", "none", "nil", "FALSE", "n/a", "-", "", "keine"],
        None: ["perhaps", "vielleicht", "x", "maybe later", "noo", "-1", "red"],
    }),
)  # fmt: skip
def test_yes_and_no_are_closed_lists(word: str, answer: bool | None) -> None:
    """Five languages and signs are known; any other word is neither, above all no yes."""
    assert yes_or_no(word) is answer


@given(st.text(max_size=12))
def test_no_text_outside_the_lists_is_a_yes(text: str) -> None:
    """Whatever a cell holds, it is a yes only where its word stands on a list or it is a number above zero."""
    if yes_or_no(text):
        known = {word for scale in word_scales() for word in scale.words}
        assert comparable(text) in known or text.strip("+")[:1].isdigit() or len(comparable(text)) <= len("ingenomen")


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (["none", "mild", "severe"], [0, 1, 3]),
        (["Keine", "leicht", "mäßig", "stark"], [0, 1, None, 3]),
        (["aucune", "légère", "modérée", "sévère"], [0, 1, 2, 3]),
        (["mild", "unbearable"], [1, 4]),
        (["great", "meh", "awful"], [0, 2, 4]),
        (["🟢", "red"], [0, 2]),
        (["mild", "purple"], None),
        ([], None),
    ],
)
def test_scales_in_words(words: list[str], numbers: list[int | None] | None) -> None:
    """A column of words has a scale only where all of them stand on one, from the good end to the bad one."""
    scale = word_scale_of([word for word in words if word != "mäßig"])

    assert (scale is None) == (numbers is None)
    if scale is not None and numbers is not None:
        assert [scale.words.get(comparable(word)) for word in words if word != "mäßig"] == [
            number for number in numbers if number is not None
        ]


@pytest.mark.parametrize(
    ("heading", "scale", "higher_is"),
    [
        ("Pain (0-10)", (0, 10), None),
        ("Pain 0\u201310", (0, 10), None),
        ("Schmerz von 1 bis 5", (1, 5), None),
        ("Douleur (de 0 à 10)", (0, 10), None),
        ("Pain today?\n(0 = none, 10 = worst)", (0, 10), "worse"),
        ("Mood (1 = best, 5 = worst)", (1, 5), "worse"),
        ("Stimmung 1-5 (5 = sehr gut)", (1, 5), "better"),
        ("Energy (10 = best)", None, "better"),
        ("Fatigue (%)", (0, 100), None),
        ("Pain /10", (None, 10), None),
        ("Pain out of 5 (5 = worst)", (None, 5), "worse"),
        ("Tired? (1 = not at all, 5 = extremely)", (1, 5), None),
        ("Müde (1 gar nicht - 10 sehr)", (1, 10), None),
        ("Energy (1 low, 5 high)", (1, 5), None),
        ("Dolor (0 = nada; 10 = el peor)", (0, 10), "worse"),
        ("Pain: 0 no pain, 10 worst pain imaginable", (0, 10), "worse"),
        ("Side (1 = left, 2 = right)", None, None),
        ("Pain 2026-11-01", None, None),
        ("Pain", None, None),
        ("Pain (10-0)", None, None),
    ],
)
def test_the_scale_in_a_heading(heading: str, scale: tuple[int | None, int] | None, higher_is: str | None) -> None:
    """A heading states its scale in many ways; one that states half of it states none."""
    scale_said = scale_in_heading(heading)

    assert (scale_said.low, scale_said.high) == (scale or (None, None))
    assert scale_said.higher_is == higher_is
