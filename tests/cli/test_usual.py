"""How an ordinary day is, said on the command line."""

import pytest

from .conftest import Command


def test_it_gives_a_zone_on_the_same_day(zonewise: Command) -> None:
    """After it a first check-in has a zone, marked as still learning in words and in JSON."""
    zonewise("usual", "pain=5", "mood=3", "--last-week", "as-usual", "--on", "2024-01-05")
    zonewise("check-in", "pain=5", "mood=3", "--on", "2024-01-05")
    today = zonewise.json("zones", "--from", "2024-01-05", "--to", "2024-01-05")[0]

    assert (today["zone"], today["standing"], today["still_learning"], today["usual_remembered"]) == (
        "green", "learning", True, True,
    )  # fmt: skip
    assert today["usual"] == {"pain": 5.0, "mood": 3.0}


def test_said_again_for_a_day_it_supersedes(zonewise: Command) -> None:
    """The last word of a day stands, the first stays in the diary, and the same words again add nothing."""
    zonewise("usual", "pain=5", "mood=3", "--on", "2024-01-05")
    first = zonewise("usual", "pain=6", "mood=3", "--on", "2024-01-05").stdout
    again = zonewise("usual", "pain=6", "--on", "2024-01-05").stdout
    zonewise("usual", "pain=7", "--on", "2024-01-06")

    assert first.startswith("Written down (1 entry).")
    assert again.startswith("Written down (0 entries).")
    assert len([entry for entry in zonewise.entries("--on", "2024-01-05") if entry["kind"] == "usual"]) == 2
    assert len([entry for entry in zonewise.entries("--all") if entry["kind"] == "usual"]) == 4


@pytest.mark.parametrize(
    ("words", "fault", "code"),
    [
        ((), "nothing was said", "empty"),
        (("pain=11",), "the rating of pain is '11'", "rating-out-of-range"),
        (("pian=4",), "Did you mean 'pain'?", "unknown-rating"),
        (("pain=4", "--last-week", "flair"), "Did you mean 'flare'?", "unknown-word"),
        (("pain=4", "--on", "2199-01-01"), "is still to come", "coming-day"),
        (("pain",), "'pain' is not of the form name=value", "not-a-pair"),
        (("pain=4", "pain=5"), "'pain' is given twice", "repeated-key"),
    ],
)
def test_what_it_refuses(zonewise: Command, words: tuple[str, ...], fault: str, code: str) -> None:
    """A word that is not understood is named with its code, and nothing of the rest is kept."""
    said = zonewise.refused("usual", *(["mood=3", *words] if words else []))

    assert fault in said
    assert f"[{code}]" in said


def test_where_ratings_show_the_usual_already_it_says_so(zonewise: Command) -> None:
    """After 21 rated days it is kept and changes no zone."""
    rows = [f"2024-01-{day:02d},20:00,rating,pain,4,,\n" for day in range(1, 23)]
    file = zonewise.diary.with_name("diary.csv")
    file.write_text("date,time,kind,name,value,unit,note\n" + "".join(rows), encoding="utf-8")
    zonewise("import", file)

    assert "your ratings show your usual already" in zonewise("usual", "pain=2", "--on", "2024-01-22").stdout
    assert "show your usual" not in zonewise("usual", "pain=2", "--on", "2024-01-10").stdout


def test_as_usual_takes_over_what_was_remembered(zonewise: Command) -> None:
    """On the first evening "as usual" has something to take over, and is no rating all the same."""
    zonewise("usual", "pain=5", "--on", "2024-01-05")
    zonewise("check-in", "--as-usual", "--on", "2024-01-05")
    today = zonewise.json("zones", "--from", "2024-01-05", "--to", "2024-01-05")[0]

    assert [(entry["value"], entry["unit"]) for entry in zonewise.entries() if entry["kind"] == "rating"] == [
        ("5", "as-usual")
    ]
    assert today["zone"] is None


def _takes_ldn_for_months(zonewise: Command) -> None:
    """Write eight weeks of ratings of somebody who took LDN before them: 6 for four weeks, then 4."""
    zonewise("dose", "1.5", "--since", "2023-06-01")
    days = [f"2024-{month:02d}-{day:02d}" for month in (1, 2) for day in range(1, 29)]
    rows = [f"{day},20:00,rating,pain,{6 if number < 28 else 4},,\n" for number, day in enumerate(days)]
    file = zonewise.diary.with_name("diary.csv")
    file.write_text("date,time,kind,name,value,unit,note\n" + "".join(rows), encoding="utf-8")
    zonewise("import", file)


def test_who_took_ldn_before_gets_a_trend_and_a_remembered_before(zonewise: Command) -> None:
    """Instead of days before the first dose that nobody can rate any more; each sentence says what it is."""
    _takes_ldn_for_months(zonewise)
    zonewise("usual", "pain=8", "--before-ldn", "--on", "2024-02-28")

    screen = " ".join(zonewise("relief", "--as-of", "2024-02-28").stdout.split())
    content = zonewise.json("relief", "--as-of", "2024-02-28")

    assert "Trend, whatever its cause: pain 4.0 in the last 4 weeks, 6.0 in the 4 weeks before." in screen
    assert "Remembered, not measured: pain 8 on an ordinary day before LDN, 4.0 on average" in screen
    assert "cannot be rated any more" in screen
    assert "before the first dose." not in content["composite"]["what_more"]
    assert [(one["name"], one["remembered"]) for one in content["before"]] == [("pain", 8.0)]
    assert [trend["name"] for trend in content["trends"]] == ["pain"]


def test_what_is_remembered_of_before_moves_no_zone(zonewise: Command) -> None:
    """An ordinary day before LDN is no usual of today."""
    zonewise("usual", "pain=9", "--before-ldn", "--on", "2024-01-05")
    zonewise("check-in", "pain=3", "--on", "2024-01-05")

    assert zonewise.json("zones", "--from", "2024-01-05", "--to", "2024-01-05")[0]["usual"] == {}


def test_it_goes_out_and_comes_back(zonewise: Command) -> None:
    """An export holds it, and taken in again nothing is new."""
    zonewise("usual", "pain=5", "--last-week", "flare", "--on", "2024-01-05")
    file = zonewise.diary.with_name("out.csv")
    zonewise("export", file)
    before = zonewise.entries("--all")
    zonewise("import", file)

    assert zonewise.entries("--all") == before
    assert "usual last-week flare" in zonewise("entries").stdout


def test_the_prescriber_reads_that_the_usual_is_still_being_learnt(zonewise: Command) -> None:
    """The page for the prescriber marks a zone that rests on what is remembered."""
    zonewise("usual", "pain=5", "--last-week", "as-usual")
    zonewise("check-in", "pain=5")

    assert "Zone today: Green (still learning what is usual)." in " ".join(zonewise("report").stdout.split())
