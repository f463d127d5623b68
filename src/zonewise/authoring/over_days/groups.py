"""What is walked together: which answers may come, which facts are read off the state, which properties it shows."""

from collections.abc import Mapping

from .abstract_day import Happenings
from .equal_futures import OPEN_CALL

ALWAYS = ("phase", "at_ceiling", "plan_signed")
GROUPS: Mapping[Happenings, tuple[int, ...]] = {
    Happenings("doses of every kind", (*ALWAYS, "days_at_dose", "plan_interval_over"), doses=True): (1, 6, 7, 8),
    Happenings("words of taking, pausing, stopping", (*ALWAYS, "days_since_pause", "wants_to_start"), words=True): (
        1, 4, 5, 10,
    ),
    Happenings("calls and what a clinician said", (*ALWAYS, OPEN_CALL), clinician=True): (1, 2, 10),
    Happenings(
        "what went badly", (*ALWAYS, OPEN_CALL, "low_dose_went_badly", "next_step_went_badly"), clinician=True
    ): (1, 4, 10),
}  # fmt: skip
"""What is walked in full, each with the properties that are looked at on every evening of it."""
