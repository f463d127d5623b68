"""Any other table: its columns become what the person says.

Either a row is a day with a column for each tracker (wide), or a row is one value of the tracker that it names (long).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from zonewise.model.substances import is_naltrexone_alone
from zonewise.problem import NotUnderstood, did_you_mean, shown

from .cell_values import is_number
from .dates import looks_like_day, order_of_dates
from .dose_columns import DISAGREEMENT, DosePair, joined_with, pair_named, rules_of_pair, say_two_things, with_unit
from .file_format import FileLayout, Observation, RowReader, TrackerFormat
from .known_names import folded
from .sheet_proposal import COLUMN, propose_rule
from .tracker_mapping import COLUMN_TARGETS, TrackerMapping, TrackerRule
from .tracker_summary import TrackerSummary

_ROLES = {
    "date": (
        *("date", "day", "observation_date", "full_date", "datetime", "date and time", "date/time", "timestamp"),
        *("datum", "tag", "zeitstempel", "date du jour", "jour", "horodateur", "horodatage", "fecha", "dia", "día"),
        *("marca temporal", "dag", "tijdstempel", "entry date", "log date", "checkin_date", "check-in date"),
        *("created", "created at", "created_at", "submitted at", "logged at", "start", "start time", "startdate"),
    ),
    "time": ("time", "hour", "clock", "uhrzeit", "zeit", "heure", "hora", "tijd"),
    "name": ("name", "tracker", "symptom", "item", "tracker_name", "featurename", "measure", "metric"),
    "value": ("value", "rating", "score", "severity", "amount", "level", "observation_value"),
    "unit": ("unit", "units", "einheit", "unité", "unidad", "eenheid"),
    "note": (
        *("note", "notes", "comment", "comments", "notiz", "notizen", "kommentar", "remarque", "remarques"),
        *("commentaire", "nota", "notas", "comentario", "opmerking", "opmerkingen", "notitie"),
    ),
}
"""What columns of each role are called; of two, the name that stands first here."""

_OF_ONE_STEM = re.compile(r"(?P<stem>.+)[ _-](?P<role>name|value)")


class MappedTable(TrackerFormat):
    """A table of no app we know."""

    name = "other"
    title = "a table of no app we know"
    becomes = "What you say of its columns. More below."
    needs_agreement = True

    def identify(self, columns: Collection[str]) -> bool:
        """Take any table: it stands last in the registry."""
        return True

    def header_problems(self, layout: FileLayout) -> Iterable[NotUnderstood]:
        """Yield that there is no header when the first line holds values, or the days."""
        if sum(map(looks_like_day, layout.header)) > 1:
            fault = f"The days stand beside each other in the first line: {shown(', '.join(layout.header))}."
            yield NotUnderstood(fault, "Give each day a line; a spreadsheet can transpose a table.", "days-across")
        elif any(is_number(name) or looks_like_day(name) for name in layout.header):
            fault = f"The first line holds values, not names: {shown(', '.join(layout.header))}."
            yield NotUnderstood(fault, "Put a line with the names of the columns above it.", "no-header")

    def mapping_problems(self, mapping: TrackerMapping, layout: FileLayout) -> Iterator[NotUnderstood]:
        """Yield why the mapping cannot be followed: a column it needs is not named or not there."""
        columns = ", ".join(layout.header)
        if not mapping.column("date"):
            expected = f"Say which column it is with --map 'Date=date'. The columns are {columns}."
            yield NotUnderstood("No column is said to be the date.", expected, "no-date-column")
        if bool(mapping.column("name")) != bool(mapping.column("value")):
            expected = "A file with a row for each value needs both a column 'name' and a column 'value'."
            yield NotUnderstood("Only one of name and value is said.", expected, "mapping-rule")
        for role in COLUMN_TARGETS:
            column = mapping.column(role)
            if column and column not in layout.columns:
                expected = f"{did_you_mean(column, layout.columns)}The columns are {columns}."
                yield NotUnderstood(f"There is no column {shown(column)}.", expected, "unknown-column")

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows, once `mapping_problems` has none."""
        places = {role: layout.columns.index(mapping.column(role)) for role in COLUMN_TARGETS if mapping.column(role)}
        if mapping.is_long:
            return _long_rows(layout, places)
        return _wide_rows(layout, places["date"], places.get("time"), _amounts_of_pairs(layout, mapping))

    def survey(self, layout: FileLayout, rules: Collection[TrackerRule] = ()) -> RowReader:
        """Return a reader of every column as a tracker, and of the trackers that rows name."""
        roles = _roles_of(layout.header, rules)
        name, value, unit = (
            layout.columns.index(folded(roles[role])) if role in roles else None for role in ("name", "value", "unit")
        )

        beside = _columns_beside(layout, [layout.columns.index(folded(column)) for column in roles.values()])
        pair = pair_named(layout.header) or DosePair("", "")
        places = tuple(map(layout.header.index, pair)) if pair.taken else None

        def read_row(fields: list[str]) -> Iterator[Observation]:
            for header, field in zip(layout.header, fields, strict=True):
                yield Observation("", "", header, COLUMN, field.strip())
            if places is not None and say_two_things(*(fields[place].strip() for place in places)):
                yield Observation("", "", pair.name, DISAGREEMENT, "x")
            if name is not None and value is not None and fields[name].strip():
                written = fields[value].strip() or _only_value_beside(fields, beside)
                yield Observation("", "", fields[name].strip(), "", written, _cell(fields, unit))

        return read_row

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return the roles of the columns by their names, and what the trackers may be by their names and values."""
        columns = {folded(summary.tracker): summary for summary in trackers if summary.category == COLUMN}
        disagree = any(summary.category == DISAGREEMENT for summary in trackers)
        trackers = [summary for summary in trackers if summary.category != DISAGREEMENT]
        is_long = any(summary.category != COLUMN for summary in trackers)
        roles = {role: column for role, column in _roles_of(layout.header).items() if is_long or role not in _LONG_ONLY}
        dated = _dated_column(roles.pop("date", ""), columns, layout.header)
        if dated:
            roles = {"date": dated, **{role: column for role, column in roles.items() if column != dated}}
        rules = [_role(role, column, columns.get(folded(column))) for role, column in roles.items()]
        taken = set() if is_long else set(roles.values())
        of_medicines = is_long and folded(roles.get("name", "")) in _NAMES_AND_VALUES[-1]["name"]
        rules += [
            _proposed(summary, of_medicines=of_medicines)
            for summary in trackers
            if (summary.category != COLUMN) == is_long and summary.tracker not in taken
        ]
        if is_long:
            rules += [TrackerRule(name, "ignore") for name in layout.header if name not in roles.values()]
        elif (pair := pair_named(layout.header)) is not None:
            rules = [*rules_of_pair(pair, rules, columns, disagree=disagree)]
        return tuple(rules)


_LONG_ONLY = ("name", "value", "unit")


def _proposed(summary: TrackerSummary, *, of_medicines: bool) -> TrackerRule:
    if of_medicines and not is_naltrexone_alone(summary.tracker):
        return summary.as_medicine()
    if summary.counts_up and summary.tracker.startswith("Column "):
        return TrackerRule(summary.tracker, "ignore", because="it only counts the rows")
    return propose_rule(summary)


def _dated_column(named: str, columns: Mapping[str, TrackerSummary], header: Sequence[str]) -> str:
    """Return the column of the dates: the one called so where it holds whole days, else the first that does."""

    def holds_days(name: str) -> bool:
        summary = columns.get(folded(name))
        return summary is not None and bool(summary.samples) and all(map(looks_like_day, summary.samples))

    def counts(name: str) -> bool:
        summary = columns.get(folded(name))
        return summary is not None and summary.count > 0 == summary.other_values

    candidates = [name for known in _ROLES["date"] for name in header if folded(name) == known]
    return next(filter(holds_days, (*candidates, *header)), "" if counts(named) else named)


def _roles_of(header: Sequence[str], rules: Collection[TrackerRule] = ()) -> dict[str, str]:
    """Return the role that the name of a column suggests: {role: column}, each role and each column once.

    Args:
        rules: What the person said; it comes before any name.
    """
    said = {rule.target: rule.tracker for rule in rules if rule.target in COLUMN_TARGETS}
    roles: dict[str, str] = {}
    for role, names in _ROLES.items():
        columns = [name for known in names for name in header if folded(name) == known]
        columns += [name for name in header if role in _LONG_ONLY and _is_role_of_a_stem(name, role, header)]
        columns = [name for name in columns if name not in said.values()]
        if columns:
            roles[role] = columns[0]
    roles |= _name_and_value(header, roles)
    known = {folded(name): name for name in header}
    roles |= {role: known[folded(column)] for role, column in said.items() if folded(column) in known}
    if not ("name" in roles and "value" in roles):
        roles = {role: column for role, column in roles.items() if role not in _LONG_ONLY}
    return roles


_NAMES_AND_VALUES = (
    {"name": ("event", "what", "entry", "type"), "value": ("details", "detail")},
    {
        "name": (
            *("medication", "medications", "medicine", "medicines", "medication name", "medication_name"),
            *("medicine name", "medicine_name", "drug", "drug name", "drug_name", "medikament", "médicament"),
            *("medicamento", "medicijn"),
        ),
        "value": (
            *(
                "dose",
                "dosage",
                "amount",
                "quantity",
                "strength",
                "dosis",
                "dosierung",
                "menge",
                "quantité",
                "cantidad",
            ),
            *("dosering", "hoeveelheid"),
        ),
    },
)
"""Names of the two columns of a table that holds nothing but events with their details, or medicines with amounts."""


def _name_and_value(header: Sequence[str], roles: Mapping[str, str]) -> dict[str, str]:
    """Return name and value of such a table; beside other columns the same names are columns like any other."""
    rest = [name for name in header if name not in [roles[role] for role in roles if role not in ("name", "value")]]
    for known in _NAMES_AND_VALUES:
        columns = {role: name for name in rest for role, names in known.items() if folded(name) in names}
        if len(rest) == len(columns) == len(known):
            return columns
    return {}


def _is_role_of_a_stem(name: str, role: str, header: Sequence[str]) -> bool:
    """Say whether a column such as trackable_name has its counterpart trackable_value, or the other way round."""
    match = _OF_ONE_STEM.fullmatch(folded(name))
    if match is None or match["role"] != role:
        return False
    other = "value" if role == "name" else "name"
    return any(folded(column) == f"{match['stem']}{folded(name)[len(match['stem'])]}{other}" for column in header)


def _role(role: str, column: str, summary: TrackerSummary | None) -> TrackerRule:
    if role != "date" or summary is None:
        return TrackerRule(column, role)
    order = order_of_dates(summary.samples)
    if not order:
        because = "its dates can be read with the day or with the month first"
        return TrackerRule(column, role, because=because, no_time=summary.at_midnight, questions=("date-order",))
    because = "each time in it is midnight, which is no time" if summary.at_midnight else ""
    return TrackerRule(column, role, order=order, because=because, no_time=summary.at_midnight)


def _long_rows(layout: FileLayout, places: dict[str, int]) -> RowReader:
    rest = _columns_beside(layout, places.values())

    def read_row(fields: list[str]) -> Iterator[Observation]:
        day, at, name, value, unit, words = (_cell(fields, places.get(role)) for role in COLUMN_TARGETS)
        value = value or _only_value_beside(fields, rest)
        if not name:
            raise NotUnderstood("The row names no tracker.", "Write what was measured.", "empty-name")
        yield Observation(day, at, name, "", value, unit, words)
        for place, header in rest:  # looked through for medicines, and else what their rules say
            if fields[place].strip():
                yield Observation(day, at, header, "", fields[place].strip())

    return read_row


def _columns_beside(layout: FileLayout, taken: Collection[int]) -> list[tuple[int, str]]:
    """Return the columns that have no role, each with its place."""
    return [(place, header) for place, header in enumerate(layout.header) if place not in taken]


def _only_value_beside(fields: Sequence[str], rest: Iterable[tuple[int, str]]) -> str:
    """Return what stands in the one column without a role that a row fills, such as Dose beside Severity; else ""."""
    filled = [text for place, _ in rest if (text := fields[place].strip())]
    return filled[0] if len(filled) == 1 else ""


def _amounts_of_pairs(layout: FileLayout, mapping: TrackerMapping) -> dict[str, tuple[DosePair, int]]:
    """Return for each column of taking a dose whose amount stands in another one, as its rule says, where that is."""
    amounts: dict[str, tuple[DosePair, int]] = {}
    for rule in mapping.rules:
        joined = joined_with(rule.unit) if rule.target == "dose" else None
        if joined is not None and folded(joined.column) in layout.columns:
            amounts[folded(rule.tracker)] = (
                DosePair(rule.tracker, joined.column), layout.columns.index(folded(joined.column))
            )  # fmt: skip
    return amounts


def _wide_rows(layout: FileLayout, day: int, at: int | None, amounts: Mapping[str, tuple[DosePair, int]]) -> RowReader:
    trackers = [
        (place, header, amounts.get(folded(header)))
        for place, header in enumerate(layout.header)
        if place not in (day, at)
    ]

    def read_row(fields: list[str]) -> Iterator[Observation]:
        for place, header, amount in trackers:
            if cell := fields[place].strip():
                unit = "" if amount is None else with_unit(amount[0], fields[amount[1]].strip())
                yield Observation(fields[day].strip(), _cell(fields, at), header, "", cell, unit)

    return read_row


def _cell(fields: list[str], place: int | None) -> str:
    return "" if place is None else fields[place].strip()
