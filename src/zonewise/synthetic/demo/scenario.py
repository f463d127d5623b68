"""What happens to the demo person, on which days, and which of them are worth a look?

Dates are fixed, except for what hangs on a dose step: when a step comes is what zonewise says on the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from zonewise.synthetic.figures import MOOD_SWING, PAIN_SWING, PAIN_USUAL
from zonewise.synthetic.symptoms import Habit

FIRST_DAY = date(2025, 1, 13)
LAST_DAY = date(2025, 6, 29)
DAYS = (LAST_DAY - FIRST_DAY).days + 1

_CALM = MOOD_SWING.lowest
HABITS = (
    Habit("anxiety", 3.4, _CALM, 0.5),
    Habit("laxity", 2.8, PAIN_SWING.value, 0.3),
    Habit("pain", PAIN_USUAL.lowest, PAIN_SWING.value, 1.0),
    Habit("immune", 3.2, PAIN_SWING.value, 1.0),
    Habit("mood", 3.6, _CALM, 0.5),
    Habit("sensory", 3.8, PAIN_SWING.value, 0.8),
    Habit("fatigue", 5.2, _CALM, 0.9),
    Habit("sleep", 4.2, _CALM, 0.4),
    Habit("cognition", 3.9, _CALM, 0.6),
    Habit("function", 1.4, 0.5, 0.8),
)
"""Usual levels are assumed but for pain; the swings are the calm end of what was measured."""

MARK_NAME, MARK = "demo", "Made by zonewise demo. Nobody lived this."
"""The note that stands first in the diary; by it the demo knows its own."""

PROFILE = {"timezone": "Europe/London", "country": "GB", "birth-year": "1986"}

LEARNING_DAY = FIRST_DAY + timedelta(days=9)
SLIP_DAY = FIRST_DAY + timedelta(days=12)
SLIP_RATING, SLIP_VALUE = "fatigue", 0
"""On that day this was typed by mistake and corrected at once."""

LATE_DOSE_DAY = date(2025, 3, 21)
LATE_DOSE_AT = time(0, 40)
"""The dose of that evening is taken after midnight, so the next date stands in the file."""

DREAMS_FROM = 3
"""Days after the first dose on which vivid dreams begin."""

STEP_FLARE_MG = Decimal("2")
STEP_FLARE_AFTER, STEP_FLARE_DAYS = 3, 9
"""A flare begins so many days after the first dose of this size."""

INFECTION_MG = Decimal("2.5")
INFECTION_AFTER, INFECTION_FLARE_AFTER, INFECTION_FLARE_DAYS = 2, 3, 8
"""A cold, and the flare it brings, so many days after the first dose of this size."""

GAP_BEFORE_STEP, GAP_DAYS = 3, 5
"""Days without any entry, from so many days before a step back up would be due."""

TRUTH: Mapping[str, tuple[str, str]] = {
    "phase": ("phase", "not-started"),
    "opioid": ("opioid", "none"),
    "other_antagonist": ("other_antagonist", "no"),
    "hypersensitivity": ("hypersensitivity", "no"),
    "liver": ("liver", "none"),
    "pregnancy": ("pregnancy", "no"),
    "minor": ("minor", "no"),
    "needs_specialist": ("needs_specialist", "no"),
    "side_effect_grade": ("side_effects", "none"),
    "days_since_other_change": ("other_change", "none"),
    "days_green": ("usual_weeks", "usual"),
    "extreme_sensitivity": ("extreme_sensitivity", "no"),
    "tolerated_past_flares": ("tolerated_past_flares", "yes"),
    "insomnia_or_anxiety_spike": ("insomnia_or_anxiety_spike", "no"),
    "new_symptoms_after_step": ("new_symptoms_after_step", "no"),
    "ldn_suspected": ("ldn_suspected", "no"),
    "relief": ("relief", "possible"),
}
"""Fact that is asked for -> question that is answered, and the answer."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A day worth a look.

    Attributes:
        name: Short name.
        why: One line that says why.
        action: What zonewise is meant to say.
    """

    name: str
    why: str
    action: str


SCENES = {
    scene.name: scene
    for scene in (
        Scene("learning", "Day 10. Your usual is still being learnt, so nothing begins.", "wait"),
        Scene("start", "Eight weeks of diary, a plan, seven Green days: it may begin.", "start"),
        Scene("step-up", "Two calm weeks on the first dose: the next step opens.", "step-up"),
        Scene("linked-flare", "Worse a few days after a step: back to the dose before.", "reduce"),
        Scene("day-after", "Asked again the next day: the same dose, not one lower.", "reduce"),
        Scene("gap", "Four days without entries. A step is due, and nothing rises.", "ask"),
        Scene("unrelated-flare", "A cold, then a flare that the step did not begin: the dose stays.", "keep"),
        Scene("opioid-asked", "The last step is due, but opioids were not answered today.", "ask"),
        Scene("last", "The last evening of the diary, on the highest dose of the plan.", "keep"),
    )
}
"""In the order in which they happen."""
