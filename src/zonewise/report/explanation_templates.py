"""The sentence of each explanation, by its code; `explanations` says how its places are filled."""

from collections.abc import Mapping

PAUSE_IS_SAID = "Say that you have paused (phase: paused), so that it counts from today."
"""A dose left out counts as missed; only a pause that was told is a pause."""

TEMPLATES: Mapping[str, str] = {
    # What to take today.
    "dose-not-part-of-it": "This has nothing to do with a dose.",
    "dose-answer-first": "Answer first; until then no dose is shown.",
    "dose-no-more": "Take no more naltrexone until a clinician has told you.",
    "dose-pause": f"No dose tonight. {PAUSE_IS_SAID}",
    "dose-wait": "Not yet: no dose tonight.",
    "dose-nothing-lower": f"There is no lower dose to go back to, so no dose tonight. {PAUSE_IS_SAID}",
    "dose-stop-without-plan": "You may stop. Without a plan no amounts are shown.",
    "dose-without-plan": ("Stay at the dose you take now. Without your prescriber's plan no amount is shown here."),
    "dose-plan-not-begun": "Your plan begins on {begins}; no dose before that.",
    "dose-unknown": "Stay as you are; no dose is known that could be shown.",
    "dose-stop": "You may stop tonight. No dose is needed.",
    "dose-stop-or-taper": "You may stop tonight, or go down as your plan says: {steps:, }, then none.",
    "dose-above-ceiling": (
        "{highest} is above the ceiling of your plan, {ceiling}, so no amount is shown. Talk to your prescriber before"
        " the next dose."
    ),
    "dose-not-due": "No dose is due today; your plan is {pattern}.",
    "dose-logged": "Today's dose is logged: {doses}. Take no more today.",
    "dose-today": "{begins}: {doses}.",
    "dose-tomorrow": (
        "A dose is logged for today: {logged}. Take no more today. {begins}: {mg}, from tomorrow, if tomorrow's answer"
        " still says so."
    ),
    "same-as-before": "Same as before",
    "first-dose": "First dose",
    "start-again-low": "Start again low",
    "next-step": "Next step",
    "step-back": "One step back",
    "stay-step-back": "Stay one step back",
    # Why it is this amount.
    "amount-of-step": "{amount}, because that is step {number} of your plan, reached on {since}.",
    "amount-of-first-step": "{amount}, because that is step 1 of your plan.",
    "amount-of-next-step": "{amount}, because that is step {number} of your plan, the next one above {now}.",
    "amount-to-resume": "{amount}, because your plan names it for starting again.",
    "amount-back-by-plan": "{amount}, because your plan names it for going back from {now}.",
    "amount-back-to-taken": "{amount}, because that is the last lower dose you took before {now}.",
    "amount-back-by-step": "{amount}, because that is step {number} of your plan, the next one below {now}.",
    "amount-gone-back-to": "{amount}, because that is the dose you went back to on {since}.",
    "amount-taken-now": "{amount}, because that is the dose you have taken since {since}.",
    # Notes on the dose.
    "logged-already": "Already logged for today: {logged}. Never take a dose twice to make up for a missed one.",
    "hours-between-doses": "At least {hours:hour} between two doses: the next one not before {earliest}.",
    "dose-not-of-plan": (
        "{daily} a day is not a dose of your plan. If it was written down wrongly, correct the entry; if it is what you"
        " take, ask your prescriber about it."
    ),
}
