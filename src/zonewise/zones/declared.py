"""Voice 4: what does the person say themselves?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from zonewise.diary.timeline import Day

from .checkin import CheckIns
from .settings import ZoneSettings
from .words import ZONE_WORDS, days_ago
from .zone import VoiceName, Zone


class DeclaredVoice(NamedTuple):
    """What the person declared. A worse zone always counts; a better one is recorded by `DayZone.better_declared`.

    Attributes:
        zone: What it says; None when it says nothing.
        heard: Today\'s own entries let it speak.
        declared: The zone declared today, or the one that still stands; None when there is none.
        since: Days since it was declared.
        settings: The thresholds used.
    """

    zone: Zone | None
    heard: bool
    declared: Zone | None
    since: int
    settings: ZoneSettings

    @property
    def name(self) -> VoiceName:
        """Which of the five: declared."""
        return "declared"

    @property
    def sentence(self) -> str:
        """What was declared and what that does."""
        if self.declared is None:
            return "You did not name a zone yourself."
        named = f"You called it {ZONE_WORDS[self.declared]} {days_ago(self.since)}."
        if self.declared == "green":
            return f"{named} It is kept; a better zone of your own does not lift the others."
        if self.zone is None:
            return f"{named} That was more than {self.settings.hold_hours} hours ago and nothing was rated since."
        return f"{named} A worse zone of your own always counts."


def declared_voices(
    days: Sequence[Day], declared: Mapping[date, Zone], entered: CheckIns, settings: ZoneSettings
) -> list[DeclaredVoice]:
    """Return voice 4 for each day.

    A worse zone stands on its day, and through days without real ratings for the hold ("same as usual" renews it). A
    later declaration or a day with real ratings takes its place. It never says Green: a person's Green calls nothing.
    """
    voices: list[DeclaredVoice] = []
    quiet = DeclaredVoice(zone=None, heard=False, declared=None, since=0, settings=settings)
    zone: Zone | None = None
    named = kept = 0
    for today, day in enumerate(days):
        said = declared.get(day.day)
        if said is not None:
            zone, named, kept = said, today, today
        elif entered.rated[today] or zone == "green":
            zone = None
        elif entered.as_usual[today] and today - kept <= settings.hold_days:
            kept = today
        if zone is None:
            voices.append(quiet)
            continue
        counts = zone != "green" and today - kept <= settings.hold_days
        voices.append(DeclaredVoice(zone if counts else None, said is not None, zone, today - named, settings))
    return voices
