"""How a test writes a small diary down."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from zonewise.course.dose_course import HISTORY, DoseCourse
from zonewise.course.dose_level import Level
from zonewise.guidance.daily_guidance import DailyGuidance, guide_day, named_on
from zonewise.guidance.diary_facts import derive_facts
from zonewise.guidance.fact import Fact
from zonewise.guidance.snapshot import DiarySnapshot, build_snapshot
from zonewise.guidance.treatment_days import with_treatment
from zonewise.model.entry import DOMAINS, SAME_AS_USUAL, Entry, Kind
from zonewise.plan.plan_json import plan_to_json
from zonewise.plan.prescribed_plan import Intake, Plan, Product, Step
from zonewise.report.explanations import because_words, day_words, question_words, sentence
from zonewise.rules.rule_set import FactValue
from zonewise.services.base.protocols import load_protocol
from zonewise.zones.zone import DayZone, Zone

DAY0 = date(2026, 1, 1)
CLEAR = {
    "opioid": "none",
    "other_antagonist": "no",
    "hypersensitivity": "no",
    "liver": "none",
    "pregnancy": "no",
    "minor": "no",
    "needs_specialist": "no",
    "extreme_sensitivity": "no",
    "tolerated_past_flares": "no-history",
    "usual_weeks": "usual",
}
"""Answers of a person with no reason against LDN."""

DAILY = {"danger_sign": "none", "side_effects": "none", "other_change": "none", "insomnia_or_anxiety_spike": "no"}
NOT_LINKED = {"new_symptoms_after_step": "no", "ldn_suspected": "no"}
CALM_FACTS = {**CLEAR, **DAILY, **NOT_LINKED}
"""Every answer that a rise may need, on the calm side."""

WAVE = (3, 2, 4, 3, 3, 2, 3, 4)
"""An even life: ratings that swing by a point, so that usual is 3 in each domain."""


def d(number: int) -> date:
    """Return the day with this number; day 0 is the first of most diaries here."""
    return DAY0 + timedelta(days=number)


def clock(text: str) -> time:
    """Return a time of day from "HH:MM"."""
    return time.fromisoformat(text)


class Diary:
    """Entries of one made-up person; each call adds some and returns the diary."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._made = 0

    def add(
        self, kind: Kind, name: str, value: object = "", day: int = 0, at: str | None = None, **more: Any
    ) -> "Diary":
        """Add one entry on the calendar day of this number."""
        self._made += 1
        made = Entry(
            id=f"e{self._made:05d}",
            day=d(day),
            at=clock(at) if at else None,
            kind=kind,
            name=name,
            value=str(value),
            entered_at=f"2026-01-01T00:00:00.{self._made:06d}Z",
        )
        self.entries.append(replace(made, **more))
        return self

    def last_id(self) -> str:
        """Return the id of the entry added last."""
        return self.entries[-1].id

    def rated(self, days: Iterable[int], *, lift: float = 0, at: str | None = "20:00", **ratings: float) -> "Diary":
        """Rate every domain, sleep and function on some days, `lift` points above the even life."""
        for number in days:
            even = min(10, WAVE[number % len(WAVE)] + lift)
            given = {**dict.fromkeys((*DOMAINS, "sleep"), even), "function": 2, **ratings}
            for name, value in given.items():
                self.add("rating", name, f"{value:g}", number, at)
        return self

    def as_usual(self, days: Iterable[int]) -> "Diary":
        """Take every domain over by "same as usual" on some days."""
        for number in days:
            for name in DOMAINS:
                self.add("rating", name, 3, number, "20:00", unit=SAME_AS_USUAL)
        return self

    def dosed(self, days: Iterable[int], *amounts: object, at: str = "22:00") -> "Diary":
        """Log amounts, milligrams each, on some days."""
        for number in days:
            for mg in amounts:
                self.add("dose", "naltrexone", mg, number, at, unit="mg")
        return self

    def said(
        self, day: int, answers: dict[str, str] | None = None, *, at: str | None = "20:30", **more: str
    ) -> "Diary":
        """Answer questions on a day."""
        for name, value in {**(answers or {}), **more}.items():
            self.add("answer", name, value, day, at)
        return self

    def remembers(self, day: int, last_week: str = "", *, at: str | None = "19:00", **ordinary: float) -> "Diary":
        """Say how an ordinary day is, and how the last seven days were."""
        for name, value in ordinary.items():
            self.add("usual", name, f"{value:g}", day, at)
        return self.add("usual", "last-week", last_week, day, at) if last_week else self

    def planned(self, plan: Plan, day: int = 0, at: str | None = "08:00") -> "Diary":
        """Take a plan in."""
        return self.add("plan", "plan", plan_to_json(plan), day, at)

    def history(self, mg: object, day: int) -> "Diary":
        """Say which dose was taken from a day on, before the diary began."""
        return self.add("profile", HISTORY, mg, day, unit="mg a day")

    def today(self, number: int) -> DailyGuidance:
        """Return everything shown for a day."""
        return guide_day(self.entries, d(number), load_protocol().engine, load_protocol().settings)

    def taken(self, number: int) -> DiarySnapshot:
        """Return the diary from a day, with what was taken for what was recommended."""
        return build_snapshot(self.entries, d(number), load_protocol().settings)

    def snapshot(self, number: int) -> DiarySnapshot:
        """Return the diary from a day."""
        protocol = load_protocol()
        return with_treatment(self.taken(number), named_on(protocol.engine))

    def copy(self) -> "Diary":
        """Return a diary with the same entries."""
        other = Diary()
        other.entries, other._made = list(self.entries), self._made
        return other

    def acted(self, number: int, today: DailyGuidance, at: str = "23:00") -> "Diary":
        """Return the diary after the person did on this day what was shown: the doses taken, or a pause told."""
        after = self.copy()
        for taken in today.dose.doses:
            after.dosed([number], taken.mg, at=at)
        if today.guidance.action == "pause":
            after.said(number, phase="paused", at=at)
        return after


def once(mg: str, at: str = "bedtime") -> Step:
    """Return a step of one dose a day."""
    return Step((Intake(Decimal(mg), at),))


def twice(mg: str) -> Step:
    """Return a step of two equal doses a day."""
    return Step((Intake(Decimal(mg), "morning"), Intake(Decimal(mg), "bedtime")))


def alternate(mg: str) -> Step:
    """Return a step of a dose every other day."""
    return Step((Intake(Decimal(mg), "bedtime", every_days=2),))


def plan_of(*steps: Step, **fields: Any) -> Plan:
    """Return a plan; without steps one of 0.5, 1, 1.5, 3 and 4.5 mg, two weeks each."""
    given: dict[str, Any] = {
        "steps": steps or tuple(once(mg) for mg in ("0.5", "1", "1.5", "3", "4.5")),
        "start": d(0),
        "interval_days": 14,
        "ceiling_mg": Decimal("4.5"),
        "product": Product("liquid", mg_per_ml=Decimal(1), graduation_ml=Decimal("0.01")),
        "prescriber": "Dr A. Example",
        "written_on": d(0),
    }
    return Plan(**(given | fields))


def settled(plan: Plan | None = None, *, started: int = 30, mg: object = "0.5", until: int = 60) -> Diary:
    """Return a diary with an even month and then this dose on every night up to the day before `until`.

    The doses tell what is taken: nobody said before them that LDN was not started.
    """
    diary = Diary().planned(plan or plan_of(), 0).rated(range(until + 1))
    return diary.dosed(range(started, until), mg)


ZONES: dict[str, Zone | None] = {"g": "green", "y": "yellow", "r": "red", "?": None}
NO_ENTRIES = DayZone(d(0), None, "assessed", (), None, {}, 0, True, False, False, False)


def zones(letters: str) -> tuple[DayZone, ...]:
    """Return one day for each letter: g, y, r, or ? for unknown."""
    return tuple(replace(NO_ENTRIES, day=d(number), zone=ZONES[item]) for number, item in enumerate(letters))


def course(*levels: tuple[int, str]) -> DoseCourse:
    """Return a course of (day number, milligrams)."""
    made: list[Level] = []
    for day, mg in levels:
        before = made[-1].mg if made else Decimal(0)
        made.append(Level(d(day), Decimal(mg), Decimal(mg) > before))
    return DoseCourse(tuple(made), None, None, d(60))


def fact(diary: Diary, name: str, day: int) -> Fact:
    """Return one fact of a day."""
    return derive_facts(diary.snapshot(day))[name]


def known(diary: Diary, name: str, day: int) -> FactValue:
    """Return its value."""
    return fact(diary, name, day).value


def why(known: Fact) -> str:
    """Return where a fact comes from, in words."""
    return because_words(known, DAY0)


def ask_words(known: Fact) -> str:
    """Return what is asked while a fact is unknown, or "" where only the protocol's own question is."""
    return sentence(known.ask, DAY0) if known.ask else ""


def weekday(day: date) -> str:
    """Return a day of 2026 as a sentence names it."""
    return day_words(day, DAY0)


def note_codes(diary: Diary, day: int) -> list[str]:
    """Return the codes of the day's notes."""
    return [note.code for note in diary.today(day).notes]


def note_words(today: DailyGuidance) -> list[str]:
    """Return the day's notes in words."""
    return [sentence(note, today.as_of) for note in today.notes]


def asked(today: DailyGuidance) -> list[str]:
    """Return the day's questions in words."""
    rule_set = today.snapshot.settings.rule_set
    return [question_words(question, rule_set, today.as_of) for question in today.guidance.ask]


def flaring(began: int, days: int = 3, *, rise: int = 40, plan: Plan | None = None, lift: float = 5) -> Diary:
    """Return a diary with 0.5 mg from day 25, 1 mg from `rise` and a flare of a few days."""
    diary = Diary().planned(plan or plan_of()).rated(range(began)).rated(range(began, began + days), lift=lift)
    return diary.dosed(range(25, rise), "0.5").dosed(range(rise, began + days), "1")
