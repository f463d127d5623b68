"""Which rating of a logical day a new one takes the place of, read where it is written, so that one stands."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zonewise.model.entry import SAME_AS_USUAL, Entry, Kind
from zonewise.model.timeline import logical_day
from zonewise.services.base.new_entry import BY_HAND
from zonewise.services.base.profile import Profile

if TYPE_CHECKING:
    from sqlalchemy import Connection


def superseding_standing(connection: "Connection", new: Sequence[Entry], profile: Profile) -> list[Entry]:
    """Return new entries, each rating by hand superseding the one that stands for its logical day, if one does.

    What is said of an ordinary day supersedes what was said of it on the same day.
    A rating that was taken over by "same as usual" is left out where one stands: what was given counts for more.

    Args:
        connection: From `transaction`.
        new: None of them is stored yet. A rating that names what it supersedes keeps that.
    """
    from zonewise.store.entries import standing_ratings

    ratings = [entry for entry in new if _is_by_hand(entry)]
    if not ratings:
        return list(new)
    dates = [entry.day for entry in ratings]
    days = (min(dates) - timedelta(days=1), max(dates) + timedelta(days=1))
    standing = {_place(entry, profile): entry.id for entry in standing_ratings(connection, days, BY_HAND)}
    return list(_superseding(new, standing, profile))


def _superseding(
    new: Iterable[Entry], standing: dict[tuple[date, Kind, str], str], profile: Profile
) -> Iterable[Entry]:
    for entry in new:
        if not _is_by_hand(entry):
            yield entry
            continue
        place = _place(entry, profile)
        if entry.unit == SAME_AS_USUAL and place in standing:
            continue
        old = standing.get(place, "")
        yield entry if entry.supersedes or old == entry.id else replace(entry, supersedes=old)
        standing[place] = entry.id


def _is_by_hand(entry: Entry) -> bool:
    return entry.kind in ("rating", "usual") and entry.source in BY_HAND


def _place(entry: Entry, profile: Profile) -> tuple[date, Kind, str]:
    return logical_day(entry.day, entry.at, profile.day_ends_at), entry.kind, entry.name
