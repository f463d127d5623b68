import re
from importlib.resources import files

import pytest

from zonewise.authoring.coverage import carried_statements

TEXT = (files("zonewise.protocols") / "ldn" / "REVIEW.md").read_text(encoding="utf-8")
ENTRIES = {part.split("\n", 1)[0].strip(): part for part in TEXT.split("\n### ")[1:]}
STATES = ("awaiting clinical review",)


def named(entry, label):
    """Return the ids that an entry names under a label."""
    result = re.search(rf"^- {label}: (.+?)(?=^- |\Z)", ENTRIES[entry], re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`]+)`", result[1]) if result else []


def test_the_page_has_its_entries():
    """The readings are numbered one after the other and none is empty."""
    assert [int(title.split(".")[0]) for title in ENTRIES] == list(range(1, len(ENTRIES) + 1))
    assert len(ENTRIES) > 40


@pytest.mark.parametrize("entry", ENTRIES)
def test_each_reading_names_what_exists(entry, engine, shipped_texts):
    """The statements, rules and choices that a reading names all stand in the protocol."""
    questions = engine.rule_set.questions.values()
    rules = {rule.id for question in questions for rule in question.rules}
    rules |= {held.rule.id for held in engine.rule_set.otherwise}

    assert named(entry, "Guide")
    assert set(named(entry, "Guide")) <= {row.id for row in carried_statements(shipped_texts)}
    assert named(entry, "Rules")
    assert set(named(entry, "Rules")) <= rules
    assert set(named(entry, "Our choices")) <= {name for name in engine.rule_set.sources if name.startswith("product:")}


@pytest.mark.parametrize("entry", ENTRIES)
def test_each_reading_says_what_why_and_its_state(entry):
    """A reading stands with its reason and one state."""
    for label in ("Reading", "Reason"):
        assert re.search(rf"^- {label}: \S.{{20,}}", ENTRIES[entry], re.MULTILINE)
    assert re.findall(r"^- State: (.+)$", ENTRIES[entry], re.MULTILINE) == [STATES[0]]


def test_each_choice_of_ours_that_a_rule_rests_on_is_a_reading(engine):
    """No rule rests on a choice of ours that this page does not lay before the reviewer."""
    cited = {
        source
        for question in engine.rule_set.questions.values()
        for rule in question.rules
        for source in rule.sources
        if source.startswith("product:")
    }

    assert cited <= {source for entry in ENTRIES for source in named(entry, "Our choices")}


def test_each_rule_is_in_a_reading_or_follows_the_guide_alone(engine):
    """A rule that no reading names rests on no choice of ours."""
    told = {name for entry in ENTRIES for name in named(entry, "Rules")}
    silent = [
        rule.id
        for question in engine.rule_set.questions.values()
        for rule in question.rules
        if rule.id not in told and any(source.startswith("product:") for source in rule.sources)
    ]

    assert silent == []
