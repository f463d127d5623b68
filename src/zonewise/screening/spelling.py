"""What a word on no list may be: another spelling, part of a name, a short form or a slip."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from zonewise.model.personal_cache import personal_cache

from .finding import ListEntry
from .list_reader import MedicineLists

REMEMBERED = 50_000
"""So many words are kept with their answer; then the one used longest ago is forgotten, so memory stays bounded."""

SHORTEST_SLIP = 7
SHORTEST_BEGINNING = 6
SHORTEST_HEAD = 5
SHORTEST_SOUNDING = 7
SHORTEST_SOUND = 5
SHORTEST_PLAIN = 9  # A slip in the name of a harmless substance is taken for it from so many letters on,
PLAIN_ENDING = 3  # with so many letters at its end untouched, by which related substances are named alike,
PLAIN_APART = 4  # and where no other kind of medicine is named fewer slips away than this.

Names = Mapping[tuple[str, int], Sequence[str]]  # First letter and length to words.

SOUNDS = (
    ("ph", "f"), ("th", "t"), ("rh", "r"), ("sch", "s"), ("ch", "k"), ("ck", "k"), ("qu", "k"),
    ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("ts", "s"), ("z", "s"), ("c", "k"), ("ks", "x"), ("y", "i"), ("j", "i"),
    ("w", "v"), ("ae", "e"), ("oe", "e"), ("ee", "e"), ("ii", "i"), ("hy", "i"), ("hi", "i"),
)  # fmt: skip
ENDINGS = re.compile(r"(?:[aeiou]+m?|um|us)$")
DOUBLES = re.compile(r"(.)\1+")

COMPOUND_ENDINGS = (
    "hydrochlorid", "hydrobromid", "hydrogentartrat", "hydrogensulfat", "phosphat", "fosfaat", "sulfat", "sulfaat",
    "maleat", "tartrat", "citrat", "acetat", "succinat", "fumarat", "mesilat", "besilat", "natrium", "kalium",
    "calcium", "magnesium", "hcl", "tabletten", "tabs", "kapseln", "caps", "tropfen", "pflaster", "zapfchen",
    "saft", "retard", "sirup", "siroop", "pleister", "pleisters", "zetpil", "zetpillen", "injektion",
)  # fmt: skip
"""Endings that German, Dutch and the Nordic languages write in one word with the substance."""


@dataclass(frozen=True, slots=True)
class SpellingGuess:
    """What a word may be."""

    entry: ListEntry | None  # What it is taken for, or None.
    sure: bool  # Whether it is the same name written otherwise, and no slip.
    near: str  # A known name close to it to ask about, or "".


NOTHING = SpellingGuess(None, False, "")


class Speller:
    """Answers for words that are on no list; the same word always gets the same answer."""

    def __init__(self, listed: MedicineLists) -> None:
        single = {key[0]: entry for key, entry in listed.entries.items() if len(key) == 1 and not entry.weak}
        self._single = single
        self._stems = listed.stems
        self._sounds = _by_sound(single)
        self._opioid_names = sorted(
            word for word in listed.slips if single[word].kind == "opioid" and not single[word].brand
        )
        self._other_names = sorted(word for word, entry in single.items() if entry.kind != "opioid")
        self._plain = {
            word for word, entry in single.items() if entry.kind == "harmless" and not entry.brand and word.isalpha()
        }
        self._wary = sorted(word for word, entry in single.items() if entry.kind != "harmless")
        self._often = _by_start(listed.slips)
        self._seldom = _by_start(single.keys() - listed.slips)
        self.guess = personal_cache(REMEMBERED)(self._guess)

    def _guess(self, word: str) -> SpellingGuess:
        entry = self._spelt_otherwise(word)
        if entry is not None:
            wary = self._wary_name(word, 1) if entry.kind == "harmless" else ""
            return SpellingGuess(None if wary else entry, not wary, wary or entry.label)
        for stem, entry in self._stems.items():
            if stem in word:
                return SpellingGuess(entry, True, entry.ingredients[0].name)
        return self._beginning(word) or self._slip(word)

    def _spelt_otherwise(self, word: str) -> ListEntry | None:
        if len(word) >= SHORTEST_SOUNDING and (entry := self._sounds.get(sound_of(word))):
            return entry
        heads = (word.removesuffix(ending) for ending in COMPOUND_ENDINGS if word.endswith(ending))
        entries = (
            self._single.get(head) or self._sounds.get(sound_of(head)) for head in heads if len(head) >= SHORTEST_HEAD
        )
        return next(filter(None, entries), None)

    def _beginning(self, word: str) -> SpellingGuess | None:
        """Return the opioid whose name begins like this word, cut off as pharmacies do; a question if others do too."""
        if len(word) < SHORTEST_BEGINNING:
            return None
        whole = _first_with(word, self._opioid_names)
        if whole is None:
            return None
        if _first_with(word, self._other_names) is not None:
            return SpellingGuess(None, False, whole)
        return SpellingGuess(self._single[whole], True, whole)

    def _slip(self, word: str) -> SpellingGuess:
        """Return the nearest name: a widely used opioid or antagonist is assumed, other names mostly asked about."""
        most = _limit(len(word))
        if most == 0:
            return NOTHING
        often = _nearest(word, self._often, most)
        nearer = _nearest(word, self._seldom, most if often is None else often[1] - 1)
        if often is None:
            if nearer is None:
                return NOTHING
            return SpellingGuess(self._single[nearer[0]] if self._is_plain(word, *nearer) else None, False, nearer[0])
        meant = self._single[often[0]]
        if nearer is not None and self._single[nearer[0]].ingredients != meant.ingredients:
            return SpellingGuess(None, False, nearer[0])
        return SpellingGuess(meant, False, often[0])

    def _is_plain(self, word: str, name: str, slips: int) -> bool:
        """Say whether a word can hardly be anything but a harmless substance with one letter wrong."""
        return (
            slips == 1
            and name in self._plain
            and len(word) >= SHORTEST_PLAIN
            and word[0] == name[0]
            and word[-PLAIN_ENDING:] == name[-PLAIN_ENDING:]
            and not self._wary_name(word, PLAIN_APART - 1)
        )

    def _wary_name(self, word: str, most: int) -> str:
        """Return the nearest name of a medicine that is not harmless, at most so many slips away, or ""."""
        nearest = extractOne(word, self._wary, scorer=OSA.distance, score_cutoff=most)
        return nearest[0] if nearest is not None else ""


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


def _nearest(word: str, names: Names, most: int) -> tuple[str, int] | None:
    """Return the nearest name that starts alike and its distance, at most `most`.

    The distance is Damerau-Levenshtein in its restricted form (optimal string alignment): letters put in, left out,
    changed, or two neighbours swapped. A slip seldom touches the first letter, so only names with the same first letter
    are looked at, and those whose first two letters are the word's in turn.
    """
    best: tuple[str, int] | None = None
    for first in (word[0], word[1]):
        for length in range(len(word) - most, len(word) + most + 1):
            limit = most if best is None else best[1] - 1
            alike = names.get((first, length))
            if not alike or limit < abs(length - len(word)) or limit < 1:
                continue
            nearest = extractOne(word, alike, scorer=OSA.distance, score_cutoff=limit)
            if nearest is not None and (first == word[0] or nearest[0][1] == word[0]):
                best = (nearest[0], int(nearest[1]))
        if word[0] == word[1]:
            break
    return best


def _limit(length: int) -> int:
    """Return how many slips a word of this length may hold: none in short ones, which too many names resemble."""
    return 0 if length < SHORTEST_SLIP - 1 else 1 if length < 9 else 2 if length < 12 else 3


def _first_with(beginning: str, names: list[str]) -> str | None:
    """Return the first of sorted names that begins so, or None."""
    place = bisect_left(names, beginning)
    return names[place] if place < len(names) and names[place].startswith(beginning) else None


def _by_start(words: Iterable[str]) -> Names:
    """Return words long enough for slips, by first letter and length."""
    names: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for word in sorted(words):
        if len(word) >= SHORTEST_SLIP:
            names[word[0], len(word)].append(word)
    return names


def _by_sound(single: Mapping[str, ListEntry]) -> dict[str, ListEntry]:
    """Return one entry for each sound; where names of different make-up sound the same, none."""
    entries: dict[str, ListEntry] = {}
    shared: set[str] = set()
    for word, entry in single.items():
        if entry.brand or len(word) < SHORTEST_SOUNDING or not (sound := sound_of(word)):
            continue
        if entries.setdefault(sound, entry).ingredients != entry.ingredients:
            shared.add(sound)
    return {sound: entry for sound, entry in entries.items() if sound not in shared}
