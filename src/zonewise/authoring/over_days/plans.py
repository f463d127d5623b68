"""The plans that the proof over days can follow; where none is named these: the shortest on which all can happen,
and one whose amount to take up again may not have been reached.
"""

from typing import NamedTuple

_ABOUT = """prescriber: Dr A. Example
written-on: 1999-01-01
start: 1999-01-01
interval: 7 days
missed-days: 1
sensitive: no
"""
TWO_STEPS = f"""{_ABOUT}at: bedtime
steps: [0.5 mg, 1 mg]
ceiling: 1 mg
product: {{form: capsule, strengths: [0.5 mg]}}
"""
THREE_STEPS = f"""{_ABOUT}at: bedtime
steps: [0.5 mg, 1 mg, 1.5 mg]
ceiling: 1.5 mg
product: {{form: capsule, strengths: [0.5 mg]}}
"""
RESUMING = TWO_STEPS.replace("ceiling: 1 mg", "ceiling: 1 mg\nresume-at: 1 mg")


class ProofPlan(NamedTuple):
    """A plan that the proof follows."""

    text: str
    name: str
    groups: tuple[int, ...] | None = None  # Numbers of the groups that are walked with it; None is all, and mixed days.


WORDS = 1
"""Number of the group in which LDN is paused and taken up again."""
PLANS = (
    ProofPlan(TWO_STEPS, "the plan of two steps"),
    ProofPlan(RESUMING, "the plan that resumes at its highest step", (WORDS,)),
)
