from collections.abc import Callable
from types import ModuleType

import pytest
import yaml
from tests.case_tables import by_outcome

from zonewise.services.base.protocols import load_protocol


@pytest.fixture(scope="module")
def benchmark(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """The comparison of benchmarks/same_answers.py."""
    return load_script("benchmarks/same_answers.py")


@pytest.mark.parametrize(
    ("name", "before", "after", "meant"),
    by_outcome({
        True: [("fact days_green", 0, 12), ("fact days_green", None, 12), ("fact rated_days", "no such fact", 3),
            ("reasons", ["step-green-too-short"], ["step-too-few-ratings"]),
            ("ask", ["days_green"], ["usual_learnt_in_worse_weeks"])],
        False: [("fact days_green", False, 12), ("fact days_green", 5, 12), ("fact rated_days", 4, 3),
            ("fact zone", "green", "yellow"), ("reasons", ["step-green-too-short"], ["step-up-one"]),
            ("reasons", ["step-in-red", "step-green-too-short"], ["step-too-few-ratings"]), ("ask", [], ["opioid"]),
            ("action", "keep", "step-up"), ("daily_mg", "1", "1.5")],
    }),
)  # fmt: skip
def test_only_what_is_explained_may_differ_from_the_record(
    benchmark: ModuleType, name: str, before: object, after: object, meant: bool
) -> None:
    """A fact from a value that is named, a rule or a question that is named; never an action, a dose or a zone."""
    explained = {
        "facts": {
            "days_green": {"before": [0, None], "because": "It is the plain run."},
            "rated_days": {"before": ["no such fact"], "because": "It is a fact of its own."},
        },
        "reasons": dict.fromkeys(("step-green-too-short", "step-too-few-ratings"), "Each is a reason of its own."),
        "ask": dict.fromkeys(("days_green", "usual_learnt_in_worse_weeks"), "Each is asked under its own fact."),
    }

    assert benchmark.is_explained(name, before, after, explained) is meant


def test_what_may_differ_is_known_and_has_a_reason(benchmark: ModuleType) -> None:
    """Each fact, rule and question of the list exists, with a sentence that says why it may differ."""
    explained = yaml.safe_load(benchmark.EXPLAINED.read_text(encoding="utf-8"))
    rule_set = load_protocol().rule_set
    rules = {rule.id for question in rule_set.questions.values() for rule in question.rules}
    fallbacks = {fallback.rule.id for fallback in rule_set.otherwise}

    assert (explained["facts"].keys() | explained["ask"].keys()) <= rule_set.facts.keys()
    assert explained["reasons"].keys() <= rules | fallbacks
    reasons = [entry["because"] for entry in explained["facts"].values()]
    assert all(
        reason.endswith(".") for reason in (*reasons, *explained["reasons"].values(), *explained["ask"].values())
    )
