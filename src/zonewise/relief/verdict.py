"""Which word may be said?"""

from .posterior import Density
from .relief_estimate import Reason, Verdict
from .settings import ReliefSettings

HELP: dict[bool, Verdict] = {False: "possibly-helping", True: "likely-helping"}


def verdict_of(
    density: Density, settings: ReliefSettings, *, hindrance: Reason | None, blinded: bool
) -> tuple[Verdict, Reason]:
    """Return the word and why.

    From an open-label diary the word is at most possibly helping: expectation can do as much as a drug does.

    Args:
        density: Relief in the recent days.
        settings: The bounds.
        hindrance: Why nothing can be said, or None.
        blinded: The days on and off were blinded and drawn by lot.
    """
    if hindrance is not None:
        return ("too-early" if hindrance == "few-days" else "cannot-tell"), hindrance
    if density.above_natural(settings) >= settings.helping_at:
        return HELP[blinded], "better"
    worse = 1 - density.above(0)
    if worse >= settings.likely_worse_at:
        return "likely-worse", "worse"
    if worse >= settings.possibly_worse_at:
        return "possibly-worse", "worse"
    return "cannot-tell", "unclear"


def right_of(verdict: Verdict, settings: ReliefSettings) -> float | None:
    """Return how often such a verdict is right in the default mix of people, 0 to 1.

    None where the verdict claims nothing, and where it was said too rarely of simulated people to be counted.
    """
    counted: dict[Verdict, float] = {
        "possibly-helping": settings.right_possibly_helping,
        "likely-helping": settings.right_likely_helping,
        "possibly-worse": settings.right_possibly_worse,
        "likely-worse": settings.right_likely_worse,
    }
    return counted.get(verdict) or None  # a word that was too rare to be counted has 0 there
