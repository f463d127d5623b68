"""What medicines are to a person on LDN, in words for a terminal and as lines of JSON."""

from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring
from textwrap import wrap

from zonewise.guidance.guide import OpenQuestion
from zonewise.model.entry import Entry
from zonewise.rules.rule_set import RuleSet
from zonewise.screening.finding import MOST_CAUTIOUS_FIRST, Finding, MedicineKind

from .answer_words import how_to_answer
from .words import ACTIONS

WIDTH = 80
SHOWN_WITH_REASON: tuple[MedicineKind, ...] = ("opioid", "antagonist", "not-recognised", "interacting")
KIND_WORDS: dict[MedicineKind, str] = {
    "opioid": "an opioid",
    "antagonist": "blocks opioids",
    "not-recognised": "not recognised, so it is asked about",
    "interacting": "bears on LDN",
}


def medicine_lines(
    findings: Iterable[Finding],
    rule_set: RuleSet,
    *,
    action: str = "",
    because: Sequence[str] = (),
    ask: Sequence[OpenQuestion] = (),
) -> list[str]:
    """Return what each medicine is, then what follows today, then what has to be answered.

    Args:
        findings: What the medicines are.
        rule_set: The rule_set, for how a question is answered.
        action: Today's action when medicines brought it, or "".
        because: Where today's facts about them come from.
        ask: Questions that name them.
    """
    lines = [line for finding in findings for line in ("", *screened_text(finding).split("\n"))]
    if action or because:
        lines += ["", f">>> {ACTIONS[action]}"] if action else [""]
        lines += [line for each in because for line in _wrapped(each, "  ", "  ")]
    if ask:
        lines += ["", "Please answer"]
        for each in ask:
            lines += _wrapped(each.question, "  - ", "    ")
            how = how_to_answer(rule_set.facts[each.fact], rule_set)
            lines += _wrapped(f"zonewise answer {how}", "    > ", "      ")
    return lines


def take_back_lines(entries: Iterable[Entry]) -> list[str]:
    """Return how entries are taken back that were written by mistake."""
    return [
        "",
        *_wrapped("Written by mistake, or under a wrong name? Take it back, and write it down anew:"),
        *(f"  zonewise correct {entry.id} --take-back" for entry in entries),
    ]


def imported_medicine_lines(findings: Sequence[Finding]) -> list[str]:
    """Return which medicines of a file are opioids, block opioids, bear on LDN or are asked about."""
    if not findings:
        return []
    lines = ["Medicines in it:"]
    for kind in MOST_CAUTIOUS_FIRST:
        alike = [each for each in findings if each.finding == kind]
        if kind in SHOWN_WITH_REASON:
            for each in alike:
                lines += _wrapped(f"{each.name}: {KIND_WORDS[kind]}. {each.because}", "  ", "    ")
        elif alike:
            lines += _wrapped(f"Without an opioid: {', '.join(str(each.name) for each in alike)}.", "  ", "    ")
    return lines


def _wrapped(text: str, first: str = "", following: str = "") -> list[str]:
    return wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=following, break_long_words=False, break_on_hyphens=False
    )


def screened_json(finding: Finding) -> str:
    """Return a finding as one line of JSON.

    Written out by hand, as a file may have a million rows and the general encoder takes three times as long.
    """
    days = "null" if finding.interval_days is None else str(finding.interval_days)
    return (
        f'{{"name": {_json(finding.name)}, "code": {_json(finding.code)}, "finding": "{finding.finding}", '
        f'"matched": {_json(finding.matched)}, "ingredients": [{", ".join(map(_json, finding.ingredients))}], '
        f'"because": {_json(finding.because)}, "interval_days": {days}, '
        f'"disagree": {"true" if finding.disagree else "false"}}}'
    )


def screened_line(finding: Finding) -> str:
    """Return a finding as one line of text."""
    return f"{finding.finding:<15}{_given(finding)}: {finding.because}"


def screened_text(finding: Finding) -> str:
    """Return one finding for the terminal, 80 columns wide."""
    held = wrap(f"In it: {', '.join(finding.ingredients)}", WIDTH) if finding.ingredients else []
    heading = wrap(f"{_given(finding)}: {finding.finding}", WIDTH)
    because = wrap(finding.because, WIDTH - 2, initial_indent="  ", subsequent_indent="  ")
    return "\n".join([*heading, *held, *because])


def _json(text: str | None) -> str:
    return "null" if text is None else encode_basestring(text)


def _given(finding: Finding) -> str:
    given = filter(None, (finding.name, f"code {finding.code}" if finding.code else None))
    return " ".join(", ".join(given).split()) or "(nothing)"
