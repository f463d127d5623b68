"""What a chart holds, as rows: medicines with their codes, and answers to questions of ours.

`containers.chart_file` writes them out of FHIR resources with the columns of zonewise's own table and `resource`.
"""

from collections.abc import Collection, Iterable, Iterator

from zonewise.model.entry import Entry
from zonewise.problem import NotUnderstood, Problem

from .file_format import FileLayout, Note, ReaderOptions
from .native import NATIVE_COLUMNS, Native, native_entries
from .table_rows import Row

OWN_NOTE = "as you shared it"  # Of a row that zonewise itself wrote into a document.
OF_A_DAY = ("rating", "dose")  # Kinds that mean their own day and no other.


class ChartTable(Native):
    """The table of a chart; a row without a day, or of a day to come, is of today, but for what is of one day alone."""

    name = "fhir-chart"
    title = "your chart from a clinic, a patient portal or Apple Health (FHIR, `.json` or `.ndjson`)"
    becomes = (
        "Medicines that are taken or ended in the last half year are screened by name and code; one whose end is "
        "not written counts as taken. An allergy to naltrexone that stands in it becomes your answer; so does a "
        "liver disease or a pregnancy, and you can correct them. The year of birth stands in your profile. Of what "
        "zonewise itself shared the days and answers come back too, where your diary does not have them. "
        "Everything else is passed over."
    )

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether the columns of a chart's table are there, all of them."""
        return {*NATIVE_COLUMNS, "resource"} <= set(columns)

    def header_problems(self, layout: FileLayout) -> Iterable[NotUnderstood]:
        """Yield nothing: the table is of our own making."""
        return ()

    def entries(
        self, rows: Iterator[Row | Problem | Note], layout: FileLayout, where: str, options: ReaderOptions
    ) -> Iterator[Entry | Problem | Note]:
        """Yield the entry of each row."""
        day, kind, today = layout.columns.index("date"), layout.columns.index("kind"), options.latest.isoformat()

        def dated(row: Row | Problem | Note) -> Row | Problem | Note:
            if isinstance(row, tuple) and not "" < row[1][day] <= today and row[1][kind] not in OF_A_DAY:
                line, fields = row
                return line, [*fields[:day], today, *fields[day + 1 :]]
            return row

        is_there = options.is_there or (lambda entry: False)
        for item in native_entries(map(dated, rows), layout, where, options, self.name):
            if isinstance(item, Entry) and item.note == OWN_NOTE and is_there(item):
                continue
            yield item
