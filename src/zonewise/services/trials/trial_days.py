"""The ratings of a diary's days as a blinded trial judges them."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from zonewise.guidance.snapshot import DiarySnapshot, build_snapshot
from zonewise.model.entry import DOMAINS, Entry
from zonewise.model.timeline import COLUMN
from zonewise.services.base.profile import Profile

if TYPE_CHECKING:
    from zonewise.relief.arrays import Floats


def snapshot_on(entries: Sequence[Entry], day: date, profile: Profile) -> DiarySnapshot:
    """Return the diary as it looks from a day."""
    return build_snapshot(entries, day, profile.protocol.settings, profile.day_ends_at)


def score_before(entries: Sequence[Entry], until: date, profile: Profile) -> "Floats":
    """Return (days,) the rating that a trial judges, on the recent days up to one; NaN missing, none where none is."""
    import numpy as np

    from zonewise.trial.series import judged_score

    if not any(entry.kind == "rating" for entry in entries):
        return np.zeros(0)
    ratings = domain_ratings(snapshot_on(entries, until, profile))
    return judged_score(ratings[-profile.protocol.relief.baseline_days_most :])


def domain_ratings(snapshot: DiarySnapshot) -> "Floats":
    """Return (days, domains) what was given in the six domains, points; NaN where nothing was."""
    return snapshot.days.ratings.given[:, [COLUMN[name] for name in DOMAINS]]
