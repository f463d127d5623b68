"""What may be chosen about many synthetic patients."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS

from .figures import FIGURES

RATED = (*DOMAINS, *BESIDE_DOMAINS)  # Order of the ratings in every array.

Start = Literal["any", "bad-week"]
Missing = Literal["none", "at-random", "not-at-random"]
Drug = Literal["ldn", "inert"]


@dataclass(frozen=True, slots=True)
class PatientOptions:
    """What is chosen; everything else is drawn from the figures.

    Raises:
        ValueError: A number is outside what it can be, or a rating is not known.
    """

    baseline_days: int = 28  # Days of diary before the first dose.
    treated_days: int = 90  # Days from the first dose on.
    # What the drug does once it has settled at the highest dose of the schedule, % of the person's own usual; positive
    # is better. One number for all ratings, or one for each rating named, 0 for the others.
    relief_percent: float | Mapping[str, float] = 0.0
    responder_share: float = 1.0  # Share of people whom it helps; the others have 0.
    # "bad-week" lets the person start after a week clearly above their usual, as people do; what follows is regression
    # to the mean.
    start: Start = "any"
    placebo: bool = True  # Whether ratings change after the start without any drug.
    placebo_change: float = FIGURES["placebo change"].value  # Mean of that change of pain, points; negative is better.
    onset_days: float = FIGURES["ldn onset"].value  # Middle of the time constants of onset, days.
    flares: bool = True  # Whether there are flares.
    cycle: bool = True  # Whether a part of the people has a menstrual cycle.
    missing: Missing = "not-at-random"  # Which days have no check-in. "not-at-random" loses more of them in flares.
    partial_share: float = FIGURES["partial share"].value  # Share of check-ins that rate only a part.
    # Share of people who stop within twelve weeks of the start, for side effects or anything else.
    drop_out_share: float = FIGURES["drops out"].value
    takes_dose: float = FIGURES["takes dose"].value  # Share of days on which a dose is taken.
    side_effects: bool = True  # Whether there are any.
    drug: Drug = "ldn"  # "inert" has the side effects of placebo and no relief, whatever `relief_percent` says.
    intolerant_share: float = 0.0  # Share of people who do not tolerate one of the steps and everything above it.
    steps_mg: tuple[float, ...] = (1.5, 3.0, 4.5)  # The doses, one after the other.
    step_days: int = 14  # Days at each but the last.
    # Spells of treatment without the drug, each as its first day and the day after its last, counted from the first
    # dose; what comes without any drug goes on.
    without_dose: tuple[tuple[int, int], ...] = ()
    pain_usual: float = FIGURES["pain usual"].value  # Mean level of pain outside flares, points.
    whole_numbers: bool = True  # Whether ratings are rounded to whole numbers.

    def __post_init__(self) -> None:
        for name in ("responder_share", "partial_share", "drop_out_share", "takes_dose", "intolerant_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is {getattr(self, name)}; a share lies between 0 and 1")
        if self.baseline_days < 0 or self.treated_days < 0 or self.days < 1:
            raise ValueError(f"{self.baseline_days} and {self.treated_days} days; at least one day is needed")
        if not self.steps_mg or min(self.steps_mg) <= 0 or self.step_days < 1:
            raise ValueError(f"steps of {self.steps_mg} mg every {self.step_days} days; doses and days are above 0")
        if self.onset_days <= 0:
            raise ValueError(f"an onset of {self.onset_days} days; it is above 0")
        for name, percent in self.relief_by_rating.items():
            if name not in RATED:
                raise ValueError(f"relief for '{name}'; known: {', '.join(RATED)}")
            if not -100 <= percent <= 100:
                raise ValueError(f"relief of {percent} %; it lies between -100 and 100")

    @property
    def days(self) -> int:
        """Days of diary."""
        return self.baseline_days + self.treated_days

    @property
    def relief_by_rating(self) -> Mapping[str, float]:
        """Relief of each rating, %."""
        if isinstance(self.relief_percent, Mapping):
            return self.relief_percent
        return dict.fromkeys(RATED, self.relief_percent)
