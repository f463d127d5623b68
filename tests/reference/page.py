"""What a diary shows on one day: entries by logical day, answers, doses as they were taken, zones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache, cached_property

from zonewise.model.entry import DOMAINS, LAST_WEEK, RATINGS, SAME_AS_USUAL, Entry, in_force
from zonewise.model.substances import is_naltrexone_dose
from zonewise.model.timeline import DAY_ENDS_AT, days_of, logical_day
from zonewise.plan.plan_json import plan_from_json
from zonewise.plan.prescribed_plan import Plan
from zonewise.screening.mention import KINDS, mention_of
from zonewise.screening.opioid_exposure import MedicineExposure, opioid_from_medicines
from zonewise.zones.assess import assess, named
from zonewise.zones.zone import DayZone

from .rulebook import Rulebook

ONE_DAY = timedelta(days=1)
YES = {"yes": True, "true": True, "no": False, "false": False}
RESTING, TAKING = ("paused", "stopped"), ("titrating", "stable")
HISTORY = "dose-history"


read_plan = cache(plan_from_json)  # the same few texts are read thousands of times


@dataclass(frozen=True)
class Written:
    """One entry with the logical day that it belongs to."""

    day: date
    entry: Entry


@dataclass(frozen=True)
class Level:
    """A dose that was taken from a day on; milligrams, 0 while nothing is."""

    since: date
    mg: Decimal
    rise: bool


@dataclass
class Page:
    """The diary up to one day.

    Attributes:
        book: The rules and numbers.
        day: The last day that is known.
        all: Every entry in force in the order written, those of later days included.
        zones: The zone of each day.
    """

    book: Rulebook
    day: date
    all: list[Written]
    zones: Sequence[DayZone]
    product: object  # The product's settings, for zones and medicines alone.
    without_dose: bool = False  # As it was before the day's dose.
    begins: date = date.max  # The first day of the diary.
    by_day: dict[date, list[Written]] = field(default_factory=dict)
    by_name: dict[str, list[Written]] = field(default_factory=dict)
    kept: dict[str, list] = field(default_factory=dict)  # What was worked out of it already.
    _ratings: dict[date, dict[str, float]] = field(default_factory=dict)
    _medicines: list[MedicineExposure | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        for one in self.all if not self.by_day else ():
            self.by_day.setdefault(one.day, []).append(one)
            self.by_name.setdefault(one.entry.kind, []).append(one)
            self.by_name.setdefault(f"{one.entry.kind} {one.entry.name}", []).append(one)

    def before_dose(self) -> "Page":
        """Return the same day as it was before its dose."""
        return replace(self, without_dose=True, kept={})

    def of(self, kind: str, name: str = "") -> list[Written]:
        """Return what was written up to the day of one kind, and of one name where one is given."""
        return [one for one in self.by_name.get(f"{kind} {name}" if name else kind, ()) if one.day <= self.day]

    def on(self, day: date) -> list[Written]:
        """Return what was written for one day."""
        return self.by_day.get(day, [])

    def answers(self, name: str) -> list[Written]:
        """Return the answers to a question, the last one last."""
        return self.of("answer", name)

    def last(self, name: str, since: date | None = None) -> Written | None:
        """Return the last answer to a question, unless it was given before a day."""
        answers = self.answers(name)
        return answers[-1] if answers and (since is None or answers[-1].day >= since) else None

    def good(self, name: str, since: date | None = None) -> str | None:
        """Return the last answer while it is good, else None."""
        answer, days = self.last(name, since), self.book.holds(name)
        if answer is None or (days is not None and answer.day < self.day - timedelta(days=days)):
            return None
        return answer.entry.value

    def yes(self, name: str, since: date | None = None) -> bool | None:
        """Return the last answer as yes or no, however old."""
        answer = self.last(name, since)
        return None if answer is None else YES.get(answer.entry.value)

    def doses(self, day: date) -> list[Decimal]:
        """Return the amounts of naltrexone logged for one day, milligrams."""
        if self.without_dose and day == self.day:
            return []
        logged = (one.entry for one in self.on(day) if one.entry.kind == "dose")
        return [Decimal(entry.value) for entry in logged if is_naltrexone_dose(entry.name)]

    def wished_off(self, day: date) -> bool:
        """Say whether a wish to stop stands on a day and no dose was taken since it was said."""
        said = [one for one in self.answers("wants_to_stop") if one.day <= day]
        if not said or not YES.get(said[-1].entry.value):
            return False
        number, since = 0, said[-1].day
        while since + timedelta(days=number) <= day:
            if sum(self.doses(since + timedelta(days=number))) > 0:
                return False
            number += 1
        return True

    @cached_property
    def dose_days(self) -> list[date]:
        """The days on which doses were logged, oldest first."""
        days = {one.day for one in self.of("dose") if is_naltrexone_dose(one.entry.name)}
        return sorted(days - ({self.day} if self.without_dose else set()))

    @cached_property
    def plan(self) -> Plan | None:
        """The plan in force."""
        plans = self.of("plan")
        return read_plan(plans[-1].entry.value) if plans else None

    @cached_property
    def prescriptions(self) -> list["Written"]:
        """The plans that say other doses, or are another prescription."""
        others, before = [], None
        for one in self.of("plan"):
            plan = read_plan(one.entry.value)
            says = (plan.prescriber, plan.written_on, plan.steps, plan.reduce_mg, plan.resume_mg, plan.ceiling_mg)
            if says != before:
                others.append(one)
            before = says
        return others

    @cached_property
    def missed_days(self) -> int:
        """How many days may be missed."""
        plan = self.plan
        stated = plan.missed_days_allowed if plan is not None else None
        return self.book.days("missed-days-allowed") if stated is None else stated

    @cached_property
    def window(self) -> int:
        """In how many days after an increase a flare counts as linked."""
        plan, days = self.plan, self.book.days
        if plan is None or (plan.link_window_days is None and plan.interval_days is None):
            return days("link-window-days-most")
        if plan.link_window_days is not None:
            return plan.link_window_days
        share = -(-int(100 * self.book.points("link-window-share") + 0.5) * plan.interval_days // 100)
        return max(days("link-window-days-least"), min(share, days("link-window-days-most")))

    def told_mg(self, day: date) -> Decimal | None:
        """Return the dose that the person tells for the time from this day on."""
        told = [one.entry for one in self.by_name.get(f"profile {HISTORY}", ())]
        return next((Decimal(entry.value) for entry in reversed(told) if entry.day == day), None)

    def phase_of(self, day: date) -> tuple[str, Decimal | None, bool]:
        """Return the last word of a day of whether LDN is taken, what was logged, and whether doses came after a word
        of resting: then only these count.
        """
        phase, after = "", Decimal(0)
        is_hidden = self.without_dose and day == self.day
        for one in self.on(day):
            entry = one.entry
            if entry.kind == "answer" and entry.name == "phase" and entry.value in (*RESTING, *TAKING):
                phase, after = entry.value, Decimal(0)
            elif entry.kind == "dose" and is_naltrexone_dose(entry.name) and not is_hidden:
                after += Decimal(entry.value)
        if phase in RESTING and after > 0:
            return phase, after, True
        doses = self.doses(day)
        return phase, sum(doses, Decimal(0)) if doses else None, False

    @cached_property
    def taken(self) -> list[Level]:
        """Doses as they were taken: each day's dose is the level until another one, a pause or a gap."""
        return self._take()

    def _take(self) -> list[Level]:
        levels: list[Level] = []
        taking = left_out = None

        def move(day: date, mg: Decimal) -> None:
            before = levels[-1].mg if levels else Decimal(0)
            if mg != before:
                levels.append(Level(day, mg, mg > before))

        def close(day: date) -> None:
            if left_out and taking and (day - taking).days - 1 > self.missed_days:
                move(left_out, Decimal(0))

        day = self.first
        while day <= self.day:
            told = self.told_mg(day)
            said, mg, again = self.phase_of(day)
            if told is not None:
                move(day, told)
                if told > 0:
                    taking, left_out = day, None
                if not said:
                    mg = None
            if mg:
                close(day)
                if again:
                    move(day, Decimal(0))
                move(day, mg)
                taking, left_out = day, None
            elif mg is not None:
                left_out = left_out or day
                close(day + ONE_DAY)
            if said in RESTING and not again:
                move(day, Decimal(0))
            elif said in TAKING:
                taking, left_out = day, None
            day += ONE_DAY
        close(self.day)
        return levels

    @cached_property
    def first(self) -> date:
        """The first day of the diary, or of what is told from before it."""
        return min([self.begins, *(one.entry.day for one in self.of("profile", HISTORY))])

    @cached_property
    def started(self) -> date | None:
        """The first day with a dose."""
        return next((level.since for level in self.taken if level.mg > 0), None)

    @cached_property
    def rises(self) -> list[Level]:
        """Each start, step up and resumption as it was taken."""
        return [level for level in self.taken if level.rise]

    @property
    def medicines(self) -> MedicineExposure | None:
        """What the medicines written down are; the screen is another part, with tests of its own."""
        if not self._medicines:
            entries = [one.entry for one in self.all if one.entry.kind in KINDS and mention_of(one.entry, DAY_ENDS_AT)]
            self._medicines.append(self._screened(entries) if entries else None)
        return self._medicines[0]

    def _screened(self, entries: list[Entry]) -> MedicineExposure:
        depots = [off.on for off in self.sign_offs if off.reason == "opioid-depot" and off.on <= self.day]
        over = max(depots, default=None)
        lists = self.product.medicines()
        return opioid_from_medicines(entries, self.day, lists, short_days=self.short_days, depots_over=over)

    @property
    def sign_offs(self) -> tuple:
        """What the prescriber has cleared in writing."""
        return self.plan.sign_offs if self.plan is not None else ()

    @property
    def short_days(self) -> int:
        """Days without a short-acting opioid before LDN."""
        stated = self.plan.opioid_free_days if self.plan is not None else None
        return self.book.days("opioid-free-days") if stated is None else stated

    def ratings(self, day: date) -> dict[str, float]:
        """Return what was really rated on a day, the mean where something was rated more than once."""
        if day not in self._ratings:
            self._ratings[day] = self._rated(day)
        return self._ratings[day]

    def _rated(self, day: date) -> dict[str, float]:
        given: dict[str, list[float]] = {}
        for one in self.on(day):
            if one.entry.kind == "rating" and one.entry.name in RATINGS and one.entry.unit != SAME_AS_USUAL:
                given.setdefault(one.entry.name, []).append(float(one.entry.value))
        return {name: sum(values) / len(values) for name, values in given.items()}

    def entered(self, day: date) -> set[str]:
        """Return the domains that were rated on a day or taken over as usual."""
        return {one.entry.name for one in self.on(day) if one.entry.kind == "rating"} & set(DOMAINS)

    def side_effects(self, day: date) -> list[tuple[str, int]]:
        """Return each side effect of a day with its grade."""
        return [(one.entry.name, grade) for one in self.on(day) if (grade := self.grade(one)) is not None]

    def grade(self, one: "Written") -> int | None:
        """Return the grade of a side effect, or None for anything else."""
        entry = one.entry
        is_graded = entry.kind == "sign" and entry.value.isdigit() and entry.name not in self.book.danger_signs
        return int(entry.value) if is_graded else None

    def days_back(self, count: int) -> list[date]:
        """Return the last so many days of the diary, today included, oldest first."""
        days = [self.day - timedelta(days=number) for number in range(count)]
        return [day for day in reversed(days) if day >= self.begins]

    @cached_property
    def names(self) -> list[tuple[date, str | None]]:
        """Each day with its zone alone."""
        return [(self.begins + timedelta(days=number), zone) for number, zone in enumerate(named(self.zones))]

    @cached_property
    def by_id(self) -> dict[str, "Written"]:
        """Everything that was written, by the id of its entry."""
        return {one.entry.id: one for one in self.all}

    def zone(self, day: date) -> DayZone | None:
        """Return the zone of a day, or None outside the diary."""
        number = (day - self.begins).days
        return self.zones[number] if 0 <= number < len(self.zones) and day <= self.day else None


def open_page(
    book: Rulebook, entries: Iterable[Entry], day: date, product: object, *, without_dose: bool = False
) -> Page:
    """Return a diary as it looks on one day."""
    written = [Written(logical_day(e.day, e.at, DAY_ENDS_AT), e) for e in in_force(entries)]
    page = Page(book, day, written, (), product)
    kinds: dict[str, list[Entry]] = {}
    for one in written:
        if one.entry.kind != "profile":
            kinds.setdefault(one.entry.kind, []).append(one.entry)
    timeline = days_of(kinds, until=day, ends_at=DAY_ENDS_AT)
    page.begins = timeline[0].day
    started = page.started
    declared = {}
    for worst in ("green", "yellow", "red"):
        declared |= {one.day: worst for one in written if one.entry.kind == "zone" and one.entry.value == worst}
    after_start = started + ONE_DAY if started is not None else None
    remembered: dict[date, dict[str, float]] = {}
    stands: dict[str, float] = {}
    for one in written:
        if one.entry.kind == "usual" and one.entry.name != LAST_WEEK:
            stands[one.entry.name] = float(one.entry.value)
            remembered[one.day] = dict(stands)
    page.zones = assess(
        timeline, product.zones, treatment_started=after_start, declared=declared, remembered=remembered
    )
    return page


def came_before(answer: Written, other: Written) -> bool:
    """Say whether an entry speaks of a later time than an answer, or was written down later."""
    if other.entry.entered_at > answer.entry.entered_at or other.day > answer.day:
        return True
    return other.day == answer.day and (other.entry.at or time.max) > (answer.entry.at or time.max)


def is_about(answer: Written, other: Written) -> bool:
    """Say whether an answer can have meant what another entry says."""
    one, two = answer.entry, other.entry
    if answer.day == other.day and (one.at is None or two.at is None) and two.entered_at < one.entered_at:
        return True
    return not came_before(answer, other)


def stands_out(page: Page, day: date, name: str, above: float = 0.0) -> bool:
    """Say whether a rating stands far above the person's usual, less what the rest of the day is above its own."""
    zone, book = page.zone(day), page.book
    usual = zone.usual.get(name)
    if usual is None:
        return False
    bound = max(book.points("spike-above-usual"), book.points("spike-spreads") * zone.spread.get(name, 0.0))
    return page.ratings(day)[name] - above - usual >= bound
