"""How an ordinary day is, as a person remembers it, and how the last seven days were."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zonewise.model.entry import BEFORE_TREATMENT, LAST_WEEK, LAST_WEEKS, RATINGS, Entry
from zonewise.model.timeline import logical_day
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.cache import entries_in_force
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, add_entries, all_entries, entries_so_far
from zonewise.services.base.new_entry import (
    COMMAND_LINE,
    InputSource,
    coming_day_problems,
    is_known,
    make_entry,
    moment,
)
from zonewise.services.base.profile import profile_of

from .check_in import rating_text
from .standing_ratings import superseding_standing


@dataclass(frozen=True, slots=True)
class RecordedUsual:
    """What came of it."""

    added: int  # Entries that are new; what stood for the day already is none.
    counts: bool  # The remembered usual bears on the zone of that day; else ratings have shown it already.
    day: date  # The logical day from which it counts.


def record_usual(
    diary: Diary,
    ratings: Mapping[str, str],
    last_week: str = "",
    *,
    before_treatment: bool = False,
    day: date | None = None,
    hand: InputSource = COMMAND_LINE,
) -> RecordedUsual:
    """Write down how an ordinary day of the last month was, and how the last seven days were.

    Said again for the same logical day it supersedes what was said; said for a later one it counts from that on.

    Args:
        ratings: Name to text, 0 to 10.
        before_treatment: The ratings are about an ordinary day before LDN: kept beside the diary, for no zone.
        last_week: One of `LAST_WEEKS`, or "" where nothing is said of it.
        day: The day on which it is said; None is now.
        hand: Through what it is written down.

    Raises:
        InputRefused: With every problem; then nothing was stored.
    """
    existing = entries_so_far(diary)
    profile = profile_of(existing)
    when = moment(profile, day, None, hand)
    problems = coming_day_problems(when, profile, "usual")
    start = BEFORE_TREATMENT if before_treatment else ""
    values = {
        f"{start}{name}": rating_text(name, text, problems, "usual")
        for name, text in ratings.items()
        if is_known(name, RATINGS, "rating", problems, "usual")
    }
    if last_week and is_known(last_week, LAST_WEEKS, "word for the last week", problems, "usual"):
        values[LAST_WEEK] = last_week
    if not values and not problems:
        expected = "Say how an ordinary day is, such as pain=4, or how the last seven days were."
        problems.append(Problem("usual", 0, "nothing was said.", expected, "empty"))
    if problems:
        raise InputRefused(problems)
    logical = logical_day(when.day, when.at, profile.day_ends_at)
    earlier = {
        entry.name: entry
        for entry in entries_in_force(existing)
        if entry.kind == "usual" and logical_day(entry.day, entry.at, profile.day_ends_at) == logical
    }
    made: list[Entry] = []
    for name, value in values.items():
        if name not in earlier or earlier[name].value != value:
            made.append(make_entry("usual", name, value, when, profile))
    added = add_entries(diary, made, lambda on, new: superseding_standing(on, new, profile)).added if made else 0
    zone = guidance_of_day(all_entries(diary), logical, profile).zone
    return RecordedUsual(added, zone.provisional, logical)
