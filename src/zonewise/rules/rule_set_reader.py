"""Reads the files of a protocol into its rule set, or into a list of all that is wrong with them."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from zonewise.located_yaml import Map, Node, Reading, Text, read_keys, read_yaml
from zonewise.problem import InputRefused, Problem, unknown_word

from .fact_reader import read_facts
from .question_reader import RuleReader, read_question
from .rule_set import DANGER_SIGN, FALLBACK_OF_DOSE, FactDefinition, FallbackRule, Question, RuleSet, Source
from .settings import NamedNumbers, read_named_numbers

TOP_KEYS = (
    "protocol",
    "title",
    "version",
    "dated",
    "review",
    "based_on",
    "questions",
    "actions",
    "rising",
    "ask_before",
    "silent",
    "always_needed",
    "otherwise",
    "doses",
    "words",
    "start_low_after",
)


def read_rule_set(files: Mapping[str, str]) -> RuleSet:
    """Read a protocol from its files.

    Args:
        files: Text of each file by name: `protocol.yaml`, `facts.yaml`, one file a question, the source files
            `product.yaml`, `evidence.yaml` and `statements.yaml`, and the settings whose numbers rules and facts name.

    Raises:
        InputRefused: With every problem of every file, each with its line. Nothing is half read.
    """
    problems: list[Problem] = []
    top_reading = Reading("protocol.yaml")
    top = _top(files, top_reading)
    names = top_reading.texts(top.get("questions"), "questions")
    numbers = read_named_numbers(files, problems)
    declared = read_facts(_text(files, "facts.yaml", problems), "facts.yaml", problems, numbers)
    facts = declared.facts
    sources = read_sources(files, numbers, problems)
    rules = RuleReader(facts, sources, numbers)
    actions = top_reading.texts(top.get("actions"), "actions")
    questions: dict[str, Question] = {}
    for name in names:
        text = _text(files, f"{name}.yaml", problems)
        if text:
            questions[name] = read_question(name, text, rules, actions, problems)
    otherwise = _otherwise(top, top_reading, rules, actions)
    needed = top_reading.text(top.get("always_needed"), "always_needed")
    if facts and needed and needed not in facts:
        top_reading.fault(
            top["always_needed"], f"'{needed}' is not a fact.", "Name a fact of facts.yaml.", "unknown-fact"
        )
    rule_set = RuleSet(
        id=top_reading.text(top.get("protocol"), "protocol"),
        title=top_reading.text(top.get("title"), "title"),
        version=top_reading.text(top.get("version"), "version"),
        dated=_dated(top, top_reading),
        review=top_reading.text(top.get("review"), "review"),
        sha256=digest(files),
        facts=MappingProxyType(facts),
        questions=MappingProxyType(questions),
        actions=actions,
        rising=frozenset(_known_actions(top, "rising", actions, top_reading)),
        ask_before=frozenset(_known_actions(top, "ask_before", actions, top_reading)),
        silent=frozenset(_known_actions(top, "silent", actions, top_reading)),
        always_needed=needed,
        otherwise=otherwise,
        sources=MappingProxyType(sources),
        prompts=MappingProxyType(declared.prompts),
        places=MappingProxyType(declared.places),
        doses=MappingProxyType(_doses(top, actions, otherwise, top_reading)),
        words=MappingProxyType(_words(top, actions, questions, top_reading)),
        start_low_after=frozenset(_known_signs(top, facts, top_reading)),
    )
    problems = [*top_reading.problems, *problems, *_repeated_ids(questions, otherwise)]
    if problems:
        raise InputRefused(problems)
    return rule_set


def base_of(files: Mapping[str, str]) -> str:
    """Return the name of the protocol whose numbers, notices and knowledge hold where a protocol brings none, or ""."""
    top = _top(files, Reading("protocol.yaml"))
    base = top.get("based_on")
    return base.value if isinstance(base, Text) else ""


def digest(files: Mapping[str, str]) -> str:
    """Return the SHA-256 of all files, names included, in the order of their names."""
    total = hashlib.sha256()
    for name in sorted(files):
        content = files[name].encode()
        total.update(f"{name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def _text(files: Mapping[str, str], name: str, problems: list[Problem]) -> str:
    if name not in files:
        problems.append(Problem(name, 0, "the file is missing.", "A protocol needs it.", "missing-file"))
    elif not files[name]:  # without this the question would simply never be asked
        problems.append(Problem(name, 0, "the file is empty.", "A protocol needs it.", "empty-file"))
    return files.get(name, "")


def _top(files: Mapping[str, str], reading: Reading) -> dict[str, Node]:
    if "protocol.yaml" not in files:
        reading.fault(0, "the file is missing.", "A protocol needs it.", "missing-file")
        return {}
    root = read_yaml(files["protocol.yaml"], reading)
    return reading.mapping(root, "the file", TOP_KEYS) if root else {}


def _known_actions(top: dict[str, Node], key: str, actions: tuple[str, ...], reading: Reading) -> tuple[str, ...]:
    named = reading.texts(top.get(key), key)
    for action in named:
        if action not in actions:
            reading.fault(top[key], f"'{action}' is not an action.", f"Known: {', '.join(actions)}.", "unknown-action")
    return named


def _known_signs(top: dict[str, Node], facts: Mapping[str, FactDefinition], reading: Reading) -> tuple[str, ...]:
    key = "start_low_after"
    signs = reading.texts(top[key], key) if key in top else ()
    known = facts[DANGER_SIGN].values[1:] if DANGER_SIGN in facts else ()
    for sign in signs:
        if sign not in known:
            reading.fault(top[key], f"'{sign}' is not a danger sign.", unknown_word(sign, known), "unknown-sign")
    return signs


def _doses(
    top: dict[str, Node], actions: tuple[str, ...], otherwise: tuple[FallbackRule, ...], reading: Reading
) -> dict[str, str]:
    """Return what is taken with each action; an action that is not named has nothing to do with a dose."""
    nodes = reading.mapping(top["doses"], "doses", actions) if "doses" in top else {}
    doses = {action: reading.text(node, f"the dose with '{action}'", node.line) for action, node in nodes.items()}
    always = {fallback.action for fallback in otherwise if not fallback.when}
    for action, dose in doses.items():
        fallback = FALLBACK_OF_DOSE.get(dose)
        if fallback is None:
            expected = unknown_word(dose, FALLBACK_OF_DOSE)
            reading.fault(nodes[action], f"'{dose}' is not what can be taken.", expected, "unknown-dose")
        elif fallback and not any(doses.get(known) == fallback for known in always):
            expected = f"Add an item to otherwise, without 'when', whose action has the dose '{fallback}'."
            reading.fault(nodes[action], f"nothing stands for '{dose}' where there is none.", expected, "no-otherwise")
    return doses


def _words(
    top: dict[str, Node], actions: tuple[str, ...], questions: Mapping[str, Question], reading: Reading
) -> dict[str, str]:
    """Return what a person reads for actions, considerations and reviews."""
    answers = [answer for question in questions.values() for answer in question.answers]
    names = dict.fromkeys(
        (*actions, *(answer.name for answer in answers), *(word for a in answers for word in a.beside))
    )
    nodes = reading.mapping(top["words"], "words", tuple(names)) if "words" in top else {}
    return {name: reading.text(node, f"the words of '{name}'", node.line) for name, node in nodes.items()}


def _dated(top: Mapping[str, Node], reading: Reading) -> str:
    """Return the date of the version, ISO 8601."""
    text = reading.text(top.get("dated"), "dated")
    try:
        date.fromisoformat(text)
    except ValueError:
        if "dated" in top:
            reading.fault(
                top["dated"], f"'{text}' is no date.", "Write year-month-day, such as 2026-11-29.", "not-a-date"
            )
    return text


def _otherwise(
    top: dict[str, Node], reading: Reading, rules: RuleReader, actions: tuple[str, ...]
) -> tuple[FallbackRule, ...]:
    fallbacks: list[FallbackRule] = []
    for node in reading.items(top.get("otherwise"), "otherwise"):
        parts = reading.mapping(node, "an item of otherwise", ("id", "action", "when", "because", "sources"))
        action = reading.text(parts.get("action"), "action", node.line)
        if action and action not in actions:
            reading.fault(node, f"'{action}' is not an action.", f"Known: {', '.join(actions)}.", "unknown-action")
        as_rule: dict[str, Node] = {key: value for key, value in parts.items() if key not in ("action", "when")}
        as_rule["then"] = Text(action, node.line)
        as_rule["when"] = parts.get("when", Map({}, {}, node.line))
        rule = rules.rule(as_rule, node.line, "guidance", (action,), reading, empty_allowed=True)
        fallbacks.append(FallbackRule(rule, action, rule.any_of[0] if rule.any_of else ()))
    _otherwise_is_whole(top, fallbacks, rules, reading)
    return tuple(fallbacks)


def _otherwise_is_whole(
    top: dict[str, Node], fallbacks: list[FallbackRule], rules: RuleReader, reading: Reading
) -> None:
    """Refuse a gap: something must stand for asking, and for each value of the fact that is always needed."""
    node = top.get("otherwise")
    if node is None:
        return
    needed = top.get("always_needed")
    name = needed.value if isinstance(needed, Text) else ""
    if not any(fallback.action == "ask" for fallback in fallbacks):
        reading.fault(node, "nothing stands for the action 'ask'.", "Add an item with 'action: ask'.", "no-otherwise")
    for fallback in fallbacks:
        if any(test.fact != name for test in fallback.when):
            reading.fault(
                node, f"'{fallback.rule.id}' tests another fact than '{name}'.", "Test that one alone.", "wrong-test"
            )
    fact = rules.facts.get(name)
    for value in fact.values if fact else ():
        if not any(fallback.when and all(test.holds(value) for test in fallback.when) for fallback in fallbacks):
            reading.fault(node, f"nothing stands for {name} = {value}.", "Add an item for it.", "no-otherwise")


def _repeated_ids(questions: Mapping[str, Question], otherwise: tuple[FallbackRule, ...]) -> list[Problem]:
    places: dict[str, str] = {}
    problems: list[Problem] = []
    every = [rule for question in questions.values() for rule in question.rules]
    for rule in [*every, *(held.rule for held in otherwise)]:
        if rule.id in places and rule.id:
            name, _, line = rule.where.rpartition(":")
            fault = f"the rule id '{rule.id}' stands in {places[rule.id]} already."
            expected = "An id names one rule for ever; choose another."
            problems.append(Problem(name, int(line), fault, expected, "repeated-id"))
        places.setdefault(rule.id, rule.where)
    return problems


PRODUCT, EVIDENCE, STATEMENTS = "product.yaml", "evidence.yaml", "statements.yaml"


def read_sources(files: Mapping[str, str], numbers: NamedNumbers, problems: list[Problem]) -> dict[str, Source]:
    """Read the product's choices, the evidence and the guide's statements as sources by id."""
    sources: dict[str, Source] = {}
    for name in (PRODUCT, EVIDENCE, STATEMENTS):
        reading = Reading(name)
        if name not in files:
            reading.fault(0, "the file is missing.", "A protocol needs it.", "missing-file")
        else:
            text = files[name]
            for source in _statements(text, reading) if name == STATEMENTS else _declared(text, numbers, reading):
                if source.id in sources:
                    line = int(source.where.rpartition(":")[2])
                    reading.fault(line, f"the source '{source.id}' is declared twice.", "Keep one.", "repeated-source")
                sources[source.id] = source
        problems.extend(reading.problems)
    return sources


def _declared(text: str, numbers: NamedNumbers, reading: Reading) -> Iterator[Source]:
    top = read_keys(text, reading, ("sources",))
    for name, node in reading.mapping(top.get("sources"), "sources").items() if top else ():
        parts = reading.mapping(node, f"the source '{name}'")
        choice = numbers.in_words(_plain(parts.get("choice")), parts.get("choice", node), reading)
        title = _plain(parts.get("title")) or choice
        says = _plain(parts.get("finding")) or _plain(parts.get("because"))
        if not title:
            reading.fault(node, f"the source '{name}' has no title or choice.", "Write one.", "text-needed")
        yield Source(name, title, says, f"{reading.where}:{node.line}")


def _statements(text: str, reading: Reading) -> Iterator[Source]:
    top = read_keys(text, reading, ("statements",))
    for node in reading.items(top.get("statements"), "statements") if top else ():
        parts = reading.mapping(node, "a statement", ("id", "kind", "section", "says"))
        name = reading.text(parts.get("id"), "the id", node.line)
        kind = reading.text(parts.get("kind"), f"the kind of '{name}'", node.line)
        section = reading.text(parts.get("section"), "the section", node.line)
        says = reading.text(parts.get("says"), "the statement", node.line)
        yield Source(name, f"The guide, {section}", says, f"{reading.where}:{node.line}", kind)


def _plain(node: Node | None) -> str:
    return node.words if isinstance(node, Text) else ""
