"""What else does a diary say: doses and times compared, side effects by dose, how steadily it was taken?"""

from collections.abc import Sequence
from typing import Any

from zonewise.relief.relief_estimate import Adherence, DoseComparison, DoseEffects

NO_ANSWER = {"cannot-tell": "cannot tell", "too-early": "too few days to say"}
ENOUGH = {True: "That is enough to judge by.", False: "It takes 6 to 12 weeks of daily use before it can be judged."}


def comparison_words(each: DoseComparison) -> str:
    """Return which of two ways was better, as far as the diary can say."""
    points = f"{each.difference.mean:+.1f} points ({each.difference.low:+.1f} to {each.difference.high:+.1f})"
    said = {"first": f"{each.first} looks better", "second": f"{each.second} looks better"} | NO_ANSWER
    days = f"{each.first_days} and {each.second_days} rated days"
    return f"{each.first} against {each.second}: {said[each.better]}; {points}, {days}."


def effects_words(each: DoseEffects) -> str:
    """Return how often side effects were told at one dose."""
    dose = f"{each.dose_mg:g} mg" if each.dose_mg else "no dose"
    share = f"{each.percent.mean:.0f} % ({each.percent.low:.0f} to {each.percent.high:.0f})"
    worst = f", worst grade {each.worst_grade}" if each.days_with else ""
    return f"At {dose}: on {each.days_with} of {each.days} days asked, {share}{worst}."


def adherence_words(each: Adherence) -> str:
    """Return how steadily it was taken; days without a word are no days left out."""
    return (
        f"Since the first dose {each.days} days: taken on {each.taken}, left out on {each.left_out}, without a word"
        f" {each.unlogged}. {ENOUGH[each.enough == 'enough']}"
    )


def context_lines(
    doses: Sequence[DoseComparison],
    timing: DoseComparison | None,
    effects: Sequence[DoseEffects],
    steady: Adherence | None,
) -> tuple[str, ...]:
    """Return everything in sentences, what there is nothing to say of left out."""
    lines = [comparison_words(each) for each in doses if each.better not in NO_ANSWER]
    untold = len(doses) - len(lines)
    if untold:
        lines.append(f"Of {len(doses)} comparisons of one dose with another {untold} cannot be told.")
    lines += [comparison_words(timing)] if timing is not None else []
    lines += [effects_words(each) for each in effects]
    lines += [adherence_words(steady)] if steady is not None and steady.days else []
    return tuple(lines)


def context_json(
    doses: Sequence[DoseComparison],
    timing: DoseComparison | None,
    effects: Sequence[DoseEffects],
    steady: Adherence | None,
) -> dict[str, Any]:
    """Return the same as plain values."""
    return {
        "doses": [each.to_dict() for each in doses],
        "timing": None if timing is None else timing.to_dict(),
        "side_effects": [each.to_dict() for each in effects],
        "adherence": None if steady is None else steady.to_dict(),
    }
