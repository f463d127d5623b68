"""What a medicine is to a person on LDN, by its name, its code or both."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from zonewise.model.amounts import amounts_within
from zonewise.model.substances import NALTREXONE, is_depot_form, is_ldn_amount

from .compiled_lists import CompiledLists
from .finding import (
    Acting,
    Classification,
    Finding,
    Ingredient,
    LargeAmount,
    ListEntry,
    MedicineKind,
    longest,
    most_cautious,
)
from .full_name import lists_substances, says_all
from .reasons import because_of, ldn_because
from .recognition import Recognition, recognise

LARGE_DOSE = ("high", "mega", "megadose", "large", "massive", "hochdosiert", "hochdosis", "alta", "hoge")
"""Words that say that a dose is far above the usual one."""
POTENCIES = frozenset(("d", "c", "x", "ch", "dh", "k", "lm", "q"))
POTENCY = (
    "It has a homeopathic potency in its name. Most potencies hold none of it, low ones do. Ask your pharmacist whether"
    " yours holds an opioid."
)
COUNTED = "Pieces are counted and not milligrams. A large amount at once acts otherwise: how many milligrams is it?"


_WITH_LIST = re.compile(
    r"(?P<name>[^()\[\]]+)\((?P<list>[^()\[\]]+)\)|(?P<before>[^()\[\]]+)\[(?P<behind>[^()\[\]]+)\]"
)
_BETWEEN_PARTS = re.compile(r"[,;/+&]|\band\b", re.IGNORECASE)


def screen_medicine(name: str | None, code: str | None = None, *, lists: CompiledLists) -> Finding:
    """Say whether a medicine is an opioid, blocks opioids, bears on LDN, is harmless beside it, or must be asked about.

    An opioid anywhere in a name makes it an opioid. Harmless is only a name of which every part is known. Where name
    and code speak of different medicines, the more cautious finding stands.

    Args:
        name: As a person or a record writes it.
        code: An ATC code or the RxNorm identifier of an ingredient.
    """
    name = name if name is not None and name.strip() else None
    code = code if code is not None and code.strip() else None
    named = classify_name(name, lists) if name is not None else None
    coded = lists.look_up_code(code) if code is not None else None
    if named is None or coded is None:
        return _from_one(name, code, named or coded, lists, code_unknown=code is not None and coded is None)
    return _from_both(name, code, named, coded, lists)


def classify_name(name: str, lists: CompiledLists) -> Classification:
    """Return what a medicine is by its name alone."""
    named = recognise(name, lists)
    strong = tuple(entry for entry in named.entries if not entry.weak) if len(named.entries) > 1 else named.entries
    sure = (strong or named.entries) + named.respelt
    entries = sure + named.slips
    if not entries:
        return Classification("not-recognised", (), "", None, unknown=named.unknown, near=named.near)
    ingredients = _unique(ingredient for entry in entries for ingredient in entry.ingredients)
    kind = most_cautious(entry.kind for entry in entries)
    label, mark = next((entry.label, entry.mark) for entry in entries if entry.kind == kind)
    homeopathic = lists.listed.homeopathic
    if not named.respelt and is_potency(named.words) and all(part.name in homeopathic for part in ingredients):
        return Classification("not-recognised", ingredients, "", label, because=POTENCY)
    if kind == "opioid" and (listed := _full_list(name, named, lists)):
        return classify_name(listed, lists)
    if kind in ("opioid", "antagonist"):
        acting = _acting(kind, entries, named, lists)
        return Classification(kind, ingredients, acting, label, any(entry.kind == kind for entry in sure), mark == "V")
    large = _large(ingredients, name, named, lists)
    if large is not None:
        acting = "short" if large.kind == "opioid" else ""
        return Classification(large.kind, ingredients, acting, label, large=True, because=large.because)
    unknown = named.unknown
    has_purpose = named.purpose and any(entry.brand for entry in entries)
    if not unknown and has_purpose and not lists_substances(name, lists):
        # A product name with "cold" or "forte" behind it is another product, and may hold something else.
        unknown = (name.strip(),)
    if unknown:
        return Classification("not-recognised", ingredients, "", label, unknown=unknown, near=named.near)
    return Classification(kind, ingredients, "", label, not named.slips, mark == "V")


def _full_list(name: str, named: Recognition, lists: CompiledLists) -> str:
    """Return the ingredients that stand in full beside a name that several products share, or "".

    In full are two ingredients or more, each by its own name and with an amount, and nothing that we do not know.
    """
    shared, match = lists.listed.shared, _WITH_LIST.fullmatch(name.strip())
    if (
        match is None
        or named.unknown
        or named.respelt
        or named.slips
        or shared.isdisjoint(entry.label for entry in named.entries)
    ):
        return ""
    product, listed = match["name"] or match["behind"], match["list"] or match["before"]
    if any(entry.kind == "opioid" and entry.label not in shared for entry in recognise(product, lists).entries):
        return ""
    ingredients = 0
    for part in _BETWEEN_PARTS.split(listed):
        entries = [entry for entry in recognise(part, lists).entries if not entry.weak]
        if len(entries) > 1 or any(entry.brand for entry in entries) or not any(map(str.isdigit, part)):
            return ""
        ingredients += len(entries)
    return listed if ingredients > 1 else ""


def is_potency(words: Sequence[str]) -> bool:
    """Return whether a name holds a homeopathic potency such as D6, C 30, 6X or 30CH."""
    return any(
        (first in POTENCIES and then.isdecimal()) or (first.isdecimal() and then in POTENCIES)
        for first, then in pairwise(words)
    )


def _from_one(
    name: str | None, code: str | None, medicine: Classification | None, lists: CompiledLists, *, code_unknown: bool
) -> Finding:
    medicine = medicine or Classification("not-recognised", (), "", None)
    partners: tuple[str, ...] = ()
    if code_unknown and medicine.kind in ("interacting", "harmless"):
        partners = tuple(part.name for part in medicine.ingredients if part.name in lists.partners)
        if partners and says_all(name or "", lists):
            partners = ()
        elif partners:
            # "Acetaminophen" is what many systems print for Tylenol 3; a code that we cannot read may mean that one.
            medicine = medicine._replace(kind="not-recognised")
    because = because_of(medicine, lists.intervals, code=code if code_unknown else None, partners=partners)
    return _finding(name, code, medicine, lists, because)


def _from_both(
    name: str | None, code: str | None, named: Classification, coded: Classification, lists: CompiledLists
) -> Finding:
    disagree = _disagree(named, coded)
    kind = most_cautious((named.kind, coded.kind))
    if disagree and kind in ("interacting", "harmless"):
        kind = "not-recognised"
    lead = coded if coded.kind == kind != named.kind else named
    medicine = lead._replace(
        kind=kind,
        ingredients=_unique((*named.ingredients, *coded.ingredients)),
        acting=longest((named.acting, coded.acting)) if kind == "opioid" else "",
    )
    because = because_of(medicine, lists.intervals, disagree=(named, coded) if disagree else None)
    return replace(_finding(name, code, medicine, lists, because), disagree=disagree)


def _disagree(named: Classification, coded: Classification) -> bool:
    """Return whether name and code are both understood and cannot mean the same medicine."""
    if "not-recognised" in (named.kind, coded.kind):
        return False
    if named.kind != coded.kind:
        return True
    ours, theirs = ({part.name for part in medicine.ingredients} for medicine in (named, coded))
    unnamed = not theirs or any(name.startswith("opioid (") for name in ours | theirs)
    return not (unnamed or ours <= theirs or theirs <= ours)


def _finding(
    name: str | None, code: str | None, medicine: Classification, lists: CompiledLists, because: str
) -> Finding:
    names = tuple(part.name for part in medicine.ingredients)
    ldn: bool | None = False
    if medicine.kind == "antagonist" and names == (NALTREXONE,):
        is_depot = medicine.acting == "depot"
        ldn = False if is_depot else is_ldn_amount(name or "", lists.intervals.highest_ldn_mg)
        because = ldn_because(ldn, because)
    return Finding(
        name=name,
        code=code,
        finding=medicine.kind,
        matched=medicine.matched,
        ingredients=names,
        because=because,
        interval_days=lists.intervals.days(medicine.acting) if medicine.kind == "opioid" else None,
        acting=medicine.acting,
        ldn=ldn,
        large=medicine.large,
    )


def _large(
    ingredients: Iterable[Ingredient], name: str, named: Recognition, lists: CompiledLists
) -> LargeAmount | None:
    """Return what an ingredient counts as in the amount that is named; a question where only pieces are counted."""
    limits = [lists.listed.large[part.name] for part in ingredients if part.name in lists.listed.large]
    if not limits:
        return None
    # Of "1,500 mg", which has two readings, the more cautious one.
    most = max((mg for amount in amounts_within(name) for mg in amount), default=Decimal(0))
    pieces = _most_pieces(named.words, lists)
    for limit in limits:
        if any(word in LARGE_DOSE for word in named.words) or most > limit.above_mg:
            return limit
        if pieces > 1 and (most == 0 or pieces * most > limit.above_mg):
            return LargeAmount(limit.above_mg, "not-recognised", COUNTED)
    return None


def _most_pieces(words: Sequence[str], lists: CompiledLists) -> int:
    """Return the largest count of pieces that a name gives ("x 50", "20 tablets"), 0 for none."""
    forms = {word for word in words if (phrases := lists.words.get(word)) and phrases.word == "form"} | {"x"}
    neighbours = zip(("", *words), words, (*words[1:], ""), strict=False)
    counts = (int(word) for before, word, after in neighbours if word.isdecimal() and (before == "x" or after in forms))
    return max(counts, default=0)


def _acting(kind: MedicineKind, entries: tuple[ListEntry, ...], named: Recognition, lists: CompiledLists) -> Acting:
    deciding = [entry for entry in entries if entry.kind == kind]
    for ingredient in (ingredient for entry in deciding for ingredient in entry.ingredients):
        is_depot = ingredient.name == NALTREXONE and is_depot_form(named.words)
        groups = lists.listed.depots.get(ingredient.name, ())
        if is_depot or any(group.issubset(named.words) for group in groups):
            return "depot"
    return longest(entry.acting for entry in deciding)


def _unique(ingredients: Iterable[Ingredient]) -> tuple[Ingredient, ...]:
    return tuple({ingredient.name: ingredient for ingredient in ingredients}.values())
