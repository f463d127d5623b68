"""The estimate of relief from a diary, with what stands beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from zonewise.guidance.before_start import LASTING_CHANGE, MONTH_BEFORE, lasting_changes, month_before_start
from zonewise.guidance.snapshot import DiarySnapshot, build_snapshot, remembered_before
from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS, Entry
from zonewise.model.substances import is_naltrexone_dose
from zonewise.model.timeline import COLUMN
from zonewise.relief.relief_estimate import Adherence, BeforeTreatment, DoseComparison, DoseEffects, Relief, Trend
from zonewise.rules.knowledge import OVERALL, Knowledge, knowledge_about
from zonewise.services.base.cache import memoize
from zonewise.services.base.diary import Diary, all_entries, new_id
from zonewise.services.base.profile import Profile, profile_of

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    from zonewise.relief.relief_estimate import MonthBefore
    from zonewise.relief.settings import ReliefSettings

ESTIMATE_TRACKER = "relief_estimate"
"""Name of the entries that keep what an estimate said; the guidance reads the last one."""
SOURCE = "zonewise"
EVENING = time(17)  # From then on a dose counts as one at night.
RATED = (*DOMAINS, *BESIDE_DOMAINS)


@dataclass(frozen=True, slots=True)
class ReliefOverview:
    """What one diary can say about relief on a day, and what stands beside it."""

    as_of: date  # The logical day.
    first: date  # The first day of the diary.
    snapshot: DiarySnapshot  # The diary from that day.
    relief: Relief
    # The guide's claim and the trials' finding for each domain, and for the whole under `OVERALL`.
    beside: Mapping[str, Knowledge]
    started: date | None  # First day of any dose, or None.
    doses: tuple[DoseComparison, ...] = ()  # Doses held against each other, corrected for how many that is.
    timing: DoseComparison | None = None  # Night against morning, where both were tried.
    effects: tuple[DoseEffects, ...] = ()  # Side effects at each dose.
    adherence: Adherence | None = None  # How steadily it was taken.
    trends: tuple[Trend, ...] = ()  # How ratings went on, of who took LDN before the diary began.
    before: tuple[BeforeTreatment, ...] = ()  # The same people's ratings beside what they remember of before.
    composite_days: tuple[float | None, ...] = ()  # The six together on each day, points; () where none was rated.
    asks: tuple[str, ...] = ()  # Questions whose answers would bear on the estimate, by name.

    @property
    def jumped_on(self) -> date | None:
        """The day on which all days jumped though no dose changed, or None."""
        return None if self.relief.jump_day is None else self.first + timedelta(days=self.relief.jump_day)

    @property
    def began_before_diary(self) -> bool:
        """LDN was taken before the diary began, so that no day before it is there or can still be rated."""
        return self.started is not None and self.started <= self.first


def relief_today(diary: Diary, as_of: date | None = None) -> ReliefOverview:
    """Return what the diary can say about relief today or on a past day; the same diary is not worked out twice.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    entries = all_entries(diary)
    profile = profile_of(entries)
    day = as_of or profile.today()
    return memoize(entries, ("relief", day), lambda: relief_of(entries, day, profile))


def relief_of(entries: Sequence[Entry], as_of: date, profile: Profile, *, sensitivity: bool = True) -> ReliefOverview:
    """Return what entries can say about relief on a logical day.

    "Same as usual" is no rating here: it would make the days look more alike than they were.

    Args:
        as_of: The logical day; later entries do not count.
        sensitivity: Also work out the answer as if every missing day had been the worst.
    """
    from zonewise.relief.estimate import EstimateOptions, estimate
    from zonewise.relief.trend import beside_before, trends

    protocol = profile.protocol
    snapshot = build_snapshot(entries, as_of, protocol.settings, profile.day_ends_at)
    first, started = snapshot.days[0].day, snapshot.course.started
    relief = estimate(
        _ratings(snapshot),
        _doses(snapshot),
        protocol.relief,
        domains=RATED,
        start=None if started is None else (started - first).days,
        options=EstimateOptions(
            covariates=_periods(snapshot),
            month_before=month_before(snapshot),
            changes=[(day - first).days for day in lasting_changes(snapshot)],
            sensitivity=sensitivity,
        ),
    )
    known = {name: knowledge_about(protocol.knowledge, name) for name in (*RATED, OVERALL)}
    beside = {name: knowledge for name, knowledge in known.items() if knowledge}
    overview = ReliefOverview(
        as_of, first, snapshot, relief, beside, started,
        composite_days=_composite_days(snapshot, relief), asks=_asks(snapshot, relief),
    )  # fmt: skip
    if overview.began_before_diary:
        ratings, before = _ratings(snapshot), remembered_before(snapshot)
        overview = replace(
            overview,
            trends=trends(ratings, RATED, protocol.relief),
            before=beside_before(ratings, RATED, before, protocol.relief),
        )
    return _compared(overview, protocol.relief) if sensitivity else overview


def _composite_days(snapshot: DiarySnapshot, relief: Relief) -> tuple[float | None, ...]:
    """Return the six together on each day, points, None where nothing was rated; () where none of the six ever was.

    Without a baseline each weighs as its own mean says, so that here, too, a partial check-in shifts nothing.
    """
    import numpy as np

    from zonewise.relief.model_inputs import composite_series

    ratings = _ratings(snapshot)[:, : len(DOMAINS)]
    level = np.array([relief.domains[name].baseline or 0.0 for name in DOMAINS])
    if not (level > 0).any():
        rated = (~np.isnan(ratings)).sum(axis=0)
        level = np.nansum(ratings, axis=0) / np.maximum(rated, 1)
    if not (level > 0).any():
        return ()
    series, _ = composite_series(ratings, level, level > 0)
    return tuple(None if np.isnan(points) else float(points) for points in series)


def month_before(snapshot: DiarySnapshot) -> "MonthBefore | None":
    """Return how the person says the month before the first dose was, or None where nothing was said of it."""
    from zonewise.relief.relief_estimate import MONTHS_BEFORE

    answer = month_before_start(snapshot)
    return next((known for known in MONTHS_BEFORE if known == answer), None)


def _asks(snapshot: DiarySnapshot, relief: Relief) -> tuple[str, ...]:
    """Return the questions whose answers would bear on the estimate; none before there is anything to estimate."""
    prompts, has_baseline = snapshot.settings.rule_set.prompts, bool(relief.composite.baseline_days)
    asks = []
    if has_baseline and snapshot.course.started is not None and snapshot.answers.valid(MONTH_BEFORE) is None:
        asks.append(MONTH_BEFORE)
    if relief.jump_day is not None and snapshot.answers.valid(LASTING_CHANGE) is None:
        asks.append(LASTING_CHANGE)
    return tuple(name for name in asks if name in prompts)


def _compared(overview: ReliefOverview, settings: "ReliefSettings") -> ReliefOverview:
    """Return the same day with doses and times of day held against each other, side effects and adherence."""
    from zonewise.relief.adherence import adherence
    from zonewise.relief.dose_comparison import compare_doses, compare_timing, side_effects_by_dose

    ratings, doses = _ratings(overview.snapshot)[:, : len(DOMAINS)], _doses(overview.snapshot)
    return replace(
        overview,
        doses=compare_doses(ratings, doses, settings),
        timing=next(iter(compare_timing(ratings, _at_night(overview.snapshot), settings)), None),
        effects=side_effects_by_dose(_grades(overview.snapshot), doses, settings),
        adherence=adherence(doses, settings),
    )


def _at_night(snapshot: DiarySnapshot) -> "NDArray[float64]":
    """Return (days,) 1 where the dose was logged in the evening or at night, 0 by day, NaN without a time."""
    import numpy as np

    nights = np.full(len(snapshot.days), np.nan)
    for number, day in enumerate(snapshot.days):
        at = [entry.at for entry in day.of_kind("dose") if entry.at is not None and is_naltrexone_dose(entry.name)]
        if at:
            nights[number] = float(at[-1] >= EVENING or at[-1] < snapshot.ends_at)
    return nights


def _grades(snapshot: DiarySnapshot) -> "NDArray[float64]":
    """Return (days,) worst grade of a side effect, 0 where none was told, NaN on a day without a word."""
    import numpy as np

    grades = np.full(len(snapshot.days), np.nan)
    for number, day in enumerate(snapshot.days):
        reported = [grade for _, grade in snapshot.side_effects(day.of_kind("sign"))]
        none = any(entry.name == "side_effects" and entry.value == "none" for entry in day.of_kind("answer"))
        if reported or none:
            grades[number] = max(reported, default=0)
    return grades


def due_estimate(entries: Sequence[Entry], day: date, profile: Profile, entered_at: str) -> Entry | None:
    """Return an estimate's verdict as an entry for the guidance, where one is due, else None.

    It is due when LDN is taken, long enough for any word, and the last look is four weeks old.

    Args:
        day: The logical day.
        entered_at: UTC instant, ISO 8601 with "Z".
    """
    if not _may_be_due(entries, day, profile.protocol.settings.facts.relief_look_days):
        return None
    snapshot = build_snapshot(entries, day, profile.protocol.settings, profile.day_ends_at)
    now, started = snapshot.course.now, snapshot.course.started
    settings = snapshot.settings.facts
    if now is None or now.mg == 0 or started is None or (day - started).days < settings.relief_days:
        return None
    verdict = relief_of(entries, day, profile, sensitivity=False).relief.composite.verdict
    return Entry(new_id(), day, None, "answer", ESTIMATE_TRACKER, verdict, "", "", "", SOURCE, entered_at)


def _may_be_due(entries: Sequence[Entry], day: date, look_days: int) -> bool:
    """Say cheaply whether an estimate can be due, before the days are worked out."""
    estimated = [entry.day for entry in entries if entry.kind == "answer" and entry.name == ESTIMATE_TRACKER]
    recent = day - timedelta(days=look_days)
    if any(day > recent for day in estimated):
        return False
    return any(entry.kind == "dose" and entry.day > recent for entry in entries)


def _ratings(snapshot: DiarySnapshot) -> "NDArray[float64]":
    """Return (days, ratings) what was given, points; NaN where nothing was."""
    return snapshot.days.ratings.given[:, [COLUMN[name] for name in RATED]]


def _doses(snapshot: DiarySnapshot) -> "NDArray[float64]":
    """Return (days,) milligrams: as logged, 0 while paused, NaN on a day without a word, except where a dose begins."""
    import numpy as np

    first = snapshot.days.ratings.first
    doses = np.zeros(len(snapshot.days))
    for level in snapshot.course.levels:
        begin = max(0, (level.since - first).days)
        doses[begin:] = np.nan if level.mg else 0.0
        doses[begin : begin + 1] = float(level.mg)
    for day, logged in snapshot.days.doses_mg.items():
        doses[(day - first).days] = float(sum(logged))
    return doses


def _periods(snapshot: DiarySnapshot) -> "NDArray[float64] | None":
    """Return (days, 1) which days had a period, or None where none was recorded."""
    import numpy as np

    marked = [any(entry.name == "period" for entry in day.of_kind("event")) for day in snapshot.days]
    return np.array(marked, dtype=np.float64)[:, None] if any(marked) else None
