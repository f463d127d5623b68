"""Is it helping, and how sure can one diary make us?"""

from .adherence import Adherence, adherence
from .dose_comparison import Comparison, compare_doses, compare_timing
from .estimate import Options, estimate
from .relief_estimate import DomainRelief, MoreData, Relief, Spread, Verdict
from .settings import ReliefSettings, shipped_settings
from .side_effects import DoseEffects, side_effects_by_dose

__all__ = [
    "Adherence",
    "Comparison",
    "DomainRelief",
    "DoseEffects",
    "MoreData",
    "Options",
    "Relief",
    "ReliefSettings",
    "Spread",
    "Verdict",
    "adherence",
    "compare_doses",
    "compare_timing",
    "estimate",
    "shipped_settings",
    "side_effects_by_dose",
]
