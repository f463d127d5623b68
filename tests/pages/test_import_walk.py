"""A file of each app goes in by the page as by the command line, on phones of two sizes, and comes out whole."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from zonewise.model.entry import in_force
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.importing.import_file import import_file
from zonewise.services.importing.proposal import ImportOptions

PHONES = ({"width": 390, "height": 844}, {"width": 360, "height": 740})
FILES = (
    "bearable-old", "daylio-new", "daylio-2018", "emoods", "fitbit-scores", "flaredown", "garmin-nights", "habitbull",
    "health-auto-medicines", "loop-numbers", "loop-words", "native-by-hand", "other-long", "other-wide", "oura-sleep",
    "track-and-graph-old", "visible-short", "whoop-cycles", "whoop-journal",
)  # fmt: skip
"""Of each format one or two; what each of their rows becomes is tested beside the readers."""
SHEETS = {
    "either order.csv": "Date,Pain (0-10)\n03/04/2026,4\n04/04/2026,5\n05/04/2026,6\n",
    "ticks.csv": "Date,LDN 1.5 mg,Severity,Migraine\n2026-01-05,1,7,yes\n2026-01-06,0,3,no\n",
    "no names.csv": "2026-01-05,4,well\n2026-01-06,6,\n",
}
MOST_CLICKS, MOST_SCREENS = 8, 4


def standing(diary: Diary) -> list[tuple[str, ...]]:
    """Return what counts in a diary."""
    return sorted(
        (str(entry.day), str(entry.at), entry.kind, entry.name, entry.value, entry.unit, entry.note)
        for entry in in_force(all_entries(diary))
    )


def answered(window: Page) -> dict[str, str]:
    """Answer each question with its first choice that says something, and return the answers by their questions."""
    said = {}
    for name in dict.fromkeys(
        window.locator("[name^='answer.']").evaluate_all("fields => fields.map(field => field.name)")
    ):
        field = window.locator(f"[name='{name}']")
        values = field.evaluate_all(
            "fields => fields.flatMap(one => one.options ? [...one.options].map(o => o.value) : [one.value])"
        )
        said[name.removeprefix("answer.")] = value = next(filter(None, values))
        if field.first.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            window.locator(f"[name='{name}'][value='{value}']").check(force=True)
    return said


def walked(window: Page, path: Path, running, twin: Diary, most_questions: int) -> None:
    """Take a file in on the page, compare it with the command line's way, and take it back."""
    before = standing(Diary(str(running.place)))
    clicks = 1  # the file
    window.goto("/data")
    window.get_by_label("File", exact=True).set_input_files(path)
    window.get_by_role("button", name="Look at it").first.click()
    clicks += 1
    expect(window.get_by_text("Nothing is stored yet.")).to_be_visible()
    for size in PHONES:
        window.set_viewport_size(size)
        height, width = window.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
        assert height < MOST_SCREENS * size["height"], (path.name, size, height)
        assert width <= size["width"], (path.name, size, width)
        expect(window.get_by_role("button", name="Take it in", exact=True)).to_be_in_viewport()

    answers = answered(window)
    clicks += len(answers)
    assert len(answers) <= most_questions, path.name
    window.get_by_role("button", name="Take it in", exact=True).click()
    clicks += 1
    expect(window.get_by_role("heading", name="Taken in")).to_be_visible()
    assert window.get_by_role("link", name="Today", exact=True).first.is_visible()
    clicks += 1
    assert clicks <= MOST_CLICKS, path.name

    import_file(twin, path, ImportOptions(accept=True, answers=answers))
    assert standing(Diary(str(running.place))) == standing(twin), path.name
    window.get_by_role("button", name="Take all of it back").click()
    expect(window.get_by_text("What the file brought no longer counts")).to_be_visible()
    assert standing(Diary(str(running.place))) == before, path.name


def test_each_file_goes_in_by_the_page_as_by_the_command_line(
    running, visit: Callable[..., Page], project_root: Path, tmp_path: Path
) -> None:
    """Few questions, under four screens, at most eight clicks to Today, the same entries; undone, nothing is left."""
    window = visit(running, "/data", scripts=True)
    begun = running.place.read_bytes()
    for name in FILES:
        (copy := tmp_path / f"{name}.sqlite").write_bytes(begun)
        most = 12 if name.startswith("other") else 7
        walked(window, project_root / f"tests/data/exports/{name}.csv", running, Diary(str(copy)), most)
    for name, text in SHEETS.items():
        (path := tmp_path / name).write_text(text, encoding="utf-8")
        (copy := tmp_path / f"{name}.sqlite").write_bytes(begun)
        walked(window, path, running, Diary(str(copy)), 12)
