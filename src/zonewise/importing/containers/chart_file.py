"""A chart of a clinic or a portal: FHIR resources in JSON, alone, in a bundle or a line each, as a table of entries.

The table has the columns of zonewise's own and one more that names the kind of resource, by which `chart.ChartTable`
knows it. What the chart says of other things than medicines, allergies and conditions is passed over.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import BinaryIO
from zipfile import ZipFile, ZipInfo

from zonewise.fhir.chart import Chart, ChartAnswer, ChartMedicine
from zonewise.fhir.chart_reader import read_chart
from zonewise.fhir.resources import TooDeep
from zonewise.importing.chart import OWN_NOTE
from zonewise.importing.native import NATIVE_COLUMNS
from zonewise.model.substances import NALTREXONE
from zonewise.problem import NotUnderstood, shown

COLUMNS = (*NATIVE_COLUMNS, "resource")
MOST_BYTES = 64_000_000
"""A chart is read whole; one with more than this is mostly pictures and bills."""

_BEGINS = (b"{", b"[")
_MARKS = (b'"resourceType"', b'"hookInstance"', b'"prefetch"')
_MOST_NAMED = 40
_KIND_WORDS = {
    "MedicationRequest": "prescription",
    "MedicationOrder": "prescription",
    "MedicationPrescription": "prescription",
    "MedicationStatement": "list of medicines",
    "MedicationDispense": "pharmacy",
    "MedicationAdministration": "given at a clinic",
    "AllergyIntolerance": "list of allergies",
    "Condition": "list of conditions",
}


def is_chart(head: bytes) -> bool:
    """Say whether a file begins as a FHIR resource, a bundle or a request of decision support does."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(_BEGINS) and any(mark in head for mark in _MARKS)


def is_chart_name(name: str) -> bool:
    """Say whether a file in an archive may be a part of a chart."""
    return name.casefold().endswith((".json", ".ndjson"))


def write(stream: BinaryIO, out: BinaryIO) -> tuple[str, ...]:
    """Write what a chart says as rows; return what the person should know.

    Raises:
        NotUnderstood: It is too large, no chart, or that of several people.
    """
    stream.seek(0)
    text = stream.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise _too_large()
    return _write(chart_in([text]), out)


def write_members(archive: ZipFile, infos: Sequence[ZipInfo], out: BinaryIO) -> tuple[str, ...]:
    """Write what the files of an archive say, each a part of one chart; return what the person should know."""
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise _too_large()
    return _write(chart_in([archive.read(info) for info in infos]), out)


def _too_large() -> NotUnderstood:
    return NotUnderstood(
        f"The chart has more than {MOST_BYTES // 1_000_000} MB.",
        "Ask the portal for your medicines, allergies and conditions alone.",
        "too-large",
    )


def _write(chart: Chart, out: BinaryIO) -> tuple[str, ...]:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(chart))
    out.write(lines.getvalue().encode("utf-8", "replace"))
    return notes_of(chart)


def chart_in(texts: Sequence[bytes]) -> Chart:
    """Return the chart that files hold.

    Raises:
        NotUnderstood: It is no chart, or that of several people.
    """
    try:
        chart = read_chart(texts)
    except TooDeep as error:
        raise NotUnderstood(str(error), "Export the chart again.", "no-chart") from None
    except ValueError as error:
        where = f" in line {line}" if (line := getattr(error, "lineno", 0)) else ""
        raise NotUnderstood(f"The chart is no whole JSON{where}.", "Download it again.", "broken-json") from None
    if chart.people > 1:
        raise NotUnderstood(
            f"The charts of {chart.people} people are in it.", "Choose a file with yours alone.", "several-people"
        )
    return chart


def _rows(chart: Chart) -> Iterator[tuple[str, ...]]:
    for medicine in chart.medicines:
        yield from _medicine_rows(medicine, chart.day)
    if chart.birth_year is not None:
        yield ("", "", "profile", "birth-year", str(chart.birth_year), "", "your chart: date of birth", "Patient")
    for day in chart.days:
        rest = (OWN_NOTE, "Observation")
        yield from ((_day(day.day), "", "rating", name, points, "", *rest) for name, points in day.ratings)
        if day.dose_mg:
            yield (_day(day.day), "", "dose", NALTREXONE, day.dose_mg, "mg", *rest)
    for told in chart.told:
        yield (_day(told.day), "", "answer", told.name, told.value, "", OWN_NOTE, "QuestionnaireResponse")
    for answer in _answers_of_others(chart):
        note = f"your chart: {answer.because} ({_KIND_WORDS[answer.source]})"
        yield ("", "", "answer", answer.fact, answer.value, "", note, answer.source)


def _answers_of_others(chart: Chart) -> tuple[ChartAnswer, ...]:
    """Return the answers that stand there as an allergy or a condition alone."""
    told = {answer.name for answer in chart.told}
    return tuple(answer for answer in chart.answers if answer.fact not in told)


def _medicine_rows(medicine: ChartMedicine, chart_day: date | None) -> Iterator[tuple[str, ...]]:
    kinds = ", ".join(dict.fromkeys(_KIND_WORDS[source] for source in medicine.sources))
    note = f"your chart: {kinds}"
    if medicine.state == "not-said":
        note += "; whether you still take it is not said"
    rest = (medicine.code, note, medicine.sources[0])
    started = medicine.started or medicine.stopped or chart_day
    yield (_day(started), "", "medicine", medicine.name, "start", *rest)
    if medicine.state == "ended":
        yield (_day(medicine.stopped), "", "medicine", medicine.name, "stop", *rest)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def notes_of(chart: Chart) -> tuple[str, ...]:
    """Return what the person should know of a chart beside its entries."""
    unsaid = [medicine.name for medicine in chart.medicines if medicine.state == "not-said"]
    texts = [
        "Your chart does not say whether you still take {}. It counts as taken until you say that it was stopped.",
        "Ended long ago and left out: {}. If you still take one of them, write it down.",
        "Ended, and your chart does not say when; ordered more than a year ago: {}. If you took one of them in "
        "the last weeks, write it down with its last day.",
        "Left out, as your chart takes it back or says that it was not taken: {}.",
    ]
    lists: list[Sequence[str]] = [unsaid, chart.ended_long_ago, chart.end_unknown, chart.refuted]
    notes = [text.format(_listed(names)) for text, names in zip(texts, lists, strict=True) if names]
    notes += map(_answer_note, _answers_of_others(chart))
    if chart.days or chart.told:
        notes.append(
            f"{len(chart.days)} days and {len(chart.told)} answers of a diary are in it. Days that yours has already, "
            "and answers that you gave since, stay as they are. What a doctor or nurse said is to be told again."
        )
    elif not chart.medicines and not chart.answers:
        notes.append("There is no medicine in this chart that is taken, and nothing else that bears on LDN.")
    return tuple(notes)


def _answer_note(answer: ChartAnswer) -> str:
    return f"Your chart says {shown(answer.because)}. It stands as your answer until you correct it."


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(map(shown, names[:_MOST_NAMED])) + more
