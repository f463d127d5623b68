"""Is it helping, and how sure can one diary make us?"""

from .adherence import Adherence, adherence
from .dose_comparison import DoseComparison, compare_doses, compare_timing
from .estimate import EstimateOptions, estimate
from .relief_estimate import DomainRelief, Interval, MoreData, Relief, Verdict
from .settings import ReliefSettings
from .side_effects import DoseEffects, side_effects_by_dose

__all__ = [
    "Adherence",
    "DomainRelief",
    "DoseComparison",
    "DoseEffects",
    "EstimateOptions",
    "Interval",
    "MoreData",
    "Relief",
    "ReliefSettings",
    "Verdict",
    "adherence",
    "compare_doses",
    "compare_timing",
    "estimate",
    "side_effects_by_dose",
]
