"""The words of a prescription one after another, as the steps of a plan and what is said of the product."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from zonewise.model.amounts import in_mg, parse_mg, parse_ml
from zonewise.problem import NotUnderstood, Problem, shown

from .prescribed_plan import MOST_EVERY_DAYS, TIMES_OF_DAY
from .prescription_words import COUNTS, PRESCRIPTION, days_of

FIELD = "text"
DROPS = "drops"
_FORM_WORDS = (("tab", "tablet"), ("compri", "tablet"), ("cap", "capsule"), ("kaps", "capsule"), ("gel", "capsule"))


@dataclass(frozen=True, slots=True)
class PrescribedDose:
    """One dose of a step; its amount as "1.5 mg", "0.5 mL" or "2 drops"."""

    amount: str
    at: str = ""


@dataclass(slots=True)
class PrescribedStep:
    """One step as it grows."""

    doses: list[PrescribedDose] = field(default_factory=list)
    days: int | None = None  # How long it lasts.
    every_days: int = 0  # Every how many days it is taken; 0 where nothing says so.
    is_twice: bool = False

    @property
    def says_how_often(self) -> bool:
        """Whether anything tells on which days it is taken, or how many times a day."""
        return bool(self.every_days) or self.is_twice or len(self.doses) > 1


@dataclass(slots=True)
class PrescribedRise:
    """Even steps: up by an amount, each so many days, up to an amount."""

    by: str = ""
    days: int | None = None
    up_to: str = ""


class PrescriptionReading:
    """The words one after another; each kind of word has its method."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.said: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.steps: list[PrescribedStep] = []
        self.rise: PrescribedRise | None = None
        self.drops_per_ml = 0  # How many drops are said to be in one mL; 0 where nothing says so.
        self._lengths: set[int] = set()  # Lengths that hold for every step, in days.
        self._unit = ""  # Unit of the last amount, which a number alone has too.
        self._expects = ""  # What the next amount is: "by", "up_to", "ceiling", or a dose.
        self._is_closed = False  # The next amount begins a step.
        self._is_joined = False  # The next amount or time belongs to the same step.
        self._early_time = ""  # A time of day that stood before its dose.
        self._doubtful: str = ""  # Words that say how often or how long.

    def read(self, text: str) -> None:
        """Take in a whole text, folded."""
        unknown, place = "", 0
        while place < len(text):
            match = PRESCRIPTION.match(text, place)
            is_inside = match is None or (place > 0 and text[place - 1].isalpha() and text[place].isalpha())
            if text[place] == " " or is_inside or match is None:
                unknown += text[place]
                place += 1
                continue
            unknown = self._refuse_unknown(unknown)
            self._take(match)
            place = max(match.end(), place + 1)
        self._refuse_unknown(unknown)
        self._finish()

    def _refuse_unknown(self, unknown: str) -> str:
        if unknown.strip():
            expected = "Leave it out or say it otherwise; the form and the file are there too."
            self.refuse(f"{shown(unknown.strip())} was not understood.", expected, "not-understood")
        return ""

    def refuse(self, fault: str, expected: str, code: str) -> None:
        """Note what is not understood, or can mean two things."""
        self.problems.append(Problem("plan", 0, fault, expected, code, field=FIELD))

    def _take(self, match: re.Match[str]) -> None:
        parts = {name: part for name, part in match.groupdict().items() if part is not None}
        kind = next(name for name in parts if name.endswith("_"))[:-1]
        words = {name: part for name, part in parts.items() if not name.endswith("_")}
        if kind in TIMES_OF_DAY:
            self._take_time(kind)
        elif kind != "filler":
            getattr(self, f"_take_{kind}")(**words)
        if kind not in ("and", "filler"):
            self._is_joined = False

    # Amounts

    def _take_amount(self, amount: str) -> None:
        self._unit = _tidy(amount).partition(" ")[2]
        if self._unit == "mL":
            self.said["product.form"] = "liquid"
        self._add(_tidy(amount))

    def _take_number(self, number: str) -> None:
        if not self._unit:
            fault = f"{shown(number)} has no unit."
            self.refuse(fault, "Write mg, micrograms or mL behind it.", "no-unit")
        self._add(f"{number} {self._unit or 'mg'}")

    def _take_counted(self, **said: str) -> None:
        number, holds, whole = (
            next(said[name] for name in names if name in said)
            for names in (("count", "few"), ("each_holds", "each_of"), ("whole", "whole_of"))
        )
        self._take_whole(whole)
        strength = self._mg(holds)
        if strength is not None:
            listed = self.said.get("product.strengths", "")
            if in_mg(strength) not in listed.split("; "):
                self.said["product.strengths"] = "; ".join(filter(None, (listed, in_mg(strength))))
            self._unit = "mg"
            self._add(in_mg(strength * (int(number) if number.isdecimal() else COUNTS[number])))

    def _take_drops(self, drop_count: str) -> None:
        self.said["product.form"] = "drops"
        self._unit = DROPS
        self._add(f"{drop_count} {DROPS}")

    def _add(self, amount: str) -> None:
        if not amount.endswith(DROPS):
            self._check(amount)
        expects, self._expects = self._expects, ""
        if expects == "ceiling":
            self.said["ceiling"] = amount
        elif expects == "by" and self.rise is not None:
            self.rise.by = amount
        elif expects == "up_to" and self.rise is not None and self.rise.by:
            self.rise.up_to = amount
        elif expects == "up_to" and self.rise is None:
            fault, expected = f"'to {amount}' does not say by how much the dose goes up.", "Write: up by 0.5 mg."
            self.refuse(fault, expected, "no-rise")
        else:
            self._dose(amount, is_step=expects == "up_to")

    def _dose(self, amount: str, *, is_step: bool) -> None:
        if is_step:
            self.rise = None  # "increase to 3 mg" names the next step
        if not self.steps or self._is_closed or is_step:
            self.steps.append(PrescribedStep())
        elif not self._is_joined:
            before = self.steps[-1].doses[-1].amount if self.steps[-1].doses else ""
            fault = f"'{before}' and '{amount}' stand side by side."
            self.refuse(fault, "Write 'then' between two steps, 'and' between two doses of a day.", "side-by-side")
        self.steps[-1].doses.append(PrescribedDose(amount, self._early_time))
        self._early_time, self._is_closed = "", False

    def _take_not_more(self) -> None:
        self._expects = "ceiling"

    def _take_up_to(self) -> None:
        self._expects = "up_to"

    def _take_rise(self) -> None:
        if self.rise is None or not self.rise.by:  # in "up by 0.5 mg ... increase until" the second says no more
            self.rise, self._expects = PrescribedRise(), "by"

    # Times, how often, how long

    def _take_clock(self, hour: str, minute: str = "00", half: str = "", half_alone: str = "", clock: str = "") -> None:
        half = (half or half_alone).replace(".", "")
        number = int(hour) % 12 + 12 * (half == "pm") if half else int(hour)
        self._take_time(f"{number:02}:{minute}")

    def _take_time(self, at: str) -> None:
        doses = self.steps[-1].doses if self.steps else []
        if doses and not doses[-1].at and not (self._is_closed and self._is_joined):
            doses[-1] = replace(doses[-1], at=at)
        elif doses and self._is_joined:
            doses.append(PrescribedDose(doses[-1].amount, at))
        else:
            self._early_time = at

    def _take_daily(self) -> None:
        if self.steps and not self.steps[-1].every_days:
            self.steps[-1].every_days = 1

    def _take_from(self) -> None:
        """A day follows, which speaks for itself."""

    def _take_twice(self) -> None:
        if self.steps:
            self.steps[-1].is_twice = True

    def _take_alternate(self) -> None:
        if self.steps:
            self.steps[-1].every_days = 2

    def _take_each(self, each_unit: str = "", each_count: str = "", weekly: str = "") -> None:
        days = 7 if weekly else days_of(each_count, each_unit)
        if self.rise is not None:
            self.rise.days = days
        elif days == 1 and self.steps:
            self.steps[-1].every_days = 1
        elif days >= MOST_EVERY_DAYS or not self.steps:
            self._lengths.add(days)
        else:
            self.steps[-1].every_days, self._doubtful = days, f"every {days} days"

    def _take_lasting(self, lasting_count: str, lasting_unit: str, for_all: str = "", for_each: str = "") -> None:
        days = days_of(lasting_count, lasting_unit)
        if for_all or for_each:
            self._lengths.add(days)
        elif self.rise is not None and self.rise.by and self.rise.days is None:
            self.rise.days = days
        elif self.steps:
            self.steps[-1].days = days
        else:
            self._lengths.add(days)

    def _take_then(self) -> None:
        self._is_closed = True

    def _take_mark(self) -> None:
        self._is_closed = True

    def _take_and(self) -> None:
        self._is_joined = True
        self._is_closed = False

    # Days and product

    def _take_date(self, date: str = "", today: str = "", tomorrow: str = "") -> None:
        day = date or (self.today + timedelta(days=1 if tomorrow else 0)).isoformat()
        self.said["start"] = day

    def _take_strength(self, strength: str) -> None:
        self.said |= {"product.form": "liquid", "product.strength": f"{_tidy(strength)}/mL"}

    def _take_per_drop(self, in_drop: str = "", drop_of: str = "") -> None:
        amount = self._mg(in_drop or drop_of)
        if amount is not None:
            self.said |= {"product.form": "drops", "product.per-drop": in_mg(amount)}

    def _take_drops_per_ml(self, drops_in_ml: str = "", ml_is: str = "") -> None:
        count = int(drops_in_ml or ml_is)
        if count == 0 or self.drops_per_ml not in (0, count):
            fault = f"{count} drops in 1 mL cannot be, or are not what was said before."
            self.refuse(fault, "Ask the pharmacy how many drops are in 1 mL, and write it once.", "drops-per-ml")
        self.drops_per_ml = count

    def _take_liquid(self) -> None:
        self.said["product.form"] = "liquid"

    def _take_drop_form(self) -> None:
        self.said["product.form"] = "drops"

    def _take_whole(self, form_word: str) -> None:
        form = next((form for start, form in _FORM_WORDS if form_word.startswith(start)), "")
        if form:
            self.said["product.form"] = form

    # The end

    def _finish(self) -> None:
        self.steps = [step for step in self.steps if step.doses]
        if self.drops_per_ml or any(dose.amount.endswith(DROPS) for step in self.steps for dose in step.doses):
            self.said["product.form"] = DROPS
        if not self.steps:
            self.refuse("no dose is named.", "Write an amount, such as 1.5 mg.", "no-dose")
            return
        if self._early_time and not self.steps[0].doses[0].at:
            self.steps[0].doses[0] = replace(self.steps[0].doses[0], at=self._early_time)
        rise = self.rise
        if rise is not None:
            rise.up_to = rise.up_to or self.said.get("ceiling", "")
            if not rise.by or not rise.up_to or len(self.steps) > 1 or len(self.steps[0].doses) > 1:
                fault = "how the dose goes up is not said whole."
                self.refuse(fault, "Write: 0.5 mg, up by 0.5 mg every 2 weeks, to 4.5 mg.", "rise-not-whole")
            lengths = {rise.days, self.steps[0].days} - {None}
        else:
            lengths = {step.days for step in self.steps[:-1]} - {None}
        lengths |= self._lengths
        if len(lengths) > 1:
            named = " and ".join(f"{days} days" for days in sorted(filter(None, lengths)))
            fault = f"the steps last {named}, and a plan keeps one length for all."
            expected = "Ask your prescriber which one may stand for all; the longer one is the more careful."
            self.refuse(fault, expected, "several-lengths")
        elif lengths:
            self.said["interval"] = f"{lengths.pop()} days"
        elif self._doubtful and len(self.steps) > 1:
            fault = f"'{self._doubtful}' can say how often a dose is taken, or how long a step lasts."
            self.refuse(fault, "Write: each for 2 weeks, or: one dose every 3 days for 2 weeks.", "two-meanings")
        self._check_how_often()
        self._check_joined()
        times = {dose.at for step in self.steps for dose in step.doses if dose.at}
        if len(times) == 1 and all(len(step.doses) == 1 for step in self.steps):
            self.said["at"] = times.pop()

    def _check_how_often(self) -> None:
        for number, step in enumerate(self.steps[1:], 2):
            if self.steps[number - 2].says_how_often and not step.says_how_often:
                if self.steps[number - 2].every_days == 1:
                    step.every_days = 1
                    continue
                fault = f"step {number} does not say how often it is taken, and the step before it does."
                self.refuse(fault, "Write 'once a day', 'twice a day' or 'every other day' behind it.", "how-often")
        for number, step in enumerate(self.steps, 1):
            if step.is_twice and step.every_days > 1:
                self.refuse(f"step {number} is taken twice a day and not every day.", "Use the form.", "how-often")

    def _check_joined(self) -> None:
        for step in self.steps:
            if len(step.doses) > 1 and not all(dose.at for dose in step.doses):
                both = " and ".join(dose.amount for dose in step.doses)
                fault = f"'{both}' can be two steps, or two doses of one day."
                self.refuse(fault, "Write 'then' between two steps; say when each dose of a day is.", "two-meanings")

    def _check(self, amount: str) -> None:
        try:
            parse_ml(amount) if amount.endswith("mL") else parse_mg(amount)
        except NotUnderstood as refused:
            self.refuse(refused.fault, refused.expected, refused.code)

    def _mg(self, amount: str) -> Decimal | None:
        try:
            return parse_mg(_tidy(amount))
        except NotUnderstood as refused:
            self.refuse(refused.fault, refused.expected, refused.code)
            return None


def _tidy(amount: str) -> str:
    """Return an amount with a unit that every reader of amounts knows: "1,5 mg" for "1,5milligramm"."""
    number = re.match(r"[0-9.,'\u2019]+", amount)
    end = number.end() if number else 0
    unit = amount[end:].strip()
    short = "mL" if unit.startswith(("ml", "cc", "millil", "milil")) else "mg" if unit.startswith("m") else "mcg"
    return f"{amount[:end]} {'mcg' if unit.startswith(('mc', 'mic', 'mik')) else short}"
