"""The scale that the heading of a column states, and which of its ends is called good or bad there."""

import re
from decimal import Decimal
from typing import NamedTuple

from .cell_values import Direction
from .word_lists import is_good_end, is_no, is_open_end

_NUMBER = r"[0-9]{1,3}(?:[.,][0-9])?"
_FROM_TO = re.compile(
    rf"(?<![\w.,/-])({_NUMBER})\s*(?:-|\u2010|\u2011|\u2012|\u2013|\u2014|\u2212|\.\.\.?|\u2026|to|bis|\u00e0|a|tot|t/m|until|through)"
    rf"\s*({_NUMBER})(?![\w/:-])",
    re.IGNORECASE,
)
_OUT_OF = re.compile(
    r"(?:/|\bout of\b|\bvon\b|\bsur\b|\bde\b|\bvan de\b)\s*(3|4|5|6|7|10|100)(?![\w/:.-])", re.IGNORECASE
)
_PERCENT = re.compile(r"%|\bpercent\b|\bprozent\b|\bpour ?cent\b|\bpor ciento\b|\bprocent\b", re.IGNORECASE)
_END = re.compile(
    rf"(?<![\w.,])({_NUMBER})\s*(?:=|:|\bis\b|\bmeans\b|\bbeing\b|\bist\b|\bheisst\b)?\s*\(?\s*([^\W\d_][^\d=,;/()\[\]\n]*)"
)
_END_FIRST = re.compile(rf"([^\W\d_][^\d=,;/()\[\]\n:]*?)\s*(?:=|:|\bis\b)\s*({_NUMBER})(?![\w.,])")
_HIGHER_IS = re.compile(r"\b(?:higher|more) (?:is|=) (better|worse|best|worst|good|bad)\b", re.IGNORECASE)


_LEAST_TOP = 3  # A number that a heading calls good or bad is an upper end from here on, where it states no scale.
_ARTICLE = re.compile(r"(?:the|der|die|das|am|le|la|les|el|los|las|de|het) ", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[0-9][^()\[\]]*[)\]]")
_FROM_NUMBER_ON = re.compile(r"[,;:\u2013-]?\s*[0-9]+\s*[=:].*", re.DOTALL)


class HeadingScale(NamedTuple):
    """What a heading says of the scale below it."""

    low: Decimal | None  # Lower end, or None where it states none.
    high: Decimal | None  # Upper end, above `low`, or None where it states none; it may stand alone, as in "out of 10".
    higher_is: Direction | None  # What the upper end is called, or None.


def scale_in_heading(heading: str) -> HeadingScale:
    """Return the scale in a heading such as "Pain (0-10)", "Mood 1 to 5 (5 = best)", "Pain /10" or "Fatigue (%)".

    A top alone, as in "out of 10", states no scale: its lower end may be 0 or 1.
    """
    text = " ".join(heading.split())
    ends = [(Decimal(number.replace(",", ".")), words) for number, words in _ends(text)]
    match = _FROM_TO.search(text)
    low = high = None
    if match is not None:
        low, high = (Decimal(end.replace(",", ".")) for end in match.groups())
    elif len({number for number, _ in ends}) == 2:
        low, high = sorted({number for number, _ in ends})
    elif match := _OUT_OF.search(text):
        return HeadingScale(None, Decimal(match[1]), _direction(text, ends, None, Decimal(match[1])))
    elif _PERCENT.search(text):
        low, high = Decimal(0), Decimal(100)
    if low is None or high is None or low >= high or high > 1000:
        low = high = None
    return HeadingScale(low, high, _direction(text, ends, low, high))


def without_scale(heading: str) -> str:
    """Return a heading without what it says of its scale: "Pain (0 = no pain, 10 = worst)" is "Pain"."""
    short = _FROM_NUMBER_ON.sub(" ", _FROM_TO.sub(" ", _BRACKETS.sub(" ", heading)))
    return short if short.strip() else heading


def _ends(text: str) -> list[tuple[str, str]]:
    """Return numbers with the words that a heading has for them, where those name an end of a scale."""
    ends = [(match[1], match[2]) for match in _END.finditer(text)]
    ends += [(match[2], match[1]) for match in _END_FIRST.finditer(text)]
    ends = [(number, _ARTICLE.sub("", words.strip(" -\u2013\u2014"))) for number, words in ends]
    return [(number, words) for number, words in ends if _names_an_end(words)]


def _names_an_end(words: str) -> bool:
    return is_good_end(words) is not None or is_open_end(words) or _is_nothing(words)


def _is_nothing(words: str) -> bool:
    return is_no(words.strip().split(" ")[0])


def _direction(
    text: str, ends: list[tuple[Decimal, str]], low: Decimal | None, high: Decimal | None
) -> Direction | None:
    """Return what the heading calls the upper end; None where it does not say, or says two things."""
    said: set[Direction] = set()
    for number, words in ends:
        good = is_good_end(words)
        if good is not None and (number == high or (high is None and number >= _LEAST_TOP)):
            said.add("better" if good else "worse")
        elif good is not None and (number == low or (low is None and number <= 1)):
            said.add("worse" if good else "better")
    if match := _HIGHER_IS.search(text):
        said.add("better" if match[1].casefold() in ("better", "best", "good") else "worse")
    return said.pop() if len(said) == 1 else None
