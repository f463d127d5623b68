"""The word that may be said, its sentence, and what more data would change about it."""

from collections.abc import Mapping
from statistics import NormalDist
from types import MappingProxyType

from .posterior import Density
from .relief_estimate import MoreData, Reason, Verdict
from .settings import ReliefSettings

OTHER_CAUSES = "Other causes can do the same; tell your prescriber."
CANNOT_TELL: Mapping[Reason, str] = {
    "no-ratings": "There are no ratings yet, so nothing can be said.",
    "not-taken": "No dose is recorded, so there is nothing to judge yet.",
    "no-baseline": "The diary begins after the first dose, so nobody can tell what it was like before. "
    "Doses can still be compared with each other.",
    "short-baseline": "There are too few rated days before the first dose to know what was usual.",
    "low-baseline": "It was hardly there before the first dose, so there is little that could ease.",
    "few-ratings": "There are too few ratings since the first dose to compare.",
    "not-taking-now": "It has not been taken for some time, so there is no present effect to judge.",
    "jump": "Your days changed all at once on a day when no dose changed. What else changed then may be the cause.",
    "trend-before": "You were getting better before the first dose already, and that may have gone on without LDN.",
    "wanders": "Your days go up and down so far by themselves that the change may be one more such way.",
    "unclear": "The diary does not show clearly whether it helps. Most diaries do not.",
}
CLAIMS: Mapping[tuple[Verdict, Reason], str] = {
    ("too-early", "few-days"): "It is too early to say: an effect may take two months to show.",
    ("possibly-helping", "better"): "You have been better since, beyond what people usually gain without any drug. "
    "In an open diary expectation can do the same.",
    ("likely-helping", "better"): "You were better on the drug than off it while nobody knew which was which.",
    ("possibly-worse", "worse"): f"You may have been worse since. {OTHER_CAUSES}",
    ("likely-worse", "worse"): f"You have most likely been worse since. {OTHER_CAUSES}",
}
SENTENCES = MappingProxyType({**CLAIMS, **{("cannot-tell", reason): words for reason, words in CANNOT_TELL.items()}})
"""Verdict and reason -> one sentence."""


def helping_bound(month_before: str | None, settings: ReliefSettings, *, blinded: bool) -> float:
    """Return the probability from which the word is helping; blinded days need no usual start.

    Args:
        month_before: How the person says the month before the first dose was, or None.
    """
    return (
        settings.helping_at_unusual_start
        if month_before in settings.unusual_start and not blinded
        else settings.helping_at
    )


def verdict_of(
    density: Density,
    settings: ReliefSettings,
    *,
    hindrance: Reason | None,
    blinded: bool,
    doubt: Reason | None = None,
    helping_at: float | None = None,
) -> tuple[Verdict, Reason]:
    """Return the word and why.

    From an open-label diary the word is at most possibly helping: expectation can do as much as a drug does.

    Args:
        density: Relief in the recent days.
        hindrance: Why nothing can be said, or None.
        blinded: The days on and off were blinded and drawn by lot.
        doubt: Why the diary does not look as the estimate takes it to be, or None; not asked of blinded days.
        helping_at: From which probability the word is helping, as `helping_bound` has it; the usual one unless said.
    """
    bound = settings.helping_at if helping_at is None else helping_at
    if hindrance is not None:
        return ("too-early" if hindrance == "few-days" else "cannot-tell"), hindrance
    if doubt is not None and not blinded:
        return "cannot-tell", doubt
    if density.above_natural(settings) >= bound:
        return "likely-helping" if blinded else "possibly-helping", "better"
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


def wrong_if_improving(verdict: Verdict, settings: ReliefSettings, *, is_asked: bool) -> float | None:
    """Return how often "possibly helping" is said of who was getting better anyway, 0 to 1; None for other words.

    Args:
        is_asked: The person told how the month before the start was.
    """
    if verdict != "possibly-helping":
        return None
    return settings.wrong_if_improving_asked if is_asked else settings.wrong_if_improving


def more_data(
    density: Density,
    verdict: Verdict,
    reason: Reason,
    counts: tuple[int, int, int],
    settings: ReliefSettings,
    *,
    helping_at: float | None = None,
) -> MoreData:
    """Return what is missing, in how many days it could be there, and how wide the interval would be then.

    The spread is taken to fall as that of a difference of two means does, with the baseline as it is. Drift makes it
    fall more slowly, so the width named is the least to hope for.

    Args:
        density: Relief in the recent days.
        counts: Rated baseline days, rated days since the start, days with a dose.
        helping_at: As `verdict_of` takes it.
    """
    bound = settings.helping_at if helping_at is None else helping_at
    before, since, taking = counts
    low, high = density.interval(settings.interval)
    if reason in ("no-baseline", "low-baseline"):
        return MoreData("nothing", None, (high - low) / 2, could_change=False)
    if reason in ("no-ratings", "not-taken", "short-baseline"):
        need = max(0, settings.baseline_days_asked - before)
        return MoreData("baseline", need or None, (high - low) / 2, could_change=reason != "short-baseline")
    if reason == "not-taking-now":
        return MoreData("taking", None, (high - low) / 2, could_change=True)
    ahead = {"few-days": settings.taking_days_least - taking, "few-ratings": settings.ratings_taking_least - since}
    days = max(1, ahead.get(reason, settings.look_ahead_days))
    start = 1 / max(1, before)
    shrinks = ((start + 1 / max(1, since + days)) / (start + 1 / max(1, since))) ** 0.5
    later = NormalDist(
        density.mean, max(1e-6, (density.spread**2 * shrinks**2 + settings.without_drug_spread**2) ** 0.5)
    )
    helps = 1 - later.cdf(settings.worthwhile + settings.without_drug_mean) >= bound
    worse = NormalDist(density.mean, max(1e-6, density.spread * shrinks)).cdf(0) >= settings.possibly_worse_at
    then = "helping" if helps else "worse" if worse else "tell"
    return MoreData("days", days, shrinks * (high - low) / 2, could_change=then not in verdict or reason in ahead)
