"""What would more data change, and when?"""

from statistics import NormalDist

from .posterior import Density
from .relief_estimate import MoreData, Reason, Verdict
from .settings import ReliefSettings


def more_data(
    density: Density, verdict: Verdict, reason: Reason, counts: tuple[int, int, int], settings: ReliefSettings
) -> MoreData:
    """Return what is missing, in how many days it could be there, and how wide the interval would be then.

    The spread is taken to fall as that of a difference of two means does, with the baseline as it is. Drift makes it
    fall more slowly, so the width named is the least to hope for.

    Args:
        density: Relief in the recent days.
        verdict: The word now.
        reason: Why that word.
        counts: Rated baseline days, rated days since the start, days with a dose.
        settings: The bounds.
    """
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
    helps = 1 - later.cdf(settings.worthwhile + settings.without_drug_mean) >= settings.helping_at
    worse = NormalDist(density.mean, max(1e-6, density.spread * shrinks)).cdf(0) >= settings.possibly_worse_at
    then = "helping" if helps else "worse" if worse else "tell"
    return MoreData("days", days, shrinks * (high - low) / 2, could_change=then not in verdict or reason in ahead)
