"""The rules as their files say them, asked one by one: no table, no mask, nothing of the product's own reading."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

Value = bool | int | str | None
Test = str | list[str] | dict[str, str]


class Rulebook:
    """The YAML files of a protocol, every scalar as the text that stands there.

    Attributes:
        numbers: Each named number as text, by its name.
        facts: What facts.yaml says of each fact.
        prompts: What it says of what is asked and is no fact.
        protocol: What protocol.yaml says.
    """

    def __init__(self, folder: Path) -> None:
        def read(name: str) -> dict:
            return yaml.load((folder / name).read_text(encoding="utf-8"), yaml.BaseLoader)

        files = ("numbers.settings.yaml", "asking.settings.yaml", "plan.settings.yaml")
        self.numbers = {name: one["value"] for file in files for name, one in read(file)["settings"].items()}
        declared = read("facts.yaml")
        self.facts, self.prompts = declared["facts"], declared["prompts"]
        self.protocol = read("protocol.yaml")
        self.questions = [read(f"{name}.yaml") for name in self.protocol["questions"]]
        self.clauses = list(self._clauses())
        self.danger_signs = tuple(self.facts["danger_sign"]["values"][1:])  # the first one is none

    def days(self, name: str) -> int:
        """Return a named whole number."""
        return int(self.numbers[name])

    def points(self, name: str) -> float:
        """Return a named number."""
        return float(self.numbers[name])

    def holds(self, name: str) -> int | None:
        """Return for how many days an answer is good; None is for ever."""
        declared = self.prompts.get(name) or self.facts[name]
        holds = declared.get("holds", "answer-days")
        if holds in ("always", "day"):
            return None if holds == "always" else 0
        return self.days(holds) - (declared.get("today_counted") == "true")

    def accepts(self, test: Test, value: Value) -> bool:
        """Say whether one test of a rule accepts what is known; what is unknown is accepted by that word alone."""
        if test == "unknown" or value is None:
            return test == "unknown" and value is None
        if isinstance(test, dict):
            low, below = test.get("at_least"), test.get("below")
            high = test.get("at_most")
            return (
                (low is None or value >= self._bound(low))
                and (below is None or value < self._bound(below))
                and (high is None or value <= self._bound(high))
            )
        word = str(value).lower() if isinstance(value, bool) else str(value)
        return word in test if isinstance(test, list) else word == test

    def _bound(self, text: str) -> int:
        return int(text) if text.isdigit() else self.days(text)

    def _could_accept(self, name: str, tests: list[Test], value: Value) -> bool:
        """Say whether all of some tests of one fact hold for what is known, or for some value of what is not."""
        if value is not None:
            return all(self.accepts(test, value) for test in tests)
        declared = self.facts[name]
        candidates: list[Value] = list(declared.get("values", ()))
        if declared["type"] == "bool":
            candidates = [False, True]
        if declared["type"] == "integer":
            bounds = [self._bound(bound) for test in tests if isinstance(test, dict) for bound in test.values()]
            candidates = [0, *(number for bound in bounds for number in (bound - 1, bound, bound + 1))]
        return any(all(self.accepts(test, candidate) for test in tests) for candidate in candidates)

    def _clauses(self) -> Iterator[tuple[str, str, list[tuple[str, Test]]]]:
        """Yield each way to an action: the rule's id, the action, and every test that it needs."""
        for question in self.questions:
            asked_when = list(question.get("asked_when", {}).items())
            for rule in question["rules"]:
                alternatives = rule["when"] if isinstance(rule["when"], list) else [rule["when"]]
                gives = question["answers"][rule["then"]].get("action") or []
                cases = gives if isinstance(gives, list) else [{"when": {}, "is": gives}]
                for case in cases:
                    for when in alternatives:
                        tests = [*asked_when, *when.items(), *case["when"].items()]
                        yield rule["id"], case["is"], tests

    def action(self, facts: Mapping[str, Value]) -> tuple[str, set[str]]:
        """Return the most cautious action that fires and its rules; while it could be urgent, or it is not known
        where the person is with LDN, the action is to ask.
        """
        order, urgent = self.protocol["actions"], self.protocol["ask_before"]
        needed = facts.get(self.protocol["always_needed"])
        fired: dict[str, set[str]] = {}
        could_be_urgent = False
        for rule, action, tests in self.clauses:
            if all(self.accepts(test, facts.get(name)) for name, test in tests):
                fired.setdefault(action, set()).add(rule)
            elif action in urgent:
                by_fact: dict[str, list[Test]] = {}
                for name, test in tests:
                    by_fact.setdefault(name, []).append(test)
                could_be_urgent = could_be_urgent or all(
                    self._could_accept(name, of_fact, facts.get(name)) for name, of_fact in by_fact.items()
                )
        if not any(action in fired for action in urgent) and (could_be_urgent or needed is None):
            return "ask", {self.fallback("ask")}
        if fired:
            action = min(fired, key=order.index)
            return action, fired[action]
        for fallback in self.protocol["otherwise"]:
            if needed in fallback.get("when", {}).get("phase", ()):
                return fallback["action"], {fallback["id"]}
        raise AssertionError(f"nothing stands for {dict(facts)}")

    def fallback(self, action: str) -> str:
        """Return the rule that stands where no dose fits and the action becomes this one."""
        return next(one["id"] for one in self.protocol["otherwise"] if one["action"] == action and "when" not in one)
