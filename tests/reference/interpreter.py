"""A second opinion on each day of a diary: what to do, with which dose, and the facts behind it."""

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from zonewise.model.entry import Entry
from zonewise.plan.prescribed_plan import Plan
from zonewise.zones.zone import DayZone

from .facts import facts_of, step_above
from .links import open_flare, single_scores
from .page import ONE_DAY, YES, Level, Page, open_page
from .rulebook import Rulebook, Value
from .treatment import Course, Named, step_back

ORDER = ("red", "yellow", "green")


@dataclass(frozen=True)
class Opinion:
    """What is said of a day."""

    action: str
    rules: frozenset[str]
    mg: Decimal | None  # Average milligrams a day; 0 for none, None where no amount is shown.
    level_mg: Decimal  # The recommended dose that goes on.
    facts: dict[str, Value]


class Interpreter:
    """One diary, read day after day. What was written of a day is final once a later day is asked about."""

    def __init__(self, book: Rulebook, product: object) -> None:
        self.book, self.product = book, product
        self.course = Course()
        self.next_day: date | None = None

    def opinion(self, entries: Iterable[Entry], day: date) -> Opinion:
        """Return what is said of a day; days may not go back."""
        entries = list(entries)
        if self.next_day is None:
            self.next_day = open_page(self.book, entries, day, self.product).first
        while self.next_day < day:
            page = open_page(self.book, entries, self.next_day, self.product)
            self.course.live(page, self._namer(page), over=True)
            self.next_day += ONE_DAY
        page = open_page(self.book, entries, day, self.product)
        course = deepcopy(self.course)
        course.live(page, self._namer(page), over=False)
        return self.guidance(page, course)

    def _namer(self, page: Page) -> Callable[[Course], Named]:
        before = page.before_dose()

        def name(course: Course) -> Named:
            today = self.guidance(before, course)
            taken_with = self.book.protocol["doses"].get(today.action)
            if taken_with == "no-more":
                sign = today.facts["danger_sign"]
                return Named("call", cause=sign if sign in self.book.danger_signs else "")
            if (taken_with == "step-back" and today.mg is None) or self.book.fallback("keep") in today.rules:
                return Named("doubt")  # less, and nobody says how much
            if taken_with in ("pause", "step-back"):
                return Named("fall", today.mg or Decimal(0))
            if taken_with in ("first-step", "resume", "next-step"):
                return Named("rise", today.mg)
            links = ("flare_after_increase", "step_probable_cause", "new_symptoms_after_step", "ldn_suspected")
            if any(today.facts[link] is True for link in links):
                return Named("doubt")
            otherwise = {one["id"] for one in self.book.protocol["otherwise"]}
            return Named("open" if today.rules & (otherwise - {"plan-not-begun"}) else "")

        return name

    def guidance(self, page: Page, course: Course) -> Opinion:
        """Return what is said for a page and the course up to it."""
        facts = facts_of(page, course)
        action, rules = self.book.action(facts)
        action, mg, more = self._dose(page, course, action)
        if mg and page.plan is not None and mg > self.most(page.plan):
            mg = None
        return Opinion(action, frozenset(rules | more), mg, course.mg, facts)

    def _dose(self, page: Page, course: Course, action: str) -> tuple[str, Decimal | None, set[str]]:
        taken_with, plan = self.book.protocol["doses"].get(action), page.plan
        if taken_with in (None, "no-more", "answer-first"):
            return action, None, set()
        if taken_with in ("pause", "wait"):
            return action, Decimal(0), set()
        if plan is None and taken_with == "step-back":
            return "keep", None, {self.book.fallback("keep")}
        if plan is None:
            return action, None, set()
        if taken_with == "stop":
            return action, Decimal(0), set()
        if taken_with == "step-back":
            mg = self.lower_dose(page, plan, course)
            if mg <= 0:
                return "pause", Decimal(0), {self.book.fallback("pause")}
            return action, mg, set()
        if taken_with in ("first-step", "resume"):
            if plan.start > page.day:
                return "wait", Decimal(0), {self.book.fallback("wait")}
            return action, course.begins_with(plan, again=taken_with == "resume"), set()
        if taken_with == "next-step":
            above = step_above(plan, course.mg)
            if above is not None:
                return action, above, set()
        return action, course.mg or None, set()

    def most(self, plan: Plan) -> Decimal:
        """Return the highest dose that may be named, whatever is taken."""
        usual = Decimal(self.book.numbers["usual-ceiling-mg"])
        return min(plan.ceiling_mg, usual)

    def falls(self, page: Page, levels: list[Level]) -> list[Level]:
        """Return the falls since the flare began, or of the last week, and since the last rise."""
        flare, began = open_flare(page), page.day - timedelta(days=self.book.days("second-reduction-days"))
        if flare is not None:
            began = min(began, flare.began)
        since = max((level.since for level in levels if level.rise and level.since > began), default=began)
        return [after for before, after in pairwise(levels) if after.mg < before.mg and after.since >= since]

    def lower_dose(self, page: Page, plan: Plan, course: Course) -> Decimal:
        """Return what a reduction goes to: what fell by name already counts, else what was taken, within it."""
        if not course.levels:
            return self.step_for_flare(page, plan, page.taken)
        now = course.levels[-1]
        if course.causes[-1] in ("named", "own") and not now.rise and not self.is_new(page, now.since):
            return now.mg
        least = self.step_for_flare(page, plan, course.levels)
        if self.falls(page, course.levels):
            return min(least, now.mg)
        if not page.taken or page.taken[-1].mg <= now.mg:
            return least
        return max(min(self.step_for_flare(page, plan, page.taken), now.mg), least)

    def is_new(self, page: Page, fell: date) -> bool:
        """Return whether a zone or a flare is known, or something was told anew once a lower dose had its week.

        A suspicion, or symptoms, told again after a yes are the same ones.
        """
        if open_flare(page) is not None or page.names[-1][1] is not None:
            return True
        week_over = fell + timedelta(days=self.book.days("second-reduction-days"))
        told = [one.day for one in page.answers("insomnia_or_anxiety_spike") if YES.get(one.entry.value)]
        for name in ("ldn_suspected", "new_symptoms_after_step"):
            before = None
            for one in page.answers(name):  # oldest first
                now = YES.get(one.entry.value)
                told += [one.day] if now and not before else []
                before = now
        least = self.book.days("new-symptom-grade")
        for one in page.of("sign"):
            grave = one.entry.value.isdigit() and int(one.entry.value) >= least
            told += [one.day] if grave and one.entry.name not in self.book.danger_signs else []
        return any(day > week_over for day in told)

    def step_for_flare(self, page: Page, plan: Plan, levels: list[Level]) -> Decimal:
        """Return the one dose that levels go back to in one flare, until the lower one has failed for a week."""
        falls = self.falls(page, levels)
        if not falls:
            return step_back(levels[-1].mg, levels, plan) if levels else Decimal(0)
        if open_flare(page) is not None and self.has_failed(page, falls[-1].since):
            return step_back(falls[-1].mg, levels, plan)
        return falls[-1].mg

    def has_failed(self, page: Page, since: date) -> bool:
        """Return whether a lower dose had its week and it then got worse, or did not ease."""
        days = self.book.days("second-reduction-days")
        if since < page.begins or (page.day - since).days < days:
            return False
        known = [page.zone(day) for day, zone in page.names if day <= since and zone is not None][-1:]
        if not known:
            return False
        then = known[-1]
        worst = min(ORDER.index(then.zone), ORDER.index("yellow"))
        after = [zone for day, zone in page.names if (day - since).days >= days and zone is not None]
        if any(ORDER.index(zone) < worst for zone in after):
            return True
        later = [page.zone(day) for day, _ in page.names if day > since][-days:]
        lately = [zone for zone in later if zone.zone is not None]
        return len(lately) >= self.book.days("real-ratings-least") and not any(self.eased(one, then) for one in lately)

    def eased(self, day: DayZone, then: DayZone) -> bool:
        """Return whether a day was better than that of the reduction, by zone or by what the zone is made of."""
        by = self.book.points("easing-by")
        if ORDER.index(day.zone) > ORDER.index(then.zone):
            return True
        if day.score is None or then.score is None or day.score > then.score - by:
            return False
        alone = [score for score, calls in single_scores(day) if calls]
        before = [score for score, calls in single_scores(then) if calls]
        return not alone or (bool(before) and alone[0] <= before[0] - by)
