"""What do the medicines files hold? Everything, or a refusal that names every fault with its line."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, cast

from zonewise.model.substances import SPELLINGS, without_accents, words_of
from zonewise.problem import InputRefused, Problem, did_you_mean

from .finding import Acting, Ingredient, LargeAmount, ListEntry, Mark, MedicineKind, longest, most_cautious
from .list_tables import KINDS, Row, split_tables

ACTING = ("short", "long", "depot")
WORD_KINDS = ("form", "unit", "salt", "filler", "maker", "purpose")
CODE_FINDINGS = (*KINDS, "ask")
CAUTIOUS = ("opioid", "antagonist")
FEW = 12
"""So many known words are listed in a message."""
CodeFinding = Literal["opioid", "antagonist", "interacting", "harmless", "ask"]


@dataclass(frozen=True, slots=True)
class ListedCode:
    """What a code stands for.

    Attributes:
        code: The code, or the beginning that a group shares.
        finding: What it is; "ask" for a group that says too little.
        ingredients: What is in it; none for a group.
        acting: How long its opioid lasts.
        mark: How sure it is.
    """

    code: str
    finding: CodeFinding
    ingredients: tuple[Ingredient, ...]
    acting: Acting
    mark: Mark


@dataclass(frozen=True, slots=True)
class MedicineLists:
    """The content of the medicines files.

    Attributes:
        sources: Key to title.
        entries: Words of a name to what it stands for.
        words: Words that name no active substance, with their kind.
        slips: Names that are one word and for which a slip of the pen is taken.
        depots: Name of an ingredient to groups of words that make it a depot.
        noted: Names of interacting ingredients that are noted and block nothing.
        large: Name of an ingredient to what it counts as above some amount.
        homeopathic: Names of ingredients that are also sold in homeopathic potencies.
        stems: Part of a word to the opioid it stands for.
        atc: ATC code or the beginning of a group to what it stands for.
        rxnorm: RxNorm identifier of an ingredient to what it stands for.
    """

    sources: Mapping[str, str]
    entries: Mapping[tuple[str, ...], ListEntry]
    words: Mapping[str, str]
    slips: frozenset[str]
    depots: Mapping[str, tuple[frozenset[str], ...]]
    noted: frozenset[str]
    large: Mapping[str, LargeAmount]
    homeopathic: frozenset[str]
    stems: Mapping[str, ListEntry]
    atc: Mapping[str, ListedCode]
    rxnorm: Mapping[str, ListedCode]


def read_medicines(files: Mapping[str, str]) -> MedicineLists:
    """Read the lists.

    Args:
        files: File name to text; the names are those of `tables.COLUMNS`.

    Raises:
        InputRefused: With every problem and its line; then nothing is read.
    """
    problems: list[Problem] = []
    tables = split_tables(files, problems)
    reading = _Reading({row["source"]: row["title"] for row in tables["sources.tsv"]}, problems)
    for row in tables["words.tsv"]:
        reading.word(row)
    for kind in KINDS:
        for row in tables[f"{kind}.ingredients.tsv"]:
            reading.ingredient(row, cast(MedicineKind, kind))
    for kind in KINDS:
        for row in tables[f"{kind}.brands.tsv"]:
            reading.brands(row, cast(MedicineKind, kind))
    rest = {"slips": reading.slip, "depot": reading.depot, "noted": reading.noted, "stems": reading.stem}
    rest |= {"large": reading.large_amount, "homeopathic": reading.potency, "codes": reading.code}
    for name, take in rest.items():
        for row in tables[f"{name}.tsv"]:
            take(row)
    if problems:
        raise InputRefused(problems)
    return MedicineLists(
        sources=reading.sources,
        entries=reading.entries,
        words=reading.words,
        slips=frozenset(reading.slips),
        depots={name: tuple(groups) for name, groups in reading.depots.items()},
        noted=frozenset(reading.only_noted),
        large=reading.large,
        homeopathic=frozenset(reading.homeopathic),
        stems=reading.stems,
        atc=reading.atc,
        rxnorm=reading.rxnorm,
    )


class _Reading:
    """Collects entries and problems while the files are gone through."""

    def __init__(self, sources: dict[str, str], problems: list[Problem]) -> None:
        self.sources = sources
        self.problems = problems
        self.ingredients: dict[str, Ingredient] = {}
        self.entries: dict[tuple[str, ...], ListEntry] = {}
        self.places: dict[tuple[str, ...], Row] = {}
        self.words: dict[str, str] = {}
        self.slips: set[str] = set()
        self.depots: dict[str, list[frozenset[str]]] = {}
        self.only_noted: set[str] = set()
        self.large: dict[str, LargeAmount] = {}
        self.homeopathic: set[str] = set()
        self.stems: dict[str, ListEntry] = {}
        self.atc: dict[str, ListedCode] = {}
        self.rxnorm: dict[str, ListedCode] = {}

    def word(self, row: Row) -> None:
        """Take in a word that names no active substance."""
        if row["kind"] not in WORD_KINDS:
            self._unknown(row, "kind", row["kind"], WORD_KINDS)
        elif words_of(row["word"]) != [row["word"]]:
            self._fault(
                row, f"'{row['word']}' is not one plain word.", "Write it small, without accents.", "not-a-word"
            )
        elif row["word"] in self.words:
            self._fault(row, f"'{row['word']}' stands here a second time.", "Keep one of the two.", "repeated-name")
        self._source(row)
        self.words[row["word"]] = row["kind"]

    def ingredient(self, row: Row, kind: MedicineKind) -> None:
        """Take in an active substance with its other names and its RxNorm identifier."""
        self._source(row)
        if kind == "opioid" and row["acting"] not in ACTING:
            self._unknown(row, "acting", row["acting"], ACTING)
        if kind != "opioid" and row["acting"]:
            self._fault(row, f"acting is '{row['acting']}'.", "Only an opioid has it; leave it empty.", "not-an-opioid")
        if kind in ("antagonist", "interacting") and not row["because"]:
            self._fault(row, "the column because is empty.", "Say in one sentence why it matters.", "empty-cell")
        acting = cast(Acting, row["acting"] if kind == "opioid" else "")
        known = Ingredient(row["name"], kind, acting, row["because"], row["source"], cast(Mark, row["mark"]))
        own = words_of(row["name"])
        if kind in CAUTIOUS and len(own) == 1:
            self.slips.add(own[0])
        if row["name"] in self.ingredients:
            self._fault(row, f"'{row['name']}' stands here a second time.", "Keep one of the two.", "repeated-name")
        self.ingredients[row["name"]] = known
        for name in (row["name"], *SPELLINGS.get(row["name"], ()), *row.parts("also", "|")):
            self._enter(row, name, (known,), acting, brand=False)
        for code in row.parts("rxnorm", "|"):
            if not (code.isascii() and code.isdigit()):
                self._fault(row, f"the RxNorm identifier is '{code}'.", "It is a whole number.", "not-a-code")
            elif code in self.rxnorm:
                first = self.rxnorm[code].ingredients[0].name
                self._fault(row, f"the RxNorm identifier {code} is {first}'s.", "Keep one of the two.", "repeated-code")
            self.rxnorm[code] = ListedCode(code, cast(CodeFinding, kind), (known,), acting, known.mark)

    def brands(self, row: Row, kind: MedicineKind) -> None:
        """Take in product names of one make-up."""
        self._source(row)
        found = self._ingredients(row)
        if found is None:
            return
        if most_cautious(each.kind for each in found) != kind:
            most = most_cautious(each.kind for each in found)
            self._fault(row, f"what is in it makes it {most}, and this is the list {kind}.", "Move it.", "wrong-list")
        acting = self._acting(row, found)
        for name in row.parts("names", "|"):
            self._enter(row, name, found, acting, brand=True)

    def slip(self, row: Row) -> None:
        """Take in a product name that is often written with a slip."""
        self._source(row)
        key = tuple(words_of(row["name"]))
        entry = self.entries.get(key)
        if entry is None or len(key) != 1 or entry.kind not in CAUTIOUS:
            expected = "Name one word of the lists opioid or antagonist."
            self._fault(row, f"'{row['name']}' is no such name.", expected, "unknown-name")
        else:
            self.slips.add(key[0])

    def depot(self, row: Row) -> None:
        """Take in words that make a product of an ingredient a depot."""
        self._source(row)
        if row["ingredient"] not in self.ingredients:
            self._unknown(row, "ingredient", row["ingredient"], tuple(self.ingredients))
        self.depots.setdefault(row["ingredient"], []).append(frozenset(words_of(row["words"])))

    def noted(self, row: Row) -> None:
        """Take in an interacting ingredient that is noted and blocks nothing."""
        self._source(row)
        known = self.ingredients.get(row["ingredient"])
        if known is None or known.kind != "interacting":
            self._unknown(row, "ingredient", row["ingredient"], tuple(self.ingredients))
        self.only_noted.add(row["ingredient"])

    def large_amount(self, row: Row) -> None:
        """Take in what an ingredient counts as above some amount."""
        self._source(row)
        amount = self._amount(row)
        if row["ingredient"] not in self.ingredients:
            self._unknown(row, "ingredient", row["ingredient"], tuple(self.ingredients))
        elif row["counts-as"] not in ("opioid", "interacting"):
            self._unknown(row, "counts-as", row["counts-as"], ("opioid", "interacting"))
        elif row["ingredient"] in self.large:
            self._fault(row, f"'{row['ingredient']}' stands here a second time.", "Keep one.", "repeated-name")
        elif amount is not None:
            kind = cast(MedicineKind, row["counts-as"])
            self.large[row["ingredient"]] = LargeAmount(amount, kind, row["because"])

    def potency(self, row: Row) -> None:
        """Take in an ingredient that is also sold in homeopathic potencies."""
        self._source(row)
        if row["ingredient"] not in self.ingredients:
            self._unknown(row, "ingredient", row["ingredient"], tuple(self.ingredients))
        self.homeopathic.add(row["ingredient"])

    def stem(self, row: Row) -> None:
        """Take in a part of a word that stands for an opioid."""
        self._source(row)
        known = self.ingredients.get(row["ingredient"])
        if known is None or known.kind != "opioid":
            opioids = tuple(name for name, each in self.ingredients.items() if each.kind == "opioid")
            self._unknown(row, "ingredient", row["ingredient"], opioids)
            return
        stem = without_accents(row["stem"])
        self.stems[stem] = ListEntry(
            row["stem"], (known,), "opioid", known.acting, False, False, row["source"], cast(Mark, row["mark"])
        )

    def code(self, row: Row) -> None:
        """Take in an ATC code or group."""
        self._source(row)
        if row["finding"] not in CODE_FINDINGS:
            self._unknown(row, "finding", row["finding"], CODE_FINDINGS)
            return
        found = self._ingredients(row)
        if found is None:
            return
        kind = cast(CodeFinding, row["finding"])
        if found and most_cautious(each.kind for each in found) != kind:
            self._fault(row, f"what is in it is not {kind}.", "Mend the finding or the ingredients.", "wrong-list")
        if kind == "opioid" and not found:
            self._fault(row, "the column ingredients is empty.", "Name the opioid.", "empty-cell")
        if row["code"] in self.atc:
            self._fault(row, f"the code {row['code']} stands here a second time.", "Keep one.", "repeated-code")
        self.atc[row["code"]] = ListedCode(row["code"], kind, found, self._acting(row, found), cast(Mark, row["mark"]))

    def _enter(self, row: Row, name: str, ingredients: tuple[Ingredient, ...], acting: Acting, *, brand: bool) -> None:
        key = tuple(words_of(name))
        if not key:
            self._fault(row, f"the name '{name}' has no letter.", "Write a name.", "empty-cell")
            return
        kind = most_cautious(each.kind for each in ingredients)
        weak = len(key) == 1 and key[0] in self.words
        if weak and kind != "harmless":
            found = f"'{name}' is also in words.tsv, whose words are looked past."
            self._fault(row, found, "Take it out there.", "looked-past")
        first = self.entries.get(key)
        if first is not None and (first.ingredients != ingredients or first.acting != acting):
            place = f"{self.places[key].where}:{self.places[key].line}"
            found = f"the name '{name}' is listed otherwise in {place}."
            self._fault(row, found, "One name has one meaning; keep one of the two.", "repeated-name")
            return
        self.entries.setdefault(
            key, ListEntry(name, ingredients, kind, acting, brand, weak, row["source"], cast(Mark, row["mark"]))
        )
        self.places.setdefault(key, row)

    def _ingredients(self, row: Row) -> tuple[Ingredient, ...] | None:
        names = row.parts("ingredients", ",")
        unknown = [name for name in names if name not in self.ingredients]
        for name in unknown:
            self._unknown(row, "ingredient", name, tuple(self.ingredients))
        if not names and row.where != "codes.tsv":
            self._fault(row, "the column ingredients is empty.", "Name what is in it.", "empty-cell")
            return None
        return None if unknown else tuple(self.ingredients[name] for name in names)

    def _acting(self, row: Row, found: tuple[Ingredient, ...]) -> Acting:
        if row["acting"] and row["acting"] not in ACTING:
            self._unknown(row, "acting", row["acting"], ACTING)
            return ""
        return cast(Acting, row["acting"]) or longest(each.acting for each in found)

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

    def _source(self, row: Row) -> None:
        if row["source"] not in self.sources:
            self._unknown(row, "source", row["source"], tuple(self.sources))

    def _unknown(self, row: Row, what: str, word: str, known: tuple[str, ...]) -> None:
        hint = did_you_mean(word, known)
        listed = f"Known: {', '.join(known)}." if len(known) <= FEW else f"It needs a line of its own before ({what})."
        self._fault(row, f"the {what} '{word}' is not known.", f"{hint}{listed}", f"unknown-{what}")

    def _fault(self, row: Row, found: str, expected: str, code: str) -> None:
        self.problems.append(row.problem(found, expected, code))
