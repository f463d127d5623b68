"""Which rules fired, which nearly did, and what kept one from firing."""

from dataclasses import dataclass

from zonewise.rules.decision import Engine, is_applicable
from zonewise.rules.rule_set import Condition, Facts, FactValue, Rule, Test


@dataclass(frozen=True, slots=True)
class ConditionState:
    """One test of a rule beside what is known."""

    test: Test  # What the rule needs.
    now: FactValue  # What is known; None is unknown.
    holds: bool  # Whether that is so.


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """Why a rule fires or does not."""

    rule: Rule  # The rule.
    applicable: bool | None  # Whether its question is put; None when that is not known.
    fires: bool  # Whether it fires.
    # For each of its conditions, every test; the one that is nearest to holding first.
    alternatives: tuple[tuple[ConditionState, ...], ...]

    @property
    def lacking(self) -> tuple[ConditionState, ...]:
        """The tests that fail in the alternative nearest to holding."""
        return tuple(need for need in self.alternatives[0] if not need.holds)


def explain_rule(engine: Engine, facts: Facts, rule_id: str) -> RuleExplanation:
    """Return why one rule fires or does not.

    Raises:
        KeyError: No rule has this id.
    """
    return _why(engine, facts, engine.rule_set.rules[rule_id])


def nearly_fired_rules(engine: Engine, facts: Facts) -> tuple[RuleExplanation, ...]:
    """Return the rules of questions that are put which one single fact keeps from firing."""
    nearly: list[RuleExplanation] = []
    for name, question in engine.rule_set.questions.items():
        if is_applicable(engine, name, facts) is not True:
            continue
        for rule in question.rules:
            explanation = _why(engine, facts, rule)
            if not explanation.fires and len(explanation.lacking) == 1:
                nearly.append(explanation)
    return tuple(nearly)


def _why(engine: Engine, facts: Facts, rule: Rule) -> RuleExplanation:
    alternatives = sorted((_needs(condition, facts) for condition in rule.any_of), key=_lacking)
    applicable = is_applicable(engine, rule.question, facts)
    return RuleExplanation(rule, applicable, bool(applicable) and not _lacking(alternatives[0]), tuple(alternatives))


def _needs(condition: Condition, facts: Facts) -> tuple[ConditionState, ...]:
    return tuple(ConditionState(test, facts.get(test.fact), test.holds(facts.get(test.fact))) for test in condition)


def _lacking(needs: tuple[ConditionState, ...]) -> int:
    return sum(not need.holds for need in needs)
