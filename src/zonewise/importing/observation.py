"""What did one row of another app's export say, before anything is made of it?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of one tracker, every field as text from the file, stripped.

    Attributes:
        day: The date, in the file's own spelling.
        at: A time of day, a part of the day such as "am", or "".
        tracker: Name of the tracker.
        category: Its category, or "".
        value: The value, or "" when the row has none.
        unit: Its unit when the file says so, or "".
        words: The person's own words.
    """

    day: str
    at: str
    tracker: str
    category: str
    value: str
    unit: str = ""
    words: str = ""
