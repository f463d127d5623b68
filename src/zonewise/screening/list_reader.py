"""The reader of the medicines files: everything in them, or a refusal that names every fault with its line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import cast

from zonewise.model.substances import SPELLINGS, without_accents, words_of
from zonewise.problem import InputRefused, Problem, did_you_mean

from .finding import (
    Acting,
    Classification,
    Ingredient,
    LargeAmount,
    ListEntry,
    MedicineKind,
    longest,
    most_cautious,
)
from .list_tables import KINDS, Row, split_tables

ACTING = ("short", "long", "depot")
WORD_KINDS = ("form", "unit", "salt", "filler", "maker", "purpose")
CODE_FINDINGS = (*KINDS, "ask")
CAUTIOUS = ("opioid", "antagonist")
COUNTS = ("never", "beside-amount")
"""When an ordinary word counts as the name of an opioid in somebody's own words."""
FEW = 12  # So many known words are listed in a message.


@dataclass(frozen=True, slots=True)
class MedicineLists:
    """The content of the medicines files, filled while they are read and never changed afterwards."""

    sources: dict[str, str]  # Key to title.
    entries: dict[tuple[str, ...], ListEntry] = field(default_factory=dict)  # Words of a name to what it stands for.
    words: dict[str, str] = field(default_factory=dict)  # Words that name no active substance, with their kind.
    slips: set[str] = field(default_factory=set)  # Names that are one word and for which a slip of the pen is taken.
    # Name of an ingredient to groups of words that make it a depot.
    depots: dict[str, list[frozenset[str]]] = field(default_factory=dict)
    noted: set[str] = field(default_factory=set)  # Names of interacting ingredients that are noted and block nothing.
    # Name of an ingredient to what it counts as above some amount.
    large: dict[str, LargeAmount] = field(default_factory=dict)
    homeopathic: set[str] = field(default_factory=set)  # Ingredients that are also sold in homeopathic potencies.
    shared: set[str] = field(default_factory=set)  # Labels of opioid products that products without one carry too.
    ordinary: dict[tuple[str, ...], str] = field(default_factory=dict)  # Ordinary words to when they count.
    stems: dict[str, ListEntry] = field(default_factory=dict)  # Part of a word to the opioid it stands for.
    atc: dict[str, Classification] = field(default_factory=dict)  # ATC code, or the beginning of one, to what it is.
    rxnorm: dict[str, Classification] = field(default_factory=dict)  # RxNorm identifier of an ingredient to what it is.


def read_medicines(files: Mapping[str, str]) -> MedicineLists:
    """Read the lists.

    Args:
        files: File name to text; the names are those of `COLUMNS`.

    Raises:
        InputRefused: With every problem and its line; then nothing is read.
    """
    problems: list[Problem] = []
    tables = split_tables(files, problems)
    lists = MedicineLists({row["source"]: row["title"] for row in tables["sources.tsv"]})
    reading = _Reading(lists, problems)
    for name, take in reading.takers().items():
        for row in tables[f"{name}.tsv"]:
            if row["source"] not in lists.sources:
                reading.unknown(row, "source", lists.sources)
            take(row)
    if problems:
        raise InputRefused(problems)
    return lists


class _Reading:
    """Collects entries and problems while the files are gone through."""

    def __init__(self, lists: MedicineLists, problems: list[Problem]) -> None:
        self.lists, self.problems = lists, problems
        self.ingredients: dict[str, Ingredient] = {}
        self.places: dict[tuple[str, ...], Row] = {}

    def takers(self) -> dict[str, Callable[[Row], None]]:
        """Return what takes in a row of each file, in the order in which they build on one another."""
        return {
            "words": self._word,
            **{f"{kind}.ingredients": partial(self._ingredient, kind) for kind in KINDS},
            **{f"{kind}.brands": partial(self._brands, kind) for kind in KINDS},
            "slips": self._slip,
            "shared": self._shared_name,
            "ordinary": self._ordinary_word,
            "depot": self._depot,
            "noted": self._noted,
            "stems": self._stem,
            "large": self._large_amount,
            "homeopathic": self._potency,
            "codes": self._code,
            "products": self._product,
        }

    def unknown(self, row: Row, column: str, known: Mapping[str, object] | tuple[str, ...], word: str = "") -> None:
        """Note that a word is not one of those known; without one it is the cell of the column."""
        word = word or row[column]
        hint = did_you_mean(word, known)
        listed = (
            f"Known: {', '.join(known)}." if len(known) <= FEW else f"It needs a line of its own before ({column})."
        )
        self._fault(row, f"the {column} '{word}' is not known.", f"{hint}{listed}", f"unknown-{column}")

    def _fault(self, row: Row, fault: str, expected: str, code: str) -> None:
        self.problems.append(row.problem(fault, expected, code))

    def _word(self, row: Row) -> None:
        """Take in a word that names no active substance."""
        word = row["word"]
        if row["kind"] not in WORD_KINDS:
            self.unknown(row, "kind", WORD_KINDS)
        elif words_of(word) != [word]:
            self._fault(row, f"'{word}' is not one plain word.", "Write it small, without accents.", "not-a-word")
        elif word in self.lists.words:
            self._fault(row, f"'{word}' stands here a second time.", "Keep one of the two.", "repeated-name")
        self.lists.words[word] = row["kind"]

    def _ingredient(self, kind: MedicineKind, row: Row) -> None:
        """Take in an active substance with its other names and its RxNorm identifier."""
        if kind == "opioid" and row["acting"] not in ACTING:
            self.unknown(row, "acting", ACTING)
        if kind != "opioid" and row["acting"]:
            self._fault(row, f"acting is '{row['acting']}'.", "Only an opioid has it; leave it empty.", "not-an-opioid")
        if kind in ("antagonist", "interacting") and not row["because"]:
            self._fault(row, "the column because is empty.", "Say in one sentence why it matters.", "empty-cell")
        acting = _acting(row) if kind == "opioid" else ""
        known = Ingredient(row["name"], kind, acting, row["because"], row["source"], row.mark)
        own = words_of(row["name"])
        if kind in CAUTIOUS and len(own) == 1:
            self.lists.slips.add(own[0])
        if row["name"] in self.ingredients:
            self._fault(row, f"'{row['name']}' stands here a second time.", "Keep one of the two.", "repeated-name")
        self.ingredients[row["name"]] = known
        for name in (row["name"], *SPELLINGS.get(row["name"], ()), *row.parts("also", "|")):
            self._enter(row, name, (known,), acting, brand=False)
        for code in row.parts("rxnorm", "|"):
            if not (code.isascii() and code.isdigit()):
                self._fault(row, f"the RxNorm identifier is '{code}'.", "It is a whole number.", "not-a-code")
            elif code in self.lists.rxnorm:
                first = self.lists.rxnorm[code].ingredients[0].name
                self._fault(row, f"the RxNorm identifier {code} is {first}'s.", "Keep one of the two.", "repeated-code")
            self.lists.rxnorm[code] = Classification(kind, (known,), acting, code, checked=row.mark == "V")

    def _brands(self, kind: MedicineKind, row: Row) -> None:
        """Take in product names of one make-up."""
        ingredients = self._ingredients_of(row)
        if ingredients is None:
            return
        most = most_cautious(ingredient.kind for ingredient in ingredients)
        if most != kind:
            self._fault(row, f"what is in it makes it {most}, and this is the list {kind}.", "Move it.", "wrong-list")
        acting = self._acting_of(row, ingredients)
        for name in row.parts("names", "|"):
            self._enter(row, name, ingredients, acting, brand=True)

    def _slip(self, row: Row) -> None:
        """Take in a product name that is often written with a slip."""
        key = tuple(words_of(row["name"]))
        entry = self.lists.entries.get(key)
        if entry is None or len(key) != 1 or entry.kind not in CAUTIOUS:
            expected = "Name one word of the lists opioid or antagonist."
            self._fault(row, f"'{row['name']}' is no such name.", expected, "unknown-name")
        else:
            self.lists.slips.add(key[0])

    def _shared_name(self, row: Row) -> None:
        """Take in the name of an opioid product that products without an opioid carry too."""
        entry = self.lists.entries.get(tuple(words_of(row["name"])))
        if entry is None or not entry.brand or entry.kind != "opioid":
            fault, expected = f"'{row['name']}' is no such name.", "Name a product of the list opioid."
            self._fault(row, fault, expected, "unknown-name")
        else:
            self.lists.shared.add(entry.label)

    def _ordinary_word(self, row: Row) -> None:
        """Take in an ordinary word that is spelt like an opioid's name, or is one as well."""
        key, counts = tuple(words_of(row["word"])), row["counts"]
        entry = self.lists.entries.get(key)
        is_name = entry is not None and entry.kind == "opioid"
        if counts not in COUNTS:
            self.unknown(row, "counts", COUNTS)
        elif key in self.lists.ordinary:
            self._fault(row, f"'{row['word']}' stands here a second time.", "Keep one of the two.", "repeated-name")
        elif is_name != (counts == "beside-amount"):
            stands = "is" if is_name else "is not"
            expected = "A name counts beside-amount; a word that is only spelt like one counts never."
            self._fault(row, f"'{row['word']}' {stands} on the list opioid.", expected, "wrong-counts")
        self.lists.ordinary[key] = counts

    def _depot(self, row: Row) -> None:
        """Take in words that make a product of an ingredient a depot."""
        self._listed(row)
        self.lists.depots.setdefault(row["ingredient"], []).append(frozenset(words_of(row["words"])))

    def _noted(self, row: Row) -> None:
        """Take in an interacting ingredient that is noted and blocks nothing."""
        known = self.ingredients.get(row["ingredient"])
        if known is None or known.kind != "interacting":
            self.unknown(row, "ingredient", self.ingredients)
        self.lists.noted.add(row["ingredient"])

    def _large_amount(self, row: Row) -> None:
        """Take in what an ingredient counts as above some amount."""
        amount = self._amount(row)
        if self._listed(row) is None:
            return
        if row["counts-as"] not in ("opioid", "interacting"):
            self.unknown(row, "counts-as", ("opioid", "interacting"))
        elif row["ingredient"] in self.lists.large:
            self._fault(row, f"'{row['ingredient']}' stands here a second time.", "Keep one.", "repeated-name")
        elif amount is not None:
            kind = cast(MedicineKind, row["counts-as"])
            self.lists.large[row["ingredient"]] = LargeAmount(amount, kind, row["because"])

    def _potency(self, row: Row) -> None:
        """Take in an ingredient that is also sold in homeopathic potencies."""
        self._listed(row)
        self.lists.homeopathic.add(row["ingredient"])

    def _stem(self, row: Row) -> None:
        """Take in a part of a word that stands for an opioid."""
        opioids = {name: known for name, known in self.ingredients.items() if known.kind == "opioid"}
        known = opioids.get(row["ingredient"])
        if known is None:
            self.unknown(row, "ingredient", opioids)
            return
        self.lists.stems[without_accents(row["stem"])] = ListEntry(
            row["stem"], (known,), "opioid", known.acting, False, False, row["source"], row.mark
        )

    def _code(self, row: Row) -> None:
        """Take in an ATC code or group."""
        if row["finding"] not in CODE_FINDINGS:
            self.unknown(row, "finding", CODE_FINDINGS)
            return
        ingredients = self._ingredients_of(row)
        if ingredients is None:
            return
        most = most_cautious(ingredient.kind for ingredient in ingredients)
        if ingredients and most != row["finding"]:
            self._fault(
                row, f"what is in it is not {row['finding']}.", "Mend the finding or the ingredients.", "wrong-list"
            )
        if row["finding"] == "opioid" and not ingredients:
            self._fault(row, "the column for ingredients is empty.", "Name the opioid.", "empty-cell")
        if row["code"] in self.lists.atc:
            self._fault(row, f"the code {row['code']} stands here a second time.", "Keep one.", "repeated-code")
        kind = "not-recognised" if row["finding"] == "ask" else cast(MedicineKind, row["finding"])
        acting = self._acting_of(row, ingredients)
        self.lists.atc[row["code"]] = Classification(kind, ingredients, acting, row["code"], checked=row.mark == "V")

    def _product(self, row: Row) -> None:
        """Take in the RxNorm identifier of a product."""
        ingredients, code = self._ingredients_of(row), row["rxnorm"]
        if ingredients is None:
            return
        if not (code.isascii() and code.isdigit()):
            self._fault(row, f"the identifier is '{code}'.", "Write the RxNorm identifier, digits alone.", "not-a-code")
        elif code in self.lists.rxnorm:
            self._fault(row, f"the identifier {code} stands here a second time.", "Keep one.", "repeated-code")
        else:
            kind = most_cautious(ingredient.kind for ingredient in ingredients)
            self.lists.rxnorm[code] = Classification(
                kind, ingredients, self._acting_of(row, ingredients), f"RxNorm {code}", checked=row.mark == "V"
            )

    def _enter(self, row: Row, name: str, ingredients: tuple[Ingredient, ...], acting: Acting, *, brand: bool) -> None:
        key = tuple(words_of(name))
        if not key:
            self._fault(row, f"the name '{name}' has no letter.", "Write a name.", "empty-cell")
            return
        kind = most_cautious(ingredient.kind for ingredient in ingredients)
        weak = len(key) == 1 and key[0] in self.lists.words
        if weak and kind != "harmless":
            fault = f"'{name}' is also in words.tsv, whose words are looked past."
            self._fault(row, fault, "Take it out there.", "looked-past")
        first = self.lists.entries.get(key)
        if first is not None and (first.ingredients != ingredients or first.acting != acting):
            place = f"{self.places[key].where}:{self.places[key].line}"
            fault = f"the name '{name}' is listed otherwise in {place}."
            self._fault(row, fault, "One name has one meaning; keep one of the two.", "repeated-name")
            return
        self.lists.entries.setdefault(
            key, ListEntry(name, ingredients, kind, acting, brand, weak, row["source"], row.mark)
        )
        self.places.setdefault(key, row)

    def _listed(self, row: Row) -> Ingredient | None:
        """Return the ingredient that a row names, or note that it is on no list."""
        if row["ingredient"] not in self.ingredients:
            self.unknown(row, "ingredient", self.ingredients)
        return self.ingredients.get(row["ingredient"])

    def _ingredients_of(self, row: Row) -> tuple[Ingredient, ...] | None:
        names = row.parts("ingredients", ",")
        unknown = [name for name in names if name not in self.ingredients]
        for name in unknown:
            self.unknown(row, "ingredient", self.ingredients, name)
        if not names and row.where != "codes.tsv":
            self._fault(row, "the column for ingredients is empty.", "Name what is in it.", "empty-cell")
            return None
        return None if unknown else tuple(self.ingredients[name] for name in names)

    def _acting_of(self, row: Row, ingredients: tuple[Ingredient, ...]) -> Acting:
        if row["acting"] and not _acting(row):
            self.unknown(row, "acting", ACTING)
            return ""
        return _acting(row) or longest(ingredient.acting for ingredient in ingredients)

    def _amount(self, row: Row) -> Decimal | None:
        text = row["above-mg"]
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal(0)
        if not amount.is_finite() or amount <= 0:
            self._fault(row, f"above-mg is '{text}'.", "Write an amount in mg above 0.", "number-needed")
            return None
        return amount


def _acting(row: Row) -> Acting:
    """Return how long an opioid lasts as the row has it; "" where it has none that is known."""
    return cast(Acting, row["acting"]) if row["acting"] in ACTING else ""
