"""The days without LDN of somebody who said that they want to stop."""

from datetime import date

from zonewise.course.dose_level import NO_DOSE
from zonewise.model.timeline import ONE_DAY

from .answers import YES_WORDS
from .snapshot import DiarySnapshot

WISH = "wants_to_stop"


def days_off_by_wish(snapshot: DiarySnapshot) -> frozenset[date]:
    """Return the past days, from a wish to stop on, without a dose: each counts as one that was left out.

    Guidance said of them that no dose is needed. They end with a dose, or with another answer.
    """
    days, until = set(), snapshot.as_of
    taken = sorted(day for day, doses in snapshot.days.doses_mg.items() if sum(doses, NO_DOSE) > 0)
    for answer in snapshot.answers.all_of(WISH):  # the last one first
        if YES_WORDS.get(answer.value):
            day, end = answer.day, min([until, *(dose for dose in taken if dose >= answer.day)])
            while day < end:
                days.add(day)
                day += ONE_DAY
        until = answer.day
    return frozenset(days)
