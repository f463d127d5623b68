"""A diary lived through the command line, in any order of good days and mishaps, and what has to hold throughout.

What is checked is what can be seen from outside: what `today` and `course` print, and what was written down.
`python benchmarks/lived_diary.py` lives many more and longer lives.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.reference.interpreter import Interpreter
from tests.reference.rulebook import Rulebook

from zonewise.cli.main import cli
from zonewise.guidance import treatment_facts
from zonewise.guidance.explanation import explain
from zonewise.guidance.fact import Fact
from zonewise.model.entry import Entry
from zonewise.services.base.protocols import load_protocol, protocol_folder

from .conftest import PLAN, SAFE, Command

FIRST, PLAN_DAY = date(2024, 1, 1), date(2024, 2, 5)
RATED = ("anxiety", "laxity", "pain", "immune", "mood", "sensory", "sleep")
STEPS = (Decimal("0.5"), Decimal(1), Decimal("1.5"))
RISING, CALLING, SETTLED = (
    ("start", "step-up", "resume-low"),
    ("emergency", "stop-and-call"),
    ("continue", "restart-low"),
)
WEEK, SHORT_WAIT, LONG_WAIT = timedelta(days=7), timedelta(days=10), timedelta(days=14)
TRUE = dict(answer.split("=") for answer in SAFE) | {
    "tolerated_past_flares": "no-history", "insomnia_or_anxiety_spike": "no", "histamine_flare": "no",
    "neurological_flare": "no", "relief": "possible", "last_opioid": "unknown", "vivid_dreams": "no",
    "pots_or_trauma": "no", "clinician_said": "not-yet",
}  # fmt: skip
"""What an honest person on a calm day answers."""
ASKED_AS = {"unresolved_danger": "clinician_said", "low_dose_went_badly": "clinician_said",
            "next_step_went_badly": "clinician_said", "side_effect_grade": "side_effects",
            "days_since_other_change": "other_change", "opioid_asked_today": "opioid",
            "usual_learnt_in_worse_weeks": "usual_weeks", "step_probable_cause": "began_with_step"}  # fmt: skip
WORSE = ("insomnia_or_anxiety_spike=yes", "new_symptoms_after_step=yes", "ldn_suspected=yes", "histamine_flare=yes",
         "extreme_sensitivity=yes", "tolerated_past_flares=no", "liver=raised", "other_change=yes", "opioid=planned",
         "neurological_flare=yes", "pregnancy=breastfeeding", "relief=worse", "wants_to_stop=yes")  # fmt: skip
NONSENSE = (
    ("answer", "liver=perhaps"), ("answer", "lver=none"), ("dose", "some"), ("dose", "1.5 tablespoons"),
    ("check-in", "pain=11"), ("check-in", "pian=3"), ("check-in", "pain=4", "--danger", "spots"),
    ("medicine", "begin", "tramadol"), ("check-in", "pain=4", "--side-effect", "rash=9"),
    ("answer", "last_opioid=2999-01-01"), ("dose", "5000 mg"), ("answer", "phase=half-way", "opioid=none"),
    ("check-in", "pain=4", "--event", "comet"), ("answer", "danger_sign=none", "clinician_said=maybe"),
)  # fmt: skip
"""What is refused: exit status 2, a message, and nothing kept."""
OPIOIDS = ("tramadoll", "codiene", "oxycodon", "percoset", "co-codamol", "kratom")
SIGNS = ("suicidal", "anaphylaxis", "withdrawal", "liver", "chest-or-collapse")
IN_PRESCRIBERS_HANDS = ("step-at-ceiling", "step-dose-settled", "flare-dose-settled")
BOOK = Rulebook(protocol_folder())


@cache
def learnt_diary() -> Path:
    """Return a diary of five even weeks without LDN and a plan; made once, as each life begins with a copy of it."""
    folder = Path(mkdtemp())
    command = Command(folder / "learnt.sqlite")
    lines = ["date,time,kind,name,value,unit,note"]
    for number in range((PLAN_DAY - FIRST).days):
        day = FIRST + timedelta(days=number)
        lines += [f"{day},21:00,rating,{name},{3 + (number + place) % 2},," for place, name in enumerate(RATED)]
    (folder / "diary.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    command("import", folder / "diary.csv")
    command("plan", "sign", folder / "plan.yaml", "--from", str(PLAN_DAY), "--not-started")
    command("answer", "usual_weeks=usual", "--on", str(PLAN_DAY))
    return command.diary


class LivedDiary(RuleBasedStateMachine):
    """One life with the command line, an evening at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.command = Command(Path(self.folder.name) / "diary.sqlite")
        self.day = PLAN_DAY
        self.opioid_free = date.min  # The first day on which no opioid can be left.
        self.opioid = ""  # One that is taken, as it was written.
        self.says_opioid = False  # The last word was that one is taken, or was lately.
        self.is_called = False  # A call of an earlier day of which nobody told what was said.
        self.waits_for_plan = False
        self.is_stopped = False
        self.prescriptions = 0

    @initialize()
    def begin(self) -> None:
        """Begin on the day on which the plan begins."""
        shutil.copy(learnt_diary(), self.command.diary)

    def teardown(self) -> None:
        """Compare the last day with the slow reading of the rules, and take the diary away."""
        with self.folder:  # which is taken away whatever comes of it
            if self.command.diary.exists():
                self.agrees_with_a_slow_reading()

    def call(self, *words: str) -> Result:
        """Run a command; what is refused keeps nothing and says why."""
        before = self.command.held()
        result = CliRunner().invoke(cli, words, env={"ZONEWISE_DIARY": str(self.command.diary)})
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        assert result.exit_code in (0, 2, 3), result.output
        if result.exit_code == 2:
            assert result.stderr.rstrip().endswith("]"), result.stderr  # the code to look for comes last
            assert self.command.held() == before, words
        return result

    def write(self, *words: str) -> bool:
        """Write something down for the day; return whether it was taken."""
        return self.call(*words, "--on", str(self.day)).exit_code == 0

    def answer(self, *answers: str) -> bool:
        """Answer questions, and remember what it means for the days to come."""
        if not self.write("answer", *answers):
            return False
        told = dict(answer.split("=") for answer in answers)
        opioid, said = told.get("opioid"), told.get("clinician_said")
        if opioid in ("recent", "current"):
            self.says_opioid, self.opioid_free = True, max(self.opioid_free, self.day + SHORT_WAIT)
        elif opioid == "none" and self.says_opioid:
            self.says_opioid = False
        if told.get("danger_sign") == "withdrawal":
            self.opioid_free = max(self.opioid_free, self.day + LONG_WAIT)
        if said in SETTLED:
            self.is_called = self.waits_for_plan = False
        if said in ("stay-off", "new-plan"):
            self.is_called, self.waits_for_plan = True, said == "new-plan"
        if told.get("phase") == "stopped":
            self.is_stopped = True
        if told.get("wants_to_start") == "yes" or told.get("phase") == "not-started":
            self.is_stopped = False
        return True

    def look(self) -> dict[str, Any]:
        """Return what `today` says, after checking it against `course` and all that was told."""
        shown = self.call("today", "--as-of", str(self.day), "--json")
        today = json.loads(shown.stdout)
        assert (shown.exit_code == 3) == (today["action"] == "ask")
        changes = json.loads(self.call("course", "--as-of", str(self.day), "--json").stdout)["changes"]
        assert list(self.broken(today, [change for change in changes if change["kind"] == "dose"])) == []
        return today

    def broken(self, today: Mapping[str, Any], doses: list[dict[str, Any]]) -> Iterator[str]:
        """Yield what does not hold on the day."""
        action, named = today["action"], Decimal(today["dose"]["daily_mg"] or 0)
        level = Decimal(doses[-1]["mg"]) if doses else Decimal(0)
        above = next((step for step in STEPS if step > level), None)
        if named > level and (action not in RISING or named != above):
            yield f"1. {named} after {level} by {action}"
        if action == "keep" and level and named != level:
            yield f"1. {named} is kept where {level} is recommended"
        if action in CALLING and (today["dose"]["doses"] or today["would_change"] * (action == "emergency")):
            yield f"2. a dose beside {action}"
        if self.is_called and named:
            yield "2. a dose before it was told what the doctor or nurse said"
        if self.is_called and action not in CALLING and "clinician_said" not in [one["fact"] for one in today["ask"]]:
            yield "2. nothing asks what the doctor or nurse said"
        if named and (self.opioid or self.says_opioid or self.day < self.opioid_free):
            yield f"3. {named} before {self.opioid_free}"
        if self.is_stopped and named:
            yield f"5. {named} although LDN was stopped"
        yield from self.broken_by_course(doses)
        held = action in ("keep", "wait") and not {one["rule"] for one in today["reasons"]} & {*IN_PRESCRIBERS_HANDS}
        if held and not today["would_change"] and not today["ask"]:
            yield f"9. no way out of {action}"
        facts = {name: fact["value"] for name, fact in today["facts"].items()}
        expected, rules = BOOK.action(facts)
        if (action, {one["rule"] for one in today["reasons"]}) != (expected, rules) and action not in ("pause", "wait"):
            yield f"10. {action} because of {today['reasons']}, but the facts say {expected} by {rules}"

    def broken_by_course(self, doses: list[dict[str, Any]]) -> Iterator[str]:
        """Yield what does not hold of the recommended doses one after the other."""
        for before, after in pairwise(doses):
            days = date.fromisoformat(after["day"]) - date.fromisoformat(before["day"])
            was, mg = Decimal(before["mg"]), Decimal(after["mg"])
            if after["cause"] != "named":
                continue
            if mg > was and days < WEEK:
                number = 4 if was == 0 else 6 if before["cause"] == "named" else 8
                yield f"{number}. {mg} {days.days} days after {was}"
            if 0 < mg < was and before["cause"] == "named" and days < WEEK and not self.rose_before(doses, before):
                yield f"7. {mg} {days.days} days after the fall to {was}"

    def rose_before(self, doses: list[dict[str, Any]], level: dict[str, Any]) -> bool:
        """Return whether a recommended level is a rise."""
        place = doses.index(level)
        return place == 0 or Decimal(doses[place - 1]["mg"]) < Decimal(level["mg"])

    def answer_questions(self, today: dict[str, Any], wrong: str = "") -> dict[str, Any]:
        """Answer what is asked, honestly but for one wrong answer; return what `today` says then."""
        for _ in range(2):
            asked = {ASKED_AS.get(one["fact"], one["fact"]) for one in today["ask"]}
            true = {**TRUE, "opioid": "current" if self.opioid else "none", "phase": self.phase(today)}
            answers = [f"{name}={true[name]}" for name in sorted(asked & true.keys())]
            answers = [wrong if wrong.partition("=")[0] == one.partition("=")[0] else one for one in answers]
            if not answers or not self.answer(*answers):
                break
            today = self.look()
        return today

    def phase(self, today: dict[str, Any]) -> str:
        """Return where the person is with LDN, as they would say."""
        if today["facts"]["weeks_taking"]["value"] is None:
            return "not-started"
        return "stopped" if self.is_stopped else "titrating"

    def end_day(self) -> None:
        """Go to the next day; a call that stood at the end of the day stands until a clinician's word."""
        today = json.loads(self.call("today", "--as-of", str(self.day), "--json").stdout)
        self.is_called = self.is_called or (today["action"] in CALLING and not self.was_settled())
        if today["facts"]["opioid"]["value"] in ("recent", "current") and self.opioid:
            self.opioid_free = max(self.opioid_free, self.day + SHORT_WAIT)
        self.day += timedelta(days=1)

    def was_settled(self) -> bool:
        """Return whether a clinician's word of this day was told."""
        told = [one for one in self.command.entries("--on", str(self.day)) if one["name"] == "clinician_said"]
        return bool(told) and told[-1]["value"] in SETTLED

    @rule(days=st.integers(1, 6), taken=st.sampled_from(("as named", "as named", "as named", "nothing")))
    def live_calm_days(self, days: int, taken: str) -> None:
        """Check in on some calm evenings, answer, and take what is named or forget it."""
        for _ in range(days):
            self.check_in(0)
            today = self.answer_questions(self.look())
            for dose in today["dose"]["doses"] if taken == "as named" else ():
                assert self.write("dose", f"{dose['mg']} mg")
            self.end_day()

    def check_in(self, worse: int, *more: str) -> None:
        """Write down ratings and that there is nothing else."""
        number = (self.day - FIRST).days
        ratings = [f"{name}={min(10, 3 + (number + place) % 2 + worse)}" for place, name in enumerate(RATED)]
        assert self.write("check-in", *ratings, "function=2", *(more or ("--nothing-else",)))

    @rule(worse=st.sampled_from((2, 3, 5)), days=st.integers(1, 3))
    def live_bad_days(self, worse: int, days: int) -> None:
        """Check in on some bad evenings."""
        for _ in range(days):
            self.check_in(worse)
            self.answer_questions(self.look())
            self.end_day()

    @rule(days=st.sampled_from((1, 3, 9)))
    def write_nothing(self, days: int) -> None:
        """Let days pass without a word."""
        for _ in range(days):
            self.end_day()

    @rule(share=st.sampled_from(("2", "1.5", "1", "0.25", "0", "3")))
    def stray(self, share: str) -> None:
        """Take another dose than the one that is named: twice of it, a part, or none."""
        today = self.look()
        named = Decimal(today["dose"]["daily_mg"] or "0.5")
        self.write("dose", f"{(named * Decimal(share)).normalize():f} mg")

    @rule(answer=st.sampled_from(WORSE))
    def answer_wrongly(self, answer: str) -> None:
        """Answer what may not even be asked, on the worse side."""
        self.answer(answer)

    @rule(grade=st.integers(1, 3), name=st.sampled_from(("agitation", "vivid-dreams", "hives", "migraine")))
    def have_side_effect(self, grade: int, name: str) -> None:
        """Note a side effect."""
        self.check_in(0, "--side-effect", f"{name}={grade}", "--danger", "none")

    @rule(sign=st.sampled_from(SIGNS))
    def have_danger_sign(self, sign: str) -> None:
        """Tell of a danger sign: help comes first, and whom to call is shown."""
        assert self.answer(f"danger_sign={sign}")
        assert self.look()["action"] in CALLING

    @rule(said=st.sampled_from(("continue", "restart-low", "new-plan", "stay-off", "not-yet")))
    def tell_what_was_said(self, said: str) -> None:
        """Tell what a doctor or nurse said, whether or not anything asks for it."""
        self.answer(f"clinician_said={said}")

    @rule(word=st.sampled_from(("paused", "stopped")))
    def rest(self, word: str) -> None:
        """Pause or stop."""
        self.answer(f"phase={word}")

    @rule()
    def want_again(self) -> None:
        """Say that LDN is wanted again; where nothing was stopped that is refused."""
        taken = self.answer("wants_to_start=yes")
        assert taken or not self.is_stopped

    @rule(name=st.sampled_from(OPIOIDS))
    def take_opioid(self, name: str) -> None:
        """Begin an opioid, written as people write it, or stop the one that is taken."""
        if self.opioid:
            assert self.write("medicine", "stop", self.opioid)
            self.opioid_free, self.opioid = max(self.opioid_free, self.day + SHORT_WAIT), ""
        else:
            assert self.write("medicine", "start", name)
            self.opioid = name

    @rule(value=st.sampled_from(("recent", "current")))
    def tell_of_opioid(self, value: str) -> None:
        """Answer that an opioid is taken."""
        assert self.answer(f"opioid={value}")

    @rule()
    def bring_another_plan(self) -> None:
        """Take in another prescription."""
        self.prescriptions += 1
        text = PLAN.replace("Dr A. Example", f"Dr {'BCDEFGHIJKLMNOPQRSTUVWXYZ'[self.prescriptions % 25]}. Example")
        file = Path(self.folder.name) / "plan.yaml"
        file.write_text(text, encoding="utf-8")
        assert self.call("plan", "sign", str(file), "--from", str(self.day)).exit_code == 0
        if self.waits_for_plan:
            self.is_called = self.waits_for_plan = False

    @rule(words=st.sampled_from(NONSENSE))
    def write_nonsense(self, words: tuple[str, ...]) -> None:
        """Write what nobody can mean: it is refused."""
        assert not self.write(*words)

    @rule(change=st.sampled_from((("ceiling: 1.5 mg", "ceiling: 15 mg"), ("interval: 14 days", "interval: soon"))))
    def bring_a_plan_that_is_none(self, change: tuple[str, str]) -> None:
        """Hand in a plan with a slip in it: it is refused whole."""
        file = Path(self.folder.name) / "wrong.yaml"
        file.write_text(PLAN.replace(*change), encoding="utf-8")
        assert self.call("plan", "sign", str(file), "--from", str(self.day)).exit_code == 2

    @invariant()
    def holds(self) -> None:
        """Whatever happened, today's answer keeps to what has to hold."""
        if self.command.diary.exists():
            self.look()

    def agrees_with_a_slow_reading(self) -> None:
        """What `today` names is what a slow reading of the rules names."""
        today = self.look()
        rows = self.command.entries()
        second = Interpreter(BOOK, load_protocol().settings).opinion(map(entry_of, rows), self.day)
        named = today["dose"]["daily_mg"]
        facts = {name: today["facts"][name]["value"] for name in second.facts}
        assert (today["action"], named and Decimal(named), facts) == (second.action, second.mg, second.facts)


def entry_of(row: Mapping[str, Any]) -> Entry:
    """Return an entry as `entries --json` prints it."""
    at = time.fromisoformat(row["at"]) if row["at"] else None
    return Entry(**{**row, "day": date.fromisoformat(row["day"]), "at": at})


def live(examples: int, steps: int) -> None:
    """Live some lives of so many rules each; the shortest one that breaks something is told step by step."""
    run_state_machine_as_test(
        LivedDiary,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), print_blob=False, derandomize=examples < 10,
        ),
    )  # fmt: skip


def test_a_diary_lived_in_any_order_keeps_what_has_to_hold() -> None:
    """Good days and mishaps in any order: each answer keeps to the properties, and what is refused keeps nothing."""
    live(examples=4, steps=14)


@pytest.mark.parametrize(("name", "known"), [("_unresolved_danger", "none"), ("_days_since_call", 36500)])
def test_a_fault_is_noticed(monkeypatch: pytest.MonkeyPatch, name: str, known: Any) -> None:
    """A call that nobody waits for is noticed on the next day, and one that is not remembered by the slow reading."""
    life = LivedDiary()
    life.begin()
    life.live_calm_days(days=2, taken="as named")
    life.have_danger_sign("suicidal")
    monkeypatch.setattr(treatment_facts, name, lambda _: Fact(known, explain("no-call")))
    life.end_day()

    with pytest.raises(AssertionError):
        life.teardown()
