"""The table of nights that Garmin Connect exports: `Sleep Score 4 Weeks,Score,...,Quality,Duration,...`.

The first column is called by the report and holds the day. The report over a year has weeks instead of nights, which
are no days of a diary.
"""

from collections.abc import Collection, Iterable

from zonewise.problem import NotUnderstood

from .file_format import FileLayout
from .night_scores import NightScores

_REPORTS = tuple(f"sleep score {span}" for span in ("4 weeks", "7 days", "1 week", "28 days"))
_NIGHT = frozenset(("score", "quality", "duration", "bedtime", "wake time"))
"""Columns beside which a plain `Date` is the day as well."""


class Garmin(NightScores):
    """Garmin Connect's report of sleep scores."""

    name = "garmin"
    title = "a report of Garmin"
    becomes = (
        "The sleep score, 0 to 100, is sleep turned round; the rest is kept. The report over a year has weeks "
        "and no nights, so it is refused."
    )
    maker = "Garmin"
    days = (*_REPORTS, "date")
    scores = ("score",)

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether it is called a report of sleep scores, by the night or by the week."""
        names = set(columns)
        is_of_nights = bool(names & set(_REPORTS)) or names >= {*_NIGHT, "date"}
        return is_of_nights or names >= {"avg score", "avg quality", "avg duration"}

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return the column of the day, and the score."""
        return () if "avg score" in columns else (*super().needed_columns(columns), "score")

    def header_problems(self, layout: FileLayout) -> Iterable[NotUnderstood]:
        """Yield that a report over a year has no nights."""
        if "avg score" in layout.columns:
            fault = "This report of Garmin has a row for each week, not for each night."
            yield NotUnderstood(fault, "Choose four weeks in Garmin Connect and export again.", "weeks")
        yield from super().header_problems(layout)
