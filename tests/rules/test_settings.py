from dataclasses import dataclass
from decimal import Decimal

import pytest

from zonewise.problem import InputRefused
from zonewise.rules.settings import fill, read_settings

GOOD = """\
settings:
  yellow-at: {value: 1.2, unit: spread, source: "product:zones", because: One sentence.}
  steps-mg: {value: [0.5, 1.5], unit: mg, sources: [drug.range, "product:plan"], because: Two sentences.}
  hold-hours: {value: 48, unit: hour, source: "product:zones", because: Another.}
  twice: {value: true, source: "product:zones", because: A last one.}
"""


@dataclass(frozen=True)
class Bounds:
    """What the settings of this test fill."""

    yellow_at: float
    steps_mg: tuple[Decimal, ...]
    hold_hours: int
    twice: bool


def test_a_setting_keeps_its_text_unit_sources_and_line():
    """Each setting says what it is, in what unit, where it comes from and where it stands."""
    settings = read_settings(GOOD, "zones.settings.yaml")

    assert settings["yellow-at"].value == "1.2"
    assert settings["yellow-at"].sources == ("product:zones",)
    assert settings["steps-mg"].value == ("0.5", "1.5")
    assert settings["steps-mg"].sources == ("drug.range", "product:plan")
    assert settings["hold-hours"].where == "zones.settings.yaml:4"
    assert settings["twice"].unit == ""


def test_settings_fill_a_dataclass_by_name_and_type():
    """Hyphens become underscores and each value takes the type of its field."""
    assert fill(Bounds, read_settings(GOOD, "z")) == Bounds(1.2, (Decimal("0.5"), Decimal("1.5")), 48, True)


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("unit: spread", "unti: spread", 2, "unknown-key"),
        ("value: 1.2, ", "", 2, "text-needed"),
        ('source: "product:zones", because: One', "because: One", 2, "text-needed"),
        (", because: One sentence.", "", 2, "text-needed"),
        ("  hold-hours:", "  yellow-at:", 4, "repeated-key"),
        ('[drug.range, "product:plan"]', "drug.range", 3, "list-needed"),
        ("settings:", "setting:", 1, "unknown-key"),
        ("value: 48", "value: {a: 1}", 4, "text-needed"),
    ],
)
def test_a_fault_in_a_settings_file_is_refused_at_its_line(old, new, line, code):
    """A setting without a value, a source or a reason, and a key nobody knows, are refused."""
    with pytest.raises(InputRefused) as caught:
        read_settings(GOOD.replace(old, new, 1), "z.yaml")

    assert ("z.yaml", line, code) in {(each.where, each.line, each.code) for each in caught.value.problems}


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        ("hold-hours", "hold-hour", "missing-setting", "'hold-hours'"),
        ("hold-hours", "hold-hour", "unknown-setting", "'hold-hours'"),
        ("value: 48", "value: many", "wrong-type", "'many'"),
        ("value: 1.2", "value: [1.2]", "wrong-type", "yellow-at"),
        ("[0.5, 1.5]", "[0.5, little]", "wrong-type", "steps-mg"),
        ("value: true", "value: yes", "wrong-type", "'yes'"),
    ],
)
def test_settings_that_do_not_fit_are_refused(old, new, code, word):
    """A setting that is missing, superfluous or of another type is named, with the nearest known name."""
    with pytest.raises(InputRefused) as caught:
        fill(Bounds, read_settings(GOOD.replace(old, new, 1), "z.yaml"))

    assert any(each.code == code and word in f"{each.fault} {each.expected}" for each in caught.value.problems)
