"""What was written down before each flare, side by side, beside how often it stands before any other day.

The order of things is shown, never a cause. What happens often stands before many flares by chance, so each row says
too how often it was written down in as many days before an ordinary day.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zonewise.course.flares import Flare, flares
from zonewise.guidance.snapshot import DiarySnapshot
from zonewise.model.timeline import ONE_DAY
from zonewise.report.picture import BeforeFlare, Picture, before_flares_picture
from zonewise.rules.rule_set import RuleSet
from zonewise.zones.assess import named

from .changes import LANES, Change, stated_changes

DAYS_BEFORE = 14
MOST_FLARES = 6  # Shown side by side; the newest ones.


@dataclass(frozen=True, slots=True)
class LaneBefore:
    """One kind of thing before the flares."""

    name: str  # One of `LANES`.
    days_before: tuple[tuple[int, ...], ...]  # (flares,) On how many days before each flare it was written down.
    with_it: int  # Of the flares shown, before how many it was written down.
    otherwise_percent: int | None  # Of other days, before how many percent; None where there are none.


@dataclass(frozen=True, slots=True)
class FlareComparison:
    """The last flares side by side."""

    flares: tuple[Flare, ...]  # Newest first.
    lanes: tuple[LaneBefore, ...]  # Kinds that were written down before at least one of them.
    picture: Picture | None  # None without a flare.
    earlier: int  # How many flares before these are not shown.


def compare_flares(snapshot: DiarySnapshot, rule_set: RuleSet) -> FlareComparison:
    """Return what was written down in the two weeks before each of the last flares."""
    every = flares(
        snapshot.zones, same_within_days=snapshot.settings.facts.same_flare_days, rises=snapshot.course.rises
    )
    shown = every[::-1][:MOST_FLARES]
    if not shown:
        return FlareComparison((), (), None, 0)
    changes = sorted(stated_changes(snapshot, snapshot.days[0].day - timedelta(days=DAYS_BEFORE), rule_set))
    by_lane = {lane: [change for change in changes if change.lane == lane] for lane in LANES}
    ordinary = _ordinary_days(snapshot, every)
    lanes = tuple(
        lane for name in LANES if (lane := _lane(name, by_lane[name], shown, ordinary)).with_it or name == "Dose"
    )
    drawn = [
        BeforeFlare(flare.began, [(lane.name, lane.days_before[number]) for lane in lanes if lane.days_before[number]])
        for number, flare in enumerate(shown)
    ]
    return FlareComparison(shown, lanes, before_flares_picture(drawn, DAYS_BEFORE), len(every) - len(shown))


def _lane(name: str, changes: Sequence[Change], shown: Sequence[Flare], ordinary: Collection[date]) -> LaneBefore:
    days = {change.day for change in changes}
    before = tuple(_days_before(days, flare.began) for flare in shown)
    reached = {day + ONE_DAY * number for day in days for number in range(DAYS_BEFORE + 1)}
    otherwise = round(100 * len(reached & set(ordinary)) / len(ordinary)) if ordinary else None
    return LaneBefore(name, before, sum(map(bool, before)), otherwise)


def _days_before(days: Collection[date], began: date) -> tuple[int, ...]:
    """Return how many days before a flare each of the days lies, those of the two weeks before alone, nearest last."""
    return tuple(number for number in range(DAYS_BEFORE, -1, -1) if began - ONE_DAY * number in days)


def _ordinary_days(snapshot: DiarySnapshot, every: Sequence[Flare]) -> Collection[date]:
    """Return the Green days on which no flare began and none went on, with two weeks of diary before them."""
    first, zones = snapshot.days[0].day, named(snapshot.zones)
    spans = [(flare.began, flare.last_seen) for flare in every]
    green = {first + ONE_DAY * number for number, zone in enumerate(zones) if zone == "green"}
    flaring = {began + ONE_DAY * number for began, last in spans for number in range((last - began).days + 1)}
    return {day for day in green - flaring if (day - first).days >= DAYS_BEFORE}
