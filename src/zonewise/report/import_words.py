"""What an import made of a file, as groups for a page and as lines of a terminal."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from zonewise.importing import TrackerMapping, TrackerRule
from zonewise.importing.dose_columns import joined_with
from zonewise.importing.questions import Question
from zonewise.importing.tracker_mapping import COLUMN_TARGETS
from zonewise.model.amounts import plain
from zonewise.model.entry import EVENTS, RATINGS

from .words import counted, word_table, wrapped

ROLES = word_table("column-roles")


class ImportGroup(NamedTuple):
    """Trackers that become the same sort of thing."""

    name: str  # "ratings", "doses", "medicines", "events", "signs", "columns" or "left-out".
    title: str  # In words.
    lines: tuple[str, ...]  # One for each tracker: what it becomes.


_TITLES = word_table("import-groups")


def import_groups(mapping: TrackerMapping | None) -> tuple[ImportGroup, ...]:
    """Return what is understood, what moves a zone first; what is still asked is left out.

    Args:
        mapping: What the trackers become; None for zonewise's own format.
    """
    rules = [rule for rule in mapping.rules if not rule.questions] if mapping is not None else []
    groups = []
    for name, title in _TITLES.items():
        lines = tuple(f"{rule.tracker}: {becomes(rule)}" for rule in rules if _group_of(rule) == name)
        if lines:
            groups.append(ImportGroup(name, title, lines))
    return tuple(groups)


def own_names(mapping: TrackerMapping | None) -> tuple[str, ...]:
    """Return the trackers that are kept under their own names."""
    rules = mapping.rules if mapping is not None else ()
    return tuple(rule.tracker for rule in rules if rule.target == "tracker" and not rule.questions)


def reasons(mapping: TrackerMapping | None) -> tuple[str, ...]:
    """Return why trackers are read so: one sentence for all that share a reason."""
    doubts = [rule for rule in mapping.rules if rule.because and not rule.questions] if mapping is not None else []
    sentences = []
    for because in dict.fromkeys(rule.because for rule in doubts):
        names = ", ".join(rule.tracker for rule in doubts if rule.because == because)
        sentences.append(f"{names}: {because}.")
    return tuple(sentences)


def import_lines(
    mapping: TrackerMapping | None,
    by_kind: Mapping[str, int],
    *,
    added: int,
    repeated: int,
    dry_run: bool,
    questions: Iterable[Question] = (),
) -> list[str]:
    """Return what each tracker became, where that is new or only tried out, and what was counted.

    Args:
        mapping: What the trackers became; None for zonewise's own format.
        by_kind: Entries in the file by kind.
        questions: What is still to be said.
    """
    lines = _trackers(mapping) if mapping is not None and (added or dry_run) else []
    lines += question_lines(questions)
    kinds = ", ".join(counted(count, kind) for kind, count in sorted(by_kind.items()))
    sums = f"{counted(added, 'new entry', 'new entries')}, {repeated} already there{f' ({kinds})' if kinds else ''}."
    return [*lines, *wrapped(f"{'Dry run, nothing is stored' if dry_run else 'Taken in'}: {sums}")]


def question_lines(questions: Iterable[Question]) -> list[str]:
    """Return what is still to be said, each with how to say it."""
    lines: list[str] = []
    for number, question in enumerate(questions, 1):
        lines += ["To be said:"] if number == 1 else []
        lines += wrapped(f"{number}. {question.text} {question.in_file}", "  ", "     ")
        lines += wrapped(f"--map '{question.example}'", "     > ", "       ")
    if lines:
        lines += [*wrapped("Until then these are kept under their own names. --scale 0-10 says one scale for all."), ""]
    return lines


def _trackers(mapping: TrackerMapping) -> list[str]:
    lines: list[str] = []
    for group in import_groups(mapping):
        lines.append(f"{group.title}:")
        for line in group.lines:
            lines += wrapped(line, "  ", "    ")
    if own := own_names(mapping):
        lines += wrapped(f"Kept under their own names: {', '.join(own)}.", "", "  ")
    if why := reasons(mapping):
        lines.append("Why so:")
        for sentence in why:
            lines += wrapped(sentence, "  ", "    ")
    lines += wrapped("Not right? Import it again with --map, such as --map 'Headache=pain:0-3'.")
    return [*lines, ""]


def _group_of(rule: TrackerRule) -> str:
    if rule.target in RATINGS:
        return "ratings"
    if rule.target in EVENTS:
        return "events"
    if rule.target in COLUMN_TARGETS:
        return "columns"
    return {"dose": "doses", "medicine": "medicines", "sign": "signs", "ignore": "left-out"}.get(rule.target, "")


def becomes(rule: TrackerRule) -> str:
    """Return what a tracker becomes, in words."""
    if rule.target in RATINGS and rule.low is not None and rule.high is not None:
        low, high = plain(rule.low), plain(rule.high)
        end = "worst" if rule.higher_is == "worse" else "best"
        if rule.words:
            words = ", ".join(f"{word} {plain(number)}" for word, number in rule.words)
            return f"{rule.target}, in words from {low} to {high}, where {high} is {end}: {words}"
        return f"{rule.target}, from {low} to {high}, where {high} is {end}"
    if rule.target in EVENTS:
        return f"the event {rule.target}"
    unit = _unit_words(rule.unit) if rule.target == "dose" and rule.unit else ""
    return ROLES.get(rule.target, rule.target) + (f", {rule.order.replace('-', ' ')}" if rule.order else "") + unit


def _unit_words(unit: str) -> str:
    joined = joined_with(unit)
    if joined is None:
        return f", in {unit}"
    no = {"no": "; a no counts before an amount", "amount": "; an amount counts before a no"}.get(joined.counts, "")
    return f", as much as stands in {joined.column}{no}"
