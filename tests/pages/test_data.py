"""One's own data in a real browser: a file is looked at, its mapping changed, and then taken in, without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import Pictures
from .test_every_page import is_whole


def test_a_file_is_looked_at_and_taken_in(
    running, visit: Callable[..., Page], project_root: Path, pictures: Pictures
) -> None:
    """A table of no known app is shown, a tracker is left out, shown again and taken in."""
    window = visit(running, "/data")
    window.get_by_label("File", exact=True).set_input_files(project_root / "tests/data/exports/other-wide.csv")
    window.get_by_role("button", name="Look at it").first.click()
    expect(window.get_by_text("Nothing is stored yet.")).to_be_visible()
    pictures(window, "import-phone.png")
    is_whole(window)

    window.get_by_text("Change what a tracker becomes").click()
    window.locator("#target-1").select_option("ignore")
    window.get_by_role("button", name="Take it in").click()
    expect(window.get_by_text("Look once more, then take it in.")).to_be_visible()
    window.get_by_role("button", name="Take it in").click()

    expect(window.get_by_role("heading", name="Taken in")).to_be_visible()
    pictures(window, "imported-phone.png")
    is_whole(window)


SHEET = """\
Timestamp,Pain,Fatigue,Nausea,Mood,Concentration,Sleep,Energy,LDN,Meds,Infection,Pain relief,Headache hours,Notes
03/04/2026 21:10,3,5,1,7,6,2,4,1,"Famotidine, tramadol 50 mg",no,8,2,slept badly
04/04/2026 21:12,4,4,0,6,7,3,5,1,Famotidine,nein,7,1,
05/04/2026 21:05,2,3,2,8,7,4,6,0,Famotidine,yes,8,0,better
"""
VISIBLE_ROWS = "".join(
    f"2026-01-0{day},{name},{group},{day % 4}\n"
    for day in (1, 2, 3)
    for group, names in {
        "Pain": "Headache,Joint pain,Muscle aches,Chest pain,Migraine",
        "Brain": "Brain fog,Anxiety,Depression,Lightheadedness,Memory problems,Confusion",
        "General": "Fever,Fatigue,Chills,Swollen glands,Night sweats",
        "Gastrointestinal": "Nausea,Diarrhea,Bloating,Constipation,Reflux",
        "Sensory": "Light sensitivity,Noise sensitivity,Smell sensitivity",
        "Physical": "Physically active,Standing,Stairs,Walking",
        "Experience": "Crash,Infection,Period",
        "Measurement": "HRV,Resting HR,Stability Score",
    }.items()
    for name in names.split(",")
)
VISIBLE = f"observation_date,tracker_name,tracker_category,observation_value\n{VISIBLE_ROWS}"


@pytest.mark.parametrize(("text", "most_questions"), [(SHEET, 12), (VISIBLE, 7)], ids=["sheet", "app"])
def test_the_first_look_at_a_file_is_short(
    text: str, most_questions: int, running, visit: Callable[..., Page], tmp_path: Path, pictures: Pictures
) -> None:
    """On a phone the look at a file is under four screens, with few questions and the button in sight."""
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    window = visit(running, "/data")
    window.get_by_label("File", exact=True).set_input_files(path)
    window.get_by_role("button", name="Look at it").first.click()
    expect(window.get_by_text("Nothing is stored yet.")).to_be_visible()
    pictures(window, f"import-{most_questions}-phone.png")

    height, screen = window.evaluate("[document.documentElement.scrollHeight, window.innerHeight]")
    assert height < 4 * screen, height / screen
    assert (
        window.locator("[name^='answer.']").evaluate_all("each => new Set(each.map(one => one.name)).size")
        <= most_questions
    )
    expect(window.get_by_role("button", name="Take it in", exact=True)).to_be_in_viewport()
    is_whole(window)


def test_from_a_sheet_to_todays_answer_in_eight_clicks(
    running, visit: Callable[..., Page], tmp_path: Path, pictures: Pictures
) -> None:
    """Choose, look, say the scale and what is good, take in, Today: and all of it can be taken back."""
    path = tmp_path / "mine.csv"
    path.write_text("Date,Pain,Mood\n2026-01-05,3,4\n2026-01-06,5,2\n", encoding="utf-8")
    window = visit(running, "/data", scripts=False)
    window.get_by_label("File", exact=True).set_input_files(path)
    window.get_by_role("button", name="Look at it").first.click()
    window.get_by_role("button", name="Take it in", exact=True).click()
    expect(window.get_by_text("Please look again:").first).to_be_visible()
    window.get_by_label("Which scale are 'Pain' and 'Mood' on?").select_option("0-10")
    window.get_by_text("High is good").click()
    window.get_by_role("button", name="Take it in", exact=True).click()
    expect(window.get_by_role("heading", name="Taken in")).to_be_visible()
    pictures(window, "imported-sheet-phone.png")
    window.get_by_role("link", name="Today", exact=True).first.click()  # the seventh click, the file counted
    expect(window.get_by_role("heading", level=1)).to_be_visible()

    window.goto("/data/imports")
    window.get_by_role("button", name="Take it back").first.click()
    expect(window.get_by_text("What the file brought no longer counts")).to_be_visible()
    pictures(window, "imports-phone.png")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_backup_comes_back(scripts: bool, running, visit: Callable[..., Page], pictures: Pictures) -> None:
    """A backup is made, stands in the list and is put back, with and without scripts."""
    window = visit(running, "/data", scripts=scripts)
    window.get_by_role("button", name="Back up now").click()
    expect(window.get_by_text("Backed up.")).to_be_visible()
    pictures(window, "backups-phone.png")
    if scripts:
        is_whole(window)

    window.get_by_role("link", name="Put back").first.click()
    pictures(window, "restore-phone.png")
    if scripts:
        is_whole(window)
    window.get_by_role("button", name="Put it in the place of my diary").click()

    expect(window.get_by_text("The backup is your diary now.")).to_be_visible()
