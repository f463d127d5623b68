"""Mappings as text: a YAML file to keep, edit and confirm, and a rule in its short form for the command line."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

import yaml

from zonewise.located_yaml import Map, Node, Reading, Text, read_keys
from zonewise.model.amounts import plain
from zonewise.model.entry import EVENTS, RATINGS
from zonewise.problem import InputRefused, NotUnderstood, Problem, did_you_mean, shown, unknown_word

from . import formats
from .cell_values import Direction, number
from .dates import DATE_ORDERS, DateOrder
from .tracker_mapping import QUESTION_KINDS, TARGETS, QuestionKind, TrackerMapping, TrackerRule

_HEADING = "# What each tracker becomes. Ratings end up as 0 (none) to 10 (worst). Edit, then set confirmed to true.\n"
_TOP = ("format", "confirmed", "trackers")
_RULE = (
    "tracker", "target", "category", "scale", "higher-is", "words", "unit", "date-order", "time", "most",
    "because", "ask",
)  # fmt: skip
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_DIRECTIONS: dict[str, Direction] = {"worse": "worse", "better": "better"}
_SHORT_DIRECTIONS = {f"higher-is-{word}": direction for word, direction in _DIRECTIONS.items()}
_NO_TIMES = {"none": True}
_QUESTIONS: dict[str, QuestionKind] = {kind: kind for kind in QUESTION_KINDS}
_ANSWERED_BY: dict[QuestionKind, str] = {
    "scale": "scale", "good-end": "higher-is", "unit": "unit", "date-order": "date-order", "high-dose": "most",
}  # fmt: skip
_ORDERS: dict[str, DateOrder] = {order: order for order in DATE_ORDERS}
_NO_TIME, _UP_TO = "no-time", re.compile(r"up-to-([0-9]+(?:[.,][0-9]+)?)")
_QUOTED = re.compile(r'"[^"]*"')
_WORD_NUMBER = re.compile(r"(.*\S)\s+(-?[0-9]+(?:[.,][0-9]+)?)")
_SCALE = re.compile(r"(-?[0-9]+(?:[.,][0-9]+)?)-(-?[0-9]+(?:[.,][0-9]+)?)")

Word = TypeVar("Word")


def mapping_to_text(mapping: TrackerMapping) -> str:
    """Return the mapping as YAML that `mapping_from_text` reads back to an equal one."""
    content = {
        "format": mapping.format,
        "confirmed": mapping.confirmed,
        "trackers": [_texts_of(rule) for rule in mapping.rules],
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


def rules_from_arguments(arguments: Iterable[str], where: str) -> tuple[TrackerRule, ...]:
    """Return the rules in their short form, such as "Headache=pain:0-3" or "Mood=mood:1-10:higher-is-better".

    Raises:
        InputRefused: With a problem for each argument that is not understood.
    """
    rules: list[TrackerRule] = []
    problems: list[Problem] = []
    for argument in arguments:
        try:
            rules.append(_short_rule(argument))
        except NotUnderstood as fault:
            problems.append(fault.at(where))
    if problems:
        raise InputRefused(problems)
    return tuple(rules)


def short_text_of(rule: TrackerRule) -> str:
    """Return a rule in its short form."""
    direction = "higher-is-better" if rule.higher_is == "better" else ""
    no_time = _NO_TIME if rule.no_time else ""
    most = "" if rule.most is None else f"up-to-{plain(rule.most)}"
    words = words_text(rule.words)
    parts = (f"{rule.tracker}={rule.target}", rule.scale, direction, rule.order, no_time, rule.unit, most, words)
    return ":".join(filter(None, parts))


def words_text(words: Iterable[tuple[str, Decimal]]) -> str:
    """Return words with their numbers, such as "none 0, mild 1", as `words_of` reads them."""
    return ", ".join(f"{_quoted(word)} {plain(number)}" for word, number in words)


def words_of(text: str) -> tuple[tuple[str, Decimal], ...]:
    """Return the words of "none 0, mild 1" with their numbers; a word with a comma in it stands in quotation marks.

    Raises:
        NotUnderstood: A word has no number.
    """
    words = []
    for part in _parts(text, ","):
        match = _WORD_NUMBER.fullmatch(part)
        if match is None:
            raise NotUnderstood(
                f"{shown(part)} has no number.", "Write each word with its number: none 0, mild 1.", "words"
            )
        word = match[1].removeprefix('"').removesuffix('"') if _QUOTED.fullmatch(match[1]) else match[1]
        words.append((word, number(match[2], shown(word))))
    return tuple(words)


def _quoted(word: str) -> str:
    return f'"{word}"' if {",", ":"} & set(word) and '"' not in word else word


def _parts(text: str, separator: str) -> Iterator[str]:
    """Yield what stands between separators that are not in quotation marks; a single mark is a letter."""
    pattern = rf'(?:"[^"]*"|[^{separator}])+'
    return filter(None, map(str.strip, re.findall(pattern, text)))


def _short_rule(text: str) -> TrackerRule:
    """Return the rule in "TRACKER=TARGET[:SCALE][:DIRECTION][:UNIT or DATE ORDER or WORDS]"."""
    tracker, equals, rest = text.rpartition("=")
    if not equals or not tracker.strip():
        raise NotUnderstood(
            f"{shown(text)} is not a rule.",
            "Write what it becomes, such as 'Headache=pain:0-3'.",
            "mapping-rule",
        )
    target, *parts = tuple(_parts(rest, ":")) or ("",)
    rule = TrackerRule(tracker.strip(), target.casefold())
    for part in parts:
        rule = _with_part(rule, part)
    return _checked(rule)


def _with_part(rule: TrackerRule, part: str) -> TrackerRule:
    if part in _ORDERS:
        return replace(rule, order=_ORDERS[part])
    if part in _SHORT_DIRECTIONS:
        return replace(rule, higher_is=_SHORT_DIRECTIONS[part])
    if part == _NO_TIME:
        return replace(rule, no_time=True)
    if match := _UP_TO.fullmatch(part):
        return replace(rule, most=number(match[1], "The highest dose"))
    if _SCALE.fullmatch(part):
        low, high = scale_of(part)
        return replace(rule, low=low, high=high)
    if rule.target in (*RATINGS, *EVENTS) and _WORD_NUMBER.fullmatch(part):
        return replace(rule, words=words_of(part))
    return replace(rule, unit=part)


def _texts_of(rule: TrackerRule) -> dict[str, str]:
    is_said = rule.target in RATINGS and "good-end" not in rule.questions
    higher_is = rule.higher_is if is_said or rule.higher_is == "better" else ""
    most = "" if rule.most is None else plain(rule.most)
    texts = (
        rule.tracker, rule.target, rule.category, rule.scale, higher_is, words_text(rule.words), rule.unit, rule.order,
        "none" if rule.no_time else "", most, rule.because, ", ".join(rule.questions),
    )  # fmt: skip
    return {key: text for key, text in zip(_RULE, texts, strict=True) if text}


def _word_of(top: Mapping[str, Node], key: str, known: Mapping[str, Word], reading: Reading) -> Word | None:
    """Return what the word under a key stands for."""
    node = top.get(key)
    word = node.words.casefold() if isinstance(node, Text) else ""
    if word in known:
        return known[word]
    fault = f"'{key}' is missing." if node is None else f"'{key}' is {shown(word)}."
    reading.fault(node or 0, fault, unknown_word(word, known), "mapping-value")
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
            reading.fault(item, error.fault, error.expected, error.code)
        else:
            names.add((rule.tracker, rule.category))
            yield rule


def _single(key: str, node: Node) -> str:
    if isinstance(node, Text):
        return node.value
    raise NotUnderstood(f"'{key}' holds more than one value.", "Write one text.", "mapping-shape")


def _rule(texts: Mapping[str, str]) -> TrackerRule:
    for key in ("tracker", "target"):
        if not texts.get(key):
            raise NotUnderstood(f"'{key}' is missing.", "Each rule has a tracker and a target.", "missing-key")
    low, high = scale_of(texts["scale"]) if "scale" in texts else (None, None)
    return _checked(
        TrackerRule(
            tracker=texts["tracker"],
            target=texts["target"],
            category=texts.get("category", ""),
            low=low,
            high=high,
            higher_is=_one_of(_DIRECTIONS, texts, "higher-is") if "higher-is" in texts else "worse",
            unit=texts.get("unit", ""),
            order=_one_of(_ORDERS, texts, "date-order") if texts.get("date-order") else "",
            because=texts.get("because", ""),
            words=words_of(texts.get("words", "")),
            no_time=_one_of(_NO_TIMES, texts, "time") if "time" in texts else False,
            most=number(texts["most"], "The highest dose") if "most" in texts else None,
            questions=_open_questions(texts),
        )
    )


def _open_questions(texts: Mapping[str, str]) -> tuple[QuestionKind, ...]:
    """Return what is still asked: what somebody has written into the rule since is answered."""
    kinds = filter(None, map(str.strip, texts.get("ask", "").split(",")))
    asked = [_one_of(_QUESTIONS, {"ask": kind}, "ask") for kind in kinds]
    return tuple(kind for kind in asked if _ANSWERED_BY.get(kind) not in texts)


def _one_of(known: Mapping[str, Word], texts: Mapping[str, str], key: str) -> Word:
    text = texts[key]
    if text not in known:
        raise NotUnderstood(f"'{key}' is {shown(text)}.", unknown_word(text, known), "mapping-value")
    return known[text]


def scale_of(text: str) -> tuple[Decimal, Decimal]:
    """Return the two ends of a scale written like "0-3"."""
    ends = _SCALE.fullmatch(text.strip())
    low, high = (number(ends[1], "The scale"), number(ends[2], "The scale")) if ends else (Decimal(0), Decimal(0))
    if low >= high:
        raise NotUnderstood(
            f"The scale is {shown(text)}.", "Write its lowest and highest value, such as 0-3.", "mapping-scale"
        )
    return low, high


def _checked(rule: TrackerRule) -> TrackerRule:
    """Return the rule when it can be followed: no unknown target, no rating without a scale, no unit out of place."""
    if rule.target not in TARGETS:
        raise NotUnderstood(
            f"{shown(rule.tracker)} is to become {shown(rule.target)}, which is not known.",
            f"{did_you_mean(rule.target, TARGETS)}Targets are {', '.join(TARGETS)}.",
            "mapping-target",
        )
    if rule.target in RATINGS and not (rule.scale or "scale" in rule.questions):
        raise NotUnderstood(
            f"{shown(rule.tracker)} is to become the rating {rule.target} and its scale is missing.",
            f"Write it like '{rule.tracker}={rule.target}:0-3', and ':higher-is-better' when the top is good.",
            "mapping-scale",
        )
    if rule.unit and rule.target not in ("tracker", "dose", "medicine", "value"):
        raise NotUnderstood(
            f"{shown(rule.unit)} after {shown(rule.tracker)} is not understood.",
            f"{did_you_mean(rule.unit, (*_SHORT_DIRECTIONS, *_ORDERS))}A scale is written like 0-3.",
            "mapping-rule",
        )
    return rule
