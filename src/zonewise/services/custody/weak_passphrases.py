"""Passphrases that a stolen diary would not hold out with: common ones are refused, short ones named."""

import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

LEAST_LEFT = 5  # Letters or digits that a passphrase needs beside common words, for which a guesser needs no time.
FEWEST_SIGNS = 5  # Different characters.
MOST_RUNS = 0.6  # Of neighbouring characters: how many may follow each other in the alphabet, or on the keyboard.
ONE_WORD = 15  # Characters that one word without a space needs to be as good as several.
_DISGUISES = str.maketrans("0134578@$!|", "oieastbasil")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azerty", "qwertz")


def is_common(text: str) -> bool:
    """Say whether a passphrase is made of what a guesser tries first: common words, rows of keys, repetitions."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(letter for letter in folded if letter.isalnum())
    if len(set(letters)) < FEWEST_SIGNS or letters.isdecimal():
        return True
    return _is_repeated(letters) or _is_run(letters) or _is_made_of_common_words(folded)


def is_short(text: str) -> bool:
    """Say whether it is one short word, which is the least that is taken."""
    return len(text) < ONE_WORD and len(text.split()) < 3


def _is_repeated(letters: str) -> bool:
    return letters in (letters * 2)[1:-1]


def _is_run(letters: str) -> bool:
    steps = list(pairwise(letters))
    near = sum(any(pair in row or pair[::-1] in row for row in _ROWS) for pair in map("".join, steps))
    return near > MOST_RUNS * len(steps)


def _is_made_of_common_words(folded: str) -> bool:
    left = folded
    for disguised in (folded, folded.translate(_DISGUISES)):
        rest = "".join(letter for letter in disguised if letter.isalnum())
        for word in _common_words():
            rest = rest.replace(word, " ")
        rest = "".join(letter for letter in rest if letter.isalpha())
        left = min(left, rest, key=len)
    return len(left) < LEAST_LEFT


@lru_cache(maxsize=1)
def _common_words() -> tuple[str, ...]:
    """Return the words, the longest first."""
    lines = Path(__file__).with_name("common_passphrases.txt").read_text("utf-8").splitlines()
    return tuple(sorted((line for line in lines if line and line[0] != "#"), key=len, reverse=True))
