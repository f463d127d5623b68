"""Live zonewise for months as people who make mistakes, and check what has to hold over every sequence of days.

    python benchmarks/course_fuzz.py                          200 people, 180 days each
    python benchmarks/course_fuzz.py --people 20 --days 90

Each evening the person writes down how it was, answers what is asked (at times wrongly, at times not), and takes what
is named, or twice of it, or half, or nothing. Some take an opioid, some have danger signs, pause or stop. What is
checked knows nothing of how zonewise remembers: only what was named on each evening, and what was written down.
"""

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import repeat
from random import Random

import click

from zonewise.guidance.daily_guidance import DailyGuidance, guide_day
from zonewise.model.entry import DOMAINS, Entry, Kind
from zonewise.plan.plan_json import plan_to_json
from zonewise.plan.prescribed_plan import Plan
from zonewise.plan.schedule import step_above
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.demo.scenario import TRUTH

FIRST_DAY, PLAN_DAY = date(2024, 1, 1), 42
CALLING, RISING, RESTING = ("emergency", "stop-and-call"), ("start", "step-up", "resume-low"), ("pause", "wait")
LOW_AFTER = ("anaphylaxis", "withdrawal")
WAIT_DAYS, PAUSE_DAYS = 10, 7
WRONG = {
    "insomnia_or_anxiety_spike": "yes", "new_symptoms_after_step": "yes", "ldn_suspected": "yes",
    "extreme_sensitivity": "yes", "opioid": "planned", "liver": "raised", "tolerated_past_flares": "no",
}  # fmt: skip
SAID = ("continue", "continue", "restart-low", "not-yet", "stay-off")
TAKEN = ((1, 82), (2, 4), (Decimal("0.5"), 3), (0, 4), (None, 7))
"""How much of the named dose is logged, and how often in 100 evenings; None logs nothing."""


@dataclass(frozen=True, slots=True)
class Evening:
    """One evening: what was named before the dose, and what the person wrote down on it."""

    number: int
    action: str
    mg: Decimal | None
    written: dict[str, str]
    taken_mg: Decimal  # What was logged after that.


@dataclass(slots=True)
class _Person:
    """A person with a diary, and what they will do."""

    random: Random
    plan: Plan
    entries: list[Entry] = field(default_factory=list)
    flare: float = 0.0

    def write(self, number: int, at: time, kind: Kind, name: str, value: object, unit: str = "") -> None:
        """Write one entry down on the evening with this number."""
        day, made = FIRST_DAY + timedelta(days=number), len(self.entries)
        stamp = f"{day.isoformat()}T{at:%H:%M}:{made % 60:02}.{made:06}Z"
        self.entries.append(Entry(f"e{made:07}", day, at, kind, name, str(value), unit=unit, entered_at=stamp))

    def guidance(self, number: int) -> DailyGuidance:
        """Return what zonewise says on an evening."""
        protocol = load_protocol()
        return guide_day(self.entries, FIRST_DAY + timedelta(days=number), protocol.engine, protocol.settings)


def plan_of_fuzz(random: Random) -> Plan:
    """Return a plan of one to four steps, as people's plans differ."""
    from zonewise.synthetic.patient_life import plan_to_follow

    del random
    return plan_to_follow(load_protocol().settings.plan)


def live(seed: int, days: int) -> list[str]:
    """Return every property that broke in the months of one person, told day by day; none when all held."""
    random = Random(seed)
    person = _Person(random, plan_of_fuzz(random))
    evenings = list(_evenings(person, days))
    return [f"person {seed}: {broken}" for broken in broken_properties(evenings, person.plan)]


def _evenings(person: _Person, days: int) -> Iterator[Evening]:
    random = person.random
    person.write(0, time(9), "answer", "phase", "not-started")
    person.write(0, time(9), "answer", "usual_weeks", "usual")
    for number in range(days):
        if number == PLAN_DAY:
            person.write(number, time(9), "plan", "plan", plan_to_json(person.plan))
        if random.random() < 0.02:
            person.flare = random.choice((1.5, 3.0))
        person.flare = person.flare if random.random() < 0.8 else 0.0
        if random.random() < 0.93:
            for name in (*DOMAINS, "sleep"):
                person.write(
                    number, time(20), "rating", name, round(min(10, max(0, 3 + person.flare + random.gauss(0, 0.6))), 1)
                )
            person.write(number, time(20), "rating", "function", 2)
        if number < PLAN_DAY:
            continue
        written = _told(person, number)
        today = _asked(person, number, written)
        yield Evening(number, today.guidance.action, today.dose.daily_mg, written, _take(person, number, today))


def _told(person: _Person, number: int) -> dict[str, str]:
    """Write down what happened on a day, unasked."""
    random, written = person.random, {"danger_sign": "none", "side_effects": "none", "other_change": "none"}
    happens = random.random()
    if happens < 0.006:
        written["danger_sign"] = random.choice(("suicidal", "anaphylaxis", "liver", "withdrawal", "chest-or-collapse"))
    elif happens < 0.012:
        written["opioid"] = random.choice(("current", "recent"))
    elif happens < 0.016:
        written["phase"] = random.choice(("paused", "paused", "stopped"))
    elif happens < 0.02:
        written["wants_to_start"] = "yes"
    elif happens < 0.045:
        del written["side_effects"]
        person.write(number, time(20, 5), "sign", "agitation", random.choice((2, 2, 3)))
    for name, value in written.items():
        person.write(number, time(20, 5), "answer", name, value)
    return written


def _asked(person: _Person, number: int, written: dict[str, str]) -> DailyGuidance:
    """Answer what zonewise asks, at times wrongly and at times not, and return what it says then."""
    today, random = person.guidance(number), person.random
    prompts = {name: fact.prompt or name for name, fact in load_protocol().rule_set.facts.items()}
    for _ in range(4):
        asked = [prompts[question.fact] for question in today.guidance.ask]
        asked = [name for name in asked if name not in written and random.random() < 0.95]
        answers = {name: _answer(name, person) for name in asked}
        answers = {name: value for name, value in answers.items() if value}
        if not answers:
            break
        for name, value in answers.items():
            person.write(number, time(20, 10), "answer", name, value)
        written |= answers
        today = person.guidance(number)
    return today


def _answer(name: str, person: _Person) -> str:
    random = person.random
    if name == "phase":
        lately = [entry for entry in person.entries if entry.kind == "dose"][-1:]
        if not lately:
            return "not-started"
        return "titrating" if person.entries[-1].day - lately[0].day < timedelta(days=8) else "paused"
    if name == "clinician_said":
        return random.choice(SAID)
    if name in WRONG and random.random() < 0.02:
        return WRONG[name]
    return dict(TRUTH.values()).get(name, "")


def _take(person: _Person, number: int, today: DailyGuidance) -> Decimal:
    share = person.random.choices([part for part, _ in TAKEN], [weight for _, weight in TAKEN])[0]
    named = sum((dose.mg for dose in today.dose.doses), Decimal(0))
    if share is None or (not named and person.random.random() < 0.97):
        return Decimal(0)
    mg = (named or Decimal("0.5")) * Decimal(share)
    person.write(number, time(22, 30), "dose", "naltrexone", f"{mg.normalize():f}", "mg")
    return mg


def broken_properties(evenings: list[Evening], plan: Plan) -> Iterator[str]:
    """Yield each evening on which something that has to hold over days did not."""
    level, rested, fell, called, low_only = Decimal(0), -99, -99, "", False
    opioid_free, stopped = -99, False
    low = plan.resume_mg if plan.resume_mg is not None else plan.steps[0].daily_mg
    for evening in evenings:
        mg, number, written = evening.mg or Decimal(0), evening.number, evening.written
        if written.get("opioid") in ("current", "recent") or written.get("danger_sign") == "withdrawal":
            opioid_free = number + WAIT_DAYS
        if written.get("clinician_said") in ("continue", "restart-low"):
            low_only = low_only or written["clinician_said"] == "restart-low"
            called = ""
        if written.get("phase") == "stopped":
            stopped = True
        if written.get("wants_to_start") == "yes":
            stopped = False
        if mg:
            above = step_above(plan, level)
            if mg > level and evening.action not in RISING:
                yield f"day {number}: 1. {mg} named after {level} without a decision to rise ({evening.action})"
            if mg > level and above is not None and mg > max(above.daily_mg, low):
                yield f"day {number}: 1. {mg} named after {level}, more than one step"
            if called:
                yield f"day {number}: 2. {mg} named although nobody told what was said of {called}"
            if low_only and evening.action not in ("start", "resume-low") and mg > low:
                yield f"day {number}: 2. {mg} named where LDN was to begin again low"
            if number < opioid_free:
                yield f"day {number}: 3. {mg} named {opioid_free - number} days before the wait is over"
            if evening.action in ("start", "resume-low") and number - rested < PAUSE_DAYS:
                yield f"day {number}: 4. {evening.action} {number - rested} days after a pause began"
            if stopped:
                yield f"day {number}: 5. {mg} named although LDN is stopped"
            if mg < level and number - fell < PAUSE_DAYS and evening.action not in RISING:
                yield f"day {number}: 7. {mg} after {level}, {number - fell} days after the last fall"
            if mg > level and number - fell < PAUSE_DAYS:
                yield f"day {number}: 8. {mg} after {level}, {number - fell} days after a fall"
        if mg and mg < level:
            fell = number
        if evening.action in RESTING or written.get("phase") in ("paused", "stopped"):
            rested = number if level else rested
            level = Decimal(0)
        told = written.get("clinician_said") in ("continue", "restart-low")
        if evening.action in CALLING and not (told and written["danger_sign"] == "none"):
            called = written["danger_sign"] if written["danger_sign"] != "none" else "a call"
            low_only = low_only or called in LOW_AFTER
        if mg and (evening.action not in RISING or evening.taken_mg >= mg):  # a rise counts once it is taken
            level = mg
            low_only = low_only and evening.action not in ("start", "resume-low")


@click.command()
@click.option("--people", default=200, show_default=True)
@click.option("--days", default=180, show_default=True)
@click.option("--workers", default=2, show_default=True)
def main(people: int, days: int, workers: int) -> None:
    """Live with zonewise and print what broke."""
    with ProcessPoolExecutor(workers) as pool:
        broken = [line for lines in pool.map(live, range(people), repeat(days)) for line in lines]
    print("\n".join(broken[:60]))
    print(f"{people} people, {days} days each: {len(broken)} evenings on which a property did not hold.")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
