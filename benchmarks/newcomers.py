"""What the zones and the plan's start are like in the first three weeks, while a usual is only remembered.

    python benchmarks/newcomers.py [--people 400] [--evenings 60] [--seed 11]

Synthetic patients begin a diary in the middle of their lives. On the first evening they say how an ordinary day of the
last month was, which is the median of its days and an error of memory, in whole points, and how the last seven days
were. Then they check in as synthetic patients do: days missed, check-ins of few ratings, whole points. Days 3 to 21 are
counted, day 1 being the first evening. A false alarm is a Yellow (or Red) that begins while no flare is under way.

The error of memory is ours to assume: each memory lies too high by 0.3 points, all of one person together by a normal
error of 0.5, each of them by another of 0.8. `--memory 2` doubles all three.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

import numpy as np
from numpy.typing import NDArray

from zonewise.guidance.daily_guidance import DailyGuidance, guide_day
from zonewise.guidance.protocol import Protocol
from zonewise.model.entry import LAST_WEEK, Entry, Kind
from zonewise.model.timeline import Day
from zonewise.plan.plan_check import read_and_check
from zonewise.plan.plan_json import plan_to_json
from zonewise.plan.prescribed_plan import Plan
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.demo.scenario import TRUTH, plan_text
from zonewise.synthetic.figures import FIGURES
from zonewise.synthetic.options import RATED, PatientOptions
from zonewise.synthetic.patients import check_in_chance
from zonewise.synthetic.symptoms import as_rated, untreated
from zonewise.synthetic.traits import draw_traits
from zonewise.zones.assess import assess
from zonewise.zones.settings import ZoneSettings
from zonewise.zones.zone import DayZone, Zone

MONTH, WATCHED = 28, 21  # Days that are remembered, and days of diary.
FIRST_COUNTED = 2  # The third day, from 0.
TOO_HIGH, SHARED_ERROR, OWN_ERROR = 0.3, 0.5, 0.8  # Of a memory, points: assumed.
UNDER_WAY = 0.5  # Points of a flare from which it explains a Yellow.
AFTER_FLARE_DAYS = 3  # A Yellow that begins this soon after a flare still belongs to it.
SAYS_YELLOW_AT = 2.0  # Points of a flare from which a person calls the week before one, and may call a day Yellow.
FIRST = date(2024, 3, 1)


@dataclass(frozen=True)
class Newcomer:
    """One person's first weeks."""

    days: tuple[Day, ...]
    remembered: dict[str, float]
    height: NDArray[np.float64]  # (days,) Height of the flare under way, points.
    before: float  # Height of the flare on the evening before the first.
    calm_week: bool  # No flare that was felt as one in the seven days before the first evening.
    says: dict[date, Zone]  # What the person calls each day that is checked in, where they are asked to.


def newcomers(count: int, seed: int, memory: float = 1.0) -> Iterator[Newcomer]:
    """Yield people on their first evening and the weeks after it."""
    rng = np.random.default_rng(seed)
    who, living, writing, recalling, saying = rng.spawn(5)
    options = PatientOptions(missing="not-at-random", flares=True)
    traits = draw_traits(count, who)
    course = untreated(traits, MONTH + WATCHED, living)
    shape = (count, MONTH + WATCHED)
    checks_in = writing.random(shape) < check_in_chance(course.flare_height > 0, writing, options)
    checks_in[:, MONTH] = True  # the first evening
    partial = writing.random(shape) < options.partial_share
    partial[:, MONTH] = False
    rates = ~partial[:, :, None] | (writing.random((*shape, len(RATED))) < FIGURES["rated when partial"].value)
    rates_function = ~partial & (writing.random(shape) < FIGURES["rates function"].value)
    noise = traits.noise[:, None, :] * writing.normal(size=(*shape, len(RATED)))
    function = writing.normal(1.0, 1.0, size=shape)
    for person in range(count):
        height = course.flare_height[person]
        felt = course.felt[person]
        calm = np.flatnonzero(height[:MONTH] == 0)
        ordinary = np.median(felt[calm] if len(calm) else felt[:MONTH], axis=0)
        error = TOO_HIGH + SHARED_ERROR * recalling.normal() + OWN_ERROR * recalling.normal(size=len(RATED))
        remembered = {
            name: float(as_rated(float(ordinary[index]), memory * float(error[index])))
            for index, name in enumerate(RATED)
        }
        days = []
        for day in range(MONTH, MONTH + WATCHED):
            ratings: dict[str, float] = {}
            if checks_in[person, day]:
                for index, name in enumerate(RATED):
                    if rates[person, day, index]:
                        ratings[name] = float(as_rated(float(felt[day, index]), float(noise[person, day, index])))
                if rates_function[person, day]:
                    ratings["function"] = float(as_rated(float(height[day]), float(function[person, day])))
            days.append(Day(FIRST + timedelta(days=day - MONTH), ratings, {}, None, ()))
        says = _says(days, height[MONTH:], saying)
        yield Newcomer(
            tuple(days),
            remembered,
            height[MONTH:],
            float(height[MONTH - 1]),
            height[MONTH - 7 : MONTH].max() < SAYS_YELLOW_AT,
            says,
        )


def _says(days: Sequence[Day], height: NDArray[np.float64], rng: np.random.Generator) -> dict[date, Zone]:
    """Return what a person calls each day: Green, or Yellow on two in three days of a flare that they feel."""
    notices = rng.random(len(days)) < 2 / 3
    return {
        day.day: "yellow" if height[number] >= SAYS_YELLOW_AT and notices[number] else "green"
        for number, day in enumerate(days)
        if day.ratings
    }


@dataclass
class Tally:
    """What was right and wrong."""

    days: int = 0
    known: int = 0
    false_yellows: int = 0
    false_reds: int = 0
    flares: int = 0
    detections: int = 0

    def add(self, person: Newcomer, zones: Sequence[DayZone]) -> None:
        """Count one person."""
        height = person.height
        explained = np.zeros(len(zones), dtype=np.bool_)
        for day in np.flatnonzero(height >= UNDER_WAY):
            explained[day : day + 1 + AFTER_FLARE_DAYS] = True
        before: str = "green"
        for number, zone in enumerate(zones):
            if number >= FIRST_COUNTED and not explained[number]:
                self.days += 1
                self.known += zone.zone is not None
                self.false_yellows += zone.zone in ("yellow", "red") and before == "green"
                self.false_reds += zone.zone == "red" and before != "red"
            before = zone.zone or before
        for begin, end in _flares(height, person.before):
            if begin >= FIRST_COUNTED and height[begin:end].max() >= 2.0:
                self.flares += 1
                self.detections += any(zone.zone in ("yellow", "red") for zone in zones[begin:end])

    def row(self, name: str) -> str:
        """Return one line of the table."""
        per = 100 / max(1, self.days)
        share = 100 * self.detections / max(1, self.flares)
        return (
            f"{name:44} {self.false_yellows * per:6.2f} {self.false_reds * per:6.2f}"
            f"   {share:5.0f} % of {self.flares:4d}   {self.known * per:5.0f} %"
        )


def _flares(height: NDArray[np.float64], before: float) -> Iterator[tuple[int, int]]:
    """Yield first day and day after the last of each flare that begins in these days."""
    begin = None
    for day in range(len(height) + 1):
        now = height[day] if day < len(height) else 0.0
        last = height[day - 1] if day else before
        if begin is not None and (now == 0 or now > last):
            yield begin, day
            begin = None
        if begin is None and now > 0 and (last == 0 or now > last):
            begin = day


def print_zones(people: Sequence[Newcomer], settings: ZoneSettings) -> None:
    """Print how often the zones of days 3 to 21 are wrong, and how many flares they find."""
    said = {"ratings alone": False, "and what they say of each day": True}
    print(f"{'':44} yellow    red   flares of 2 points found   zone known")
    for name, declares in said.items():
        tally = Tally()
        for person in people:
            tally.add(
                person,
                assess(
                    person.days,
                    settings,
                    declared=person.says if declares else {},
                    remembered={FIRST: person.remembered},
                ),
            )
        print(tally.row(name), flush=True)
    tally = Tally()
    for person in people:
        tally.add(person, assess(person.days, settings))
    print(tally.row("nothing remembered, nothing said (before)"), flush=True)


def first_evening(person: Newcomer, protocol: Protocol, last_day: int) -> Iterator[DailyGuidance]:
    """Yield the guidance of each evening, all answers given, what is named taken, up to a day from 0."""
    week = "as-usual" if person.calm_week else "flare"
    plan = plan_of_first_evening(protocol)
    rows: list[Entry] = []

    def write(day: date, kind: Kind, name: str, value: str, unit: str = "") -> None:
        rows.append(Entry(f"{len(rows):06d}", day, time(20), kind, name, value, unit))

    for name, rating in person.remembered.items():
        write(FIRST, "usual", name, f"{rating:g}")
    write(FIRST, "usual", LAST_WEEK, week)
    write(FIRST, "plan", "plan", plan_to_json(plan))
    write(FIRST, "profile", "birth-year", "1980")
    write(FIRST, "answer", "phase", "not-started")
    for day in person.days[: last_day + 1]:
        if not day.ratings:
            continue
        for name, rating in day.ratings.items():
            write(day.day, "rating", name, f"{rating:g}")
        write(day.day, "zone", "declared", person.says[day.day])
        for name, value in {"danger_sign": "none", "side_effects": "none", "other_change": "none"}.items():
            write(day.day, "answer", name, value)
        today = guide_day(rows, day.day, protocol.engine, protocol.settings)
        for question in today.guidance.ask:
            if question.rating_to_give:
                write(day.day, "rating", question.rating_to_give, "1")
            elif question.fact in TRUTH:
                write(day.day, "answer", *TRUTH[question.fact])
        today = guide_day(rows, day.day, protocol.engine, protocol.settings)
        if today.dose.daily_mg:
            write(day.day, "dose", "naltrexone", f"{today.dose.daily_mg:f}", "mg")
        yield today


def plan_of_first_evening(protocol: Protocol) -> Plan:
    """Return a plan that begins on the first evening and steps up each week."""
    text = plan_text("Dr Made-Up, Nowhere Clinic", FIRST, FIRST, "4.5 mg").replace("14 days", "7 days")
    return read_and_check(text, "plan", protocol.settings.plan, sensitive=None)[0]


def print_evenings(people: Sequence[Newcomer], protocol: Protocol) -> None:
    """Print how often the plan begins on its first evening, and whether a dose rises in the first 14 days."""
    green = after_calm_week = begun = rises = 0
    for person in people:
        evenings = list(first_evening(person, protocol, 13))
        if evenings[0].zone.zone == "green":
            green += 1
            after_calm_week += person.calm_week
            begun += evenings[0].guidance.action == "start"
        rises += sum(evening.guidance.action in ("step-up", "resume-low") for evening in evenings)
    share = 100 * begun / max(1, green)
    print(
        f"\nOf {len(people)} first evenings {green} are Green;"
        f" the plan begins on {begun} of them ({share:.0f} %, asked 90);"
        f" {green - after_calm_week} told of a flare in the week before, and wait."
    )
    print(f"Steps and resumptions in the first 14 days, on a plan of weekly steps: {rises} (asked 0).")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--evenings", type=int, default=60, help="people whose first evening is gone through whole")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--memory", type=float, default=1.0, help="how far off memories are")
    chosen = parser.parse_args()
    protocol: Protocol = load_protocol("ldn")
    people = list(newcomers(chosen.people, chosen.seed, chosen.memory))
    print(f"{chosen.people} newcomers, days 3 to 21, seed {chosen.seed}. Entries in 100 days without a flare.")
    print("Asked: at most 4 false Yellows and 1 false Red, at least 60 % of flares of 2 points found.\n")
    print_zones(people, protocol.settings.zones)
    print_evenings(people[: chosen.evenings], protocol)


if __name__ == "__main__":
    main()
