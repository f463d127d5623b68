"""What a file shows before it is read: its layout, the trackers in it, and the mapping to propose for them."""

import csv
import re
from collections.abc import Collection, Iterable
from contextlib import suppress

from zonewise.problem import InputRefused, NotUnderstood, Problem, shown

from .dates import looks_like_day
from .file_format import SEPARATORS, FileLayout, TrackerFormat
from .formats import FORMATS, format_of, tracker_format
from .header import Header, find_header, named_apart
from .known_names import folded
from .question_limit import with_few_questions
from .table_rows import Stream, table_rows
from .tracker_mapping import TrackerMapping, TrackerRule
from .tracker_summary import SummaryBuilder, TrackerSummary

HEAD_BYTES = 65_536
"""How much of the beginning of a file `sniff` wants to see (all of it when it is shorter)."""

MOST_QUESTIONS, MOST_QUESTIONS_OF_A_SHEET = 7, 12
_MOST_TRACKERS = 5_000
_ROWS_SHOWN = 40
"""Rows that a format may look at to know whether a file is its own."""

_FOREIGN = {
    rb"PK\x03\x04": "a zip archive or a spreadsheet",
    rb"%PDF": "a PDF",
    rb"\x1f\x8b": "a compressed file",
    rb"SQLite format 3": "a database",
    rb"\s*(?:\{|\[\s*[\[{\"\]])": "JSON",
    rb"<": "XML or HTML",
}
"""How a file begins that is no CSV, and what it is."""

_CHART_IN_XML = re.compile(rb"\s*<[^\0]*?\sxmlns(?::\w+)?\s*=\s*[\"'](?:http://hl7\.org/fhir|urn:hl7-org:v3)[\"']")
"""How a chart begins that a clinic gives as FHIR in XML or as a C-CDA document."""


def sniff(head: bytes, where: str) -> FileLayout:
    """Find out the format, separator, encoding and header of a file from its beginning.

    Args:
        head: The first `HEAD_BYTES` of the file, or all of it when it is shorter.

    Raises:
        InputRefused: Empty, not text, UTF-16, no header, a column missing, unknown or named twice.
    """
    try:
        encoding, notes = _encoding(head)
        text = head.decode(encoding, "ignore").removeprefix("\ufeff")
        header = _header(text, len(head))
    except NotUnderstood as error:
        raise InputRefused([error.at(where)]) from None
    names, line = header.names, header.line
    if len(names) > 1 and (named := _names_of_rows(text, header)):
        names, line = named, line - 1
        notes = (*notes, f"There is no line of names, so the columns are called {', '.join(names)} here.")
    if len(names) < 2:
        fault = f"The first line is one single column: {shown(', '.join(names))}."
        expected = "It names the columns, with commas, semicolons or tabs between them."
        raise InputRefused([Problem(where, line, fault, expected, "delimiter")])
    columns = tuple(map(folded, names))
    file_format = format_of(columns, _rows_below(text, line, header.delimiter))
    if file_format.needs_agreement or (isinstance(file_format, TrackerFormat) and len(set(columns)) == len(columns)):
        names, changes = named_apart(names)
        notes = (*notes, *changes)
    if file_format.needs_agreement and line > 1 and header.skipped:
        notes = (*notes, f"The table begins on line {line}. What stands above it is not read.")
    columns = tuple(map(folded, names))
    read = file_format.columns_read
    unread = [name for name in names if read and folded(name) not in read]
    if unread:
        notes = (*notes, f"Columns that are not read: {', '.join(map(shown, unread))}.")
    layout = FileLayout(file_format.name, header.delimiter, encoding, names, columns, line, notes)
    problems = [fault.at(where, line) for fault in (*_name_faults(layout), *file_format.header_problems(layout))]
    if problems:
        raise InputRefused(problems)
    return layout


def survey_trackers(
    stream: Stream, layout: FileLayout, where: str, rules: Collection[TrackerRule] = ()
) -> tuple[TrackerSummary, ...]:
    """Return what a file holds of each tracker, in the order of the file.

    Rows that cannot be read are passed over: `read_entries` names them. The stream may be the whole file or its head.

    Args:
        rules: What the person has said already, such as which column names the tracker of a row.
    """
    read_row = tracker_format(layout.format).survey(layout, rules)
    builders: dict[tuple[str, str], SummaryBuilder] = {}
    known: dict[tuple[str, str], SummaryBuilder] = {}  # by the names as written, which need no folding
    for row in table_rows(stream, layout, where):
        if not isinstance(row, tuple):
            continue
        try:
            for observation in read_row(row[1]):
                tracker, category = observation.tracker, observation.category
                builder = known.get((tracker, category))
                if builder is None:
                    key = (folded(tracker), folded(category))
                    if key not in builders and len(builders) >= _MOST_TRACKERS:
                        continue
                    builder = builders.setdefault(key, SummaryBuilder(tracker, category, observation.unit))
                    known[tracker, category] = builder
                builder.add(observation.value, observation.day)
        except NotUnderstood:
            continue
    return tuple(builder.summary() for builder in builders.values())


def propose_mapping(layout: FileLayout, trackers: Iterable[TrackerSummary]) -> TrackerMapping:
    """Return a mapping with a rule for each tracker; one of a format that needs agreement must be confirmed."""
    summaries = tuple(trackers)
    known = tracker_format(layout.format)
    rules = known.propose(layout, summaries)
    stamps, midnights = (sum(getattr(one, name) for one in summaries) for name in ("stamps", "midnights"))
    if 0 < stamps == midnights and not any(rule.target == "date" for rule in rules):
        rules = (*rules, TrackerRule("day", "date", no_time=True, because="each time in it is midnight, which is none"))
    mapping = TrackerMapping(layout.format, rules)
    return with_few_questions(
        mapping, summaries, MOST_QUESTIONS_OF_A_SHEET if known.needs_agreement else MOST_QUESTIONS
    )


def _encoding(head: bytes) -> tuple[str, tuple[str, ...]]:
    if not head.strip():
        raise NotUnderstood("The file is empty.", "Choose the file that the app exported.", "empty-file")
    if _CHART_IN_XML.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise NotUnderstood(
            "This is a chart in XML, which is not read here.",
            "Ask the portal or clinic for the same as FHIR in JSON, or write your medicines down by hand.",
            "chart-in-xml",
        )
    for beginning, name in _FOREIGN.items():
        if re.match(beginning, head.removeprefix(b"\xef\xbb\xbf")):
            raise NotUnderstood(f"This is {name}, not a CSV file.", "Export the diary as CSV.", "binary-file")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:64].count(0) >= 8:
        raise NotUnderstood("The text is UTF-16.", "Save it as 'CSV UTF-8' and import that.", "utf-16")
    if b"\0" in head:
        raise NotUnderstood("There is a NUL byte, so this is not a text file.", "Export it as CSV.", "binary-file")
    if _decodes(head, "utf-8"):
        return "utf-8", ()
    if _decodes(head, "cp1252"):
        return "cp1252", ("This is not UTF-8; it was read as Windows text (cp1252). Look at accents and signs like µ.",)
    raise NotUnderstood("This is neither UTF-8 nor Windows text.", "Save it as UTF-8.", "encoding")


def _decodes(head: bytes, encoding: str) -> bool:
    for cut in range(4):  # the head may end within a letter of up to four bytes
        try:
            head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError as fault:
            if fault.end < len(head) - 4 or len(head) < HEAD_BYTES:
                return False
        else:
            return True
    return False


def _header(text: str, head_bytes: int) -> Header:
    if head_bytes >= HEAD_BYTES:
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]  # the last row may go on behind the head
    header = find_header(text, tuple(SEPARATORS), lambda names: not format_of(set(map(folded, names))).needs_agreement)
    if header is None:
        raise NotUnderstood(
            f"No header within the first {head_bytes} bytes.", "The first line names the columns.", "no-header"
        )
    return header


def _rows_below(text: str, header_line: int, delimiter: str) -> list[list[str]]:
    """Return some rows under the header, as far as they can be read; the last of the head may be cut off."""
    lines = text.splitlines(keepends=True)[header_line : header_line + _ROWS_SHOWN + 1]
    rows: list[list[str]] = []
    with suppress(csv.Error):
        for fields in csv.reader(lines, delimiter=delimiter):
            rows.append(fields)
    return rows[:_ROWS_SHOWN]


def _names_of_rows(text: str, header: Header) -> tuple[str, ...]:
    """Return names for the columns of a table that begins with its first day; () for one whose columns have names."""
    first, *below = _rows_below(text, header.line - 1, header.delimiter)[:2] or [[]]
    if header.skipped or not any(map(looks_like_day, first)):
        return ()
    if below and not any(looks_like_day(cell) and looks_like_day(first[place]) for place, cell in enumerate(below[0])):
        return ()
    known = next((names for known in FORMATS if (names := known.names_of_rows(first))), ())
    return known or tuple(f"Column {place}" for place in range(1, len(first) + 1))


def _name_faults(layout: FileLayout) -> Iterable[NotUnderstood]:
    for position, name in enumerate(layout.columns):
        if not name:
            yield NotUnderstood(f"Column {position + 1} has no name.", "Give each column a name.", "no-name")
        elif name in layout.columns[:position]:
            fault = f"The column {shown(layout.header[position])} is there twice."
            yield NotUnderstood(fault, "Give each column a name of its own.", "repeated-column")
