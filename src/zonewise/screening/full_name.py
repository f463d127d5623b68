"""Whether a name says all that is in a product, as RxNorm and the charts that use it write a clinical drug.

Such a name lists each substance with its amount and ends with the form: "ibuprofen 200 MG Oral Tablet", "acetaminophen
325 MG / pseudoephedrine hydrochloride 30 MG Oral Tablet [Brand]". "Acetaminophen" alone says less: many systems print
it for what holds more.
"""

import re

from zonewise.model.substances import words_of

from .compiled_lists import CompiledLists
from .finding import ListEntry
from .recognition import recognise

_BRACKETED = re.compile(r"\s*\[[^\]]*\]\s*$")
_BETWEEN = re.compile(r"\s+/\s+")
_AMOUNT = re.compile(r"\d\s*(?:mg|mcg|ug|g|meq|unt|units?|iu|ml|%|mmol|ir|actuat)\b|\d\s*(?:mg|mcg|g)/", re.IGNORECASE)


def says_all(name: str, lists: CompiledLists) -> bool:
    """Say whether a name lists every substance of a product with its amount, and its form.

    Args:
        name: As a chart writes it. Of several spellings with semicolons between them one has to be such a name, and no
            other may hold a substance that it does not.
    """
    spellings = [spelling.strip() for spelling in name.split(";") if spelling.strip()]
    substances = [_substances(spelling, lists) for spelling in spellings]
    return any(
        substances[place]
        and _is_clinical_drug(spelling, lists)
        and all(held <= substances[place] for held in substances)
        for place, spelling in enumerate(spellings)
    )


def _is_clinical_drug(spelling: str, lists: CompiledLists) -> bool:
    spelling = _BRACKETED.sub("", spelling)
    parts = _BETWEEN.split(spelling)
    last = words_of(parts[-1])
    form = lists.words.get(last[-1]) if last else None
    return (
        form is not None
        and form.word == "form"
        and all(_AMOUNT.search(part) and len(_entries(part, lists)) == 1 for part in parts)
    )


def _substances(spelling: str, lists: CompiledLists) -> frozenset[str]:
    return frozenset(part.name for entry in _entries(spelling, lists) for part in entry.ingredients)


def _entries(text: str, lists: CompiledLists) -> list[ListEntry]:
    return [entry for entry in recognise(text, lists).entries if not entry.weak]
