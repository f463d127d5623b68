import re
from functools import partial

import pytest
import yaml
from tests.authoring.test_hazards import TABLE

from zonewise.authoring.hazards import read_hazards
from zonewise.problem import InputRefused
from zonewise.rules.case_facts import facts_from_json
from zonewise.rules.knowledge import read_knowledge
from zonewise.rules.rule_set_reader import digest, read_rule_set
from zonewise.rules.settings import fill, read_settings
from zonewise.rules.worked_examples import read_examples

from .conftest import FOLDER, TINY, TINY_EXAMPLES
from .test_knowledge import ONE
from .test_named_numbers import named_numbers
from .test_settings import GOOD, Bounds


def problems_of(files):
    """Return every problem for which a protocol is refused."""
    with pytest.raises(InputRefused) as caught:
        read_rule_set(files)
    return caught.value.problems


def test_a_protocol_without_a_fault_is_read_whole(tiny):
    """Every part of the files stands in the protocol, in the order of the files."""
    rule_set = read_rule_set(tiny)

    assert (rule_set.id, rule_set.version, rule_set.always_needed) == ("tiny", "0.0.1", "phase")
    assert [rule.id for rule in rule_set.questions["rise"].rules] == ["not-green", "opioid", "too-early", "may-rise"]
    assert rule_set.questions["rise"].rules[2].any_of[0][0].high == 6
    assert rule_set.questions["rise"].rules[1].where == "rise.yaml:13"
    assert rule_set.facts["days"].maximum == 30
    assert set(rule_set.sources) == {"product:tiny", "label:opioids", "zone.green", "zone.fact"}
    assert rule_set.rising == {"rise"}


def alone(read):
    """Return what reads files one by one, each with its name."""
    return lambda files: [read(text, name) for name, text in files.items()]


SOUND = {
    "protocol": (TINY, read_rule_set),
    "numbers": (named_numbers(TINY), read_rule_set),
    "settings": ({"zones.settings.yaml": GOOD}, alone(read_settings)),
    "filled": ({"zones.settings.yaml": GOOD}, alone(lambda text, name: fill(Bounds, read_settings(text, name)))),
    "knowledge": ({"knowledge.yaml": ONE}, alone(lambda text, _: read_knowledge(text))),
    "examples": ({"rise.examples.yaml": TINY_EXAMPLES}, alone(partial(read_examples, rule_set=read_rule_set(TINY)))),
    "hazards": ({"hazards.yaml": TABLE}, alone(lambda text, _: read_hazards(text))),
}
"""For each sort of file texts without a fault, and what reads them."""
FAULTS = {
    f"{sort}: {says}": (sort, *fault)
    for sort, faults in yaml.safe_load((FOLDER / "faults.yaml").read_text(encoding="utf-8")).items()
    for says, fault in faults.items()
}


@pytest.mark.parametrize(("sort", "file", "old", "new", "line", "code", "word"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_refused_at_its_line(sort, file, old, new, line, code, word):
    """One fault in one file is named with its file, line, code and what would mend it."""
    files, read = SOUND[sort]
    assert old in files[file]

    with pytest.raises(InputRefused) as caught:
        read({**files, file: files[file].replace(old, new, 1)})

    result = [problem for problem in caught.value.problems if problem.code == code]
    assert line is None or (file, line) in [(item.where, item.line) for item in result]
    assert any((word or "") in f"{item.fault} {item.expected}" for item in result), str(caught.value)


def test_a_fact_that_a_diary_alone_tells_may_say_what_it_is_when_not_stated(tiny):
    """It stands for what a file of facts leaves out, never for what it says is unknown, and never for an answer."""
    diary = "known_from: [diary], place: page, not_stated"
    tiny["facts.yaml"] = "places: {page: {page: /p, link: l, command: c}}\n" + tiny["facts.yaml"].replace(
        "max: 30", f"max: 30, {diary}: 9"
    ).replace("worse: true", f"worse: true, {diary}: false")
    rule_set = read_rule_set(tiny)

    assert facts_from_json('{"zone": "red"}', rule_set, "-") == {"zone": "red", "opioid": False, "days": 9}
    assert facts_from_json('{"opioid": null, "days": 3}', rule_set, "-") == {"opioid": None, "days": 3}


@pytest.mark.parametrize("stem", ["protocol", "facts", "rise", "product", "evidence", "statements"])
def test_each_file_is_needed(tiny, stem):
    """A protocol without one of its files is refused, and the file is named."""
    file = f"{stem}.yaml"
    del tiny[file]

    assert (file, "missing-file") in {(item.where, item.code) for item in problems_of(tiny)}


@pytest.mark.parametrize("file", ["protocol.yaml", "rise.yaml", "product.yaml", "evidence.yaml", "statements.yaml"])
@pytest.mark.parametrize("text", ["# nothing\n", "- a\n- b\n", "word\n"])
def test_a_file_of_another_shape_is_refused(tiny, file, text):
    """An empty file, a list and a word are named as what they are, without a traceback."""
    tiny[file] = text

    assert file in {item.where for item in problems_of(tiny)}


def test_all_problems_come_at_once_with_their_lines(tiny):
    """Faults in several files and several rules are all reported in one go."""
    tiny["rise.yaml"] = (
        tiny["rise.yaml"].replace("{opioid: true}", "{opiod: true}").replace("[zone.green]", "[zone.gren]")
    )
    tiny["facts.yaml"] = tiny["facts.yaml"].replace("max: 30", "maxx: 30")
    tiny["protocol.yaml"] = tiny["protocol.yaml"].replace("silent: [ask]", "silent: [aks]")

    result = {(item.where, item.line, item.code) for item in problems_of(tiny)}

    assert {
        ("rise.yaml", 14, "unknown-fact"),
        ("rise.yaml", 12, "unknown-source"),
        ("facts.yaml", 5, "unknown-key"),
        ("protocol.yaml", 10, "unknown-action"),
    } <= result


def test_a_message_says_where_what_and_what_is_meant(tiny):
    """The message of a problem can be read without the code beside it."""
    tiny["rise.yaml"] = tiny["rise.yaml"].replace("[zone.green]", "[zone.gren]")

    message = str(problems_of(tiny)[0])

    assert message == (
        "rise.yaml:12: rule 'not-green' uses the source 'zone.gren', which is not declared. "
        "Did you mean 'zone.green'? [unknown-source]"
    )


def test_the_word_no_stays_the_word_no(tiny):
    """A value that YAML would take for False is the word that stands there."""
    tiny["facts.yaml"] = tiny["facts.yaml"].replace("[green, yellow, red]", "[no, yes, red]")
    tiny["rise.yaml"] = tiny["rise.yaml"].replace("[yellow, red]", "[yes, red]").replace("zone: green", "zone: no")

    rule_set = read_rule_set(tiny)

    assert rule_set.facts["zone"].values == ("no", "yes", "red")
    assert rule_set.questions["rise"].rules[3].any_of[0][0].accepts == {"no"}


def test_a_rule_may_name_the_unknown(tiny):
    """`unknown` as a value makes a test that holds only while the fact is not known."""
    tiny["rise.yaml"] = tiny["rise.yaml"].replace("{opioid: true}", "{opioid: unknown}")

    test = read_rule_set(tiny).questions["rise"].rules[1].any_of[0][0]

    assert test.unknown
    assert [test.holds(value) for value in (None, True, False)] == [True, False, False]


def test_any_change_of_a_file_changes_the_digest(tiny):
    """The digest is of names and contents, and moving text from one file to the next changes it."""
    before = digest(tiny)
    moved = {**tiny, "a.yaml": "xy", "b.yaml": ""}

    assert digest(dict(reversed(tiny.items()))) == before
    assert digest({**tiny, "rise.yaml": tiny["rise.yaml"] + "\n"}) != before
    assert digest(moved) != digest({**moved, "a.yaml": "x", "b.yaml": "y"})
    assert re.fullmatch("[0-9a-f]{64}", before)


def test_the_shipped_protocol_is_read_without_a_problem(engine):
    """The nine questions of the release stand in their order, and each rule cites a source that exists."""
    rule_set = engine.rule_set

    assert list(rule_set.questions) == [
        "triage", "clearance", "stop", "flare", "start", "resume", "step", "considerations", "review",
    ]  # fmt: skip
    rules = [rule for question in rule_set.questions.values() for rule in question.rules]
    assert all(rule.sources and set(rule.sources) <= set(rule_set.sources) for rule in rules)
    assert all(rule.because.endswith((".", "?")) for rule in rules)
