"""The words of other people's files: yes and no, scales in words, and the ends of scales, in five languages.

They stand in `words.yaml`, which a person can read and correct.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from zonewise.model.personal_cache import personal_cache
from zonewise.model.substances import without_accents

_ZERO = re.compile(r"[+-]?0+(?:[.,]0*)?")
_NUMBER = re.compile(r"\+?[0-9]+(?:[.,][0-9]*)?")


SEVERITY = "severity"
"""How the names of the scales begin on which each word but the first says that there is something."""


@dataclass(frozen=True, slots=True)
class WordScale:
    """A scale whose values are words, from the good end to the bad one."""

    name: str  # Such as "severity".
    words: dict[str, int]  # Each word, for comparing, to its place from 0.
    top: int  # Place of the worst word.
    asks: bool  # Whether what its words stand for has to be asked.

    def holds(self, words: Iterable[str]) -> bool:
        """Say whether each of these words stands on it."""
        return all(comparable(word) in self.words for word in words)

    def numbers_of(self, words: Iterable[str]) -> tuple[tuple[str, Decimal], ...]:
        """Return these words with their numbers, the lowest first."""
        numbers = {word: self.words[comparable(word)] for word in words}
        return tuple((word, Decimal(number)) for word, number in sorted(numbers.items(), key=lambda item: item[1]))


@personal_cache(4096)
def comparable(text: str) -> str:
    """Return a text for comparing with a list: small letters, no accents, single blanks, no mark at its end."""
    words = " ".join(without_accents(text).replace("\ufe0f", "").split())
    return words.rstrip(".!") or words


def is_no(value: str) -> bool:
    """Say whether a value says that there was nothing: a no, a zero, an empty cell or one without an answer."""
    return not value or _ZERO.fullmatch(value) is not None or comparable(value) in _lists()["no and unanswered"]


def is_unanswered(value: str) -> bool:
    """Say whether a value says neither yes nor no, such as "n/a" or "-"."""
    return not value or comparable(value) in _lists()["unanswered"]


def yes_or_no(value: str) -> bool | None:
    """Return what the value of a yes-or-no tracker says; a number is yes above zero, a word of severity above none.

    Returns:
        None for a word that stands on no list: it is never a yes.
    """
    if is_no(value):
        return False
    word = comparable(value)
    if word in _lists()["yes"] or _NUMBER.fullmatch(value) is not None:
        return True
    severities = (scale for scale in word_scales() if scale.name.startswith(SEVERITY))
    place = next((scale.words[word] for scale in severities if word in scale.words), None)
    return None if place is None else place > 0


def is_yes(value: str) -> bool:
    """Say whether a value is a yes of the list and nothing more."""
    return comparable(value) in _lists()["yes"]


def is_plain_answer(value: str) -> bool:
    """Say whether a value is one of the words for yes, no and no answer, or a 0 or 1."""
    return value.strip() in ("0", "1") or is_yes(value) or is_no(value)


@cache
def word_scales() -> tuple[WordScale, ...]:
    """Return the scales in words, in the order in which they are tried."""
    scales = []
    for item in content_of("words.yaml")["scales"]:
        places = {
            comparable(word): place for place, words in reversed(list(enumerate(item["words"]))) for word in words
        }
        scales.append(WordScale(item["name"], places, len(item["words"]) - 1, bool(item.get("asks"))))
    return tuple(scales)


def word_scale_of(words: Collection[str]) -> WordScale | None:
    """Return the first scale on which all these words stand, or None."""
    return next((scale for scale in word_scales() if scale.holds(words)), None) if words else None


def after_denial(text: str) -> str:
    """Return what stands behind a word that says that something was not taken, such as "tramadol today" in "no tramadol
    today"; "" where the text does not begin with one. A sign such as the # of a hashtag is none.
    """  # fmt: skip
    words = text.split()
    if not words or comparable(words[0]) not in _lists()["denying"]:
        return ""
    rest = iter(words[1:])
    following = next((word for word in rest if comparable(word) not in _lists()["between"]), "")
    return " ".join((following, *rest))


def is_good_end(words: str) -> bool | None:
    """Return whether a heading's word for the end of a scale is a good one; None when it is on neither list."""
    for word in (comparable(words), comparable(words.strip().split(" ")[0])):  # "worst pain imaginable" begins so
        if word in _lists()["good_ends"]:
            return True
        if word in _lists()["bad_ends"]:
            return False
    return None


def is_open_end(words: str) -> bool:
    """Say whether a heading's word names an end of a scale and leaves open which is the good one, such as low."""
    return comparable(words) in _lists()["open_ends"]


@cache
def month_numbers() -> dict[str, int]:
    """Return the number of each month's name and short form."""
    months = content_of("words.yaml")["months"]
    return {comparable(name): number for number, names in enumerate(months, 1) for name in names}


@cache
def _lists() -> dict[str, frozenset[str]]:
    content = content_of("words.yaml")
    lists = {
        name: frozenset(comparable(word) for words in content[name].values() for word in words)
        for name in ("yes", "no", "unanswered")
    }
    ends = {name: frozenset(map(comparable, content[name])) for name in ("good_ends", "bad_ends", "open_ends")}
    ends |= {"denying": frozenset(map(comparable, content["not_taken"]["before"]))}
    ends |= {"between": frozenset(map(comparable, content["not_taken"]["between"]))}
    return {**lists, **ends, "no and unanswered": lists["no"] | lists["unanswered"]}


def content_of(name: str) -> Any:
    """Return what a file of words beside this module holds; each scalar stays text, so that no and yes are words."""
    return yaml.load(files(__package__).joinpath(name).read_text(encoding="utf-8"), _TextLoader)


class _TextLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads each scalar as text."""


_TextLoader.yaml_implicit_resolvers = {}
