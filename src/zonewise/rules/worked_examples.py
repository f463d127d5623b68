"""The worked examples of a protocol: facts as a person would have them, and the whole decision that is meant to follow.

An example names the answer, every reason and every fact that is asked. Clinicians write and read these files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zonewise.located_yaml import List, Node, Reading, Text, read_yaml
from zonewise.problem import InputRefused, did_you_mean

from .case_facts import value_from_text, with_unstated_facts
from .rule_set import Facts, FactValue, RuleSet

GUIDANCE = "guidance"  # The name that an example of the whole guidance has in place of a question.
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
    """One worked example."""

    name: str  # What it shows, in words.
    question: str  # The question, or `GUIDANCE`.
    given: Facts  # What is known; None is unknown, and so is what is left out.
    expect: Outcome  # The whole outcome that is meant to follow.
    where: str  # File and line.


def read_examples(text: str, where: str, rule_set: RuleSet) -> tuple[Example, ...]:
    """Read one file of worked examples.

    Args:
        text: The file: `question`, `bases` (named sets of facts) and `examples`.
        rule_set: The protocol whose facts, answers and rules the examples may name.

    Raises:
        InputRefused: With every problem and its line.
    """
    reading = Reading(where)
    root = read_yaml(text, reading)
    examples: tuple[Example, ...] = ()
    if root is not None:
        top = reading.mapping(root, "the file", FILE_KEYS)
        question = reading.text(top.get("question"), "question")
        _known(reading, top.get("question"), question, (*rule_set.questions, GUIDANCE), "question")
        bases = {
            name: _facts(node, reading, rule_set, f"the base '{name}'")
            for name, node in (reading.mapping(top["bases"], "bases") if "bases" in top else {}).items()
        }
        words = _words(rule_set, question)
        examples = tuple(
            _example(node, reading, rule_set, question, bases, words)
            for node in reading.items(top.get("examples"), "examples")
        )
        _refuse_repeated_names(examples, reading)
    if reading.problems:
        raise InputRefused(reading.problems)
    return examples


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
    expected = reading.mapping(parts.get("expect"), f"'expect' of '{name}'", tuple(words), node.line)
    for part, value in ((part, value) for part, value in expected.items() if part in words):
        expect[part] = _texts(value, reading, f"'{part}' of '{name}'")
        for word in expect[part]:
            _known(reading, value, word, words[part], part)
        if part == "answer" and expect[part] == (OPEN,):
            expect[part] = ()
    where = f"{reading.where}:{node.line}"
    return Example(
        name,
        question,
        MappingProxyType(with_unstated_facts({**base, **given}, rule_set)),
        MappingProxyType(expect),
        where,
    )


def _words(rule_set: RuleSet, name: str) -> dict[str, tuple[str, ...]]:
    """Return the words that each part of an expectation may hold."""
    facts = tuple(rule_set.facts)
    questions = rule_set.questions
    if name != GUIDANCE:
        rules = questions[name].rules if name in questions else ()
        answers = tuple(answer.name for answer in questions[name].answers) if name in questions else ()
        return dict(zip(DECISION_KEYS, (PUT, (OPEN, *answers), tuple(rule.id for rule in rules), facts), strict=True))
    every = [answer for question in questions.values() for answer in question.answers]
    beside = tuple(dict.fromkeys(word for answer in every for word in (answer.name, *answer.beside)))
    return dict(zip(GUIDANCE_KEYS, (rule_set.actions, tuple(rule_set.rules), beside, facts, beside), strict=True))


def _texts(node: Node, reading: Reading, what: str) -> tuple[str, ...]:
    return reading.texts(node, what) if isinstance(node, List) else (reading.text(node, what),)


def _known(reading: Reading, node: Node | None, word: str, known: tuple[str, ...], what: str) -> None:
    if word and word not in known:
        hint = did_you_mean(word, known)
        shown = f"Known: {', '.join(known)}." if len(known) <= 12 or not hint else ""
        reading.fault(node or 0, f"'{word}' is not a known {what}.", f"{hint}{shown}".strip(), f"unknown-{what}")


def _facts(node: Node, reading: Reading, rule_set: RuleSet, what: str) -> dict[str, FactValue]:
    facts: dict[str, FactValue] = {}
    for name, value in reading.mapping(node, what).items():
        fact = rule_set.facts.get(name)
        if fact is None:
            _known(reading, value, name, tuple(rule_set.facts), "fact")
            continue
        text = value.value if isinstance(value, Text) else "(not a word)"
        facts[name] = value_from_text(fact, text)
        if facts[name] is None and text != UNKNOWN:
            known = ", ".join(fact.values) or ("true, false" if fact.type == "bool" else f"0 to {fact.maximum}")
            expected = f"{did_you_mean(text, fact.values)}Known: {known}, unknown."
            reading.fault(value, f"'{name}' can never be '{text}'.", expected, "unknown-value")
    return facts


def _refuse_repeated_names(examples: Iterable[Example], reading: Reading) -> None:
    places: dict[str, str] = {}
    for example in examples:
        if example.name in places:
            line = int(example.where.rpartition(":")[2])
            reading.fault(
                line, f"the name '{example.name}' stands in {places[example.name]} too.", "Reword it.", "repeated-name"
            )
        places[example.name] = example.where
