"""The numbers of a protocol: each there, each of its kind, each fault at its line."""

import re

import pytest

from zonewise.guidance.protocol import numbers_from
from zonewise.model.entry import EVENTS
from zonewise.problem import InputRefused
from zonewise.services.base.protocols import load_protocol

FILES = ("asking.settings.yaml", "plan.settings.yaml", "zones.settings.yaml")


def test_the_shipped_numbers() -> None:
    """The shipped files fill every field."""
    settings = load_protocol().settings
    assert numbers_from(load_protocol().files) == (settings.facts, settings.zones, settings.plan)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file(name: str) -> None:
    """A file of numbers that is not there is named."""
    with pytest.raises(InputRefused) as refused:
        numbers_from({key: text for key, text in load_protocol().files.items() if key != name})

    assert str(refused.value) == f"{name}: the file is missing. A protocol needs it. [missing-file]"


@pytest.mark.parametrize("name", FILES)
def test_a_slip_in_a_name(name: str) -> None:
    """A setting whose name has a slip is named with its line and the nearest known one; so is the one now missing."""
    text = load_protocol().files[name]
    setting = re.search(r"^  ([a-z]+-[a-z-]+):", text, re.MULTILINE)
    assert setting is not None
    line = text[: setting.start()].count("\n") + 1
    slipped = setting[1].replace("-", "", 1)

    with pytest.raises(InputRefused) as refused:
        numbers_from({**load_protocol().files, name: text.replace(f"  {setting[1]}:", f"  {slipped}:", 1)})

    said = {problem.code: problem for problem in refused.value.problems}
    assert said["unknown-setting"].where == name
    assert said["unknown-setting"].line in (line, line + 1)  # what the setting says may begin on the next line
    assert f"Did you mean '{setting[1]}'?" in said["unknown-setting"].expected
    assert f"'{setting[1]}' is missing" in said["missing-setting"].fault


def test_every_file_at_once() -> None:
    """Faults of several files come together."""
    files = {name: text for name, text in load_protocol().files.items() if name not in FILES}

    with pytest.raises(InputRefused) as refused:
        numbers_from(files)

    assert sorted(problem.where for problem in refused.value.problems) == sorted(FILES)


def test_events_that_a_prompt_names_are_events_of_a_diary() -> None:
    """A typing slip would let a change pass for none."""
    named = {name for prompt in load_protocol("ldn").rule_set.prompts.values() for name in prompt.events}
    assert named
    assert named <= set(EVENTS)
