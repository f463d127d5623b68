"""The entries of a file, with its problems and notes, as it is read."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import chain

from zonewise.model.day_words import day_words
from zonewise.model.entry import Entry
from zonewise.problem import NotUnderstood, Problem, shown

from .cell_values import is_number
from .conversion import RowReading, entry_of, is_so, medicine_start, moment_of_row
from .dates import WrittenMoment
from .file_format import FileLayout, Note, Observation, ReaderOptions
from .formats import format_named, tracker_format
from .known_names import is_to_ask_about, medicines_named
from .mapping_text import short_text_of
from .native import Native
from .questions import open_questions, question_problems
from .row_identity import Occurrences
from .table_rows import Row, Stream, table_rows
from .tracker_mapping import COLUMN_TARGETS, TrackerMapping, TrackerRule, rule_finder, without_open_questions

MOST_NAMES = 5_000
"""Medicines, and trackers without a rule, that are remembered for the end of a file."""


def read_entries(
    stream: Stream, layout: FileLayout, mapping: TrackerMapping | None, where: str, *, options: ReaderOptions
) -> Iterator[Entry | Problem | Note]:
    """Yield the entries of a file as it is read, each problem with its line, and what the person should know.

    Nothing of the file may be kept when one `Problem` comes.

    Args:
        stream: The file from its beginning, as bytes.
        layout: From `sniff`.
        mapping: What the trackers become; not used for the native format, confirmed for an unknown one.
        options: What the file does not say.
    """
    for note in layout.notes:
        yield Note(where, 0, note, "layout")
    problems = tuple(_mapping_problems(mapping, layout, where))
    if problems:
        yield from problems
        return
    rows = table_rows(stream, layout, where)
    first = next(rows, Note(where, layout.header_line, "There is a header and no row under it.", "no-rows"))
    rows = chain((first,), rows)
    file_format = format_named(layout.format)
    if isinstance(file_format, Native) or mapping is None:
        yield from (file_format if isinstance(file_format, Native) else Native()).entries(rows, layout, where, options)
    else:
        yield from _TrackerImport(layout, mapping, where, options).entries(rows)


def _mapping_problems(mapping: TrackerMapping | None, layout: FileLayout, where: str) -> Iterator[Problem]:
    if isinstance(format_named(layout.format), Native):
        return
    if mapping is None:
        expected = "Make one with 'proposed' and confirm it."
        yield Problem(where, 0, "There is no mapping of the trackers.", expected, "no-mapping")
    elif mapping.format != layout.format:
        fault = f"The mapping is for the format {mapping.format} and this file is {layout.format}."
        yield Problem(where, 0, fault, "Use a mapping that was made for such a file.", "mapping-format")
    else:
        file_format = tracker_format(layout.format)
        yield from (fault.at(where, layout.header_line) for fault in file_format.mapping_problems(mapping, layout))
        if file_format.needs_agreement:
            yield from question_problems(open_questions(mapping, ()), where)
        if file_format.needs_agreement and not mapping.confirmed:
            rules = "; ".join(map(short_text_of, mapping.rules))
            fault = "This file is from no app we know, so its columns need your word."
            yield Problem(where, 0, fault, f"Check and confirm: {rules}.", "unconfirmed-mapping")


class _TrackerImport:
    """One pass over a file of another app, with what has to be remembered until its end."""

    def __init__(self, layout: FileLayout, mapping: TrackerMapping, where: str, options: ReaderOptions) -> None:
        self._layout, self._where, self._options = layout, where, options
        self._find_rule = rule_finder(without_open_questions(mapping))
        dated = next((rule for rule in mapping.rules if rule.target == "date"), TrackerRule("", "date"))
        self._date_column = dated.tracker
        self._is_long = mapping.is_long
        self._format = tracker_format(layout.format)
        self._read_row = self._format.read(layout, mapping)
        self._occurrences = Occurrences()
        self._reading = RowReading(self._format, dated.order, dated.no_time, options, self._occurrences)
        self._medicines: dict[str, tuple[date, date]] = {}
        self._unmapped: Counter[str] = Counter()
        self._to_ask: dict[str, tuple[int, date]] = {}

    def entries(self, rows: Iterator[Row | Problem | Note]) -> Iterator[Entry | Problem | Note]:
        """Yield the entries of the rows, and at the end the medicines and what to ask about.

        What is wrong with one cell leaves the others of its row as they are.
        """
        for row in rows:
            if not isinstance(row, tuple):
                yield row
                continue
            try:
                yield from self._of_row(*row)
            except NotUnderstood as fault:
                yield fault.at(self._where, row[0])
        yield from self._at_the_end()

    def _of_row(self, line: int, fields: list[str]) -> Iterator[Entry | Problem]:
        written: tuple[str, str] | None = None
        for observation in self._read_row(fields):
            if written != (observation.day, observation.at):
                written = (observation.day, observation.at)
                when = self._moment(observation)
            try:
                entry = self._entry(observation, when)
            except NotUnderstood as fault:
                yield fault.at(self._where, line, observation.column or observation.tracker)
                continue
            if entry is not None:
                yield entry

    def _moment(self, observation: Observation) -> tuple[WrittenMoment, str]:
        try:
            return moment_of_row(observation, self._reading)
        except NotUnderstood as fault:
            if not self._date_column:
                raise
            fault_here = f"column {shown(self._date_column)}: {fault.fault}"
            expected = fault.expected.replace("'Date=date:", f"'{self._date_column}=date:")
            raise NotUnderstood(fault_here, expected.replace(", with the column's own name", ""), fault.code) from None

    def _entry(self, observation: Observation, when: tuple[WrittenMoment, str]) -> Entry | None:
        rule = self._rule(observation)
        if self._options.look_at is not None:
            named = observation.tracker if self._is_long and not observation.value else ""  # a row of a name alone
            for text in (named, observation.value, observation.words):
                if text and not is_number(text):
                    left_out = rule.target == "ignore" and not self._is_long  # there nobody said so
                    self._options.look_at(observation.tracker, text, when[0].day, left_out)
        entry = entry_of(observation, rule, when, self._reading)
        if entry is None or not is_so(observation.value):
            return entry
        if rule.target == "medicine":
            for name in medicines_named(observation.tracker, observation.value) or (entry.name,):
                self._remember_medicine(name, entry.day)
        name = observation.tracker
        if is_to_ask_about(name) and len(self._to_ask) < MOST_NAMES:
            rows_so_far, last = self._to_ask.get(name, (0, entry.day))
            self._to_ask[name] = (rows_so_far + 1, max(last, entry.day))
        return entry

    def _rule(self, observation: Observation) -> TrackerRule:
        rule = self._find_rule(observation.tracker, observation.category)
        if rule is not None and (rule.target not in COLUMN_TARGETS or rule.target == "note"):
            return rule
        if observation.tracker in self._unmapped or len(self._unmapped) < MOST_NAMES:
            self._unmapped[observation.tracker] += 1
        return TrackerRule(observation.tracker, "tracker", observation.category)

    def _remember_medicine(self, name: str, day: date) -> None:
        first, last = self._medicines.get(name, (day, day))
        if name not in self._medicines and len(self._medicines) >= MOST_NAMES:
            raise NotUnderstood(
                f"There are more than {MOST_NAMES} names of medicines.",
                "Map that column to something else.",
                "too-many-names",
            )
        self._medicines[name] = (min(first, day), max(last, day))

    def _at_the_end(self) -> Iterator[Entry | Note]:
        for name, (first, last) in sorted(self._medicines.items()):
            yield medicine_start(name, first, self._layout.format, self._options, self._occurrences)
            since = f"since {day_words(first)}; it was last logged on {day_words(last)}"
            text = f"'{name}' counts as being taken {since}. Say so if it was stopped."
            yield Note(self._where, 0, text, "medicine")
        for name, (count, last) in sorted(self._to_ask.items()):
            text = (
                f"'{name}' is above zero, rows: {count}, the last on {day_words(last)}. An import never records a "
                "danger sign: answer that question yourself in today's check-in."
            )
            yield Note(self._where, 0, text, "ask-danger-sign")
        if self._occurrences.repeated:
            rows = "row says" if self._occurrences.repeated == 1 else "rows say"
            text = (
                f"{self._occurrences.repeated} {rows} exactly what another row of this file says, for the same day and "
                "time. Each such thing is kept once."
            )
            yield Note(self._where, 0, text, "same-row")
        if self._unmapped:
            names = ", ".join(f"'{name}' ({count})" for name, count in list(self._unmapped.items())[:20])
            text = f"{len(self._unmapped)} trackers have no rule and are kept under their own names: {names}."
            yield Note(self._where, 0, text, "own-name")
