"""Taking in files: once, whole, corrected when read again, and never without the person's word."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Write = Callable[[str], Path]

VISIBLE = """\
observation_date,tracker_name,tracker_category,observation_value
2024-01-02,Headache,Brain,3
2024-01-02,Anxiety,Brain,1
2024-01-02,Infection,Experience,1
2024-01-02,HRV,Measurement,41
2024-01-03,Headache,Brain,0
"""
BEARABLE = """\
date,weekday,time of day,category,rating/amount,detail,notes
"2nd Jan 2024","Tuesday","am","Mood","10","Calm","slept in"
"2nd Jan 2024","Tuesday","pm","Symptom","2","Headache (Moderate)",""
"3rd Jan 2024","Wednesday","am","Mood","1","",""
"""
OTHER = "Day,Pain 0-5,Mood 1-5 (5 = good),LDN mg,Infection\n13/01/2024,3,4,1.5,no\n14/01/2024,5,,1.5,yes\n"


def _counts(zonewise: Any) -> Counter[str]:
    return Counter(entry["kind"] for entry in zonewise.entries())


@pytest.mark.parametrize(
    ("text", "words", "kinds"),
    [
        (VISIBLE, (), {"rating": 3, "event": 1, "tracker": 1}),
        (BEARABLE, (), {"rating": 3, "tracker": 0}),
        (OTHER, ("--accept",), {"rating": 3, "dose": 2, "event": 1}),
    ],
    ids=["visible", "bearable", "other"],
)
def test_twice_adds_nothing(
    nothing_yet: Any, csv_file: Write, text: str, words: tuple[str, ...], kinds: dict[str, int]
) -> None:
    """The same file imported again changes nothing, whichever app wrote it."""
    path = csv_file(text)

    first = nothing_yet.json("import", path, *words)
    held = nothing_yet.entries("--all")
    again = nothing_yet.json("import", path, *words)

    assert _counts(nothing_yet) >= Counter(kinds)
    assert (first["added"], first["repeated"]) == (len(held), 0)
    assert (again["added"], again["repeated"]) == (0, len(held))
    assert nothing_yet.entries("--all") == held


def test_native_twice(nothing_yet: Any, csv_file: Write, rated_csv: Callable[..., str]) -> None:
    """Our own format counts once too, and a file that has grown adds what is new."""
    nothing_yet("import", csv_file(rated_csv(40)))
    again = nothing_yet.json("import", csv_file(rated_csv(40)))
    grown = nothing_yet.json("import", csv_file(rated_csv(41)))

    assert (again["added"], again["repeated"]) == (0, 405)
    assert (grown["added"], grown["repeated"]) == (11, 405)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (BEARABLE, {("2024-01-02", "rating", "mood"): "0", ("2024-01-03", "rating", "mood"): "10"}),
        (
            VISIBLE,
            {("2024-01-02", "rating", "pain"): "10", ("2024-01-03", "rating", "pain"): "0"}
            | {("2024-01-02", "rating", "anxiety"): "3.33", ("2024-01-02", "tracker", "HRV"): "41"},
        ),
    ],
    ids=["bearable", "visible"],
)
def test_scales_and_own_names(
    nothing_yet: Any, csv_file: Write, text: str, values: dict[tuple[str, str, str], str]
) -> None:
    """Bearable's 10 is the best mood and becomes 0, Visible's 0 to 3 becomes 0 to 10; other names stay as they are."""
    nothing_yet("import", csv_file(text))
    kept = {(e["day"], e["kind"], e["name"]): e["value"] for e in nothing_yet.entries()}

    assert values.items() <= kept.items()


def test_another_mapping_supersedes(nothing_yet: Any, csv_file: Write) -> None:
    """Read again with another mapping, a row replaces its own earlier reading; back again is a third entry."""
    path = csv_file(VISIBLE)
    nothing_yet("import", path)

    def headaches() -> list[tuple[str, str]]:
        return sorted((e["kind"], e["value"]) for e in nothing_yet.entries() if e["name"] in ("pain", "Headache"))

    assert headaches() == [("rating", "0"), ("rating", "10")]
    assert nothing_yet.json("import", path, "--map", "Headache=tracker")["added"] == 2
    assert headaches() == [("tracker", "0"), ("tracker", "3")]
    assert nothing_yet.json("import", path, "--map", "Headache=tracker")["added"] == 0
    assert nothing_yet.json("import", path)["added"] == 2
    assert headaches() == [("rating", "0"), ("rating", "10")]
    assert nothing_yet.json("import", path)["added"] == 0


def test_a_dose_mended_in_the_app_is_not_counted_twice(nothing_yet: Any, csv_file: Write) -> None:
    """A dose corrected in the other app and exported again stands in place of the wrong one, not beside it."""
    nothing_yet("import", csv_file(OTHER), "--accept")
    nothing_yet("import", csv_file(OTHER.replace("3,4,1.5,no", "3,4,3,no")), "--accept")

    doses = [(e["day"], e["value"]) for e in nothing_yet.entries() if e["kind"] == "dose"]
    assert doses == [("2024-01-13", "3"), ("2024-01-14", "1.5")]


def test_what_the_person_corrected_stands(nothing_yet: Any, csv_file: Write) -> None:
    """A correction made here, and an entry taken back here, outlive the next import of the same file."""
    path = csv_file(OTHER)
    nothing_yet("import", path, "--accept")
    pain = {e["day"]: e["id"] for e in nothing_yet.entries() if e["name"] == "pain"}
    nothing_yet("correct", pain["2024-01-13"], "9")
    nothing_yet("correct", pain["2024-01-14"], "--take-back")

    assert nothing_yet.json("import", path, "--accept")["added"] == 0
    assert [e["value"] for e in nothing_yet.entries() if e["name"] == "pain"] == ["9"]


def test_what_the_person_corrected_stands_under_another_mapping(nothing_yet: Any, csv_file: Write) -> None:
    """Read again with another scale, a row corrected or taken back by hand is not brought back."""
    path = csv_file(VISIBLE)
    nothing_yet("import", path)
    pain = {e["day"]: e["id"] for e in nothing_yet.entries() if e["name"] == "pain"}
    nothing_yet("correct", pain["2024-01-02"], "7")
    nothing_yet("correct", pain["2024-01-03"], "--take-back")

    again = nothing_yet.json("import", path, "--map", "Headache=pain:0-4")

    assert again["added"] == 0
    assert "2 rows were corrected" in str(again["notes"])
    assert [e["value"] for e in nothing_yet.entries() if e["name"] == "pain"] == ["7"]


def test_two_equal_doses_of_one_day_are_two(nothing_yet: Any, csv_file: Write) -> None:
    """Two capsules written down on one day without a time are two doses, also on the second import."""
    path = csv_file("date,time,kind,name,value,unit,note\n" + "2024-01-03,,dose,,1.5,mg,\n" * 2)

    assert nothing_yet.json("import", path)["added"] == 2
    assert nothing_yet.json("import", path)["added"] == 0


def test_dry_run(nothing_yet: Any, csv_file: Write) -> None:
    """A dry run counts and shows what would become of the file, and begins no diary."""
    output = nothing_yet("import", csv_file(VISIBLE), "--dry-run").stdout

    assert "  Headache: pain, from 0 to 3, where 3 is worst\n" in output
    assert "Kept under their own names: HRV." in output
    assert "Dry run, nothing is stored: 5 new entries" in output
    assert not nothing_yet.diary.exists()


def test_dry_run_on_a_diary(zonewise: Any, csv_file: Write) -> None:
    """On a diary that was begun a dry run stores nothing either, and knows what is there already."""
    path = csv_file(VISIBLE)
    zonewise("import", path)
    held = zonewise.held()

    counted = zonewise.json("import", path, "--dry-run")

    assert (counted["added"], counted["repeated"], counted["dry_run"]) == (0, 5, True)
    assert zonewise.held() == held


def test_an_unknown_file_needs_the_persons_word(zonewise: Any, csv_file: Write) -> None:
    """A file from no known app is refused with the proposal in the message, scales and directions included."""
    output = zonewise.refused("import", csv_file(OTHER))

    assert "Day=date:day-first" in output
    assert "Pain 0-5=pain:0-5" in output
    assert "Mood 1-5 (5 = good)=mood:1-5:higher-is-better" in output
    assert "LDN mg=dose:mg" in output
    assert "--accept" in output
    assert output.endswith("Nothing was stored. [unconfirmed-mapping]\n")


def test_a_dry_run_of_an_unknown_file_shows_the_proposal(zonewise: Any, csv_file: Write, tmp_path: Path) -> None:
    """It may be tried out before the word is given, and the proposal saved as not confirmed."""
    saved = tmp_path / "mapping.yaml"

    zonewise("import", csv_file(OTHER), "--dry-run", "--save-mapping", saved)

    assert "confirmed: false" in saved.read_text(encoding="utf-8")
    assert "[unconfirmed-mapping]" in zonewise.refused("import", csv_file(OTHER), "--mapping", saved)
    saved.write_text(saved.read_text(encoding="utf-8").replace("confirmed: false", "confirmed: true"), "utf-8")
    assert zonewise.json("import", csv_file(OTHER), "--mapping", saved)["added"] == 6


def test_map_changes_the_scale(zonewise: Any, csv_file: Write) -> None:
    """With --map the person says what a column is, and on which scale."""
    zonewise("import", csv_file(OTHER), "--map", "Pain 0-5=pain:0-10", "--accept")

    assert [e["value"] for e in zonewise.entries() if e["name"] == "pain"] == ["3", "5"]


def test_map_of_a_tracker_that_is_not_there(zonewise: Any, csv_file: Write) -> None:
    """A slip in --map is answered with the nearest tracker; it would otherwise change nothing, silently."""
    output = zonewise.refused("import", csv_file(VISIBLE), "--map", "Hedache=pain:0-3")

    assert "diary.csv has no tracker 'Hedache'. Did you mean 'Headache'?" in output


@pytest.mark.parametrize("rule", ["Headache", "Headache=pian:0-3", "Headache=pain", "Headache=pain:3-0"])
def test_a_rule_that_is_none(zonewise: Any, csv_file: Write, rule: str) -> None:
    """A rule that cannot be followed says how one is written."""
    assert "--map" in zonewise.refused("import", csv_file(VISIBLE), "--map", rule)


def test_leave_out(zonewise: Any, csv_file: Write) -> None:
    """Rows that are not understood refuse the file; on request they are named and left out, and the rest is kept."""
    text = "date,time,kind,name,value,unit,note\n2024-01-01,,rating,pain,3,,\n2024-02-30,,rating,pain,3,,\n"

    refused = zonewise.refused("import", csv_file(text))
    kept = zonewise("import", csv_file(text), "--leave-out")

    assert refused == kept.stderr
    assert kept.stdout == "Taken in: 1 new entry, 0 already there (1 rating).\n"
    assert len(zonewise.entries()) == 1


def test_a_mapping_is_never_written_over_another_file(zonewise: Any, csv_file: Write, tmp_path: Path) -> None:
    """A mapping that cannot be saved refuses the import too, so neither half happens."""
    path = csv_file(VISIBLE)
    mine = tmp_path / "mine.txt"
    mine.write_text("precious", encoding="utf-8")

    assert "[file-exists]" in zonewise.refused("import", path, "--save-mapping", mine)
    assert mine.read_text(encoding="utf-8") == "precious"
    assert "[unwritable-file]" in zonewise.refused("import", path, "--save-mapping", tmp_path / "none" / "m.yaml")


def test_chest_pain_is_asked_about_and_never_averaged(zonewise: Any, csv_file: Write) -> None:
    """An import never records a danger sign, and says so when the file holds a reason to ask."""
    output = zonewise("import", csv_file(VISIBLE + "2024-01-03,Chest pain,Pain,2\n"))

    assert "[ask-danger-sign]" in output.stderr
    assert ("tracker", "Chest pain") in [(e["kind"], e["name"]) for e in zonewise.entries()]


def test_the_screen_fits_80_columns(zonewise: Any, csv_file: Write) -> None:
    """What an import says of a file is one screen of 80 columns."""
    output = zonewise("import", csv_file(BEARABLE)).stdout

    assert max(map(len, output.splitlines())) <= 80
