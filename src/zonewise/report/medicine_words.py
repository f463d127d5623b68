"""What medicines are to a person on LDN, in words for a terminal and as lines of JSON."""

from collections.abc import Iterable, Sequence
from datetime import date
from json.encoder import encode_basestring
from textwrap import wrap

from zonewise.guidance.guide import OpenQuestion
from zonewise.model.entry import Entry
from zonewise.rules.rule_set import RuleSet
from zonewise.screening.finding import MOST_CAUTIOUS_FIRST, Finding, MedicineKind

from .entry_words import how_to_answer
from .explanations import question_words
from .words import word_table, wrapped

WIDTH = 80
SHOWN_WITH_REASON: tuple[MedicineKind, ...] = ("opioid", "antagonist", "not-recognised", "interacting")
KIND_WORDS = word_table("medicine-kinds")
NO_OPIOID = "no opioid in it"  # All that the list can say of a medicine that is none of the others.


def medicine_lines(
    findings: Iterable[Finding],
    rule_set: RuleSet,
    *,
    action: str = "",
    because: Sequence[str] = (),
    ask: Sequence[OpenQuestion] = (),
    as_of: date | None = None,
) -> list[str]:
    """Return what each medicine is, then what follows today, then what has to be answered.

    Args:
        rule_set: The rule_set, for how a question is answered.
        action: Today's action when medicines brought it, or "".
        because: Where today's facts about them come from.
        as_of: The day on which they are asked.
    """
    lines = [line for finding in findings for line in ("", *screened_text(finding).split("\n"))]
    if action or because:
        lines += ["", f">>> {rule_set.words_of(action).upper()}"] if action else [""]
        lines += [line for reason in because for line in wrapped(reason, "  ", "  ")]
    if ask:
        lines += ["", "Please answer"]
        for question in ask:
            lines += wrapped(question_words(question, rule_set, as_of), "  - ", "    ")
            how = how_to_answer(rule_set.facts[question.fact], rule_set)
            lines += wrapped(f"zonewise answer {how}", "    > ", "      ")
    return lines


def take_back_lines(entries: Iterable[Entry]) -> list[str]:
    """Return how entries are taken back that were written by mistake."""
    return [
        "",
        *wrapped("Written by mistake, or under a wrong name? Take it back, and write it down anew:"),
        *(f"  zonewise correct {entry.id} --take-back" for entry in entries),
    ]


def imported_medicine_lines(findings: Sequence[Finding]) -> list[str]:
    """Return which medicines of a file are opioids, block opioids, bear on LDN or are asked about."""
    if not findings:
        return []
    lines = ["Medicines in it:"]
    for kind in MOST_CAUTIOUS_FIRST:
        alike = [finding for finding in findings if finding.finding == kind]
        if kind in SHOWN_WITH_REASON:
            for finding in alike:
                lines += wrapped(f"{finding.name}: {KIND_WORDS[kind]}. {finding.because}", "  ", "    ")
        elif alike:
            lines += wrapped(f"Without an opioid: {', '.join(str(finding.name) for finding in alike)}.", "  ", "    ")
    return lines


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
    return f"{_kind(finding):<17}{_given(finding)}: {finding.because}"


def screened_text(finding: Finding) -> str:
    """Return one finding for the terminal, 80 columns wide."""
    held = wrap(f"In it: {', '.join(finding.ingredients)}", WIDTH) if finding.ingredients else []
    heading = wrap(f"{_given(finding)}: {_kind(finding)}", WIDTH)
    because = wrap(finding.because, WIDTH - 2, initial_indent="  ", subsequent_indent="  ")
    return "\n".join([*heading, *held, *because])


def _kind(finding: Finding) -> str:
    return NO_OPIOID if finding.finding == "harmless" else finding.finding


def _json(text: str | None) -> str:
    return "null" if text is None else encode_basestring(text)


def _given(finding: Finding) -> str:
    given = filter(None, (finding.name, f"code {finding.code}" if finding.code else None))
    return " ".join(", ".join(given).split()) or "(nothing)"
