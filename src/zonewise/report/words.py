"""Plain words for zones, copies of a diary, days and sizes, and lines of a terminal."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from textwrap import wrap

from zonewise.located_yaml import Reading, read_yaml

ZONES = {"green": "GREEN", "yellow": "YELLOW", "red": "RED", None: "NOT KNOWN"}
SHAPES = {"green": "( )", "yellow": "/!\\", "red": "[X]", None: " ? "}
"""A shape beside each word, so that nothing hangs on colour."""

MEANINGS = {
    "green": "About your usual, or better.",
    "yellow": "Worse than your usual.",
    "red": "Much worse than your usual, or severe.",
    None: "Today's zone cannot be worked out yet.",
}


@lru_cache(maxsize=1)
def _word_tables() -> Mapping[str, Mapping[str, str]]:
    reading = Reading("words.yaml")
    tables = reading.mapping(read_yaml((files(__package__) / reading.where).read_text("utf-8"), reading), "the file")
    words = {
        name: {code: reading.text(node, code) for code, node in reading.mapping(table, name).items()}
        for name, table in tables.items()
    }
    reading.refuse()
    return words


def word_table(name: str) -> Mapping[str, str]:
    """Return one table of `words.yaml`: words by code."""
    return _word_tables()[name]


BACKUP_KINDS = {"backup": "", **word_table("backup-kinds")}  # Why a copy was made -> words; none for the usual sort.


def wrapped(text: str, first: str = "", following: str | None = None, width: int = 80) -> list[str]:
    """Return a text as lines of a terminal; a word is never cut, as the id of a rule is searched for as it stands.

    Args:
        first: What stands before the first line.
        following: What stands before each further line; None for the same.
    """
    lines = wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=first if following is None else following,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines or [first]


def short_day(day: date) -> str:
    """Return a day such as "22 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def fact_words(name: str) -> str:
    """Return a fact's name in words."""
    return name.replace("_", " ")


def local_minute(instant: datetime) -> str:
    """Return an instant as this machine's clock on the wall showed it: "22 November 2026, 21:30"."""
    local = instant.astimezone()
    return f"{short_day(local.date())}, {local:%H:%M}"


def size_words(size: int) -> str:
    """Return a number of bytes as a person reads it."""
    return f"{size / 1e6:.1f} MB"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 entry", "2 entries"."""
    return f"{count} {one if count == 1 else many or one + 's'}"
