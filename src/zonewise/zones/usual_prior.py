"""The usual that a person remembers, as a prior that each rated day shifts until the measured usual stands alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from zonewise.model.entry import DOMAINS
from zonewise.model.timeline import COLUMN, RatingColumns

from .settings import ZoneSettings

if TYPE_CHECKING:
    from numpy import bool_, float64
    from numpy.typing import NDArray

RememberedUsual = Mapping[date, Mapping[str, float]]
"""What stands from a logical day on: the ratings of an ordinary day, points, by name."""

NOTHING_REMEMBERED: RememberedUsual = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ProvisionalUsual:
    """The usual of the days on which a remembered one still counts; NaN on every other day.

    Attributes:
        stands: (days,) Whether a remembered usual counts on the day.
        usual: (days, 10) The remembered usual, shifted by the ratings of earlier days, points.
        spread: (days, 10) How far a rating may lie from it by chance, points: its own variation and what is not known
            of the usual together.
        together: (days, 7) The same for the mean of so many domains, points; column 0 is NaN.
    """

    stands: "NDArray[bool_]"
    usual: "NDArray[float64]"
    spread: "NDArray[float64]"
    together: "NDArray[float64]"


def provisional_usual(
    ratings: RatingColumns, remembered: RememberedUsual, settings: ZoneSettings
) -> ProvisionalUsual | None:
    """Return the usual of each day on which a remembered one counts; None where it counts on none.

    A remembered usual is worth `remembered_days` rated days. Each rated day before the one that is judged shifts it as
    the next value shifts a mean, by at most `remembered_shift_most` spreads' worth, so that a flare is not learnt as
    fast as a calm day. From `measured_rated_days` rated days on the measured usual stands alone.

    Model: a rating lies around its usual with a standard deviation s, and the usual is known as well as a mean of
    `remembered_days` + n ratings is, so that the spread of their difference is s * sqrt(1 + 1 / (remembered_days + n)).
    The mean of k domains that correlate by r has s * sqrt((1 + (k - 1) * r) / k) in the place of s. The same s serves
    everybody, so it is too narrow for people who vary a lot from day to day and too wide for calm ones.
    """
    import numpy as np

    said = sorted((max(0, (day - ratings.first).days), day) for day in remembered)
    said = [(number, day) for number, day in said if number < len(ratings)]
    if not said:
        return None
    given, shape = ratings.given, ratings.given.shape
    rated = np.any(~np.isnan(given[:, : len(DOMAINS)]), axis=1)
    before = np.cumsum(rated) - rated
    counts = np.flatnonzero((before < settings.measured_rated_days) & (np.arange(len(rated)) >= said[0][0])).tolist()
    if not counts:
        return None
    stands, usual, spread = np.zeros(len(rated), np.bool_), np.full(shape, np.nan), np.full(shape, np.nan)
    together = np.full((len(rated), len(DOMAINS) + 1), np.nan)
    starts, shifted = dict(said), _Shifted(settings)
    for today in range(counts[-1] + 1):
        if today in starts:
            shifted = _Shifted(settings, _prior(remembered[starts[today]]))
            for earlier in range(today):
                shifted.add(given[earlier])
        if today >= said[0][0]:
            stands[today], usual[today], spread[today] = True, shifted.usual, shifted.spread()
            together[today, 1:] = shifted.together(int(before[today]))
        shifted.add(given[today])
    return ProvisionalUsual(stands, usual, spread, together)


def _prior(remembered: Mapping[str, float]) -> "NDArray[float64]":
    import numpy as np

    prior = np.full(len(COLUMN), np.nan)
    for name, value in remembered.items():
        prior[COLUMN[name]] = value
    return prior


class _Shifted:
    """A remembered usual with the days rated so far."""

    def __init__(self, settings: ZoneSettings, prior: "NDArray[float64] | None" = None) -> None:
        """Take the ratings of an ordinary day, (10,) points, NaN where none is remembered; None for none at all."""
        import numpy as np

        self._settings = settings
        self.usual = np.full(len(COLUMN), np.nan) if prior is None else prior
        self._worth = np.full(len(COLUMN), float(settings.remembered_days))

    def add(self, given: "NDArray[float64]") -> None:
        """Shift each usual by the rating of one day, where there is one."""
        import numpy as np

        most = self._settings.remembered_shift_most * self._settings.provisional_spread
        difference = np.clip(given - self.usual, -most, most)
        rated = difference == difference
        self._worth = self._worth + rated
        self.usual = np.where(rated, self.usual + difference / self._worth, self.usual)

    def spread(self) -> "NDArray[float64]":
        """Return (10,) the spread of each rating, points."""
        import numpy as np

        return np.where(np.isnan(self.usual), np.nan, self._settings.provisional_spread * np.sqrt(1 + 1 / self._worth))

    def together(self, rated_days: int) -> "NDArray[float64]":
        """Return (6,) the spread of the mean of one domain to all six, points.

        Args:
            rated_days: On how many earlier days something was rated.
        """
        import numpy as np

        domains, settings = np.arange(1, len(DOMAINS) + 1), self._settings
        share = np.sqrt((1 + (domains - 1) * settings.provisional_correlation) / domains)
        unknown = np.sqrt(1 + 1 / (settings.remembered_days + rated_days))
        return np.asarray(settings.provisional_spread * share * unknown)
