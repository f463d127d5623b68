"""Which measured figures are made-up symptoms built from?

Each figure carries how it was come by, so that a reader can see how much weight it bears:

- `looked-up`: read in the source itself and checked;
- `second-hand`: taken from a summary of the source;
- `re-analysed`: worked out anew from public diary data;
- `fitted`: chosen so that simulated trials show the spread that real ones did;
- `assumed`: nobody has measured it.
"""

from dataclasses import dataclass
from typing import Literal

Origin = Literal["looked-up", "second-hand", "re-analysed", "fitted", "assumed"]
Across = Literal["sources", "people"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its range and its source.

    Attributes:
        value: The figure.
        unit: What it counts; "" for a share or a correlation.
        origin: How it was come by.
        source: Where it is from.
        low: Lower end of its range, or None when none is known.
        high: Upper end.
        across: What the range spans: where sources put the figure, or the tenth to the ninetieth person in a hundred,
            of whom the figure itself is then the middle one.
    """

    value: float
    unit: str
    origin: Origin
    source: str
    low: float | None = None
    high: float | None = None
    across: Across = "sources"

    @property
    def lowest(self) -> float:
        """The lower end of the range, or the figure itself when no range is known."""
        return self.value if self.low is None else self.low


PAIN_USUAL = Figure(6.3, "point", "second-hand", "FINAL 6.3 and 6.2, INNOVA 7.66, Younger 2013 5.08", 5.1, 7.7)
"""Mean pain before treatment."""

PAIN_SWING = Figure(0.85, "point", "fitted", "spread of twelve-week changes in FINAL")
"""Standard deviation of the part of pain that carries over from day to day."""

MOOD_SWING = Figure(1.5, "point", "re-analysed", "Fisher 2017, 40 people in clinical care", 0.85, 2.2, "people")
"""Within-person standard deviation of the daily mean of mood, anxiety and fatigue."""

CARRIED_OVER = Figure(0.55, "", "fitted", "spread of twelve-week changes in FINAL", 0.2, 0.8, "people")
"""Correlation of one day's symptoms with the next day's."""

REPORT_NOISE = Figure(0.70, "point", "fitted", "lower end: error of measurement, Alghadir 2018", 0.48, 0.8)
"""Standard deviation of what is written down around what was felt."""

DRIFT_PER_WEEK = Figure(0.17, "point", "fitted", "spread of twelve-week changes in FINAL", 0.10, 0.30)
"""Standard deviation of a week's step of the slow random walk."""

BETWEEN_RATINGS = Figure(0.2, "", "re-analysed", "pain with mood, sleep and good mood in public diaries")
"""Correlation between two ratings of one person on one day."""

PLACEBO_CHANGE = Figure(
    -0.8, "point", "looked-up", "FINAL -0.9, INNOVA -0.64 to -0.37, Hauser pooled -0.77", -1.0, -0.3
)
"""Mean change of pain without any drug, placebo and natural course together."""

PLACEBO_HALF_TIME = Figure(6.5, "day", "second-hand", "Byon 2010")
"""Days in which half of that change has come."""

LDN_CHANGE = Figure(-0.34, "point", "looked-up", "FINAL, difference to placebo; none is within its interval")
"""Change of pain by LDN itself."""

LDN_ONSET = Figure(14, "day", "assumed", "trials look after 3 to 12 weeks", 7, 28)
"""Time constant of the onset of that change."""

FLARE_HEIGHT = Figure(2.2, "point", "looked-up", "a flare of rheumatoid arthritis is 2 of 10 points or more")
"""Mean height of a flare in the rating that it shows most in."""

FLARE_DAYS = Figure(
    10, "day", "assumed", "lognormal; fibromyalgia 11 weeks on average, arthritis 55 % over 14 days", 3, 35, "people"
)
"""Median length of a flare."""

DREAM_DAYS = Figure(7, "day", "assumed", "vivid dreams: 37 % on LDN, 13 % on placebo", 2, 21, "people")
"""Median length of a side effect."""

ENTERED_AT_FIRST = Figure(0.90, "", "looked-up", "daily electronic diaries")
"""Share of days with a check-in at the beginning."""

ENTERED_ON_AVERAGE = Figure(0.85, "", "looked-up", "daily electronic diaries")
"""The same over a whole study."""
