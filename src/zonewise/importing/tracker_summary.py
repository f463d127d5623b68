"""What a file holds of one tracker, and the careful rules that can be proposed for it.

Where the direction or the scale of a tracker is not known for sure, the proposal keeps it under its own name and says
why. Facts about the apps are in `docs/import.md`.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from zonewise.model.amounts import amounts_within, is_dose_unit, unit_in_heading
from zonewise.model.substances import is_naltrexone_alone

from .cell_values import Direction, is_number, number
from .known_names import event_of, rating_of_column
from .tracker_mapping import TrackerRule

CHEST_PAIN = "chest pain is not averaged into pain; above zero, zonewise asks about danger signs"

_SAMPLES = 60
_USUAL_TOPS = tuple(map(Decimal, (3, 5, 10, 100)))
_HIGHEST_IN_MG = Decimal(10)


@dataclass(frozen=True, slots=True)
class TrackerSummary:
    """What a file says about one tracker."""

    tracker: str  # Its name, or the name of a column.
    category: str = ""  # Its category; `COLUMN` for a column of an unknown file.
    count: int = 0  # Rows with a value.
    lowest: Decimal | None = None  # Lowest number, None without any.
    highest: Decimal | None = None  # Highest number, None without any.
    other_values: int = 0  # Rows whose value is no number.
    samples: tuple[str, ...] = ()  # Some of its values as written.
    unit: str = ""  # The unit that its first row has, or "".

    def with_value(self, value: str) -> "TrackerSummary":
        """Return the summary with one more row."""
        if not value:
            return self
        samples = self.samples
        if len(samples) < _SAMPLES and value not in samples:
            samples = (*samples, value[:100])
        if not is_number(value):
            return replace(self, count=self.count + 1, other_values=self.other_values + 1, samples=samples)
        amount = number(value, self.tracker)
        lowest = amount if self.lowest is None else min(self.lowest, amount)
        highest = amount if self.highest is None else max(self.highest, amount)
        return replace(self, count=self.count + 1, lowest=lowest, highest=highest, samples=samples)

    def is_within(self, low: int, high: int) -> bool:
        """Say whether no value is outside a scale."""
        return (self.lowest is None or self.lowest >= low) and (self.highest is None or self.highest <= high)

    def as_target(self, target: str, because: str = "") -> TrackerRule:
        """Return the rule that makes an event, a medicine or the like of it."""
        return TrackerRule(self.tracker, target, self.category, because=because)

    def as_rating(
        self, target: str, low: int, high: int, higher_is: Direction = "worse", because: str = ""
    ) -> TrackerRule:
        """Return the rule that makes a rating of it."""
        return TrackerRule(self.tracker, target, self.category, Decimal(low), Decimal(high), higher_is, because=because)

    def under_own_name(self, top: int | None = None, unit: str = "", because: str = "") -> TrackerRule:
        """Return the rule that keeps it under its own name, on a scale from 0 to `top` when that is known."""
        low, high = (None, None) if top is None else (Decimal(0), Decimal(top))
        return TrackerRule(self.tracker, "tracker", self.category, low, high, unit=unit, because=because)

    def as_medicine(self) -> TrackerRule:
        """Return the rule of a medicine; naltrexone is a dose when the file shows that its unit is one of a dose."""
        if not is_naltrexone_alone(self.tracker):
            return self.as_target("medicine")
        if self._shows_dose_unit():
            return self.as_target("dose")
        return self.under_own_name(because=f"it has no unit; if it is in mg, say '{self.tracker}=dose:mg'")

    def as_unknown(self) -> TrackerRule:
        """Return the rule of a tracker in a file of an app that we do not know."""
        if is_naltrexone_alone(self.tracker):
            return self._as_naltrexone()
        if event_of(self.tracker):
            return TrackerRule(self.tracker, event_of(self.tracker))
        rating, top_is_good = rating_of_column(self.tracker)
        high = self._likely_top()
        if not rating or high is None:
            return TrackerRule(self.tracker, "tracker")
        low = Decimal(1) if high == 5 and self.lowest is not None and self.lowest >= 1 else Decimal(0)
        because = f"scale guessed from the values {self.lowest} to {self.highest}"
        return TrackerRule(self.tracker, rating, "", low, high, "better" if top_is_good else "worse", because=because)

    def _as_naltrexone(self) -> TrackerRule:
        """Return the rule of a column of naltrexone: a dose only where the file itself shows which unit it is in.

        Whole numbers alone may be ticks or capsules, and numbers below a heading with an amount count that amount, so
        they are kept until the person says what they are.
        """
        unit = unit_in_heading(self.tracker)
        if unit or self._shows_dose_unit():
            because = f"in {unit}, as its heading says" if unit else ""
            return TrackerRule(self.tracker, "dose", unit=unit, because=because)
        say = f"if it is in mg, say '{self.tracker}=dose:mg'"
        if amounts_within(self.tracker):
            return self.under_own_name(because=f"its heading states an amount, so its values may be ticks; {say}")
        parts = [number(sample, self.tracker) for sample in self.samples if is_number(sample)]
        if any(part % 1 for part in parts) and max(parts) <= _HIGHEST_IN_MG:
            return TrackerRule(self.tracker, "dose", unit="mg", because="taken as milligrams of naltrexone")
        return self.under_own_name(because=f"it has no unit, and may be ticks, capsules or micrograms; {say}")

    def _shows_dose_unit(self) -> bool:
        beside_numbers = (sample.lstrip("0123456789., ") for sample in self.samples)
        return is_dose_unit(self.unit) or any(map(is_dose_unit, beside_numbers))

    def _likely_top(self) -> Decimal | None:
        """Return the smallest usual top of a scale that holds all values, or None when they are no ratings."""
        if self.highest is None or self.lowest is None or self.lowest < 0 or self.other_values:
            return None
        return next((top for top in _USUAL_TOPS if self.highest <= top), None)
