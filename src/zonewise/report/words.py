"""Plain words for zones, copies of a diary, days and sizes, and lines of a terminal."""

from datetime import date, datetime
from textwrap import wrap

ZONES = {"green": "GREEN", "yellow": "YELLOW", "red": "RED", None: "NOT KNOWN"}
SHAPES = {"green": "( )", "yellow": "/!\\", "red": "[X]", None: " ? "}
"""A shape beside each word, so that nothing hangs on colour."""

MEANINGS = {
    "green": "About your usual, or better.",
    "yellow": "Worse than your usual.",
    "red": "Much worse than your usual, or severe.",
    None: "Today's zone cannot be worked out yet.",
}

BACKUP_KINDS = {
    "backup": "",
    "before-restore": "the diary before a restore",
    "before-release": "before a new release changed its form",
    "unreadable": "the diary before a restore, which could not be opened",
}
"""Why a copy was made -> words; none for the usual sort."""


def wrapped(text: str, first: str = "", following: str | None = None, width: int = 80) -> list[str]:
    """Return a text as lines of a terminal; a word is never cut, as the id of a rule is searched for as it stands.

    Args:
        text: One paragraph.
        first: What stands before the first line.
        following: What stands before each further line; None for the same.
        width: Most letters in a line.
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


def long_day(day: date) -> str:
    """Return a day such as "Sunday 22 November 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def short_day(day: date) -> str:
    """Return a day such as "22 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def fact_words(name: str) -> str:
    """Return a fact's name in words."""
    return name.replace("_", " ")


def local_minute(instant: datetime) -> str:
    """Return an instant as this machine's clock on the wall showed it."""
    return instant.astimezone().strftime("%Y-%m-%d %H:%M")


def size_words(size: int) -> str:
    """Return a number of bytes as a person reads it."""
    return f"{size / 1e6:.1f} MB"
