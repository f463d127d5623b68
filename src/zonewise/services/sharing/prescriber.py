"""The page that the prescriber reads, and the card that an emergency team finds in the wallet."""

import json
from datetime import date, timedelta
from decimal import Decimal

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.model.amounts import format_mg
from zonewise.problem import InputRefused, Problem
from zonewise.report.prescriber import QUESTION, PastGuidance, PrescriberPage, card_pdf, page_of
from zonewise.report.trial_status import prescriber_lines
from zonewise.report.words import short_day
from zonewise.screening.mention import KINDS
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, add_entries, all_entries, read_connection
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource, make_entry, moment
from zonewise.services.base.profile import Profile, profile_of
from zonewise.services.reading.relief import relief_of
from zonewise.services.trials.running import trial_state

RECENT_DAYS = 28


def prescriber_page(diary: Diary, as_of: date | None = None, *, name: str = "") -> PrescriberPage:
    """Return the page for today or a past day.

    Args:
        as_of: The logical day; None is today.
        name: How the person wants to be called on it; it is not kept.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    entries = all_entries(diary)
    profile = profile_of(entries)
    day = as_of or profile.today()
    today = guidance_of_day(entries, day, profile)
    relief = relief_of(entries, day, profile, sensitivity=False)
    return page_of(
        today,
        relief.relief,
        dict(relief.beside),
        name=name,
        medicines=_medicines(today, profile),
        given=_given(diary, today),
        trial=prescriber_lines(trial_state(diary, day)),
    )


def ask_prescriber(diary: Diary, text: str, *, hand: InputSource = COMMAND_LINE) -> int:
    """Write down what the person wants to ask; return how many entries were added.

    Raises:
        InputRefused: The text is empty.
    """
    if not text.strip():
        raise InputRefused([Problem("ask", 0, "the question is empty.", "Write what you want to ask.", "empty-text")])
    profile = profile_of(all_entries(diary))
    when = moment(profile, None, None, hand)
    return add_entries(diary, [make_entry("note", QUESTION, "", when, profile, note=text.strip())]).added


def wallet_card(diary: Diary, *, name: str = "") -> bytes:
    """Return the wallet card as PDF.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    entries = all_entries(diary)
    profile = profile_of(entries)
    day = profile.today()
    today = guidance_of_day(entries, day, profile)
    now, last = today.snapshot.course.now, today.snapshot.course.last_taken
    plan = today.snapshot.plan
    numbers = profile.protocol.notices.numbers
    emergency = numbers.get(profile.country.upper(), numbers["default"]).emergency
    trial = trial_state(diary, day)
    dose = f"{format_mg(now.mg)} a day" if now is not None and now.mg > 0 else "none at present"
    return card_pdf(
        name=name,
        dose=f"{dose}, or none (blinded trial)" if trial is not None and trial.block is not None else dose,
        last_taken=short_day(last) if last is not None else "not written",
        prescriber=plan.named_prescriber if plan is not None else "",
        day=day,
        numbers=f"Emergency: {emergency}.",
    )


def _medicines(today: DailyGuidance, profile: Profile) -> list[tuple[str, str, str]]:
    from zonewise.screening.opioid_exposure import opioid_from_medicines

    snapshot = today.snapshot
    entries = [entry for kind in KINDS for entry in snapshot.of_kind(kind)]
    if not entries:
        return []
    lists = snapshot.settings.medicines()
    exposure = opioid_from_medicines(entries, today.as_of, lists, ends_at=profile.day_ends_at)
    return [
        (course.name, short_day(course.started) if course.started else "not written", course.finding.finding)
        for course in exposure.courses
        if course.stopped is None
    ]


def _given(diary: Diary, today: DailyGuidance) -> list[PastGuidance]:
    """Return the last guidance of each recent day with what was logged then, newest first."""
    from zonewise.store.records import load_records

    since = today.as_of - timedelta(days=RECENT_DAYS - 1)
    with read_connection(diary) as connection:
        records = load_records(connection, since=since, until=today.as_of)
    last = {record.as_of: json.loads(record.guidance_json) for record in records}
    logged = {day.day: day.dose_mg for day in today.snapshot.days[-RECENT_DAYS:]}
    return [
        PastGuidance(day, shown["action"], shown["dose"]["says"], _done(logged.get(day)))
        for day, shown in sorted(last.items(), reverse=True)
    ]


def _done(mg: Decimal | None) -> str:
    if mg is None:
        return "nothing written"
    return f"{format_mg(mg)} taken" if mg > 0 else "left out on purpose"
