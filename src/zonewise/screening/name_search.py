"""Which listed medicines are named like what somebody has typed so far?

Only names are looked at here, so that it answers long before the lists are laid out for screening.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zonewise.model.substances import words_of
from zonewise.problem import Problem

from .finding import MedicineKind
from .list_tables import split_tables

LISTS: tuple[MedicineKind, ...] = ("opioid", "antagonist", "interacting", "harmless")
LONGEST = 80
"""No name is longer; what is typed beyond it is not looked at."""

SHORTEST = 2
"""From so many letters on names are looked for."""
NEAR_FROM = 5
"""From so many letters on a name that is only spelt alike is offered where none begins so."""
LIKENESS = 75.0
"""How alike it must be spelt, of 100."""
SHORTEST_NAME = 4
"""Shorter names are short forms that mean nothing in a list."""


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name of the lists.

    Attributes:
        name: As listed.
        folded: Its words in small letters, without accents and marks between them.
        kind: The list it stands on.
        substance: The substance that it is another spelling or short form of; "" for a product's name.
    """

    name: str
    folded: str
    kind: MedicineKind
    substance: str


def listed_names(files: Mapping[str, str]) -> tuple[ListedName, ...]:
    """Return every name of the lists once: substances with their spellings, the usual one first, then products.

    Args:
        files: File name to text, as for `read.read_medicines`; files that hold no names may be left out.
    """
    problems: list[Problem] = []
    tables = split_tables(files, problems)
    found: dict[str, ListedName] = {}
    for kind in LISTS:
        for row in tables[f"{kind}.ingredients.tsv"]:
            _add(found, (row["name"], *row.parts("also", "|")), kind, row["name"])
    for kind in LISTS:
        for row in tables[f"{kind}.brands.tsv"]:
            _add(found, row.parts("names", "|"), kind, "")
    return tuple(found.values())


def _add(found: dict[str, ListedName], names: Iterable[str], kind: MedicineKind, substance: str) -> None:
    for name in names:
        folded = " ".join(words_of(name))
        if len(folded) >= SHORTEST_NAME and folded not in found:
            found[folded] = ListedName(name, folded, kind, substance)


def names_like(typed: str, names: Sequence[ListedName], most: int) -> tuple[ListedName, ...]:
    """Return names that begin so, then those in which a later word does, substances before products; else like ones.

    Of the spellings of one substance only the most usual one is given.

    Args:
        typed: What was typed so far.
        names: All names, from `listed_names`.
        most: At most so many.
    """
    wanted = " ".join(words_of(typed[:LONGEST]))
    if len(wanted) < SHORTEST:
        return ()
    inside = f" {wanted}"
    begin = [each for each in names if each.folded.startswith(wanted)]
    later = [each for each in names if inside in each.folded and not each.folded.startswith(wanted)]
    found = _once(sorted(_once(begin), key=_order) + sorted(_once(later), key=_order))
    return tuple(found[:most]) if found or len(wanted) < NEAR_FROM else _spelt_alike(wanted, names, most)


def _once(names: Iterable[ListedName]) -> list[ListedName]:
    """Return names with the first one alone of each substance."""
    found: dict[str, ListedName] = {}
    for each in names:
        found.setdefault(each.substance or each.folded, each)
    return list(found.values())


def _order(each: ListedName) -> tuple[bool, int, str]:
    return (not each.substance, len(each.folded), each.folded)


def _spelt_alike(wanted: str, names: Sequence[ListedName], most: int) -> tuple[ListedName, ...]:
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import extract

    spelt = [each.folded for each in names]
    found = extract(wanted, spelt, scorer=ratio, score_cutoff=LIKENESS, limit=2 * most)
    return tuple(_once(names[place] for _, _, place in found)[:most])
