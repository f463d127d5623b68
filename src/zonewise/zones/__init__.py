"""Ratings to personal usual to zone, with the arithmetic shown."""

from .assess import assess
from .settings import ZoneSettings
from .zone import DayZone, Standing, Voice, VoiceName, Zone, worst

__all__ = ["DayZone", "Standing", "Voice", "VoiceName", "Zone", "ZoneSettings", "assess", "worst"]
