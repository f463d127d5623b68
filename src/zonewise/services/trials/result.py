"""What a trial shows, worked out anew from the diary each time: the same files give the same result."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from zonewise.guidance.daily_guidance import guide_day
from zonewise.guidance.snapshot import DiarySnapshot
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.base.profile import profile_of
from zonewise.trial.key import commitment_of, key_from_text
from zonewise.trial.record import TrialRecord, as_closed, trial_record

from .registering import analysis_digest
from .trial_days import domain_ratings

if TYPE_CHECKING:
    from zonewise.relief.posterior import Density
    from zonewise.trial.analysis import TrialDays, TrialResult


@dataclass(frozen=True, slots=True)
class ShownResult:
    """The result of a trial, with what it was judged by."""

    record: TrialRecord
    result: "TrialResult"
    posterior: "Density | None"  # Of relief at full effect; None where there is none, or where it may not be used.
    same_rule: bool  # Today's numbers of judging are those that were fixed with the commitment.


def trial_result(diary: Diary) -> ShownResult:
    """Return what the trial of a diary shows.

    Entries of its days that came after it was closed do not count, and are named.

    Raises:
        InputRefused: There is no trial, or its key is not known yet or does not match.
        DiaryRefused: The diary cannot be read.
    """
    entries = all_entries(diary)
    profile = profile_of(entries)
    record = trial_record(entries, profile.day_ends_at)
    if record is None or not record.key:
        todo = "Close it and take in the key of the pharmacy first: zonewise trial open."
        raise InputRefused([Problem("trial", 0, "there is no result yet.", todo, "no-result")])
    key = key_from_text(record.key)
    if commitment_of(record.design, record.analysis, key) != record.commitment:
        todo = "Restore a backup; without the right key nobody can say which bottles held LDN."
        raise InputRefused([Problem("trial", 0, "the key does not match the commitment.", todo, "other-key")])
    from zonewise.trial.analysis import Finding, analyse_trial, without_word

    kept, late, same = as_closed(entries, record, profile.day_ends_at)
    protocol = profile.protocol
    closed = trial_record(kept, profile.day_ends_at) or record
    snapshot = guide_day(kept, closed.last, protocol.engine, protocol.settings, ends_at=profile.day_ends_at).snapshot
    days = _trial_days(snapshot, closed)
    result, posterior = analyse_trial(closed, key.order(record.design), days, protocol.relief, protocol.trial)
    if not same:
        result, posterior = without_word(result, Finding("not-as-closed", 0, 0)), None
    elif late:
        result = replace(result, findings=(*result.findings, Finding("changed-after-end", 0, late)))
    return ShownResult(record, result, posterior, analysis_digest(profile) == record.analysis)


def _trial_days(snapshot: DiarySnapshot, record: TrialRecord) -> "TrialDays":
    """Return the days of the trial as the diary holds them; a day before the diary began has no rating."""
    import numpy as np

    from zonewise.guidance.occasions import danger_entries
    from zonewise.trial.analysis import TrialDays

    design = record.design
    count = (record.last - design.first).days + 1
    ratings, dose_mg = np.full((count, 6), np.nan), np.full(count, np.nan)
    periods = np.zeros((count, 1))
    given = domain_ratings(snapshot)
    for number, row in enumerate(snapshot.days):
        place = (row.day - design.first).days
        if 0 <= place < count:
            ratings[place] = given[number]
            periods[place] = any(entry.name == "period" for entry in row.of_kind("event"))
    changes: set[date] = set()
    for day, logged in snapshot.days.doses_mg.items():
        place = (day - design.first).days
        if 0 <= place < count:
            dose_mg[place] = float(sum(logged))
            if sum(logged) not in (0, design.dose_mg):
                changes.add(day)
    changes |= {snapshot.day_of(entry) for entry in snapshot.of_kind("plan")}
    stops = {snapshot.day_of(entry) for entry in danger_entries(snapshot)}
    stops |= {call.day for call in snapshot.recommended.calls}
    stops |= {level.since for level in snapshot.recommended.levels if level.mg == 0}

    def within(days: set[date]) -> tuple[date, ...]:
        return tuple(sorted(day for day in days if design.first <= day <= record.last))

    return TrialDays(
        ratings=ratings,
        dose_mg=dose_mg,
        covariates=periods if periods.any() else np.zeros((count, 0)),
        plan_changes=within(changes),
        stops=within(stops),
    )
