"""Makes exports of two years as the apps write them, workbooks, and exports of Apple Health of any size."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np

DAYS = 730
LAST_DAY = date(2026, 6, 28)
_SYMPTOMS = ("Headache", "Joint pain", "Brain fog", "Nausea", "Itching", "Anxiety", "Fatigue", "Palpitations")
Rows = Iterator[list[object]]


def _days() -> Iterator[tuple[date, np.random.Generator]]:
    rng = np.random.default_rng(1)
    for number in range(DAYS):
        yield LAST_DAY - timedelta(days=DAYS - 1 - number), rng


def _bearable() -> Rows:
    yield ["date", "date formatted", "weekday", "time of day", "category", "rating/amount", "detail", "notes"]
    for day, rng in _days():
        begin = [f"{day:%d %b %Y}", day.isoformat(), f"{day:%A}"]
        for name in _SYMPTOMS:
            yield [*begin, "pm", "Symptom", int(rng.integers(0, 5)), f"{name} (Mild)", ""]
        yield [*begin, "pm", "Mood", int(rng.integers(1, 11)), "", "as usual"]
        yield [*begin, "pm", "Energy", int(rng.integers(1, 11)), "", ""]
        yield [*begin, "", "Sleep quality", int(rng.integers(1, 6)), "", ""]
        yield [*begin, "22:00", "Meds/Supplements", 1.5, "LDN (mg)", ""]
        yield [*begin, "", "Factors", "", "Caffeine - Little | Walk | Stress - Moderate", ""]


def _daylio() -> Rows:
    yield ["full_date", "date", "weekday", "time", "mood", "activities", "note_title", "note"]
    for day, rng in _days():
        for hour in (9, 15, 21):
            mood = ("rad", "good", "meh", "bad", "awful")[rng.integers(0, 5)]
            yield [day, f"{day:%B %d}", f"{day:%A}", f"{hour}:05", mood, "walk | reading | good sleep", "", "a note"]


def _track_and_graph() -> Rows:
    yield ["FeatureName", "Timestamp", "Value", "Label", "Note"]
    for day, rng in _days():
        for name in _SYMPTOMS:
            yield [name, f"{day}T21:30:41.432+01:00", float(rng.integers(0, 11)), "", ""]


def _flaredown() -> Rows:
    yield ["user_id", "checkin_date", "trackable_type", "trackable_name", "trackable_value"]
    for day, rng in _days():
        for name in _SYMPTOMS:
            yield ["u", day, "Symptom", name, int(rng.integers(0, 5))]
        yield ["u", day, "Treatment", "Low dose naltrexone", "1.5 mg"]


def _habitbull() -> Rows:
    yield ["HabitName", "HabitDescription", "HabitCategory", "CalendarDate", "Value", "CommentText"]
    for day, rng in _days():
        for name in _SYMPTOMS:
            yield [name, "", "", f"{day.month}/{day.day}/{day.year}", int(rng.integers(0, 2)), ""]


def _emoods() -> Rows:
    yield ["Date", "Depressed", "Irritability", "Anxiety", "Elevated", "Sleep", "Psychotic Symptoms", "Notes"]
    for day, rng in _days():
        yield [day, *map(int, rng.integers(0, 4, 4)), 7.5, 0, "long day"]


def _whoop() -> Rows:
    yield [
        "Cycle start time", "Cycle end time", "Cycle timezone", "Recovery score %", "Resting heart rate (bpm)",
        "Wake onset", "Sleep performance %", *(f"Measure {number} (min)" for number in range(18)),
    ]  # fmt: skip
    for day, rng in _days():
        score = int(rng.integers(40, 100))
        yield [
            f"{day - timedelta(days=1)} 23:10:00", f"{day} 23:00:00", "UTC+01:00", score, 55,
            f"{day} 07:05:00", score, *map(int, rng.integers(1, 500, 18)),
        ]  # fmt: skip


def _oura() -> Rows:
    yield ["date", "Sleep Score", "Readiness Score", *(f"Measure {number}" for number in range(25))]
    for day, rng in _days():
        yield [day, *map(int, rng.integers(40, 100, 27))]


def _garmin() -> Rows:
    yield ["Sleep Score 4 Weeks", "Score", "Resting Heart Rate", "Body Battery", "Quality", "Duration"]
    for day, rng in _days():
        yield [day, int(rng.integers(40, 100)), 52, 70, "Good", "7h 55min"]


def _fitbit() -> Rows:
    yield ["sleep_log_entry_id", "timestamp", "overall_score", "deep_sleep_in_minutes", "restlessness"]
    for day, rng in _days():
        yield [1, f"{day}T08:14:30Z", int(rng.integers(40, 100)), 90, 0.12]


def _loop() -> Rows:
    yield ["Date", *_SYMPTOMS, "LDN (mg)", ""]
    for day, rng in _days():
        yield [day, *map(int, rng.integers(-1, 4, len(_SYMPTOMS))), 4500, ""]


def _sheet() -> Rows:
    yield ["Date", *(f"{name} (0-10)" for name in _SYMPTOMS), "LDN (mg)", "Notes"]
    for day, rng in _days():
        yield [day, *map(int, rng.integers(0, 11, len(_SYMPTOMS))), 1.5, "as usual"]


TABLES: dict[str, Callable[[], Rows]] = {
    "bearable": _bearable, "daylio": _daylio, "track-and-graph": _track_and_graph, "flaredown": _flaredown,
    "habitbull": _habitbull, "emoods": _emoods, "whoop": _whoop, "oura": _oura, "garmin": _garmin,
    "fitbit": _fitbit, "loop": _loop, "sheet": _sheet,
}  # fmt: skip


def write_two_years(folder: Path) -> Iterator[tuple[str, Path]]:
    """Write two years as each app has them, and a sheet of one's own as CSV, .xlsx and .ods; yield name and file."""
    for name, rows in TABLES.items():
        file = folder / f"{name}.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows())
        yield name, file
    yield "xlsx", _xlsx(folder / "sheet.xlsx")
    yield "ods", _ods(folder / "sheet.ods")
    health = folder / "export.zip"
    write_health_zip(health, 20_000_000)
    yield "apple health, 20 MB", health


def _xlsx(file: Path) -> Path:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Diary")
    for row in _sheet():
        sheet.append(row)
    book.save(file)
    return file


def _ods(file: Path) -> Path:
    def cell(value: object) -> str:
        if isinstance(value, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return f"<table:table-cell><text:p>{value}</text:p></table:table-cell>"

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in _sheet())
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><table:table table:name="Diary">'
        f"{rows}</table:table></office:document-content>"
    )
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", content)
    return file


def _health_pieces(least_bytes: int) -> Iterator[str]:
    """Yield the XML of a phone that counts all day, and of a person who writes down two symptoms a day."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData ANY>\n]>\n'
    yield "<HealthData>\n"
    begin = '<Record type="HK{}" sourceName="Phone" sourceVersion="18.1" creationDate="{} 08:00:00 +0100"'
    written, number = 0, 0
    while written < least_bytes:
        day = LAST_DAY - timedelta(days=DAYS - 1 - number * DAYS // max(least_bytes // 140_000, 1) % DAYS)
        out = io.StringIO()
        for minute in range(600):
            at = f"{day} {8 + minute // 60:02}:{minute % 60:02}:00 +0100"
            kind = begin.format("QuantityTypeIdentifierHeartRate", day)
            out.write(f' {kind} unit="count/min" startDate="{at}" endDate="{at}" value="{60 + minute % 40}"/>\n')
        for name, severity in (("Headache", "Mild"), ("Fatigue", "Severe")):
            at = f"{day} 12:{number % 60:02}:00 +0100"
            kind = begin.format(f"CategoryTypeIdentifier{name}", day)
            out.write(f' {kind} startDate="{at}" endDate="{at}" value="HKCategoryValueSeverity{severity}"/>\n')
        text = out.getvalue()
        written, number = written + len(text), number + 1
        yield text
    yield "</HealthData>\n"


def write_health_zip(file: Path, least_bytes: int) -> None:
    """Write an export of Apple Health whose XML has at least so many bytes."""
    with (
        ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as made,
        made.open("apple_health_export/export.xml", "w", force_zip64=True) as part,
    ):
        for piece in _health_pieces(least_bytes):
            part.write(piece.encode())
