"""What do facts alone ask of us?"""

from zonewise.guidance.guide import Guidance, guide
from zonewise.guidance.protocol import Protocol
from zonewise.guidance.rule_explanation import RuleExplanation, explain_rule, nearly_fired_rules
from zonewise.problem import InputRefused, Problem, did_you_mean
from zonewise.rules.case_facts import facts_from_json
from zonewise.rules.decision import Decision, decide
from zonewise.rules.rule_set import RuleSet


def guide_facts(protocol: Protocol, text: str, where: str) -> tuple[Guidance, RuleSet]:
    """Return guidance for the facts in a JSON text.

    Raises:
        InputRefused: With every problem of the text.
    """
    engine = protocol.engine
    return guide(engine, facts_from_json(text, engine.rule_set, where)), engine.rule_set


def explain_facts(protocol: Protocol, text: str, where: str, rule_id: str) -> tuple[RuleExplanation, RuleSet]:
    """Return why one rule fires or does not for the facts in a JSON text.

    Raises:
        InputRefused: With every problem of the text, or an unknown rule.
    """
    engine = protocol.engine
    facts = facts_from_json(text, engine.rule_set, where)
    known = [rule.id for question in engine.rule_set.questions.values() for rule in question.rules]
    if rule_id not in known:
        hint = did_you_mean(rule_id, known) or "'zonewise protocol show' lists them."
        raise InputRefused([Problem("--why", 0, f"no rule has the id '{rule_id}'.", hint.strip(), "unknown-rule")])
    return explain_rule(engine, facts, rule_id), engine.rule_set


def nearly_facts(protocol: Protocol, text: str, where: str) -> tuple[RuleExplanation, ...]:
    """Return the rules that one single fact keeps from firing.

    Raises:
        InputRefused: With every problem of the text.
    """
    engine = protocol.engine
    return nearly_fired_rules(engine, facts_from_json(text, engine.rule_set, where))


def decide_facts(protocol: Protocol, question: str, text: str, where: str) -> tuple[Decision, RuleSet]:
    """Return one question's answer for the facts in a JSON text.

    Raises:
        InputRefused: With every problem of the text, or an unknown question.
    """
    engine = protocol.engine
    known = engine.rule_set.questions
    if question not in known:
        found = f"'{question}' is not a question."
        raise InputRefused(
            [
                Problem(
                    "decide", 0, found, f"{did_you_mean(question, known)}Known: {', '.join(known)}.", "unknown-question"
                )
            ]
        )
    return decide(engine, question, facts_from_json(text, engine.rule_set, where)), engine.rule_set
