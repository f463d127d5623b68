"""The medicines lists laid out so that a name or a code is looked up in microseconds."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from .finding import Classification, Intervals, ListEntry
from .list_reader import MedicineLists
from .spelling import Speller

ATC = re.compile(r"^[A-Z](?:\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?)?$")
RXNORM = re.compile(r"^(?:RXCUI|RXNORM)?0*(\d{1,8})$")
ATC_LENGTHS = (7, 5, 4, 3)  # How many characters of an ATC code name a substance, and the groups above it.


@dataclass(frozen=True, slots=True)
class Phrases:
    """What one word stands for, and the names that begin with it."""

    alone: ListEntry | None  # What the word alone stands for, or None.
    word: str | None  # The kind of the word when it is one that names no active substance, or None.
    # Second word to (words from the second on, what the name stands for), longest first.
    longer: Mapping[str, list[tuple[list[str], ListEntry]]]

    def longest(self, words: list[str], place: int) -> tuple[int, ListEntry | None]:
        """Return the number of words of the longest name that stands at a place, and what it stands for."""
        if self.longer and place + 1 < len(words):
            for rest, entry in self.longer.get(words[place + 1], ()):
                if words[place + 1 : place + 1 + len(rest)] == rest:
                    return 1 + len(rest), entry
        return 1, self.alone


@dataclass(frozen=True, slots=True)
class CompiledLists:
    """The lists, compiled once; never changed afterwards."""

    listed: MedicineLists  # The lists as they were read.
    intervals: Intervals  # Days to wait.
    words: Mapping[str, Phrases]  # Each word to the names that begin with it.
    labels: Mapping[str, ListEntry]  # Each listed name as written, once.
    opioid_words: Mapping[str, ListEntry]  # Names of opioids that are one word.
    speller: Speller  # Answers for words that are on no list.
    specialist: frozenset[str]  # Names of ingredients that need a specialist's word beside LDN.
    partners: frozenset[str]  # Names of other ingredients that are sold together with an opioid.
    opioid_beginnings: frozenset[str]  # First words of product names of opioids.

    def look_up_code(self, code: str) -> Classification | None:
        """Return what an ATC code or an RxNorm identifier stands for, or None; the longest listed ATC group counts.

        Words such as "ATC" and "RxNorm", spaces and punctuation before it are looked past.
        """
        text = re.sub(r"[^0-9A-Z]", "", code.upper()).removeprefix("ATC")
        if ATC.match(text):
            groups = (text[:length] for length in ATC_LENGTHS if len(text) >= length)
            return next((self.listed.atc[group] for group in groups if group in self.listed.atc), None)
        number = RXNORM.match(text)
        return self.listed.rxnorm.get(number[1]) if number else None


def compile_lists(listed: MedicineLists, intervals: Intervals) -> CompiledLists:
    """Lay the lists out for looking up."""
    held = [(entry, ingredient) for entry in listed.entries.values() for ingredient in entry.ingredients]
    return CompiledLists(
        listed=listed,
        intervals=intervals,
        words=_by_first_word(listed),
        labels={entry.label: entry for entry in listed.entries.values()},
        opioid_words={
            key[0]: entry for key, entry in listed.entries.items() if len(key) == 1 and entry.kind == "opioid"
        },
        speller=Speller(listed),
        specialist=frozenset(part.name for _, part in held if part.kind == "interacting") - listed.noted,
        partners=frozenset(part.name for entry, part in held if entry.kind == "opioid" and part.kind != "opioid"),
        opioid_beginnings=frozenset(
            key[0] for key, entry in listed.entries.items() if entry.kind == "opioid" and entry.brand
        ),
    )


def _by_first_word(listed: MedicineLists) -> dict[str, Phrases]:
    longer: defaultdict[str, dict[str, list[tuple[list[str], ListEntry]]]] = defaultdict(dict)
    for key in sorted(listed.entries, key=len, reverse=True):
        if len(key) > 1:
            longer[key[0]].setdefault(key[1], []).append((list(key[1:]), listed.entries[key]))
    firsts = (*listed.words, *(key[0] for key in listed.entries))
    return {first: Phrases(listed.entries.get((first,)), listed.words.get(first), longer[first]) for first in firsts}
