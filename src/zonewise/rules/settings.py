"""Settings files: numbers that were chosen, each with source and reason, and those that rules and sentences name."""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from zonewise.located_yaml import List, Node, Reading, Text, read_keys
from zonewise.problem import InputRefused, Problem, did_you_mean, unknown_word

Shape = TypeVar("Shape")
SETTING_KEYS = ("value", "unit", "source", "sources", "because")


@dataclass(frozen=True, slots=True)
class Setting:
    """One number or word that matters, with its unit, source and reason."""

    name: str  # As in the file, words joined by hyphens.
    value: str | tuple[str, ...]  # Text as written, or a tuple of texts.
    unit: str  # Unit, or "".
    sources: tuple[str, ...]  # Where it comes from; at least one.
    because: str  # One sentence why.
    where: str  # File and line.


@lru_cache(maxsize=16)  # facts and guidance look at the same numbers, and each reading takes ten milliseconds
def read_settings(text: str, where: str) -> Mapping[str, Setting]:
    """Read one settings file.

    Raises:
        InputRefused: With every problem and its line.
    """
    reading = Reading(where)
    top = read_keys(text, reading, ("settings",))
    settings = reading.mapping(top.get("settings"), "settings") if top else {}
    settings_by_name = {name: _setting(name, node, reading) for name, node in settings.items()}
    reading.refuse()
    return MappingProxyType(settings_by_name)


def _setting(name: str, node: Node, reading: Reading) -> Setting:
    parts = reading.mapping(node, f"the setting '{name}'", SETTING_KEYS)
    value_node, unit_node, what = parts.get("value"), parts.get("unit"), f"the value of '{name}'"
    is_list = isinstance(value_node, List)
    if "sources" in parts:
        sources = reading.texts(parts["sources"], f"the sources of '{name}'")
    else:
        sources = (reading.text(parts.get("source"), f"the source of '{name}'", node.line),)
    return Setting(
        name=name,
        value=reading.texts(value_node, what) if is_list else reading.text(value_node, what, node.line),
        unit=unit_node.value if isinstance(unit_node, Text) else "",
        sources=sources,
        because=reading.text(parts.get("because"), f"the reason of '{name}'", node.line),
        where=f"{reading.where}:{node.line}",
    )


def fill(shape: type[Shape], settings: Mapping[str, Setting]) -> Shape:
    """Make a settings dataclass from settings of the same names (underscores for hyphens).

    Raises:
        InputRefused: A setting is missing, superfluous, or not of the field's type.
    """
    hints = get_type_hints(shape)
    names = {field.name.replace("_", "-"): field.name for field in dataclasses.fields(shape)}  # type: ignore[arg-type]
    reading = Reading(shape.__name__)
    for name in names.keys() - settings.keys():
        reading.fault(0, f"the setting '{name}' is missing.", "Add it with a source.", "missing-setting")
    for name in settings.keys() - names.keys():
        fault = f"the setting '{name}' ({settings[name].where}) is not known."
        reading.fault(0, fault, unknown_word(name, sorted(names)), "unknown-setting")
    values = {field: _typed(settings[name], hints[field], reading) for name, field in names.items() if name in settings}
    reading.refuse()
    return shape(**values)


def _typed(setting: Setting, hint: Any, reading: Reading) -> Any:
    try:
        if hint in (int, float, Decimal, str) and isinstance(setting.value, str):
            return hint(setting.value)
        if hint is bool and setting.value in ("true", "false"):
            return setting.value == "true"
        if isinstance(setting.value, tuple):
            if words := _words(hint):
                return _each_of(words, setting, reading)
            kind = {tuple[Decimal, ...]: Decimal, tuple[int, ...]: int, tuple[str, ...]: str}[hint]
            return tuple(kind(part) for part in setting.value)
    except (ValueError, InvalidOperation, KeyError):
        pass
    fault = f"the setting '{setting.name}' ({setting.where}) is '{setting.value}'."
    reading.fault(0, fault, f"It is meant to be of the type {getattr(hint, '__name__', hint)}.", "wrong-type")
    return None


def _words(hint: Any) -> tuple[str, ...]:
    """Return the words that may stand in a list of this type; none where it takes anything."""
    kind = get_args(hint)[0] if get_origin(hint) is tuple else None
    return get_args(kind) if get_origin(kind) is Literal else ()


def _each_of(words: tuple[str, ...], setting: Setting, reading: Reading) -> tuple[str, ...]:
    for part in setting.value:
        if part not in words:
            fault = f"the setting '{setting.name}' ({setting.where}) names '{part}'."
            reading.fault(0, fault, unknown_word(part, words), "unknown-choice")
    return tuple(setting.value)


NUMBERS = "numbers.settings.yaml"
FILES = (NUMBERS, "asking.settings.yaml")
DAY, DAYS_A_WEEK = "day", 7
NAMED = re.compile(r"\{(?P<name>[^{}]*?)(?P<weeks> in weeks)?\}")


class NamedNumbers:
    """The settings with one value, by name.

    Attributes:
        values: Each as written.
        days: Those that count days; None where the numbers are missing or faulty, which their own reader tells.
    """

    def __init__(self, settings: Iterable[Setting] = ()) -> None:
        single = [setting for setting in settings if isinstance(setting.value, str)]
        self.values = {setting.name: str(setting.value) for setting in single}
        days = {setting.name: str(setting.value) for setting in single if setting.unit == DAY}
        whole = {name: int(value) for name, value in days.items() if value.isdigit()}
        self.days: Mapping[str, int] | None = whole if whole and len(whole) == len(days) else None

    def whole(self, node: Node, what: str, reading: Reading) -> int:
        """Return a whole number of 0 or more, written out or named; note in `reading` what is neither."""
        name = node.value.strip() if isinstance(node, Text) else ""
        if not name[:1].isalpha():
            return reading.whole_number(node, what)
        if not self._known(name, node, reading):
            return 0
        return reading.whole_number(Text(self.values[name], node.line), f"'{name}', which is {what},")

    def in_words(self, text: str, node: Node | int, reading: Reading) -> str:
        """Return a sentence with each `{name}` replaced by the number, `{name in weeks}` by so many weeks."""

        def value(match: re.Match[str]) -> str:
            name = match["name"]
            if not self._known(name, node, reading):
                return ""
            if not match["weeks"]:
                return self.values[name]
            weeks, rest = divmod(int(self.values[name]) if self.values[name].isdigit() else 1, DAYS_A_WEEK)
            if rest:
                fault = f"'{name}' is {self.values[name]}, which is no number of whole weeks."
                reading.fault(node, fault, "Write it in days.", "number-needed")
            return str(weeks)

        return NAMED.sub(value, text)

    def where_known(self, text: str) -> str:
        """Return a sentence with each `{name}` of a number replaced by it, and other braces as they are."""
        return NAMED.sub(lambda match: self.values.get(match["name"], match[0]), text)

    def _known(self, name: str, node: Node | int, reading: Reading) -> bool:
        if name not in self.values:
            hint = did_you_mean(name, self.values)
            expected = f"{hint}Write a whole number, or a name from {' or '.join(FILES)}."
            reading.fault(node, f"'{name}' is not a named number.", expected, "unknown-number")
        return name in self.values


def read_named_numbers(files: Mapping[str, str], problems: list[Problem]) -> NamedNumbers:
    """Read the numbers that a protocol brings; add what is wrong to `problems`. A protocol may bring none."""
    settings: dict[str, Setting] = {}
    for file in FILES:
        try:
            more = read_settings(files[file], file) if file in files else {}
        except InputRefused as refused:
            problems += refused.problems
            continue
        for name in settings.keys() & more.keys():
            line = int(more[name].where.rpartition(":")[2])
            problems.append(
                Problem(file, line, f"'{name}' stands in {settings[name].where} already.", "Keep one.", "repeated-key")
            )
        settings |= more
        if file == NUMBERS:
            problems += filter(None, map(_day_problem, more.values()))
    return NamedNumbers(settings.values())


def _day_problem(setting: Setting) -> Problem | None:
    is_whole = isinstance(setting.value, str) and setting.value.isdigit()
    if setting.unit != DAY or is_whole:
        return None
    file, _, line = setting.where.rpartition(":")
    fault = f"'{setting.name}' is '{setting.value}', which is no number of whole days."
    return Problem(file, int(line), fault, "Write a whole number of 0 or more.", "number-needed")
