"""What the name of a column says: which rating it may be, and whether its upper end is the bad one.

A name becomes a rating without asking only where each of its words is understood. What turns it round or makes it a
count keeps it under its own name; any other word beside it makes it a question. The words stand in `names.yaml`.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal, NamedTuple

from zonewise.model.personal_cache import personal_cache
from zonewise.model.substances import without_accents

from .scale_in_heading import without_scale
from .word_lists import content_of

Direction = Literal["worse", "better", "either", ""]


class ColumnName(NamedTuple):
    """What a name says of its column."""

    rating: str  # Which rating it is, or "" for none.
    upper_end: Direction  # What the upper end is; "either" when that has to be asked, "" for no rating.
    because: str = ""  # Why it is none although it names one, in words for the person.


NO_RATING = ColumnName("", "")
_WORD = re.compile(r"[^\W\d_]+|[0-9]+")


@personal_cache(1024)
def column_name(name: str) -> ColumnName:
    """Return what the name of a free column says."""
    words = _words(without_scale(name)) or _words(name)
    names = _names()
    if any(_holds(names.own, words)):
        return NO_RATING
    matches = list(_ratings_in(words))
    if not matches:
        return NO_RATING
    ratings = {rating for rating, _, _ in matches}
    covered = {place for _, _, places in matches for place in places}
    rest = [word for place, word in enumerate(words) if place not in covered]
    if any(map(names.turns.fullmatch, rest)):
        return ColumnName("", "", "its name may turn the scale round, so 10 may be the best")
    if any(map(names.counts.fullmatch, rest)):
        return ColumnName("", "", "its name says that it counts or measures something")
    rating, upper_end, _ = matches[0]
    if len(ratings) > 1 or len({end for _, end, _ in matches}) > 1 or not all(map(names.beside.fullmatch, rest)):
        return ColumnName(rating, "either")
    return ColumnName(rating, upper_end)


@personal_cache(1024)
def rating_of_symptom(name: str) -> str:
    """Return the rating of a symptom of an app that says that more is worse, or "".

    Words that are not known are a part of the symptom there; what turns a name round or counts is none.
    """
    words, names = _words(name), _names()
    if any(_holds(names.own, words)):
        return ""
    matches = list(_ratings_in(words))
    covered = {place for _, _, places in matches for place in places}
    rest = [word for place, word in enumerate(words) if place not in covered]
    if any(names.turns.fullmatch(word) or names.counts.fullmatch(word) for word in rest):
        return ""
    ends = {end for _, end, _ in matches}
    return (
        matches[0][0] if matches and (ends == {"worse"} or (ends == {"either"} and matches[0][0] == "laxity")) else ""
    )


def rates_something(name: str) -> bool:
    """Say whether a name tells how bad something is, and not what, such as "Severity (1-10)"."""
    words, names = _words(without_scale(name)), _names()
    rest = [word for word in words if word not in names.rates]
    return len(rest) < len(words) and all(map(names.beside.fullmatch, rest))


class _Names(NamedTuple):
    ratings: tuple[tuple[str, Direction, tuple[re.Pattern[str], ...]], ...]  # Longest names first.
    own: tuple[tuple[re.Pattern[str], ...], ...]
    turns: re.Pattern[str]
    counts: re.Pattern[str]
    beside: re.Pattern[str]
    rates: frozenset[str]


@cache
def _names() -> _Names:
    content = content_of("names.yaml")
    words = {name: content.pop(name) for name in ("own", "turns", "counts", "beside", "rates")}
    ratings = [
        (rating, end, _phrase(phrase))
        for rating, ends in content.items()
        for end, phrases in ends.items()
        for phrase in phrases
    ]
    ratings.sort(key=lambda item: -len(item[2]))
    own = tuple(map(_phrase, words["own"]))
    turns, counts, beside = (_any_of(words[name]) for name in ("turns", "counts", "beside"))
    return _Names(tuple(ratings), own, turns, counts, beside, frozenset(words["rates"]))


def _any_of(groups: dict[str, list[str]]) -> re.Pattern[str]:
    words = {word for group in groups.values() for phrase in group for word in _words(phrase, wild=True)}
    return re.compile("|".join(sorted(map(_pattern, words))))


def _phrase(phrase: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_pattern(word)) for word in _words(phrase, wild=True))


def _pattern(word: str) -> str:
    return re.escape(word).replace(r"\*", r"[^\W\d_]*")


def _words(name: str, *, wild: bool = False) -> list[str]:
    text = without_accents(name.replace("_", " "))
    return re.findall(r"\*?[^\W\d_]+\*?|[0-9]+", text) if wild else _WORD.findall(text)


def _holds(phrases: Iterable[Sequence[re.Pattern[str]]], words: Sequence[str]) -> Iterable[bool]:
    return (any(True for _ in _places(phrase, words)) for phrase in phrases)


def _places(phrase: Sequence[re.Pattern[str]], words: Sequence[str]) -> Iterable[range]:
    for start in range(len(words) - len(phrase) + 1):
        if all(pattern.fullmatch(word) for pattern, word in zip(phrase, words[start:], strict=False)):
            yield range(start, start + len(phrase))


@personal_cache(4096)
def _beginning_with(word: str) -> tuple[int, ...]:
    """Return the places of the names of ratings that begin with a word: a sheet of thousands of columns has few."""
    return tuple(number for number, (_, _, phrase) in enumerate(_names().ratings) if phrase[0].fullmatch(word))


def _ratings_in(words: Sequence[str]) -> Iterable[tuple[str, Direction, range]]:
    """Yield the ratings that a name holds, the longest names first, each word used once."""
    taken: set[int] = set()
    ratings = _names().ratings
    for number in sorted({number for word in words for number in _beginning_with(word)}):
        rating, end, phrase = ratings[number]
        for places in _places(phrase, words):
            if taken.isdisjoint(places):
                taken.update(places)
                yield rating, end, places
