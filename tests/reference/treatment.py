"""The course of treatment as DESIGN and the protocol tell it, day after day, with nothing skipped."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from zonewise.plan.prescribed_plan import Plan

from .page import ONE_DAY, RESTING, TAKING, Level, Page, Written, came_before

SETTLES = ("continue", "restart-low")


@dataclass(frozen=True)
class Named:
    """What guidance says of a day before its dose: "call", "fall", "rise", "open" or "", and milligrams a day."""

    kind: str
    mg: Decimal = Decimal(0)
    cause: str = ""


@dataclass(frozen=True)
class Call:
    """A day on which a clinician was to be called, and the danger sign, or who waits for one."""

    day: date
    cause: str
    signs: tuple[Written, ...] = ()  # The danger signs of the day.


@dataclass(frozen=True)
class Bad:
    """A day on which a dose went badly."""

    day: date
    mg: Decimal
    signs: tuple[Written, ...] = ()  # The danger signs of the day, and the side effects that speak on it.


@dataclass(frozen=True)
class Word:
    """What a doctor or nurse said, the last day that it is about, and what was written of it, maybe corrected."""

    until: date
    said: str
    written: Written

    def settles(self, event: Call | Bad) -> bool:
        """Say whether it goes on from something bad that could be told before it."""
        return self.said in SETTLES and not any(is_new_to(self.written, sign) for sign in event.signs)


@dataclass
class Course:
    """What is recommended, and what it hangs on. A day is taken in by `live`."""

    levels: list[Level] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)  # What brought each level.
    calls: list[Call] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    stopped: bool = False
    said_off: bool = False  # The last word was that LDN is not taken.
    was_off: bool = False
    last_taken: date | None = None
    known_taking: date | None = None  # The last day of a dose or of a word of taking...
    told_on: date | None = None  # ...and the last one from which on a dose was told.
    left_out: date | None = None  # The first dose left out since then.
    gap_before: date | None = None  # A dose after more unlogged days than may be missed.
    lower: tuple[Decimal, date, int] | None = None  # Smaller doses in a row: amount, first day, days.
    over_mg: list[tuple[date, Decimal]] = field(default_factory=list)  # More than was named, by day.

    @property
    def mg(self) -> Decimal:
        """The recommended dose, milligrams; 0 for none."""
        return self.levels[-1].mg if self.levels else Decimal(0)

    @property
    def open_calls(self) -> list[Call]:
        """The calls that no word of their day or a later one settled."""
        return [call for call in self.calls if not any(w.until >= call.day and w.settles(call) for w in self.words)]

    def is_settled(self, bad: Bad) -> bool:
        """Return whether a word of a later day settled what went badly."""
        return any(word.until > bad.day and word.settles(bad) for word in self.words)

    @property
    def is_resting(self) -> bool:
        """Whether LDN is paused or stopped."""
        return bool(self.levels) and self.mg == 0

    def begins_with(self, plan: Plan, *, again: bool) -> Decimal:
        """Return what LDN begins with; what was never reached before a pause is not what it begins again with."""
        first = plan.steps[0].daily_mg
        if not again or plan.resume_mg is None:
            return first
        taken = [level.mg for level in self.levels if level.mg]
        reached = plan.resume_mg <= first or (bool(taken) and plan.resume_mg <= taken[-1])
        return plan.resume_mg if reached else first

    def rests_since(self) -> date | None:
        """Return the first day without LDN, by its course or by the person's word."""
        return self.levels[-1].since if self.is_resting else None

    def taken_since(self, page: Page) -> date:
        """Return since when the recommended dose is taken; after a fall that was named, only once it was."""
        if not self.levels:
            return page.day
        now = self.levels[-1]
        if now.rise or now.mg == 0 or self.causes[-1] != "named" or page.plan is None:
            return now.since
        days = [day for day in page.dose_days if day >= now.since and 0 < sum(page.doses(day)) <= now.mg]
        return min(days, default=page.day)

    def move(self, day: date, mg: Decimal, cause: str) -> None:
        """Recommend another dose from a day on."""
        before = self.mg
        self.lower = None
        self.stopped = self.stopped and mg == 0
        if mg == 0 or cause == "told":
            self.gap_before = None
        if mg != before or (not self.levels and cause != "told"):
            self.levels.append(Level(day, mg, mg > before))
            self.causes.append(cause)

    def rest(self, day: date, cause: str) -> None:
        """Recommend nothing from a day on."""
        self.stopped = cause == "stopped"
        self.move(day, Decimal(0), cause)

    def close_gaps(self, page: Page, day: date) -> None:
        """Rest when too many doses in a row were left out, or when none was taken after a call."""
        if not self.levels or self.is_resting:
            return
        if self.left_out and self.known_taking and (day - self.known_taking).days - 1 > page.missed_days:
            self.rest(self.left_out, "left-out")
            return
        if self.open_calls:
            since = self.open_calls[0].day
            if self.last_taken is not None:
                since = max(since, self.last_taken + ONE_DAY)
            if (day - since).days > page.book.days("missed-after-call-days"):
                self.rest(since, "advised")

    def live(self, page: Page, name: Callable[["Course"], Named], *, over: bool) -> None:
        """Take in the day of a page.

        Args:
            page: The diary up to that day.
            name: Returns what guidance says before the day's dose, for the course as it stands.
            over: The day lies behind; what is still to be done on it is done or not.
        """
        day = page.day
        self.close_gaps(page, day)
        phase, mg, again = page.phase_of(day)
        words = [one.entry.value for one in page.answers("phase") if one.day == day]
        if mg is None and over and not words and page.wished_off(day):  # a word of where one is outweighs the wish
            mg = Decimal(0)
        if words:
            self.said_off = words[-1] in ("not-started", *RESTING)
            self.was_off = self.was_off or self.said_off
        named = name(self)
        if named.kind == "call":
            self.calls.append(Call(day, named.cause, signs_of(page)))
        elif over:
            self.fall(page, named)
        word = word_of(page)
        if word is not None and self.heed(page, *word) and over:
            self.fall(page, name(self))
        told = page.told_mg(day)
        if told is not None:
            self.move(day, told, "told")
            if told > 0:
                self.last_taken = self.known_taking = self.told_on = day
                self.left_out = None
            if again:
                return
        else:
            if again:
                self.off(page.day, phase)
            self.dose(page, mg, name, over=over)
            if again:
                return
        self.word(page, phase, name)

    def fall(self, page: Page, named: Named) -> None:
        """Recommend less, as guidance named it."""
        day = page.day
        if named.kind != "fall" or self.mg == 0 or named.mg >= self.mg:
            return
        self.bad.append(Bad(day, self.mg, signs_of(page)))
        if named.mg == 0:
            self.rest(day, "named")
        else:
            self.move(day, named.mg, "named")

    def heed(self, page: Page, said: str, written: Written) -> bool:
        """Take in what a doctor or nurse said: begin again low, stay off, another plan, or go on with the dose.

        Returns:
            Whether the dose goes on, so that what the evening names once this was told counts too.
        """
        known = [call for call in self.open_calls if not any(is_new_to(written, sign) for sign in call.signs)]
        low = said == "restart-low" or any(call.cause in page.book.protocol["start_low_after"] for call in known)
        signs = [call for call in self.open_calls if call.day == page.day and call.cause in page.book.danger_signs]
        is_of_earlier = bool(signs) and any(call.day < page.day for call in self.open_calls)
        self.words.append(Word(page.day - ONE_DAY if is_of_earlier else page.day, said, written))
        if said in ("stay-off", "new-plan"):
            self.calls.append(Call(page.day, "clinician"))
        if self.levels and (said == "stay-off" or (said in SETTLES and low)):
            if not self.is_resting:
                self.rest(page.day, "clinician")
            if said == "stay-off":
                self.stopped = True
        return said in SETTLES and not low

    def dose(self, page: Page, mg: Decimal | None, name: Callable, *, over: bool) -> None:
        """Take in what was logged on a day."""
        day = page.day
        if mg is None:
            return
        if mg == 0:
            self.left_out = self.left_out or day
            self.close_gaps(page, day + ONE_DAY)
            return
        if self.levels and not self.is_resting:
            known = None if self.known_taking == self.told_on else self.known_taking
            if known is not None and (day - known).days - 1 > page.missed_days:
                self.gap_before = day
        if not self.levels:
            self.begin(page, mg, name)
        elif self.is_resting or mg > self.mg:
            self.lower = None
            self.rise(page, mg, name)
        elif mg == self.mg:
            self.lower = None
        else:
            self.take_less(page, mg, name, over=over)
        self.last_taken = self.known_taking = day
        self.left_out = None

    def begin(self, page: Page, mg: Decimal, name: Callable) -> None:
        """Take in the first dose of all; who was about to begin by a plan begins as it says."""
        to_mg = mg
        if page.plan is not None and self.was_off:
            if self.said_off and name(self).kind != "open":
                self.rise(page, mg, name)
                return
            to_mg = min(mg, page.plan.steps[0].daily_mg)
            if mg > to_mg:
                self.over_mg.append((page.day, mg))
        self.move(page.day, to_mg, "taken")

    def rise(self, page: Page, mg: Decimal, name: Callable) -> None:
        """Recommend more when it was named and is taken; else the day strayed."""
        if page.plan is None:
            days = page.book.days("higher-dose-days")
            lately = [page.doses(page.day - timedelta(days=number)) for number in range(1, days)]
            lasts = self.is_resting or all(doses and sum(doses) == mg for doses in lately)
            if lasts and not self.is_kept_off():
                self.move(page.day, mg, "taken")
            else:
                self.over_mg.append((page.day, mg))
            return
        named = name(self)
        if named.kind != "rise" or mg < named.mg:
            self.over_mg.append((page.day, mg))
            return
        if mg > named.mg:
            self.over_mg.append((page.day, mg))
        self.move(page.day, named.mg, "named")

    def is_kept_off(self) -> bool:
        """Return whether a rest was advised, or said by a clinician, and no later word says to go on."""
        if not self.is_resting:
            return False
        cause, since = self.causes[-1], self.levels[-1].since
        is_advised = cause in ("named", "advised") or (cause == "clinician" and self.stopped)
        return is_advised and not any(word.until > since and word.said in SETTLES for word in self.words)

    def take_less(self, page: Page, mg: Decimal, name: Callable, *, over: bool) -> None:
        """Take in a smaller dose: the fall that was named, or after some days the person's own step down."""
        is_after_gap = self.last_taken is not None and (page.day - self.last_taken).days - 1 > page.missed_days
        if self.lower is not None and self.lower[0] == mg and not is_after_gap:
            self.lower = (mg, self.lower[1], self.lower[2] + 1)
        else:
            named = name(self)
            if named.kind == "fall" and 0 < mg <= named.mg:
                self.fall(page, named)
                return
            self.lower = (mg, page.day, 1)
        if self.lower[2] >= page.book.days("own-lower-dose-days") and over:
            self.move(self.lower[1], mg, "own")

    def word(self, page: Page, phase: str, name: Callable) -> None:
        """Take in the person's word of taking, pausing or stopping."""
        if phase in TAKING:
            self.known_taking, self.left_out, self.gap_before = page.day, None, None
        if phase not in RESTING:
            return
        fell = bool(self.levels) and self.causes[-1] == "named" and not self.levels[-1].rise
        lately = fell and (page.day - self.levels[-1].since).days < page.book.days("second-reduction-days")
        if self.levels and not self.is_resting and not lately and name(self).kind in ("fall", "doubt"):
            self.bad.append(Bad(page.day, self.mg, signs_of(page)))
        self.off(page.day, phase)

    def off(self, day: date, phase: str) -> None:
        """Rest by the person's word; who stopped is not brought back by a later pause or a dose after the word."""
        is_stop = phase == "stopped" or (self.is_resting and self.stopped)
        if not self.is_resting:
            self.rest(day, "stopped" if is_stop else "paused")
        self.stopped = is_stop


def word_of(page: Page) -> tuple[str, Written] | None:
    """Return what a doctor or nurse said on a day; a plan that they spoke of says to begin again low."""
    words = page.answers("clinician_said")
    awaited = [one.day for one in words if one.entry.value == "new-plan"]
    if awaited and words[-1].entry.value == "new-plan":
        come = [one for one in page.prescriptions if one.day >= words[-1].day]
        if come and come[0].day == page.day:
            return "restart-low", come[0]
    today = [one for one in words if one.day == page.day]
    return (today[-1].entry.value, today[-1]) if today else None


def is_new_to(word: Written, sign: Written) -> bool:
    """Say whether a word cannot have meant a sign; a corrected word stays one of its day."""
    after = (word.day + timedelta(days=1)).isoformat()
    return came_before(word, sign) or (word.entry.supersedes != "" and sign.entry.entered_at[:10] > after)


def signs_of(page: Page) -> tuple[Written, ...]:
    """Return the danger signs of a day, and what disturbed on it or on the days before that count."""
    days = [page.day - timedelta(days=number) for number in range(page.book.days("side-effect-days"))]
    least = page.book.days("new-symptom-grade")
    beside = [one for day in days for one in page.on(day) if (page.grade(one) or 0) >= least]
    return (*(one for one in page.on(page.day) if is_danger(page, one)), *beside)


def is_danger(page: Page, one: Written) -> bool:
    """Say whether an entry tells of a danger sign."""
    entry, signs = one.entry, page.book.danger_signs
    return (entry.kind == "sign" and entry.name in signs) or (entry.name == "danger_sign" and entry.value in signs)


def step_back(mg: Decimal, levels: list[Level], plan: Plan) -> Decimal:
    """Return what a dose goes back to: the plan's own amount, else the last lower one that was taken, else the step
    below; 0 when nothing lower is left.
    """
    stated = [amount for amount in plan.reduce_mg if amount < mg]
    if stated:
        return max(stated)
    earlier = []
    for level in levels:
        if level.mg == mg:
            break
        earlier += [level.mg] if 0 < level.mg < mg else []
    if earlier:
        return earlier[-1]
    return max((step.daily_mg for step in plan.steps if step.daily_mg < mg), default=Decimal(0))
