"""Every figure that synthetic patients are built from, with its range and its source.

Each figure carries how it was come by, so that a reader can see how much weight it bears:

- `looked-up`: read in the source itself and checked;
- `second-hand`: taken from a summary of the source;
- `re-analysed`: worked out anew from public diary data;
- `fitted`: chosen so that simulated trials show the spread that real ones did;
- `assumed`: nobody has measured it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
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


# What the symptoms of one patient need.

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

# What differs between patients: levels before treatment.

PAIN_USUAL_SD = Figure(1.45, "point", "second-hand", "FINAL, INNOVA and Younger 2013, before treatment", 1.3, 1.7)
"""Standard deviation of mean pain between people before treatment."""

OTHER_USUAL: Mapping[str, Figure] = MappingProxyType(
    {
        name: Figure(value, "point", "assumed", "no source rates the six domains of one group on one scale", 2.5, 6.5)
        for name, value in {
            "anxiety": 4.5,
            "laxity": 3.5,
            "immune": 4.0,
            "mood": 4.5,
            "sensory": 4.5,
            "fatigue": 6.0,
            "sleep": 5.0,
            "cognition": 4.5,
        }.items()
    }
)
"""Mean level of the other ratings before treatment."""

OTHER_USUAL_SD = Figure(
    1.66, "point", "re-analysed", "Fisher 2017: swing within people 1.5, intraclass correlation 0.55"
)
"""Standard deviation of these levels between people."""

SHARED_SEVERITY = Figure(0.4, "", "assumed", "who has more pain has more of the rest", 0.2, 0.6)
"""Correlation of two levels of one person."""

# Days.

PAIN_WITHIN = Figure(
    1.1,
    "point",
    "re-analysed",
    "diaries of chronic pain 1.05; fibromyalgia over 90 days 1.0 to 1.5",
    0.65,
    1.5,
    "people",
)
"""Standard deviation of daily pain within a person: what is felt and what is written down beside it."""

PAIN_LAG_ONE = Figure(0.30, "", "re-analysed", "pain 0.10 to 0.16, mood and fatigue 0.33 to 0.51", 0.10, 0.50)
"""Correlation of one day's rating with the next day's, as it comes out; nothing is built from it."""

MOOD_LAG_ONE = Figure(0.42, "", "re-analysed", "Fisher 2017, daily means", 0.05, 0.72, "people")
"""The same for mood, anxiety and fatigue."""

ALIKE_WITHIN_PERSON = Figure(0.5, "", "assumed", "people differ reliably in how much they swing, most of it unmeasured")
"""Correlation, within a person, of how much and how long two ratings swing."""

WEEKLY_RECALL_ERROR = Figure(0.45, "point", "fitted", "spread of twelve-week changes in FINAL")
"""Standard deviation of the error of a rating that looks back over a week; trials ask so, diaries do not."""

CHANGE_SD = Figure(1.6, "point", "second-hand", "FINAL, worked out from the intervals of both arms")
"""Standard deviation of a change over twelve weeks, as it comes out; nothing is built from it."""

# Flares.

FLARES_A_MONTH = Figure(0.33, "flare", "looked-up", "fibromyalgia, about 2 in 6 months", 0.1, 1.0, "people")
"""How many flares begin in a month."""

FLARE_HEIGHT_SD = Figure(0.8, "point", "looked-up", "flares of rheumatoid arthritis")
"""Standard deviation of the height of flares."""

FLARE_CAUSES: Mapping[str, Figure] = MappingProxyType(
    {
        "stress": Figure(
            0.95, "", "looked-up", "fibromyalgia, cited by people: lasting stress 0.56, intense stress 0.39"
        ),
        "exertion": Figure(0.37, "", "looked-up", "fibromyalgia, cited by people"),
        "weather": Figure(0.36, "", "looked-up", "fibromyalgia, cited by people"),
    }
)
"""Weights of what brings a flare; weather is no event that a diary records."""

CAUSE_RECORDED = Figure(0.5, "", "assumed", "nobody counts what is not written down", 0.2, 0.8)
"""Share of causes of flares that are written down."""

CAUSES_WITHOUT_FLARE = Figure(
    0.5, "event", "assumed", "stress, exertion and infections that no flare follows", 0.2, 1.0
)
"""Events that are recorded in a month and bring nothing."""

SHARE_WITH_CYCLE = Figure(
    0.6, "", "assumed", "most people on LDN are women, a part of them past the menopause", 0.4, 0.8
)
"""Share of people with a menstrual cycle."""

CYCLE_DAYS = Figure(28, "day", "assumed", "textbook length", 25, 32, "people")
"""Length of a cycle."""

CYCLE_HEIGHT = Figure(
    0.5, "point", "assumed", "pain and mood are worse before and at the beginning of a period", 0.2, 1.0, "people"
)
"""How much worse the days around the beginning of a period are."""

PERIOD_RECORDED = Figure(0.7, "", "assumed", "of those who have a cycle", 0.5, 0.9)
"""Share of periods that are written down."""

# Treatment.

PLACEBO_SD = Figure(1.0, "point", "fitted", "spread of twelve-week changes in FINAL", 0.7, 1.4)
"""Standard deviation of the change without any drug, between people."""

PLACEBO_FADES = Figure(0.4, "", "assumed", "INNOVA, placebo: -0.64 at three months, -0.37 at twelve")
"""Share of that change that is gone after six months."""

PLACEBO_ALIKE = Figure(0.5, "", "assumed", "who expects relief expects it in more than one place", 0.3, 0.7)
"""Correlation of that change in two ratings of one person."""

LDN_ONSET_BETWEEN = Figure(14, "day", "assumed", "trials look after 3 to 12 weeks", 7, 28, "people")
"""Time constant of the onset of what the drug does."""

LDN_OFFSET = Figure(10, "day", "assumed", "no source", 5, 21, "people")
"""Time constant of its end."""

LDN_CHANGE_POOLED = Figure(
    -0.15, "point", "assumed", "between the pool of FINAL and INNOVA, -0.04, and FINAL", -0.45, 0.15
)
"""Change of pain by LDN when the trials are taken together."""

LDN_CHANGE_YOUNGER = Figure(-0.55, "point", "second-hand", "Younger 2013, difference to placebo")
"""Change of pain by LDN in the one trial that found any."""

LDN_CHANGE_UPPER = Figure(-0.86, "point", "looked-up", "pooled before INNOVA, Vatvani 2024", -1.20, -0.51)
"""Change of pain by LDN in the most hopeful pool."""

LDN_CHANGE_OTHER: Mapping[str, Figure] = MappingProxyType(
    {
        name: Figure(value, "point", "assumed", "secondary outcomes of trials: nothing firm")
        for name, value in {
            "anxiety": 0.0,
            "mood": -0.1,
            "immune": 0.0,
            "sensory": 0.0,
            "laxity": 0.0,
            "sleep": 0.0,
            "fatigue": 0.0,
            "cognition": -0.3,
        }.items()
    }
)
"""Change of the other ratings by LDN."""

RESPONDERS = Figure(0.15, "", "assumed", "no trial has shown such a group", 0.0, 0.3)
"""Share of people whom LDN helps, if it helps few of them much."""

RESPONDER_CHANGE = Figure(-2.0, "point", "assumed", "no trial has shown such a group")
"""Change of their pain."""

HALF_DOSE_MG = Figure(
    1.5, "mg", "assumed", "Bruun-Plesner 2020 found 3.88 mg without an interval; not relied on", 0.5, 3.9
)
"""Dose with half of the greatest effect."""

# Side effects: on LDN, on placebo.

SIDE_EFFECTS: Mapping[str, tuple[Figure, Figure]] = MappingProxyType(
    {
        "vivid-dreams": (
            Figure(0.37, "", "looked-up", "Younger 2013"),
            Figure(0.13, "", "looked-up", "Younger 2013"),
        ),
        "headache": (
            Figure(0.16, "", "looked-up", "Younger 2013"),
            Figure(0.03, "", "looked-up", "Younger 2013"),
        ),
    }
)
"""Share of people with a side effect."""

ANY_SIDE_EFFECT = (
    Figure(0.77, "", "looked-up", "FINAL 84 %, INNOVA 69 %"),
    Figure(0.79, "", "looked-up", "FINAL 86 %, INNOVA 72 %"),
)
"""Share of people with any; what the named ones leave open is drawn as nausea."""

STOPS_FOR_SIDE_EFFECT = (
    Figure(0.08, "", "looked-up", "FINAL", 0.05, 0.20),
    Figure(0.06, "", "looked-up", "FINAL"),
)
"""Share of people who stop for one within twelve weeks; 20 % in a clinic for mast-cell disease."""

GRADES = (
    Figure(0.70, "", "assumed", "most are mild"),
    Figure(0.27, "", "assumed", "most are mild"),
    Figure(0.03, "", "assumed", "most are mild"),
)
"""Share of side effects of grade 1, 2 and 3."""

SIDE_EFFECT_WITHIN = Figure(10, "day", "assumed", "they come early after the start or a step")
"""Days after the start or a step in which a side effect begins."""

INTOLERANCE_HEIGHT = Figure(2.5, "point", "assumed", "as high as a flare", 1.8, 3.5, "people")
"""How much worse all ratings are at a dose that is not tolerated."""

INTOLERANCE_ONSET = Figure(1.5, "day", "assumed", "reactions to a step come within days", 0.5, 4.0, "people")
"""Time constant with which that comes and goes."""

# Writing it down.

ENTERED_PEOPLE_SD = Figure(0.065, "", "assumed", "completion differs between people; no source gives by how much")
"""Standard deviation between people of the share of days with a check-in at the beginning."""

ENTERED_DECLINE = Figure(0.05, "", "assumed", "completion falls with the day of the study")
"""Share of the check-ins lost in each thirty days."""

MISSED_IN_FLARE = Figure(1.5, "", "assumed", "in 12 studies pain itself did not predict it", 1.0, 2.0)
"""Odds of a day without a check-in in a flare, against other days."""

PARTIAL_SHARE = Figure(0.15, "", "assumed", "no source", 0.05, 0.30)
"""Share of check-ins that rate only a part."""

RATED_WHEN_PARTIAL = Figure(0.5, "", "assumed", "no source", 0.3, 0.7)
"""Share of ratings in such a check-in."""

DROPS_OUT = Figure(0.09, "", "looked-up", "FINAL, 9 of 99 without an end point", 0.05, 0.36)
"""Share of people who stop writing within twelve weeks; 36 % stop the drug at some time in practice."""

NEVER_STARTS = Figure(0.05, "", "looked-up", "trials; in practice 44 % never fill the prescription", 0.0, 0.44)
"""Share of people who never take the first dose; made-up people all do."""

TAKES_DOSE = Figure(0.95, "", "assumed", "no diary study of LDN", 0.85, 1.0)
"""Share of days on which a dose is taken."""

LOGS_DOSE_ALONE = Figure(0.6, "", "assumed", "no source")
"""Share of doses that are logged on a day without a check-in."""

# Living with zonewise.

RATES_FUNCTION = Figure(0.7, "", "assumed", "no source", 0.5, 1.0)
"""Share of whole check-ins that say how much of the day was not possible."""

INTOLERANCE_IS_UNBEARABLE = Figure(
    0.3, "", "assumed", "of people who stop a drug for side effects, the severe part", 0.1, 0.5
)
"""Share of true intolerances that bring a side effect of grade 3; the others bring one of grade 2."""

LOGS_LEFT_OUT = Figure(0.5, "", "assumed", "no source", 0.0, 1.0)
"""Share of doses left out that are logged as 0; the others are not logged."""
