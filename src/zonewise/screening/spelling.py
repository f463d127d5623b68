"""What could a word be that is on no list? Another spelling, part of a name, a short form or a slip."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from .finding import ListEntry
from .list_reader import MedicineLists
from .name_words import sound_of

REMEMBERED = 50_000
"""So many words are kept with their answer; then the one used longest ago is forgotten, so memory stays bounded."""

SHORTEST_SLIP = 7
SHORTEST_BEGINNING = 6
SHORTEST_HEAD = 5
SHORTEST_SOUNDING = 7

Names = Mapping[tuple[str, int], tuple[str, ...]]
"""First letter and length to words."""

COMPOUND_ENDINGS = (
    "hydrochlorid", "hydrobromid", "hydrogentartrat", "hydrogensulfat", "phosphat", "fosfaat", "sulfat", "sulfaat",
    "maleat", "tartrat", "citrat", "acetat", "succinat", "fumarat", "mesilat", "besilat", "natrium", "kalium",
    "calcium", "magnesium", "hcl", "tabletten", "tabs", "kapseln", "caps", "tropfen", "pflaster", "zapfchen",
    "saft", "retard", "sirup", "siroop", "pleister", "pleisters", "zetpil", "zetpillen", "injektion",
)  # fmt: skip
"""Endings that German, Dutch and the Nordic languages write in one word with the substance."""


@dataclass(frozen=True, slots=True)
class SpellingGuess:
    """What a word may be.

    Attributes:
        entry: What it is taken for, or None.
        sure: Whether it is the same name written otherwise, and no slip.
        near: A known name close to it to ask about, or "".
    """

    entry: ListEntry | None
    sure: bool
    near: str


NOTHING = SpellingGuess(None, False, "")


class Speller:
    """Answers for words that are on no list; the same word always gets the same answer."""

    def __init__(self, read: MedicineLists) -> None:
        single = {key[0]: entry for key, entry in read.entries.items() if len(key) == 1 and not entry.weak}
        self._single = single
        self._stems = read.stems
        self._sounds = _by_sound(single)
        self._opioid_names = sorted(
            word for word in read.slips if single[word].kind == "opioid" and not single[word].brand
        )
        self._other_names = sorted(word for word, entry in single.items() if entry.kind != "opioid")
        self._often = _by_start(read.slips)
        self._seldom = _by_start(single.keys() - read.slips)
        self.guess = lru_cache(maxsize=REMEMBERED)(self._guess)

    def _guess(self, word: str) -> SpellingGuess:
        entry = self._spelt_otherwise(word)
        if entry is not None:
            return SpellingGuess(entry, True, entry.label)
        for stem, entry in self._stems.items():
            if stem in word:
                return SpellingGuess(entry, True, entry.ingredients[0].name)
        return self._beginning(word) or self._slip(word)

    def _spelt_otherwise(self, word: str) -> ListEntry | None:
        found = self._sounds.get(sound_of(word)) if len(word) >= SHORTEST_SOUNDING else None
        if found is not None:
            return found
        for ending in COMPOUND_ENDINGS:
            head = word.removesuffix(ending)
            if head != word and len(head) >= SHORTEST_HEAD:
                found = self._single.get(head) or self._sounds.get(sound_of(head))
                if found is not None:
                    return found
        return None

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
        """Return the nearest name: a widely used opioid or antagonist is assumed, any other name asked about."""
        most = _limit(len(word))
        if most == 0:
            return NOTHING
        often = _nearest(word, self._often, most)
        nearer = _nearest(word, self._seldom, most if often is None else often[1] - 1)
        if often is None:
            return SpellingGuess(None, False, nearer[0]) if nearer is not None else NOTHING
        meant = self._single[often[0]]
        if nearer is not None and self._single[nearer[0]].ingredients != meant.ingredients:
            return SpellingGuess(None, False, nearer[0])
        return SpellingGuess(meant, False, often[0])


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
            found = extractOne(word, alike, scorer=OSA.distance, score_cutoff=limit)
            if found is not None and (first == word[0] or found[0][1] == word[0]):
                best = (found[0], int(found[1]))
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
    found: dict[tuple[str, int], list[str]] = {}
    for word in sorted(words):
        if len(word) >= SHORTEST_SLIP:
            found.setdefault((word[0], len(word)), []).append(word)
    return {start: tuple(each) for start, each in found.items()}


def _by_sound(single: Mapping[str, ListEntry]) -> dict[str, ListEntry]:
    """Return one entry for each sound; where names of different make-up sound the same, none."""
    found: dict[str, ListEntry] = {}
    shared: set[str] = set()
    for word, entry in single.items():
        if entry.brand or len(word) < SHORTEST_SOUNDING or not (sound := sound_of(word)):
            continue
        first = found.setdefault(sound, entry)
        if first.ingredients != entry.ingredients:
            shared.add(sound)
    return {sound: entry for sound, entry in found.items() if sound not in shared}
