"""The proof over days as text and as JSON."""

from collections.abc import Iterator
from typing import Any

from .command import GroupResult, OverDaysProof

COMPLETE = (
    "Each group is walked in full: on every day all that it tells of may happen, with every value of each fact that "
    "its state does not give, unknown included."
)
CUT = (
    "A group that was cut is walked as far as its count says, first what the fewest days lead to: of the rest of it "
    "nothing is shown."
)
MIXED = "What happens in two groups by turns is not walked in full, but lived at random:"


def proof_text(proof: OverDaysProof) -> str:
    """Return what was explored, how far, and what holds; of what does not hold the shortest way there, day by day."""
    return "\n".join(_lines(proof)) + "\n"


def _lines(proof: OverDaysProof) -> Iterator[str]:
    yield f"{proof.name}, over every sequence of days."
    yield COMPLETE if proof.is_complete else CUT
    for plan in proof.plans:
        yield f"A plan of {', '.join(plan.plan)}:"
        yield from (f"  {_group_words(group)}" for group in plan.groups)
        if not plan.mixed.days:
            continue
        yield f"  {MIXED} {plan.mixed.days:,} days, {plan.mixed.evenings:,} evenings looked at."
        if all(group.days_out is None or group.days_out >= 0 for group in plan.groups):
            days = f"{plan.way_out_days} days at most, {plan.settles_in} of them until all else is calm"
            yield f"  The way out takes {days}."
    for result in proof.properties:
        holds = "holds" if result.is_complete else "holds as far as was walked"
        yield f"{result.number}. {'FAILS' if result.against else holds}: {result.says}"
        yield from (f"   {line}" for line in result.against)
    yield (
        f"{proof.seconds:.0f} seconds, {proof.processor_seconds:.0f} of the processor, in {max(proof.workers, 1)} "
        f"process{'es' if proof.workers > 1 else ''} of {proof.megabytes} MB at most."
    )


def _group_words(group: GroupResult) -> str:
    how_far = "complete" if group.is_complete else f"cut at {group.walked:,} states"
    remembered = f"{group.places:,} places with what a bystander remembers, " if group.places != group.states else ""
    return f"{group.says}: {how_far}; {group.states:,} states, {remembered}{group.transitions:,} transitions."


def proof_json(proof: OverDaysProof) -> dict[str, Any]:
    """Return the same as plain JSON."""
    return {
        "protocol": proof.name,
        "sha256": proof.sha256,
        "holds": proof.holds,
        "complete": proof.is_complete,
        "plans": [
            {
                "plan": list(plan.plan),
                "groups": [
                    {
                        "says": group.says,
                        "properties": list(group.numbers),
                        "complete": group.is_complete,
                        "walked": group.walked,
                        "states": group.states,
                        "places": group.places,
                        "transitions": group.transitions,
                        "days_out": group.days_out,
                    }
                    for group in plan.groups
                ],
                "mixed": {"days": plan.mixed.days, "evenings": plan.mixed.evenings},
                "way_out_days": plan.way_out_days,
            }
            for plan in proof.plans
        ],
        "properties": [
            {
                "number": r.number,
                "says": r.says,
                "holds": not r.against,
                "complete": r.is_complete,
                "against": list(r.against),
            }
            for r in proof.properties
        ],
        "seconds": round(proof.seconds, 1),
        "processor_seconds": round(proof.processor_seconds, 1),
        "megabytes": proof.megabytes,
        "processes": max(proof.workers, 1),
    }
