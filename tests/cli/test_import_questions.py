"""What a file leaves open is asked and remembered, and what was taken in can be taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import SAFE

Write = Callable[..., Path]
PAIN = "Date,Pain\n2024-01-01,2\n2024-01-02,3\n"
LATER = "Date,Pain\n2024-01-03,2\n2024-01-04,5\n"


def _ratings(zonewise: Any) -> list[tuple[str, str]]:
    return [(entry["day"], entry["value"]) for entry in zonewise.entries() if entry["kind"] == "rating"]


def test_a_scale_is_asked_and_never_taken_from_the_highest_value(zonewise: Any, csv_file: Write) -> None:
    """Without a word about the scale nothing is stored; with it each number is that number in every file."""
    assert "[mapping-scale]" in zonewise.refused("import", csv_file(PAIN), "--accept")
    assert _ratings(zonewise) == []
    zonewise("import", csv_file(PAIN), "--accept", "--scale", "0-10")
    zonewise("import", csv_file(LATER), "--accept")

    assert _ratings(zonewise) == [("2024-01-01", "2"), ("2024-01-02", "3"), ("2024-01-03", "2"), ("2024-01-04", "5")]


def test_another_reading_than_before_is_a_question(zonewise: Any, csv_file: Write) -> None:
    """A tracker that a later file shows otherwise is asked about; what the person says anew is pointed out."""
    zonewise("import", csv_file("Date,Mood\n2024-01-01,great\n"), "--accept")
    numbers = "Date,Mood\n2024-01-03,4\n"
    zonewise("import", csv_file(numbers), "--accept", "--map", "Mood=mood:0-10:higher-is-better")
    refused = zonewise.refused("import", csv_file("Date,Mood\n2024-01-05,awful\n"), "--accept")
    said = zonewise("import", csv_file(numbers), "--accept", "--map", "Mood=mood:0-5:higher-is-better")

    assert "[mapping-change]" in refused
    assert "[mapping-change]" in said.stderr


def test_values_that_do_not_fit_the_scale_of_before_are_asked_about(zonewise: Any, csv_file: Write) -> None:
    """A scale that is remembered is not stretched over values that lie outside it."""
    zonewise("import", csv_file(PAIN), "--accept", "--scale", "0-5")

    assert "[mapping-scale]" in zonewise.refused("import", csv_file("Date,Pain\n2024-01-05,8\n"), "--accept")


def test_the_order_of_dates_is_remembered(zonewise: Any, csv_file: Write) -> None:
    """Dates that can be read in two ways are asked about once."""
    text = "Date,Pain 0-10\n03/04/2024,4\n"
    assert "[ambiguous-date]" in zonewise.refused("import", csv_file(text), "--accept")
    zonewise("import", csv_file(text), "--accept", "--map", "Date=date:month-first")
    zonewise("import", csv_file("Date,Pain 0-10\n04/05/2024,4\n"), "--accept")

    assert [day for day, _ in _ratings(zonewise)] == ["2024-03-04", "2024-04-05"]


def test_an_app_that_we_know_goes_in_and_its_questions_are_shown(zonewise: Any, csv_file: Write) -> None:
    """An open scale of a known app keeps its tracker under its own name, and how to say it is shown."""
    text = "FeatureName,Timestamp,Value,Label,Note\nHeadache,2024-01-05T21:30:00+01:00,3.0,,\n"
    zonewise("profile", "timezone=Europe/Berlin")  # the day of an instant hangs on where the person lives

    output = zonewise("import", csv_file(text)).stdout

    assert "--map 'Headache=pain:0-10'" in output
    kept = [(entry["kind"], entry["name"]) for entry in zonewise.entries() if entry["kind"] != "profile"]
    assert kept == [("tracker", "Headache")]
    zonewise("import", csv_file(text), "--map", "Headache=pain:0-10")
    assert _ratings(zonewise) == [("2024-01-05", "3")]


def test_ticks_of_ldn_become_doses_by_their_amount(zonewise: Any, csv_file: Write) -> None:
    """A tick is no milligram; with the amount of one it is a dose, and a day without is a dose left out."""
    text = csv_file("Date,LDN\n2024-01-01,1\n2024-01-02,0\n2024-01-03,2\n")
    assert "[dose-unit]" in zonewise.refused("import", text, "--accept")
    zonewise("import", text, "--accept", "--map", "LDN=dose:1.5 mg each")

    assert [entry["value"] for entry in zonewise.entries() if entry["kind"] == "dose"] == ["1.5", "0", "3"]


def test_a_dose_far_above_a_low_one_is_asked_about(zonewise: Any, csv_file: Write) -> None:
    """Forty-five milligrams are no low dose: the person says that they are right, or what they are."""
    text = csv_file("Date,LDN (mg)\n2024-01-01,4.5\n2024-01-02,45\n")

    assert "[high-dose]" in zonewise.refused("import", text, "--accept")
    zonewise("import", text, "--accept", "--map", "LDN (mg)=dose:mg:up-to-50")
    assert [entry["value"] for entry in zonewise.entries() if entry["kind"] == "dose"] == ["4.5", "45"]


def test_a_high_dose_in_our_own_table_is_pointed_out(zonewise: Any, csv_file: Write) -> None:
    """A row that a person wrote is taken as it stands, and a dose far above a low one is said."""
    done = zonewise("import", csv_file("date,time,kind,name,value,unit,note\n2024-01-01,,dose,,45,mg,\n"))

    assert "[high-dose]" in done.stderr
    assert [entry["value"] for entry in zonewise.entries()] == ["45"]


@pytest.mark.parametrize("column", ["Taken", "Notes", "Activities", "Extra", "Mood", "What helped", "Pain relief used"])
@pytest.mark.parametrize(
    "cell",
    [
        "Tramadol 50mg; LDN 1.5mg",
        "walk, codeine",
        "slept badly and took two co-codamol in the end",
        "oxycodone/naloxone",
    ],
)
def test_an_opioid_in_any_column_is_seen(zonewise: Any, csv_file: Write, column: str, cell: str) -> None:
    """Each short text of each column is looked through, whatever the column becomes."""
    done = zonewise.json("import", csv_file(f'Date,Pain 0-10,{column}\n2024-01-01,5,"{cell}"\n'), "--accept")

    assert [medicine["finding"] for medicine in done["medicines"]][:1] == ["opioid"]
    assert [entry["kind"] for entry in zonewise.entries() if entry["kind"] == "medicine"]


def test_an_opioid_in_any_column_of_a_long_table_is_seen(zonewise: Any, csv_file: Write) -> None:
    """Columns of a long table that become nothing are looked through as well."""
    text = "date,group,name,value,comment\n2024-01-01,Oxycodone,Energy drink,2,\n2024-01-02,Food,Tea,1,had codeine\n"

    done = zonewise.json("import", csv_file(text), "--accept")

    assert sorted(medicine["name"] for medicine in done["medicines"]) == ["Oxycodone", "had codeine"]
    assert [entry["name"] for entry in zonewise.entries() if entry["kind"] == "tracker"] == ["Energy drink", "Tea"]


def test_an_opioid_that_is_named_in_a_row_without_a_value_is_seen(zonewise: Any, csv_file: Write) -> None:
    """A long table may tick a medicine by its name alone."""
    text = csv_file("Date,Symptom,Severity\n2024-01-01,Nausea,2\n2024-01-02,Codeine,\n")

    done = zonewise.json("import", text, "--accept", "--scale", "0-10")

    assert [medicine["name"] for medicine in done["medicines"]] == ["Codeine"]


def test_an_opioid_in_a_column_that_is_left_out_is_said(zonewise: Any, csv_file: Write) -> None:
    """What the person leaves out is not stored, and what it names is."""
    text = csv_file("Date,Pain 0-10,Extra\n2024-01-01,5,tramadol\n")

    done = zonewise("import", text, "--accept", "--map", "Extra=ignore")

    assert "[medicine-left-out]" in done.stderr
    assert [entry["kind"] for entry in zonewise.entries()] == ["rating"]


DENIED = ("no tramadol today", "No more morphine", "without codeine", "kein Tramadol", "sin codeina")
NOT_DENIED = (
    "no tramadol but oxycodone",
    "not without tramadol",
    "no pain after tramadol",
    "#tramadol",
    "no. 4 codeine",
)


@pytest.mark.parametrize("cell", [*DENIED, *NOT_DENIED])
def test_a_medicine_right_behind_a_no_was_not_taken(zonewise: Any, csv_file: Write, cell: str) -> None:
    """It is said and not counted; where the no may speak of something else, or another one stands beside it, it is."""
    done = zonewise("import", csv_file(f'Date,Pain 0-10,Extra\n2024-01-01,5,"{cell}"\n'), "--accept")

    assert bool([entry for entry in zonewise.entries() if entry["kind"] == "medicine"]) is (cell in NOT_DENIED)
    assert ("[medicine-not-taken]" in done.stderr) is (cell in DENIED)


def test_a_column_named_after_what_was_not_taken_is_no_medicine(zonewise: Any, csv_file: Write) -> None:
    """A habit called "No opioids" that was kept is no opioid."""
    zonewise("import", csv_file("Date,Pain 0-10,No opioids\n2024-01-01,5,yes\n2024-01-02,5,no\n"), "--accept")

    assert [entry for entry in zonewise.entries() if entry["kind"] == "medicine"] == []


def test_ones_own_ldn_in_a_list_is_ones_own(zonewise: Any, csv_file: Write) -> None:
    """LDN between other medicines in one cell is no other antagonist beside it."""
    done = zonewise.json(
        "import", csv_file('Date,Meds taken\n2024-01-01,"Famotidine, Ketotifen, LDN 1.5mg"\n'), "--accept"
    )

    names = sorted(medicine["name"] for medicine in done["medicines"])
    assert names in ([], ["Famotidine", "Ketotifen", "LDN 1.5mg"])
    assert [entry["kind"] for entry in zonewise.entries()] in (["tracker"], ["note"])


def test_an_import_is_taken_back_whole_and_can_come_again(zonewise: Any, csv_file: Write) -> None:
    """What a file added is gone, what it replaced stands as before, and the file can be taken in again."""
    path = csv_file(PAIN)
    zonewise("import", path, "--accept", "--scale", "0-10")
    first = _ratings(zonewise)
    zonewise("import", path, "--accept", "--map", "Pain=pain:0-5")
    changed = _ratings(zonewise)

    assert "2 entries stand again" in zonewise("import", "--undo").stdout
    assert _ratings(zonewise) == first
    assert "2 entries are gone" in zonewise("import", "--undo").stdout
    assert _ratings(zonewise) == []
    assert "[no-import]" in zonewise.refused("import", "--undo")
    assert zonewise.json("import", path, "--accept", "--scale", "0-5")["added"] == 2
    assert _ratings(zonewise) == changed
    assert zonewise.json("import", path, "--accept")["added"] == 0


def test_a_correction_by_hand_outlives_the_undoing(zonewise: Any, csv_file: Write) -> None:
    """What the person wrote since stays when the file goes, and it is said."""
    zonewise("import", csv_file(PAIN), "--accept", "--scale", "0-10")
    zonewise("correct", zonewise.entries()[0]["id"], "9")

    undone = zonewise.json("import", "--undo")

    assert (undone["withdrawn"], undone["left"]) == (1, 1)
    assert _ratings(zonewise) == [("2024-01-01", "9")]


def test_what_was_taken_in_is_listed(zonewise: Any, csv_file: Write) -> None:
    """Each file that stands is listed with when it came and how to take it back."""
    zonewise("import", csv_file(PAIN), "--accept", "--scale", "0-10")
    (standing,) = zonewise.json("import", "--list")

    assert standing["added"] == 2
    assert f"--undo --id {standing['id']}" in zonewise("import", "--list").stdout
    zonewise("import", "--undo", "--id", standing["id"])
    assert zonewise.json("import", "--list") == []


def test_from_a_file_to_the_answer_of_the_day_in_six_commands(zonewise: Any, csv_file: Write) -> None:
    """Look, take in with what was asked, answer what bears on the dose, and ask: two commands are left over."""
    rows = "".join(f"2024-01-{day:02},{3 + day % 2},6,1\n" for day in range(1, 30))
    path = csv_file(f"Date,Pain,Mood,LDN\n{rows}")
    asked = zonewise.json("import", path, "--dry-run")["questions"]
    said = [word for question in asked for word in ("--map", question["say"])]
    zonewise("import", path, "--accept", *said)
    zonewise("answer", *SAFE, "insomnia_or_anxiety_spike=no", "--on", "2024-01-30")

    day = zonewise.json("today", "--as-of", "2024-01-30")

    assert 0 < len(asked) <= 12
    assert len(_ratings(zonewise)) == 58
    assert day["ask"] == []
