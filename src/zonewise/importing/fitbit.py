"""The scores of the nights in the archive of Fitbit: `sleep_log_entry_id,timestamp,overall_score,...`.

The stamp is the instant of waking, in UTC.
"""

from collections.abc import Collection

from .night_scores import NightScores


class Fitbit(NightScores):
    """Fitbit's sleep_score.csv."""

    name = "fitbit"
    title = "a file of Fitbit"
    becomes = "The overall score of `sleep_score.csv`, 0 to 100, is sleep turned round; the rest is kept."
    maker = "Fitbit"
    days = ("timestamp",)
    scores = ("overall_score",)
    unread = ("sleep_log_entry_id",)

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether the number of the night and its score are there."""
        return {"sleep_log_entry_id", "timestamp", "overall_score"} <= set(columns)
