"""What changed in the two weeks before a flare, and what the protocol makes of it.

The order of things is shown, never a cause: what follows a step in time looks like its effect, also when it is not.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from zonewise.course.flares import Flare
from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.report.explanations import question_words
from zonewise.report.history.changes import LANES, stated_changes
from zonewise.report.picture import Lane, Picture, events_picture
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.base.profile import profile_of

DAYS_BEFORE = 14
MOST_DAYS = 60
ASKED_OF_FLARES = (
    "flare_after_increase",
    "new_symptoms_after_step",
    "ldn_suspected",
    "extreme_sensitivity",
    "tolerated_past_flares",
    "histamine_flare",
    "neurological_flare",
    "side_effect_grade",
)
"""Facts that bear on a flare, in the order in which they are asked."""


@dataclass(frozen=True, slots=True)
class FlareOverview:
    """One flare with what came before it."""

    today: DailyGuidance  # The guidance of the day it is seen from.
    flare: Flare | None  # The flare that goes on, or None.
    first: date  # First day shown, two weeks before the flare or the day.
    picture: Picture  # What was written down, over the zones.
    changes: tuple[tuple[date, str], ...]  # What changed, in words with its day, oldest first.
    ask: tuple[tuple[str, str], ...]  # The questions that bear on it: fact and words.


def flare_overview(diary: Diary, as_of: date | None = None) -> FlareOverview:
    """Return the flare that goes on, or the last two weeks when there is none.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    entries = all_entries(diary)
    profile = profile_of(entries)
    rule_set = profile.protocol.rule_set
    today = guidance_of_day(entries, as_of or profile.today(), profile)
    snapshot = today.snapshot
    flare = snapshot.flare if snapshot.flare is not None and snapshot.flare.ended is None else None
    begin = (flare.began if flare is not None else today.as_of) - timedelta(days=DAYS_BEFORE)
    first = max(begin, today.as_of - timedelta(days=MOST_DAYS), snapshot.days[0].day)
    events = sorted(stated_changes(snapshot, first, rule_set))
    lanes = [Lane(name, [change.day for change in events if change.lane == name]) for name in LANES]
    zones = [zone.zone for zone in snapshot.zones if zone.day >= first]
    asked = {question.fact: question_words(question, rule_set, today.as_of) for question in today.guidance.ask}
    return FlareOverview(
        today=today,
        flare=flare,
        first=first,
        picture=events_picture(first, zones, [lane for lane in lanes if lane.days or lane.name == "Dose"]),
        changes=tuple((change.day, change.words) for change in events),
        ask=tuple((fact, asked[fact]) for fact in ASKED_OF_FLARES if fact in asked),
    )
