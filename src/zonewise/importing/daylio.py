"""The export of Daylio: one row for each mood that was entered.

Header `full_date,date,weekday,time,mood,activities,note_title,note`, with `scales` before the title in newer versions;
the oldest have `year` and a date without one. Only `full_date` is the same in every language. Activities are parted by
bars, and so are scales, each `name: value`.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, time

from zonewise.model.substances import is_naltrexone_alone
from zonewise.problem import NotUnderstood

from .dates import any_day, clock
from .file_format import FileLayout, Observation, RowReader, TrackerFormat
from .known_names import event_of, folded
from .sheet_proposal import propose_rule
from .tracker_mapping import TrackerMapping, TrackerRule
from .tracker_summary import CHEST_PAIN, TrackerSummary

MOOD, ACTIVITY, SCALE, NOTE = "Mood", "Activities", "Scales", "Notes"
RENAMED = "Mood in your own words"
"""The tracker of moods that have a name of the person's own."""

_MOODS = {
    "5": "rad|super|genial|génial|fantastico|fantastisch|fantástico|mega|geweldig",
    "4": "good|gut|bien|bon|bene|buono|goed|bueno",
    "3": "meh|ok|okay|okey|naja|na ja|geht so|bof|così così|cosi così|regular|normal|zo zo|gaat wel",
    "2": "bad|fugly|schlecht|mal|mauvais|male|cattivo|malo|slecht",
    "1": "awful|furchtbar|schrecklich|fürchterlich|affreux|horrible|terribile|pessimo|orribile|vreselijk",
}
LEVELS = {word: level for level, words in _MOODS.items() for word in words.split("|")}
"""What the five moods are called where nobody renamed them, in English, German, French, Italian, Spanish and Dutch."""

_NAMES = {
    len(names): names
    for names in (
        ("full_date", "date", "weekday", "time", "mood", "activities", *rest)
        for rest in (("note",), ("note_title", "note"), ("scales", "note_title", "note"))
    )
}
"""The names of its columns, by how many there are."""
_NUMBER = re.compile(r"[0-9]+")

_SAY = "these moods have names of your own, and zonewise does not guess how good they are"


class Daylio(TrackerFormat):
    """Daylio's CSV, in each of its versions."""

    name = "daylio"
    title = "an export of Daylio"
    becomes = (
        "The five moods are mood, 1 to 5 turned round, in English, German, French, Italian, Spanish and "
        "Dutch; of a mood with a name of your own you are asked how good it is. Activities are kept and "
        "looked through for medicines and opioids; one called infection, period or the like is that event. "
        "Scales are asked about where they do not say themselves what they are; notes are notes."
    )
    columns_read = (
        *("full_date", "year", "date", "weekday", "time", "mood", "activities", "scales", "note_title", "note"),
    )

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether the mood and the activities are there, and one of the ways to write the day."""
        return {"mood", "activities"} <= set(columns) and bool({"full_date", "year"} & set(columns))

    def names_of_rows(self, first: Sequence[str]) -> tuple[str, ...]:
        """Return its names where a day stands in digits, then in words, and a time behind the weekday."""
        names = _NAMES.get(len(first), ())
        with suppress(NotUnderstood):
            if names and clock(first[3]) and str(any_day(first[0], "iso", date.max).day) in _NUMBER.findall(first[1]):
                return names
        return ()

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return the mood, and the day as this version writes it."""
        return ("full_date", "mood") if "full_date" in columns else ("year", "date", "mood")

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows: the mood, each activity, each scale, and what was noted."""
        places = {name: place for place, name in enumerate(layout.columns)}

        def read_row(fields: list[str]) -> Iterator[Observation]:
            cells = {name: fields[place].strip() for name, place in places.items()}
            day = cells.get("full_date") or f"{cells.get('date', '')} {cells.get('year', '')}"
            at = cells.get("time", "")
            mood = cells["mood"]
            level = LEVELS.get(folded(mood))
            if level:
                yield Observation(day, at, MOOD, MOOD, level, "", mood)
            elif mood:
                yield Observation(day, at, RENAMED, MOOD, mood)
            for activity in _items(cells.get("activities", "")):
                yield Observation(day, at, activity, ACTIVITY, "yes")
            for scale in _items(cells.get("scales", "")):
                name, colon, value = scale.rpartition(":")
                yield Observation(day, at, name.strip() or scale, SCALE, value.strip() if colon else "yes")
            note = "; ".join(filter(None, (cells.get("note_title", ""), cells.get("note", ""))))
            if note:
                yield Observation(day, at, "Note", NOTE, note)

        return read_row

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return what each tracker is; it may be used as it stands."""
        return tuple(map(_proposed, trackers))

    def time_of(self, text: str) -> tuple[time | None, str]:
        """Return the time; one in the words of a language that we do not know is kept in the note."""
        try:
            return super().time_of(text)
        except NotUnderstood:
            return None, text


def _items(cell: str) -> Iterator[str]:
    return filter(None, map(str.strip, cell.split("|")))


def _proposed(summary: TrackerSummary) -> TrackerRule:
    name, group = summary.tracker, summary.category
    if group == NOTE:
        return summary.as_target("note")
    if group == MOOD:
        if name == MOOD:
            return summary.as_rating("mood", 1, 5, "better", "Daylio has five moods, and the fifth is the best")
        return replace(summary.as_target("mood", _SAY), questions=("scale", "words"))
    if group == SCALE or is_naltrexone_alone(name):
        return propose_rule(summary)
    if event_of(name):
        return summary.as_target(event_of(name))
    return summary.under_own_name(because=CHEST_PAIN if "chest" in folded(name) else "")
