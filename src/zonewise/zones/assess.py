"""The zone of each day, from its five criteria."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, get_args

from zonewise.model.timeline import ONE_DAY, Day, LazySequence, RatingColumns, rating_columns

from .check_ins import check_ins
from .composite import Composite, composite_criterion
from .declared import Declared, accept_green, declared_criterion
from .lasting_yellow import LastingYellow, lasting_yellow_criterion
from .settings import ZoneSettings
from .severe import Severe, severe_criterion
from .single_domain import SingleDomain, single_domain_criterion
from .usual import RATED, UsualComparison, compare_with_usual
from .usual_prior import NOTHING_REMEMBERED, RememberedUsual
from .zone import BY_RANK, GREEN, UNKNOWN, CriterionOfDays, DayZone, Standing, Zone

if TYPE_CHECKING:
    from numpy import bool_, float64, intp
    from numpy.typing import NDArray

STANDINGS: tuple[Standing, ...] = get_args(Standing)

AllCriteria = tuple[Composite, SingleDomain, Severe, Declared, LastingYellow]
"""The five criteria over all days."""

NOTHING_DECLARED: Mapping[date, Zone] = MappingProxyType({})


def assess(
    days: Sequence[Day],
    settings: ZoneSettings,
    *,
    treatment_started: date | None = None,
    declared: Mapping[date, Zone] = NOTHING_DECLARED,
    remembered: RememberedUsual = NOTHING_REMEMBERED,
) -> Sequence[DayZone]:
    """Return the zone of each day with its five criteria and their arithmetic.

    The zone of a day rests on that day and those before it, never on a later one, so a past day can be replayed.

    Args:
        days: The timeline: every logical day, one by one. Empty gives no zones.
        treatment_started: First day of the treatment; the days before it are its baseline. None: there is none, and
            the rolling usual serves alone, as it does for people who already took it when the diary began.
        declared: Zones that the person named themselves, by logical day.
        remembered: What the person said of an ordinary day, by the logical day from which it counts.

    Raises:
        ValueError: The days do not follow each other one by one.
    """
    if not days:
        return ()
    ratings = rating_columns(days)
    compared = compare_with_usual(ratings, settings, treatment_started, remembered)
    return assess_columns(ratings, compared, settings, declared)


def assess_columns(
    ratings: RatingColumns,
    compared: UsualComparison,
    settings: ZoneSettings,
    declared: Mapping[date, Zone] = NOTHING_DECLARED,
) -> Sequence[DayZone]:
    """Return the zones of days that are already compared with their usual; for the arguments see `assess`.

    All days are judged at once, in columns. What the criteria say of a day is put together when it is read: guidance
    needs every day's zone, and the arithmetic of the last one only.
    """
    entered = check_ins(ratings)
    composite = composite_criterion(compared, entered, settings)
    single = single_domain_criterion(ratings, compared, entered, settings)
    severe = severe_criterion(ratings, compared, entered, settings)
    own = declared_criterion(ratings, declared, entered, settings)
    if declared:
        known = composite.evaluated | (entered.history >= settings.history_days)
        own = accept_green(own, entered, known, (severe.rank == GREEN) & (single.rank <= GREEN))
    stuck = lasting_yellow_criterion(composite, single, severe, own, settings)
    return DayZones(ratings.first, (composite, single, severe, own, stuck), compared, settings)


class DayZones(LazySequence[DayZone]):
    """The zones of consecutive days.

    Attributes:
        named: The zone of each day, for who reads nothing else of it.
    """

    def __init__(self, first: date, five: AllCriteria, compared: UsualComparison, settings: ZoneSettings) -> None:
        """Take the first day, what the criteria say of all days, what they compared, and the thresholds."""
        super().__init__(len(compared.given))
        self._first, self._five, self._compared, self._entered = first, five, compared, five[0].entered
        self._rank = _ranks(five)
        self._standing = _standings(self._rank, five, settings)
        self._standing[compared.provisional] = STANDINGS.index("learning")
        self._better = _better(self._rank, five[3])
        self.named: Sequence[Zone | None] = [BY_RANK[rank] for rank in self._rank.tolist()]

    def beginning(self, count: int) -> "DayZones":
        """Return the first zones; they share what was put together of them already."""
        first = super().beginning(count)
        first.named = self.named[:count]
        return first

    def _item_at(self, number: int) -> DayZone:
        composite, _, severe, _, _ = self._five
        return DayZone(
            day=self._first + ONE_DAY * number,
            zone=self.named[number],
            standing=STANDINGS[self._standing[number]],
            criteria=tuple(criterion.criterion(number) for criterion in self._five),
            score=float(composite.score[number]) if composite.evaluated[number] else None,
            usual=_known(self._compared.usual[number]),
            history_days=int(self._entered.history[number]),
            real_ratings=bool(self._entered.rated[number]),
            baseline_used=bool(self._compared.baseline_used[number]),
            better_declared=bool(self._better[number]),
            severe_but_function_unknown=bool(severe.open[number]),
            spread=_known(self._compared.spread[number]),
            provisional=bool(self._compared.provisional[number]),
        )


def take_earlier_zones(zones: Sequence[DayZone], shorter: Sequence[DayZone]) -> None:
    """Take what was put together of the days of a diary before it grew, on its last day or after it."""
    if isinstance(zones, DayZones) and isinstance(shorter, DayZones):
        zones.take_items_of(shorter, len(shorter) - 1)


def named(zones: Sequence[DayZone]) -> Sequence[Zone | None]:
    """Return the zone of each day alone."""
    return zones.named if isinstance(zones, DayZones) else [zone.zone for zone in zones]


def _ranks(five: AllCriteria) -> "NDArray[intp]":
    """The worst of the criteria.

    Green needs criteria 1 and 2 to say so, or the person while no usual is known, and no severe day that nothing has
    ended.
    """
    import numpy as np

    composite, single, severe, own, _ = five
    worst = np.maximum.reduce([criterion.rank for criterion in five])
    green = ((composite.rank == GREEN) & (single.rank == GREEN) | (own.rank == GREEN)) & (severe.waiting < 0)
    return np.where((worst == GREEN) & ~green, UNKNOWN, worst)


def _standings(rank: "NDArray[intp]", five: AllCriteria, settings: ZoneSettings) -> "NDArray[intp]":
    """Return (days,) the place of each day's standing in `STANDINGS`."""
    import numpy as np

    composite, entered = five[0], five[0].entered
    others: Sequence[CriterionOfDays] = five[1:]
    learning = ~composite.evaluated & (entered.history < settings.history_days)
    no_usual = ~composite.evaluated & entered.rated & (composite.kept < 0)
    speaks = composite.evaluated | (rank > GREEN) & np.any(
        [criterion.evaluated & (criterion.rank == rank) for criterion in others], axis=0
    )
    place = np.where(speaks, STANDINGS.index("assessed"), STANDINGS.index("held"))
    place[rank == UNKNOWN] = STANDINGS.index("unknown")
    place[learning | no_usual] = STANDINGS.index("learning")
    return place


def _better(rank: "NDArray[intp]", own: Declared) -> "NDArray[bool_]":
    """Return (days,) whether a better zone was declared on the day than stands; on an unknown day any one is better."""
    import numpy as np

    return np.asarray(own.evaluated & (own.declared_rank != rank) & ((rank == UNKNOWN) | (rank > own.declared_rank)))


def _known(row: "NDArray[float64]") -> dict[str, float]:
    """Return the values of a (9,) row by rating, those that are known."""
    return {name: value for name, value in zip(RATED, row.tolist(), strict=True) if value == value}
