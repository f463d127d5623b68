"""How often the zones are wrong, how many flares they find, and how fast they are.

    python benchmarks/zones.py [--people 400] [--days 365] [--seed 1]

Every figure is about people who never lived. The whole of `zonewise.zones` is judged: five criteria, partial check-ins,
missing days, rounding to whole points and the ends of the scale included. A day counts as a false alarm when a Yellow
(or Red) begins while no flare is under way. Tags after a number say where it comes from: V verified look-up,
S secondary extraction, R own re-analysis of public data, K chosen so that a simulation reproduces trial figures,
A assumption.
"""

import argparse
import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS
from zonewise.model.timeline import Day, rating_columns
from zonewise.rules.settings import fill, read_settings
from zonewise.zones import DayZone, ZoneSettings, assess
from zonewise.zones.assess import assess_columns
from zonewise.zones.usual import compare_with_usual

RATED = (*DOMAINS, *BESIDE_DOMAINS)
PAIN_LEVEL = (6.3, 1.45)  # mean, sd between people: S (FINAL 6.3/6.2; INNOVA 7.66/7.47; Younger 5.08)
OTHER_LEVEL = (4.5, 1.5)  # A: no source gives the six domains of one group of people on one scale
AR_PHI = 0.55  # K, p10-p90 0.2-0.8
AR_SD = 0.85  # K
REPORT_NOISE_SD = 0.70  # K, range 0.48-0.8
OTHER_WITHIN_SD = (1.1, 1.5)  # R: mood, anxiety and fatigue swing more from day to day than pain does
CROSS_DOMAIN_R = 0.2  # R/A: between observed ratings of one day
DRIFT_SD_PER_WEEK = 0.17  # K, range 0.10-0.30
FLARES_PER_MONTH = 0.33  # V, range 0.1-1.0
FLARE_DAYS = (10.0, 0.978)  # A: lognormal, median 10, p10-p90 3-35
FLARE_POINTS = (2.2, 0.8)  # V: mean, sd
BASELINE_DAYS = 42  # A: days of diary before the start, for those who have them
COURSE_POINTS = -0.8  # V/S: mean change of pain in placebo groups, range -0.3 to -1.0; for the other domains A
COURSE_HALF_DAYS = 6.5  # S (Byon 2010)
COURSE_FADE = 0.4  # A: share of that change gone after six months
MISSING = 0.15  # V: average completion of daily entries 0.85
MISSING_ODDS_IN_FLARE = 1.5  # A
PARTIAL = 0.30  # A: share of check-ins that rate only one to three domains
FUNCTION_LEVEL = (1.0, 1.0)  # A: mean and daily sd of `function`; a flare adds its points to it
FUNCTION_RATED = 0.5  # A: share of check-ins that rate function
SINGLE_FLARE_SHARE = 0.25  # A: flares that stay in one domain (a mast-cell storm leaves the others quiet)
AFTER_FLARE_DAYS = 3  # a Yellow that begins this soon after a flare still belongs to it


@dataclass(frozen=True)
class Flare:
    """One flare: days `start` to `end` (not included), its points, and the one domain it stays in, if so."""

    start: int
    end: int
    points: float
    single: str | None


@dataclass(frozen=True)
class Person:
    """A person who never lived: their diary and what is true of it."""

    days: tuple[Day, ...]
    flares: tuple[Flare, ...]
    treatment_started: date | None


@dataclass(frozen=True)
class Habits:
    """What is varied between the groups of people."""

    baseline: bool = True
    partial: float = PARTIAL
    drift: float = DRIFT_SD_PER_WEEK
    flare_points: float | None = None
    course: bool = True


def make_person(rng: np.random.Generator, length: int, habits: Habits) -> Person:
    """Return one person with `length` days."""
    names = len(RATED)
    mean = np.array([PAIN_LEVEL[0] if name == "pain" else OTHER_LEVEL[0] for name in RATED])
    sd = np.array([PAIN_LEVEL[1] if name == "pain" else OTHER_LEVEL[1] for name in RATED])
    level = np.clip(rng.normal(mean, sd), 0.5, 9.0)
    scale = rng.uniform(*OTHER_WITHIN_SD, names) / float(np.hypot(AR_SD, REPORT_NOISE_SD))
    scale[RATED.index("pain")] = 1.0
    latent_share = AR_SD**2 / (AR_SD**2 + REPORT_NOISE_SD**2)
    latent = AR_SD * _autocorrelated(rng, length, names, CROSS_DOMAIN_R / latent_share)
    noise = rng.normal(0, REPORT_NOISE_SD, (length, names))
    drift = np.cumsum(_correlated(rng, length, names, CROSS_DOMAIN_R) * habits.drift / np.sqrt(7), axis=0)
    if habits.baseline and habits.course:
        drift += _natural_course(length)[:, None]
    flares = _make_flares(rng, length, habits)
    shape = np.zeros((length, names))
    for flare in flares:
        which = slice(None) if flare.single is None else RATED.index(flare.single)
        shape[flare.start : flare.end, which] += flare.points
    ratings = np.clip(np.rint(level + drift + scale * (latent + noise) + shape), 0, 10)
    worst = shape.max(axis=1)
    function = np.clip(np.rint(rng.normal(*FUNCTION_LEVEL, length) + worst), 0, 10)
    given = _given(rng, worst > 0, habits)
    first = date(2024, 1, 1)
    rated_function = rng.random(length) < FUNCTION_RATED
    days = tuple(
        Day(
            first + timedelta(days=number),
            _row(ratings[number], given[number], function[number] if rated_function[number] else None),
            {}, None, (),
        )
        for number in range(length)
    )  # fmt: skip
    return Person(days, flares, first + timedelta(days=BASELINE_DAYS) if habits.baseline else None)


def _natural_course(length: int) -> NDArray[np.float64]:
    """(days,) mean change after a start, with or without an effective medicine."""
    since = np.maximum(0, np.arange(length) - BASELINE_DAYS)
    fade = 1 - COURSE_FADE * np.clip((since - 84) / (182 - 84), 0, 1)
    return np.asarray(COURSE_POINTS * (1 - 0.5 ** (since / COURSE_HALF_DAYS)) * fade, dtype=np.float64)


def _row(ratings: NDArray[np.float64], given: NDArray[np.bool_], function: float | None) -> dict[str, float]:
    row = {name: float(ratings[column]) for column, name in enumerate(RATED) if given[column]}
    if row and function is not None:
        row["function"] = float(function)
    return row


def _correlated(rng: np.random.Generator, length: int, names: int, r: float) -> NDArray[np.float64]:
    common = rng.normal(size=(length, 1))
    own = rng.normal(size=(length, names))
    return np.asarray(np.sqrt(r) * common + np.sqrt(1 - r) * own, dtype=np.float64)


def _autocorrelated(rng: np.random.Generator, length: int, names: int, r: float) -> NDArray[np.float64]:
    """AR(1) of sd 1 within each name, correlation r between names."""
    steps = _correlated(rng, length, names, r)
    steps[1:] *= np.sqrt(1 - AR_PHI**2)
    for number in range(1, length):
        steps[number] += AR_PHI * steps[number - 1]
    return steps


def _make_flares(rng: np.random.Generator, length: int, habits: Habits) -> tuple[Flare, ...]:
    flares: list[Flare] = []
    day = 28 + int(rng.exponential(30 / FLARES_PER_MONTH))
    while day < length - 7:
        lasts = max(2, round(rng.lognormal(np.log(FLARE_DAYS[0]), FLARE_DAYS[1])))
        points = habits.flare_points or max(0.3, rng.normal(*FLARE_POINTS))
        single = str(rng.choice(RATED)) if rng.random() < SINGLE_FLARE_SHARE else None
        flares.append(Flare(day, min(day + lasts, length), float(points), single))
        day += lasts + 14 + int(rng.exponential(30 / FLARES_PER_MONTH))
    return tuple(flares)


def _given(rng: np.random.Generator, flaring: NDArray[np.bool_], habits: Habits) -> NDArray[np.bool_]:
    """Return (days, names) which ratings are given: whole days missing, some check-ins of one to three names."""
    odds = MISSING / (1 - MISSING) * np.where(flaring, MISSING_ODDS_IN_FLARE, 1.0)
    given = np.repeat((rng.random(len(flaring)) >= odds / (1 + odds))[:, None], len(RATED), axis=1)
    for number in np.flatnonzero(rng.random(len(flaring)) < habits.partial):
        chosen = rng.choice(len(RATED), size=int(rng.integers(1, 4)), replace=False)
        given[number] &= np.isin(np.arange(len(RATED)), chosen)
    return given


@dataclass
class Tally:
    """What went right and wrong over a group of people."""

    days: int = 0
    yellow_days: int = 0
    unknown_days: int = 0
    false_yellows: int = 0
    false_reds: int = 0
    delays: list[tuple[Flare, int | None]] = dataclasses.field(default_factory=list)

    def add(self, person: Person, zones: Sequence[DayZone], settings: ZoneSettings) -> None:
        """Count one person. False alarms are entries into Yellow or Red on days that no flare explains."""
        explained = np.zeros(len(zones), dtype=np.bool_)
        for flare in person.flares:
            explained[flare.start : flare.end + AFTER_FLARE_DAYS] = True
        before: str = "green"
        for number, zone in enumerate(zones):
            if zone.history_days < settings.history_days:
                continue
            self.unknown_days += zone.zone is None
            if not explained[number]:
                self.days += 1
                self.yellow_days += zone.zone in ("yellow", "red")
                self.false_yellows += zone.zone in ("yellow", "red") and before == "green"
                self.false_reds += zone.zone == "red" and before != "red"
            before = zone.zone or before
        self.delays += [(flare, delay) for flare in person.flares for delay in _delay(flare, zones)]

    def per_100(self, count: int) -> float:
        """Return a count per 100 days without a flare."""
        return 100 * count / max(1, self.days)

    def detection(self, fits: Callable[[Flare], bool]) -> str:
        """Return "flares, share detected, mean delay in days" for the flares that fit."""
        delays = [delay for flare, delay in self.delays if fits(flare)]
        hits = [delay for delay in delays if delay is not None]
        if not hits:
            return f"{len(delays):5d}     -     -"
        return f"{len(delays):5d} {100 * len(hits) / len(delays):4.0f}% {sum(hits) / len(hits):5.2f}"


def _delay(flare: Flare, zones: Sequence[DayZone]) -> list[int | None]:
    """Days from the start to the first Yellow or Red; None when missed; nothing when it was Yellow already."""
    known = [zone.zone for zone in zones[max(0, flare.start - 4) : flare.start] if zone.zone]
    if not known or known[-1] != "green":
        return []
    hits = [day for day in range(flare.start, flare.end) if zones[day].zone in ("yellow", "red")]
    return [hits[0] - flare.start if hits else None]


Judge = Callable[[Person, ZoneSettings], Sequence[DayZone]]


def as_built(person: Person, settings: ZoneSettings) -> Sequence[DayZone]:
    """Judge with the product as it is."""
    return assess(person.days, settings, treatment_started=person.treatment_started)


def domain_by_domain(person: Person, settings: ZoneSettings) -> Sequence[DayZone]:
    """Judge with each domain divided by its own spread before averaging: the reading we did not take."""
    ratings = rating_columns(person.days)
    compared = compare_with_usual(ratings, settings, person.treatment_started)
    table = np.ma.masked_invalid(compared.score[:, : len(DOMAINS)])
    score = np.round(table.mean(axis=1).filled(np.nan), 9)
    return assess_columns(ratings, dataclasses.replace(compared, composite_score=score), settings)


def two_day_singles(person: Person, settings: ZoneSettings) -> Sequence[DayZone]:
    """Judge with criterion 2 on the mean of a rating's last two days: the reading we did not take."""
    ratings = rating_columns(person.days)
    compared = compare_with_usual(ratings, settings, person.treatment_started)
    score = compared.score.copy()
    for column in range(score.shape[1]):
        rated = np.flatnonzero(~np.isnan(score[:, column]))
        score[rated[1:], column] = (score[rated[1:], column] + compared.score[rated[:-1], column]) / 2
    return assess_columns(ratings, dataclasses.replace(compared, score=score), settings)


def print_group(name: str, people: Sequence[Person], settings: ZoneSettings, how: Judge = as_built) -> None:
    """Print one row: false alarms, days in Yellow, and the flares found."""
    tally = Tally()
    for person in people:
        tally.add(person, how(person, settings), settings)
    wide = [tally.detection(lambda flare: flare.single is None and flare.points >= 1.2)]
    wide += [tally.detection(lambda flare: flare.single is None and flare.points >= 2)]
    one = tally.detection(lambda flare: flare.single is not None and flare.points >= 2)
    false = f"{tally.per_100(tally.false_yellows):6.2f} {tally.per_100(tally.false_reds):6.2f}"
    print(f"{name:44} {false} {tally.per_100(tally.yellow_days):5.1f}% | {' | '.join([*wide, one])}", flush=True)


def print_speed(person: Person, settings: ZoneSettings) -> None:
    """Print how long a diary takes, best of many, and with every sentence made."""
    alone, spoken = [], []
    for _ in range(40):
        start = time.perf_counter()
        zones = as_built(person, settings)
        alone.append(time.perf_counter() - start)
        _ = [criterion.sentence for zone in zones for criterion in zone.criteria]
        spoken.append(time.perf_counter() - start)
    words = f"with all {5 * len(person.days)} sentences {1000 * min(spoken):.1f} ms"
    print(f"\n{len(person.days)} days assessed in {1000 * min(alone):.1f} ms, {words} (best of 40)")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=150, help="people in each group")
    parser.add_argument("--days", type=int, default=365, help="days of each diary")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    text = files("zonewise.protocols").joinpath("ldn", "zones.settings.yaml").read_text(encoding="utf-8")
    settings = fill(ZoneSettings, read_settings(text, "zones.settings.yaml"))

    def group(habits: Habits, length: int = chosen.days) -> list[Person]:
        rng = np.random.default_rng(chosen.seed)
        return [make_person(rng, length, habits) for _ in range(chosen.people)]

    no_baseline, baseline = group(Habits(baseline=False)), group(Habits())
    size = f"{chosen.people} people a row, {chosen.days} days, seed {chosen.seed}"
    print(f"{size}. Entries into Yellow and Red in 100 days without a flare.")
    print(
        "Flares: number, found, mean delay in days. Asked: yellow <= 3, red <= 0.6; 70 % and 80 % found, delay <= 2.\n"
    )
    print(f"{'':44} yellow    red  days  | 1.2 and more     | 2 and more       | 2+, one rating")
    print_group("no baseline", no_baseline, settings)
    print_group("baseline, 24 weeks", group(Habits(), 168), settings)
    print_group("baseline, whole time", baseline, settings)
    print_group("baseline, no natural course (hardest)", group(Habits(course=False)), settings)
    print_group("no baseline, every check-in full", group(Habits(baseline=False, partial=0.0)), settings)
    print_group("no baseline, every flare 1.2 points", group(Habits(baseline=False, flare_points=1.2)), settings)
    print_group("no baseline, every flare 2 points", group(Habits(baseline=False, flare_points=2.0)), settings)
    print("\nReadings not taken:")
    for name, how in (
        ("each domain by its own spread", domain_by_domain),
        ("criterion 2 over two days", two_day_singles),
    ):
        print_group(f"no baseline, {name}", no_baseline, settings, how)
        print_group(f"baseline, {name}", baseline, settings, how)
    print_group("no baseline, criterion 2 at two spreads", no_baseline, dataclasses.replace(settings, single_at=2.0))
    print_speed(group(Habits(), 730)[0], settings)


if __name__ == "__main__":
    main()
