"""How is a condition said in words a clinician can check?"""

from collections.abc import Mapping, Sequence

from zonewise.rules.rule_set import AnswerDefinition, Condition, FactDefinition, Question, Rule, RuleSet, Test


def test_words(test: Test, facts: Mapping[str, FactDefinition]) -> str:
    """Return one test, such as "zone is yellow or red" or "days green: 7 or more"."""
    fact = facts[test.fact]
    name = test.fact.replace("_", " ")
    if test.unknown:
        return f"{name} is not known"
    if fact.type == "integer":
        return f"{name}: {_range(test)}"
    if fact.type == "bool":
        return f"{name}: {'yes' if True in test.accepts else 'no'}"
    words = [value for value in fact.values if value in test.accepts]
    return f"{name} is {' or '.join(words)}"


def condition_words(condition: Condition, facts: Mapping[str, FactDefinition]) -> str:
    """Return tests joined by "and"."""
    return " and ".join(test_words(test, facts) for test in condition) or "always"


def rule_when(rule: Rule, facts: Mapping[str, FactDefinition]) -> tuple[str, ...]:
    """Return each alternative of a rule in words."""
    return tuple(condition_words(condition, facts) for condition in rule.any_of)


def answer_words(answer: AnswerDefinition, facts: Mapping[str, FactDefinition]) -> str:
    """Return what an answer asks of the person: "reduce", or "keep while phase is titrating or stable"."""
    if not answer.actions:
        return "no action of its own"
    parts = [
        action if not when else f"{action} while {condition_words(when, facts)}" for when, action in answer.actions
    ]
    beside = f", with {' and '.join(answer.beside)}" if answer.beside else ""
    return "; ".join(parts) + beside


def asked_words(question: Question, facts: Mapping[str, FactDefinition]) -> str:
    """Return when a question is put."""
    return condition_words(question.asked_when, facts) if question.asked_when else "always"


def source_words(sources: Sequence[str], rule_set: RuleSet) -> str:
    """Return sources with their titles; what is our own choice says so."""
    return "; ".join(
        f"our own choice: {rule_set.sources[source].title} ({source})"
        if source.startswith("product:")
        else f"{rule_set.sources[source].title} ({source})"
        for source in sources
    )


def _range(test: Test) -> str:
    if test.low is None:
        return f"{test.high} or fewer"
    return f"{test.low} or more" if test.high is None else f"{test.low} to {test.high}"
