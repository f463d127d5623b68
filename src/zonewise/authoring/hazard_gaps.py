"""Gaps in a protocol's table of hazards: what it names that does not exist, and what it leaves unnamed."""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from zonewise.problem import InputRefused, Problem, did_you_mean
from zonewise.rules.knowledge import read_knowledge
from zonewise.rules.notices import read_notices
from zonewise.rules.rule_set import RuleSet
from zonewise.rules.settings import read_settings
from zonewise.rules.worked_examples import GUIDANCE, Example

from .hazards import HAZARDS, Control, Hazard, Hazards, NameReference, read_hazards

NOTICES, KNOWLEDGE, SETTINGS = "notices.yaml", "knowledge.yaml", ".settings.yaml"
LABEL = "label:"  # Sources of the labelling; each of them is a hazard or bears on one, so each must be named.


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What a table may name."""

    # Names by the word of their kind ("rule", "notice", ...); a kind left out is not judged.
    names: Mapping[str, frozenset[str]]
    sources: frozenset[str]  # Ids of sources.
    examples: Iterable[Example]  # Every worked example.
    is_function: Callable[[str], bool]  # Whether "module:function" is a function of zonewise.


def hazards_of(texts: Mapping[str, str]) -> Hazards:
    """Return the table of hazards of a protocol.

    Args:
        texts: Text of each file of the protocol by name.

    Raises:
        InputRefused: The file is missing, or not as it is meant to be; with every problem and its line.
    """
    if HAZARDS not in texts:
        raise InputRefused([Problem(HAZARDS, 0, "the file is missing.", "A protocol needs it.", "missing-file")])
    return read_hazards(texts[HAZARDS])


def hazard_problems(texts: Mapping[str, str], rule_set: RuleSet, examples: Iterable[Example]) -> tuple[Problem, ...]:
    """Return every gap of a protocol's table of hazards; whether its tests exist is for a check of the repository.

    Args:
        texts: Text of each file of the protocol by name; a table with a fault in its form is `hazards_of`'s matter.
    """
    try:
        table = hazards_of(texts)
    except InputRefused:
        return ()
    return gaps(table, KnownNames(_names(texts, rule_set), frozenset(rule_set.sources), examples, is_function))


def gaps(table: Hazards, known: KnownNames, where: str = HAZARDS) -> tuple[Problem, ...]:
    """Return every gap: what is named and does not exist, and each safety rule or label fact that no hazard names."""
    examples = {f"{example.question}: {example.name}": example for example in known.examples}
    problems: list[Problem] = []
    for hazard in table.hazards:
        problems += _unknown(hazard.sources, "source", known.sources, where)
        problems += _unknown(hazard.safety_rules, "safety rule", map(str, table.safety_rules), where)
        for control in hazard.controls:
            problems += _not_there(control, known, examples, where)
    return (*problems, *_unnamed(table, known, where))


def _not_there(control: Control, known: KnownNames, examples: Mapping[str, Example], where: str) -> Iterator[Problem]:
    for word, names in control.by.items():
        if word == "function":
            for name in names:
                if not known.is_function(name.word):
                    what = f"'{name.word}' is not a function of zonewise."
                    yield Problem(where, name.line, what, "Write it as module:function.", "unknown-function")
        elif word in known.names:
            yield from _unknown(names, word, known.names[word], where)
    yield from _unknown(control.examples, "worked example", examples, where)
    rules = {name.word for name in control.by.get("rule", ())}
    misspelt = not rules <= known.names.get("rule", rules)  # told above; what the right name would show is not known
    for name in control.examples:
        if name.word in examples and not misspelt and not rules & _rules_of(examples[name.word]):
            what = f"the worked example '{name.word}' gives none of the control's rules as a reason."
            yield Problem(where, name.line, what, "Name one that shows the control.", "shows-nothing")


def _rules_of(example: Example) -> set[str]:
    """Return the rules that an example has as reasons of an answer; while a question is open nothing is shown yet."""
    answered = example.expect.get("action" if example.question == GUIDANCE else "answer")
    return set(example.expect.get("reasons", ())) if answered else set()


def _unnamed(table: Hazards, known: KnownNames, where: str) -> Iterator[Problem]:
    named = {name.word for hazard in table.hazards for name in (*hazard.sources, *hazard.safety_rules)}
    for number, says in table.safety_rules.items():
        if str(number) not in named:
            what = f"no hazard names safety rule {number}: {says}"
            yield Problem(where, 0, what, "Add it to the hazard that it is about.", "safety-rule-unnamed")
    for source in sorted(known.sources - named):
        if source.startswith(LABEL):
            what = f"no hazard names '{source}'."
            yield Problem(where, 0, what, "Add it to the hazard that it is about.", "label-fact-unnamed")


def _unknown(names: Iterable[NameReference], word: str, known: Iterable[str], where: str) -> Iterator[Problem]:
    every = tuple(known)
    for name in names:
        if name.word and name.word not in every:
            expected = did_you_mean(name.word, every) or f"Name a {word} that exists."
            yield Problem(
                where, name.line, f"the {word} '{name.word}' does not exist.", expected.strip(), "unknown-name"
            )


def naming(table: Hazards, word: str) -> tuple[Hazard, ...]:
    """Return the hazards that name a source, or a safety rule by its number."""
    return tuple(
        hazard for hazard in table.hazards if any(name.word == word for name in (*hazard.sources, *hazard.safety_rules))
    )


def is_function(name: str) -> bool:
    """Return whether "module:function" is a function or class written in that module of zonewise.

    The module is read and not run: a table from elsewhere must not start anything.
    """
    module, _, attribute = name.partition(":")
    return module.startswith("zonewise.") and attribute in _definitions_of(module)


@lru_cache(maxsize=256)
def _definitions_of(module: str) -> frozenset[str]:
    try:
        spec = find_spec(module)
    except (ImportError, ValueError):
        return frozenset()
    if spec is None or spec.origin is None:
        return frozenset()
    body = ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body
    return frozenset(
        node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    )


def _names(texts: Mapping[str, str], rule_set: RuleSet) -> dict[str, frozenset[str]]:
    """Return what controls may name by kind; a kind whose file has faults is left out, as they are told elsewhere."""
    names = {"rule": frozenset(rule_set.rules), "fact": frozenset(rule_set.facts)}
    readers: dict[str, Callable[[], Iterable[str]]] = {
        "notice": lambda: read_notices(texts.get(NOTICES, "")).notices,
        "danger card": lambda: read_notices(texts.get(NOTICES, "")).cards,
        "setting": lambda: (
            f"{file.removesuffix(SETTINGS)} {name}"
            for file in texts
            if file.endswith(SETTINGS)
            for name in read_settings(texts[file], file)
        ),
        "knowledge": lambda: (entry.id for entry in read_knowledge(texts.get(KNOWLEDGE, ""))),
    }
    for kind, read in readers.items():
        with suppress(InputRefused):
            names[kind] = frozenset(read())
    return names
