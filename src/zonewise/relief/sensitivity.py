"""What would the answer be if every missing day had been the worst one?"""

from dataclasses import replace

from .model_inputs import ModelInputs, fill_with_worst
from .posterior_fit import PosteriorFit, fit_posterior
from .settings import ReliefSettings


def if_missing_were_worst(days: ModelInputs, settings: ReliefSettings) -> PosteriorFit:
    """Return the posterior with each missing rating since the start set to the domain's worst.

    Only days since the start are filled: that speaks most against the drug. Days before it stay missing.
    """
    import numpy as np

    filled = fill_with_worst(days.ratings)
    day = np.arange(len(filled))[:, None]
    return fit_posterior(replace(days, ratings=np.where(day < days.baseline, days.ratings, filled)), settings)
