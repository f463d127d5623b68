from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.screening.spelling import _by_start, _limit, _nearest, sound_of

NAMES = ("tramadol", "tramazol", "trazodone", "codeines", "fentanyl", "fentanil", "morphine", "martpine", "omrphine")
WORDS = st.text(alphabet="aceimoprtfnyld", min_size=6, max_size=12)


def slow_distance(one: str, other: str) -> int:
    """Return the optimal string alignment distance by the textbook's table."""
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if not i or not j:
                table[i][j] = i + j
                continue
            table[i][j] = min(
                table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            )
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


def slow_nearest(word: str, names: Iterable[str], most: int) -> int | None:
    """Return the least distance within the limit among names with the same first letter."""
    distances = [d for name in names if name[0] == word[0] and (d := slow_distance(word, name)) <= most]
    return min(distances, default=None)


@given(WORDS, st.integers(1, 3))
def test_nearest_agrees_with_the_textbook(word, most):
    """Looking only at names of fitting start and length finds a name as near as looking at all of them."""
    slow = slow_nearest(word, NAMES, most)
    fast = _nearest(word, _by_start(NAMES), most)

    if slow is not None and slow > 0:
        assert fast[1] <= slow
    if fast is not None:
        assert slow_distance(word, fast[0]) == fast[1] <= most


@given(st.sampled_from(NAMES), st.data())
def test_a_slip_is_found(name, data):
    """A letter changed after the first, or two neighbours swapped, leaves the name or an even nearer one."""
    place = data.draw(st.integers(1, len(name) - 2))
    swapped = name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    if swapped != name:
        nearest = _nearest(swapped, _by_start(NAMES), 1)
        assert nearest[1] == 1


def test_first_two_letters_in_turn_are_one_slip():
    """xoycodone for oxycodone: the swap of the first two letters is the one slip that touches the first."""
    assert _nearest("xoycodone", _by_start(["oxycodone"]), 2) == ("oxycodone", 1)
    assert _nearest("fxycodone", _by_start(["oxycodone"]), 2) is None


@pytest.mark.parametrize(("length", "most"), [(5, 0), (6, 1), (8, 1), (9, 2), (11, 2), (12, 3), (20, 3)])
def test_short_words_allow_fewer_slips(length, most):
    """The longer a word, the more slips still leave no doubt what is meant."""
    assert _limit(length) == most


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("zorphinhydrochlorid", "zorphine"), ("retardzorphinum", "zorphine"), ("zorphina", "zorphine"),
        ("quadon", "quadone"),
    ],
)  # fmt: skip
def test_other_spellings_are_sure(small_lists, word, meant):
    """A compound word, a name inside a word and another language's ending are the name itself, and no slip."""
    guess = small_lists.speller.guess(word)
    assert guess.entry.ingredients[0].name == meant
    assert guess.sure


@pytest.mark.parametrize(("word", "near"), [("calmoll", ""), ("sweetosse", "sweetose"), ("gutamidde", "gutamide")])
def test_slips_in_harmless_names_are_only_asked_about(small_lists, word, near):
    """A slip in a name that is no opioid is never taken for it."""
    guess = small_lists.speller.guess(word)

    assert guess.entry is None or guess.sure
    assert guess.near == near or guess.sure


def test_the_same_word_gets_the_same_answer(small_lists):
    """What was remembered is what is worked out anew."""
    speller = small_lists.speller

    for word in ("zorphyne", "quadonne", "nothing", "sweetosse"):
        assert speller.guess(word) == speller.guess(word) == speller._guess(word)


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
