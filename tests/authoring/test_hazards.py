"""The table of hazards: every fault with its line, every gap found, and the shipped table without one."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from tests.case_tables import by_outcome

from zonewise.authoring.hazard_gaps import KnownNames, gaps, hazard_problems, hazards_of, is_function, naming
from zonewise.authoring.hazards import HAZARDS, read_hazards
from zonewise.problem import InputRefused

TABLE, EXAMPLES = (
    Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("hazards.yaml", "rise.examples.yaml")
)
WANTED = (
    "opioid-unnoticed", "pain-relief-fails", "lost-tolerance", "surgery-on-naltrexone", "emergency-hidden",
    "suicidal-thoughts", "pregnancy", "breastfeeding", "minor", "liver-harm", "kidney-disease",
    "transplant-or-immune-suppression", "bipolar-or-psychosis", "ketamine", "second-blocker", "dose-made-up",
    "amount-misread", "doubled-dose", "two-changes-at-once", "gap-read-as-green", "relapse-learnt-as-usual",
    "false-hope", "placebo-read-as-effect", "many-looks", "no-review", "false-cause", "mood-drop-after-step",
    "pressed-to-go-on", "wrong-crisis-number", "privacy-leak", "taken-for-a-doctor", "too-tired-to-use-it",
    "stale-answer", "entry-lost-or-changed", "file-read-wrongly",
)  # fmt: skip


@pytest.fixture
def known(tiny):
    """Return what a table of the tiny protocol may name."""
    from zonewise.rules.rule_set_reader import read_rule_set
    from zonewise.rules.worked_examples import read_examples

    rule_set = read_rule_set(tiny)
    rules = frozenset(rule.id for rule in rule_set.questions["rise"].rules)
    names = {"rule": rules, "fact": frozenset(rule_set.facts)}
    examples = read_examples(EXAMPLES, "rise.examples.yaml", rule_set)
    return KnownNames(names, frozenset(rule_set.sources), examples, is_function)


def gaps_of(text, known):
    """Return (line, code) of every gap of a table that is read without a fault."""
    problems = gaps(read_hazards(text), known)
    assert {problem.where for problem in problems} <= {HAZARDS}
    return [(problem.line, problem.code) for problem in problems]


def changed(old, new):
    """Return the table with one place changed, which must be there."""
    assert TABLE.count(old) == 1, old
    return TABLE.replace(old, new)


def test_a_table_is_read_whole(known):
    """Every part arrives with its lines, in the order of the file, and nothing is missing in it."""
    table = read_hazards(TABLE)
    [hazard] = table.hazards

    assert list(table.severities) == ["severe", "slight"]
    assert table.safety_rules[2] == "Show no dose in danger."
    assert (hazard.id, hazard.line, hazard.severity) == ("opioid", 8, "severe")
    assert [(name.word, name.line) for name in hazard.sources] == [("label:opioids", 12), ("zone.green", 12)]
    assert [(control.line, list(control.by)) for control in hazard.controls] == [
        (15, ["rule", "fact"]),
        (19, ["function"]),
    ]
    assert hazard.not_yet == ("Nobody has built the rest.",)
    assert gaps(table, known) == ()


def test_a_hazard_without_a_control_is_refused():
    """A hazard with no list of controls, or an empty one, is a gap that is named at once."""
    start = TABLE.index("    controls:")
    end = TABLE.index("    not_yet:")

    for controls, line in (("", 8), ("    controls: []\n", 14)):
        with pytest.raises(InputRefused) as caught:
            read_hazards(TABLE[:start] + controls + TABLE[end:])
        assert [(problem.line, problem.code) for problem in caught.value.problems] == [(line, "no-control")]


def test_a_repeated_hazard_is_refused():
    """An id names one hazard for ever, and the line of the first is told."""
    start = TABLE.index("  - id:")
    with pytest.raises(InputRefused, match="stands in line 8 already"):
        read_hazards(TABLE + TABLE[start:])


def test_all_faults_come_at_once_in_the_order_of_their_lines():
    """Four faults in four places are four problems, each with its line and the nearest known word."""
    text = (
        changed("severity: severe", "severity: sever")
        .replace("    harm:", "    harn:")
        .replace("  2: Show", "  4: Show")
    )

    with pytest.raises(InputRefused) as caught:
        read_hazards(text)
    problems = caught.value.problems

    assert [(problem.line, problem.code) for problem in problems] == [
        (6, "wrong-number"), (8, "text-needed"), (10, "unknown-key"), (11, "unknown-severity"),
    ]  # fmt: skip
    assert "Did you mean 'harm'?" in str(problems[2])
    assert "Did you mean 'severe'?" in str(problems[3])


GAPS = yaml.safe_load(Path(__file__).with_name("gaps.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("gap", GAPS)
def test_each_gap_is_found(known, gap):
    """What does not exist is named with its line; a demand or a label fact that no hazard names is named too."""
    old, new, line, code = GAPS[gap]

    assert gaps_of(changed(old, new), known) == [(line, code)]


def test_the_nearest_known_word_is_named(known):
    """A slip in a rule or an example is answered with the word that was meant."""
    problems = gaps(read_hazards(changed("        rules: [opioid]", "        rules: [opiod]")), known)

    assert "the rule 'opiod' does not exist. Did you mean 'opioid'?" in str(problems[0])


def test_a_kind_that_cannot_be_read_is_not_judged(known):
    """When the file of a kind has faults of its own, its names are left alone instead of all being called unknown."""
    unread = replace(known, names={"fact": known.names["fact"]})

    assert gaps_of(changed("        rules: [opioid]", "        rules: [opiod]"), unread) == [(18, "shows-nothing")]


@pytest.mark.parametrize(
    ("name", "there"),
    by_outcome({
        True: ["zonewise.guidance.dose_recommendation:recommend_dose", "zonewise.store.connect:open_diary",
            "zonewise.authoring.hazards:Hazard"],
        False: ["zonewise.guidance.dose_recommendation:NO_DOSE_ACTIONS",
            "zonewise.guidance.dose_recommendation:reduction_target", "zonewise.guidance.nothing:tonight",
            "zonewise.guidance.dose_recommendation", "os:system", "zonewise..tonight:tonight", ""],
    }),
)  # fmt: skip
def test_a_function_is_one_written_in_that_module(name, there):
    """Only a function or class that stands in the named module of zonewise counts; nothing is imported to see it."""
    assert is_function(name) is there


def test_the_shipped_table_has_no_gap(shipped_texts, engine, examples):
    """Every name in the table of this release exists, and every demand and label fact is named by a hazard."""
    assert hazard_problems(shipped_texts, engine.rule_set, examples) == ()


def test_the_shipped_table_holds_what_was_asked_for(shipped_texts, engine):
    """Eighteen safety rules, each hazard that was asked for, every label fact, and a state of review for each."""
    table = hazards_of(shipped_texts)

    assert list(table.safety_rules) == list(range(1, 19))
    assert sorted(set(WANTED) - {hazard.id for hazard in table.hazards}) == []
    assert len([name for name in engine.rule_set.sources if name.startswith("label:")]) == 17
    assert naming(table, "practice:perioperative")
    assert naming(table, "trial:tlr4-in-cells")
    assert {hazard.state for hazard in table.hazards} == {"awaiting clinical review"}


def test_each_hard_stop_of_the_protocol_controls_a_hazard(shipped_texts, engine):
    """Every rule that stops, calls or sends to the prescriber before the dose is looked at stands against a hazard."""
    table = hazards_of(shipped_texts)
    named = {
        name.word for hazard in table.hazards for control in hazard.controls for name in control.by.get("rule", ())
    }
    stopping = [
        rule.id
        for question in ("triage", "clearance")
        for rule in engine.rule_set.questions[question].rules
        if rule.then not in ("none", "clear")
    ]

    assert len(stopping) > 15
    assert sorted(set(stopping) - named) == []


def test_taking_a_hazard_away_leaves_what_it_alone_named_unnamed(shipped_texts, engine, examples):
    """Without a hazard exactly the safety rules and label facts that no other one names are gaps."""
    table = hazards_of(shipped_texts)
    known = KnownNames({}, frozenset(engine.rule_set.sources), examples, lambda _: True)
    for hazard in table.hazards:
        others = replace(table, hazards=tuple(other for other in table.hazards if other is not hazard))
        alone = [
            name.word
            for name in (*hazard.sources, *hazard.safety_rules)
            if not naming(others, name.word) and (name.word.isdigit() or name.word.startswith("label:"))
        ]

        assert len(gaps(others, known)) == len(alone), hazard.id


def test_a_table_with_a_fault_is_no_gap_twice(shipped_texts, engine, examples):
    """A fault in the form is told once, by reading; the gaps are looked for only in a table that can be read."""
    shipped_texts[HAZARDS] = shipped_texts[HAZARDS].replace("severity: severe", "severity: sever", 1)

    assert hazard_problems(shipped_texts, engine.rule_set, examples) == ()
    with pytest.raises(InputRefused, match="unknown-severity"):
        hazards_of(shipped_texts)
    del shipped_texts[HAZARDS]
    with pytest.raises(InputRefused, match="the file is missing"):
        hazards_of(shipped_texts)
