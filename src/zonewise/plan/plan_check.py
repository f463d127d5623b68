"""Whether a plan may be used, and what is shown for a second look.

Both answers come from the same findings: `check` holds what refuses the plan, without what the prescriber allowed in
writing, and `notices` what is fine but worth seeing. A refusal says which override would allow it.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType

from zonewise.model.amounts import EXACT, format_mg
from zonewise.model.day_words import day_words
from zonewise.problem import InputRefused, Problem

from .bottle import bottle_difference
from .bounds import (
    ceilings,
    form_of_plan,
    interval,
    measurable,
    stated_amounts,
    step_limit_mg,
    step_sizes,
    tenfold,
    violation,
    way_down,
)
from .limits import OVERRIDABLE, PlanLimits
from .plan_file import read_plan_with_lines
from .prescribed_plan import Origin, Plan
from .schedule import step_above

_NO_LINES: Mapping[str, int] = MappingProxyType({})


def check(
    plan: Plan,
    limits: PlanLimits,
    *,
    sensitive: bool | None,
    previous: Plan | None = None,
    where: str = "plan",
    lines: Mapping[str, int] = _NO_LINES,
) -> tuple[Problem, ...]:
    """Return every reason to refuse a plan; () when it may be used.

    Args:
        sensitive: Whether the person is very sensitive (mast cells, small fibres); None when nobody knows. The plan's
            own word counts too, and the more cautious of the two decides.
        previous: The plan in force until now, against which a tenfold plan shows.
        where: Name of the file, for messages.
        lines: Line of each part of the file, from `read_plan_with_lines`.
    """
    return tuple(
        _problem(finding, where, lines)
        for finding in findings(plan, limits, sensitive=sensitive, previous=previous)
        if finding.code not in OVERRIDABLE or plan.override_of(finding.code) is None
    )


def findings(
    plan: Plan, limits: PlanLimits, *, sensitive: bool | None, previous: Plan | None = None
) -> tuple[Problem, ...]:
    """Return every bound that the plan crosses, overridden or not."""
    return (
        *form_of_plan(plan, limits),
        *ceilings(plan, limits),
        *tenfold(plan, limits, previous),
        *step_sizes(plan, limits),
        *way_down(plan),
        *interval(plan, limits, is_sensitive(plan, sensitive)),
        *measurable(plan, limits),
    )


def notices(
    plan: Plan,
    limits: PlanLimits,
    *,
    sensitive: bool | None,
    previous: Plan | None = None,
    where: str = "plan",
    lines: Mapping[str, int] = _NO_LINES,
) -> tuple[Problem, ...]:
    """Return what refuses nothing and is worth a second look. Arguments as for `check`."""
    shown = (
        *_start(plan, limits),
        *_doubling(plan, limits),
        *_way_back(plan, limits),
        *_lengths(plan, limits, is_sensitive(plan, sensitive)),
        *_records(plan, findings(plan, limits, sensitive=sensitive, previous=previous)),
    )
    return tuple(
        Problem(where, _line(lines, notice.field), notice.fault, notice.expected, notice.code) for notice in shown
    )


def is_sensitive(plan: Plan, sensitive: bool | None) -> bool | None:
    """Return yes when either the person or the plan says so, no when one says no and none yes, else None."""
    statements = (plan.sensitive, sensitive)
    return True if True in statements else (False if False in statements else None)


def read_and_check(
    text: str,
    where: str,
    limits: PlanLimits,
    *,
    sensitive: bool | None,
    previous: Plan | None = None,
    origin: Origin = "copied",
) -> tuple[Plan, tuple[Problem, ...]]:
    """Return the plan of a file that may be used, with its notices.

    Raises:
        InputRefused: With every problem of its form, or else every reason to refuse it, each with its line.
    """
    plan, lines = read_plan_with_lines(text, where, origin=origin)
    problems = check(plan, limits, sensitive=sensitive, previous=previous, where=where, lines=lines)
    if problems:
        raise InputRefused(sorted(problems, key=lambda problem: problem.line))
    return plan, notices(plan, limits, sensitive=sensitive, previous=previous, where=where, lines=lines)


def _problem(finding: Problem, where: str, lines: Mapping[str, int]) -> Problem:
    expected = finding.expected
    if finding.code in OVERRIDABLE:
        expected += (
            f" If the prescriber means it, copy the written decision under 'overrides' with 'of: {finding.code}'."
        )
    return Problem(where, _line(lines, finding.field), finding.fault, expected, finding.code)


def _line(lines: Mapping[str, int], place: str) -> int:
    return lines.get(place) or lines.get(place.partition(".")[0], 0)


def _start(plan: Plan, limits: PlanLimits) -> Iterator[Problem]:
    first = plan.steps[0].highest_day_mg
    common = f"the common start of {format_mg(limits.start_low_mg)} to {format_mg(limits.start_high_mg)}"
    if first > limits.start_high_mg:
        fault = f"the first dose is {format_mg(first)} a day, above {common}."
        yield violation(
            "steps.1", fault, "Ask the prescriber if that was meant, unless you take it already.", "high-start"
        )
    if first < limits.start_low_mg:
        fault = f"the first dose is {format_mg(first)} a day, below {common}."
        yield violation("steps.1", fault, "Check that micrograms and milligrams were not exchanged.", "low-start")


def _doubling(plan: Plan, limits: PlanLimits) -> Iterator[Problem]:
    for number, (lower, upper) in enumerate(pairwise(plan.steps), 2):
        if upper.daily_mg > EXACT.multiply(lower.daily_mg, limits.step_shown_above_ratio):
            fault = f"step {number} goes from {format_mg(lower.daily_mg)} to {format_mg(upper.daily_mg)} a day."
            yield violation(f"steps.{number}", fault, "That more than doubles the dose; check it.", "more-than-doubles")


def _way_back(plan: Plan, limits: PlanLimits) -> Iterator[Problem]:
    """After a pause or reduction the next step up must not be a leap that the steps themselves never made."""
    for place, name, mg in stated_amounts(plan):
        up = step_above(plan, mg)
        if up is not None and not place.startswith("taper") and up.daily_mg - mg > step_limit_mg(mg, limits):
            fault = f"after {name} of {format_mg(mg)} the next step up is {format_mg(up.daily_mg)}."
            yield violation(place, fault, "Ask the prescriber for the doses between.", "way-back")


def _lengths(plan: Plan, limits: PlanLimits, sensitive: bool | None) -> Iterator[Problem]:
    days, least = plan.interval_days, limits.interval_days_least_sensitive
    if sensitive is None and days is not None and limits.interval_days_least <= days < least:
        fault = f"the interval is {days} days, and nobody said whether you are very sensitive."
        expected = f"Sensitive people (mast cells, small fibres) need {least}; write 'sensitive: yes' or 'no'."
        yield violation("interval", fault, expected, "sensitivity-unknown")
    window, shortest, longest = plan.link_window_days, limits.link_window_days_least, limits.link_window_days_most
    if window is not None and not shortest <= window <= longest:
        fault = f"a flare counts as linked for {window} days after an increase."
        yield violation("link-window", fault, f"Usual are {shortest} to {longest} days; check it.", "link-window")


def _records(plan: Plan, crossed: tuple[Problem, ...]) -> Iterator[Problem]:
    codes = {finding.code for finding in crossed}
    for number, override in enumerate(plan.overrides, 1):
        if override.of not in codes:
            fault = f"the override of '{override.of}' allows nothing that this plan does."
            yield violation(f"overrides.{number}", fault, "Leave it out unless it belongs here.", "unused-override")
    if plan.start < plan.written_on:
        fault = f"the start, {day_words(plan.start)}, is before the prescription, {day_words(plan.written_on)}."
        yield violation("start", fault, "That is right for a renewal; else check both dates.", "start-before-written")
    for number in range(1, len(plan.bottles) + 1):
        different = bottle_difference(plan, number)
        if different is not None:
            fault = f"{different.where}: {different.fault}"
            yield violation(f"bottles.{number}", fault, different.expected, different.code)
