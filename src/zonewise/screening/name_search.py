"""The listed medicines that are named like what somebody has typed so far.

Only names are looked at here, so that it answers long before the lists are laid out for screening.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zonewise.model.substances import words_of
from zonewise.problem import Problem

from .finding import MedicineKind
from .list_tables import KINDS, split_tables

LONGEST = 80  # No name is longer; what is typed beyond it is not looked at.

SHORTEST = 2  # From so many letters on names are looked for.
NEAR_FROM = 5  # From so many letters on a name that is only spelt alike is offered where none begins so.
LIKENESS = 75.0  # How alike it must be spelt, of 100.
SHORTEST_NAME = 4  # Shorter names are short forms that mean nothing in a list.


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name of the lists."""

    name: str  # As listed.
    folded: str  # Its words in small letters, without accents and marks between them.
    kind: MedicineKind  # The list it stands on.
    substance: str  # The substance that it is another spelling or short form of; "" for a product's name.


def listed_names(files: Mapping[str, str]) -> tuple[ListedName, ...]:
    """Return every name of the lists once: substances with their spellings, the usual one first, then products.

    Args:
        files: File name to text, as for `list_reader.read_medicines`; files that hold no names may be left out.
    """
    problems: list[Problem] = []  # `read_medicines` refuses lists with faults; here a name that can be read is enough
    tables = split_tables(files, problems)
    names: dict[str, ListedName] = {}
    for kind in KINDS:
        for row in tables[f"{kind}.ingredients.tsv"]:
            _add(names, (row["name"], *row.parts("also", "|")), kind, row["name"])
    for kind in KINDS:
        for row in tables[f"{kind}.brands.tsv"]:
            _add(names, row.parts("names", "|"), kind, "")
    return tuple(names.values())


def _add(names: dict[str, ListedName], spellings: Iterable[str], kind: MedicineKind, substance: str) -> None:
    for name in spellings:
        folded = " ".join(words_of(name))
        if len(folded) >= SHORTEST_NAME:
            names.setdefault(folded, ListedName(name, folded, kind, substance))


def names_like(typed: str, names: Sequence[ListedName], most: int) -> tuple[ListedName, ...]:
    """Return names that begin so, then those in which a later word does, substances before products; else like ones.

    Of the spellings of one substance only the most usual one is given.

    Args:
        names: All names, from `listed_names`.
        most: At most so many.
    """
    wanted = " ".join(words_of(typed[:LONGEST]))
    if len(wanted) < SHORTEST:
        return ()
    begin = [name for name in names if name.folded.startswith(wanted)]
    later = [name for name in names if f" {wanted}" in name.folded and not name.folded.startswith(wanted)]
    alike = _once(sorted(_once(begin), key=_order) + sorted(_once(later), key=_order))
    if not alike and len(wanted) >= NEAR_FROM:
        from rapidfuzz.fuzz import ratio
        from rapidfuzz.process import extract

        spellings = [name.folded for name in names]
        near = extract(wanted, spellings, scorer=ratio, score_cutoff=LIKENESS, limit=2 * most)
        alike = _once(names[place] for _, _, place in near)
    return tuple(alike[:most])


def _once(names: Iterable[ListedName]) -> list[ListedName]:
    """Return names with the first one alone of each substance."""
    firsts: dict[str, ListedName] = {}
    for name in names:
        firsts.setdefault(name.substance or name.folded, name)
    return list(firsts.values())


def _order(name: ListedName) -> tuple[bool, int, str]:
    return (not name.substance, len(name.folded), name.folded)
