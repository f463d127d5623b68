"""What a file would become: its layout, the mapping proposed for it, what earlier files settled, and what is asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from zonewise.guidance.protocol import Protocol
from zonewise.importing import (
    HEAD_BYTES,
    FileLayout,
    Note,
    TrackerMapping,
    TrackerRule,
    confirmed,
    mapping_from_text,
    propose_mapping,
    rules_from_arguments,
    short_text_of,
    sniff,
    survey_trackers,
    with_rules,
)
from zonewise.importing.formats import format_named
from zonewise.importing.known_names import folded
from zonewise.importing.plain_stream import refuse_too_many_rows
from zonewise.importing.questions import Previous, Question, open_questions, question_problems, with_answers
from zonewise.importing.remembered_rules import previous_rules, with_previous
from zonewise.importing.tracker_mapping import ANY, COLUMN_TARGETS, without_open_questions
from zonewise.importing.tracker_summary import TrackerSummary
from zonewise.problem import InputRefused, NotUnderstood, Problem, did_you_mean
from zonewise.services.base.diary import Diary, read_connection

from .import_medicines import without_other_doses
from .table_file import TableFile

MOST_REMEMBERED = 40
"""Earlier files whose mappings are looked through, the latest ones."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the person wants of an import."""

    mapping_text: str = ""  # A mapping file's text, or "".
    mapping_where: str = ""  # Its name, for messages.
    rules: Sequence[str] = ()  # Rules in their short form, such as "Headache=pain:0-3".
    accept: bool = False  # Take the mapping as shown.
    dry_run: bool = False  # Read and count, keep nothing.
    scale: str = ""  # The scale of each rating whose scale is open, such as "0-10"; "" to leave them open.
    answers: Mapping[str, str] = field(default_factory=dict)  # Answers to open questions, by their ids.
    leave_out: bool = False  # Leave out rows that are not understood instead of refusing the file.
    save_mapping: Path | None = None  # A new file for the mapping, or None.
    table: str = ""  # Name of the sheet in a workbook, or of the file in an archive; "" for the only one.


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the trackers of a file become, as far as it is known."""

    mapping: TrackerMapping  # With the questions that are still open.
    questions: tuple[Question, ...]  # What is still to be said.
    by_itself: TrackerMapping  # What it is read with where the person says no more.
    notes: tuple[Note, ...] = ()  # What the person should know about it.

    def agreed(self, import_options: ImportOptions, where: str) -> TrackerMapping:
        """Return the mapping to read with; that of a file from no known app needs the person's word first.

        Raises:
            InputRefused: With each open question, or with the proposal that was not agreed to.
        """
        mapping = self.mapping
        if import_options.dry_run:
            return confirmed(self.by_itself)  # only shown
        if any(question.kind == "date-order" for question in self.questions):
            raise InputRefused(question_problems(self.questions, where))
        if not format_named(mapping.format).needs_agreement:
            return self.by_itself
        if self.questions:
            raise InputRefused(question_problems(self.questions, where))
        if mapping.confirmed:
            return mapping
        rules = "; ".join(map(short_text_of, mapping.rules))
        fault = f"this file is from no app we know. We would read it as: {rules}."
        expected = (
            "Check each scale and which end is the worse one. Change one with --map, such as --map 'Pain=pain:0-10'; "
            "when all is right, import it again with --accept. Nothing was stored."
        )
        raise InputRefused([Problem(where, 0, fault, expected, "unconfirmed-mapping")])


def _on_trial(mapping: TrackerMapping) -> TrackerMapping:
    """Return the mapping as it can be shown: dates of an open order are counted as if the day came first."""
    rules = tuple(
        replace(rule, order="day-first", questions=()) if "date-order" in rule.questions else rule
        for rule in mapping.rules
    )
    return replace(mapping, rules=rules)


def file_layout(table: TableFile) -> FileLayout:
    """Return how the table of a file is written.

    Raises:
        InputRefused: It is no table, or has far too many rows.
    """
    refuse_too_many_rows(table.from_beginning(), table.size, table.where)
    layout = sniff(table.from_beginning().read(HEAD_BYTES), table.where)
    return replace(layout, notes=(*layout.notes, *table.notes))


def earlier_mappings(diary: Diary) -> tuple[TrackerMapping, ...]:
    """Return the mappings of the files that were taken in and stand, the oldest first."""
    from zonewise.store.records import load_imports

    with read_connection(diary) as connection:
        records = load_imports(connection)
    undone = {record.mapping for record in records if record.format == UNDONE}
    texts = [record.mapping for record in records if record.id not in undone and record.format != UNDONE]
    mappings = []
    for text in dict.fromkeys(filter(None, reversed(texts[-MOST_REMEMBERED:]))):
        try:
            mappings.append(mapping_from_text(text, "an earlier file"))
        except InputRefused:
            continue  # of another release, whose words this one does not know
    return tuple(reversed(mappings))


UNDONE = "undone"
"""Format of the record that an import was taken back; the id of that import stands under `mapping`."""


def propose(
    table: TableFile,
    layout: FileLayout,
    import_options: ImportOptions,
    protocol: Protocol,
    mappings: Sequence[TrackerMapping] = (),
) -> Proposal:
    """Return what the trackers of a file become: as proposed or as a mapping file says, with all that was said.

    Args:
        mappings: Of earlier files, the oldest first.

    Raises:
        InputRefused: A rule or an answer cannot be followed.
    """
    said = rules_from_arguments(import_options.rules, "--map")
    previous = previous_rules(mappings, layout.format)
    trackers: tuple[TrackerSummary, ...] = ()
    if import_options.mapping_text:
        mapping = mapping_from_text(import_options.mapping_text, import_options.mapping_where)
    else:
        columns = [rule for rule in said if rule.target in COLUMN_TARGETS]
        trackers = survey_trackers(table.from_beginning(), layout, table.where, columns)
        mapping = with_previous(propose_mapping(layout, trackers), trackers, previous)
        _check_names(said, mapping, layout, table.where)
    mapping = without_other_doses(with_rules(mapping, said), protocol.screen)
    mapping = _with_high_doses(mapping, trackers, protocol)
    mapping = _with_answers(mapping, trackers, import_options, previous)
    questions = open_questions(mapping, trackers, previous)
    notes = tuple(_changes(said, previous, table.where))
    unsaid = {question.id: "before" for question in questions if question.kind == "change"}
    by_itself = _on_trial(without_open_questions(with_answers(mapping, questions, unsaid, previous)))
    return Proposal(confirmed(mapping) if import_options.accept else mapping, questions, by_itself, notes)


def _with_answers(
    mapping: TrackerMapping, trackers: Sequence[TrackerSummary], import_options: ImportOptions, previous: Previous
) -> TrackerMapping:
    questions = open_questions(mapping, trackers, previous)
    answers = dict(import_options.answers)
    if import_options.scale:
        answers |= {question.id: import_options.scale for question in questions if question.kind == "scale"}
    problems = []
    for question in questions:
        try:
            mapping = with_answers(mapping, (question,), answers, previous)
        except NotUnderstood as fault:
            problems.append(fault.at("answer", field=question.id))
        except InputRefused as refused:
            problems += [replace(problem, field=question.id) for problem in refused.problems]
    if problems:
        raise InputRefused(problems)
    return mapping


def _with_high_doses(mapping: TrackerMapping, trackers: Sequence[TrackerSummary], protocol: Protocol) -> TrackerMapping:
    """Return the mapping with a question for each dose whose numbers are far above those of LDN."""
    summaries = {folded(summary.tracker): summary for summary in trackers}
    highest_mg = protocol.settings.plan.highest_mg

    def with_question(rule: TrackerRule) -> TrackerRule:
        summary = summaries.get(folded(rule.tracker))
        highest = summary.highest if summary is not None else None
        is_mg = rule.unit.casefold() in ("mg", "milligram", "milligrams")
        if rule.target != "dose" or not is_mg or highest is None or rule.most is not None or highest <= highest_mg:
            return rule
        return replace(rule, questions=(*rule.questions, "high-dose"))

    return replace(mapping, rules=tuple(map(with_question, mapping.rules)))


def _changes(said: Sequence[TrackerRule], previous: Previous, where: str) -> Iterator[Note]:
    """Yield what a person said of a tracker that was another thing in an earlier file."""
    for rule in said:
        before = previous.get((folded(rule.tracker), folded(rule.category)))
        if before is not None and before.scale and rule.scale and short_text_of(before) != short_text_of(rule):
            text = (
                f"'{rule.tracker}' was read as {before.target} on {before.scale} in an earlier file, and now as "
                f"{rule.target} on {rule.scale}. Other files stay as they were read."
            )
            yield Note(where, 0, text, "mapping-change")


def _check_names(rules: Sequence[TrackerRule], mapping: TrackerMapping, layout: FileLayout, where: str) -> None:
    """Refuse a rule for a tracker that the file does not have: such a slip would change nothing, silently."""
    known = {rule.tracker.casefold(): rule.tracker for rule in mapping.rules}
    if format_named(layout.format).needs_agreement:
        known |= {column.casefold(): column for column in layout.header}
    problems = [
        Problem(
            "--map",
            0,
            f"{where} has no tracker '{rule.tracker}'.",
            f"{did_you_mean(rule.tracker, known.values())}It has {', '.join(known.values())}.",
            "unknown-tracker",
        )
        for rule in rules
        if rule.tracker != ANY and rule.tracker.casefold() not in known
    ]
    if problems:
        raise InputRefused(problems)
