"""The demo patient's story: what happens on which days, which of them are worth a look, and the plan that is followed.

Dates are fixed, except for what hangs on a dose step: when a step comes is what zonewise says on the way.
"""

from datetime import date, time, timedelta
from decimal import Decimal

from zonewise.plan.limits import PlanLimits
from zonewise.plan.plan_check import read_and_check
from zonewise.plan.prescribed_plan import Plan
from zonewise.synthetic.figures import FIGURES, read_table
from zonewise.synthetic.symptoms import Habit

FIRST_DAY = date(2025, 1, 13)
LAST_DAY = date(2025, 6, 29)
DAYS = (LAST_DAY - FIRST_DAY).days + 1

_CALM = FIGURES["mood daily sd"].lowest
HABITS = (
    Habit("anxiety", 3.4, _CALM, 0.5),
    Habit("laxity", 2.8, FIGURES["pain daily sd"].value, 0.3),
    Habit("pain", FIGURES["pain usual"].lowest, FIGURES["pain daily sd"].value, 1.0),
    Habit("immune", 3.2, FIGURES["pain daily sd"].value, 1.0),
    Habit("mood", 3.6, _CALM, 0.5),
    Habit("sensory", 3.8, FIGURES["pain daily sd"].value, 0.8),
    Habit("fatigue", 5.2, _CALM, 0.9),
    Habit("sleep", 4.2, _CALM, 0.4),
    Habit("cognition", 3.9, _CALM, 0.6),
    Habit("function", 1.4, 0.5, 0.8),
)
"""Usual levels are assumed but for pain; the day-to-day variation is the calm end of what was measured."""

MARK_NAME, MARK = "demo", "Made by zonewise demo. Nobody lived this."
"""The note that stands first in the diary; by it the demo knows its own."""

PROFILE = {"timezone": "Europe/London", "country": "GB", "birth-year": "1986"}

LEARNING_DAY = FIRST_DAY + timedelta(days=9)
SLIP_DAY = FIRST_DAY + timedelta(days=12)
SLIP_RATING, SLIP_VALUE = "fatigue", 0  # On that day this was typed by mistake and corrected at once.

LATE_DOSE_DAY = date(2025, 3, 21)
LATE_DOSE_AT = time(0, 40)  # The dose of that evening is taken after midnight, so the next date stands in the file.

DREAMS_FROM = 3  # Days after the first dose on which vivid dreams begin.

STEP_FLARE_MG = Decimal("2")
STEP_FLARE_AFTER, STEP_FLARE_DAYS = 3, 9  # A flare begins so many days after the first dose of this size.

INFECTION_MG = Decimal("2.5")
INFECTION_AFTER, INFECTION_FLARE_AFTER, INFECTION_FLARE_DAYS = 2, 3, 8
"""A cold, and the flare it brings, so many days after the first dose of this size."""

GAP_BEFORE_STEP, GAP_DAYS = 3, 5  # Days without any entry, from so many days before a step back up would be due.

TRUTH = {row["fact"]: (row["question"], row["answer"]) for row in read_table("demo/answers.tsv")}
"""Fact that is asked for -> question that is answered, and the answer."""

SCENES = {row["scene"]: (row["action"], row["why"]) for row in read_table("demo/scenes.tsv")}
"""Days worth a look, in the order in which they happen: what zonewise is meant to say, and one line that says why."""


PLAN_DAY = date(2025, 3, 10)  # Day on which the person copies the plan and it begins.

PLAN_MARK = "# Made by `zonewise demo`, which writes this file anew each time. Nobody ever prescribed this."
"""First line of the file; by it the demo knows its own."""


def plan_text(prescriber: str, written_on: date, start: date, up_to: str) -> str:
    """Return the file of a plan in steps of 0.5 mg every 14 days, up to an amount."""
    return f"""prescriber: {prescriber}
written-on: {written_on.isoformat()}
start: {start.isoformat()}
at: bedtime
steps: {{first: 0.5 mg, by: 0.5 mg, up-to: {up_to}}}
interval: 14 days
ceiling: {up_to}
missed-days: 7
sensitive: no
product:
  form: capsule
  strengths: [0.5 mg, 1.5 mg]
  fillers: [microcrystalline cellulose]
  dyes: none
"""


PLAN_TEXT = f"{PLAN_MARK}\n" + plan_text("Dr Made-Up, Demo Clinic", date(2025, 3, 5), PLAN_DAY, "3 mg")


def demo_plan(limits: PlanLimits) -> Plan:
    """Return the plan as zonewise reads it.

    Raises:
        InputRefused: The bounds of the protocol do not allow it any more.
    """
    return read_and_check(PLAN_TEXT, "the demo's plan", limits, sensitive=None)[0]
