"""What does a medicine's name hold: which names of our lists, and which words that we do not know?"""

from typing import NamedTuple

from zonewise.model.substances import words_of

from .compiled_lists import CompiledLists
from .finding import ListEntry

PURPOSE = "purpose"


class Recognition(NamedTuple):
    """What a name holds. A named tuple, as one is made for each row of a file.

    Attributes:
        entries: Names of our lists, in order.
        respelt: What words are that spell a listed name otherwise, or hold an opioid's name.
        slips: What words are taken for in which a slip is assumed.
        unknown: Words outside square brackets that we do not know.
        near: Known names close to them.
        purpose: Words such as cold, flu, forte: beside a product name they make another product of it.
        words: All words of the name.
    """

    entries: tuple[ListEntry, ...]
    respelt: tuple[ListEntry, ...]
    slips: tuple[ListEntry, ...]
    unknown: tuple[str, ...]
    near: tuple[str, ...]
    purpose: bool
    words: tuple[str, ...]


def recognise(name: str, lists: CompiledLists) -> Recognition:
    """Find the names of our lists in a medicine's name.

    The longest listed name wins at each word. A word in square brackets is a product name as RxNorm writes it; one that
    we do not know there does no harm when every substance beside it is known.
    """
    words = words_of(name)
    entries, strange, purpose = _walk(words, lists)
    respelt: list[ListEntry] = []
    slips: list[ListEntry] = []
    unknown: list[str] = []
    near: list[str] = []
    if strange:
        joined = _joined(words, strange, lists)
        respelt += joined.values()
        for place, inside in strange:
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


def _walk(words: list[str], lists: CompiledLists) -> tuple[list[ListEntry], list[tuple[int, bool]], bool]:
    """Return the listed names, the (place, in brackets) of words we do not know, and whether a purpose is named."""
    known = lists.words
    entries: list[ListEntry] = []
    strange: list[tuple[int, bool]] = []
    inside = purpose = False
    place, end = 0, len(words)
    while place < end:
        word = words[place]
        found = known.get(word)
        if found is None:
            if word == "[":
                inside = True
            elif word == "]":
                inside = False
            elif not word[0].isdecimal():
                strange.append((place, inside))
        elif isinstance(found, str):
            purpose = purpose or found == PURPOSE
        else:
            length, entry = found.longest(words, place)
            if entry is not None:
                entries.append(entry)
                place += length
                continue
            if found.word is None:
                if not word[0].isdecimal():
                    strange.append((place, inside))
            else:
                purpose = purpose or found.word == PURPOSE
        place += 1
    return entries, strange, purpose


def _joined(words: list[str], strange: list[tuple[int, bool]], lists: CompiledLists) -> dict[int, ListEntry]:
    """Return opioids written in two words ("hydro codone"), by the place of a word that was not known alone."""
    found: dict[int, ListEntry] = {}
    for place, _ in strange:
        for first in (place - 1, place):
            entry = lists.opioid_words.get("".join(words[first : first + 2])) if first >= 0 else None
            if entry is not None:
                found[place] = entry
    return found
