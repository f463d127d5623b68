"""What is a backup called, and when was it made, in words?"""

from datetime import datetime

KINDS = {
    "backup": "",
    "before-restore": "the diary before a restore",
    "before-release": "before a new release changed its form",
    "unreadable": "the diary before a restore, which could not be opened",
}
"""Why a copy was made -> words; none for the usual sort."""


def local_minute(instant: datetime) -> str:
    """Return an instant as this machine's clock on the wall showed it."""
    return instant.astimezone().strftime("%Y-%m-%d %H:%M")


def size_words(size: int) -> str:
    """Return a number of bytes as a person reads it."""
    return f"{size / 1e6:.1f} MB"
