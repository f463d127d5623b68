"""Workbooks, archives and the export of Apple Health are taken in like any other file."""

from pathlib import Path
from typing import Any

import pytest
from tests.importing.stored_files import archive, ods, xlsx

SPRING = [("Date", "Pain"), ("2024-01-05", 3), ("2024-01-06", 8)]
SUMMER = [("Date", "Pain"), ("2024-06-05", 4)]
HEALTH = (
    '<?xml version="1.0"?><HealthData><Record type="HKCategoryTypeIdentifierHeadache" sourceName="Health" '
    'startDate="2024-01-05 23:30:00 +0100" value="HKCategoryValueSeverityModerate"/></HealthData>'
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("diary.xlsx", xlsx({"Spring": SPRING})),
        ("diary.ods", ods({"Spring": SPRING})),
        ("diary.zip", archive({"diary.csv": "Date,Pain\n2024-01-05,3\n2024-01-06,8\n"})),
    ],
)
def test_a_sheet_is_taken_in_twice_as_once(nothing_yet: Any, tmp_path: Path, name: str, content: bytes) -> None:
    """Its ratings stand in the diary, and importing it again adds nothing."""
    path = tmp_path / name
    path.write_bytes(content)

    nothing_yet("import", path, "--map", "Pain=pain:0-10", "--accept")
    again = nothing_yet.json("import", path, "--map", "Pain=pain:0-10", "--accept")

    assert [(entry["day"], entry["name"], entry["value"]) for entry in nothing_yet.entries()] == [
        ("2024-01-05", "pain", "3"), ("2024-01-06", "pain", "8"),
    ]  # fmt: skip
    assert (again["added"], again["repeated"]) == (0, 2)


def test_which_sheet_is_asked_and_said(nothing_yet: Any, tmp_path: Path) -> None:
    """Nothing is stored before one is named; the other one is named as not read."""
    path = tmp_path / "diary.xlsx"
    path.write_bytes(xlsx({"Spring": SPRING, "Summer": SUMMER}))

    refused = nothing_yet.refused("import", path, "--accept", "--map", "Pain=pain:0-10")
    done = nothing_yet.json("import", path, "--accept", "--map", "Pain=pain:0-10", "--sheet", "Summer")

    assert "'Spring', 'Summer'" in refused
    assert "--sheet 'Spring'" in refused
    assert [entry["day"] for entry in nothing_yet.entries()] == ["2024-06-05"]
    assert "Also in it and not read: 'Spring'." in " ".join(done["notes"])


def test_an_error_names_the_row_of_the_sheet(nothing_yet: Any, tmp_path: Path) -> None:
    """Rows count as the sheet counts them, empty ones and line breaks in cells included."""
    path = tmp_path / "diary.xlsx"
    path.write_bytes(xlsx({"D": [("Date", "Pain", "Note"), (), ("2024-01-05", 3, "a\nb"), ("2024-02-31", 3, "")]}))

    assert "diary.xlsx:4: " in nothing_yet.refused("import", path, "--accept", "--map", "Pain=pain:0-10")


@pytest.mark.parametrize("name", ["export.xml", "export.zip"])
def test_apple_health_needs_no_mapping(nothing_yet: Any, tmp_path: Path, name: str) -> None:
    """The export is a known app's, zipped or not."""
    path = tmp_path / name
    path.write_bytes(archive({"apple_health_export/export.xml": HEALTH}) if name.endswith("zip") else HEALTH.encode())

    nothing_yet("profile", "timezone=Europe/Berlin")  # the day of an instant hangs on where the person lives
    done = nothing_yet.json("import", path)

    ratings = [entry for entry in nothing_yet.entries() if entry["kind"] == "rating"]
    assert done["format"] == "apple-health"
    assert [(entry["day"], entry["name"], entry["value"]) for entry in ratings] == [("2024-01-05", "pain", "6.67")]
