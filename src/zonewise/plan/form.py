"""The fields of a form as the text of a plan file, the field that each of its lines comes from, and the way back.

The form is only another way to write the file: it is read and checked by the same reader, so that no rule stands twice,
and each problem goes back to its field by its line.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zonewise.model.amounts import in_mg, plain
from zonewise.problem import Problem

from .description import intake_words, time_words
from .dose_line import WrittenDose, amounts_of, doses_of, names_of
from .plan_file import BOTTLE_KEYS, EVEN_KEYS, KEYS_OF_FORM, OVERRIDE_KEYS, SIGN_OFF_KEYS
from .prescribed_plan import LENGTHS, TIMES_OF_DAY, Intake, Plan

ONCE, TWICE, ALTERNATE = "once", "twice", "alternate"  # How often the doses are taken, unless a line says otherwise.

NEEDED = ("prescriber", "written-on", "start")
AMOUNTS = ("reduce-to", "resume-at", "taper")
PRODUCT_LISTS = {"strengths": amounts_of, "fillers": names_of, "dyes": names_of}
PRODUCT_KEYS = ("form", "strengths", "strength", "syringe-lines", "per-drop", "stated-by", "fillers", "shell", "dyes")
ROWS: Mapping[str, tuple[str, ...]] = {
    "bottle": BOTTLE_KEYS,
    "override": OVERRIDE_KEYS,
    "sign-off": SIGN_OFF_KEYS,
}
"""Repeated parts: beginning of the field's name, which is the key of the file without its s, to the keys of a row."""

OPTIONAL_IN_ROWS = ("lot", "discard-after")

MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class PlanText:
    """A plan file that was made from a form."""

    text: str  # The file.
    fields: tuple[str, ...]  # The field that each of its lines comes from, line 1 first; "" for a line of its own.
    problems: tuple[Problem, ...]  # What no file could say, such as a second dose without a time.

    def to_field(self, problem: Problem) -> Problem:
        """Return a problem of the file at the field that it belongs to, in the words of a form."""
        field = self.fields[problem.line - 1] if 0 < problem.line <= len(self.fields) else ""
        if problem.code == "no-time":
            fault, expected = "nothing says when the doses are taken.", f"Write {_any_of(TIMES_OF_DAY)}, or 21:30."
            return replace(problem, field="at", line=0, fault=fault, expected=expected)
        if problem.code == "doses-together" and any(problem.field == "second-at" for problem in self.problems):
            return replace(self.problems[0], line=0)
        if problem.code in ("missing-key", "empty-value") and field:
            example = problem.expected.rpartition(": ")[2].strip("'.[]{}") if problem.code == "missing-key" else ""
            expected = f"Write it as on the prescription{f', such as {example}' if example else ''}."
            return replace(problem, field=field, line=0, fault="this is still empty.", expected=expected)
        return replace(problem, field=field, line=0)


def plan_text(fields: Mapping[str, str]) -> PlanText:
    """Return the plan file that the fields of a form say.

    Args:
        fields: Name of each field to what was typed; a name that the form does not have is left alone.
    """
    typed = {name: text.strip() for name, text in fields.items() if text.strip()}
    writing = _Writing()
    for key in NEEDED:
        writing.line(f"{key}: {_quoted(typed.get(key, ''))}", key)
    if "at" in typed:
        writing.line(f"at: {_quoted(typed['at'])}", "at")
    steps = _steps(typed, writing)
    for key, _, unit, _ in LENGTHS:
        if key in typed or (key == "interval" and steps > 1):
            writing.line(f"{key}: {_quoted(_with_unit(typed.get(key, ''), unit))}", key)
    writing.line(f"ceiling: {_quoted(typed.get('ceiling', ''))}", "ceiling")
    for key in AMOUNTS:
        if key in typed:
            listed = amounts_of(typed[key])
            writing.line(f"{key}: {_quoted(listed[0]) if key == 'resume-at' else _listed(listed)}", key)
    if "sensitive" in typed:
        writing.line(f"sensitive: {_quoted(typed['sensitive'])}", "sensitive")
    _product(typed, writing)
    for start in ROWS:
        _rows(start, typed, writing)
    return writing.finished()


def bottle_text(fields: Mapping[str, str]) -> PlanText:
    """Return the text for `read_bottle` that the fields "bottle.1.strength" and so on say."""
    writing = _Writing()
    _rows("bottle", {name: text.strip() for name, text in fields.items()}, writing)
    if not writing.lines:
        writing.line("bottles:", "")
        writing.line('  - strength: ""', "bottle.1.strength")
        writing.line('    form: ""', "bottle.1.form")
    return writing.finished()


class _Writing:
    """The file as it grows."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self.problems: list[Problem] = []

    def line(self, text: str, field: str) -> None:
        self.lines.append((text, field))

    def finished(self) -> PlanText:
        return PlanText(
            "".join(f"{text}\n" for text, _ in self.lines),
            tuple(field for _, field in self.lines),
            tuple(self.problems),
        )


def _steps(typed: Mapping[str, str], writing: _Writing) -> int:
    """Write the steps and return how many there are; even steps count as many."""
    lines = amounts_of(typed.get("steps", ""))
    if not lines and any(key in typed for key in EVEN_KEYS):
        writing.line("steps:", "steps")
        for key in EVEN_KEYS:
            writing.line(f"  {key}: {_quoted(typed.get(key, ''))}", key)
        return len(EVEN_KEYS)
    if lines and any(key in typed for key in EVEN_KEYS):
        fault, expected = "doses are listed, and even steps are filled in too.", "Keep one of them."
        writing.problems.append(Problem("plan", 0, fault, expected, "two-ways", "steps"))
    writing.line("steps:" if lines else 'steps: ""', "steps")
    for number, text in enumerate(lines, 1):
        doses = _as_often(doses_of(text), typed, number, writing)
        listed = [_dose(dose) for dose in doses]
        writing.line(f"  - {listed[0] if len(listed) == 1 else '[' + ', '.join(listed) + ']'}", "steps")
    return len(lines)


def _as_often(
    doses: Sequence[WrittenDose], typed: Mapping[str, str], number: int, writing: _Writing
) -> Sequence[WrittenDose]:
    """Return the doses of a step as often as the form says, unless its line says it itself."""
    if not doses:
        return (WrittenDose(""),)
    often, first = typed.get("often", ONCE), doses[0]
    if len(doses) > 1 or first.every_days:
        return doses
    if not first.twice and (often != TWICE or first.at):
        return (replace(first, every_days="2"),) if often == ALTERNATE else doses
    second = typed.get("second-at", "")
    if not second and not any(problem.field == "second-at" for problem in writing.problems):
        fault = f"step {number} is taken twice a day, and nothing says when the second dose is."
        expected = f"Write {_any_of(TIMES_OF_DAY)}, or 21:30."
        writing.problems.append(Problem("plan", 0, fault, expected, "no-second-time", "second-at"))
    return (first, replace(first, at=second))


def _dose(dose: WrittenDose) -> str:
    if not (dose.at or dose.every_days):
        return _quoted(dose.amount)
    optional = {"at": dose.at, "every-days": dose.every_days, "on-day": dose.on_day}
    parts = {"amount": dose.amount} | {key: text for key, text in optional.items() if text}
    return f"{{{', '.join(f'{key}: {_quoted(text)}' for key, text in parts.items())}}}"


def _product(typed: Mapping[str, str], writing: _Writing) -> None:
    form = typed.get("product.form", "")
    writing.line("product:", "product.form")
    for key in PRODUCT_KEYS:
        text = typed.get(f"product.{key}", "")
        if not text and key != "form" and key not in KEYS_OF_FORM.get(form, ()):
            continue
        split = PRODUCT_LISTS.get(key) if text else None
        writing.line(f"  {key}: {_listed(split(text)) if split else _quoted(text)}", f"product.{key}")


def _rows(start: str, fields: Mapping[str, str], writing: _Writing) -> None:
    used = list(rows_in(fields, start))
    if used:
        writing.line(f"{start}s:", "")
    for number in used:
        before = "  - "
        for key in ROWS[start]:
            field = f"{start}.{number}.{key}"
            text = fields.get(field) or (fields.get("product.form", "") if field.endswith(".form") else "")
            if text or key not in OPTIONAL_IN_ROWS:
                writing.line(f"{before}{key}: {_quoted(text)}", field)
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
        if any(fields.get(f"{start}.{number}.{key}", "").strip() for key in ROWS[start]):
            yield number


def fields_of(plan: Plan) -> dict[str, str]:
    """Return the fields that give this plan again when they are read, for a renewal; what it does not say is left out.

    A time at which every dose is taken stands in a field of its own; else each line names its own.
    """
    times = {intake.at for step in plan.steps for intake in step.intakes}
    at = times.pop() if len(times) == 1 else ""
    product = plan.product
    fields: dict[str, str | None] = {
        "prescriber": plan.prescriber,
        "written-on": plan.written_on.isoformat(),
        "start": plan.start.isoformat(),
        "at": at,
        "steps": "\n".join(" + ".join(_line(intake, at) for intake in step.intakes) for step in plan.steps),
        "ceiling": in_mg(plan.ceiling_mg),
        "reduce-to": "; ".join(map(in_mg, plan.reduce_mg)),
        "resume-at": in_mg(plan.resume_mg) if plan.resume_mg is not None else None,
        "taper": "; ".join(map(in_mg, plan.taper_mg)),
        "sensitive": {True: "yes", False: "no", None: None}[plan.sensitive],
        "product.form": product.form,
        "product.strengths": "; ".join(map(in_mg, product.strengths_mg)),
        "product.strength": f"{in_mg(product.mg_per_ml)}/mL" if product.mg_per_ml is not None else None,
        "product.syringe-lines": f"{plain(product.graduation_ml)} mL" if product.graduation_ml is not None else None,
        "product.per-drop": in_mg(product.mg_per_drop) if product.mg_per_drop is not None else None,
        "product.stated-by": product.stated_by,
        "product.fillers": _names(product.fillers),
        "product.shell": product.shell,
        "product.dyes": _names(product.dyes),
    }
    for key, attribute, unit, _ in LENGTHS:
        count = getattr(plan, attribute)
        fields[key] = None if count is None else f"{count} {unit}"
    for number, bottle in enumerate(plan.bottles, 1):
        strength = f"{in_mg(bottle.strength)}{'/mL' if bottle.form == 'liquid' else ''}"
        discard_after = bottle.discard_after.isoformat() if bottle.discard_after is not None else None
        fields |= _row("bottle", number, (strength, bottle.form, bottle.lot, discard_after))
    for number, override in enumerate(plan.overrides, 1):
        fields |= _row("override", number, (override.of, override.text, override.by, override.on.isoformat()))
    for number, sign_off in enumerate(plan.sign_offs, 1):
        fields |= _row("sign-off", number, (sign_off.reason, sign_off.text, sign_off.by, sign_off.on.isoformat()))
    return {name: text for name, text in fields.items() if text}


def _row(start: str, number: int, texts: Sequence[str | None]) -> dict[str, str | None]:
    return {f"{start}.{number}.{key}": text for key, text in zip(ROWS[start], texts, strict=True)}


def _line(intake: Intake, at: str) -> str:
    line = intake_words(intake, in_mg(intake.mg))
    return line.replace(f" {time_words(at)}", "", 1) if at else line


def _names(names: tuple[str, ...] | None) -> str | None:
    return None if names is None else "; ".join(names) + (";" if any("," in name for name in names) else "") or "none"
