"""How do the fields of a form become the text of a plan file, and which field does each line of it come from?

The form is only another way to write the file: it is read and checked by the same reader, so that no rule stands twice,
and each problem goes back to its field by its line.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zonewise.problem import Problem

from .dose_line import WrittenDose, amounts_of, doses_of, names_of
from .prescribed_plan import TIMES_OF_DAY

ONCE, TWICE, ALTERNATE = "once", "twice", "alternate"
OFTEN = (ONCE, TWICE, ALTERNATE)
"""How often the doses are taken, unless a line says otherwise."""

NEEDED = ("prescriber", "written-on", "start")
LENGTHS: Mapping[str, str] = {
    "interval": "days",
    "missed-days": "days",
    "hours-between": "hours",
    "link-window": "days",
    "surgery-stop": "hours",
    "opioid-free": "days",
}
"""Fields with a length of time, and the unit of a number alone; their labels say it."""

AMOUNTS = ("reduce-to", "resume-at", "taper")
OF_PRODUCT: Mapping[str, tuple[str, ...]] = {
    "capsule": ("strengths",),
    "tablet": ("strengths",),
    "liquid": ("strength", "syringe-lines"),
    "drops": ("per-drop", "stated-by"),
}
PRODUCT_LISTS = {"strengths": amounts_of, "fillers": names_of, "dyes": names_of}
PRODUCT_KEYS = ("form", "strengths", "strength", "syringe-lines", "per-drop", "stated-by", "fillers", "shell", "dyes")
ROWS: Mapping[str, tuple[str, str, tuple[str, ...], tuple[str, ...]]] = {
    "bottle": ("bottles", "bottle", ("strength", "form"), ("lot", "discard-after")),
    "override": ("overrides", "override", ("of", "text", "by", "on"), ()),
    "sign-off": ("sign-offs", "sign-off", ("reason", "text", "by", "on"), ()),
}
"""Repeated parts: beginning of the field's name to key of the file, words, needed keys, other keys."""

MOST_ROWS = 40
EVEN = ("first", "by", "up-to")


@dataclass(frozen=True, slots=True)
class PlanText:
    """A plan file that was made from a form.

    Attributes:
        text: The file.
        fields: The field that each of its lines comes from, line 1 first; "" for a line of its own.
        problems: What no file could say, such as a second dose without a time.
    """

    text: str
    fields: tuple[str, ...]
    problems: tuple[Problem, ...]

    def to_field(self, problem: Problem) -> Problem:
        """Return a problem of the file at the field that it belongs to, in the words of a form."""
        field = self.fields[problem.line - 1] if 0 < problem.line <= len(self.fields) else ""
        if problem.code == "no-time":
            found, expected = "nothing says when the doses are taken.", f"Write {_any_of(TIMES_OF_DAY)}, or 21:30."
            return replace(problem, field="at", line=0, found=found, expected=expected)
        if problem.code == "doses-together" and any(each.field == "second-at" for each in self.problems):
            return replace(self.problems[0], line=0)
        if problem.code in ("missing-key", "empty-value") and field:
            example = problem.expected.rpartition(": ")[2].strip("'.[]{}") if problem.code == "missing-key" else ""
            expected = f"Write it as on the prescription{f', such as {example}' if example else ''}."
            return replace(problem, field=field, line=0, found="this is still empty.", expected=expected)
        return replace(problem, field=field, line=0)


def plan_text(fields: Mapping[str, str]) -> PlanText:
    """Return the plan file that the fields of a form say.

    Args:
        fields: Name of each field to what was typed; a name that the form does not have is left alone.
    """
    said = {name: text.strip() for name, text in fields.items() if text.strip()}
    writing = _Writing()
    for key in NEEDED:
        writing.line(f"{key}: {_quoted(said.get(key, ''))}", key)
    if "at" in said:
        writing.line(f"at: {_quoted(said['at'])}", "at")
    steps = _steps(said, writing)
    for key, unit in LENGTHS.items():
        if key in said or (key == "interval" and steps > 1):
            writing.line(f"{key}: {_quoted(_with_unit(said.get(key, ''), unit))}", key)
    writing.line(f"ceiling: {_quoted(said.get('ceiling', ''))}", "ceiling")
    for key in AMOUNTS:
        if key in said:
            listed = amounts_of(said[key])
            writing.line(f"{key}: {_quoted(listed[0]) if key == 'resume-at' else _listed(listed)}", key)
    if "sensitive" in said:
        writing.line(f"sensitive: {_quoted(said['sensitive'])}", "sensitive")
    _product(said, writing)
    for start in ROWS:
        _rows(start, said, writing)
    return PlanText("\n".join(writing.lines) + "\n", tuple(writing.fields), tuple(writing.problems))


def bottle_text(fields: Mapping[str, str]) -> PlanText:
    """Return the text for `read_bottle` that the fields "bottle.1.strength" and so on say."""
    said = {name: text.strip() for name, text in fields.items() if text.strip()}
    writing = _Writing()
    _rows("bottle", said, writing)
    if not writing.lines:
        writing.line("bottles:", "")
        writing.line('  - strength: ""', "bottle.1.strength")
        writing.line('    form: ""', "bottle.1.form")
    return PlanText("\n".join(writing.lines) + "\n", tuple(writing.fields), ())


class _Writing:
    """The file as it grows."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.fields: list[str] = []
        self.problems: list[Problem] = []

    def line(self, text: str, field: str) -> None:
        self.lines.append(text)
        self.fields.append(field)


def _steps(said: Mapping[str, str], writing: _Writing) -> int:
    """Write the steps and return how many there are; even steps count as many."""
    lines = amounts_of(said.get("steps", ""))
    if not lines and any(key in said for key in EVEN):
        writing.line("steps:", "steps")
        for key in EVEN:
            writing.line(f"  {key}: {_quoted(said.get(key, ''))}", key)
        return len(EVEN)
    if lines and any(key in said for key in EVEN):
        found, expected = "doses are listed, and even steps are filled in too.", "Keep one of them."
        writing.problems.append(Problem("plan", 0, found, expected, "two-ways", "steps"))
    writing.line("steps:" if lines else 'steps: ""', "steps")
    for number, text in enumerate(lines, 1):
        doses = _as_often(doses_of(text), said, number, writing)
        listed = [_dose(each) for each in doses]
        writing.line(f"  - {listed[0] if len(listed) == 1 else '[' + ', '.join(listed) + ']'}", "steps")
    return len(lines)


def _as_often(
    doses: Sequence[WrittenDose], said: Mapping[str, str], number: int, writing: _Writing
) -> Sequence[WrittenDose]:
    """Return the doses of a step as often as the form says, unless its line says it itself."""
    if not doses:
        return (WrittenDose(""),)
    often, first = said.get("often", ONCE), doses[0]
    if len(doses) > 1 or first.every_days:
        return doses
    if not first.twice and (often != TWICE or first.at):
        return (replace(first, every_days="2"),) if often == ALTERNATE else doses
    second = said.get("second-at", "")
    if not second and not any(each.field == "second-at" for each in writing.problems):
        found = f"step {number} is taken twice a day, and nothing says when the second dose is."
        expected = f"Write {_any_of(TIMES_OF_DAY)}, or 21:30."
        writing.problems.append(Problem("plan", 0, found, expected, "no-second-time", "second-at"))
    return (first, replace(first, at=second))


def _dose(dose: WrittenDose) -> str:
    if not (dose.at or dose.every_days):
        return _quoted(dose.amount)
    parts = [f"amount: {_quoted(dose.amount)}"]
    parts += [f"at: {_quoted(dose.at)}"] if dose.at else []
    parts += [f"every-days: {_quoted(dose.every_days)}"] if dose.every_days else []
    parts += [f"on-day: {_quoted(dose.on_day)}"] if dose.on_day else []
    return f"{{{', '.join(parts)}}}"


def _product(said: Mapping[str, str], writing: _Writing) -> None:
    form = said.get("product.form", "")
    writing.line("product:", "product.form")
    for key in PRODUCT_KEYS:
        text = said.get(f"product.{key}", "")
        if not text and key != "form" and key not in OF_PRODUCT.get(form, ()):
            continue
        split = PRODUCT_LISTS.get(key) if text else None
        writing.line(f"  {key}: {_listed(split(text)) if split else _quoted(text)}", f"product.{key}")


def _rows(start: str, said: Mapping[str, str], writing: _Writing) -> None:
    key, _, needed, other = ROWS[start]
    used = [
        number
        for number in range(1, MOST_ROWS + 1)
        if any(f"{start}.{number}.{each}" in said for each in (*needed, *other))
    ]
    if used:
        writing.line(f"{key}:", "")
    for number in used:
        before = "  - "
        for each in (*needed, *other):
            field = f"{start}.{number}.{each}"
            text = said.get(field, "") or (said.get("product.form", "") if (start, each) == ("bottle", "form") else "")
            if text or each in needed:
                writing.line(f"{before}{each}: {_quoted(text)}", field)
                before = "    "


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}" if text.isdecimal() else text


def _quoted(text: str) -> str:
    """Return a text as one YAML scalar on one line, so that nothing in it can become a key or a second value."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _listed(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _any_of(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def rows_in(fields: Mapping[str, str], start: str) -> Iterator[int]:
    """Yield the numbers of the rows of a repeated part that hold something."""
    for number in range(1, MOST_ROWS + 1):
        if any(name.startswith(f"{start}.{number}.") and text.strip() for name, text in fields.items()):
            yield number
