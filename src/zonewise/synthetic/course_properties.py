"""What has to hold over every sequence of evenings, checked from outside.

Nothing is known here of how zonewise remembers: only what was named on each evening, and what was written down.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from zonewise.plan.schedule import step_above, step_below

from .erring_life import ErringEvening

CALLING, RISING = ("emergency", "stop-and-call"), ("start", "step-up", "resume-low")
RESTING, SETTLED = ("pause", "wait"), ("continue", "restart-low")
LOW_AFTER = ("anaphylaxis", "withdrawal")
WAIT_DAYS, LONG_WAIT_DAYS, WEEK = 10, 14, 7
LONG_ACTING = ("methadon",)
UNKNOWN = "zzplorix"
NONE = Decimal(0)
LONG_AGO = -999

PRESCRIBERS = frozenset((
    "start-went-badly", "resume-went-badly", "step-went-badly", "step-relief-worse", "step-dose-settled",
    "step-at-ceiling", "start-plan-missing", "resume-plan-missing", "step-plan-missing", "liver-raised", "pregnancy",
    "breastfeeding", "minor", "needs-specialist", "hypersensitivity", "other-antagonist", "liver-acute",
))  # fmt: skip
"""Rules that put it into the prescriber's hands what comes next."""


@dataclass(slots=True)
class Course:
    """What can be seen from outside up to one evening; days are numbers of evenings."""

    level: Decimal = NONE  # What goes on: named and taken, or named less.
    last_level: Decimal = NONE  # The dose before the rest that goes on.
    since: int = LONG_AGO  # When it began.
    off_since: int = LONG_AGO  # The first evening of the time without a named dose; the last such one while on LDN.
    is_off: bool = False
    fell: int = LONG_AGO  # When a lower dose was last named.
    called: str = ""  # What an open call was about.
    last_call: int = LONG_AGO
    low_only: bool = False  # LDN may only begin again low.
    awaits_plan: bool = False
    stopped: bool = False
    says_opioid: bool = False  # The last word was that an opioid is taken, or was lately.
    opioid_free: int = LONG_AGO  # The first evening without any left...
    unknown_free: int = LONG_AGO  # ...or without a medicine that nobody knows, if that was one.
    open_note: bool = False  # A note names an opioid, and nobody has answered since.
    begun: bool = False  # A dose was named and taken, ever.
    says_taking: bool = False  # The last word was that LDN is taken, and none that it was paused or stopped.
    rested: bool = False  # It was paused or stopped by word.
    took_mg: Decimal = NONE  # What was logged on the evening before.
    taken: set[Decimal] = field(default_factory=set)  # Every amount that was logged.
    changed: int = LONG_AGO  # When something else last changed.

    def take_in(self, evening: ErringEvening) -> None:
        """Take in what was written on an evening, before looking at what was named."""
        number, written = evening.number, evening.written
        opioid, said = written.get("opioid"), written.get("clinician_said")
        if phase := written.get("phase"):
            self.rested = self.rested or phase in ("paused", "stopped")
            self.says_taking = phase in ("titrating", "stable") and not self.rested
        is_over = opioid in ("none", "planned") and self.says_opioid  # the last one may have been today
        if opioid in ("current", "recent") or is_over:
            self.opioid_free = max(self.opioid_free, number + WAIT_DAYS)
        self.says_opioid = opioid in ("current", "recent") if opioid else self.says_opioid
        self.open_note = (self.open_note or evening.names_opioid) and not opioid
        if evening.opioid:  # the evening on which it is stopped may have been the last one
            wait = LONG_WAIT_DAYS if evening.opioid in LONG_ACTING else WAIT_DAYS
            self.opioid_free = max(self.opioid_free, number + 1 + wait)
        if written["danger_sign"] == "withdrawal":
            self.opioid_free = max(self.opioid_free, number + LONG_WAIT_DAYS)
        is_plan_here = evening.new_plan and (self.awaits_plan or said == "new-plan")  # the one that was spoken of
        if said in SETTLED or is_plan_here:
            self.low_only = self.low_only or said != "continue"
            self.called, self.awaits_plan = "", False
        elif said in ("stay-off", "new-plan"):
            self.called, self.awaits_plan, self.last_call = "a clinician", said == "new-plan", number
        is_stop = written.get("phase") == "stopped" or (said == "stay-off" and (self.begun or self.rested))
        is_wanted = written.get("wants_to_start") == "yes" and said != "stay-off"  # that word is told after the wish
        self.stopped = (self.stopped or is_stop) and not is_wanted
        if any(entry.kind == "medicine" and entry.name == UNKNOWN for entry in evening.entries):
            self.unknown_free = number + LONG_WAIT_DAYS
        if any(entry.kind in ("medicine", "event") for entry in evening.entries):
            self.changed = number if is_change(evening) else self.changed

    def end(self, evening: ErringEvening) -> None:
        """Take in what was named on an evening and what was taken."""
        mg, number, action, written = evening.named_mg, evening.number, evening.action, evening.written
        if mg and mg < self.level:
            self.fell = number
        if not mg and not self.is_off and self.begun:
            self.off_since, self.is_off = number, True
        if mg and (action not in RISING or evening.taken_mg >= mg):
            self.is_off = False
        if action in RESTING or written.get("phase") in ("paused", "stopped"):
            self.last_level, self.level = self.level or self.last_level, NONE
        if action in CALLING or self.called or written.get("clinician_said"):  # asked again until it was told
            self.last_call = number
        if action in CALLING:
            sign, told = written["danger_sign"], written.get("clinician_said") in SETTLED
            if not told or sign != "none":
                self.called = sign if sign != "none" else self.called or "a call"
            self.low_only = self.low_only or sign in LOW_AFTER
        if mg and (action not in RISING or evening.taken_mg >= mg):  # a rise counts once it is taken
            begins = number - 1 if not self.begun and action not in RISING else number  # told by the dose before
            self.since = begins if mg != self.level else self.since
            self.low_only = self.low_only and self.level > 0 and action not in ("start", "resume-low")
            self.level, self.begun = mg, True
        self.taken.add(evening.taken_mg)
        self.took_mg = evening.taken_mg


def is_change(evening: ErringEvening) -> bool:
    """Say whether something else than LDN changed on an evening."""
    return any(entry.kind == "medicine" or entry.name in ("infection", "filler-change") for entry in evening.entries)


def broken_properties(evenings: Iterable[ErringEvening]) -> Iterator[str]:
    """Yield each evening on which something that has to hold over days did not."""
    course = Course()
    for evening in evenings:
        course.take_in(evening)
        for broken in (*_of_dose(course, evening), *_of_reasons(course, evening), *_of_way_out(evening)):
            yield f"day {evening.number}: {broken}"
        course.end(evening)


def _of_dose(course: Course, evening: ErringEvening) -> Iterator[str]:
    mg, number, action, level = evening.named_mg, evening.number, evening.action, course.level
    plan = evening.today.snapshot.plan
    if not mg or plan is None:
        return
    low = plan.resume_mg if plan.resume_mg is not None else plan.steps[0].daily_mg
    above, below = step_above(plan, level), step_below(plan, level)
    # whoever says that LDN is taken, paused or stopped it at no time, and logs a first dose, has told it, up to the
    # first step: the plan's prescriber named that amount, and what stops a dose stops this one
    is_told = not course.begun and course.says_taking and course.took_mg > 0 and mg <= plan.steps[0].daily_mg
    if mg > level and action not in RISING and not is_told:
        yield f"1. {mg} named after {level} without a decision to rise ({action})"
    if mg > level and above is not None and mg > max(above.daily_mg, low):
        yield f"1. {mg} named after {level}, more than one step"
    before = level or course.last_level
    if action in ("start", "resume-low") and mg > max(plan.steps[0].daily_mg, before):
        yield f"1. {mg} named after a rest, and {before} was the dose before it"
    if course.called:
        yield f"2. {mg} named although nobody told what was said of {course.called}"
    if course.low_only and action not in ("start", "resume-low") and mg > low:
        yield f"2. {mg} named where LDN was to begin again low"
    if number < course.opioid_free:
        yield f"3. {mg} named {course.opioid_free - number} days before the wait is over"
    if course.open_note:
        yield f"3. {mg} named although a note names an opioid and nobody has answered since"
    if action in ("start", "resume-low") and level == 0 and number - course.off_since < WEEK:
        yield f"4. {action} {number - course.off_since} days after a rest began"
    if course.stopped:
        yield f"5. {mg} named although LDN is stopped"
    if action == "step-up" and mg > level and number - course.since < WEEK:
        yield f"6. {action} {number - course.since} days after {level} was taken up"
    borne = (*course.taken, *plan.reduce_mg, below.daily_mg if below is not None else level)
    if mg < level and action == "reduce" and mg not in borne:
        yield f"6. back to {mg}, which was never taken"
    if mg < level and number - course.fell < WEEK:
        yield f"7. {mg} after {level}, {number - course.fell} days after the last fall"
    if mg > level and number - course.fell < WEEK:
        yield f"8. {mg} after {level}, {number - course.fell} days after a fall"


def _days(name: str) -> Callable[[Course, ErringEvening], bool]:
    return lambda course, evening: evening.number - int(getattr(course, name)) < WEEK


def _zone(zone: str) -> Callable[[Course, ErringEvening], bool]:
    return lambda _, evening: evening.today.zone.zone == zone


def _called(course: Course, evening: ErringEvening) -> bool:
    return bool(course.called) or evening.written.get("clinician_said") in ("stay-off", "new-plan")


def _takes_opioid(course: Course, evening: ErringEvening) -> bool:
    return bool(evening.opioid) or evening.written.get("opioid") == "current" or course.says_opioid


def _waits_for_opioid(course: Course, evening: ErringEvening) -> bool:
    return evening.number < max(course.opioid_free, course.unknown_free)


TRUTHS: Mapping[str, Callable[[Course, ErringEvening], bool]] = MappingProxyType({
    "step-in-red": _zone("red"), "start-in-red": _zone("red"), "step-in-yellow": _zone("yellow"),
    "start-in-yellow": _zone("yellow"), "red-after-increase": _zone("red"), "yellow-after-increase": _zone("yellow"),
    "step-call-lately": _days("last_call"), "start-call-lately": _days("last_call"),
    "resume-call-lately": _days("last_call"), "step-other-change": _days("changed"),
    "start-other-change": _days("changed"), "resume-other-change": _days("changed"),
    "danger-unresolved": _called, "danger-unresolved-taking": _called, "danger-unresolved-stop": _called,
    "opioid-current": _takes_opioid, "opioid-recent-taking": _waits_for_opioid,
    "opioid-recent-not-taking": _waits_for_opioid, "opioid-lately-taking": _waits_for_opioid,
    "opioid-lately-not-taking": _waits_for_opioid, "start-not-wanted": lambda course, _: course.stopped,
})  # fmt: skip
"""What a reason says, seen from outside, by the rule that gives it."""


def _of_reasons(course: Course, evening: ErringEvening) -> Iterator[str]:
    """Yield each reason that is not true of the day: by its facts, and where it can be seen by what was written."""
    values = {name: fact.value for name, fact in evening.today.facts.items()}
    for rule in evening.today.guidance.reasons:
        fires = (all(test.holds(values.get(test.fact)) for test in condition) for condition in rule.any_of)
        if rule.any_of and not any(fires):
            yield f"10. {rule.id} without its facts"
        truth = TRUTHS.get(rule.id)
        if truth is not None and not truth(course, evening):
            yield f"10. {rule.id} is not true of the day"


def _of_way_out(evening: ErringEvening) -> Iterator[str]:
    """Yield where a day that holds something names neither a question nor a change that would open it."""
    guidance = evening.today.guidance
    if evening.action in ("keep", "wait") and not guidance.would_change and not guidance.ask:
        yield f"9. no way out of {evening.action} by {', '.join(rule.id for rule in guidance.reasons)}"


def has_arrived(evening: ErringEvening) -> bool:
    """Say whether the ceiling is reached, or a decision stands out that is the prescriber's or the person's own."""
    values = {name: fact.value for name, fact in evening.today.facts.items()}
    if values["at_ceiling"] is True or evening.action == "stop":
        return True
    return any(rule.id in PRESCRIBERS for rule in evening.today.guidance.reasons)
