"""A plan as text to keep, so that equal plans are equal texts and nothing is lost on the way.

One line of JSON with sorted keys. Amounts are texts ("1.5"), dates are ISO texts, lengths of time are whole numbers;
there is no float in it. What comes back is checked like any other input, since a diary file can be edited by hand.
"""

import dataclasses
import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Literal, NoReturn, Union, cast, get_args, get_origin, get_type_hints

from zonewise.model.amounts import plain
from zonewise.model.personal_cache import personal_cache
from zonewise.problem import InputRefused, Problem

from .limits import OVERRIDABLE
from .prescribed_plan import MOST_CHARACTERS, Plan

FORMAT = 1
_AMOUNT = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")


def plan_to_json(plan: Plan) -> str:
    """Return a plan as one line of canonical JSON; equal plans give equal texts."""
    return json.dumps(
        {"format": FORMAT, **_plain_value(plan)}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def plan_from_json(text: str, where: str = "the stored plan") -> Plan:
    """Return the plan that `plan_to_json` wrote.

    Raises:
        InputRefused: The text is not such JSON, is of a newer format, or holds an impossible value.
    """
    try:
        return _plan(text)
    except (ValueError, RecursionError) as error:
        expected = "Sign the plan again from its file, or restore the diary from a backup."
        raise InputRefused([Problem(where, 0, f"the plan cannot be read: {error}.", expected, "stored-plan")]) from None


@personal_cache(64)
def _plan(text: str) -> Plan:
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"it has {len(text)} characters, at most {MOST_CHARACTERS} are read")
    value = json.loads(text, object_pairs_hook=_each_key_once, parse_float=_no_number, parse_constant=_no_number)
    if not isinstance(value, dict):
        raise ValueError("it is not a JSON object")
    if value.pop("format", None) != FORMAT:
        raise ValueError(f"its format is not {FORMAT}, the one this version of zonewise knows")
    plan = cast(Plan, _typed(value, Plan, "plan"))
    for override in plan.overrides:
        if override.of not in OVERRIDABLE:
            raise ValueError(f"'{override.of}' cannot be overridden")
    return plan


def _plain_value(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain_value(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain_value(item) for item in value]
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value


def _typed(value: Any, hint: Any, name: str) -> Any:
    """Return a value of the type a field declares, or raise ValueError."""
    if dataclasses.is_dataclass(hint):
        return _object(value, cast(type, hint), name)
    kind = get_origin(hint)
    if kind in (Union, UnionType):
        (inner,) = (option for option in get_args(hint) if option is not type(None))
        return None if value is None else _typed(value, inner, name)
    if kind is tuple and isinstance(value, list):
        return tuple(_typed(item, get_args(hint)[0], name) for item in value)
    if kind is Literal and value in get_args(hint):
        return value
    reader = _READERS.get(hint)
    if reader is None:
        raise ValueError(f"'{name}' is {value!r}")
    return reader(value, name)


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)


def _object(value: Any, shape: type, name: str) -> Any:
    hints = _hints(shape)
    if not isinstance(value, dict) or value.keys() != hints.keys():
        raise ValueError(f"'{name}' does not have exactly the keys {', '.join(sorted(hints))}")
    return shape(**{key: _typed(value[key], hint, key) for key, hint in hints.items()})


def _amount(value: Any, name: str) -> Decimal:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise ValueError(f"'{name}' is {value!r}, not an amount as text")
    return Decimal(value)


def _day(value: Any, name: str) -> date:
    if not isinstance(value, str) or len(value) != len("2026-03-09"):
        raise ValueError(f"'{name}' is {value!r}, not a date")
    return date.fromisoformat(value)


def _exactly(kind: type) -> Callable[[Any, str], Any]:
    def read(value: Any, name: str) -> Any:
        if type(value) is not kind:
            raise ValueError(f"'{name}' is {value!r}, not of the type {kind.__name__}")
        return value

    return read


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError(f"'{name}' is not printable text")
    return value


_READERS: dict[Any, Callable[[Any, str], Any]] = {
    Decimal: _amount,
    date: _day,
    int: _exactly(int),
    bool: _exactly(bool),
    str: _text,
}


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a key is repeated")
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"the number {text} is not a whole number")
