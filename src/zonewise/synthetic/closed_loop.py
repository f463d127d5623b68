"""How well zonewise led synthetic patients through half a year: target reached, needless falls, harm noticed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median

from .cohort import STEP_DAYS, STEPS_MG
from .patient_life import Evening, PatientHistory

TARGET_MG = STEPS_MG[-1]
SCHEDULE_DAYS = STEP_DAYS * (len(STEPS_MG) - 1)  # Days from the first dose to the target when nothing holds a step.

GRACE_DAYS = 56  # Eight weeks beyond the schedule are still good.

HARM_POINTS, UNBEARABLE = 0.5, 3
"""A fall of the dose is needed when a dose that is not tolerated makes the ratings so much worse, or at this grade."""

REACTS_WITHIN_DAYS, REACTS_IN_A_WEEK = 3, 7
AFTER_FLARE_DAYS = 3  # A Yellow that begins so soon after a flare still belongs to it.

WORSE_ZONES = ("yellow", "red")
NOT_ASKED = "no check-in"


@dataclass(frozen=True, slots=True)
class Fall:
    """One fall of the dose."""

    day: int  # When.
    to_pause: bool  # Whether nothing is taken after it.
    needed: bool  # Whether the drug did harm.
    reasons: tuple[str, ...]  # Ids of the rules that said so.
    again: bool  # It is the second or a later one in the same run of Yellow and Red.
    worse: bool  # Again, and the zone was worse than at the fall before.


@dataclass(frozen=True, slots=True)
class Reaction:
    """What came of one spell on a dose that is not tolerated."""

    # From the first Yellow, Red or grade 3 day to the evening on which the dose is back down; None when it did not come
    # down before the end.
    days: int | None
    since_step: int | None  # From the step to that evening; None likewise.


@dataclass(frozen=True, slots=True)
class PatientOutcome:
    """What one history came to."""

    started: int | None  # Days from the plan to the first dose, or None.
    reached: int | None  # Days from the first dose to the target, or None.
    highest_mg: float  # Highest dose that was taken.
    falls: tuple[Fall, ...]  # Every fall of the dose.
    # One for each spell on a dose that is not tolerated in which a Yellow, Red or grade 3 day came.
    reactions: tuple[Reaction, ...]
    # Reason -> days on which a step (or the start, or taking up again) was due by the plan and did not come.
    waiting: Mapping[str, int]
    asked_first: float  # Share of the evenings with a check-in on which zonewise first had to ask.
    asked_still: float  # Share of them on which no dose was shown even after answering.
    false_alarms: float  # Runs of Yellow and Red in 100 days that neither a flare nor harm by the drug began.
    harm_days: int  # Days on which a dose that is not tolerated made the ratings worse by `HARM_POINTS` or more.
    # Rises to a dose from which two falls had led before, and no doctor or nurse had been spoken to since.
    third_tries: int


def patient_outcome(history: PatientHistory) -> PatientOutcome:
    """Return what a history came to."""
    evenings = history.evenings
    first_dose = next((evening.day for evening in evenings if evening.level_mg > 0), None)
    target = next((evening.day for evening in evenings if evening.level_mg >= TARGET_MG), None)
    asked = [evening for evening in evenings if evening.asked]
    return PatientOutcome(
        started=None if first_dose is None else first_dose - evenings[0].day,
        reached=None if first_dose is None or target is None else target - first_dose,
        highest_mg=max(evening.level_mg for evening in evenings),
        falls=tuple(_falls(evenings)),
        reactions=tuple(_reactions(evenings, history.not_tolerated_mg)),
        waiting=_waiting(evenings),
        asked_first=sum(evening.first_action == "ask" for evening in asked) / max(1, len(asked)),
        asked_still=sum(evening.action == "ask" for evening in asked) / max(1, len(asked)),
        false_alarms=100 * _false_alarms(evenings) / len(evenings),
        harm_days=sum(evening.intolerance >= HARM_POINTS for evening in evenings),
        third_tries=_third_tries(evenings),
    )


def _third_tries(evenings: Sequence[Evening]) -> int:
    count, falls = 0, Counter[float]()
    for before, evening in pairwise(evenings):
        if evening.doctor_spoke:
            falls.clear()
        if evening.level_mg < before.level_mg:
            falls[before.level_mg] += 1
        elif evening.level_mg > before.level_mg:
            count += falls[evening.level_mg] >= 2  # what fell twice is the prescriber's to try again
    return count


def _false_alarms(evenings: Sequence[Evening]) -> int:
    count, in_run, last_flare = 0, False, -AFTER_FLARE_DAYS - 1
    for evening in evenings:
        last_flare = evening.day if evening.flare > 0 else last_flare
        if evening.zone in WORSE_ZONES:
            quiet = evening.day - last_flare > AFTER_FLARE_DAYS and evening.intolerance < HARM_POINTS
            count += not in_run and quiet
            in_run = True
        elif evening.zone == "green":
            in_run = False
    return count


def _falls(evenings: Sequence[Evening]) -> Iterator[Fall]:
    in_run, worst_before = False, ""
    for before, evening in pairwise(evenings):
        if evening.zone == "green":
            in_run, worst_before = False, ""
        if evening.level_mg < before.level_mg:
            zone = evening.zone or ""
            again = in_run and worst_before != ""
            yield Fall(
                day=evening.day,
                to_pause=evening.level_mg == 0,
                needed=evening.intolerance >= HARM_POINTS or evening.grade >= UNBEARABLE,
                reasons=evening.reasons,
                again=again,
                worse=again and zone == "red" and worst_before == "yellow",
            )
            if zone in WORSE_ZONES:
                worst_before = "red" if "red" in (zone, worst_before) else zone
        if evening.zone in WORSE_ZONES:
            in_run = True


def _reactions(evenings: Sequence[Evening], limit_mg: float) -> Iterator[Reaction]:
    step: int | None = None
    alarm: int | None = None
    for evening in evenings:
        if step is not None and evening.asked and alarm is None and evening.day > step:
            alarm = evening.day if evening.zone in WORSE_ZONES or evening.grade >= UNBEARABLE else None
        if evening.level_mg >= limit_mg:
            step = evening.day if step is None else step
        elif step is not None:
            if alarm is not None:
                yield Reaction(evening.day - alarm, evening.day - step)
            step = alarm = None
    if alarm is not None and evenings[-1].day - alarm > REACTS_WITHIN_DAYS:
        yield Reaction(None, None)


def _waiting(evenings: Sequence[Evening]) -> Mapping[str, int]:
    """Return for each reason the days on which a rise was due by the plan and did not come, until the target."""
    waiting: Counter[str] = Counter()
    since, level = 0, 0.0
    for evening in evenings:
        if max(level, evening.level_mg) >= TARGET_MG:
            break
        if evening.level_mg != level:
            since, level = evening.day, evening.level_mg
            continue
        if level == 0 or evening.day - since >= STEP_DAYS:
            waiting[evening.reasons[0] if evening.reasons else NOT_ASKED] += 1
    return waiting


@dataclass(frozen=True, slots=True)
class CohortOutcome:
    """What a group of people came to. Shares are of people unless said otherwise."""

    people: int  # How many.
    started: float  # Share who took a first dose.
    days_to_start: float | None  # Median days from the plan to it, of those who did.
    reached: float  # Share who reached the target within the schedule and eight weeks, from the first dose.
    reached_ever: float  # Share who reached it within the half year.
    days_to_target: float | None  # Median days from the first dose, of those who reached it; None when nobody did.
    highest_mg: float  # Median of the highest dose taken.
    needless_reductions: float  # Falls to a lower dose that no harm of the drug called for, a person.
    needless_pauses: float  # Falls to no dose likewise, a person.
    without_needless: float  # Share with none of either.
    at_most_one_needless: float  # Share with at most one of both together.
    most_needless: int  # The most that one person had.
    needed_falls: float  # Falls that harm of the drug called for, a person.
    fell_twice: float  # Share whose dose fell twice or more in one run of Yellow and Red.
    fell_twice_unworse: float  # Share of whom this happened without a worse zone.
    reactions: int  # Spells on a dose that is not tolerated with a Yellow, Red or grade 3 day.
    reacted_in_time: float | None  # Share of them with the dose back down within three days; None without any.
    reacted_in_week: float | None  # The same within seven days.
    days_to_react: float | None  # Median days from that day; None without any.
    days_since_step: float | None  # Median days from the step; None without any.
    waiting_days: float  # Days waiting for a step that was due by the plan, a person.
    waiting_for: Mapping[str, float]  # Reason -> such days, a person, most first.
    falls_by_rule: Mapping[str, float]  # Rule -> falls that nothing called for, a person, most first.
    asked_first: float  # Share of evenings with a check-in on which zonewise first had to ask.
    asked_still: float  # Share of them on which no dose was shown even after answering.
    false_alarms: float  # Runs of Yellow and Red in 100 days that neither a flare nor harm by the drug began.
    harm_days: float  # Days in harm by a dose that is not tolerated, a person.
    third_tries: int  # Third tries of all people, as in `PatientOutcome`.


def cohort_outcome(histories: Iterable[PatientHistory]) -> CohortOutcome:
    """Return what a group of people came to.

    Raises:
        ValueError: Nobody is in the group.
    """
    outcomes = list(map(patient_outcome, histories))
    if not outcomes:
        raise ValueError("nobody lived; at least 1 person is needed")
    needless = [[fall for fall in outcome.falls if not fall.needed] for outcome in outcomes]
    reactions = [reaction for outcome in outcomes for reaction in outcome.reactions]
    in_time = [reaction.days is not None and reaction.days <= REACTS_WITHIN_DAYS for reaction in reactions]
    in_week = [reaction.days is not None and reaction.days <= REACTS_IN_A_WEEK for reaction in reactions]
    waiting, rules = Counter[str](), Counter[str]()
    for outcome, falls in zip(outcomes, needless, strict=True):
        waiting.update(outcome.waiting)
        rules.update(fall.reasons[0] for fall in falls if fall.reasons)
    days_to_target = [outcome.reached for outcome in outcomes if outcome.reached is not None]
    count = len(outcomes)
    return CohortOutcome(
        people=count,
        started=fmean(outcome.started is not None for outcome in outcomes),
        days_to_start=_median(outcome.started for outcome in outcomes),
        reached=sum(days <= SCHEDULE_DAYS + GRACE_DAYS for days in days_to_target) / count,
        reached_ever=len(days_to_target) / count,
        days_to_target=_median(days_to_target),
        highest_mg=median(outcome.highest_mg for outcome in outcomes),
        needless_reductions=fmean(sum(not fall.to_pause for fall in falls) for falls in needless),
        needless_pauses=fmean(sum(fall.to_pause for fall in falls) for falls in needless),
        without_needless=fmean(not falls for falls in needless),
        at_most_one_needless=fmean(len(falls) <= 1 for falls in needless),
        most_needless=max(map(len, needless)),
        needed_falls=fmean(sum(fall.needed for fall in outcome.falls) for outcome in outcomes),
        fell_twice=fmean(any(fall.again for fall in outcome.falls) for outcome in outcomes),
        fell_twice_unworse=fmean(any(fall.again and not fall.worse for fall in outcome.falls) for outcome in outcomes),
        reactions=len(reactions),
        reacted_in_time=fmean(in_time) if in_time else None,
        reacted_in_week=fmean(in_week) if in_week else None,
        days_to_react=_median(reaction.days for reaction in reactions),
        days_since_step=_median(reaction.since_step for reaction in reactions),
        waiting_days=sum(waiting.values()) / count,
        waiting_for={reason: days / count for reason, days in waiting.most_common()},
        falls_by_rule={rule: number / count for rule, number in rules.most_common()},
        asked_first=fmean(outcome.asked_first for outcome in outcomes),
        asked_still=fmean(outcome.asked_still for outcome in outcomes),
        false_alarms=fmean(outcome.false_alarms for outcome in outcomes),
        harm_days=fmean(outcome.harm_days for outcome in outcomes),
        third_tries=sum(outcome.third_tries for outcome in outcomes),
    )


def _median(days: Iterable[int | None]) -> float | None:
    known = [number for number in days if number is not None]
    return median(known) if known else None
