"""A second, slow and obvious way to the zones: pure Python, each day from scratch, nothing shared with the product."""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from statistics import fmean, median
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS
from zonewise.model.timeline import Day
from zonewise.zones import Zone, ZoneSettings, assess

NAMES = (*DOMAINS, *BESIDE_DOMAINS)
SCALE = 10.0
RANK = {None: -1, "green": 0, "yellow": 1, "red": 2}


class Slow:
    """The rules of the zones, each asked anew for each day."""

    def __init__(
        self,
        days: Sequence[Day],
        declared: Mapping[date, Zone],
        started: date | None,
        s: ZoneSettings,
        remembered: Mapping[date, Mapping[str, float]] | None = None,
    ) -> None:
        self.days, self.declared, self.started, self.s = days, declared, started, s
        self.remembered = remembered or {}
        self.first = next((n for n, day in enumerate(days) if set(day.ratings) & set(DOMAINS)), len(days))
        self.usuals = {(t, name): self.usual(t, name) for t in range(len(days)) for name in (*NAMES, "function")}
        self.red_in_itself = [self.severe(t) for t in range(len(days))]
        self.scores = [self.composite(t) for t in range(len(days))]
        self.single_scores = {name: [self.single(t, name) for t in range(len(days))] for name in NAMES}

    def window(self, t: int, name: str) -> list[float]:
        """Ratings of the window of day t."""
        span = range(max(0, t - self.s.window_from_days), t - self.s.window_to_days + 1)
        return [self.days[n].ratings[name] for n in span if name in self.days[n].ratings]

    def rated_before(self, t: int) -> int:
        """Days before day t on which a domain was rated."""
        return sum(bool(set(day.ratings) & set(DOMAINS)) for day in self.days[:t])

    def provisional(self, t: int) -> bool:
        """Whether a remembered usual counts on day t."""
        said = any(day <= self.days[t].day for day in self.remembered)
        return said and self.rated_before(t) < self.s.measured_rated_days

    def ratings_before(self, t: int, name: str) -> list[float]:
        """Every earlier rating of a name."""
        return [day.ratings[name] for day in self.days[:t] if name in day.ratings]

    def shifted(self, t: int, name: str) -> float | None:
        """The remembered usual of a name as the earlier ratings have shifted it, or None."""
        usual = self.remembered[max(day for day in self.remembered if day <= self.days[t].day)].get(name)
        most = self.s.remembered_shift_most * self.s.provisional_spread
        for count, rating in enumerate(self.ratings_before(t, name), 1):
            if usual is not None:
                usual += max(-most, min(most, rating - usual)) / (self.s.remembered_days + count)
        return usual

    def provisional_spread(self, days: int, domains: int = 1) -> float:
        """Spread of the mean of some domains around a usual that so many days have shifted."""
        shared = (1 + (domains - 1) * self.s.provisional_correlation) / domains
        return self.s.provisional_spread * float((shared * (1 + 1 / (self.s.remembered_days + days))) ** 0.5)

    def learnt(self, t: int) -> bool:
        """Whether a usual may be used on day t."""
        return self.provisional(t) or t - self.first >= self.s.history_days

    def usual(self, t: int, name: str) -> float | None:
        """The usual, or None."""
        earlier = self.window(t, name)
        middle: float | None = median(earlier) if len(earlier) >= self.s.window_ratings_least else None
        if self.provisional(t):
            middle = self.shifted(t, name)
        if middle is None:
            return None
        if self.started is not None and self.days[t].day >= self.started:
            oldest = self.started - timedelta(days=self.s.baseline_days)
            before = [d.ratings[name] for d in self.days if oldest <= d.day < self.started and name in d.ratings]
            if len(before) >= self.s.baseline_ratings_least:
                return min(middle, median(before))
        return middle

    def spread(self, values: Sequence[float]) -> float:
        """Spread of some values."""
        return max(self.s.spread_least, self.s.spread_per_mad * median(abs(v - median(values)) for v in values))

    def notch(self, t: int, name: str) -> float:
        """Half a step of the coarsest scale that the ratings show, or 0."""
        window, today = self.window(t, name), [self.days[t].ratings.get(name, 0.0)]
        if len(set(window)) < 2:
            return 0.0
        for count in range(self.s.scale_notches_least, 20):
            notches = [SCALE * number / count for number in range(count + 1)]
            if all(min(abs(value - notch) for notch in notches) <= 0.05 for value in window + today):
                return self.s.spread_per_notch * SCALE / count
        return 0.0

    def compared(self, t: int, names: Sequence[str]) -> dict[str, float]:
        """The names rated on day t that have a usual, with it."""
        known = {name: self.usuals[t, name] for name in names if name in self.days[t].ratings}
        return {name: usual for name, usual in known.items() if usual is not None}

    def composite(self, t: int) -> float | None:
        """Deviation over spread of day t alone, or None."""
        usual = self.compared(t, DOMAINS)
        if not usual:
            return None
        if self.provisional(t):
            above = fmean(self.days[t].ratings[name] - value for name, value in usual.items())
            return round(above / self.provisional_spread(self.rated_before(t), len(usual)), 9)
        together = []
        for n in range(max(0, t - self.s.window_from_days), t - self.s.window_to_days + 1):
            row = self.days[n].ratings
            parts = [row[name] - median(self.window(t, name)) for name in usual if name in row]
            together += [fmean(parts)] if parts else []
        deviation = fmean(self.days[t].ratings[name] - value for name, value in usual.items())
        coarse = sum(self.notch(t, name) ** 2 for name in usual) ** 0.5 / len(usual)
        return round(deviation / max(coarse, self.spread(together)), 9)

    def single(self, t: int, name: str) -> float | None:
        """The same for one rating, or None."""
        usual = self.compared(t, [name])
        if not usual or not self.learnt(t):
            return None
        spread = self.spread_of(t, name)
        return round((self.days[t].ratings[name] - usual[name]) / spread, 9)

    def spread_of(self, t: int, name: str) -> float:
        """Spread of one rating on day t."""
        if self.provisional(t):
            return self.provisional_spread(len(self.ratings_before(t, name)))
        return max(self.notch(t, name), self.spread(self.window(t, name)))

    def mean_score(self, t: int) -> float | None:
        """S of day t, or None."""
        logged = [n for n in range(t + 1) if self.scores[n] is not None][-self.s.mean_days :]
        if not logged or logged[-1] != t:
            return None
        values = [self.scores[n] for n in logged if t - n <= self.s.mean_within_days]
        return round(fmean(value for value in values if value is not None), 9)

    def evaluated(self, t: int) -> bool:
        """Voice 1 has a score and history enough."""
        return self.scores[t] is not None and self.learnt(t)

    def full(self, t: int) -> bool:
        """The check-in is full enough to count towards leaving."""
        counts = [len(self.compared(n, DOMAINS)) for n in range(max(0, t - self.s.fullest_within_days + 1), t + 1)]
        return counts[-1] >= self.s.leave_domains_fraction * max(counts)

    def inside(self, scores: Sequence[tuple[int, float, bool]], bound: float) -> bool:
        """Whether a zone entered at `bound` still stands after these (day, score, counts towards leaving)."""
        stands, tally, last = False, [], None
        for day, score, counts in scores:
            if last is not None and day - last > self.s.window_from_days:
                stands = False
            last = day
            if score >= bound:
                stands, tally = True, []
            elif score >= bound * self.s.leave_fraction:
                tally = []
            elif counts:
                tally.append(day)
            if len(tally) >= self.s.leave_days:
                stands = False
        return stands

    def alive(self, t: int, heard: Callable[[int], bool], renews: Callable[[int], bool]) -> int | None:
        """The last day that keeps a word alive at t."""
        last = None
        for n in range(t + 1):
            if last is not None and n - last > self.s.hold_hours / 24:
                last = None
            if heard(n) or (last is not None and renews(n)):
                last = n
        return last

    def as_usual(self, n: int) -> bool:
        """Domains taken over and none rated."""
        day = self.days[n]
        return not set(day.ratings) & set(DOMAINS) and bool(set(day.as_usual) & set(DOMAINS))

    def voice_1(self, t: int) -> Zone | None:
        """The composite."""
        if self.alive(t, self.evaluated, self.as_usual) is None:
            return None
        course = [(n, self.mean_score(n), self.full(n)) for n in range(t + 1) if self.evaluated(n)]
        known = [(n, score, full) for n, score, full in course if score is not None]
        if self.inside(known, self.s.red_at):
            return "red"
        return "yellow" if self.inside(known, self.s.yellow_at) else "green"

    def calls(self, t: int, name: str) -> tuple[bool, int | None]:
        """Whether a rating calls Yellow since it was last rated, and when that was."""
        course = [(n, score, True) for n, score in enumerate(self.single_scores[name][: t + 1]) if score is not None]
        if not course or t - course[-1][0] > self.s.window_from_days:
            return False, None
        return self.inside(course, self.s.single_at), course[-1][0]

    def voice_2(self, t: int) -> Zone | None:
        """One rating alone."""
        waits = False
        for name in NAMES:
            calls, _ = self.calls(t, name)
            if calls:
                scores = self.single_scores[name]
                kept = self.alive(
                    t, lambda n, s=scores: s[n] is not None, lambda n, name=name: name in self.days[n].as_usual
                )
                if kept is not None:
                    return "yellow"
                waits = True
        any_heard = self.alive(
            t,
            lambda n: any(scores[n] is not None for scores in self.single_scores.values()),
            lambda n: bool(self.days[n].as_usual),
        )
        return "green" if any_heard is not None and not waits else None

    def entered(self, t: int) -> dict[str, float]:
        """What was rated or taken over."""
        return {**self.days[t].as_usual, **self.days[t].ratings}

    def habitual(self, t: int, severe: set[str]) -> bool:
        """Whether function and each domain that is severe on day t are about what they were for long."""
        if not self.learnt(t):
            return False
        for name in (*severe, "function"):
            past = [
                self.usuals[n, name] for n in range(max(0, t - self.s.habit_days + 1), t + 1) if name in self.entered(n)
            ]
            if past[-1] is None:
                return False
            spread = self.spread_of(t, name)
            if name == "function":
                spread = self.s.spread_least
            habit = min(usual for usual in past if usual is not None)
            if round((self.entered(t)[name] - habit) / spread, 9) >= self.s.red_at:
                return False
        return True

    def severe(self, t: int) -> set[str]:
        """The domains that are severe on a day that is Red in itself; none on any other."""
        entered = self.entered(t)
        severe = {name for name in DOMAINS if entered.get(name, 0) >= self.s.severe_at}
        lost = entered.get("function", 0) >= self.s.function_loss_at
        return severe if severe and lost and not self.habitual(t, severe) else set()

    def voice_3(self, t: int) -> tuple[bool, bool]:
        """Whether Red stands, and whether a severe day waits for its end."""
        severe_then: set[str] = set()
        last = kept = 0
        for n in range(t + 1):
            day = self.days[n]
            real_function = day.ratings.get("function")
            if self.red_in_itself[n]:
                severe_then, last, kept = self.red_in_itself[n], n, n
            elif (
                (real_function is not None and real_function < self.s.function_loss_at)
                or all(day.ratings.get(name, 10) < self.s.severe_at for name in severe_then)
                or all(name in day.ratings for name in (*severe_then, "function"))
                or n - last > self.s.window_from_days
            ):
                severe_then = set()
            elif self.as_usual(n) and n - kept <= self.s.hold_hours / 24:
                kept = n
        return bool(severe_then) and t - kept <= self.s.hold_hours / 24, bool(severe_then)

    def voice_4(self, t: int) -> Zone | None:
        """What was declared."""
        said = [n for n in range(t + 1) if self.days[n].day in self.declared]
        if not said or any(set(self.days[n].ratings) & set(DOMAINS) for n in range(said[-1] + 1, t + 1)):
            return None
        zone = self.declared[self.days[said[-1]].day]
        kept = self.alive(t, lambda n: n == said[-1], self.as_usual)
        return zone if zone != "green" and kept is not None else None

    def accepts_green(self, t: int) -> bool:
        """Whether the Green that the person says counts: something was rated, and nothing is known to hold it to."""
        rated, entered = set(self.days[t].ratings) & set(DOMAINS), self.entered(t)
        is_open = "function" not in entered and any(entered.get(name, 0) >= self.s.severe_at for name in DOMAINS)
        known = self.evaluated(t) or t - self.first >= self.s.history_days
        return self.declared.get(self.days[t].day) == "green" and bool(rated) and not known and not is_open

    def zones(self) -> list[Zone | None]:
        """The zone of each day, voice 5 included."""
        result: list[Zone | None] = []
        start, stuck, tally = None, False, 0
        for t in range(len(self.days)):
            one, two, four = self.voice_1(t), self.voice_2(t), self.voice_4(t)
            red, waits = self.voice_3(t)
            others: list[Zone | None] = [one, two, four, "red" if red else None]
            worst = max(others, key=RANK.__getitem__)
            if worst in ("yellow", "red"):
                start = t if start is None else start
                if self.rises(t, start):
                    stuck, tally = True, 0
                elif stuck and self.evaluated(t) and self.full(t):
                    low = (self.mean_score(t) or 0) < self.s.red_at * self.s.leave_fraction and two == "green"
                    tally = tally + 1 if low else 0
                    stuck = tally < self.s.leave_days
                result.append("red" if stuck else worst)
            else:
                green = one == two == "green"
                if green:
                    start, stuck = None, False
                green = green or self.accepts_green(t)
                result.append("green" if green and not waits else None)
        return result

    def rises(self, t: int, start: int) -> bool:
        """A score that never eased rose for long enough."""
        course = {n: self.mean_score(n) for n in range(t + 1) if self.evaluated(n)}
        called = {
            n for n, v in course.items() if v is not None and (v >= self.s.yellow_at or self.voice_4(n) is not None)
        }
        courses = [(course, called)]
        for name in NAMES:
            alone = {n: v for n, v in enumerate(self.single_scores[name][: t + 1]) if v is not None}
            courses.append((alone, {n for n, v in alone.items() if v >= self.s.single_at}))
        return any(self.rises_alone(t, start, scores, high) for scores, high in courses)

    def rises_alone(self, t: int, start: int, scores: Mapping[int, float | None], high: set[int]) -> bool:
        """The same for one score."""
        back = self.s.stuck_hours // 24
        old = [n for n in scores if max(start, t - back - self.s.mean_within_days) <= n <= t - back]
        if t not in scores or not old:
            return False
        then, now = scores[max(old)], scores[t]
        if then is None or now is None or any(n >= max(old) and n not in high for n in scores):
            return False
        return round(now - then, 9) >= self.s.rising_by


class Made(NamedTuple):
    """A diary and what is known beside its days."""

    days: tuple[Day, ...]
    declared: dict[date, Zone]
    started: date | None
    remembered: dict[date, dict[str, float]]


@st.composite
def diaries(draw: st.DrawFn) -> Made:
    """Up to 90 days of a made-up person, flares, gaps, partial and "same as usual" check-ins included."""
    source = random.Random(draw(st.integers(0, 2**32)))
    length = draw(st.integers(0, 90))
    severe, stays = draw(st.booleans()), draw(st.booleans())
    missing, partial, usual = (draw(st.sampled_from((0.0, 0.15, 0.5))) for _ in range(3))
    swing, step = draw(st.sampled_from((0.0, 0.7, 1.5, 3.0))), draw(st.sampled_from((10 / 3, 5, 2.5, 1, 0.5, 0.1)))
    level = {name: source.uniform(6 if severe else 0, 9) for name in (*NAMES, "function")}
    flare = {name: 0 if stays else source.choice((0, 0, 2, 5)) for name in level}
    begins, lasts = draw(st.integers(15, 90)), draw(st.integers(1, 20))
    gap, first = draw(st.integers(0, 90)), date(2023, 11, 5)
    days, declared = [], {}
    for n in range(length):
        ratings, taken_over = {}, {}
        away = source.random() < missing or gap <= n < gap + draw(st.just(int(missing * 60)))
        few = source.random() < partial
        for name, centre in level.items():
            value = source.gauss(centre, swing) + flare[name] * (begins <= n < begins + lasts)
            value = round(min(10.0, max(0.0, round(value / step) * step)), 2)
            if not away and not (few and source.random() < 0.7):
                (taken_over if source.random() < usual / 3 else ratings)[name] = value
        if source.random() < usual / 2:
            taken_over, ratings = {**taken_over, **ratings}, {}
        if source.random() < 0.03:
            declared[first + timedelta(days=n)] = source.choice(("green", "yellow", "red"))
        days.append(Day(first + timedelta(days=n), ratings, taken_over, None, ()))
    started = draw(st.none() | st.integers(-5, 95).map(lambda n: first + timedelta(days=n)))
    said = draw(st.lists(st.integers(-3, 40), max_size=2))
    remembered = {
        first + timedelta(days=n): {
            name: float(min(10, max(0, round(source.gauss(centre, 1)))))
            for name, centre in level.items()
            if source.random() > 0.2
        }
        for n in said
    }
    return Made(tuple(days), declared, started, remembered)


@hypothesis_settings(max_examples=60)
@given(diaries())
def test_fast_and_slow_agree(settings: ZoneSettings, made: Made) -> None:
    """On any diary the zones, the scores and the usuals are those of the slow way."""
    days, declared, started, remembered = made
    slow = Slow(days, declared, started, settings, remembered)

    fast = assess(days, settings, treatment_started=started, declared=declared, remembered=remembered)

    assert [zone.provisional for zone in fast] == [slow.provisional(t) for t in range(len(days))]
    assert [zone.zone for zone in fast] == slow.zones()
    for t, zone in enumerate(fast):
        expected = slow.mean_score(t) if slow.evaluated(t) else None
        assert zone.score == (None if expected is None else pytest.approx(expected, abs=1e-8))
        assert zone.usual == pytest.approx(slow.compared(t, NAMES))


@hypothesis_settings(max_examples=40)
@given(diaries(), st.data())
def test_no_day_looks_ahead(settings: ZoneSettings, made: Made, data: st.DataObject) -> None:
    """A diary cut off after any day gives the same zones, voices and sentences for the days that are left."""
    days, declared, started, remembered = made
    cut = data.draw(st.integers(0, len(days)))

    whole = assess(days, settings, treatment_started=started, declared=declared, remembered=remembered)
    short = assess(days[:cut], settings, treatment_started=started, declared=declared, remembered=remembered)

    assert short == whole[:cut]
    assert [voice.sentence for zone in short for voice in zone.criteria] == [
        voice.sentence for zone in whole[:cut] for voice in zone.criteria
    ]


@hypothesis_settings(max_examples=40)
@given(diaries())
def test_nothing_is_ever_not_a_number(settings: ZoneSettings, made: Made) -> None:
    """Each day has one zone with five voices in order; no sentence is empty or shows nan, inf, None or a bare -0."""
    days, declared, started, remembered = made

    zones = assess(days, settings, treatment_started=started, declared=declared, remembered=remembered)

    assert [zone.day for zone in zones] == [day.day for day in days]
    for zone in zones:
        assert [voice.name for voice in zone.criteria] == ["composite", "single", "severe", "declared", "stuck"]
        assert max((voice.zone for voice in zone.criteria), key=RANK.__getitem__) in (zone.zone, "green")
        for voice in zone.criteria:
            assert voice.sentence.endswith(".")
            assert not {"nan", "inf", "None", "-0", "-0.0"} & set(voice.sentence.replace(",", " ").split())


@hypothesis_settings(max_examples=40)
@given(diaries(), st.sampled_from(("yellow", "red")), st.integers(0, 89))
def test_declaring_worse_never_helps(settings: ZoneSettings, made: Made, worse: Zone, number: int) -> None:
    """On the day it is declared a worse zone counts, whatever else is known."""
    days, declared, started, remembered = made
    if number >= len(days):
        return

    said = assess(
        days, settings, treatment_started=started, declared={**declared, days[number].day: worse}, remembered=remembered
    )

    assert RANK[said[number].zone] >= RANK[worse]
