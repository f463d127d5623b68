"""Whether a name says all that is in a product, as RxNorm and the charts that use it write a clinical drug.

Such a name lists each substance with its amount, and the form: "ibuprofen 200 MG Oral Tablet", "acetaminophen 325 MG /
pseudoephedrine hydrochloride 30 MG Oral Tablet [Brand]", "Ibuprofen Capsule 800mg", "{24 (norethindrone 1 MG Oral
Tablet) / 4 (inert ingredients 1 MG Oral Tablet) } Pack". A product name says all as well, where no opioid is sold by a
name that begins so. "Acetaminophen" alone says less: many systems print it for what holds more.
"""

import re

from zonewise.model.substances import words_of

from .compiled_lists import CompiledLists
from .finding import ListEntry
from .recognition import recognise

_IN_BRACKETS = re.compile(r"\[([^\]]*)\]")
_GROUPING = re.compile(r"[{}()]")
_PER_VOLUME = re.compile(r"\s+/\s+(?=\d+(?:\.\d+)?\s*(?:ml|hr|actuat)\b)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+/\s+")
_AMOUNT = re.compile(r"\d\s*(?:mg|mcg|ug|g|meq|unt|units?|iu|ml|%|mmol|ir|actuat)\b|\d\s*(?:mg|mcg|g)/", re.IGNORECASE)
_DOSE_FORMS = frozenset((
    "tablet", "tablets", "tab", "tabs", "capsule", "capsules", "cap", "caps", "caplet", "caplets", "solution", "soln",
    "suspension", "syrup", "elixir", "injection", "patch", "cream", "ointment", "gel", "lotion", "foam", "spray",
    "inhaler", "inhalant", "powder", "drops", "suppository", "film", "lozenge", "pill", "pills", "tablette",
    "tabletten", "kapsel", "kapseln", "comprime", "comprimes", "gelule", "gelules", "comprimido", "comprimidos",
    "tableta", "tabletas", "capsula", "capsulas", "compressa", "compresse", "solucion", "jarabe", "sirop",
))  # fmt: skip
"""Forms that may stand before the amount too."""
_TIMES_AND_WAYS = frozenset((
    "day", "days", "daily", "h", "hr", "hrs", "hour", "hours", "week", "weekly", "month", "monthly", "nightly",
    "morning", "evening", "bedtime", "po", "per", "os", "oral", "orally", "mouth", "count", "ct", "cnt", "each", "ea",
))  # fmt: skip
"""Words of the kind form that say when or how something is taken, and not what it is."""


def says_all(name: str, lists: CompiledLists) -> bool:
    """Say whether a name lists every substance of a product with its amount, and its form, or is a product's own name.

    Args:
        name: As a chart writes it. Of several spellings with semicolons between them one has to be such a name, and no
            other may hold a substance that it does not.
    """
    spellings = [spelling.strip() for spelling in name.split(";") if spelling.strip()]
    substances = [_substances(spelling, lists) for spelling in spellings]
    return any(
        substances[place]
        and (_is_clinical_drug(spelling, lists) or _is_product(spelling, lists))
        and all(held <= substances[place] for held in substances)
        for place, spelling in enumerate(spellings)
    )


def lists_substances(name: str, lists: CompiledLists) -> bool:
    """Say whether a name lists substances by their own names in full, whatever product stands in brackets behind it."""
    drug = _IN_BRACKETS.sub(" ", name)
    listed = recognise(drug, lists)
    return not (listed.purpose or any(entry.brand for entry in listed.entries)) and _is_clinical_drug(drug, lists)


def _is_clinical_drug(spelling: str, lists: CompiledLists) -> bool:
    drug = _PER_VOLUME.sub("/", _GROUPING.sub(" ", _IN_BRACKETS.sub(" ", spelling)))
    words = words_of(drug)
    last = lists.words.get(words[-1]) if words else None
    ends_with_form = last is not None and last.word == "form" and words[-1] not in _TIMES_AND_WAYS
    has_form = ends_with_form or not _DOSE_FORMS.isdisjoint(words)
    return has_form and all(
        _AMOUNT.search(part) and len(_entries(part, lists)) == 1 for part in _BETWEEN.split(drug.strip())
    )


def _is_product(spelling: str, lists: CompiledLists) -> bool:
    """Say whether a spelling is the name of one product with an amount, alone or in brackets behind its substances."""
    named = recognise(spelling, lists)
    products = [entry for entry in named.entries if entry.brand]
    if len(products) != 1 or named.unknown or named.slips or named.purpose or not _AMOUNT.search(spelling):
        return False
    product = products[0]
    held = {part.name for part in product.ingredients}
    return words_of(product.label)[0] not in lists.opioid_beginnings and _substances(spelling, lists) == held


def _substances(spelling: str, lists: CompiledLists) -> frozenset[str]:
    return frozenset(part.name for entry in _entries(spelling, lists) for part in entry.ingredients)


def _entries(text: str, lists: CompiledLists) -> list[ListEntry]:
    return [entry for entry in recognise(text, lists).entries if not entry.weak]
