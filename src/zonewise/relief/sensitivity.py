"""What would the answer be if every missing day had been the worst one?"""

from dataclasses import replace

from .model_inputs import Prepared, fill_with_worst
from .posterior_fit import Judged, judged
from .settings import ReliefSettings


def if_missing_were_worst(days: Prepared, settings: ReliefSettings) -> Judged:
    """Return the posterior with each missing rating since the start set to the domain's worst.

    Only days since the start are filled: that speaks most against the drug. Days before it stay missing.
    """
    import numpy as np

    filled = fill_with_worst(days.ratings)
    day = np.arange(len(filled))[:, None]
    return judged(replace(days, ratings=np.where(day < days.baseline, days.ratings, filled)), settings)
