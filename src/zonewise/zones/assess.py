"""Which zone is each day in, and why?"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, get_args

from zonewise.diary.timeline import Day

from .checkin import CheckIns, check_ins
from .composite import Composite, composite_voice
from .declared import Declared, declared_voice
from .settings import ZoneSettings
from .severe import Severe, severe_voice
from .single import Single, single_voice
from .stuck import Stuck, stuck_voice
from .usual import Compared, Usual, compare
from .voices import VoiceOfDays, Voices
from .zone import BY_RANK, GREEN, UNKNOWN, DayZone, Standing, Zone, day_zones

if TYPE_CHECKING:
    from numpy import bool_, intp
    from numpy.typing import NDArray

NOTHING_DECLARED: Mapping[date, Zone] = MappingProxyType({})

STANDINGS: tuple[Standing, ...] = get_args(Standing)

Five = tuple[Composite, Single, Severe, Declared, Stuck]
"""The five voices over all days."""


def assess(
    days: Sequence[Day],
    settings: ZoneSettings,
    *,
    treatment_started: date | None = None,
    declared: Mapping[date, Zone] = NOTHING_DECLARED,
) -> tuple[DayZone, ...]:
    """Return the zone of each day with its five voices and their arithmetic.

    The zone of a day rests on that day and those before it, never on a later one, so a past day can be replayed.

    Args:
        days: The timeline: every logical day, one by one. Empty gives no zones.
        settings: Every threshold.
        treatment_started: First day of the treatment; the days before it are its baseline. None: there is none, and
            the rolling usual serves alone, as it does for people who already took it when the diary began.
        declared: Zones that the person named themselves, by logical day.

    Raises:
        ValueError: The days do not follow each other one by one.
    """
    if not days:
        return ()
    return judge(days, compare(days, settings, treatment_started), settings, declared)


def judge(
    days: Sequence[Day], compared: Compared, settings: ZoneSettings, declared: Mapping[date, Zone] = NOTHING_DECLARED
) -> tuple[DayZone, ...]:
    """Return the zones of days that are already compared with their usual; for the arguments see `assess`.

    All days are judged at once, in columns. What the voices say of a day is put together when it is read: guidance
    needs every day's zone, and the arithmetic of the last one only.
    """
    entered = check_ins(days, compared.given)
    composite = composite_voice(compared, entered, settings)
    single = single_voice(days, compared, entered, settings)
    severe = severe_voice(days, compared.given, entered, settings)
    own = declared_voice(days, declared, entered, settings)
    stuck = stuck_voice(composite, single, severe, own, settings)
    five = (composite, single, severe, own, stuck)
    rank, numbers = _ranks(five), range(len(days))
    scores = zip(composite.heard.tolist(), composite.score.tolist(), strict=True)
    return day_zones(
        [day.day for day in days],
        [BY_RANK[each] for each in rank.tolist()],
        _standings(rank, five, entered, settings),
        [Voices(five, number) for number in numbers],
        [score if heard else None for heard, score in scores],
        [Usual(compared.usual, number) for number in numbers],
        entered.history.tolist(),
        entered.rated.tolist(),
        compared.baseline_used.tolist(),
        _better(rank, own).tolist(),
        severe.open.tolist(),
    )


def _ranks(five: Five) -> "NDArray[intp]":
    """The worst of the voices. Green needs voices 1 and 2 to say so, and no severe day that nothing has ended."""
    import numpy as np

    composite, single, severe, _, _ = five
    worst = np.maximum.reduce([voice.rank for voice in five])
    green = (composite.rank == GREEN) & (single.rank == GREEN) & (severe.waiting < 0)
    return np.where((worst == GREEN) & ~green, UNKNOWN, worst)


def _standings(rank: "NDArray[intp]", five: Five, entered: CheckIns, settings: ZoneSettings) -> list[Standing]:
    import numpy as np

    composite = five[0]
    others: Sequence[VoiceOfDays] = five[1:]
    learning = ~composite.heard & (entered.history < settings.history_days)
    no_usual = ~composite.heard & entered.rated & (composite.kept < 0)
    speaks = composite.heard | (rank > GREEN) & np.any([voice.heard & (voice.rank == rank) for voice in others], axis=0)
    place = np.where(speaks, STANDINGS.index("assessed"), STANDINGS.index("held"))
    place[rank == UNKNOWN] = STANDINGS.index("unknown")
    place[learning | no_usual] = STANDINGS.index("learning")
    return [STANDINGS[each] for each in place.tolist()]


def _better(rank: "NDArray[intp]", own: Declared) -> "NDArray[bool_]":
    """Return (days,) whether a better zone was declared on the day than stands; on an unknown day any one is better."""
    import numpy as np

    return np.asarray(own.heard & (own.said != rank) & ((rank == UNKNOWN) | (rank > own.said)))
