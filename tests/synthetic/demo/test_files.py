from collections.abc import Callable
from types import ModuleType

import pytest

from zonewise.services.importing.demo import demo_story, make_demo
from zonewise.synthetic.demo.scenario import SCENES
from zonewise.synthetic.patient_files import csv_text


@pytest.fixture(scope="module")
def make_demo_module(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """Return docs/make_demo.py as a module."""
    return load_script("docs/make_demo.py")


def test_made_anew_the_files_are_the_shipped_ones(make_demo_module, person):
    """The files of the example are what the simulator and the guidance of today give, to the byte."""
    shipped = {path.name: path.read_bytes() for path in make_demo_module.FOLDER.iterdir()}

    assert shipped == {name: text.encode() for name, text in make_demo_module.render(person).items()}, (
        "Run `make docs`."
    )


def test_a_scene_is_taken_in_as_the_person_had_written_it(person):
    """The file of each evening worth a look holds the rows that were written by then, and no later one."""
    story = demo_story()

    assert [scene.name for scene in story.scenes] == list(SCENES)
    for scene in person.scenes:
        assert story.csv_text(scene.day) == csv_text(person.rows[: scene.rows])
    assert story.csv_text() == csv_text(person.rows)


def test_what_is_shown_is_what_the_person_followed(person, tmp_path):
    """The guidance from the demo's diary is the one that the person followed while the diary was made."""
    shown = [scene.today for scene in make_demo(tmp_path).shown if scene.scene.name != "gap"]

    assert [(today.guidance.action, today.dose.daily_mg) for today in shown] == [
        person.evenings[day.as_of] for day in shown
    ]
