"""How is a mapping written down, so that a person can keep, edit and confirm it?"""

from collections.abc import Iterator, Mapping
from typing import TypeVar

import yaml

from zonewise.model.entry import RATINGS
from zonewise.problem import InputRefused, NotUnderstood, Problem, did_you_mean, shown

from . import formats
from .date_and_time import DATE_ORDERS
from .numbers import Direction
from .tracker_mapping import TrackerMapping, TrackerRule, checked_rule, scale_of

_TOP = ("format", "confirmed", "trackers")
_RULE = ("tracker", "target", "category", "scale", "higher-is", "unit", "date-order", "because")
_DIRECTIONS: tuple[Direction, ...] = ("worse", "better")
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}

_Word = TypeVar("_Word")

_HEADING = "# What each tracker becomes. Ratings end up as 0 (none) to 10 (worst). Edit, then set confirmed to true.\n"


def mapping_to_text(mapping: TrackerMapping) -> str:
    """Return the mapping as YAML that `mapping_from_text` reads back to an equal one."""
    content = {
        "format": mapping.format,
        "confirmed": mapping.confirmed,
        "trackers": [_written(rule) for rule in mapping.rules],
    }
    return _HEADING + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)


def mapping_from_text(text: str, where: str) -> TrackerMapping:
    """Return the mapping in a YAML text.

    Raises:
        InputRefused: With each problem and its line: not YAML, an unknown or repeated key, a rule we cannot follow.
    """
    problems: list[Problem] = []
    try:
        top = _pairs(_composed(text), _TOP, where, problems)
    except NotUnderstood as fault:
        raise InputRefused([*problems, fault.at(where, 1)]) from fault
    file_format = _one_of(top, "format", {known.name: known.name for known in formats.FORMATS}, where, problems)
    confirmed = "confirmed" in top and _one_of(top, "confirmed", _YES_NO, where, problems)
    rules = tuple(_rules(top.get("trackers"), where, problems))
    if problems or file_format is None:
        raise InputRefused(problems)
    return TrackerMapping(file_format, rules, bool(confirmed))


def _written(rule: TrackerRule) -> dict[str, str]:
    content = {
        "tracker": rule.tracker,
        "target": rule.target,
        "category": rule.category,
        "scale": rule.scale,
        "higher-is": rule.higher_is if rule.target in RATINGS or rule.higher_is == "better" else "",
        "unit": rule.unit,
        "date-order": rule.order,
        "because": rule.because,
    }
    return {key: value for key, value in content.items() if value}


def _composed(text: str) -> yaml.Node:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}" if mark else ""
        raise NotUnderstood(
            f"This is not YAML{place}.", "Check the indentation and quotation marks.", "yaml"
        ) from error
    if node is None:
        raise NotUnderstood("The mapping is empty.", "It has format, confirmed and trackers.", "empty-file")
    return node


def _pairs(node: yaml.Node, known: tuple[str, ...], where: str, problems: list[Problem]) -> dict[str, yaml.Node]:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise NotUnderstood("There is no list of keys and values.", f"Keys are {', '.join(known)}.", "mapping-shape")
    pairs: dict[str, yaml.Node] = {}
    for key_node, value in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key not in known:
            expected = f"{did_you_mean(key, known)}Keys are {', '.join(known)}."
            problems.append(Problem(where, line, f"The key {shown(key)} is not known.", expected, "unknown-key"))
        elif key in pairs:
            problems.append(Problem(where, line, f"The key '{key}' is there twice.", "Keep one.", "repeated-key"))
        pairs[key] = value
    return pairs


def _one_of(
    top: dict[str, yaml.Node], key: str, known: Mapping[str, _Word], where: str, problems: list[Problem]
) -> _Word | None:
    node = top.get(key)
    text = str(node.value).casefold() if isinstance(node, yaml.ScalarNode) else ""
    if text in known:
        return known[text]
    found = f"'{key}' is {shown(text)}." if node else f"'{key}' is missing."
    expected = f"{did_you_mean(text, known)}It is one of {', '.join(known)}."
    problems.append(Problem(where, node.start_mark.line + 1 if node else 0, found, expected, "mapping-value"))
    return None


def _rules(node: yaml.Node | None, where: str, problems: list[Problem]) -> Iterator[TrackerRule]:
    if not isinstance(node, yaml.SequenceNode):
        line = node.start_mark.line + 1 if node else 0
        problems.append(Problem(where, line, "'trackers' is no list.", "List the trackers with '- '.", "mapping-shape"))
        return
    seen: set[tuple[str, str]] = set()
    for item in node.value:
        line = item.start_mark.line + 1
        try:
            rule = _rule(_texts(item, where, problems))
            if (rule.tracker, rule.category) in seen:
                raise NotUnderstood(f"{shown(rule.tracker)} is there twice.", "Keep one rule.", "repeated-tracker")
        except NotUnderstood as fault:
            problems.append(fault.at(where, line))
        else:
            seen.add((rule.tracker, rule.category))
            yield rule


def _texts(node: yaml.Node, where: str, problems: list[Problem]) -> dict[str, str]:
    pairs = _pairs(node, _RULE, where, problems)
    for key, value in pairs.items():
        if not isinstance(value, yaml.ScalarNode):
            raise NotUnderstood(f"'{key}' holds more than one value.", "Write one text.", "mapping-shape")
    return {key: str(value.value) for key, value in pairs.items()}


def _rule(texts: dict[str, str]) -> TrackerRule:
    for key in ("tracker", "target"):
        if not texts.get(key):
            raise NotUnderstood(f"'{key}' is missing.", "Each rule has a tracker and a target.", "missing-key")
    low, high = scale_of(texts["scale"]) if "scale" in texts else (None, None)
    direction, order = texts.get("higher-is", "worse"), texts.get("date-order", "")
    for text, known, key in ((direction, _DIRECTIONS, "higher-is"), (order, ("", *DATE_ORDERS), "date-order")):
        if text not in known:
            expected = f"{did_you_mean(text, known)}It is one of {', '.join(filter(None, known))}."
            raise NotUnderstood(f"'{key}' is {shown(text)}.", expected, "mapping-value")
    return checked_rule(
        TrackerRule(
            tracker=texts["tracker"],
            target=texts["target"],
            category=texts.get("category", ""),
            low=low,
            high=high,
            higher_is=next(known for known in _DIRECTIONS if known == direction),
            unit=texts.get("unit", ""),
            order=next((known for known in DATE_ORDERS if known == order), ""),
            because=texts.get("because", ""),
        )
    )
