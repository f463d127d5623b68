"""What is said under one time zone and mended under another counts at once."""

from .builders import Diary, known

EAST, WEST = "Pacific/Auckland", "America/New_York"


def _moved() -> Diary:
    """Return a diary whose time zone was first set far to the east, where it was the second day already."""
    diary = Diary().add("profile", "timezone", EAST, 2, "09:00", zone=EAST)
    return diary.add("answer", "opioid", "current", 2, "09:05", zone=EAST)


def test_an_answer_of_tomorrow_further_east_counts_today() -> None:
    """Back on the first day an opioid that was told under the other zone is no secret until tomorrow."""
    diary = _moved().add("profile", "timezone", WEST, 1, "15:10", zone=EAST)

    assert known(diary, "opioid", 1) == "current"


def test_its_correction_under_the_right_zone_stands() -> None:
    """The later answer counts, today and tomorrow, though its date is the earlier one."""
    diary = Diary().add("profile", "timezone", EAST, 2, "09:00", zone=EAST)
    diary.add("answer", "pregnancy", "pregnant-or-trying", 2, "09:05", zone=EAST)
    diary.add("profile", "timezone", WEST, 2, "09:10", zone=EAST)
    diary.add("answer", "pregnancy", "no", 1, "15:12", zone=WEST)

    assert [known(diary, "pregnancy", day) for day in (1, 2)] == ["no", "no"]
