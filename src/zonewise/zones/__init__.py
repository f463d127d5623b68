"""Ratings to personal usual to zone, with the arithmetic shown."""

from .assess import assess
from .settings import ZoneSettings
from .zone import Criterion, CriterionName, DayZone, Standing, Zone, worst

__all__ = ["Criterion", "CriterionName", "DayZone", "Standing", "Zone", "ZoneSettings", "assess", "worst"]
