"""What others use too is refused as a passphrase, and a short one is named."""

import pytest

from zonewise.problem import InputRefused
from zonewise.services.base.diary import Diary
from zonewise.services.custody.passphrase import Secret, check_new, set_passphrase

COMMON = (
    *("password123", "P@ssw0rd2026", "qwertyuiop", "1234567890", "20261122123", "iloveyou!!", "aaaaaaaaaaaa"),
    *("abababababab", "letmein letmein", "abcdefghijkl", "9876543210a", "zonewise2026", "naltrexone1.5"),
    *("Welcome2026!", "asdfghjkl1", "my password is", "poiuytrewq", "monkeydragon", "liverpool1892"),
)
GOOD = (
    *("four words nobody joins", "another four quiet words", "korrekt pferd batterie", "tk7#Vbn2pQx"),
    *("Salzburg im Regen", "the green kettle sings", "\u0434\u043b\u0438\u043d\u043d\u0430\u044f \u0444\u0440"),
)


@pytest.mark.parametrize("text", COMMON)
def test_a_common_one_is_refused_as_weak(text: str) -> None:
    """A common word with digits and signs, a row of keys, a repetition or a number is named as weak, never quoted."""
    with pytest.raises(InputRefused) as refused:
        check_new(Secret(text))

    (problem,) = refused.value.problems
    assert problem.code == "common-passphrase"
    assert text not in str(problem)


@pytest.mark.parametrize("text", GOOD)
def test_words_that_nobody_joins_are_taken(text: str) -> None:
    """Several words, and letters by chance, are taken."""
    check_new(Secret(text))


@pytest.mark.usefixtures("cheap_keys")
def test_a_short_one_is_named(tmp_path) -> None:
    """One word of ten letters is taken and named as short; several words are not."""
    assert set_passphrase(Diary(str(tmp_path / "one.sqlite")), Secret("tk7#Vbn2pQx")).short
    assert not set_passphrase(Diary(str(tmp_path / "two.sqlite")), Secret("four words nobody joins")).short
