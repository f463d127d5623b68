"""How are the medicines lists laid out so that a name is looked up in microseconds?"""

from collections.abc import Mapping
from dataclasses import dataclass

from .finding import Intervals, LargeAmount, ListEntry
from .list_reader import ListedCode, MedicineLists
from .spelling import Speller


@dataclass(frozen=True, slots=True)
class Phrases:
    """Names that begin with one word.

    Attributes:
        alone: What the word alone stands for, or None.
        word: The kind of the word when it is also one that names no active substance, or None.
        longer: Second word to (number of words, words from the second on, what it stands for), longest first.
    """

    alone: ListEntry | None
    word: str | None
    longer: Mapping[str, tuple[tuple[int, list[str], ListEntry], ...]]

    def longest(self, words: list[str], place: int) -> tuple[int, ListEntry | None]:
        """Return the number of words of the longest name that stands at a place, and what it stands for."""
        if self.longer and place + 1 < len(words):
            for length, rest, entry in self.longer.get(words[place + 1], ()):
                if words[place + 1 : place + length] == rest:
                    return length, entry
        return 1, self.alone


@dataclass(frozen=True, slots=True)
class CompiledLists:
    """The lists, compiled once; never changed afterwards.

    Attributes:
        words: Each word to the names that begin with it, or to the kind of a word that names no active substance.
        labels: Each listed name as written, once.
        opioid_words: Names of opioids that are one word.
        speller: Answers for words that are on no list.
        depots: Name of an ingredient to groups of words that make it a depot.
        large: Name of an ingredient to what it counts as above some amount.
        homeopathic: Names of ingredients that are also sold in homeopathic potencies.
        specialist: Names of ingredients that need a specialist's word beside LDN.
        partners: Names of other ingredients that are sold together with an opioid.
        atc: ATC code or the beginning of a group to what it stands for.
        rxnorm: RxNorm identifier of an ingredient to what it stands for.
        intervals: Days to wait.
    """

    words: Mapping[str, Phrases | str]
    labels: Mapping[str, ListEntry]
    opioid_words: Mapping[str, ListEntry]
    speller: Speller
    depots: Mapping[str, tuple[frozenset[str], ...]]
    large: Mapping[str, LargeAmount]
    homeopathic: frozenset[str]
    specialist: frozenset[str]
    partners: frozenset[str]
    atc: Mapping[str, ListedCode]
    rxnorm: Mapping[str, ListedCode]
    intervals: Intervals


def compile_lists(read: MedicineLists, intervals: Intervals) -> CompiledLists:
    """Lay the lists out for looking up."""
    partners = {
        ingredient.name
        for entry in read.entries.values()
        if entry.kind == "opioid"
        for ingredient in entry.ingredients
        if ingredient.kind != "opioid"
    }
    return CompiledLists(
        words={**read.words, **_by_first_word(read)},
        labels={entry.label: entry for entry in read.entries.values()},
        opioid_words={key[0]: entry for key, entry in read.entries.items() if len(key) == 1 and entry.kind == "opioid"},
        speller=Speller(read),
        depots=read.depots,
        large=read.large,
        homeopathic=read.homeopathic,
        specialist=frozenset(
            ingredient.name
            for entry in read.entries.values()
            for ingredient in entry.ingredients
            if ingredient.kind == "interacting" and ingredient.name not in read.noted
        ),
        partners=frozenset(partners),
        atc=read.atc,
        rxnorm=read.rxnorm,
        intervals=intervals,
    )


def _by_first_word(read: MedicineLists) -> dict[str, Phrases]:
    longer: dict[str, dict[str, list[tuple[int, list[str], ListEntry]]]] = {}
    for key, entry in read.entries.items():
        seconds = longer.setdefault(key[0], {})
        if len(key) > 1:
            seconds.setdefault(key[1], []).append((len(key), list(key[1:]), entry))
    return {
        first: Phrases(
            alone=read.entries.get((first,)),
            word=read.words.get(first),
            longer={second: tuple(sorted(each, key=lambda name: -name[0])) for second, each in seconds.items()},
        )
        for first, seconds in longer.items()
    }
