"""The demo patient's story: what happens on which days, which of them are worth a look, and the plan that is followed.

Dates are fixed, except for what hangs on a dose step: when a step comes is what zonewise says on the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from zonewise.plan.limits import PlanLimits
from zonewise.plan.plan_check import read_and_check
from zonewise.plan.prescribed_plan import Plan
from zonewise.synthetic import figures
from zonewise.synthetic.symptoms import Habit

FIRST_DAY = date(2025, 1, 13)
LAST_DAY = date(2025, 6, 29)
DAYS = (LAST_DAY - FIRST_DAY).days + 1

_CALM = figures.MOOD_SWING.lowest
HABITS = (
    Habit("anxiety", 3.4, _CALM, 0.5),
    Habit("laxity", 2.8, figures.PAIN_SWING.value, 0.3),
    Habit("pain", figures.PAIN_USUAL.lowest, figures.PAIN_SWING.value, 1.0),
    Habit("immune", 3.2, figures.PAIN_SWING.value, 1.0),
    Habit("mood", 3.6, _CALM, 0.5),
    Habit("sensory", 3.8, figures.PAIN_SWING.value, 0.8),
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


PLAN_DAY = date(2025, 3, 10)
"""Day on which the person copies the plan and it begins."""

PLAN_MARK = "# Made by `zonewise demo`, which writes this file anew each time. Nobody ever prescribed this."
"""First line of the file; by it the demo knows its own."""

PLAN_TEXT = f"""{PLAN_MARK}
prescriber: Dr Made-Up, Demo Clinic
written-on: 2025-03-05
start: {PLAN_DAY.isoformat()}
at: bedtime
steps: {{first: 0.5 mg, by: 0.5 mg, up-to: 3 mg}}
interval: 14 days
ceiling: 3 mg
missed-days: 7
sensitive: no
product:
  form: capsule
  strengths: [0.5 mg, 1.5 mg]
  fillers: [microcrystalline cellulose]
  dyes: none
"""


def demo_plan(limits: PlanLimits) -> Plan:
    """Return the plan as zonewise reads it.

    Raises:
        InputRefused: The bounds of the protocol do not allow it any more.
    """
    return read_and_check(PLAN_TEXT, "the demo's plan", limits, sensitive=None)[0]
