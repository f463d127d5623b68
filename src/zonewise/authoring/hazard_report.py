"""Which hazards does a protocol name, and what of its table is missing or does not exist?"""

import ast
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from zonewise.located_yaml import Reading, read_yaml
from zonewise.problem import InputRefused, Problem
from zonewise.rules.notices import read_notices
from zonewise.rules.rule_set import RuleSet
from zonewise.rules.settings import read_settings
from zonewise.rules.worked_examples import Example

from .hazard_gaps import KnownNames, gaps
from .hazards import HAZARDS, Hazards, read_hazards

NOTICES, KNOWLEDGE, SETTINGS = "notices.yaml", "knowledge.yaml", ".settings.yaml"


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
        rule_set: The protocol that they give.
        examples: Its worked examples.
    """
    try:
        table = hazards_of(texts)
    except InputRefused:
        return ()
    return gaps(table, KnownNames(_names(texts, rule_set), frozenset(rule_set.sources), examples, is_function))


def is_function(name: str) -> bool:
    """Return whether "module:function" is a function or class written in that module of zonewise.

    The module is read and not run: a table from elsewhere must not start anything.
    """
    module, _, attribute = name.partition(":")
    return module.startswith("zonewise.") and attribute in _written_in(module)


@lru_cache(maxsize=256)
def _written_in(module: str) -> frozenset[str]:
    try:
        spec = find_spec(module)
    except (ImportError, ValueError):
        return frozenset()
    if spec is None or spec.origin is None:
        return frozenset()
    body = ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body
    return frozenset(
        each.name for each in body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    )


def _names(texts: Mapping[str, str], rule_set: RuleSet) -> dict[str, frozenset[str]]:
    """Return what controls may name by kind; a kind whose file has faults is left out, as they are told elsewhere."""
    names = {"rule": _rules(rule_set), "fact": frozenset(rule_set.facts)}
    readers: dict[str, Callable[[], Iterable[str]]] = {
        "notice": lambda: read_notices(texts.get(NOTICES, "")).notices,
        "danger card": lambda: read_notices(texts.get(NOTICES, "")).cards,
        "setting": lambda: _settings(texts),
        "knowledge": lambda: knowledge_ids(texts),
    }
    for kind, read in readers.items():
        try:
            names[kind] = frozenset(read())
        except InputRefused:
            continue
    return names


def _rules(rule_set: RuleSet) -> frozenset[str]:
    every = [rule.id for question in rule_set.questions.values() for rule in question.rules]
    return frozenset([*every, *(held.rule.id for held in rule_set.otherwise)])


def _settings(texts: Mapping[str, str]) -> list[str]:
    """Return the settings as "plan highest-mg": file and name."""
    return [
        f"{file.removesuffix(SETTINGS)} {name}"
        for file in texts
        if file.endswith(SETTINGS)
        for name in read_settings(texts[file], file)
    ]


def knowledge_ids(texts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids of the entries of knowledge.

    Args:
        texts: Text of each file of the protocol by name.

    Raises:
        InputRefused: The file is missing or is not a list of entries with an id each; with every problem and its line.
    """
    reading = Reading(KNOWLEDGE)
    if KNOWLEDGE not in texts:
        reading.fault(0, "the file is missing.", "A protocol needs it.", "missing-file")
    root = read_yaml(texts[KNOWLEDGE], reading) if KNOWLEDGE in texts else None
    top = reading.mapping(root, "the file", ("entries",)) if root is not None else {}
    items = tuple(reading.items(top.get("entries"), "entries")) if root is not None else ()
    parts = [(item, reading.mapping(item, "an entry")) for item in items]
    ids = tuple(reading.text(part.get("id"), "the id of an entry", item.line) for item, part in parts)
    if reading.problems:
        raise InputRefused(reading.problems)
    return ids
