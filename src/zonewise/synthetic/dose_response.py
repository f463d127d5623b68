"""What does a body make of the doses taken so far, day by day?"""

from dataclasses import dataclass, field
from math import exp

import numpy as np
from numpy.typing import NDArray

from .cohort import STEPS_MG, Cohort
from .drug_effect import dose_strength, placebo_share
from .options import RATED
from .traits import FLARE_SHARE

SHOWS_IN = np.array([FLARE_SHARE[name] for name in RATED])
"""An intolerance shows in each rating as much as a flare does."""

FELT_FROM = 1.0
"""Points from which an intolerance is felt as a side effect: assumed."""


@dataclass(slots=True)
class DoseResponse:
    """One person's body; it lives on with each night.

    Attributes:
        crowd: Where the person is from.
        person: Which of them.
        rises: Days on which the dose rose, the first dose first.
        intolerance: How much worse a dose that is not tolerated makes the ratings now, points.
    """

    crowd: Cohort
    person: int
    rises: list[int] = field(default_factory=list)
    intolerance: float = 0.0
    _reached: float = 0.0
    _last_mg: float = 0.0

    def felt(self, day: int) -> NDArray[np.float64]:
        """Return (ratings,) what is felt on a day, points, not cut to 0-10."""
        crowd, who = self.crowd, self.person
        calm: NDArray[np.float64] = crowd.course.felt[who, day] + SHOWS_IN * self.intolerance
        if self.rises:
            since = np.array([float(day - self.rises[0])])
            calm = calm + placebo_share(since)[0] * crowd.response.placebo[who]
        relief = crowd.response.relief_percent[who] / 100 * crowd.traits.usual[who]
        felt: NDArray[np.float64] = calm - self._reached * relief
        return felt

    def flare(self, day: int) -> float:
        """Return the height of the flare that no dose brings, points."""
        return float(self.crowd.course.flare_height[self.person, day])

    def grade(self, day: int) -> dict[str, int]:
        """Return the side effects of a day with their grades."""
        found: dict[str, int] = {}
        for effect in self.crowd.side_effects[self.person]:
            if effect.rise < len(self.rises):
                since = day - self.rises[effect.rise] - 1 - effect.after_days
                if 0 <= since < effect.days:
                    found[effect.name] = effect.grade
        if self.intolerance >= FELT_FROM:
            found["agitation"] = 3 if self.crowd.unbearable[self.person] else 2
        return found

    def sleep_through(self, day: int, mg: float) -> None:
        """Take a dose (0 for none) on the evening of a day, and let the night pass."""
        response, who = self.crowd.response, self.person
        if mg > self._last_mg:
            self.rises.append(day)
        if mg > 0:
            self._last_mg = mg
        strength = float(dose_strength(np.array([mg]), STEPS_MG[-1])[0])
        slow = response.onset_days[who] if strength > self._reached else response.offset_days[who]
        self._reached += (strength - self._reached) * (1 - exp(-1 / float(slow)))
        wanted = float(response.intolerance[who]) if mg >= response.not_tolerated_mg[who] else 0.0
        self.intolerance += (wanted - self.intolerance) * (1 - exp(-1 / float(response.intolerance_days[who])))
