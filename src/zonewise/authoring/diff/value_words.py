"""How are boxes of states said: the values of their facts, the answers and the rules behind them?"""

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
MANY = 4
"""From so many values on the one that is left out is told instead."""


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
        parts = [_range(*each) if isinstance(each, tuple) else each for each in _merged(axis, known)]
    return " or ".join(parts + [NOT_KNOWN] * (0 in codes))


def _merged(axis: Axis, codes: Sequence[int]) -> list[str | tuple[int, int, bool]]:
    """Return words of values, and neighbouring numbers as (least, greatest, whether nothing is above)."""
    top = max((end for end in axis.ends if end is not None), default=0)
    found: list[str | tuple[int, int, bool]] = []
    for code in codes:
        start, end = axis.values[code], axis.ends[code]
        if end is None or not isinstance(start, int):
            found.append(value_word(start))
            continue
        before = found[-1] if found else None
        if isinstance(before, tuple) and before[1] + 1 == start:
            found[-1] = (before[0], end, end == top)
        else:
            found.append((start, end, end == top))
    return found


def _range(least: int, greatest: int, open_above: bool) -> str:
    if open_above and least < greatest:
        return f"{least} or more"
    return str(least) if least == greatest else f"{least} to {greatest}"


def box_words(allowed: Values, order: Sequence[str]) -> str:
    """Return when a box holds: each fact that matters with its values, those that share a yes or no together."""
    said = {axis.name: values_words(axis, codes) for axis, codes in allowed}
    return _listed({name: said[name] for name in order if name in said}) or "always"


def example_words(example: Mapping[str, FactValue], order: Sequence[str]) -> str:
    """Return facts of one state in words; what it leaves out is not known."""
    return _listed({name: value_word(example[name]) for name in order if name in example})


def _listed(said: Mapping[str, str]) -> str:
    alone = [f"{fact_words(name)} {words}" for name, words in said.items() if words not in YES_OR_NO]
    shared = [
        f"{words}: {', '.join(fact_words(name) for name, each in said.items() if each == words)}"
        for words in YES_OR_NO
        if words in said.values()
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
    found: list[Any] = []
    for code in codes:
        start, end = axis.values[code], axis.ends[code]
        if end is None:
            found.append(start)
        elif found and isinstance(found[-1], dict) and found[-1]["at_most"] + 1 == start:
            found[-1]["at_most"] = end
        else:
            found.append({"at_least": start, "at_most": end})
    return found
