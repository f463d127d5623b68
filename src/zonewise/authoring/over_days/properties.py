"""What has to hold over every sequence of days, as a bystander sees it on one evening.

Each property looks at the record until an evening and at what is named on it, and returns what is wrong, or "".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from zonewise.course.dose_level import NO_DOSE
from zonewise.plan.schedule import step_above
from zonewise.rules.rule_set import FactValue

from .course_state import CourseSetting
from .equal_futures import OPEN_CALL
from .record import Bystander, Record
from .state_graph import EveningView

TITRATING = ("titrating", "stable")


@dataclass(frozen=True)
class Sight:
    """One evening as the bystander sees it."""

    setting: CourseSetting
    bystander: Bystander
    record: Record  # Before what is named, with what was told on the day.
    evening: EveningView
    known: Mapping[str, tuple[FactValue, ...]]  # The facts that the state gives.
    asks: Mapping[str, bool]  # Whether the screen asks about a fact that the state gives.

    @property
    def mg(self) -> Decimal:
        """What is named, 0 for no dose."""
        return self.evening.named.mg or NO_DOSE

    @property
    def rises(self) -> bool:
        """Whether the day opens a rise."""
        return self.evening.named.action in self.bystander.rising

    @property
    def takes_up(self) -> bool:
        """Whether the day opens a start or a resumption."""
        doses = self.setting.protocol.rule_set.doses
        return self.rises and doses[self.evening.named.action] in ("first-step", "resume")

    def number(self, name: str) -> int:
        """Return a named number of the protocol, in days; 0 where it has none."""
        return self.setting.numbers.get(name, 0)

    def value(self, name: str) -> FactValue:
        """Return the value of a fact that the state gives; None where it gives none."""
        return self.known.get(name, (None,))[0]


def _one_step_at_a_time(sight: Sight) -> str:
    level, plan = sight.record.level_mg, sight.setting.plan
    if sight.mg <= level:
        return ""
    if not sight.rises:
        return f"{sight.mg} mg is named after {level} mg without a decision to rise"
    above, last_mg = step_above(plan, level), sight.record.last_mg
    if not level and sight.mg > max(sight.setting.first_mg, min(sight.setting.low_mg, last_mg)):
        return f"{sight.mg} mg is named after a rest, and no more than {last_mg} mg was taken before it"
    most = max(above.daily_mg if above is not None and level else NO_DOSE, sight.setting.low_mg)
    return f"{sight.mg} mg is named after {level} mg, more than one step of the plan" if sight.mg > most else ""


def _a_call_is_followed_up(sight: Sight) -> str:
    record = sight.record
    if record.called and sight.mg:
        return f"{sight.mg} mg is named although nobody told what was said of {record.called}"
    if record.low_only and sight.mg > sight.setting.low_mg:
        return f"{sight.mg} mg is named where LDN was to begin again low"
    if not record.called or OPEN_CALL not in sight.known or sight.evening.named.kind == "call":
        return ""
    if sight.value(OPEN_CALL) == "none" or not sight.asks.get(OPEN_CALL):
        return f"the screen no longer names {record.called}, nor asks what was said of it"
    return ""


def _a_pause_lasts(sight: Sight) -> str:
    record, bound = sight.record, sight.number("green-days-before-resume")
    if not sight.takes_up:
        return ""
    if (
        "days_since_pause" in sight.known
        and record.rest is not None
        and record.rest < min(bound, sight.bystander.rest_days)
    ):
        return f"LDN is taken up {record.rest} days after it was paused, {bound} are needed"
    for mg, _, settled in record.bad if "low_dose_went_badly" in sight.known else ():
        if not settled and sight.mg >= mg:
            return f"{sight.mg} mg is named although {mg} mg went badly and no clinician spoke of it"
    return ""


def _two_bad_times_close_a_dose(sight: Sight) -> str:
    counted = sight.setting.protocol.settings.facts.bad_times_that_close
    for mg, times, settled in sight.record.bad if "next_step_went_badly" in sight.known else ():
        if times >= counted and not settled and sight.rises and sight.mg >= mg:
            return f"{sight.mg} mg is named although {mg} mg went badly {times} times"
    return ""


def _stopped_stays_stopped(sight: Sight) -> str:
    record = sight.record
    is_against = record.stopped and not record.wanted and sight.mg
    return f"{sight.mg} mg is named although LDN is stopped" if is_against else ""


def _time_off_does_not_count(sight: Sight) -> str:
    days, on = sight.value("days_at_dose"), sight.record.on
    if isinstance(days, int) and days > on and sight.record.level_mg:
        return f"{days} days at the dose are counted, {on} days after it began or time off ended"
    interval = sight.setting.plan.interval_days or 0
    is_over = sight.value("plan_interval_over") is True and sight.value("at_ceiling") is False
    if is_over and sight.rises and sight.record.level_mg and on < min(interval, sight.bystander.dose_days):
        return f"the plan's interval counts as over after {on} days"
    return ""


def _falls_once(sight: Sight) -> str:
    record, reduction = sight.record, sight.evening.reduction
    bound = sight.setting.protocol.settings.facts.second_reduction_days
    is_step_back = sight.setting.protocol.rule_set.doses[sight.evening.named.action] == "step-back"
    if not is_step_back or sight.mg >= record.level_mg or record.fell is None or reduction is None:
        return ""
    if record.fell < bound:
        return f"the dose falls again to {sight.mg} mg {record.fell} days after it fell"
    if reduction.flare == "same" and not reduction.fails:
        return f"the dose falls again to {sight.mg} mg in the same flare though the lower dose does not fail"
    if reduction.flare == "unseen":
        return f"the dose falls again to {sight.mg} mg on the same answer, with no flare and an unknown zone"
    return ""


def _no_alternation(sight: Sight) -> str:
    record, bound = sight.record, sight.setting.protocol.settings.facts.second_reduction_days
    if sight.rises and not sight.takes_up and record.fell is not None and record.fell < bound:
        return f"{sight.mg} mg is named {record.fell} days after the dose fell"
    return ""


def _reasons_are_true(sight: Sight) -> str:
    record, phase = sight.record, sight.value("phase")
    if (
        OPEN_CALL in sight.known
        and phase in TITRATING
        and not record.level_mg
        and sight.evening.named.kind == ""
        and sight.mg
    ):
        return f"the screen says that a dose is taken, but none is named since {record.rest} days"
    days = sight.value("days_since_pause")
    is_off = isinstance(days, int) and phase in ("paused", "stopped") and record.rest is not None
    if is_off and min(int(days or 0), sight.bystander.rest_days) > (record.rest or 0):
        return f"the pause counts as {days} days old, {record.rest} days after it began"
    if sight.value("next_step_went_badly") is True and not record.bad:
        return "a step counts as having gone badly that never did"
    return ""


Property = Callable[[Sight], str]
PROPERTIES: Mapping[int, tuple[str, tuple[Property, ...]]] = {
    1: (
        "The dose named rises by a decision and one step at most, and after a rest to no more than was taken before.",
        (_one_step_at_a_time,),
    ),
    2: ("After a call nothing is named until it is told what the clinician said.", (_a_call_is_followed_up,)),
    4: (
        "A pause lasts its days, and what went badly is not tried again alone.",
        (_a_pause_lasts, _two_bad_times_close_a_dose),
    ),
    5: ("Stopped stays stopped until LDN is wanted again.", (_stopped_stays_stopped,)),
    6: ("Time off LDN never counts as time at a dose.", (_time_off_does_not_count,)),
    7: ("In one flare the dose falls once, and again only when the lower dose failed.", (_falls_once,)),
    8: ("Rise and fall, pause and resumption do not alternate.", (_no_alternation,)),
    10: ("Each reason is true of its day.", (_reasons_are_true,)),
}
"""What is looked at on each evening, by number of the design; 3 and 9 are shown in another way."""
