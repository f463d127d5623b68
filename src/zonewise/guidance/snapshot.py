"""The whole diary as it looks from one day: all that the facts are worked out from."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from zonewise.course.dose_course import HISTORY, DoseCourse, dose_course
from zonewise.course.flares import Flare, current_flare, increase_before
from zonewise.course.settings import FactSettings
from zonewise.course.treatment_state import Treatment, treatment_of
from zonewise.model.entry import BEFORE_TREATMENT, LAST_WEEK, RATINGS, Entry, Kind, in_force_by_kind, usual_zone
from zonewise.model.timeline import DAY_ENDS_AT, ONE_DAY, Timeline, days_of, logical_day
from zonewise.plan.limits import PlanLimits
from zonewise.plan.plan_json import plan_from_json
from zonewise.plan.prescribed_plan import Plan
from zonewise.plan.schedule import link_window_days, missed_days_allowed
from zonewise.rules.rule_set import RuleSet
from zonewise.zones.assess import assess, take_earlier_zones
from zonewise.zones.settings import ZoneSettings
from zonewise.zones.usual_prior import RememberedUsual
from zonewise.zones.zone import MOST_CAUTIOUS_FIRST, DayZone, Zone

from .answers import Answers

if TYPE_CHECKING:
    from zonewise.screening.compiled_lists import CompiledLists


@dataclass(frozen=True, slots=True)
class ProtocolSettings:
    """The protocol's numbers, by subject, and its medicines lists."""

    facts: FactSettings  # How long answers stay good, and how entries become facts.
    zones: ZoneSettings  # How zones are judged.
    plan: PlanLimits  # Bounds of a plan.
    # Gives the lists; called only for a diary that names a medicine, as loading them takes a moment.
    medicines: Callable[[], "CompiledLists"]
    # The rules that the numbers belong to; its facts and prompts say what an answer tells, and how long.
    rule_set: RuleSet


@dataclass(frozen=True, slots=True)
class DiarySnapshot:
    """The diary from one day."""

    as_of: date  # The logical day asked about.
    # All entries in force by kind, later ones included (an operation is planned ahead).
    kinds: Mapping[str, Sequence[Entry]]
    days: Timeline  # One for each logical day up to `as_of`; never empty.
    zones: Sequence[DayZone]  # One for each of `days`.
    plan: Plan | None  # The plan in force on the day, or None.
    plan_entry: Entry | None  # The entry that holds it.
    course: DoseCourse  # Doses as they were taken: what side effects, links and relief are judged by.
    recommended: Treatment  # The course of treatment as it was recommended.
    flare: Flare | None  # The flare that goes on, or None.
    linked_rise: date | None  # The day of the increase it followed, or None.
    link_window_days: int  # Days after an increase in which a flare counts as linked.
    answers: Answers  # What the person answered.
    settings: ProtocolSettings  # The protocol's numbers.
    ends_at: time  # When a logical day ends.

    def of_kind(self, kind: Kind) -> Sequence[Entry]:
        """Return the entries in force of one kind, in the order they were written."""
        return self.kinds.get(kind, ())

    @property
    def danger_signs(self) -> tuple[str, ...]:
        """The danger signs of the protocol, the most pressing first."""
        return self.settings.rule_set.danger_signs

    def side_effects(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, int]]:
        """Yield each side effect among entries with its grade, 0 to 3; a danger sign is none."""
        danger_signs = self.danger_signs
        for entry in entries:
            if entry.kind == "sign" and entry.value.isdigit() and entry.name not in danger_signs:
                yield entry, int(entry.value)

    def day_of(self, entry: Entry) -> date:
        """Return the logical day of an entry."""
        return logical_day(entry.day, entry.at, self.ends_at)


def build_snapshot(
    entries: Iterable[Entry],
    as_of: date,
    settings: ProtocolSettings,
    ends_at: time = DAY_ENDS_AT,
) -> DiarySnapshot:
    """Work out timeline, zones, doses and flares as of a day.

    Args:
        entries: All entries of the diary, superseded ones included.
        as_of: The logical day asked about; entries of later days do not count, except for what is planned.
        ends_at: When a logical day ends.

    What was recommended is, until `with_treatment` works it out, what was taken.
    """
    return snapshot_of(in_force_by_kind(entries), as_of, settings, ends_at)


def snapshot_of(
    kinds: Mapping[str, Sequence[Entry]],
    as_of: date,
    settings: ProtocolSettings,
    ends_at: time = DAY_ENDS_AT,
    shorter: DiarySnapshot | None = None,
) -> DiarySnapshot:
    """Return what `build_snapshot` returns, of entries in force by kind.

    Args:
        kinds: As `in_force_by_kind` gives them.
        as_of: The logical day asked about.
        shorter: A snapshot of the same diary before it grew, on its last day or after it; what still stands is taken
            over from it. None takes nothing.
    """
    days = days_until(as_of, kinds, ends_at)
    if shorter is not None:
        days.take_past_of(shorter.days)
    zone = usual_zone(kinds.get("profile", ()))
    answers = Answers(kinds.get("answer", ()), as_of, ends_at, settings.rule_set.prompts, zone)
    signed = plan_in_force(kinds.get("plan", ()), as_of, ends_at)
    plan = plan_from_json(signed.value) if signed is not None else None
    course = taken_course(days, kinds, plan, settings, answers)
    # The baseline ends with the day of the first dose, which comes late on it: taking it must not change its zone.
    after_start = course.started + ONE_DAY if course.started is not None else None
    declared = _declared(kinds.get("zone", ()), ends_at)
    remembered = remembered_usual(kinds.get("usual", ()), ends_at)
    zones = _known_zones(shorter, kinds, as_of, course)
    if zones is None:
        zones = assess(days, settings.zones, treatment_started=after_start, declared=declared, remembered=remembered)
        if shorter is not None and course.started == shorter.course.started:
            take_earlier_zones(zones, shorter.zones)
    flare, linked_rise, window = flare_and_rise(zones, course, plan, settings)
    return DiarySnapshot(
        as_of=as_of,
        kinds=kinds,
        days=days,
        zones=zones,
        plan=plan,
        plan_entry=signed,
        course=course,
        recommended=treatment_of(course),
        flare=flare,
        linked_rise=linked_rise,
        link_window_days=window,
        answers=answers,
        settings=settings,
        ends_at=ends_at,
    )


def _known_zones(
    shorter: DiarySnapshot | None, kinds: Mapping[str, Sequence[Entry]], as_of: date, course: DoseCourse
) -> Sequence[DayZone] | None:
    """Return the zones of a shorter diary where nothing has come that they rest on, else None."""
    if shorter is None or shorter.as_of != as_of or shorter.course.started != course.started:
        return None
    same = all(len(kinds.get(kind, ())) == len(shorter.of_kind(kind)) for kind in ("rating", "zone", "usual"))
    return shorter.zones if same else None


def days_until(day: date, kinds: Mapping[str, Sequence[Entry]], ends_at: time) -> Timeline:
    """Return the logical days of a diary up to one day."""
    # A profile is of no day: a dose from years ago must not make the diary begin there.
    dated = {kind: entries for kind, entries in kinds.items() if kind != "profile" and entries}
    zone = usual_zone(kinds.get("profile", ()))
    return days_of(dated, until=day, ends_at=ends_at, zone=zone) or Timeline({}, day, day, ends_at)


def taken_course(
    days: Timeline,
    kinds: Mapping[str, Sequence[Entry]],
    plan: Plan | None,
    settings: ProtocolSettings,
    answers: Answers,
) -> DoseCourse:
    """Return the course of doses as they were taken, up to the last of the days."""
    history = [entry for entry in kinds.get("profile", ()) if entry.name == HISTORY]
    pause_after = missed_days_allowed(plan, settings.plan) if plan else settings.plan.missed_days_allowed
    phase_days = {answer.day for answer in answers.all_of("phase")}
    return dose_course(days, history, plan, pause_after, settings.facts, phase_days)


def flare_and_rise(
    zones: Sequence[DayZone], course: DoseCourse, plan: Plan | None, settings: ProtocolSettings
) -> tuple[Flare | None, date | None, int]:
    """Return the flare that goes on, the day of the increase that it followed, and in how many days it counts so."""
    flare = current_flare(zones, same_within_days=settings.facts.same_flare_days, rises=course.rises)
    window = link_window_days(plan, settings.plan) if plan else settings.plan.link_window_days_most
    rise = increase_before(flare, course, window) if flare is not None else None
    return flare, rise.since if rise is not None else None, window


def plan_in_force(plans: Sequence[Entry], as_of: date, ends_at: time) -> Entry | None:
    """Return the entry of the plan that is in force on a day, or None."""
    return next((entry for entry in reversed(plans) if logical_day(entry.day, entry.at, ends_at) <= as_of), None)


def prescriptions(snapshot: DiarySnapshot) -> tuple[Entry, ...]:
    """Return the plans that were another prescription, oldest first; the next bottle of the same one is none."""
    others, before = [], None
    for entry in snapshot.of_kind("plan"):
        plan = plan_from_json(entry.value)
        doses = (plan.steps, plan.reduce_mg, plan.resume_mg, plan.ceiling_mg)
        if (plan.prescriber, plan.written_on, doses) != before and snapshot.day_of(entry) <= snapshot.as_of:
            others.append(entry)
        before = (plan.prescriber, plan.written_on, doses)
    return tuple(others)


def _declared(entries: Sequence[Entry], ends_at: time) -> dict[date, Zone]:
    """Return the worst zone that was declared on each day."""
    return {  # the most cautious comes last and stands
        logical_day(entry.day, entry.at, ends_at): zone
        for zone in reversed(MOST_CAUTIOUS_FIRST)
        for entry in entries
        if entry.value == zone
    }


def remembered_entries(snapshot: DiarySnapshot) -> tuple[Entry, ...]:
    """Return what was said of an ordinary day or of the week before, up to the day, in the order it was written."""
    return tuple(entry for entry in snapshot.of_kind("usual") if snapshot.day_of(entry) <= snapshot.as_of)


def answer_about_last_week(snapshot: DiarySnapshot) -> Entry | None:
    """Return the entry that last said how the seven days before it were, or None."""
    told = [entry for entry in remembered_entries(snapshot) if entry.name == LAST_WEEK]
    return told[-1] if told else None


def remembered_usual(entries: Sequence[Entry], ends_at: time) -> RememberedUsual:
    """Return what stands of an ordinary day from each logical day on which something was said of it.

    Args:
        entries: The entries of kind `usual` in force, in the order they were written.
        ends_at: When a logical day ends.
    """
    stands: dict[str, float] = {}
    remembered: dict[date, dict[str, float]] = {}
    for entry in entries:
        if entry.name in RATINGS:
            stands[entry.name] = float(entry.value)
            remembered[logical_day(entry.day, entry.at, ends_at)] = dict(stands)
    return remembered


def remembered_before(snapshot: DiarySnapshot) -> dict[str, float]:
    """Return how an ordinary day before LDN was as the person remembers it, points, by rating."""
    said = (entry for entry in remembered_entries(snapshot) if entry.name.startswith(BEFORE_TREATMENT))
    return {entry.name.removeprefix(BEFORE_TREATMENT): float(entry.value) for entry in said}
