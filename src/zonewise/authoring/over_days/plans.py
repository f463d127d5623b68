"""The plans that the proof over days can follow; where none is named it is the shortest on which all can happen."""

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
PLANS = ((TWO_STEPS, "the plan of two steps"),)
