"""What a medicine's name holds: names of our lists, and words that we do not know."""

from typing import NamedTuple

from zonewise.model.substances import words_of

from .compiled_lists import CompiledLists
from .finding import ListEntry

BIOLOGIC_ENDINGS = (
    "mab", "cept", "ase", "stim", "poetin", "kin", "kinra", "tropin", "alfa", "lispro", "aspart", "glargine",
    "degludec",
)  # fmt: skip
"""Ends of the names of biologics, behind which the United States put four letters without a meaning (-oysk, -adaz)."""
SUFFIX_LETTERS = 4


class Recognition(NamedTuple):
    """What a name holds. A named tuple, as one is made for each row of a file."""

    entries: tuple[ListEntry, ...]  # Names of our lists, in order.
    respelt: tuple[ListEntry, ...]  # What words are that spell a listed name otherwise, or hold an opioid's name.
    slips: tuple[ListEntry, ...]  # What words are taken for in which a slip is assumed.
    unknown: tuple[str, ...]  # Words outside square brackets that we do not know.
    near: tuple[str, ...]  # Known names close to them.
    purpose: bool  # Whether a word such as cold, flu, forte is in it: beside a product name that is another product.
    words: tuple[str, ...]  # All words of the name.


def recognise(name: str, lists: CompiledLists) -> Recognition:
    """Return the names of our lists in a medicine's name, and its words that we do not know.

    The longest listed name wins at each word. A word in square brackets is a product name as RxNorm writes it; one that
    we do not know there does no harm when every substance beside it is known.
    """
    words = words_of(name)
    placed, strange, purpose = listed_names(words, lists)
    entries = [entry for _, _, entry in placed]
    joined = _joined(words, strange, lists)
    respelt = list(joined.values())
    slips: list[ListEntry] = []
    unknown: list[str] = []
    near: list[str] = []
    for place, inside in strange:
        if _is_suffix(words, place, name):
            continue
        guess = lists.speller.guess(words[place])
        if guess.entry is not None and guess.sure:
            respelt.append(guess.entry)
        elif inside and entries:
            continue
        elif guess.entry is not None:
            slips.append(guess.entry)
        elif place not in joined:
            unknown.append(words[place])
            near += [guess.near] if guess.near else []
    return Recognition(tuple(entries), tuple(respelt), tuple(slips), tuple(unknown), tuple(near), purpose, tuple(words))


def listed_names(
    words: list[str], lists: CompiledLists
) -> tuple[list[tuple[int, int, ListEntry]], list[tuple[int, bool]], bool]:
    """Return what the words of a name hold.

    Returns:
        Each listed name as (place of its first word, number of its words, what it stands for); the (place, in brackets)
        of each word that we do not know; and whether a purpose is named.
    """
    entries: list[tuple[int, int, ListEntry]] = []
    strange: list[tuple[int, bool]] = []
    inside = purpose = False
    place = 0
    while place < len(words):
        word = words[place]
        phrases = lists.words.get(word)
        length, entry = phrases.longest(words, place) if phrases is not None else (1, None)
        if entry is not None:
            entries.append((place, length, entry))
        elif phrases is not None and phrases.word is not None:
            purpose = purpose or phrases.word == "purpose"
        elif word in ("[", "]"):
            inside = word == "["
        elif not word[0].isdecimal():
            strange.append((place, inside))
        place += length
    return entries, strange, purpose


def _is_suffix(words: list[str], place: int, name: str) -> bool:
    """Say whether a word is the suffix of the biologic before it, as in "hyaluronidase-oysk"."""
    word, before = words[place], words[place - 1] if place else ""
    return len(word) == SUFFIX_LETTERS and before.endswith(BIOLOGIC_ENDINGS) and f"{before}-{word}" in name.casefold()


def _joined(words: list[str], strange: list[tuple[int, bool]], lists: CompiledLists) -> dict[int, ListEntry]:
    """Return opioids written in two words ("hydro codone"), by the place of a word that was not known alone."""
    return {
        place: lists.opioid_words[pair]
        for place, _ in strange
        for first in (place - 1, place)
        if first >= 0 and (pair := "".join(words[first : first + 2])) in lists.opioid_words
    }
