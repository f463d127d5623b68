"""What guidance explains: a code with its plain values, of which report/ makes a sentence."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Union

Parameter = Union[
    str, int, date, time, Decimal, tuple[str, ...], tuple[Decimal, ...], tuple["Explanation", ...], "Explanation"
]
"""A decimal is milligrams; a text is a name or words from outside guidance/; an explanation is a part of a sentence."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something is so, or what to do, without words."""

    code: str  # Which explanation; `report/explanations.yaml` has the sentence.
    # Name and value of each thing that the sentence names, in the order of the alphabet.
    parameters: tuple[tuple[str, Parameter], ...] = ()


def explain(code: str, /, **parameters: Parameter) -> Explanation:
    """Return an explanation; each parameter has a place of its name in the template of the code."""
    return Explanation(code, tuple(sorted(parameters.items())))
