"""The same rules as decision tables in DMN 1.3, which engines of others answer alike.

Each fact is an input, each question a decision with one table, and so is the action. A table has hit policy FIRST and
its rules in the order of caution; one whose rules all count collects them. An unknown fact is null: no test of FEEL
holds for null but the one that names it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree

from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import FactDefinition, FactType

from .branches import Branch, FactTest, action_branches, answer_branches

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
"""Namespace of DMN 1.3."""
TYPES: dict[FactType, str] = {"bool": "boolean", "choice": "string", "integer": "number"}


def dmn_of(engine: Engine) -> str:
    """Return the protocol as one DMN model; each decision is called as the column of the SQL is."""
    rule_set = engine.rule_set
    name = f"{rule_set.id} {rule_set.version}"
    model = ElementTree.Element(
        "definitions",
        {"xmlns": DMN, "id": "protocol", "name": name, "namespace": f"urn:zonewise:{rule_set.id}:{rule_set.version}"},
    )
    _child(model, "description").text = f"Protocol {name}, sha256 {rule_set.sha256}"
    for fact in rule_set.facts.values():
        given = _child(model, "inputData", id=f"fact_{fact.name}", name=fact.name)
        _child(given, "description").text = fact.ask or fact.label
        _child(given, "variable", name=fact.name, typeRef=TYPES[fact.type])
    facts = rule_set.facts
    for question_name, question in rule_set.questions.items():
        branches = tuple(answer_branches(question, engine.questions[question_name]))
        _decision(model, f"{question_name}_answer", question.title, branches, facts, every=question.every)
    _decision(model, "action", "What to do today", tuple(action_branches(engine)), facts, every=False)
    ElementTree.indent(model)
    return "<?xml version='1.0' encoding='UTF-8'?>\n" + ElementTree.tostring(model, encoding="unicode") + "\n"


def _decision(
    model: ElementTree.Element,
    name: str,
    title: str,
    branches: Sequence[Branch],
    facts: Mapping[str, FactDefinition],
    *,
    every: bool,
) -> None:
    used = _facts_of(branches)
    decision = _child(model, "decision", id=name, name=name)
    _child(decision, "question").text = title
    _child(decision, "variable", name=name, typeRef="string")
    for fact in used:
        needed = _child(decision, "informationRequirement", id=f"{name}_needs_{fact}")
        _child(needed, "requiredInput", href=f"#fact_{fact}")
    policy = "COLLECT" if every else "FIRST"
    table = _child(decision, "decisionTable", id=f"{name}_table", hitPolicy=policy)
    for fact in used:
        column = _child(table, "input", id=f"{name}_{fact}", label=facts[fact].label or fact)
        expression = _child(column, "inputExpression", id=f"{name}_{fact}_value", typeRef=TYPES[facts[fact].type])
        _child(expression, "text").text = fact
    _child(table, "output", id=f"{name}_gives", name=name, typeRef="string")
    _child(table, "annotation", name="rule")
    number = 0
    for branch in branches:
        for alternative in branch.any_of:
            number += 1
            rule = _child(table, "rule", id=f"{name}_{number}")
            _child(rule, "description").text = alternative.because
            tests = {tested.test.fact: tested for tested in alternative.tests}
            for place, fact in enumerate(used):
                entry = _child(rule, "inputEntry", id=f"{name}_{number}_{place}")
                _child(entry, "text").text = _unary_test(tests[fact]) if fact in tests else "-"
            output = _child(rule, "outputEntry", id=f"{name}_{number}_gives")
            _child(output, "text").text = _text(branch.gives)
            _child(_child(rule, "annotationEntry"), "text").text = alternative.rule


def _facts_of(branches: Iterable[Branch]) -> tuple[str, ...]:
    """Return the facts that branches look at, each once, in the order in which they come up."""
    tests = (tested for branch in branches for alternative in branch.any_of for tested in alternative.tests)
    return tuple(dict.fromkeys(tested.test.fact for tested in tests))


def _unary_test(tested: FactTest) -> str:
    test = tested.test
    if test.unknown:
        return "null"
    if test.accepts:
        text = ",".join(_literal(value) for value in sorted(test.accepts, key=str))
    elif test.low is not None and test.high is not None:
        text = f"[{test.low}..{test.high}]"
    else:
        text = f">= {test.low}" if test.low is not None else f"<= {test.high}"
    return f"{text},null" if tested.or_unknown else text


def _literal(value: bool | str) -> str:
    return str(value).lower() if isinstance(value, bool) else _text(value)


def _text(value: str) -> str:
    return '"' + re.sub(r'(["\\\\])', r"\\\1", value) + '"'


def _child(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, attributes)
