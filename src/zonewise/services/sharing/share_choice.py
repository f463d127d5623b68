"""What a person can choose of a share: what leaves, and for how long. It is read before anything else is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from zonewise.problem import InputRefused, Problem, unknown_word

PARTS = ("medicines", "health", "answers", "days")
"""What can leave beside the page and LDN with its plan and dose, which always do."""
USUAL_PARTS = ("medicines", "health")
LENGTHS: dict[str, timedelta | None] = {
    "15-minutes": timedelta(minutes=15),
    "48-hours": timedelta(hours=48),
    "until-withdrawn": None,
}
LENGTH_WORDS = {"15-minutes": "for 15 minutes", "48-hours": "for 48 hours", "until-withdrawn": "until you withdraw it"}
USUAL_LENGTH = "48-hours"


@dataclass(frozen=True, slots=True)
class ShareChoice:
    """What the person lets leave."""

    parts: frozenset[str] = frozenset(USUAL_PARTS)  # Of `PARTS`.
    name: str = ""  # How they want to be called on it, or "".
    days: int = 182  # How many days, up to today, where days leave.


def checked_parts(names: Sequence[str]) -> frozenset[str]:
    """Return parts by their names.

    Raises:
        InputRefused: One is none.
    """
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        fault = f"'{unknown[0]}' is nothing that can be shared."
        raise InputRefused([Problem("share", 0, fault, unknown_word(unknown[0], PARTS), "unknown-part", field="parts")])
    return frozenset(names)


def checked_length(length: str) -> timedelta | None:
    """Return for how long something is shared, by its name; None until it is withdrawn.

    Raises:
        InputRefused: It is none.
    """
    if length not in LENGTHS:
        fault = f"'{length[:40]}' is no length of time."
        raise InputRefused(
            [Problem("share", 0, fault, unknown_word(length, LENGTHS), "unknown-length", field="length")]
        )
    return LENGTHS[length]
