"""Doses as entries."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

from zonewise.course.dose_course import HISTORY
from zonewise.model.amounts import format_mg, parse_mg, plain
from zonewise.model.day_words import day_words
from zonewise.model.entry import Entry
from zonewise.model.timeline import ONE_DAY, logical_day, timeline
from zonewise.plan.dose_line import WrittenDose, doses_of
from zonewise.plan.plan_json import plan_from_json
from zonewise.plan.prescribed_plan import Plan, clock_of
from zonewise.plan.schedule import allowed_ceiling_mg, as_step
from zonewise.problem import InputRefused, NotUnderstood, shown
from zonewise.services.base.cache import entries_in_force
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, add_entries, entries_so_far
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource, Moment, coming_day_problems, make_entry, moment
from zonewise.services.base.profile import Profile, profile_of

PAUSING = ("pause", "stop-and-call")


def log_dose(
    diary: Diary, amount: str, *, day: date | None, at: time | None, product: str = "naltrexone", note: str = "",
    hand: InputSource = COMMAND_LINE,
) -> Sequence[Entry]:  # fmt: skip
    """Write a dose down, or several that a line names with their times; "0" or "none" is one left out on purpose.

    Raises:
        InputRefused: The amount is not understood, or is a volume and no plan says its strength.
    """
    existing = entries_so_far(diary)
    profile = profile_of(existing)
    made = dose_entries(amount, moment(profile, day, at, hand), existing, profile, product=product, note=note)
    add_entries(diary, made)
    return [entry for entry in made if entry.kind == "dose"]


def dose_entries(
    amount: str,
    when: Moment,
    existing: Sequence[Entry],
    profile: Profile,
    *,
    product: str = "naltrexone",
    note: str = "",
) -> list[Entry]:
    """Return the entries that a written dose makes, the dose itself first; nothing is stored.

    The line may name times of day and several doses, as that of a plan; without a time the moment is meant.

    Raises:
        InputRefused: The amount is not understood, or is a volume and no plan says its strength, or the day is to come.
    """
    plan, made = plan_of(existing), []
    _refuse_coming(when, profile)
    for number, dose in enumerate(_written_doses(amount)):
        key = when.hand.entry_id("dose", f"{product}/{number}") if number else when.hand.key
        then = replace(_at(dose.at, when, profile), hand=InputSource(when.hand.source, key))
        mg = amount_mg(dose.amount, plan)
        made.append(make_entry("dose", product, plain(mg), then, profile, unit="mg", note=note))
    if mg == 0 and _advised_to_pause(existing, when, profile):
        made.append(make_entry("answer", "phase", "paused", when, profile))
    return made


def _written_doses(amount: str) -> Sequence[WrittenDose]:
    """Return the doses of a line such as "0.5 mg in the morning and 0.5 mg at bedtime"; another line is one amount."""
    doses = doses_of(amount)
    timed = all(dose.at and not (dose.every_days or dose.twice) for dose in doses)
    return doses if doses and timed else (WrittenDose(amount),)


def _at(at: str, when: Moment, profile: Profile) -> Moment:
    """Return the moment of a time of day on the logical day of a moment, and never after it."""
    if not at:
        return when
    clock, day = clock_of(at), logical_day(when.day, when.at, profile.day_ends_at)
    then = datetime.combine(day + ONE_DAY if clock < profile.day_ends_at else day, clock)
    is_past = when.at is None or then < datetime.combine(when.day, when.at)
    return replace(when, day=then.date(), at=clock) if is_past else when


def _advised_to_pause(existing: Sequence[Entry], when: Moment, profile: Profile) -> bool:
    """Say whether the guidance of that day was to pause: then leaving the dose out is the pause and no slip."""
    day = logical_day(when.day, when.at, profile.day_ends_at)
    return guidance_of_day(existing, day, profile).guidance.action in PAUSING


def evening_of(diary: Diary, dose: Entry) -> date:
    """Return the logical day that a dose counts for: the evening before, where it was taken after midnight."""
    return logical_day(dose.day, dose.at, profile_of(entries_so_far(diary)).day_ends_at)


def dose_warnings(diary: Diary, dose: Entry) -> tuple[str, ...]:
    """Return what is odd about a dose that was just written down: far too much, or a second one on its day."""
    existing = entries_so_far(diary)
    profile, plan, mg = profile_of(existing), plan_of(existing), Decimal(dose.value)
    highest = (
        profile.protocol.settings.plan.highest_mg if plan is None else min(allowed_ceiling_mg(plan), plan.ceiling_mg)
    )
    if mg > highest:
        what = "the range of low-dose naltrexone" if plan is None else "your plan's highest dose"
        return (
            f"{format_mg(mg)} is above {what}, {format_mg(highest)}. If you took it, call your prescriber or a"
            f" poison line. If it is a slip: zonewise correct {dose.id} AMOUNT",
        )
    day = logical_day(dose.day, dose.at, profile.day_ends_at)
    row = timeline(existing, until=day, ends_at=profile.day_ends_at)[-1]
    now = guidance_of_day(existing, day, profile).snapshot.recommended.now
    step = as_step(plan, now.mg) if plan is not None and now is not None and now.mg > 0 else None
    due = step.highest_day_mg if step is not None and step.most_intakes_a_day > 1 else mg
    if mg > 0 and row.dose_mg is not None and row.dose_mg > due:
        return (
            f"Together with what was logged before, that is {format_mg(row.dose_mg)} on {day_words(day)}. If it is the"
            f" same dose twice: zonewise correct {dose.id} --take-back",
        )
    return ()


def record_dose_history(diary: Diary, amount: str, since: date, *, hand: InputSource = COMMAND_LINE) -> Entry:
    """Write down which dose was taken from a day on, before the diary began.

    Raises:
        InputRefused: The amount is not understood.
    """
    existing = entries_so_far(diary)
    mg = amount_mg(amount, plan_of(existing))
    when = Moment(since, None, hand)
    _refuse_coming(when, profile_of(existing))
    entry = make_entry("profile", HISTORY, plain(mg), when, profile_of(existing), unit="mg a day")
    add_entries(diary, [entry])
    return entry


def _refuse_coming(when: Moment, profile: Profile) -> None:
    if problems := coming_day_problems(when, profile, "dose"):
        raise InputRefused(problems)


def amount_mg(text: str, plan: Plan | None) -> Decimal:
    """Return the milligrams a person wrote; a volume is read with the strength of the plan's liquid.

    Raises:
        InputRefused: The amount is not understood.
    """
    if text.strip().casefold() == "none":
        return Decimal(0)
    try:
        return parse_mg(text, plan.product.mg_per_ml if plan is not None else None)
    except NotUnderstood as error:
        problem = error.at("dose", field="dose")
        if error.code == "volume-without-strength":
            problem = replace(problem, fault=f"{shown(text)} is a volume, and no plan says how strong the liquid is.")
        raise InputRefused([problem]) from None


def plan_of(existing: Sequence[Entry]) -> Plan | None:
    """Return the plan in force, or None."""
    plans = [entry for entry in entries_in_force(existing) if entry.kind == "plan"]
    return plan_from_json(plans[-1].value) if plans else None
