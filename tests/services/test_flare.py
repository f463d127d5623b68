"""What the services say of a flare, and of the rules."""

from datetime import timedelta
from pathlib import Path

from tests.guidance.builders import Diary as Told
from tests.guidance.builders import d, plan_of, settled

from zonewise.services.base.diary import Diary, add_entries
from zonewise.services.base.protocols import load_protocol
from zonewise.services.reading.flare import DAYS_BEFORE, flare_overview
from zonewise.services.reading.rules import rules_view


def kept(told: Told, tmp_path: Path) -> Diary:
    """Return a diary file with these entries."""
    place = Diary(str(tmp_path / "d.sqlite"))
    add_entries(place, told.entries)
    return place


def test_what_came_before_stands_in_order_and_names_no_cause(tmp_path: Path) -> None:
    """Doses, medicines and events of the two weeks before are told in order, and none is called a cause."""
    told = settled(plan_of(), until=60).rated(range(56, 61), lift=4)
    told.add("event", "infection", "", 54).add("medicine", "cetirizine", "start", 50).add("event", "stress", "", 20)

    result = flare_overview(kept(told, tmp_path), d(60))

    assert result.flare is not None
    assert result.first == result.flare.began - timedelta(days=DAYS_BEFORE)
    assert [day for day, _ in result.changes] == sorted(day for day, _ in result.changes)
    assert [words for _, words in result.changes] == ["cetirizine: started", "Infection"]
    assert "Infection: " in result.picture.alt
    assert "cause" not in " ".join(words for _, words in result.changes)


def test_without_a_flare_the_last_two_weeks_are_shown(tmp_path: Path) -> None:
    """On a calm day the page shows what was written down lately, and no questions of a flare."""
    result = flare_overview(kept(settled(plan_of(), until=60), tmp_path), d(60))

    assert result.flare is None
    assert result.first == d(60) - timedelta(days=DAYS_BEFORE)


def test_every_rule_is_shown_with_its_reason_and_source() -> None:
    """The page holds each rule once, says when it holds, and marks what is our own choice alone."""
    shown = rules_view(load_protocol())
    rules = [rule for question in shown.questions for rule in question.rules]

    assert len({(rule.id, rule.when) for rule in rules}) == len(rules)
    assert all(rule.when and rule.because and rule.sources for rule in rules)
    assert {rule.ours for rule in rules} == {True, False}
    assert "5.6 mg (3.65 to 7.54)" in shown.blockade.alt
