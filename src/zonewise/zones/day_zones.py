"""What do the voices make of each day together?"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, get_args

from zonewise.model.timeline import ONE_DAY, LazySequence

from .composite import Composite
from .criteria import CriteriaOfDay, CriterionOfDays
from .declared import Declared
from .lasting_yellow import LastingYellow
from .settings import ZoneSettings
from .severe import Severe
from .single_domain import SingleDomain
from .usual import ByDay, UsualComparison
from .zone import BY_RANK, GREEN, UNKNOWN, DayZone, Standing, Zone

if TYPE_CHECKING:
    from numpy import bool_, intp
    from numpy.typing import NDArray

STANDINGS: tuple[Standing, ...] = get_args(Standing)

AllCriteria = tuple[Composite, SingleDomain, Severe, Declared, LastingYellow]
"""The five voices over all days."""


class DayZones(LazySequence[DayZone]):
    """The zones of consecutive days.

    Attributes:
        named: The zone of each day, for who reads nothing else of it.
    """

    def __init__(self, first: date, five: AllCriteria, compared: UsualComparison, settings: ZoneSettings) -> None:
        """Take the first day, what the voices say of all days, what they compared, and the thresholds."""
        super().__init__(len(compared.given))
        self._first, self._five, self._compared, self._entered = first, five, compared, five[0].entered
        self._rank = _ranks(five)
        self._standing = _standings(self._rank, five, settings)
        self._better = _better(self._rank, five[3])
        self.named: Sequence[Zone | None] = [BY_RANK[each] for each in self._rank.tolist()]

    def _item_at(self, number: int) -> DayZone:
        composite, _, severe, _, _ = self._five
        return DayZone(
            day=self._first + ONE_DAY * number,
            zone=self.named[number],
            standing=STANDINGS[self._standing[number]],
            criteria=CriteriaOfDay(self._five, number),
            score=float(composite.score[number]) if composite.evaluated[number] else None,
            usual=ByDay(self._compared.usual, number),
            history_days=int(self._entered.history[number]),
            real_ratings=bool(self._entered.rated[number]),
            baseline_used=bool(self._compared.baseline_used[number]),
            better_declared=bool(self._better[number]),
            severe_but_function_unknown=bool(severe.open[number]),
            spread=ByDay(self._compared.spread, number),
        )


def named(zones: Sequence[DayZone]) -> Sequence[Zone | None]:
    """Return the zone of each day alone."""
    return zones.named if isinstance(zones, DayZones) else [each.zone for each in zones]


def _ranks(five: AllCriteria) -> "NDArray[intp]":
    """The worst of the voices. Green needs voices 1 and 2 to say so, and no severe day that nothing has ended."""
    import numpy as np

    composite, single, severe, _, _ = five
    worst = np.maximum.reduce([voice.rank for voice in five])
    green = (composite.rank == GREEN) & (single.rank == GREEN) & (severe.waiting < 0)
    return np.where((worst == GREEN) & ~green, UNKNOWN, worst)


def _standings(rank: "NDArray[intp]", five: AllCriteria, settings: ZoneSettings) -> "NDArray[intp]":
    """Return (days,) the place of each day's standing in `STANDINGS`."""
    import numpy as np

    composite, entered = five[0], five[0].entered
    others: Sequence[CriterionOfDays] = five[1:]
    learning = ~composite.evaluated & (entered.history < settings.history_days)
    no_usual = ~composite.evaluated & entered.rated & (composite.kept < 0)
    speaks = composite.evaluated | (rank > GREEN) & np.any(
        [voice.evaluated & (voice.rank == rank) for voice in others], axis=0
    )
    place = np.where(speaks, STANDINGS.index("assessed"), STANDINGS.index("held"))
    place[rank == UNKNOWN] = STANDINGS.index("unknown")
    place[learning | no_usual] = STANDINGS.index("learning")
    return place


def _better(rank: "NDArray[intp]", own: Declared) -> "NDArray[bool_]":
    """Return (days,) whether a better zone was declared on the day than stands; on an unknown day any one is better."""
    import numpy as np

    return np.asarray(own.evaluated & (own.said != rank) & ((rank == UNKNOWN) | (rank > own.said)))
