"""Checks of worked examples: whether each holds, and what none of them covers."""

from collections.abc import Iterable, Iterator

from zonewise.guidance.guide import guide
from zonewise.rules.decision import Engine, decide
from zonewise.rules.missing_facts import missing_facts
from zonewise.rules.rule_set import Condition, Facts, Question, Rule, RuleSet, Test
from zonewise.rules.worked_examples import GUIDANCE, UNKNOWN, Example, Outcome


def mismatch(example: Example, engine: Engine) -> str | None:
    """Return in words every part in which the outcome differs from what an example expects, or None when it holds."""
    outcome = (_guidance if example.question == GUIDANCE else _decision)(example, engine)
    wrong = [
        f"{part} is [{', '.join(outcome[part])}], meant to be [{', '.join(meant)}]"
        for part, meant in example.expect.items()
        if outcome[part] != meant
    ]
    return f"{example.where}: '{example.name}': {'; '.join(wrong)}." if wrong else None


def _decision(example: Example, engine: Engine) -> Outcome:
    decision = decide(engine, example.question, example.given)
    return {
        "put": ({True: "yes", False: "no", None: UNKNOWN}[decision.applicable],),
        "answer": decision.answers,
        "reasons": tuple(rule.id for rule in decision.reasons),
        "ask": decision.ask,
    }


def _guidance(example: Example, engine: Engine) -> Outcome:
    guidance = guide(engine, example.given)
    return {
        "action": (guidance.action,),
        "reasons": tuple(rule.id for rule in guidance.reasons),
        "considerations": tuple(answer.id for answer in guidance.considerations),
        "ask": tuple(question.fact for question in guidance.ask),
        "review": () if guidance.review is None else (guidance.review,),
    }


def missing_examples(engine: Engine, examples: Iterable[Example]) -> list[str]:
    """Return in words what no example covers.

    A question needs, for each alternative of each rule, an example in which it alone makes the rule a reason; for
    each bound an example on both of its sides; and for each fact an example in which it is missing, and asked if it
    can matter. The guidance needs each action and each reason of `otherwise`, and each fact asked.
    """
    by_question: dict[str, list[Example]] = {name: [] for name in (*engine.rule_set.questions, GUIDANCE)}
    for example in examples:
        by_question[example.question].append(example)
    gaps: list[str] = []
    for name, question in engine.rule_set.questions.items():
        known = by_question[name]
        gaps += _rules_without(question, known)
        gaps += _bounds_without(engine.rule_set, question, known)
        gaps += _facts_without(engine, question, known)
    return [*gaps, *_guidance_without(engine, by_question[GUIDANCE])]


def _rules_without(question: Question, examples: list[Example]) -> Iterator[str]:
    for rule in question.rules:
        for place, condition in enumerate(rule.any_of, start=1):
            alternatives = [other for other in rule.any_of if other is not condition]
            if not any(_differs_from(example, rule, condition, alternatives) for example in examples):
                which = f", alternative {place}," if alternatives else ""
                yield f"{rule.where}: rule '{rule.id}'{which} gives the answer in no example."


def _differs_from(example: Example, rule: Rule, condition: Condition, others: list[Condition]) -> bool:
    return (
        rule.id in example.expect["reasons"]
        and _holds(condition, example.given)
        and not any(_holds(other, example.given) for other in others)
    )


def _holds(condition: Condition, facts: Facts) -> bool:
    return all(test.holds(facts.get(test.fact)) for test in condition)


def _tests(question: Question) -> Iterator[Test]:
    yield from question.asked_when
    for rule in question.rules:
        for condition in rule.any_of:
            yield from condition


def _bounds_without(rule_set: RuleSet, question: Question, examples: list[Example]) -> Iterator[str]:
    sides: dict[tuple[str, int], None] = {}
    for test in _tests(question):
        edges = [edge for edge in (test.low, None if test.high is None else test.high + 1) if edge is not None]
        for side in (side for edge in edges for side in (edge - 1, edge)):
            if 0 <= side <= rule_set.facts[test.fact].maximum:
                sides[test.fact, side] = None
    for name, side in sides:
        if not any(example.given.get(name) == side and example.given.get(name) is not None for example in examples):
            yield f"{question.name}: no example has '{name}' at {side}, a side of a bound."


def _facts_without(engine: Engine, question: Question, examples: list[Example]) -> Iterator[str]:
    can_matter = decide(engine, question.name, {}).ask
    for name in dict.fromkeys(test.fact for test in _tests(question)):
        missing = [example for example in examples if example.given.get(name) is None]
        if name in can_matter and not any(name in example.expect["ask"] for example in missing):
            yield f"{question.name}: in no example is '{name}' missing and asked."
        if not any(name in example.given for example in missing):
            yield f"{question.name}: no example says that '{name}' is unknown."


def _guidance_without(engine: Engine, examples: list[Example]) -> Iterator[str]:
    for action in engine.rule_set.actions:
        if not any(example.expect["action"] == (action,) for example in examples):
            yield f"guidance: no example has the action '{action}'."
    # what stands there without `when`, `ask` apart, answers a dose and not facts, so no example of facts can reach it
    for fallback in engine.rule_set.otherwise:
        reachable = bool(fallback.when) or fallback.action == "ask"
        if reachable and not any(fallback.rule.id in example.expect["reasons"] for example in examples):
            yield f"guidance: no example has the reason '{fallback.rule.id}'."
    for name in missing_facts(engine.actions, {}):
        if not any(name in example.expect["ask"] for example in examples):
            yield f"guidance: in no example is '{name}' asked."
