"""Is a zone that a score called still in force?"""

from collections.abc import Sequence


def latched(
    at: Sequence[int],
    scores: Sequence[float],
    may_leave: Sequence[bool],
    *,
    enter: float,
    leave_under: float,
    leave_days: int,
    forget_after: int,
) -> list[bool]:
    """Return for each logged day whether the zone is in force: entered at one bound, left only well under it.

    Without the gap between the bounds a zone flickers from day to day.

    Args:
        at: The day number of each logged day, rising.
        scores: Score of each.
        may_leave: Whether that day counts towards leaving. A low score that does not count leaves the tally alone.
        enter: Score from which the zone is entered.
        leave_under: Score under which a day counts towards leaving.
        leave_days: Such days in a row that end the zone; a day that is not under the bound starts the tally again.
        forget_after: After more days than this without a logged day nothing is left of the zone.
    """
    states: list[bool] = []
    inside, calm, last = False, 0, None
    for day, score, counts in zip(at, scores, may_leave, strict=True):
        if last is not None and day - last > forget_after:
            inside = False
        if score >= enter:
            inside, calm = True, 0
        elif inside and score >= leave_under:
            calm = 0
        elif inside and counts:
            calm += 1
            inside = calm < leave_days
        states.append(inside)
        last = day
    return states
