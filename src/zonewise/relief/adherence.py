"""Was it taken daily for long enough to be judged?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .settings import ReliefSettings

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

Enough = Literal["not-taken", "too-short", "gaps", "enough"]


@dataclass(frozen=True, slots=True)
class Adherence:
    """How steadily it was taken.

    Attributes:
        enough: Whether that is enough to judge by.
        days: Days since the first dose, that day included.
        taken: Days with a dose.
        left_out: Days on which none was taken.
        unlogged: Days without a word, which are not days left out.
        steady_days: Days since the last gap that was longer than a plan allows.
        percent: Share of the days with a word on which it was taken, percent; None without any.
    """

    enough: Enough
    days: int
    taken: int
    left_out: int
    unlogged: int
    steady_days: int
    percent: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "enough": self.enough,
            "days": self.days,
            "taken": self.taken,
            "left_out": self.left_out,
            "unlogged": self.unlogged,
            "steady_days": self.steady_days,
            "percent": None if self.percent is None else round(self.percent, 1),
        }


def adherence(dose_mg: "NDArray[float64]", settings: ReliefSettings) -> Adherence:
    """Return how steadily it was taken; the guide asks for daily use over six to twelve weeks before it is judged.

    Args:
        dose_mg: (days,) Dose of each day, mg; 0 none, NaN not logged.
        settings: Bounds.
    """
    import numpy as np

    doses = np.asarray(dose_mg, dtype=np.float64)
    taken = np.flatnonzero(doses > 0)
    if not taken.size:
        return Adherence("not-taken", 0, 0, 0, 0, 0, None)
    since = doses[taken[0] :]
    left_out, unlogged = int((since == 0).sum()), int(np.isnan(since).sum())
    steady = since.size - _end_of_last_gap(since, settings.gap_days_least)
    percent = 100 * taken.size / (taken.size + left_out)
    if since.size < settings.judged_after_days:
        enough: Enough = "too-short"
    else:
        is_steady = steady >= settings.judged_after_days and percent >= 100 * settings.adherence_least
        enough = "enough" if is_steady else "gaps"
    return Adherence(enough, int(since.size), int(taken.size), left_out, unlogged, int(steady), percent)


def _end_of_last_gap(since: "NDArray[float64]", longest: int) -> int:
    """Return the day after the last gap of at least so many days without a dose; 0 where there is none."""
    run, end = 0, 0
    for day, dose in enumerate(since.tolist()):
        run = run + 1 if dose == 0 else 0
        if run >= longest:
            end = day + 1
    return end
