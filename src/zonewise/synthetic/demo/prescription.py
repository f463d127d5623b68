"""The plan that the demo patient copies from a prescriber who does not exist."""

from datetime import date

from zonewise.plan.limits import PlanLimits
from zonewise.plan.plan_check import read_and_check
from zonewise.plan.prescribed_plan import Plan

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
