"""The spelling rule that gives the names of one substance in several languages one form."""

import re

SOUNDS = (
    ("ph", "f"), ("th", "t"), ("rh", "r"), ("sch", "s"), ("ch", "k"), ("ck", "k"), ("qu", "k"),
    ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("ts", "s"), ("z", "s"), ("c", "k"), ("ks", "x"), ("y", "i"), ("j", "i"),
    ("w", "v"), ("ae", "e"), ("oe", "e"), ("ee", "e"), ("ii", "i"), ("hy", "i"), ("hi", "i"),
)  # fmt: skip
ENDINGS = re.compile(r"(?:[aeiou]+m?|um|us)$")
DOUBLES = re.compile(r"(.)\1+")
SHORTEST_SOUND = 5


def sound_of(word: str) -> str:
    """Return one form for the spellings that languages give to one substance, or "" when it would be too short.

    Morphine, morphin, morfina and morfiini all give `morfin`. It is a spelling rule for INN names, which WHO gives in
    Latin, English, French and Spanish, and not a phonetic one.
    """
    for written, spoken in SOUNDS:
        if written in word:
            word = word.replace(written, spoken)
    word = DOUBLES.sub(r"\1", ENDINGS.sub("", word))
    return word if len(word) >= SHORTEST_SOUND else ""
