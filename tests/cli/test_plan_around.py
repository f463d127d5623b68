"""Calendar file, order sheet, bottle and operation on the command line."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from icalendar import Calendar

from zonewise.services.base.clock import utc_now


def test_the_calendar_file_is_written(titrating: Any, tmp_path: Path) -> None:
    """The file holds the dose at the time given, and the command says what is in it."""
    file = tmp_path / "reminders.ics"
    output = titrating("plan", "calendar", file, "--at", "bedtime=23:15", "--as-of", "2024-03-10").stdout
    starts = [item.start for item in Calendar.from_ical(file.read_bytes()).walk("VEVENT") if "dose" in item["summary"]]

    assert "1 dose reminder" in " ".join(output.split())
    assert [(start.hour, start.minute) for start in starts] == [(23, 15)]


def test_a_wrong_time_writes_no_file(titrating: Any, tmp_path: Path) -> None:
    """A word that is no time of day is named with those that are."""
    file = tmp_path / "reminders.ics"

    assert "Did you mean 'bedtime'?" in titrating.refused("plan", "calendar", file, "--at", "bed=22:00")
    assert not file.exists()


def test_a_folder_that_is_not_there_is_told(titrating: Any, tmp_path: Path) -> None:
    """A place that cannot be written is refused, not a fault."""
    assert "[unwritable-file]" in titrating.refused("plan", "calendar", tmp_path / "none" / "reminders.ics")


def test_only_an_earlier_calendar_is_written_over(titrating: Any, tmp_path: Path) -> None:
    """Made anew it takes the place of the last one; the diary, or any other file, is left as it is."""
    file = tmp_path / "reminders.ics"
    for _ in range(2):
        titrating("plan", "calendar", file)

    assert "[file-exists]" in titrating.refused("plan", "calendar", titrating.diary)


def test_the_order_sheet(titrating: Any) -> None:
    """The numbers in words and as JSON are the same; without a plan it says how to enter one."""
    shown = titrating("plan", "order", "--weeks", "2", "--leave-out", "lactose", "--as-of", "2024-03-10").stdout
    (amount,) = titrating.json("plan", "order", "--weeks", "2", "--as-of", "2024-03-10")["amounts"]

    assert f"liquid of 1 mg/mL: {amount['order']} mL" in shown
    assert amount["staying"] == 7
    assert "Leave out: lactose" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "[number-of-weeks]" in titrating.refused("plan", "order", "--weeks", "0")


def test_no_plan_no_order(zonewise: Any) -> None:
    """Nothing is counted where nothing was prescribed."""
    assert "zonewise plan say" in zonewise("plan", "order").stdout
    assert zonewise.json("plan", "order") is None


def test_a_bottle_of_another_strength_waits_for_a_word(titrating: Any) -> None:
    """It is told what differs and nothing is stored; with the word it is."""
    before = titrating.held()
    asked = titrating("plan", "bottle", "5 mg/mL", "--lot", "B2", code=3)

    assert "5 times the dose" in asked.stderr
    assert titrating.held() == before
    assert (
        "Written down: liquid, 5 mg/mL, lot B2."
        in titrating("plan", "bottle", "5 mg/mL", "--lot", "B2", "--confirm").stdout
    )
    assert "Bottle 1: liquid, 5 mg/mL, lot B2" in titrating("plan", "show").stdout


def test_a_label_that_makes_no_sense_is_refused(titrating: Any) -> None:
    """What was found and what is meant to stand there; nothing is stored."""
    assert "[strength]" in titrating.refused("plan", "bottle", "1 mg")


def test_an_operation(titrating: Any) -> None:
    """Shown with the surgical team's word first; a dry run stores nothing, a past day is refused."""
    day = (utc_now().date() + timedelta(days=30)).isoformat()
    before = titrating.held()
    shown = titrating("plan", "surgery", day, "--at", "08:30", "--dry-run").stdout
    assert titrating.held() == before
    assert shown.index("What they say comes before") < shown.index("No LDN from:")

    titrating("plan", "surgery", day)
    assert [item["name"] for item in titrating.entries() if item["kind"] == "event"] == ["surgery"]
    assert "[day-of-surgery]" in titrating.refused("plan", "surgery", "2020-01-01")
