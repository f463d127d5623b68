"""The tables of WHOOP: `physiological_cycles.csv` and `sleeps.csv`, and the answers in `journal_entries.csv`.

Stamps are the person's own wall clock, with its zone in a column of its own. A night belongs to the day of waking. The
columns are named in the language of the account; English and Spanish are known.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from .file_format import FileLayout, Observation, RowReader, TrackerFormat
from .known_names import event_of, folded
from .night_scores import NightScores
from .tracker_mapping import TrackerMapping, TrackerRule
from .tracker_summary import TrackerSummary

_STARTS = ("cycle start time", "hora de inicio del ciclo")
_ENDS = ("cycle end time", "hora de finalización del ciclo")
_ZONES = ("cycle timezone", "zona horaria del ciclo")
_WAKINGS = ("wake onset", "inicio de la vigilia")
_QUESTIONS = ("question text", "texto de la pregunta")
_ANSWERS = ("answered yes", "answered yes/no", 'respondió "sí"')
_NOTES = ("notes", "notas")
_NAPS = ("nap", "siesta")
_YES_NO = {"true": "yes", "false": "no"}


class WhoopNights(NightScores):
    """WHOOP's cycles and nights."""

    name = "whoop"
    title = "a table of WHOOP"
    becomes = (
        "The sleep performance, 0 to 100, is sleep turned round, on the day of waking; naps and the rest are "
        "kept. Headings in English and Spanish."
    )
    maker = "WHOOP"
    days = (*_WAKINGS, *_ENDS, *_STARTS)
    scores = ("sleep performance %", "calificación del sueño (%)")
    unread = (*_ZONES, "sleep onset", "inicio del sueño")

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether the start of a cycle and the score of its night are there."""
        names = set(columns)
        return bool(names & set(_STARTS)) and bool(names & set(self.scores))

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows; what is told of a nap is kept apart, as a nap is no night."""
        read_row = super().read(layout, mapping)
        place = next((layout.columns.index(name) for name in _NAPS if name in layout.columns), None)

        def read_row_of_night_or_nap(fields: list[str]) -> Iterator[Observation]:
            is_nap = place is not None and folded(fields[place]) not in ("", "false", "no")
            for observation in read_row(fields):
                yield replace(observation, tracker=f"{observation.tracker} of a nap") if is_nap else observation

        return read_row_of_night_or_nap


class WhoopJournal(TrackerFormat):
    """WHOOP's answers of the day."""

    name = "whoop-journal"
    title = "a journal of WHOOP"
    becomes = "Each question is kept with yes or no; one called infection, period or the like is that event."
    columns_read = (*_STARTS, *_ENDS, *_ZONES, *_QUESTIONS, *_ANSWERS, *_NOTES)

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether a question and its answer are there."""
        names = set(columns)
        return bool(names & set(_QUESTIONS)) and bool(names & set(_ANSWERS))

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return the start of the cycle, the question and the answer, as the language of the account has them."""
        return tuple(next((name for name in known if name in columns), known[0]) for known in _READ)

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows: each is one answer."""
        start, question, answer = map(layout.columns.index, self.needed_columns(layout.columns))
        note = next((layout.columns.index(name) for name in _NOTES if name in layout.columns), None)

        def read_row(fields: list[str]) -> Iterator[Observation]:
            cells = [field.strip() for field in fields]
            day = _day_of_cycle(cells[start])
            value = _YES_NO.get(folded(cells[answer]), cells[answer])
            yield Observation(day, "", cells[question], "", value, "", "" if note is None else cells[note])

        return read_row

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return what each question is; a yes to a medicine is screened with every other import."""
        return tuple(map(_answered, trackers))


def _day_of_cycle(start: str) -> str:
    """Return the day of a cycle, which begins with the night before it: in the evening, or after midnight."""
    with suppress(ValueError):
        return (datetime.fromisoformat(start) + timedelta(hours=12)).date().isoformat()
    return start


_READ = (_STARTS, _QUESTIONS, _ANSWERS)


def _answered(summary: TrackerSummary) -> TrackerRule:
    event = event_of(summary.tracker.rstrip("? "))
    return summary.as_target(event) if event else summary.under_own_name()
