"""What is this medicine to a person on LDN?"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from zonewise.model.amounts import amounts_within
from zonewise.model.substances import NALTREXONE, is_depot_form, is_ldn_amount

from .codes import look_up
from .compiled_lists import CompiledLists
from .finding import Acting, Finding, Ingredient, LargeAmount, ListEntry, MedicineKind, longest, most_cautious
from .list_reader import ListedCode
from .reasons import because_of, ldn_because
from .recognition import Recognition, recognise

LARGE_DOSE = ("high", "mega", "megadose", "large", "massive", "hochdosiert", "hochdosis", "alta", "hoge")
"""Words that say that a dose is far above the usual one."""
POTENCIES = frozenset(("d", "c", "x", "ch", "dh", "k", "lm", "q"))
POTENCY = (
    "It is written as a homeopathic potency. Most potencies hold none of it, low ones do. Ask your pharmacist whether"
    " yours holds an opioid."
)
COUNTED = "Pieces are counted and not milligrams. A large amount at once acts otherwise: how many milligrams is it?"


class Classification(NamedTuple):
    """What a name or a code alone tells. A named tuple, as one is made for each row of a file.

    Attributes:
        kind: What it is.
        ingredients: What is in it.
        acting: How long its opioid lasts.
        matched: The listed name or code that decided, or None.
        exact: False when a slip of the pen was assumed.
        checked: Whether the list's line was read in its source.
        unknown: Words that were not known.
        near: Known names close to them.
        large: Whether its amount made it what it is.
        because: Why, where an amount or the way it is made decided; else "".
    """

    kind: MedicineKind
    ingredients: tuple[Ingredient, ...]
    acting: Acting
    matched: str | None
    exact: bool = True
    checked: bool = True
    unknown: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    large: bool = False
    because: str = ""


def screen_medicine(name: str | None, code: str | None = None, *, lists: CompiledLists) -> Finding:
    """Say whether a medicine is an opioid, blocks opioids, bears on LDN, is harmless beside it, or must be asked about.

    An opioid anywhere in a name makes it an opioid. Harmless is only a name of which every part is known. Where name
    and code speak of different medicines, the more cautious finding stands.

    Args:
        name: As a person or a record writes it.
        code: An ATC code or the RxNorm identifier of an ingredient.
        lists: The compiled lists.
    """
    name = name if name is not None and name.strip() else None
    code = code if code is not None and code.strip() else None
    named = classify_name(name, lists) if name is not None else None
    known = look_up(code, lists) if code is not None else None
    coded = classify_code(known) if isinstance(known, ListedCode) else None
    if named is None or coded is None:
        return _from_one(name, code, named or coded, lists, code_unknown=known == "unknown")
    return _from_both(name, code, named, coded, lists)


def classify_name(name: str, lists: CompiledLists) -> Classification:
    """Return what a name alone tells."""
    named = recognise(name, lists)
    strong = tuple(entry for entry in named.entries if not entry.weak) if len(named.entries) > 1 else named.entries
    sure = (strong or named.entries) + named.respelt
    entries = sure + named.slips
    if not entries:
        return Classification("not-recognised", (), "", None, unknown=named.unknown, near=named.near)
    if len(entries) == 1:
        ingredients, kind, label, mark = entries[0].ingredients, entries[0].kind, entries[0].label, entries[0].mark
    else:
        ingredients = _unique(ingredient for entry in entries for ingredient in entry.ingredients)
        kind = most_cautious(entry.kind for entry in entries)
        label, mark = next((entry.label, entry.mark) for entry in entries if entry.kind == kind)
    if not named.respelt and is_potency(named.words) and all(each.name in lists.homeopathic for each in ingredients):
        return Classification("not-recognised", ingredients, "", label, because=POTENCY)
    if kind in ("opioid", "antagonist"):
        acting = _acting(kind, entries, named, lists)
        return Classification(kind, ingredients, acting, label, any(entry.kind == kind for entry in sure), mark == "V")
    large = _large(ingredients, name, named, lists)
    if large is not None:
        acting = "short" if large.kind == "opioid" else ""
        return Classification(large.kind, ingredients, acting, label, large=True, because=large.because)
    unknown = named.unknown
    if not unknown and named.purpose and any(entry.brand for entry in entries):
        # A product name with "cold" or "forte" behind it is another product, and may hold something else.
        unknown = (name.strip(),)
    if unknown:
        return Classification("not-recognised", ingredients, "", label, unknown=unknown, near=named.near)
    return Classification(kind, ingredients, "", label, True, mark == "V")


def classify_code(code: ListedCode) -> Classification:
    """Return what a code alone tells."""
    kind: MedicineKind = "not-recognised" if code.finding == "ask" else code.finding
    return Classification(kind, code.ingredients, code.acting, code.code, checked=code.mark == "V")


def _from_one(
    name: str | None, code: str | None, told: Classification | None, lists: CompiledLists, *, code_unknown: bool
) -> Finding:
    told = told or Classification("not-recognised", (), "", None)
    if code_unknown and told.kind in ("interacting", "harmless"):
        partners = tuple(each.name for each in told.ingredients if each.name in lists.partners)
        if partners:
            # "Acetaminophen" is what many systems print for Tylenol 3; a code that we cannot read may mean that one.
            told = told._replace(kind="not-recognised")
            return _finding(name, code, told, lists, because_of(told, lists.intervals, code=code, partners=partners))
    unread = code if code_unknown else None
    return _finding(name, code, told, lists, because_of(told, lists.intervals, code=unread))


def _from_both(
    name: str | None, code: str | None, named: Classification, coded: Classification, lists: CompiledLists
) -> Finding:
    disagree = _disagree(named, coded)
    kind = most_cautious((named.kind, coded.kind))
    if disagree and kind in ("interacting", "harmless"):
        kind = "not-recognised"
    lead = named if named.kind == kind else coded if coded.kind == kind else named
    told = lead._replace(
        kind=kind,
        ingredients=_unique((*named.ingredients, *coded.ingredients)),
        acting=longest(each.acting for each in (named, coded)) if kind == "opioid" else "",
    )
    because = because_of(told, lists.intervals, disagree=(named, coded) if disagree else None)
    return replace(_finding(name, code, told, lists, because), disagree=disagree)


def _disagree(named: Classification, coded: Classification) -> bool:
    """Return whether name and code are both understood and cannot mean the same medicine."""
    if "not-recognised" in (named.kind, coded.kind):
        return False
    if named.kind != coded.kind:
        return True
    ours, theirs = ({each.name for each in told.ingredients} for told in (named, coded))
    unnamed = not theirs or any(name.startswith("opioid (") for name in ours | theirs)
    return not (unnamed or ours <= theirs or theirs <= ours)


def _finding(name: str | None, code: str | None, told: Classification, lists: CompiledLists, because: str) -> Finding:
    names = tuple(each.name for each in told.ingredients)
    ldn: bool | None = False
    if told.kind == "antagonist" and names == (NALTREXONE,):
        ldn = _is_ldn(name, told, lists)
        because = ldn_because(ldn, because)
    return Finding(
        name=name,
        code=code,
        finding=told.kind,
        matched=told.matched,
        ingredients=names,
        because=because,
        interval_days=lists.intervals.days(told.acting) if told.kind == "opioid" else None,
        acting=told.acting,
        ldn=ldn,
        large=told.large,
    )


def _is_ldn(name: str | None, told: Classification, lists: CompiledLists) -> bool | None:
    """Return whether naltrexone is in an LDN amount; None when the name gives none."""
    if told.acting == "depot":
        return False
    return is_ldn_amount(name or "", lists.intervals.highest_ldn_mg)


def _large(
    ingredients: Iterable[Ingredient], name: str, named: Recognition, lists: CompiledLists
) -> LargeAmount | None:
    """Return what an ingredient counts as in the amount that is named; a question where only pieces are counted."""
    limits = [lists.large[each.name] for each in ingredients if each.name in lists.large]
    if not limits:
        return None
    most = _largest_mg(name)
    pieces = _most_pieces(named.words, lists)
    for limit in limits:
        if any(word in LARGE_DOSE for word in named.words) or most > limit.above_mg:
            return limit
        if pieces > 1 and (most == 0 or pieces * most > limit.above_mg):
            return LargeAmount(limit.above_mg, "not-recognised", COUNTED)
    return None


def is_potency(words: Sequence[str]) -> bool:
    """Return whether a name holds a homeopathic potency such as D6, C 30, 6X or 30CH."""
    return any(
        (first in POTENCIES and then.isdecimal()) or (first.isdecimal() and then in POTENCIES)
        for first, then in pairwise(words)
    )


def _most_pieces(words: Sequence[str], lists: CompiledLists) -> int:
    """Return the largest count of pieces that a name gives ("x 50", "20 tablets"), 0 for none."""
    counts = [0]
    for before, word, after in zip(("", *words), words, (*words[1:], ""), strict=False):
        if word.isdecimal() and (before == "x" or after == "x" or _is_form(after, lists)):
            counts.append(int(word))
    return max(counts)


def _is_form(word: str, lists: CompiledLists) -> bool:
    listed = lists.words.get(word)
    return (listed if isinstance(listed, str) else listed.word if listed is not None else None) == "form"


def _largest_mg(name: str) -> Decimal:
    """Return the largest amount that a name can mean: of "1,500 mg" the more cautious reading."""
    return max((mg for amount in amounts_within(name) for mg in amount), default=Decimal(0))


def _acting(kind: MedicineKind, entries: tuple[ListEntry, ...], named: Recognition, lists: CompiledLists) -> Acting:
    deciding = [entry for entry in entries if entry.kind == kind]
    for entry in deciding:
        for ingredient in entry.ingredients:
            if ingredient.name == NALTREXONE and is_depot_form(named.words):
                return "depot"
            groups = lists.depots.get(ingredient.name)
            if groups is not None and any(group.issubset(named.words) for group in groups):
                return "depot"
    return deciding[0].acting if len(deciding) == 1 else longest(entry.acting for entry in deciding)


def _unique(ingredients: Iterable[Ingredient]) -> tuple[Ingredient, ...]:
    return tuple({each.name: each for each in ingredients}.values())
