import csv

import pytest

from zonewise.authoring.coverage import carried_statements
from zonewise.problem import InputRefused

KNOWLEDGE = """\
entries:
  - id: calm
    about: zones
    title: Calm
    guide: {says: x, statements: [zone.green]}
    trials: {found: x, sources: ["label:opioids"], certainty: low, verdict: x}
"""
NOTICES = """\
notices:
  - {{id: note, text: x, sources: ["{notice}"]}}
danger_cards:
  liver: {{heading: x, steps: [x], sources: ["{card}"]}}
emergency_numbers:
  default: {{emergency: "112", crisis: "116 123"}}
  countries: {{}}
"""


def carried_by(files):
    """Return what carries each statement by its id."""
    return {row.id: row.carried_by for row in carried_statements(files)}


def lost(files):
    """Return the ids of statements that nothing carries."""
    return tuple(row.id for row in carried_statements(files) if row.is_lost)


def test_no_statement_that_must_be_carried_is_lost(shipped_texts):
    """Each statement of kind rule, range, caution or notice is cited by something a person reads."""
    assert lost(shipped_texts) == ()


def test_every_statement_of_the_guide_is_listed(shipped_texts, project_root):
    """The numbered statements are those of the list kept beside the tests, with their kinds, in its order."""
    with (project_root / "tests" / "data" / "statement_ids.csv").open(encoding="utf-8", newline="") as lines:
        expected = {row["id"]: row["kind"] for row in csv.DictReader(lines)}

    assert list({row.id: row.kind for row in carried_statements(shipped_texts)}.items()) == list(expected.items())


def test_each_rule_statement_on_the_dose_is_carried_by_a_rule_or_consideration(shipped_texts):
    """What the guide says about doing something with the dose is decided by rules, not only told."""
    only_told = [
        row.id
        for row in carried_statements(shipped_texts)
        if row.kind == "rule" and not any(carrier.startswith(("rule ", "consideration ")) for carrier in row.carried_by)
    ]
    assert only_told == []


def test_carriers_say_what_they_are(shipped_texts):
    """A carrier is named by its sort and its id, so that a reader finds it."""
    carried = carried_by(shipped_texts)

    assert "rule start-in-red" in carried["start.red"]
    assert "consideration morning-with-vivid-dreams" in carried["timing.night"]
    assert "knowledge dose-range" in carried["drug.range"]
    assert "notice off-label" in carried["disclaimer.off-label"]
    assert "setting plan usual-ceiling-mg" in carried["drug.range"]


def test_a_statement_that_nothing_cites_is_lost(tiny):
    """Taking the last citation away loses a statement of kind rule; one of kind fact may stay uncited."""
    assert lost(tiny) == ()
    assert carried_by(tiny) == {"zone.green": ("rule not-green", "rule may-rise"), "zone.fact": ()}

    tiny["rise.yaml"] = tiny["rise.yaml"].replace("zone.green,", "").replace("[zone.green]", '["product:tiny"]')

    assert lost(tiny) == ("zone.green",)


@pytest.mark.parametrize(
    ("file", "text", "carrier"),
    [
        ("knowledge.yaml", KNOWLEDGE, "knowledge calm"),
        ("notices.yaml", NOTICES.format(notice="zone.green", card="label:opioids"), "notice note"),
        ("notices.yaml", NOTICES.format(notice="label:opioids", card="zone.green"), "danger card liver"),
        ("zones.settings.yaml", "settings:\n  at: {value: 1, source: zone.green, because: x}\n", "setting zones at"),
    ],
)
def test_each_sort_of_file_can_carry_a_statement(tiny, file, text, carrier):
    """Knowledge, notices, danger cards and settings are listed; a setting alone saves nothing from being lost."""
    tiny["rise.yaml"] = tiny["rise.yaml"].replace("zone.green,", "").replace("[zone.green]", '["product:tiny"]')
    tiny[file] = text

    assert carried_by(tiny)["zone.green"] == (carrier,)
    assert lost(tiny) == (("zone.green",) if carrier.startswith("setting") else ())


def test_a_protocol_with_problems_is_refused(tiny):
    """Coverage of a protocol that cannot be read is not guessed."""
    with pytest.raises(InputRefused, match="unknown-source"):
        carried_by({**tiny, "rise.yaml": tiny["rise.yaml"].replace("[zone.green]", "[zone.grin]")})
    with pytest.raises(InputRefused, match="not-yaml"):
        carried_by({**tiny, "notices.yaml": "notices: ["})
