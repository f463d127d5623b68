"""How is a medicine's name cut into words that can be compared?"""

import re
import unicodedata

ASCII_WORDS = re.compile(r"[a-z]+|[0-9]+(?:[.,][0-9]+)*|[\[\]]")
ANY_WORDS = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[\[\]]")
AMOUNT = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(mg|milligrams?|mcg|ug|µg|μg|micrograms?)\b(?!\s*(?:/|per\b|in\b)\s*\d*\s*ml)", re.I
)
MICROGRAMS = ("mcg", "ug", "µg", "μg", "microgram", "micrograms")

LETTERS = str.maketrans(
    {
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "\u0131": "i",
        "æ": "ae",
        "Æ": "ae",
        "œ": "oe",
        "Œ": "oe",
        "þ": "th",
    }
)
"""Small letters that decomposition leaves as they are."""


def words_of(name: str) -> list[str]:
    """Return words, numbers and square brackets of a name, lower case, without accents.

    Letters and figures are parted (`T3` is t, 3), a decimal number stays whole, and `#` reads as "no".
    """
    if name.isascii():
        text = name.lower()
        return ASCII_WORDS.findall(text.replace("#", " no ") if "#" in text else text)
    return ANY_WORDS.findall(plain(name).replace("#", " no "))


def plain(text: str) -> str:
    """Return lower-case text without accents, so that codéine and codeine are one."""
    # Taken apart twice: some letters have a small form only when apart, others come apart only when small.
    folded = unicodedata.normalize("NFKD", text).casefold().translate(LETTERS)
    return "".join(each for each in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(each))


def amounts_mg(name: str) -> list[float]:
    """Return the single amounts that a name states, mg; strengths per millilitre are none."""
    found = []
    for number, unit in AMOUNT.findall(name):
        amount = float(number.replace(",", "."))
        found.append(amount / 1000 if unit.lower() in MICROGRAMS else amount)
    return found


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
