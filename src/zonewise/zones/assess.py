"""Which zone is each day in, and why?"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from zonewise.diary.timeline import Day

from .checkin import check_ins
from .composite import CompositeVoice, composite_voices
from .declared import DeclaredVoice, declared_voices
from .settings import ZoneSettings
from .severe import SevereVoice, severe_voices
from .single import SingleVoice, courses, single_voices
from .stuck import StuckVoice, stuck_voices
from .usual import Compared, compare, usual_by_day
from .zone import DayZone, Standing, Zone, worst

NOTHING_DECLARED: Mapping[date, Zone] = MappingProxyType({})


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
    """Return the zones of days that are already compared with their usual; for the arguments see `assess`."""
    entered = check_ins(days)
    composite = composite_voices(compared, entered, settings)
    ran = courses(compared, entered, settings)
    single = single_voices(days, compared, entered, ran, settings)
    severe = severe_voices(days, compared.given, entered, settings)
    own = declared_voices(days, declared, entered, settings)
    stuck = stuck_voices(composite, single, severe, own, ran, settings)
    usual, baseline_used = usual_by_day(compared), compared.baseline_used.tolist()

    zones: list[DayZone] = []
    for number, voices in enumerate(zip(composite, single, severe, own, stuck, strict=True)):
        zone = _zone(*voices)
        together = voices[0].together
        zones.append(
            DayZone(
                day=days[number].day,
                zone=zone,
                standing=_standing(zone, *voices),
                voices=voices,
                score=together.score if together else None,
                usual=usual[number],
                history_days=entered.history[number],
                real_ratings=entered.rated[number],
                baseline_used=baseline_used[number],
                better_declared=_better(declared.get(days[number].day), zone),
                severe_but_function_unknown=voices[2].open,
            )
        )
    return tuple(zones)


def _zone(
    composite: CompositeVoice, single: SingleVoice, severe: SevereVoice, own: DeclaredVoice, stuck: StuckVoice
) -> Zone | None:
    """The worst of the voices. Green needs voices 1 and 2 to say so, and no severe day that nothing has ended."""
    said = worst((composite.zone, single.zone, severe.zone, own.zone, stuck.zone))
    if said != "green":
        return said
    return "green" if composite.zone == single.zone == "green" and severe.waiting is None else None


def _standing(
    zone: Zone | None,
    composite: CompositeVoice,
    single: SingleVoice,
    severe: SevereVoice,
    own: DeclaredVoice,
    stuck: StuckVoice,
) -> Standing:
    if composite.unheard == "learning" or (composite.unheard == "no-usual" and composite.since is None):
        return "learning"
    if zone is None:
        return "unknown"
    speaking = (single, severe, own, stuck)
    if composite.heard or (zone != "green" and any(voice.heard and voice.zone == zone for voice in speaking)):
        return "assessed"
    return "held"


def _better(said: Zone | None, zone: Zone | None) -> bool:
    return said is not None and said != zone and (zone is None or worst((said, zone)) == zone)
