"""The tables of Oura: the one of trends, with a column for each score, and `dailysleep.csv` of its data export.

`dailysleep.csv` is `id;contributors;day;score;timestamp`. The files beside it have the same columns and some more, so
theirs is no score of the night. What a score is made of stands in `contributors`.
"""

from collections.abc import Collection, Sequence

from .night_scores import NightScores

_DAILY = frozenset(("id", "contributors", "day", "score", "timestamp"))
_OF_SLEEP = ("deep_sleep", "restfulness", "rem_sleep", "latency")
_TRENDS = frozenset(
    (
        *("readiness score", "activity score", "total sleep score", "total sleep duration", "rem sleep score"),
        *("deep sleep score", "restfulness score", "average hrv", "bedtime start", "lowest resting heart rate"),
    )
)


class OuraTrends(NightScores):
    """Oura's table of trends."""

    name = "oura-trends"
    title = "a table of Oura"
    becomes = "The sleep score, 0 to 100, is sleep turned round; the rest is kept."
    maker = "Oura"
    days = ("date", "day")
    scores = ("sleep score", "sleep_score")

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether there is a sleep score beside another column of Oura's."""
        names = {name.replace("_", " ") for name in columns}
        return "sleep score" in names and bool(names & _TRENDS)


class OuraPeriods(NightScores):
    """Oura's table of the periods of sleep, which are no periods of a cycle."""

    name = "oura-periods"
    title = "a table of Oura's periods of sleep"
    becomes = "It holds no score of the night, so all of it is kept; its periods are those of sleep."
    maker = "Oura"
    days = ("day", "summary_date", "bedtime_end")
    scores = ()

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether it has the bounds of a night, and the numbers of its periods."""
        return {"bedtime_start", "bedtime_end", "period"} <= set(columns)


class OuraSleep(NightScores):
    """Oura's dailysleep.csv."""

    name = "oura-sleep"
    title = "a file of Oura"
    becomes = "The score of `dailysleep.csv`, 0 to 100, is sleep turned round."
    maker = "Oura"
    days = ("day",)
    scores = ("score",)
    unread = ("id", "contributors", "timestamp")

    def identify(self, columns: Collection[str]) -> bool:
        """Say no: other files have the same columns, so the rows have to be looked at."""
        return False

    def recognise(self, columns: Collection[str], rows: Sequence[Sequence[str]]) -> bool:
        """Say whether its columns are there, and what the scores are made of is sleep."""
        names = list(columns)
        if set(names) != _DAILY or not rows:
            return False
        made_of = names.index("contributors")
        return any(part in row[made_of] for row in rows if len(row) > made_of for part in _OF_SLEEP)
