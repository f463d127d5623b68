from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from zonewise.rules.settings import fill, read_settings

GOOD = """\
settings:
  yellow-at: {value: 1.2, unit: spread, source: "product:zones", because: One sentence.}
  steps-mg: {value: [0.5, 1.5], unit: mg, sources: [drug.range, "product:plan"], because: Two sentences.}
  hold-hours: {value: 48, unit: hour, source: "product:zones", because: Another.}
  twice: {value: true, source: "product:zones", because: A last one.}
  unsteady: {value: [better, worse], source: "product:relief", because: Words out of a few.}
"""


@dataclass(frozen=True)
class Bounds:
    """What the settings of this test fill."""

    yellow_at: float
    steps_mg: tuple[Decimal, ...]
    hold_hours: int
    twice: bool
    unsteady: tuple[Literal["steady", "better", "worse"], ...]


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
    words = ("better", "worse")
    assert fill(Bounds, read_settings(GOOD, "z")) == Bounds(1.2, (Decimal("0.5"), Decimal("1.5")), 48, True, words)
