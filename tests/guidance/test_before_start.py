"""What a person told of the weeks before the first dose, and of other lasting changes."""

from datetime import date, time, timedelta

import pytest

from zonewise.guidance.before_start import lasting_changes, month_before_start
from zonewise.guidance.snapshot import DiarySnapshot, build_snapshot
from zonewise.model.entry import Entry
from zonewise.services.base.protocols import load_protocol

FIRST = date(2026, 3, 2)
SETTINGS = load_protocol().settings


def entry(day: int, kind: str, name: str, value: str, unit: str = "") -> Entry:
    """Return one entry of the evening of a day."""
    return Entry(f"{day}-{kind}-{name}-{value}", FIRST + timedelta(day), time(20), kind, name, value, unit)  # type: ignore[arg-type]


def seen_on(day: int, *more: Entry) -> DiarySnapshot:
    """Return the diary of somebody who begins on day 30."""
    entries = [entry(0, "rating", "pain", "5"), *(entry(n, "dose", "naltrexone", "1.5", "mg") for n in range(30, 60))]
    return build_snapshot([*entries, *more], FIRST + timedelta(day), SETTINGS)


@pytest.mark.parametrize(
    ("told_on", "last_week", "says"),
    [(25, "flare", "flare"), (18, "worse", "worse"), (25, "as-usual", None), (5, "flare", None)],
)
def test_the_last_week_before_the_start_speaks_of_the_start(told_on: int, last_week: str, says: str | None) -> None:
    """Only what was said in the two weeks before the first dose does, and "as usual" says nothing of a month."""
    assert month_before_start(seen_on(59, entry(told_on, "usual", "last-week", last_week))) == says


def test_an_answer_outweighs_the_last_week() -> None:
    """What was answered about the month stands, whatever was said of the week."""
    told = entry(25, "usual", "last-week", "flare"), entry(50, "answer", "month_before_start", "better")
    assert month_before_start(seen_on(59, *told)) == "better"
    assert month_before_start(seen_on(49, *told)) == "flare"


def test_lasting_changes_are_those_answered_and_those_recorded() -> None:
    """An answered day, an operation and another medicine count, each once; what the first days tell does not."""
    day = (FIRST + timedelta(40)).isoformat()
    told = [
        entry(55, "answer", "lasting_change", day), entry(56, "answer", "lasting_change", "none"),
        entry(42, "event", "surgery", ""), entry(2, "medicine", "magnesium", "start"),
        entry(50, "medicine", "cetirizine", "start"), entry(31, "event", "infection", ""),
    ]  # fmt: skip
    assert [(change - FIRST).days for change in lasting_changes(seen_on(59, *told))] == [40, 50]
    assert [(change - FIRST).days for change in lasting_changes(seen_on(45, *told))] == [42]
