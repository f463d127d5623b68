"""What zones say of diaries on coarse scales: calm days in Yellow, flares found, and whether a plan comes to its end.

    python benchmarks/zone_scales.py [--people 60] [--days 230] [--seed 1] [--export FILE]

Every figure is about synthetic patients without any treatment, whose symptoms are written down on a scale of few
notches, in whole numbers and in tenths. A narrow diary varies four tenths as much between its flares. The plan is a
fake one: six rises, each after seven Green days and two weeks after the one before, at most eight weeks late.

--export reads a file that zonewise can import and counts its days in each zone; nothing is kept.
"""

import argparse
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zones import AFTER_FLARE_DAYS, Flare, Person, Tally, as_built
from zonewise.model.timeline import Day, rating_columns, timeline
from zonewise.rules.settings import fill, read_settings
from zonewise.services.base.diary import Diary, read_connection
from zonewise.services.importing.import_file import import_file
from zonewise.services.importing.proposal import ImportOptions
from zonewise.store.entries import load_entries
from zonewise.synthetic.options import RATED, PatientOptions
from zonewise.synthetic.patients import ALPIMS, make_patients
from zonewise.zones import DayZone, ZoneSettings, assess
from zonewise.zones.assess import assess_columns
from zonewise.zones.usual import compare_with_usual, notches

FIRST = date(2024, 1, 1)
NARROW = 0.4
RISES, GREEN_DAYS, BETWEEN_DAYS, PLAN_FROM, LATE_DAYS = 6, 7, 14, 42, 56
Judge = Callable[[Person, ZoneSettings], Sequence[DayZone]]


@dataclass(frozen=True)
class Scale:
    """How symptoms are written down: the notch in points, the part of the usual variation, and what is rated."""

    name: str
    notch: float
    varies: float = 1.0
    rated: Collection[str] = RATED


SCALES = (
    Scale("0 to 3", 10 / 3),
    Scale("0, 5, 10", 5.0),
    Scale("0 to 4", 2.5),
    Scale("whole numbers", 1.0),
    Scale("tenths", 0.1),
    Scale("0 to 3, narrow", 10 / 3, NARROW),
    Scale("0, 5, 10, narrow", 5.0, NARROW),
    Scale("whole numbers, narrow", 1.0, NARROW),
    Scale("tenths, narrow", 0.1, NARROW),
    Scale("0 to 3, pain alone", 10 / 3, rated=("pain",)),
    Scale("0, 5, 10, pain alone", 5.0, rated=("pain",)),
)


def people_on(scale: Scale, count: int, days: int, seed: int) -> list[Person]:
    """Return people without treatment who write on a scale; the same people for each scale."""
    options = PatientOptions(
        baseline_days=days - 1, treated_days=1, placebo=False, side_effects=False, drop_out_share=0, whole_numbers=False
    )
    made = make_patients(count, np.random.default_rng(seed), options)
    people = []
    for who in range(count):
        usual, height, share = made.traits.usual[who], made.flare_height[who], made.traits.flare_share[who]
        flared = height[:, None] * share
        points = usual + scale.varies * (made.ratings[who] - usual - flared) + flared
        written = np.round(np.clip(np.rint(np.clip(points, 0, 10) / scale.notch) * scale.notch, 0, 10), 2)
        days_of = tuple(
            Day(FIRST + timedelta(days=number), _row(row, scale.rated), {}, None, ())
            for number, row in enumerate(written)
        )
        people.append(Person(days_of, tuple(_flares(height, float(share[:ALPIMS].mean()))), None))
    return people


def _row(values: NDArray[np.float64], rated: Collection[str]) -> dict[str, float]:
    row = zip(RATED, values.tolist(), strict=True)
    return {name: value for name, value in row if value == value and name in rated}


def _flares(height: NDArray[np.float64], share: float) -> list[Flare]:
    flares, day = [], 0
    for is_flare, run in groupby(height.tolist(), key=bool):
        heights = list(run)
        if is_flare:
            flares.append(Flare(day, day + len(heights), max(heights) * share, None))
        day += len(heights)
    return flares


def without_notches(person: Person, settings: ZoneSettings) -> Sequence[DayZone]:
    """Judge with the least spread of fine scales on every scale: what zones did before."""
    return as_built(person, replace(settings, spread_per_notch=0.0))


def two_notches_alone(person: Person, settings: ZoneSettings) -> Sequence[DayZone]:
    """Judge with two notches needed by one rating alone and no other spread: the reading we did not take."""
    ratings = rating_columns(person.days)
    compared = compare_with_usual(ratings, replace(settings, spread_per_notch=0.0), person.treatment_started)
    step = notches(ratings.given, settings)[:, : compared.given.shape[1]]
    few = (step > 0) & (compared.given - compared.usual < 1.9 * step)
    score = np.where(few, np.minimum(compared.score, settings.single_at - 0.1), compared.score)
    return assess_columns(ratings, replace(compared, score=score), settings)


def whole_step_together(person: Person, settings: ZoneSettings) -> Sequence[DayZone]:
    """Judge with half a notch also for the mean of all domains, however many: the reading we did not take."""
    ratings = rating_columns(person.days)
    compared = compare_with_usual(ratings, settings, person.treatment_started)
    step = settings.spread_per_notch * notches(ratings.given, settings)[:, :ALPIMS]
    known = ~np.isnan(compared.usual[:, :ALPIMS])
    least = np.where(known, step, 0.0).sum(axis=1) / np.maximum(1, known.sum(axis=1))
    spread = np.maximum(compared.composite_spread, least)
    score = np.round(compared.composite / spread, 9)
    return assess_columns(ratings, replace(compared, composite_spread=spread, composite_score=score), settings)


def ends_in_time(zones: Sequence[DayZone]) -> bool:
    """Say whether the fake plan comes to its end in time."""
    green, last, rises = 0, -BETWEEN_DAYS, 0
    for day, zone in enumerate(zones):
        green = green + 1 if zone.zone == "green" else 0
        if day >= PLAN_FROM and green >= GREEN_DAYS and day - last >= BETWEEN_DAYS:
            rises, last = rises + 1, day
        if rises == RISES:
            return day <= PLAN_FROM + (RISES - 1) * BETWEEN_DAYS + LATE_DAYS
    return False


def print_row(name: str, people: Sequence[Person], settings: ZoneSettings, judge: Judge) -> None:
    """Print the figures of one scale, judged one way."""
    tally, alone, ended = Tally(), 0, 0
    for person in people:
        zones = judge(person, settings)
        tally.add(person, zones, settings)
        ended += ends_in_time(zones)
        calm = np.ones(len(zones), dtype=np.bool_)
        for flare in person.flares:
            calm[flare.start : flare.end + AFTER_FLARE_DAYS] = False
        alone += sum(
            zone.criteria[1].zone == "yellow" and zone.criteria[0].zone != "yellow" and zone.zone == "yellow"
            for number, zone in enumerate(zones)
            if calm[number] and zone.history_days >= settings.history_days
        )
    wide = tally.detection(lambda flare: flare.points >= 1.2)
    false = f"{tally.per_100(tally.false_yellows):6.2f} {tally.per_100(tally.false_reds):6.2f}"
    days = f"{tally.per_100(tally.yellow_days):6.1f}% {tally.per_100(alone):6.1f}%"
    print(f"{name:24} {false} {days} | {wide} | {100 * ended / len(people):4.0f}%", flush=True)


def print_export(file: Path, settings: ZoneSettings) -> None:
    """Print which share of the days of an export are in Yellow and in Red, once its usual is learnt."""
    with tempfile.TemporaryDirectory() as folder:
        diary = Diary(str(Path(folder) / "diary.sqlite"))
        import_file(diary, file, ImportOptions())
        with read_connection(diary) as connection:
            entries = load_entries(connection)
    rated = [entry for entry in entries if entry.kind == "rating"]
    days = timeline(rated, until=max(entry.day for entry in rated))
    for name, numbers in (("as built", settings), ("without notches", replace(settings, spread_per_notch=0.0))):
        zones = [zone for zone in assess(days, numbers) if zone.history_days >= settings.history_days]
        count = {colour: sum(zone.zone == colour for zone in zones) for colour in ("yellow", "red", "green")}
        print(f"{name}: of {len(zones)} days {count['yellow']} Yellow, {count['red']} Red, {count['green']} Green")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=60, help="people on each scale")
    parser.add_argument("--days", type=int, default=230, help="days of each diary")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--export", type=Path, help="a file that zonewise can import")
    chosen = parser.parse_args()
    text = files("zonewise.protocols").joinpath("ldn", "zones.settings.yaml").read_text(encoding="utf-8")
    settings = fill(ZoneSettings, read_settings(text, "zones.settings.yaml"))
    if chosen.export:
        print_export(chosen.export, settings)
        return
    print(
        f"{chosen.people} people, {chosen.days} days, seed {chosen.seed}. In 100 days without a flare: entries into\n"
        "Yellow and Red, days in either, days in Yellow by one rating alone. Flares of 1.2 points and more: number,\n"
        "found, mean delay in days; those that met a Yellow already are left out. Plan: share of people who ended it."
    )
    judges: dict[str, Judge] = {
        "as built: half a notch is the least spread": as_built,
        "before: 0.9 points on any scale": without_notches,
        "not taken: two notches for one rating alone": two_notches_alone,
        "not taken: half a notch for the mean of all too": whole_step_together,
    }
    groups = {scale.name: people_on(scale, chosen.people, chosen.days, chosen.seed) for scale in SCALES}
    for how, judge in judges.items():
        print(f"\n{how:24}\n{'':24} yellow    red   days   alone | flares found     | plan")
        for name, people in groups.items():
            print_row(name, people, settings, judge)


if __name__ == "__main__":
    main()
