"""The proof over days as text and as JSON."""

from collections.abc import Iterator
from typing import Any

from .command import OverDaysProof

APART = (
    "Each group is explored in full by itself: on every day all that it tells of may happen, with every value of each "
    "fact that its state does not give. What happens in two groups by turns is not explored."
)
CUT = (
    "Of each group the places nearest to the beginning are explored, up to --most. What happens in two groups by turns "
    "is not explored."
)


def proof_text(proof: OverDaysProof) -> str:
    """Return what was explored, how far, and what holds; of what does not hold the shortest way there, day by day."""
    return "\n".join(_lines(proof)) + "\n"


def _lines(proof: OverDaysProof) -> Iterator[str]:
    yield f"{proof.name}, followed by a plan of {', '.join(proof.plan)}."
    yield APART if all(group.is_full for group in proof.groups) else CUT
    for group in proof.groups:
        yield (
            f"  {group.says}: {group.states:,} states of treatment, {group.places:,} with what a bystander remembers, "
            f"{group.transitions:,} transitions{'' if group.is_full else ': the nearest ones, not all'}."
        )
    yield f"  answers about opioids: {proof.opioid.states:,} states, {proof.opioid.transitions:,} transitions."
    for result in proof.properties:
        yield f"{result.number}. {'FAILS' if result.against else 'holds'}: {result.says}"
        yield from (f"   {line}" for line in result.against)
    if all(group.days_out >= 0 for group in proof.groups):
        yield f"The way out takes {proof.way_out_days} days at most, {proof.settles_in} of them until all else is calm."
    yield f"{proof.seconds:.1f} seconds of the processor, {proof.megabytes} MB at most."


def proof_json(proof: OverDaysProof) -> dict[str, Any]:
    """Return the same as plain JSON."""
    return {
        "protocol": proof.name,
        "sha256": proof.sha256,
        "plan": list(proof.plan),
        "groups": [
            {
                "says": group.says,
                "states": group.states,
                "places": group.places,
                "transitions": group.transitions,
                "days_out": group.days_out,
                "in_full": group.is_full,
            }
            for group in proof.groups
        ],
        "opioids": {"states": proof.opioid.states, "transitions": proof.opioid.transitions},
        "properties": [
            {"number": r.number, "says": r.says, "holds": not r.against, "against": list(r.against)}
            for r in proof.properties
        ],
        "way_out_days": proof.way_out_days,
        "seconds": round(proof.seconds, 1),
        "megabytes": proof.megabytes,
    }
