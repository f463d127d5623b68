"""The numbers of what is signed and of the prescriber's list."""

from dataclasses import dataclass

NAME = "sharing.settings.yaml"


@dataclass(frozen=True, slots=True)
class SharingSettings:
    """Every number; the value and the reason for each stand in `sharing.settings.yaml`."""

    plan_taken_in_days: int  # For how many days a signed plan may be taken in.
    word_taken_in_days: int  # A word after a call.
    key_taken_in_days: int  # A change of keys.
    no_news_days: int  # After how many days without a page somebody is listed before those who are well.
