import re
import shutil
import socket
import subprocess
import sys
from time import process_time

import pytest
from click.testing import CliRunner

from zonewise.cli.simulate import demo as demo_command
from zonewise.model.amounts import format_mg
from zonewise.model.entry import in_force
from zonewise.problem import InputRefused
from zonewise.report.json_shapes import today_json
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.base.protocols import load_protocol
from zonewise.services.importing.demo import (
    CSV_NAME,
    DIARY_NAME,
    PLAN_NAME,
    demo_story,
    is_demo_csv,
    make_demo,
    make_example,
)
from zonewise.services.importing.import_file import ImportOptions, import_file
from zonewise.services.reading.today import guidance_today, replay
from zonewise.services.recording.check_in import CheckIn, check_in
from zonewise.services.recording.plans import show_plan

NAMES = (CSV_NAME, PLAN_NAME, DIARY_NAME)
STORY = demo_story()
(SLIP,) = STORY.slips
HEADER = STORY.csv_text().splitlines()[0]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the demo in a folder of its own."""
    return make_demo(tmp_path_factory.mktemp("shown") / "demo")


def test_the_example_is_made_in_under_two_seconds(tmp_path):
    """Of the processor, from nothing to the day that is shown first: a machine that others use too does not count."""
    begun = process_time()
    diary, last = make_example(tmp_path / "example")
    guidance_today(diary, last)

    assert process_time() - begun < 2


def screens(demo):
    """Return what each day shows, as JSON."""
    rule_set = load_protocol().rule_set
    return [today_json(shown.today, rule_set) for shown in demo.shown]


def test_each_telling_day_shows_the_intended_action(made):
    """From the files, through import and plan, each day worth a look says what the story tells."""
    assert [(shown.scene, shown.today.as_of, shown.today.guidance.action) for shown in made.shown] == [
        (scene, scene.day, scene.action) for scene in STORY.scenes
    ]


def test_same_dose_is_named_the_day_after(made):
    """In the linked flare both days name 1.5 mg in the same words."""
    first, second = (shown.today.dose for shown in made.shown if shown.today.guidance.action == "reduce")

    assert first.doses == second.doses
    assert first.daily_mg == second.daily_mg


def test_importing_the_file_again_adds_nothing(made):
    """The whole file is in the demo's diary, and taking it in once more adds nothing."""
    before = all_entries(Diary(str(made.diary)))

    again = import_file(Diary(str(made.diary)), made.csv, ImportOptions())

    assert (again.added, again.repeated) == (0, len(STORY.rows))
    assert all_entries(Diary(str(made.diary))) == before


def test_every_guidance_replays(made):
    """Each of the nine answers was kept and is the same again, derived from what was known on that evening."""
    again = replay(Diary(str(made.diary)))

    assert [item.as_of for item in again] == [shown.today.as_of for shown in made.shown]
    assert [item.differences for item in again] == [()] * len(STORY.scenes)


def test_plan_and_correction_went_through_the_services(made):
    """The plan in force is the one of the file, and the slip is superseded by a correction that was made by hand."""
    entries = all_entries(Diary(str(made.diary)))
    signed = show_plan(Diary(str(made.diary)))
    corrected = [entry for entry in in_force(entries) if entry.supersedes]
    assert signed.plan.prescriber == "Dr Made-Up, Demo Clinic"
    assert [(entry.day, entry.name, entry.source) for entry in corrected] == [(SLIP.day, SLIP.rating, "cli")]


def test_another_folder_gives_the_same_files_and_screens(made, tmp_path):
    """In another folder the demo writes the same bytes and shows the same days, and leaves nothing else behind."""
    other = make_demo(tmp_path)

    assert [path.read_bytes() for path in (other.csv, other.plan)] == [made.csv.read_bytes(), made.plan.read_bytes()]
    assert screens(other) == screens(made)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(NAMES)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Run the command in a folder where the person has a diary, without a network; return what came of it."""

    def no_network(*_):
        raise AssertionError("the demo opened a connection")

    here = tmp_path_factory.mktemp("here")
    own = here / "own.sqlite"
    check_in(Diary(str(own)), CheckIn(ratings={"pain": "4"}), day=SLIP.day, at=None)
    before = own.read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZONEWISE_DIARY", str(own))
        patch.setenv("XDG_DATA_HOME", str(here / "home"))
        patch.setattr(socket.socket, "connect", no_network)
        patch.chdir(here)
        return (
            CliRunner().invoke(demo_command, []),
            own.read_bytes() == before,
            sorted(item.name for item in here.iterdir()),
        )


def test_own_diary_is_not_opened(printed):
    """The person's own diary keeps every byte, no diary is begun elsewhere, and nothing goes to the network."""
    run, unchanged, names = printed

    assert (run.exit_code, run.stderr) == (0, "")
    assert unchanged
    assert names == ["demo", "own.sqlite"]


def test_command_prints_nine_headed_screens_and_what_to_try(printed):
    """Each day has its one line and its screen, and at the end the files and the next commands are named."""
    lines = printed[0].stdout.splitlines()

    assert [line for line in lines if " of 9. " in line] == [
        f"{number} of 9. {scene.why}" for number, scene in enumerate(STORY.scenes, 1)
    ]
    assert sum(line.startswith(">>> ") for line in lines) == 9
    assert all(f"  demo/{name}" in lines for name in NAMES)
    assert "  zonewise --diary demo/demo.sqlite today --as-of 2025-06-29" in lines


def test_no_line_is_wider_than_80_columns(printed):
    """Everything that the command prints fits a terminal of 80 columns."""
    assert [line for line in printed[0].stdout.splitlines() if len(line) > 80] == []


def test_example_is_shown_without_the_simulator(tmp_path):
    """Neither the command nor the pages, which show the same example, load a module of the simulator."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom zonewise.cli.main import cli\n"
        "from zonewise.services.base.diary import Diary\nfrom zonewise.web.app import create_app\n"
        "from zonewise.web.diary_context import _make_example\nfrom zonewise.web.settings import WebSettings\n"
        "cli(['demo', '--into', 'shown'], standalone_mode=False)\n"
        "create_app(WebSettings(Diary('own.sqlite')))\n_make_example(Path('example'))\n"
        "print('loaded', [name for name in sys.modules if name.startswith('zonewise.synthetic')])"
    )

    run = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)

    assert (run.returncode, run.stdout.splitlines()[-1]) == (0, "loaded []"), run.stderr


def own_diary(path):
    """Begin a diary with one check-in."""
    check_in(Diary(str(path)), CheckIn(ratings={"pain": "4"}), day=SLIP.day, at=None)


FOREIGN = {
    "somebody's diary": (CSV_NAME, b"date,time,kind,name,value,unit,note\n2025-01-13,,rating,pain,4,,\n"),
    "somebody's plan": (PLAN_NAME, STORY.plan.partition("\n")[2].encode()),  # the demo's own with its first line gone
    **{f"no {name}": (name, b"\0\xff" * 4000) for name in NAMES},
}


@pytest.mark.parametrize("sort", [*FOREIGN, "an own diary"])
def test_what_others_wrote_is_refused_and_left(tmp_path, sort):
    """A file that the demo did not make is named and stays as it is, and nothing is written beside it."""
    name, content = FOREIGN.get(sort, (DIARY_NAME, b""))
    (tmp_path / name).write_bytes(content) if content else own_diary(tmp_path / name)
    before = (tmp_path / name).read_bytes()

    with pytest.raises(InputRefused) as refused:
        make_demo(tmp_path)

    assert [(problem.where, problem.code) for problem in refused.value.problems] == [(str(tmp_path / name), "not-ours")]
    assert (tmp_path / name).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_demo_diary_with_a_check_in_is_refused_and_left(made, tmp_path):
    """Once a person has written in the demo's diary it is theirs: the demo does not write over it."""
    mine = tmp_path / DIARY_NAME
    shutil.copy(made.diary, mine)
    own_diary(mine)
    before = all_entries(Diary(str(mine)))

    with pytest.raises(InputRefused, match="not-ours"):
        make_demo(tmp_path)

    assert all_entries(Diary(str(mine))) == before


def test_demo_that_was_cut_short_is_made_anew(made, tmp_path):
    """Files that an ended run left behind, the diary half filled, are the demo's own and are overwritten."""
    (tmp_path / CSV_NAME).write_text("\n".join([HEADER, *STORY.rows[:200], ""]), encoding="utf-8")
    import_file(Diary(str(tmp_path / DIARY_NAME)), tmp_path / CSV_NAME, ImportOptions())

    again = make_demo(tmp_path)

    assert again.csv.read_bytes() == made.csv.read_bytes()
    assert screens(again) == screens(made)


def test_file_in_place_of_the_folder_is_refused(tmp_path):
    """Where a file stands in the folder's place, the command says so and ends with status 2."""
    (tmp_path / "demo").write_text("mine", encoding="utf-8")

    run = CliRunner().invoke(demo_command, ["--into", str(tmp_path / "demo")])

    assert (run.exit_code, run.stdout) == (2, "")
    assert "[unwritable-file]" in run.stderr
    assert (tmp_path / "demo").read_text(encoding="utf-8") == "mine"


def test_only_a_file_with_the_mark_is_the_demos():
    """The note of the first row decides: another note, another day or no row at all is not the demo's."""
    first, second, *_ = STORY.rows
    assert "Nobody lived this" in first

    assert is_demo_csv(f"{HEADER}\n{first}\n{second}\n")
    assert is_demo_csv(STORY.csv_text())
    assert not is_demo_csv(f"{HEADER}\n{second}\n{first}\n")
    assert not is_demo_csv(f"{HEADER}\n{first.rpartition(',')[0]},mine\n")
    assert not is_demo_csv(f"{HEADER}\n{first.replace('2025', '2024')}\n")
    assert not is_demo_csv(f"{HEADER}\n")
    assert not is_demo_csv("")


def test_page_tells_the_story_that_happens(made, project_root):
    """The table of docs/demo.md has the day of each scene, in order, with the dose that is named on it."""
    page = (project_root / "docs" / "demo.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if re.match(r"\| \d+ [A-Z]", line)]
    shown = [item.today for item in made.shown]

    assert [row[0].strip("| ") for row in rows] == [f"{item.as_of.day} {item.as_of:%B}" for item in shown]
    for row, item in zip(rows, shown, strict=True):
        if item.dose.doses:
            assert format_mg(item.dose.doses[0].mg) in row[2]
