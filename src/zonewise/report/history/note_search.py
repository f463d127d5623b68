"""Search in what a person wrote in own words: every word asked for has to stand in it, in any order and spelling."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zonewise.model.entry import Entry

MOST_NOTES = 50
LONGEST = 160  # Characters of a note that are shown around the first word.
BEFORE = 60  # Of these before it.
SIGNED_KINDS = ("plan", "answer")  # Kinds whose note is what a prescriber signed, and no words of the person.


@dataclass(frozen=True, slots=True)
class NoteMatch:
    """A note that holds what was asked for."""

    day: date  # Its logical day.
    excerpt: str  # Its words, those around the first match where it is long.


def search_notes(notes: Iterable[tuple[date, Entry]], asked: str) -> tuple[NoteMatch, ...]:
    """Return the notes that hold every word, newest first, at most `MOST_NOTES`.

    Args:
        notes: Entries with their logical days.
        asked: What was typed.
    """
    words = fold(asked).split()
    if not words:
        return ()
    matches = []
    for day, entry in notes:
        note = "" if entry.kind in SIGNED_KINDS else entry.note
        text = " ".join(filter(None, (entry.value if entry.kind == "note" else "", note)))
        folded = fold(text)
        if text and all(word in folded for word in words):
            matches.append(NoteMatch(day, _excerpt(text, folded.find(words[0]))))
    return tuple(sorted(matches, key=lambda match: match.day, reverse=True)[:MOST_NOTES])


def fold(text: str) -> str:
    """Return a text without capitals and accents, so that "cafe" finds "Café"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _excerpt(text: str, near: int) -> str:
    if len(text) <= LONGEST:
        return text
    begin = max(0, min(near - BEFORE, len(text) - LONGEST))
    end = begin + LONGEST
    return f"{'... ' if begin else ''}{text[begin:end].strip()}{' ...' if end < len(text) else ''}"
