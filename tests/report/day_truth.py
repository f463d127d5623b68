"""Whether what a day's screen says of a hold is true, derived the slow way: days pass one by one."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from itertools import chain

from tests.reference.page import open_page
from tests.reference.ratings import very_bad_day_lately
from tests.reference.rulebook import Rulebook
from tests.reference.safety import last_opioid, opioid_of

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.guidance.guide import action_of
from zonewise.model.day_words import day_words
from zonewise.model.entry import Entry
from zonewise.report.day_words import NEEDED_WITH, changes, dates
from zonewise.rules.rule_set import FactValue
from zonewise.services.base.protocols import load_protocol, protocol_folder

PROTOCOL = load_protocol()
RULES, ENGINE, BOOK = PROTOCOL.rule_set, PROTOCOL.engine, Rulebook(protocol_folder())
MOST_DAYS = 60
HELD = ("keep", "wait")
NO_MORE_STEPS = ("at_ceiling", "plan_signed")
LAST = {"step-dose-settled", "step-at-ceiling"}
COUNTED_UP = (
    "days_green", "days_at_dose", "days_since_other_change", "days_since_increase", "days_since_call",
    "days_since_pause", "rated_days", "learning_days",
)  # fmt: skip
COUNTED = {
    "days_green": "in Green", "days_at_dose": "on this dose", "days_since_other_change": "without another change",
    "days_since_call": "since the last call or word to wait", "days_since_pause": "of pause",
}  # fmt: skip
"""How many more days a sentence counts, by the words after them."""
A_DAY = re.compile(r"(?P<weekday>\w+)?,? ?\b\d{1,2} (?:January|February|March|April|May|June|July|August|September"
                   r"|October|November|December)\b")  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def needs(today: DailyGuidance) -> str:
    """Return the sentence on what a rise still needs, or ""."""
    return next((line for line in changes(today, RULES) if "still needs:" in line), "")


def rise_of(today: DailyGuidance) -> Mapping[str, tuple[FactValue, FactValue]]:
    """Return the facts that a rise still needs, each with its value now and then."""
    return next((change.facts for change in today.guidance.would_change if change.action in RULES.rising), {})


def earliest_rise(today: DailyGuidance) -> date | None:
    """Return the first day on which a rise opens, the slow way: days pass one by one, and all else turns out well."""
    values: dict[str, FactValue] = {name: fact.value for name, fact in today.facts.items()}
    for waited in range(MOST_DAYS):
        later = dict(values)
        for name, (known, then) in rise_of(today).items():
            later[name] = then
            if name in COUNTED_UP and isinstance(known, int):
                later[name] = known + waited
                if name == "days_green" and known == 0:  # no day is Green before a usual is known
                    later[name] = max(0, waited - unlearnt_days(today) + 1) if unlearnt_days(today) else waited
            if name == "plan_interval_over" and known is False:
                later[name] = today.as_of + timedelta(days=waited) >= interval_over(today)
            if name == "plan_begun" and known is False and today.snapshot.plan is not None:
                later[name] = today.as_of + timedelta(days=waited) >= today.snapshot.plan.start
            if goes_on(today, name, waited):
                later[name] = known
        if action_of(ENGINE, later) in RULES.rising:
            return today.as_of + timedelta(days=waited)
    return None


def unlearnt_days(today: DailyGuidance) -> int:
    """Return the days until the usual is known by ratings; 0 where it is, or where an ordinary day was told."""
    says = re.match(r"Day (\d+): your usual is known after (\d+) days", today.zone.criteria[0].sentence)
    return int(says[2]) + 1 - int(says[1]) if says else 0


def interval_over(today: DailyGuidance) -> date:
    """Return the day on which the recommended dose was taken for as long as the plan sets."""
    snapshot, now, plan = today.snapshot, today.snapshot.recommended.now, today.snapshot.plan
    assert now is not None
    assert plan is not None
    since = now.since
    if now.cause == "named" and not now.rise:  # a lower dose that was only named has no days yet
        totals = {day: sum(doses) for day, doses in snapshot.days.doses_mg.items()}
        since = min((day for day, mg in totals.items() if day >= since and 0 < mg <= now.mg), default=today.as_of)
    return since + timedelta(days=plan.interval_days or 0)


def goes_on(today: DailyGuidance, name: str, waited: int) -> bool:
    """Say whether what ends by itself still stands so many days later, when nothing more is written of it."""
    if name == "side_effect_grade":  # one that was noted today is there today
        return waited == 0 and any(
            grade > 1 for _, grade in today.snapshot.side_effects(today.snapshot.days[-1].entries)
        )
    if name not in ("opioid", "last_opioid", "very_bad_day_lately"):
        return False
    day = today.as_of + timedelta(days=waited)
    entries = [*chain.from_iterable(today.snapshot.kinds.values())]
    if name == "last_opioid" and today.facts[name].ask is not None:
        entries.append(told_last_opioid(entries, today.as_of))
    page = open_page(BOOK, entries, day, PROTOCOL.settings)
    if name == "very_bad_day_lately":
        return very_bad_day_lately(page)
    return last_opioid(page) == "within-wait" if name == "last_opioid" else opioid_of(page) == "recent"


def told_last_opioid(entries: list[Entry], day: date) -> Entry:
    """Return the answer that names the day of the last opioid, the earliest that it can be."""
    used = [
        one for one in entries if (one.kind, one.name) == ("answer", "opioid") and one.value in ("recent", "current")
    ]
    last = max(one.day for one in used if one.day <= day)
    return Entry("told", day, time(23, 59), "answer", "last_opioid", last.isoformat(), entered_at=f"{day}T23:59:59Z")


def untruths(today: DailyGuidance) -> Iterator[str]:
    """Yield what is missing or not true of a day's screen: of its reasons, of a hold, of its days."""
    yield from _untrue_reasons(today)
    yield from _bad_days(today)
    stated, rise = needs(today), rise_of(today)
    is_last = any(name in rise for name in NO_MORE_STEPS) or LAST & {rule.id for rule in today.guidance.reasons}
    if today.guidance.action in HELD and not stated and not is_last:
        yield "a hold that does not say what it waits for"
    if not stated:
        return
    true = earliest_rise(today)
    expected = day_words(true, today.as_of) if true is not None and true > today.as_of else None
    named = re.search(r"The earliest day is (.+?)\.(?: It can be sooner|$)", stated)
    if (named[1] if named else None) != expected:
        yield f"the earliest day is {expected}: {stated}"
    if named and f"until {named[1]}" in stated:
        yield f"one day is named twice: {stated}"
    for name, words in COUNTED.items():
        counted = re.search(rf"(\d+) more days? {words}", stated)
        if counted and int(counted[1]) != int(rise[name][1] or 0) - int(rise[name][0] or 0):
            yield f"{name} is counted wrong: {stated}"
    yield from _unnamed_conditions(today, stated)


def _untrue_reasons(today: DailyGuidance) -> Iterator[str]:
    values = {name: fact.value for name, fact in today.facts.items()}
    for rule in today.guidance.reasons:
        if rule.any_of and not any(
            all(test.holds(values.get(test.fact)) for test in condition) for condition in rule.any_of
        ):
            yield f"{rule.id} is given without its facts"


def _unnamed_conditions(today: DailyGuidance, stated: str) -> Iterator[str]:
    rise = rise_of(today)
    answers = stated.partition("your answer")[2].partition(".")[0].lower()
    for name, (known, _) in rise.items():
        fact = RULES.facts[name]
        prompt = RULES.prompts.get(fact.prompt)
        if NEEDED_WITH.get(name) in rise or name == "plan_interval_over":
            continue
        if known is None and prompt is not None:
            if prompt.label.lower() not in answers or (fact.rise and fact.rise in stated):
                yield f"{name} is not named as an answer: {stated}"
            continue
        by_unknown = known is None and fact.rise_unknown
        if fact.rise and "{" not in fact.rise and not by_unknown and fact.rise not in stated:
            yield f"{name} is not named: {stated}"


def _bad_days(today: DailyGuidance) -> Iterator[str]:
    """Yield each day that lacks its weekday or is written as a number, and a review that is due and comes later."""
    lines = (*changes(today, RULES), *dates(today))
    for line in lines:
        if re.search(r"\d{4}-\d\d-\d\d", line) or any(day["weekday"] not in WEEKDAYS for day in A_DAY.finditer(line)):
            yield f"a day without its weekday: {line}"
    if len([line for line in dates(today) if "review with" in line.lower()]) > 1:
        yield f"a review that is due and has a later day: {lines}"
