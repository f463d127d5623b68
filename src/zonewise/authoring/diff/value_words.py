"""Boxes of states in words: the values of their facts, the answers and the rules behind them."""

from collections.abc import Mapping, Sequence
from typing import Any

from zonewise.authoring.states.answer_states import NO_RULE, NOT_PUT, OPEN
from zonewise.authoring.states.state_space import Axis
from zonewise.report.words import fact_words
from zonewise.rules.rule_set import FactValue

from .comparison import Responsible, Values

ANSWERS = {OPEN: "open", NOT_PUT: "not asked", NO_RULE: "no rule applies"}
NOT_KNOWN = "not known"
YES_OR_NO = ("no", "yes", NOT_KNOWN, f"no or {NOT_KNOWN}", f"yes or {NOT_KNOWN}", "known")
"""Values that many facts of a box share, so the facts are listed under them."""
MOST_RULES = 6
MANY = 4  # From so many values on the one that is left out is named instead.


def answer_word(answer: str) -> str:
    """Return an answer in words."""
    return ANSWERS.get(answer, answer)


def value_word(value: FactValue) -> str:
    """Return one value in words."""
    if value is None:
        return NOT_KNOWN
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def values_words(axis: Axis, codes: Sequence[int]) -> str:
    """Return the values of one fact, such as "7 to 9", "yellow or red", "any but none" or "no or not known"."""
    known = [code for code in codes if code]
    left_out = [code for code in range(1, len(axis.values)) if code not in known]
    if not left_out:
        parts = ["known"]
    elif len(left_out) == 1 and len(known) >= MANY and axis.ends[left_out[0]] is None:
        but = f"any but {value_word(axis.values[left_out[0]])}"
        return f"{but}, or {NOT_KNOWN}" if 0 in codes else but
    else:
        top = max((end for end in axis.ends if end is not None), default=0)
        merged = _merged(axis, known)
        parts = [_range(*part, top) if isinstance(part, tuple) else value_word(part) for part in merged]
    return " or ".join(parts + [NOT_KNOWN] * (0 in codes))


def _merged(axis: Axis, codes: Sequence[int]) -> list[FactValue | tuple[int, int]]:
    """Return the values of one fact, neighbouring classes of numbers as (least, greatest)."""
    merged: list[FactValue | tuple[int, int]] = []
    for code in codes:
        start, end = axis.values[code], axis.ends[code]
        before = merged[-1] if merged else None
        if end is None or not isinstance(start, int):
            merged.append(start)
        elif isinstance(before, tuple) and before[1] + 1 == start:
            merged[-1] = (before[0], end)
        else:
            merged.append((start, end))
    return merged


def _range(least: int, greatest: int, top: int) -> str:
    if least < greatest == top:
        return f"{least} or more"
    return str(least) if least == greatest else f"{least} to {greatest}"


def box_words(allowed: Values, order: Sequence[str]) -> str:
    """Return when a box holds: each fact that matters with its values, those that share a yes or no together."""
    words = {axis.name: values_words(axis, codes) for axis, codes in allowed}
    return _listed({name: words[name] for name in order if name in words}) or "always"


def example_words(example: Mapping[str, FactValue], order: Sequence[str]) -> str:
    """Return facts of one state in words; what it leaves out is not known."""
    return _listed({name: value_word(example[name]) for name in order if name in example})


def _listed(facts: Mapping[str, str]) -> str:
    alone = [f"{fact_words(name)} {words}" for name, words in facts.items() if words not in YES_OR_NO]
    shared = [
        f"{words}: {', '.join(fact_words(name) for name, value in facts.items() if value == words)}"
        for words in YES_OR_NO
        if words in facts.values()
    ]
    return "; ".join(alone + shared)


def rules_words(rules: Responsible) -> str:
    """Return the rules behind an answer by id; those that hold in a part of the states are marked so."""
    parts = [f"by {_ids(rules.everywhere)}"] if rules.everywhere else []
    if rules.partly:
        parts.append(f"in part by {_ids(rules.partly)}")
    return ", ".join(parts) or "by no rule"


def _ids(ids: Sequence[str]) -> str:
    more = len(ids) - MOST_RULES
    return ", ".join(ids[:MOST_RULES]) + (f" and {more} more" if more > 0 else "")


def values_json(axis: Axis, codes: Sequence[int]) -> list[Any]:
    """Return the values of one fact: null for unknown, words and bools as they are, numbers as least and greatest."""
    return [
        {"at_least": value[0], "at_most": value[1]} if isinstance(value, tuple) else value
        for value in _merged(axis, codes)
    ]
