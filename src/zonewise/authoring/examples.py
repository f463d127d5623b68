"""Do the worked examples beside a question hold, and what does none of them cover?

An example gives facts as a person would have them and the whole decision that is meant to follow: the answer, every
reason and every fact that is asked. Clinicians write and read these files; a rule without an example is not done.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zonewise.located_yaml import List, Node, Reading, Text, read_yaml
from zonewise.problem import InputRefused, did_you_mean
from zonewise.rules.decision import Engine, decide
from zonewise.rules.missing_facts import missing_facts
from zonewise.rules.rule_set import Condition, FactDefinition, Facts, FactValue, Question, Rule, RuleSet, Test

GUIDANCE = "guidance"
"""The name that an example of the whole guidance has in place of a question."""
OPEN = "open"
UNKNOWN = "unknown"
PUT = ("yes", "no", UNKNOWN)
FILE_KEYS = ("question", "bases", "examples")
EXAMPLE_KEYS = ("name", "base", "given", "expect")
DECISION_KEYS = ("put", "answer", "reasons", "ask")
GUIDANCE_KEYS = ("action", "reasons", "considerations", "ask", "review")

Outcome = Mapping[str, tuple[str, ...]]
"""What is compared, part by part; a part without a word is empty, and is compared too."""


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example.

    Attributes:
        name: What it shows, in words.
        question: The question, or `GUIDANCE`.
        given: What is known; None is unknown, and so is what is left out.
        expect: The whole outcome that is meant to follow.
        where: File and line.
    """

    name: str
    question: str
    given: Facts
    expect: Outcome
    where: str


def read_examples(text: str, where: str, rule_set: RuleSet) -> tuple[Example, ...]:
    """Read one file of worked examples.

    Args:
        text: The file: `question`, `bases` (named sets of facts) and `examples`.
        where: The file's name.
        rule_set: The protocol whose facts, answers and rules the examples may name.

    Raises:
        InputRefused: With every problem and its line.
    """
    reading = Reading(where)
    root = read_yaml(text, reading)
    found: tuple[Example, ...] = ()
    if root is not None:
        top = reading.mapping(root, "the file", FILE_KEYS)
        question = reading.text(top.get("question"), "question")
        _known(reading, top.get("question"), question, (*rule_set.questions, GUIDANCE), "question")
        bases = {
            name: _facts(node, reading, rule_set, f"the base '{name}'")
            for name, node in (reading.mapping(top["bases"], "bases") if "bases" in top else {}).items()
        }
        words = _words(rule_set, question)
        found = tuple(
            _example(node, reading, rule_set, question, bases, words)
            for node in reading.items(top.get("examples"), "examples")
        )
        _refuse_repeated_names(found, reading)
    if reading.problems:
        raise InputRefused(reading.problems)
    return found


def run(example: Example, engine: Engine) -> str | None:
    """Return in words how the decision differs from what an example of one question expects, or None."""
    return mismatch(example, decided(engine, example))


def decided(engine: Engine, example: Example) -> Outcome:
    """Return what one question gives for an example's facts, in the parts that examples name."""
    decision = decide(engine, example.question, example.given)
    return {
        "put": ({True: "yes", False: "no", None: UNKNOWN}[decision.applicable],),
        "answer": decision.answers,
        "reasons": tuple(rule.id for rule in decision.reasons),
        "ask": decision.ask,
    }


def mismatch(example: Example, found: Outcome) -> str | None:
    """Return in words every part in which an outcome differs from the expected one, or None when it is the same."""
    wrong = [
        f"{part} is [{', '.join(found[part])}], meant to be [{', '.join(meant)}]"
        for part, meant in example.expect.items()
        if found[part] != meant
    ]
    return f"{example.where}: '{example.name}': {'; '.join(wrong)}." if wrong else None


def uncovered(engine: Engine, examples: Iterable[Example]) -> list[str]:
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


def _example(
    node: Node,
    reading: Reading,
    rule_set: RuleSet,
    question: str,
    bases: Mapping[str, dict[str, FactValue]],
    words: Mapping[str, tuple[str, ...]],
) -> Example:
    parts = reading.mapping(node, "an example", EXAMPLE_KEYS)
    name = reading.text(parts.get("name"), "the name of an example", node.line)
    base: dict[str, FactValue] = {}
    if "base" in parts:
        base_name = reading.text(parts["base"], f"the base of '{name}'")
        _known(reading, parts["base"], base_name, tuple(bases), "base")
        base = bases.get(base_name, {})
    given = _facts(parts["given"], reading, rule_set, f"'given' of '{name}'") if "given" in parts else {}
    expect: dict[str, tuple[str, ...]] = dict.fromkeys(words, ())
    if question != GUIDANCE:
        expect["put"] = ("yes",)
    found = reading.mapping(parts.get("expect"), f"'expect' of '{name}'", tuple(words), node.line)
    for part, value in ((part, value) for part, value in found.items() if part in words):
        expect[part] = _texts(value, reading, f"'{part}' of '{name}'")
        for word in expect[part]:
            _known(reading, value, word, words[part], part)
        if part == "answer" and expect[part] == (OPEN,):
            expect[part] = ()
    where = f"{reading.where}:{node.line}"
    return Example(name, question, MappingProxyType({**base, **given}), MappingProxyType(expect), where)


def _words(rule_set: RuleSet, name: str) -> dict[str, tuple[str, ...]]:
    """Return the words that each part of an expectation may hold."""
    facts = tuple(rule_set.facts)
    questions = rule_set.questions
    if name != GUIDANCE:
        rules = questions[name].rules if name in questions else ()
        answers = tuple(answer.name for answer in questions[name].answers) if name in questions else ()
        return dict(zip(DECISION_KEYS, (PUT, (OPEN, *answers), tuple(rule.id for rule in rules), facts), strict=True))
    rules = tuple(rule for question in questions.values() for rule in question.rules)
    every = [answer for question in questions.values() for answer in question.answers]
    beside = tuple(dict.fromkeys(word for answer in every for word in (answer.name, *answer.beside)))
    ids = (*(rule.id for rule in rules), *(held.rule.id for held in rule_set.otherwise))
    return dict(zip(GUIDANCE_KEYS, (rule_set.actions, ids, beside, facts, beside), strict=True))


def _texts(node: Node, reading: Reading, what: str) -> tuple[str, ...]:
    return reading.texts(node, what) if isinstance(node, List) else (reading.text(node, what),)


def _known(reading: Reading, node: Node | None, word: str, known: tuple[str, ...], what: str) -> None:
    if word and word not in known:
        hint = did_you_mean(word, known)
        shown = f"Known: {', '.join(known)}." if len(known) <= 12 or not hint else ""
        reading.fault(node or 0, f"'{word}' is not a known {what}.", f"{hint}{shown}".strip(), f"unknown-{what}")


def _facts(node: Node, reading: Reading, rule_set: RuleSet, what: str) -> dict[str, FactValue]:
    found: dict[str, FactValue] = {}
    for name, value in reading.mapping(node, what).items():
        fact = rule_set.facts.get(name)
        if fact is None:
            _known(reading, value, name, tuple(rule_set.facts), "fact")
            continue
        text = value.value if isinstance(value, Text) else "(not a word)"
        if text != UNKNOWN and not _fits(fact, text):
            meant = ", ".join(fact.values) or ("true, false" if fact.type == "bool" else f"0 to {fact.maximum}")
            reading.fault(
                value,
                f"'{name}' can never be '{text}'.",
                f"{did_you_mean(text, fact.values)}Known: {meant}, unknown.",
                "unknown-value",
            )
            continue
        found[name] = None if text == UNKNOWN else _value(fact, text)
    return found


def _fits(fact: FactDefinition, text: str) -> bool:
    if fact.type == "integer":
        return text.isascii() and text.isdigit() and len(text) <= len(str(fact.maximum)) and int(text) <= fact.maximum
    return text in (fact.values if fact.type == "choice" else ("true", "false"))


def _value(fact: FactDefinition, text: str) -> FactValue:
    if fact.type == "integer":
        return int(text)
    return text if fact.type == "choice" else text == "true"


def _refuse_repeated_names(examples: Iterable[Example], reading: Reading) -> None:
    seen: dict[str, str] = {}
    for example in examples:
        if example.name in seen:
            line = int(example.where.rpartition(":")[2])
            reading.fault(
                line, f"the name '{example.name}' stands in {seen[example.name]} too.", "Reword it.", "repeated-name"
            )
        seen[example.name] = example.where


def _rules_without(question: Question, examples: list[Example]) -> Iterator[str]:
    for rule in question.rules:
        for place, condition in enumerate(rule.any_of, start=1):
            others = [other for other in rule.any_of if other is not condition]
            if not any(_differs_from(example, rule, condition, others) for example in examples):
                which = f", alternative {place}," if others else ""
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
    for held in (each for each in engine.rule_set.otherwise if each.when or each.action == "ask"):
        if not any(held.rule.id in example.expect["reasons"] for example in examples):
            yield f"guidance: no example has the reason '{held.rule.id}'."
    for name in missing_facts(engine.actions, {}):
        if not any(name in example.expect["ask"] for example in examples):
            yield f"guidance: in no example is '{name}' asked."
