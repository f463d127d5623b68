"""The numbers that stand once in a settings file, and that rules and sentences name."""

import re
from collections.abc import Iterable, Mapping

from zonewise.located_yaml import Node, Reading, Text
from zonewise.problem import InputRefused, Problem, did_you_mean

from .settings import Setting, read_settings

FILES = ("numbers.settings.yaml", "asking.settings.yaml")
DAYS_A_WEEK = 7
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
        days = {setting.name: str(setting.value) for setting in single if setting.unit == "day"}
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
                found = f"'{name}' is {self.values[name]}, which is no number of whole weeks."
                reading.fault(node, found, "Write it in days.", "number-needed")
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
            found = read_settings(files[file], file) if file in files else {}
        except InputRefused as refused:
            problems += refused.problems
            continue
        for name in settings.keys() & found.keys():
            line = int(found[name].where.rpartition(":")[2])
            problems.append(
                Problem(file, line, f"'{name}' stands in {settings[name].where} already.", "Keep one.", "repeated-key")
            )
        settings |= found
    return NamedNumbers(settings.values())
