"""The one rating of each day that a trial judges: the mean of the six domains."""

import numpy as np

from zonewise.relief.arrays import Floats
from zonewise.relief.model_inputs import composite_series

LEVEL_LEAST = 0.5  # Mean rating, points, below which a domain has nothing that could ease.


def judged_score(ratings: Floats) -> Floats:
    """Return (days,) the mean of the domains that are there, points; NaN on a day without a rating.

    Which domains are there is settled by all days together, whatever was in the bottles. A partial check-in does not
    shift the mean: what is missing counts as usual beside what was given.

    Args:
        ratings: (days, domains) Points, NaN missing.
    """
    rated = ~np.isnan(ratings)
    level = np.where(rated, ratings, 0.0).sum(axis=0) / np.maximum(rated.sum(axis=0), 1)
    members = level >= LEVEL_LEAST
    if not members.any():
        return np.full(len(ratings), np.nan)
    return composite_series(ratings, level, members)[0]
