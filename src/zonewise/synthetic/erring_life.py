"""Months of a synthetic patient who makes mistakes: forgets, doubles and strays, answers wrongly, misspells medicines.

Each evening the person writes down how it was and what happened, answers what is asked (at times wrongly, at times not
at all), and takes what is named, or twice of it, or half, or nothing. What happens does not depend on the ratings.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random
from types import MappingProxyType

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.model.entry import DOMAINS, LAST_WEEK, Entry, Kind
from zonewise.plan.plan_json import plan_to_json
from zonewise.plan.prescribed_plan import Intake, Plan, Product, Step
from zonewise.rules.rule_set import RuleSet

from .demo.scenario import TRUTH

Advise = Callable[[Sequence[Entry], date], DailyGuidance]
"""Returns what zonewise says for a day from these entries."""

FIRST_DAY, PLAN_DAY = date(2024, 1, 1), 42
ROUNDS = 4  # Rounds of questions that a person puts up with in one evening.
WRONG: Mapping[str, str] = MappingProxyType({
    "insomnia_or_anxiety_spike": "yes", "new_symptoms_after_step": "yes", "ldn_suspected": "yes",
    "extreme_sensitivity": "yes", "opioid": "planned", "liver": "raised", "tolerated_past_flares": "no",
    "began_with_step": "yes", "histamine_flare": "yes", "neurological_flare": "yes",
})  # fmt: skip
"""What a wrong answer says."""
CLINICIAN_SAYS = ("continue", "continue", "restart-low", "not-yet", "stay-off", "new-plan")
SHARES = ((Decimal(1), 82), (Decimal(2), 4), (Decimal("0.5"), 3), (Decimal(0), 4), (None, 7))
"""How much of the named dose is logged, and how often in 100 evenings; None logs nothing."""
OPIOIDS = ("tramadol", "tramadoll", "tramodol", "codiene", "co-codamol", "oxycodon", "percoset", "vicoden", "morfine",
           "kratom", "hydrocodon/apap", "tylenol 3", "fentanil", "methadon")  # fmt: skip
"""Opioids as people write them."""
OTHER_MEDICINES = ("cetirizine", "ibuprofen", "magnesium", "xyzal", "zzplorix")
"""Medicines that are none; the last one nobody knows."""
OPIOID_NOTES = ("took two {} last night", "half a {} from my sister, slept six hours", "gestern Abend {} genommen")
ORDINARY_NOTES = (
    "slept badly again",
    "took the tram to the clinic",
    "Kopfschmerzen den ganzen Tag",
    "dolores y tensión",
)
SIDE_EFFECTS = ("agitation", "vivid-dreams", "headache", "hives", "migraine")


@dataclass(frozen=True, slots=True)
class ErringEvening:
    """One evening."""

    number: int  # From 0, the first day of the diary.
    today: DailyGuidance  # What zonewise said before the dose, after all that was written and answered.
    written: Mapping[str, str]  # What was answered, unasked or asked, by question.
    opioid: str  # The opioid that is taken, as it was written down; "" for none.
    new_plan: bool  # Another prescription came.
    taken_mg: Decimal  # What was logged after that; 0 for nothing.
    entries: tuple[Entry, ...] = ()  # All that was written down on it.

    @property
    def action(self) -> str:
        """What zonewise said to do."""
        return self.today.guidance.action

    @property
    def names_opioid(self) -> bool:
        """Whether a note of the evening names an opioid."""
        beginnings = tuple(words.partition("{")[0] for words in OPIOID_NOTES)
        return any(entry.kind == "note" and entry.value.startswith(beginnings) for entry in self.entries)

    @property
    def named_mg(self) -> Decimal:
        """The average daily dose that was named, milligrams; 0 for none."""
        return self.today.dose.daily_mg or Decimal(0)


@dataclass(slots=True)
class ErringPatient:
    """One person up to one evening; it grows as the evenings go by."""

    random: Random
    plan: Plan
    rule_set: RuleSet
    advise: Advise
    mistakes: float = 1.0  # How often mistakes and mishaps come; 0 is a calm life that does as it is asked.
    entries: list[Entry] = field(default_factory=list)
    plan_day: int = PLAN_DAY  # The evening on which the plan begins; 0 for a newcomer who remembers an ordinary day.
    flare: float = 0.0
    is_stopped: bool = False  # Whether zonewise last said that LDN was stopped.
    opioid: str = ""  # The opioid that is taken, as it was written.
    notes: Random = field(default_factory=lambda: Random(0))  # Decides on notes alone, so that the rest stays as it is.

    def write(self, number: int, at: time, kind: Kind, name: str, value: object, unit: str = "") -> None:
        """Write one entry down on the evening with this number."""
        made = len(self.entries)
        stamp = f"{day_of(number).isoformat()}T{at:%H:%M}:{made % 60:02}.{made:06}Z"
        entry = Entry(f"e{made:07}", day_of(number), at, kind, name, str(value), unit=unit, entered_at=stamp)
        self.entries.append(entry)

    def live(self, numbers: range) -> Iterator[ErringEvening]:
        """Live some evenings, one after the other."""
        for number in numbers:
            if number == 0:
                self.write(0, time(9), "answer", "phase", "not-started")
                self._set_up()
            if number == self.plan_day:
                self.write(number, time(9), "plan", "plan", plan_to_json(self.plan))
            self._rate(number)
            if number >= self.plan_day:
                yield self._evening(number)

    def _set_up(self) -> None:
        """Tell how the last weeks were, or an ordinary day and the last week."""
        if self.plan_day:
            self.write(0, time(9), "answer", "usual_weeks", "usual")
            return
        for name in (*DOMAINS, "sleep"):
            self.write(0, time(9), "usual", name, 3)
        self.write(0, time(9), "usual", LAST_WEEK, self.random.choice(("as-usual", "as-usual", "flare")))

    def _often(self, share: float) -> bool:
        return self.random.random() < share * self.mistakes

    def _rate(self, number: int) -> None:
        random = self.random
        if self._often(0.02):
            self.flare = random.choice((1.5, 3.0))
        self.flare = self.flare if self.mistakes and random.random() < 0.8 else 0.0
        if self._often(0.07):
            return
        bad_night = self._often(0.03)
        for name in (*DOMAINS, "sleep"):
            rating = 9.0 if bad_night and name == "sleep" else 3 + self.flare + random.gauss(0, 0.6)
            self.write(number, time(20), "rating", name, round(min(10, max(0, rating)), 1))
        self.write(number, time(20), "rating", "function", 2)

    def _evening(self, number: int) -> ErringEvening:
        first, new_plan = len(self.entries), self._often(0.004)
        if new_plan:
            self.plan = draw_plan(self.random, day_of(number))
            self.write(number, time(9, 30), "plan", "plan", plan_to_json(self.plan))
        self._take_medicines(number)
        self._note(number)
        written = self._report(number)
        today = self._answer_questions(number, written)
        taken_mg = self._take(number, today)
        self.is_stopped = today.facts["phase"].value == "stopped"
        return ErringEvening(number, today, written, self.opioid, new_plan, taken_mg, tuple(self.entries[first:]))

    def _take_medicines(self, number: int) -> None:
        random = self.random
        if self.opioid and (random.random() < 0.2 or not self.mistakes):
            self.write(number, time(19), "medicine", self.opioid, "stop")
            self.opioid = ""
        elif not self.opioid and self._often(0.005):
            self.opioid = random.choice(OPIOIDS)
            self.write(number, time(19), "medicine", self.opioid, "start")
        elif self._often(0.005):
            self.write(number, time(19), "medicine", random.choice(OTHER_MEDICINES), random.choice(("start", "stop")))

    def _note(self, number: int) -> None:
        """Write something in own words; at times it names an opioid that stands nowhere else."""
        share = self.notes.random() / self.mistakes if self.mistakes else 1.0
        words = OPIOID_NOTES if share < 0.006 else ORDINARY_NOTES if share < 0.1 else ()
        if words:
            text = self.notes.choice(words).format(self.notes.choice(OPIOIDS))
            self.write(number, time(20), "note", "check-in", text)

    def _report(self, number: int) -> dict[str, str]:
        """Write down what happened on a day, unasked."""
        random, written = self.random, {"danger_sign": "none", "side_effects": "none", "other_change": "none"}
        happens = random.random() / self.mistakes if self.mistakes else 1.0
        if happens < 0.006:
            signs = ("suicidal", "anaphylaxis", "liver", "withdrawal", "chest-or-collapse", "neurological")
            written["danger_sign"] = random.choice(signs)
        elif happens < 0.012:
            written["opioid"] = random.choice(("current", "recent"))
        elif happens < 0.016:
            written["phase"] = random.choice(("paused", "paused", "stopped"))
        elif happens < 0.02:
            written["wants_to_start"] = "yes"
        elif happens < 0.022:
            written["wants_to_stop"] = "yes"
        elif happens < 0.045:
            del written["side_effects"]
            self.write(number, time(20, 5), "sign", random.choice(SIDE_EFFECTS), random.choice((1, 2, 2, 3)))
        elif happens < 0.055:
            self.write(number, time(20, 5), "event", random.choice(("infection", "stress", "filler-change")), "")
        if not self.mistakes:
            written |= self._calm_words()
        for name, value in written.items():
            self.write(number, time(20, 5), "answer", name, value)
        return written

    def _calm_words(self) -> dict[str, str]:
        """Return what a person tells unasked who means to go on: the wish, and that an opioid is over."""
        last = {entry.name: entry.value for entry in self.entries if entry.kind == "answer"}
        words = {"wants_to_stop": "no"} if last.get("wants_to_stop") == "yes" else {}
        if last.get("opioid") in ("current", "recent", "planned") and not self.opioid:
            words["opioid"] = "none"
        return words | ({"wants_to_start": "yes"} if self.is_stopped else {})

    def _answer_questions(self, number: int, written: dict[str, str]) -> DailyGuidance:
        """Answer what zonewise asks and return what it says then."""
        today = self.advise(self.entries, day_of(number))
        prompts = {name: fact.prompt or name for name, fact in self.rule_set.facts.items()}
        for _ in range(ROUNDS):
            open_prompts = dict.fromkeys(prompts[question.fact] for question in today.guidance.ask)
            chosen = [name for name in open_prompts if name not in written and not self._often(0.05)]
            answers = {name: value for name in chosen if (value := self._answer(name, today))}
            if not answers:
                break
            for name, value in answers.items():
                self.write(number, time(20, 10), "answer", name, value)
            written |= answers
            today = self.advise(self.entries, day_of(number))
        return today

    def _answer(self, name: str, today: DailyGuidance) -> str:
        if name == "phase":
            lately = [entry for entry in self.entries if entry.kind == "dose"][-1:]
            if not lately:
                return "not-started"
            return "titrating" if today.as_of - lately[0].day < timedelta(days=8) else "paused"
        if name == "clinician_said":
            return self.random.choice(CLINICIAN_SAYS) if self.mistakes else "continue"
        if name == "opioid" and self.opioid:
            return "none" if self._often(0.3) else "current"
        if name in WRONG and self._often(0.02):
            return WRONG[name]
        return dict(TRUTH.values()).get(name, "")

    def _take(self, number: int, today: DailyGuidance) -> Decimal:
        weights = [weight if share == 1 else weight * self.mistakes for share, weight in SHARES]
        share = self.random.choices([share for share, _ in SHARES], weights)[0]
        named = sum((dose.mg for dose in today.dose.doses), Decimal(0))
        if share is None or (not named and not self._often(0.03)):
            return Decimal(0)
        mg = (named or Decimal("0.5")) * share
        self.write(number, time(22, 30), "dose", "naltrexone", f"{mg.normalize():f}", "mg")
        return mg


def draw_patient(seed: int, rule_set: RuleSet, advise: Advise, mistakes: float = 1.0) -> ErringPatient:
    """Return the person of a seed: every fourth one a newcomer, whose plan begins on the first day."""
    random = Random(seed)
    plan_day = 0 if random.random() < 0.25 else PLAN_DAY
    plan = draw_plan(random, day_of(plan_day))
    return ErringPatient(random, plan, rule_set, advise, mistakes, plan_day=plan_day, notes=Random(~seed))


def day_of(number: int) -> date:
    """Return the date of a day by its number."""
    return FIRST_DAY + timedelta(days=number)


def draw_plan(random: Random, start: date) -> Plan:
    """Return a plan of one to nine steps with one dose a day; plans differ as those of prescribers do."""
    highest = random.choice((1, 2, 3, 3, 9))
    steps = tuple(Step((Intake(Decimal("0.5") * number, "bedtime"),)) for number in range(1, highest + 1))
    return Plan(
        steps=steps,
        start=start,
        interval_days=None if highest == 1 else random.choice((7, 14, 14)),
        ceiling_mg=steps[-1].daily_mg,
        product=Product("liquid", mg_per_ml=Decimal(1), graduation_ml=Decimal("0.1")),
        prescriber=random.choice(("Dr A. Example", "Dr B. Example")),
        written_on=start,
        reduce_mg=random.choice(((), (), (Decimal("0.5"),))),
        resume_mg=random.choice((None, None if highest == 1 else Decimal(1), Decimal("0.5"))),
        missed_days_allowed=random.choice((None, 7, 3)),
        sensitive=random.choice((False, False, None, True)),
    )
