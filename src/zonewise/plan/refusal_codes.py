"""For which reasons is a plan refused, and which of them can a prescriber override in writing?"""

ABOVE_CEILING = "above-ceiling"
TENFOLD = "tenfold"
STEP_TOO_LARGE = "step-too-large"
INTERVAL_SHORT = "interval-short"
NOT_MEASURABLE = "not-measurable"

ABOVE_HIGHEST = "above-highest"
NOT_RISING = "not-rising"
NOT_LOWER = "not-lower"
HOURS_DO_NOT_FIT = "hours-do-not-fit"
SURGERY_HOURS = "surgery-hours"
OPIOID_FREE_DAYS = "opioid-free-days"
NO_PRESCRIBER = "no-prescriber"

OVERRIDABLE = (ABOVE_CEILING, TENFOLD, STEP_TOO_LARGE, INTERVAL_SHORT, NOT_MEASURABLE)
FINAL = (ABOVE_HIGHEST, NOT_RISING, NOT_LOWER, HOURS_DO_NOT_FIT, SURGERY_HOURS, OPIOID_FREE_DAYS, NO_PRESCRIBER)
REFUSALS = OVERRIDABLE + FINAL
