"""How is "what would change it" said so that a tired person can use it?"""

from collections.abc import Sequence
from datetime import date

from zonewise.guidance.nearest_change import NearestChange
from zonewise.rules.rule_set import FactValue

from .words import ACTIONS, short_day

FOLLOWS = {
    "emergency": "it would be an emergency",
    "stop-and-call": "you would take no more and call",
    "ask": "there would be a question first",
    "stop": "you would stop",
    "pause": "the dose would pause",
    "reduce": "the dose would go back a step",
    "wait": "it would mean waiting",
    "keep": "the dose would stay",
    "resume-low": "you could start again low",
    "step-up": "the next step would open",
    "start": "the first dose would open",
}

IS_SO = {
    "other_antagonist": "you took another opioid blocker",
    "hypersensitivity": "you had reacted allergically to naltrexone",
    "minor": "you were under 18",
    "needs_specialist": "something needed a specialist's word",
    "plan_signed": "your prescriber's plan were here",
    "flare_after_increase": "the flare had begun just after an increase",
    "new_symptoms_after_step": "new or worse symptoms had begun after a step",
    "ldn_suspected": "you or your prescriber suspected LDN",
    "extreme_sensitivity": "you reacted strongly to small amounts",
    "histamine_flare": "it were a histamine flare",
    "insomnia_or_anxiety_spike": "sleep or anxiety spiked severely",
    "neurological_flare": "it were a flare of the nervous system",
    "at_ceiling": "you had reached your plan's highest dose",
    "wants_to_stop": "you wanted to stop",
    "vivid_dreams": "you had vivid dreams",
    "pots_or_trauma": "you had POTS or trauma",
}

IS_NOT_SO = {
    "other_antagonist": "you took no other opioid blocker",
    "hypersensitivity": "there were no allergy to naltrexone",
    "minor": "you were 18 or older",
    "needs_specialist": "nothing needed a specialist's word",
    "plan_signed": "there were no plan",
    "flare_after_increase": "the flare had not begun after an increase",
    "new_symptoms_after_step": "no new symptoms had begun after a step",
    "ldn_suspected": "nobody suspected LDN",
    "extreme_sensitivity": "you did not react strongly to small amounts",
    "histamine_flare": "it were no histamine flare",
    "insomnia_or_anxiety_spike": "there were no severe spike of sleep or anxiety",
    "neurological_flare": "it were no flare of the nervous system",
    "at_ceiling": "your plan went higher",
    "wants_to_stop": "you did not want to stop",
    "vivid_dreams": "you had no vivid dreams",
    "pots_or_trauma": "you had neither POTS nor trauma",
}

CHOICES = {
    "zone": {"green": "your zone were Green", "yellow": "your zone were Yellow", "red": "your zone were Red"},
    "opioid": {
        "none": "there were no opioid",
        "planned": "an opioid were planned",
        "recent": "you had taken an opioid lately",
        "current": "you took an opioid",
    },
    "liver": {
        "none": "your liver were well",
        "raised": "your liver values were raised",
        "acute": "your liver were acutely ill",
    },
    "pregnancy": {
        "no": "you were neither pregnant nor breastfeeding",
        "breastfeeding": "you were breastfeeding",
        "pregnant-or-trying": "you were pregnant or trying to be",
    },
    "tolerated_past_flares": {
        "yes": "you had borne earlier flares on LDN well",
        "no-history": "you had had no flare on LDN before",
        "no": "you had borne an earlier flare on LDN badly",
    },
    "relief": {
        "too-early": "it were too early to judge relief",
        "none": "LDN did nothing for you",
        "possible": "LDN possibly helped you",
        "likely": "LDN likely helped you",
        "worse": "you were worse since LDN",
    },
}

EVERYDAY = frozenset(
    (
        "zone",
        "days_green",
        "days_at_dose",
        "days_since_increase",
        "days_since_other_change",
        "weeks_taking",
        "flare_after_increase",
        "new_symptoms_after_step",
        "ldn_suspected",
        "insomnia_or_anxiety_spike",
        "side_effect_grade",
        "plan_signed",
    )
)
"""Facts that change in the course of days, unlike a pregnancy or an allergy."""

WATCHED = frozenset(("zone", "side_effect_grade", "insomnia_or_anxiety_spike"))
"""Facts of which a line on the day's screen tells what they would change."""

NEEDS = {
    "danger_sign": "no danger sign",
    "opioid": "no opioid",
    "other_antagonist": "no other opioid blocker",
    "hypersensitivity": "no allergy to naltrexone",
    "liver": "your prescriber's word on your liver",
    "pregnancy": "your prescriber's word on pregnancy or breastfeeding",
    "minor": "your prescriber's word on your age",
    "needs_specialist": "a specialist's word on your history",
    "plan_signed": "your prescriber's plan",
    "zone": "Green",
    "days_green": "Green for {then} days",
    "days_since_other_change": "{left} more {unit} without another change",
    "days_at_dose": "{left} more {unit} on this dose",
    "side_effect_grade": "side effects no worse than noticeable",
    "insomnia_or_anxiety_spike": "no severe spike of sleep or anxiety",
    "flare_after_increase": "the flare after the step to be over",
    "new_symptoms_after_step": "no new symptoms since the step",
    "ldn_suspected": "nobody suspecting LDN",
    "extreme_sensitivity": "your word that you do not react strongly to small amounts",
    "at_ceiling": "a plan that goes higher",
    "wants_to_stop": "your wish to go on",
    "relief": "a diary that is not worse since LDN",
}
"""What a rise needs, for each fact of a rule that lets the dose rise."""

RISES = {
    "start": "The first dose still needs",
    "step-up": "The next step still needs",
    "resume-low": "Starting again still needs",
}

DAYS = {
    "days_green": "you stayed Green for {left} more {unit}",
    "days_at_dose": "you were {left} more {unit} on this dose",
    "days_since_other_change": "nothing else changed for {left} more {unit}",
    "days_since_increase": "{left} more {unit} passed since the last increase",
    "weeks_taking": "you had taken it for {left} more {unit}",
}


def change_words(change: NearestChange) -> str:
    """Return one sentence, such as "If you stayed Green for 5 more days, the next step would open."."""
    parts = [_part(name, now, then) for name, (now, then) in change.facts.items()]
    joined = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"If {joined}, {FOLLOWS.get(change.action, ACTIONS[change.action].lower())}."


def needs_words(rise: NearestChange, next_step: date | None) -> str:
    """Return what a rise still needs, in one sentence.

    Args:
        rise: The change that would let the dose rise.
        next_step: The day that the plan sets for the next step, or None.
    """
    names = [name for name in rise.facts if not (name == "zone" and "days_green" in rise.facts)]
    needs = [_need(name, *rise.facts[name], next_step) for name in names]
    return f"{RISES[rise.action]}: {'; '.join(needs)}."


def _need(name: str, now: FactValue, then: FactValue, next_step: date | None) -> str:
    if name == "days_green" and now is None:
        return f"what is asked of your Green days, and {NEEDS[name].format(then=then)}"
    if name == "days_at_dose" and next_step is not None:
        return f"time on this dose, until {short_day(next_step)} at least"
    left = int(then) - (now if isinstance(now, int) else 0) if isinstance(then, int) else 0
    return NEEDS[name].format(then=then, left=left, unit="day" if left == 1 else "days")


def _part(name: str, now: FactValue, then: FactValue) -> str:
    if isinstance(then, bool):
        return (IS_SO if then else IS_NOT_SO)[name]
    if name in DAYS and isinstance(then, int):
        left = then - now if isinstance(now, int) and not isinstance(now, bool) else then
        if left > 0:
            unit = "week" if name == "weeks_taking" else "day"
            return DAYS[name].format(left=left, unit=unit if left == 1 else f"{unit}s")
        return f"{name.replace('_', ' ')} were {then} instead of {now}"
    if name == "side_effect_grade":
        milder = now is None or (isinstance(now, int) and isinstance(then, int) and then < now)
        return f"side effects {'stayed at' if milder else 'reached'} grade {then}{' or less' if milder else ''}"
    if name == "danger_sign":
        return "there were no danger sign" if then == "none" else "a danger sign appeared"
    return CHOICES[name][str(then)]


def informative_changes(changes: Sequence[NearestChange]) -> list[NearestChange]:
    """Return the changes worth a line: one for each fact, what moves by itself from day to day before what does not."""
    possible = [change for change in changes if all(_may_come(name, *values) for name, values in change.facts.items())]
    first = {tuple(change.facts): change for change in reversed(possible)}
    return sorted(
        (change for change in possible if first.get(tuple(change.facts)) is change),
        key=lambda change: not EVERYDAY.issuperset(change.facts),
    )


def _may_come(name: str, now: FactValue, then: FactValue) -> bool:
    """Say whether a change can come and does not go without saying: days only add up, a plan stays."""
    if name in DAYS and isinstance(now, int) and isinstance(then, int):
        return then > now
    return name != "wants_to_stop" and (name, then) != ("plan_signed", False)
