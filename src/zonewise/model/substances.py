"""Names of naltrexone: which written names mean the person's own low-dose naltrexone, and which another product.

The diary asks this for each dose without loading the medicines lists; the lists take naltrexone's spellings from here,
so that a name has one meaning on every path. What else a medicine can be is the business of `screening`.
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from .amounts import amounts_within, without_amounts
from .personal_cache import personal_cache

NALTREXONE = "naltrexone"

LOW_DOSE_SPELLINGS = (
    "ldn",
    "uldn",
    "vldn",
    "low dose naltrexone",
    "naltrexone low dose",
    "naltrexone ldn",
    "low dose naltrexon",
    "ultra low dose naltrexone",
    "very low dose naltrexone",
    "naltrexona a dosis baja",
    "naltrexona en dosis bajas",
    "naltrexone a faible dose",
    "niedrig dosiertes naltrexon",
    "lage dosis naltrexon",
)
"""Names that say by themselves that the dose is low."""

SPELLINGS = {
    NALTREXONE: (
        *("naltrexon", "naltrexona", "naltrexonum", "naltreksoni", "naltrekson", "налтрексон"),
        *("naltrexone hydrochloride", "naltrexone hcl", "naltrexon hcl", "naltrexonhydrochlorid"),
        *("ntx", "nalterxone", "naltroxone"),
        *LOW_DOSE_SPELLINGS,
    )
}
"""A substance to its other names; the medicines lists add them to what they list themselves."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UNNAMED_DOSES = ("", "dose")
_NAMES_WITHOUT_MORE = ("naltrexone", "ldn", "low dose naltrexone")
_DEPOT_WORDS = _words(
    """
    depot implant implants injection injectable inj injektion pellet pellets im intramuscular subcutaneous microspheres
    xr vivitrol
    """
)
_COMBINED_WITH = frozenset(("bupropion", "methyl", "morphine", "oxycodone", "samidorphan", "baclofen", "sorbitol"))
_QUALIFYING_WORDS = _words(
    """
    my own dose doses dosis dosage amount strength low very ultra taken took take daily day nightly night evening
    morning bedtime at in the a an per of am pm time times once twice x no number oral orally by mouth po mg mgs
    milligram milligrams mcg mcgs ug g μg microgram micrograms ml mls capsule capsules cap caps tablet tablets tab tabs
    pill pills liquid solution drop drops suspension cream compounded compound hydrochloride hcl hydrochlorid base sr ir
    immediate release kapsel kapseln tablette tabletten tropfen abends med medication medicine meds log level value qty
    quantity unit units total current
    """
)
_SEVERAL_THINGS = re.compile(r"[/+&,;|]|\b(?:and|with|und|mit|y|et|con|plus)\b", re.IGNORECASE)
_BARE_NUMBER = re.compile(
    r"(?<![\w.,])(?P<number>[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)(?!\s*(?:[a-z%]|[0-9.,/]))", re.IGNORECASE
)

_ASCII_WORDS = re.compile(r"[a-z]+|[0-9]+(?:[.,][0-9]+)*|[\[\]]")
_ANY_WORDS = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[\[\]]")
_LETTERS = str.maketrans(
    {**dict(zip("øØłŁđ\u0131", "oolldi", strict=True)), "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th"}
)
"""Small letters that decomposition leaves as they are."""


def words_of(name: str) -> list[str]:
    """Return words, numbers and square brackets of a name, lower case, without accents.

    Letters and figures are parted (`T3` is t, 3), a decimal number stays whole, and `#` reads as "no".
    """
    if name.isascii():
        text = name.lower()
        return _ASCII_WORDS.findall(text.replace("#", " no ") if "#" in text else text)
    return _ANY_WORDS.findall(without_accents(name).replace("#", " no "))


def without_accents(text: str) -> str:
    """Return lower-case text without accents, so that codéine and codeine are one."""
    # Taken apart twice: some letters have a small form only when apart, others come apart only when small.
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return "".join(letter for letter in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(letter))


@personal_cache(256)
def is_naltrexone_alone(name: str) -> bool | None:
    """Say whether a name is naltrexone by mouth and nothing else; None when it has words that we do not know.

    A depot form, a combination (naltrexone with bupropion, morphine with naltrexone) and methylnaltrexone are not.
    """
    words = words_of(name)
    rest = _words_beside(words)
    if rest is None or is_depot_form(words) or not _COMBINED_WITH.isdisjoint(rest):
        return False
    unknown = [word for word in rest if word not in _QUALIFYING_WORDS and not word[0].isdecimal() and word not in "[]"]
    if not unknown:
        return True
    return False if _SEVERAL_THINGS.search(name) else None


def is_combination(text: str) -> bool:
    """Say whether a text names naltrexone and what it is combined with in products, such as naltrexone/bupropion."""
    words = words_of(text)
    return _words_beside(words) is not None and not _COMBINED_WITH.isdisjoint(words)


@personal_cache(256)
def is_naltrexone_dose(name: str) -> bool:
    """Say whether a dose logged under this name counts as milligrams of naltrexone.

    One without a name does. One with words that we do not know counts too, so that no second dose is named on top of
    it; what it is besides is asked, as the medicines lists do not know it either.
    """
    return " ".join(name.casefold().split()) in _UNNAMED_DOSES or is_naltrexone_alone(name) is not False


@personal_cache(256)
def is_named_as_ldn_only(name: str) -> bool:
    """Say whether a dose of this name needs no look into the medicines lists: it says naltrexone and nothing more."""
    return " ".join(name.casefold().split()) in _UNNAMED_DOSES or " ".join(words_of(name)) in _NAMES_WITHOUT_MORE


def is_depot_form(words: Sequence[str]) -> bool:
    """Say whether the words of a naltrexone's name make it one that is injected or implanted."""
    return not _DEPOT_WORDS.isdisjoint(words) or {"extended", "release"}.issubset(words)


def is_ldn_amount(name: str, highest_mg: Decimal) -> bool | None:
    """Say whether a name that is naltrexone alone states an amount that can be LDN; None when it does not tell.

    Args:
        name: The name, such as "LDN 4.5 mg".
        highest_mg: Highest single amount that can be LDN.
    """
    readings = [mg for amount in amounts_within(name) for mg in amount]
    if readings:
        fits = {mg <= highest_mg for mg in readings}
        return fits.pop() if len(fits) == 1 else None
    # A number without a unit: "LDN 50" is no low dose, whatever its unit; "naltrexone 3" may be three tablets.
    numbers = [Decimal(match["number"].replace(",", ".")) for match in _BARE_NUMBER.finditer(without_amounts(name))]
    if any(number > highest_mg for number in numbers):
        return False
    return True if _says_low_dose(words_of(name)) else None


def _says_low_dose(words: Sequence[str]) -> bool:
    text = f" {' '.join(words)} "
    return any(f" {spelling} " in text for spelling in LOW_DOSE_SPELLINGS)


def _words_beside(words: Sequence[str]) -> list[str] | None:
    """Return the words of a name besides those that name naltrexone; None when it does not name naltrexone."""
    rest: list[str] = []
    place, is_named = 0, False
    while place < len(words):
        length = next((len(key) for key in _SPELLING_WORDS if tuple(words[place : place + len(key)]) == key), 0)
        is_named = is_named or length > 0
        if not length:
            rest.append(words[place])
        place += length or 1
    return rest if is_named else None


_SPELLING_WORDS = sorted(
    {tuple(words_of(spelling)) for spelling in (NALTREXONE, *SPELLINGS[NALTREXONE])}, key=len, reverse=True
)
"""The longest first, so that "low dose naltrexone" is not read as naltrexone with two words before it."""
