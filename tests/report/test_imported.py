"""What a terminal says of an import."""

from decimal import Decimal

from zonewise.importing import TrackerMapping, TrackerRule
from zonewise.report.import_words import import_lines

MAPPING = TrackerMapping(
    "other",
    (
        TrackerRule("Day", "date", order="day-first"),
        TrackerRule("Mood", "mood", low=Decimal(1), high=Decimal(5), higher_is="better", because="guessed"),
        TrackerRule("Pain", "pain", low=Decimal(-2), high=Decimal("2.5"), because="guessed"),
        TrackerRule("Pills", "dose"),
        TrackerRule("Flu", "infection"),
        TrackerRule("Weather, as it was felt on the longest walk of the day", "tracker"),
    ),
)


def test_each_tracker_in_plain_words() -> None:
    """Scale and direction are said in words, a reason once for all it holds for, and nothing is wider than 80."""
    lines = import_lines(MAPPING, {"rating": 2, "dose": 1}, added=3, repeated=0, dry_run=False)

    assert lines == [
        "What moves your zone (0 is none, 10 is worst):",
        "  Mood: mood, from 1 to 5, where 5 is best",
        "  Pain: pain, from -2 to 2.5, where 2.5 is worst",
        "Doses of LDN:",
        "  Pills: a dose of naltrexone",
        "Events:",
        "  Flu: the event infection",
        "Columns:",
        "  Day: the date, day first",
        "Kept under their own names: Weather, as it was felt on the longest walk of the",
        "  day.",
        "Why so:",
        "  Mood, Pain: guessed.",
        "Not right? Import it again with --map, such as --map 'Headache=pain:0-3'.",
        "",
        "Taken in: 3 new entries, 0 already there (1 dose, 2 ratings).",
    ]


def test_a_repeated_import_is_one_line() -> None:
    """When nothing is new there is nothing to look at again."""
    assert import_lines(MAPPING, {"rating": 1}, added=0, repeated=1, dry_run=False) == [
        "Taken in: 0 new entries, 1 already there (1 rating)."
    ]


def test_a_dry_run_always_shows_the_reading() -> None:
    """A dry run is there to be looked at, and says that nothing is stored."""
    lines = import_lines(MAPPING, {}, added=0, repeated=4, dry_run=True)

    assert lines[0].startswith("What moves your zone")
    assert lines[-1] == "Dry run, nothing is stored: 0 new entries, 4 already there."


def test_our_own_format_has_no_trackers() -> None:
    """A file of our own needs no reading explained."""
    assert len(import_lines(None, {"dose": 1}, added=1, repeated=0, dry_run=False)) == 1
