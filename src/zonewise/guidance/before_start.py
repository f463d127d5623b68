"""What a person told of the weeks before the first dose and of other lasting changes, for the estimate of relief."""

from datetime import date, timedelta

from zonewise.model.entry import LAST_WEEK
from zonewise.model.substances import is_naltrexone_dose

from .snapshot import DiarySnapshot, remembered_entries

MONTH_BEFORE, LASTING_CHANGE = "month_before_start", "lasting_change"
"""The questions that the estimate of relief asks."""

LAST_WEEK_SAYS = {"worse": "worse", "flare": "flare"}
"""What was said of the last seven days -> what that says of the weeks before the start."""

LASTING_EVENTS = ("new-medicine", "surgery")


def month_before_start(snapshot: DiarySnapshot) -> str | None:
    """Return how the month before the first dose was: as answered, else as the last week before it was said to be."""
    answer = snapshot.answers.valid(MONTH_BEFORE)
    if answer is not None:
        return answer.value
    started = snapshot.course.started
    if started is None:
        return None
    reach = timedelta(days=snapshot.settings.facts.last_week_reach_days)
    weeks = [
        entry
        for entry in remembered_entries(snapshot)
        if entry.name == LAST_WEEK and started - reach <= snapshot.day_of(entry) <= started
    ]
    return LAST_WEEK_SAYS.get(weeks[-1].value) if weeks else None


def lasting_changes(snapshot: DiarySnapshot) -> tuple[date, ...]:
    """Return the days from which on something else was different: answered, an operation, another medicine."""
    answered = [
        date.fromisoformat(answer.value)
        for answer in snapshot.answers.all_of(LASTING_CHANGE)
        if answer.value not in ("none", "unknown")
    ]
    recorded = [snapshot.day_of(entry) for entry in snapshot.of_kind("event") if entry.name in LASTING_EVENTS]
    recorded += [snapshot.day_of(entry) for entry in snapshot.of_kind("medicine") if not is_naltrexone_dose(entry.name)]
    apart = timedelta(days=snapshot.settings.facts.changes_apart_days)
    first = snapshot.days[0].day + apart  # what is told in the first days is how it was
    changes: list[date] = []
    for day in sorted([*answered, *recorded]):
        if first <= day <= snapshot.as_of and (not changes or day - changes[-1] >= apart):
            changes.append(day)
    return tuple(changes)
