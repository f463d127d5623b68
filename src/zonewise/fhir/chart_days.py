"""How old what stands in a chart may be to count, from `chart_days.yaml`."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class ChartDays:
    """The spans; why each is as long stands beside it in the file."""

    ended_lately: timedelta  # Before the chart's day: what ended since is taken in.
    ordered_lately: timedelta  # Before the chart's day: what was ordered since and has no written end may be taken.
    longest_pregnancy: timedelta


@cache
def chart_days() -> ChartDays:
    """Return the spans."""
    read: dict[str, int] = yaml.safe_load((files(__package__) / "chart_days.yaml").read_bytes())
    return ChartDays(**{name.replace("-", "_"): timedelta(days=days) for name, days in read.items()})
