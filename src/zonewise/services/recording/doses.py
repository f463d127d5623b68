"""Doses as entries."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

from zonewise.course.dose_course import HISTORY
from zonewise.model.amounts import format_mg, parse_mg, plain
from zonewise.model.entry import Entry
from zonewise.model.timeline import logical_day, timeline
from zonewise.plan.plan_json import plan_from_json
from zonewise.plan.prescribed_plan import Plan
from zonewise.plan.schedule import allowed_ceiling_mg
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
) -> Entry:  # fmt: skip
    """Write one dose down; "0" or "none" is a dose left out on purpose.

    Raises:
        InputRefused: The amount is not understood, or is a volume and no plan says its strength.
    """
    existing = entries_so_far(diary)
    profile = profile_of(existing)
    made = dose_entries(amount, moment(profile, day, at, hand), existing, profile, product=product, note=note)
    add_entries(diary, made)
    return made[0]


def dose_entries(
    amount: str,
    when: Moment,
    existing: Sequence[Entry],
    profile: Profile,
    *,
    product: str = "naltrexone",
    note: str = "",
) -> list[Entry]:
    """Return the entries that one dose makes, the dose itself first; nothing is stored.

    Raises:
        InputRefused: The amount is not understood, or is a volume and no plan says its strength, or the day is to come.
    """
    mg = amount_mg(amount, plan_of(existing))
    _refuse_coming(when, profile)
    made = [make_entry("dose", product, plain(mg), when, profile, unit="mg", note=note)]
    if mg == 0 and _advised_to_pause(existing, when, profile):
        made.append(make_entry("answer", "phase", "paused", when, profile))
    return made


def _advised_to_pause(existing: Sequence[Entry], when: Moment, profile: Profile) -> bool:
    """Say whether the guidance of that day was to pause: then leaving the dose out is the pause and no slip."""
    day = logical_day(when.day, when.at, profile.day_ends_at)
    return guidance_of_day(existing, day, profile).guidance.action in PAUSING


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
    if mg > 0 and row.dose_mg is not None and row.dose_mg > mg:
        return (
            f"Together with what was logged before, that is {format_mg(row.dose_mg)} on {day.isoformat()}. If it is the"
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
