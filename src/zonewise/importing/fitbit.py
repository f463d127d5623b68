"""The scores of the nights in the archive of Fitbit: `sleep_log_entry_id,timestamp,overall_score,...`.

The stamp is the instant of waking, in UTC. Google's own files beside it, `UserSleepScores_2026-01-01.csv`, have
`sleep_id,...,score_time,overall_score,...`, a score with decimals, and -1 for one that was not worked out.
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


class GoogleFitbit(NightScores):
    """Google's UserSleepScores of Fitbit."""

    name = "fitbit-google"
    title = "a file of Fitbit by Google"
    becomes = "The overall score of `UserSleepScores`, 0 to 100, is sleep turned round; the rest is kept."
    maker = "Fitbit"
    days = ("score_time",)
    scores = ("overall_score",)
    nothing = ("-1", "-1.0")
    unread = ("user_id", "sleep_id", "sleep_score_id", "sleep_score_created", "sleep_score_last_updated")

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether the number of the night, its instant and its score are there."""
        return {"sleep_id", "score_time", "overall_score"} <= set(columns)
