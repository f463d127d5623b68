"""A second opinion by an SMT solver on three properties of days. It shares no code with the engine.

    python benchmarks/bounded_days.py                thirty days
    python benchmarks/bounded_days.py --days 60

The rules are read from their YAML by the few lines here, a day's facts are unknowns of the solver, and the course of
treatment is written down plainly: taken, paused or stopped, since when, and a call of which nobody told what was said.
"""

import sys
import time
from pathlib import Path
from typing import Any

import click
import yaml
import z3  # type: ignore[import-untyped]

import zonewise.protocols

FOLDER = Path(next(iter(zonewise.protocols.__path__))) / "ldn"
OFF, TAKING, PAUSED, STOPPED = range(4)
TOLD = ("-", "paused", "stopped", "again", "went on")
PHASES = {"not-started": OFF, "titrating": TAKING, "stable": TAKING, "paused": PAUSED, "stopped": STOPPED}
Yaml = dict[str, Any]
Rules = dict[str, Yaml]


def read(name: str) -> Yaml:
    """Return one file of the protocol, as YAML gives it."""
    return dict(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))


def read_all() -> Rules:
    """Return every question that gives an action, as its file has it."""
    names = read("protocol")["questions"]
    return {name: read(name) for name in names if name not in ("considerations", "review")}


def numbers() -> dict[str, int]:
    """Return the whole numbers that rules can name."""
    files = ("numbers.settings", "asking.settings")
    settings = {name: one for file in files for name, one in read(file)["settings"].items()}
    return {name: int(one["value"]) for name, one in settings.items() if str(one["value"]).isdigit()}


class Day:
    """The unknowns of one day, and what the rules make of them."""

    def __init__(self, number: int, rules: Rules, phase: z3.ArithRef, given: dict[str, z3.ArithRef]) -> None:
        self.number, self.rules, self.phase = number, rules, phase
        self.numbers, self.facts = numbers(), dict(given)
        self.known: dict[str, z3.BoolRef] = {}
        self.words = read("facts")["facts"]
        order = read("protocol")["actions"]
        self.order = {action: place for place, action in enumerate(order)}
        self.fires: dict[str, list[z3.BoolRef]] = {action: [] for action in order}
        for question in rules.values():
            asked = self.holds(question.get("asked_when", {}))
            for rule in question["rules"]:
                answer = question["answers"][rule["then"]] or {}
                action = answer.get("action")
                if action is None:
                    continue
                when = rule["when"] if isinstance(rule["when"], list) else [rule["when"]]
                fires = z3.And(asked, z3.Or([self.holds(one) for one in when]))
                for case in action if isinstance(action, list) else [{"is": action}]:
                    self.fires[case["is"]].append(z3.And(fires, self.holds(case.get("when", {}))))

    def value(self, name: str) -> tuple[z3.ArithRef, z3.BoolRef]:
        """Return the number that stands for a fact's value, and whether the fact is known."""
        if name not in self.facts:
            self.facts[name] = z3.Int(f"{name}@{self.number}")
        if name not in self.known:
            self.known[name] = z3.Bool(f"known {name}@{self.number}")
        return self.facts[name], self.known[name]

    def bound(self, value: object) -> int:
        """Return a bound that is written out or named."""
        return self.numbers[value] if isinstance(value, str) else int(str(value))

    def holds(self, condition: Yaml) -> z3.BoolRef:
        """Return when a condition of the YAML holds."""
        tests = []
        for name, wanted in condition.items():
            if name == "phase":
                phases = wanted if isinstance(wanted, list) else [wanted]
                tests.append(z3.Or([self.phase == PHASES[one] for one in phases]))
                continue
            value, known = self.value(name)
            if wanted == "unknown":
                tests.append(z3.Not(known))
            elif isinstance(wanted, dict):
                bounds = [value >= self.bound(wanted["at_least"])] if "at_least" in wanted else []
                bounds += [value < self.bound(wanted["below"])] if "below" in wanted else []
                tests.append(z3.And(known, *bounds))
            else:
                wanted = wanted if isinstance(wanted, list) else [wanted]
                tests.append(z3.And(known, z3.Or([value == self.code(name, one) for one in wanted])))
        return z3.And(tests) if tests else z3.BoolVal(True)

    def code(self, name: str, value: object) -> int:
        """Return the place of a value in the list of its fact."""
        values = [str(one) for one in self.words[name].get("values", ("False", "True"))]
        return values.index("no" if value is False and "no" in values else str(value))

    def is_action(self, *actions: str) -> z3.BoolRef:
        """Return when one of some actions stands: it fires, and nothing more cautious does."""
        stands = []
        for action in actions:
            stricter = [fires for other, fires in self.fires.items() if self.order[other] < self.order[action]]
            stands.append(
                z3.And(z3.Or(self.fires[action]), z3.Not(z3.Or([one for fires in stricter for one in fires])))
            )
        return z3.Or(stands)


def days_of(rules: Rules, count: int) -> tuple[list[Day], list[z3.BoolRef], list[dict[str, z3.ExprRef]]]:
    """Return days of treatment, what ties one to the next, and what is remembered on each."""
    phase, since = z3.Int("phase@0"), z3.Int("since@0")
    called, wish = z3.Bool("called@0"), z3.Bool("wish@0")
    days, laws, past = [], [z3.Or(phase == OFF, phase == TAKING), since == 0, z3.Not(called), z3.Not(wish)], []
    for number in range(1, count + 1):
        told = z3.Int(f"told@{number}")
        said, sign = z3.Bool(f"said@{number}"), z3.Bool(f"sign@{number}")
        laws.append(z3.And(told >= 0, told < len(TOLD)))
        rested = z3.And(phase == TAKING, z3.Or(told == 1, told == 2))
        phase_now = z3.If(rested, z3.If(told == 1, PAUSED, STOPPED), phase)
        since_now = z3.If(rested, number, since)
        wish_now = z3.And(z3.Or(wish, told == 3), z3.Not(rested))
        open_now = z3.And(called, z3.Not(said))
        pause = z3.If(z3.Or(phase_now == PAUSED, phase_now == STOPPED), number - since_now, 36500)
        open_call = z3.Int(f"unresolved_danger@{number}")
        codes = read("facts")["facts"]["unresolved_danger"]["values"]
        laws += [z3.If(open_now, z3.And(open_call > 0, open_call < len(codes)), open_call == 0)]
        wanted = z3.If(phase_now != STOPPED, 0, z3.If(wish_now, 1, 2))
        given = {"days_since_pause": pause, "unresolved_danger": open_call, "wants_to_start": wanted}
        day = Day(number, rules, phase_now, given)
        laws += [day.value(name)[1] for name in given]
        laws += [day.value("danger_sign")[1], (day.value("danger_sign")[0] != 0) == sign]
        taken_up = z3.And(z3.Bool(f"taken@{number}"), day.is_action("start", "resume-low"))
        falls = z3.And(phase_now == TAKING, day.is_action("pause"))
        past.append({"phase": phase_now, "since": since_now, "called": open_now, "wish": wish_now})
        days.append(day)
        phase = z3.If(taken_up, TAKING, z3.If(falls, PAUSED, phase_now))
        since = z3.If(falls, number, since_now)
        called, wish = z3.Or(open_now, sign), wish_now
    return days, laws, past


def pause_too_short(rules: Rules, count: int) -> list[z3.BoolRef]:
    """Return what a pause that ends before its days would be, on some day."""
    days, laws, past = days_of(rules, count)
    bound = numbers()["green-days-before-resume"]
    broken = [
        z3.And(day.is_action("resume-low"), was["phase"] == PAUSED, day.number - was["since"] < bound)
        for day, was in zip(days, past, strict=True)
    ]
    return [*laws, z3.Or(broken)]


def named_although_called(rules: Rules, count: int) -> list[z3.BoolRef]:
    """Return what a dose would be that is named while nobody told what was said of a call."""
    days, laws, past = days_of(rules, count)
    broken = [
        z3.And(was["called"], z3.Or(day.is_action("start", "resume-low", "step-up", "reduce"),
                                    z3.And(was["phase"] == TAKING, day.is_action("keep"))))
        for day, was in zip(days, past, strict=True)
    ]  # fmt: skip
    return [*laws, z3.Or(broken)]


def started_although_stopped(rules: Rules, count: int) -> list[z3.BoolRef]:
    """Return what a start would be after a stop, without the wish to begin again."""
    days, laws, past = days_of(rules, count)
    broken = [
        z3.And(day.is_action("start", "resume-low", "step-up"), was["phase"] == STOPPED, z3.Not(was["wish"]))
        for day, was in zip(days, past, strict=True)
    ]
    return [*laws, z3.Or(broken)]


def possible(formulas: list[z3.BoolRef]) -> bool:
    """Return whether some days are as the formulas say."""
    solver = z3.Solver()
    solver.add(formulas)
    answer = solver.check()
    assert answer != z3.unknown
    return bool(answer == z3.sat)


def without(rules: Rules, question: str, fact: str) -> Rules:
    """Return the rules of one question without those that hold because of a fact, and without it where they rise."""
    kept = []
    for rule in rules[question]["rules"]:
        whens = rule["when"] if isinstance(rule["when"], list) else [rule["when"]]
        left = [{name: test for name, test in when.items() if name != fact or len(when) == 1} for when in whens]
        left = [when for when in left if set(when) != {fact}]
        if left and not (len(whens) == 1 and fact in whens[0] and len(whens[0]) < 3):
            kept.append({**rule, "when": left})
    return {**rules, question: {**rules[question], "rules": kept}}


CASES = {
    "4: a pause lasts its days": (pause_too_short, (("resume", "days_since_pause"),)),
    "2: nothing is named while a call is open": (
        named_although_called,
        tuple((name, "unresolved_danger") for name in ("clearance", "start", "resume", "step")),
    ),
    "5: stopped stays stopped": (started_although_stopped, (("start", "wants_to_start"),)),
}


def opinions(name: str, count: int) -> tuple[bool, bool]:
    """Return whether some days break a property: with the shipped rules, and without those about the fact behind it."""
    formulas, changes = CASES[name]
    rules = broken = read_all()
    for question, fact in changes:
        broken = without(broken, question, fact)
    return possible(formulas(rules, count)), possible(formulas(broken, count))


@click.command()
@click.option("--days", default=30, show_default=True)
def main(days: int) -> None:
    """Ask the solver about each property, with the shipped rules and with broken ones."""
    failed = False
    for name in CASES:
        begun = time.process_time()
        shipped, broken = opinions(name, days)
        failed |= shipped or not broken
        print(
            f"{name}: over {days} days {'broken' if shipped else 'never broken'}; with a rule removed "
            f"{'broken' if broken else 'never broken'} ({time.process_time() - begun:.1f} s of the processor)"
        )
    sys.exit(int(failed))


if __name__ == "__main__":
    main()
