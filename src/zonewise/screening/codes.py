"""What does a medicine's code stand for?"""

import re
from typing import Literal

from .compiled_lists import CompiledLists
from .list_reader import ListedCode

ATC = re.compile(r"^[A-Z](?:\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?)?$")
RXNORM = re.compile(r"^(?:RXCUI|RXNORM)?0*(\d{1,8})$")
LENGTHS = (7, 5, 4, 3)
"""How many characters of an ATC code name a substance, and the groups above it."""


def look_up(code: str, lists: CompiledLists) -> ListedCode | Literal["unknown"]:
    """Return what an ATC code or an RxNorm identifier stands for; the longest listed ATC group counts.

    Words such as "ATC" and "RxNorm", spaces and punctuation before it are looked past.
    """
    text = re.sub(r"[^0-9A-Z]", "", code.upper()).removeprefix("ATC")
    if ATC.match(text):
        for length in LENGTHS:
            found = lists.atc.get(text[:length]) if len(text) >= length else None
            if found is not None:
                return found
        return "unknown"
    number = RXNORM.match(text)
    return lists.rxnorm.get(number[1], "unknown") if number else "unknown"
