"""Opioids named in somebody's own words, such as a note: a reason to ask about them, never to set anything."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zonewise.model.substances import words_of

from .compiled_lists import CompiledLists
from .finding import ListEntry
from .recognition import listed_names

BESIDE = 2
"""An amount that stands so many words away belongs to a name."""
SHORTEST_PART = 3
"""A name written in two words has parts of so many letters; "b up" and "code x" are no names in a sentence."""
COUNTS = frozenset((
    "half", "two", "three", "four", "five", "six", "halbe", "halben", "halber", "zwei", "drei", "vier", "demi", "deux",
    "trois", "quatre", "medio", "media", "dos", "tres", "cuatro", "halve", "twee", "drie",
))  # fmt: skip
"""Words by which somebody counts tablets; "one" is left out, as most languages use it before any noun."""
SHORTEST_FORM = 3
"""Short forms such as "la" and "d" are forms of a medicine in its name, and any word in a sentence."""


class NamedOpioid(NamedTuple):
    """A word that names an opioid, or may."""

    word: str  # As it stands there, in small letters.
    listed: str  # The name on our lists that it is, or is spelt like.


def opioids_in_text(text: str, lists: CompiledLists) -> tuple[NamedOpioid, ...]:
    """Return the words of a text that name an opioid, each once, in the order of the text.

    Each word is read as the screen reads a medicine's name, other spellings and slips of the pen included. A word that
    is not known at all is no reason to ask here, as most words of a note name no medicine.
    """
    words = [word for word in words_of(text) if word not in ("[", "]")]
    named = sorted(_named(words, lists), key=lambda placed: placed[0])
    return tuple(dict.fromkeys(NamedOpioid(word, entry.label) for _, word, entry in named))


def _named(words: list[str], lists: CompiledLists) -> Iterator[tuple[int, str, ListEntry]]:
    """Yield the place, the words and the entry of each opioid that is named."""
    placed, strange, _ = listed_names(words, lists)
    ordinary = lists.listed.ordinary
    for place, length, entry in placed:
        name = words[place : place + length]
        if entry.kind == "opioid" and (tuple(name) not in ordinary or _has_amount(words, place, length, lists)):
            yield place, " ".join(name), entry
    unknown = {place for place, _ in strange}
    in_two = dict(_in_two_words(words, unknown, lists))
    yield from ((place, " ".join(words[place : place + 2]), entry) for place, entry in in_two.items())
    for place in unknown:
        word = words[place]
        if (word,) not in ordinary and in_two.keys().isdisjoint((place - 1, place)):
            guessed = _guessed(word, lists)
            if guessed is not None and guessed.kind == "opioid":
                yield place, word, guessed


def _guessed(word: str, lists: CompiledLists) -> ListEntry | None:
    """Return what a word that is on no list is taken for, or resembles."""
    guess = lists.speller.guess(word)
    near = lists.words.get(guess.near)
    return guess.entry or (near.alone if near is not None else None)


def _in_two_words(words: Sequence[str], unknown: set[int], lists: CompiledLists) -> Iterator[tuple[int, ListEntry]]:
    """Yield widely used opioids written in two words ("hydro codone"), by the place of the first one."""
    listed = lists.listed
    for place in range(len(words) - 1):
        pair = (words[place], words[place + 1])
        entry = lists.opioid_words.get("".join(pair))
        if entry is None or unknown.isdisjoint((place, place + 1)) or min(map(len, pair)) < SHORTEST_PART:
            continue
        if pair not in listed.ordinary and (not entry.brand or "".join(pair) in listed.slips):
            yield place, entry


def _has_amount(words: Sequence[str], place: int, length: int, lists: CompiledLists) -> bool:
    """Say whether a number, or a form such as tablets, stands beside a name."""
    beside = (*words[max(0, place - BESIDE) : place], *words[place + length : place + length + BESIDE])
    if any(word[0].isdecimal() or word in COUNTS for word in beside):
        return True
    known = (lists.words.get(word) for word in beside if len(word) >= SHORTEST_FORM)
    return any(phrases is not None and phrases.word in ("form", "unit") for phrases in known)
