"""The facts of one case, read from JSON and checked against what the protocol declares."""

import json
from typing import Any

from zonewise.problem import InputRefused, Problem, did_you_mean, unknown_word

from .rule_set import FactDefinition, Facts, FactValue, RuleSet

MOST_CHARACTERS = 100_000
AN_OBJECT = 'Write an object such as {"phase": "titrating"}.'
_KINDS = {list: "a list", str: "a text", int: "a number", float: "a number", bool: "true or false", type(None): "null"}


def facts_from_json(text: str, rule_set: RuleSet, where: str) -> dict[str, FactValue]:
    """Read the facts of one case from a JSON object; null is unknown, and so is what is left out.

    A fact that only a diary can tell is, where it is left out, what `not_stated` of facts.yaml says.

    Raises:
        InputRefused: With every problem: not JSON, not an object, a repeated key, an unknown fact, a wrong value.
    """
    problems: list[Problem] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for key, value in items:
            if key in given:
                fault, expected = f"the fact '{key}' stands here twice.", "Keep one of the two."
                problems.append(Problem(where, _line_of(text, key, last=True), fault, expected, "repeated-key"))
            given[key] = value
        return given

    if len(text) > MOST_CHARACTERS:
        many = f"{len(text)} characters are too many for the facts of one case."
        raise InputRefused([Problem(where, 0, many, f"At most {MOST_CHARACTERS} are read.", "too-large")])
    try:
        case = json.loads(text, object_pairs_hook=pairs)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        if isinstance(error, json.JSONDecodeError):
            what = error.msg[:1].lower() + error.msg[1:]
        else:
            what = "it is nested too deep" if isinstance(error, RecursionError) else "a number in it is far too long"
        raise InputRefused([Problem(where, line, f"this is not JSON: {what}.", AN_OBJECT, "not-json")]) from None
    if not isinstance(case, dict):
        kind = f"this is {_KINDS[type(case)]}, not an object."
        raise InputRefused([Problem(where, 1, kind, AN_OBJECT, "not-an-object")])
    case = {name: _in_own_words(rule_set.facts.get(name), value) for name, value in case.items()}
    for name, value in case.items():
        problem = _problem(name, value, rule_set, where, _line_of(text, name))
        if problem is not None:
            problems.append(problem)
    if problems:
        raise InputRefused(problems)
    return with_unstated_facts(case, rule_set)


def with_unstated_facts(facts: Facts, rule_set: RuleSet) -> dict[str, FactValue]:
    """Return facts given without a diary, together with those that only a diary would tell otherwise."""
    unstated = {name: fact.not_stated for name, fact in rule_set.facts.items() if fact.not_stated is not None}
    return {**unstated, **facts}


def check_facts(facts: Facts, rule_set: RuleSet, where: str = "facts") -> None:
    """Refuse facts that the protocol does not declare or values it does not know.

    Raises:
        InputRefused: With every problem.
    """
    problems = [_problem(name, value, rule_set, where, 0) for name, value in facts.items()]
    if any(problems):
        raise InputRefused(filter(None, problems))


def _problem(name: str, value: object, rule_set: RuleSet, where: str, line: int) -> Problem | None:
    fact = rule_set.facts.get(name)
    if fact is None:
        return Problem(where, line, f"'{name}' is not a fact.", unknown_word(name, rule_set.facts), "unknown-fact")
    if value is None or fits(fact, value):
        return None
    shown = json.dumps(value, ensure_ascii=False, default=str)[:60]
    expected = f"{did_you_mean(str(value), fact.values)}It is meant to be {allowed_values(fact)}, or null for unknown."
    return Problem(where, line, f"'{name}' is {shown}.", expected, "wrong-value")


def _in_own_words(fact: FactDefinition | None, value: object) -> object:
    """Return yes and no as a fact writes them: every fact takes true and "yes", false and "no", where it has them."""
    if fact is None or fits(fact, value) or not isinstance(value, bool | str):
        return value
    word = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
    if fact.type == "bool":
        return {"yes": True, "true": True, "no": False, "false": False, "none": False}.get(word, value)
    own = {"yes": ("yes",), "no": ("no", "none"), "none": ("none", "no")}.get(word, ())
    return next((one for one in own if one in fact.values), value)


def fits(fact: FactDefinition, value: object) -> bool:
    """Say whether a fact as declared can have a value."""
    if fact.type == "bool":
        return isinstance(value, bool)
    if fact.type == "choice":
        return isinstance(value, str) and value in fact.values
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= fact.maximum


def value_from_text(fact: FactDefinition, text: str) -> FactValue:
    """Return the value that a text in a file stands for, or None where a fact as declared cannot have it."""
    value: FactValue = text
    if fact.type == "bool":
        value = {"true": True, "false": False}.get(text)
    elif fact.type == "integer":
        short = text.isascii() and text.isdigit() and len(text) <= len(str(fact.maximum))
        value = int(text) if short else None
    return value if value is not None and fits(fact, value) else None


def allowed_values(fact: FactDefinition) -> str:
    """Return in words which values a fact can have."""
    if fact.type == "bool":
        return "true or false"
    if fact.type == "choice":
        return "one of " + ", ".join(fact.values)
    return f"a whole number from 0 to {fact.maximum}"


def _line_of(text: str, key: str, *, last: bool = False) -> int:
    place = (text.rfind if last else text.find)(json.dumps(key))
    return text.count("\n", 0, place) + 1 if place >= 0 else 0
