"""Mappings as YAML, so that a person can keep, edit and confirm them."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

import yaml

from zonewise.located_yaml import Map, Node, Reading, Text, read_keys
from zonewise.model.entry import RATINGS
from zonewise.problem import NotUnderstood, shown, unknown_word

from . import formats
from .date_and_time import DATE_ORDERS
from .numbers import Direction
from .tracker_mapping import TrackerMapping, TrackerRule, checked_rule, scale_of

_TOP = ("format", "confirmed", "trackers")
_RULE = ("tracker", "target", "category", "scale", "higher-is", "unit", "date-order", "because")
_DIRECTIONS: tuple[Direction, ...] = ("worse", "better")
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}

Word = TypeVar("Word")

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
    reading = Reading(where)
    top = read_keys(text, reading, _TOP)
    if not top:
        reading.refuse()  # what cannot be read has no keys either, and saying that as well would only distract
    names = {known.name: known.name for known in formats.FORMATS}
    file_format, confirmed = _word_of(top, "format", names, reading), False
    if "confirmed" in top:
        confirmed = _word_of(top, "confirmed", _YES_NO, reading) or False
    rules = tuple(_rules(top.get("trackers"), reading))
    reading.refuse()
    return TrackerMapping(file_format or "other", rules, confirmed)


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


def _word_of(top: Mapping[str, Node], key: str, known: Mapping[str, Word], reading: Reading) -> Word | None:
    """Return what the word under a key stands for."""
    node = top.get(key)
    word = node.words.casefold() if isinstance(node, Text) else ""
    if word in known:
        return known[word]
    found = f"'{key}' is missing." if node is None else f"'{key}' is {shown(word)}."
    reading.fault(node or 0, found, unknown_word(word, known), "mapping-value")
    return None


def _rules(node: Node | None, reading: Reading) -> Iterator[TrackerRule]:
    names: set[tuple[str, str]] = set()
    for item in reading.items(node, "'trackers'"):
        parts = reading.mapping(item, "a tracker's rule", _RULE)
        if not isinstance(item, Map):
            continue
        try:
            rule = _rule({key: _single(key, value) for key, value in parts.items() if key in _RULE})
            if (rule.tracker, rule.category) in names:
                raise NotUnderstood(f"{shown(rule.tracker)} is there twice.", "Keep one rule.", "repeated-tracker")
        except NotUnderstood as error:
            reading.fault(item, error.found, error.expected, error.code)
        else:
            names.add((rule.tracker, rule.category))
            yield rule


def _single(key: str, node: Node) -> str:
    if isinstance(node, Text):
        return node.value
    raise NotUnderstood(f"'{key}' holds more than one value.", "Write one text.", "mapping-shape")


def _rule(texts: dict[str, str]) -> TrackerRule:
    for key in ("tracker", "target"):
        if not texts.get(key):
            raise NotUnderstood(f"'{key}' is missing.", "Each rule has a tracker and a target.", "missing-key")
    low, high = scale_of(texts["scale"]) if "scale" in texts else (None, None)
    direction, order = texts.get("higher-is", "worse"), texts.get("date-order", "")
    for text, known, key in ((direction, _DIRECTIONS, "higher-is"), (order, ("", *DATE_ORDERS), "date-order")):
        if text not in known:
            expected = unknown_word(text, filter(None, known))
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
