"""Opioids that somebody's own words name: they are asked about, and nothing is taken for granted."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from zonewise.model.entry import Entry, Kind, RealTimeOrder
from zonewise.model.timeline import ONE_DAY

from .answers import Answer
from .snapshot import DiarySnapshot

KINDS_WITH_WORDS: tuple[Kind, ...] = ("note", "rating", "dose", "sign", "event", "tracker", "medicine")
"""Kinds of entries that can hold a person's own words."""
NEW_MEDICINE = "new-medicine"


@dataclass(frozen=True, slots=True)
class WordInNote:
    """A word of a note that names an opioid, or may."""

    word: str  # As it stands there, in small letters.
    day: date  # The logical day of the note.


def opioids_in_notes(snapshot: DiarySnapshot) -> tuple[WordInNote, ...]:
    """Return what notes say that may be an opioid and about which no answer was given since they were written.

    A note that is older than an answer about opioids holds is left out: then opioids are asked about in any case.
    """
    answer = snapshot.answers.latest("opioid")
    since = snapshot.as_of - timedelta(days=snapshot.settings.facts.opioid_days)
    notes = list(_notes(snapshot, since, answer))
    if not notes:
        return ()
    from zonewise.screening.free_text import opioids_in_text

    lists = snapshot.settings.medicines()
    words = (WordInNote(named.word, day) for day, text in notes for named in opioids_in_text(text, lists))
    return tuple(dict.fromkeys(words))


def _notes(snapshot: DiarySnapshot, since: date, answer: Answer | None) -> Iterator[tuple[date, str]]:
    """Yield the logical day and the words of each note from a day on that no answer can have meant."""
    for kind in KINDS_WITH_WORDS:
        for entry in _written_between(snapshot, kind, since, snapshot.as_of):
            day, text = snapshot.day_of(entry), _own_words(entry)
            if text and since <= day <= snapshot.as_of and not _is_settled_by(answer, entry, day):
                yield day, text


def _written_between(snapshot: DiarySnapshot, kind: Kind, first: date, last: date) -> Iterator[Entry]:
    """Yield entries of one kind of about these days; of two years of ratings most are never looked at."""
    entries = snapshot.of_kind(kind)
    if isinstance(entries, RealTimeOrder):
        yield from entries
        return
    begin = bisect_left(entries, first, key=lambda entry: entry.day)
    for entry in entries[begin:]:
        if entry.day > last + ONE_DAY:  # what follows midnight is of the day before
            return
        yield entry


def _own_words(entry: Entry) -> str:
    if entry.kind == "event" and entry.name == NEW_MEDICINE:
        return ""  # its words are screened as a medicine's name
    return f"{entry.value} {entry.note}" if entry.kind == "note" else entry.note


def _is_settled_by(answer: Answer | None, entry: Entry, day: date) -> bool:
    """Say whether an answer can have meant a note: it was recorded later, and speaks of no earlier time.

    An answer of the same check-in is of the same moment, and was given to a question that did not name the word.
    """
    if answer is None or day > answer.day:
        return False
    if answer.entered_at != entry.entered_at:
        return answer.entered_at > entry.entered_at
    if day != answer.day or answer.at is None or entry.at is None:
        return day < answer.day
    return answer.at > entry.at
