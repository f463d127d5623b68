import re

import pytest

from zonewise.problem import InputRefused
from zonewise.rules.case_facts import facts_from_json
from zonewise.rules.rule_set_reader import digest, read_rule_set

RULE = "    then: keep\n    because: It is not Green.\n"


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


# fmt: off
FAULTS = [
    # what is wrong, file, text that stands there, text put in its place, line, code, a word of the message
    ("a repeated key of a rule", "rise", RULE, RULE + "    then: rise\n", 12, "repeated-key", "line 10"),
    ("a repeated fact", "facts", "  opioid:", "  zone:", 4, "repeated-key", "second time"),
    ("an unknown key of a rule", "rise", "because: It is", "becuase: It is", 11, "unknown-key", "'because'"),
    ("an unknown key of a question", "rise", "title: May", "titel: May", 2, "unknown-key", "'title'"),
    ("an unknown key of a fact", "facts", "max: 30", "maxx: 30", 5, "unknown-key", "'max'"),
    ("an unknown key of the protocol", "protocol", "rising:", "risign:", 8, "unknown-key", "'rising'"),
    ("an unknown key of an answer", "rise", "{action: rise}", "{acton: rise}", 6, "unknown-key", "'action'"),
    ("an unknown fact", "rise", "when: {opioid: true}", "when: {opiod: true}", 14, "unknown-fact", "'opioid'"),
    ("an unknown value", "rise", "[yellow, red]", "[yelow, red]", 9, "unknown-value", "'yellow'"),
    ("a yes where true is meant", "rise", "{opioid: true}", "{opioid: yes}", 14, "unknown-value", "false, true"),
    ("an unknown answer", "rise", "then: rise", "then: ryse", 25, "unknown-answer", "'rise'"),
    ("an unknown source", "rise", "[zone.green]", "[zone.gren]", 12, "unknown-source", "'zone.green'"),
    ("an unknown action of an answer", "rise", "{action: keep}", "{action: kep}", 5, "unknown-action", "'keep'"),
    ("an unknown action that rises", "protocol", "rising: [rise]", "rising: [rose]", 8, "unknown-action", "'rose'"),
    ("an unknown action otherwise", "protocol", "action: keep", "action: sleep", 17, "unknown-action", "'sleep'"),
    ("a dose with no action", "protocol", "rising:", "doses: {sleep: same}\nrising:", 8, "unknown-key", "'sleep'"),
    ("a dose that is none", "protocol", "rising:", "doses: {keep: some}\nrising:", 8, "unknown-dose", "'same'"),
    ("a dose without another", "protocol", "rising:", "doses: {rise: resume}\nrising:", 8, "no-otherwise", "'wait'"),
    ("words for nothing", "protocol", "rising:", "words: {sleep: Sleep}\nrising:", 8, "unknown-key", "'sleep'"),
    ("an unknown needed fact", "protocol", ": phase\n", ": fase\n", 11, "unknown-fact", "'fase'"),
    ("an empty condition", "rise", "when: {opioid: true}", "when: {}", 14, "empty-condition", "'opioid'"),
    ("an empty list of conditions", "rise", "when: {opioid: true}", "when: []", 14, "empty-condition", "'opioid'"),
    ("no condition at all", "rise", "    when: {opioid: true}\n", "", 13, "map-needed", "'when'"),
    ("a condition that is a word", "rise", "when: {opioid: true}", "when: always", 14, "map-needed", "'when'"),
    ("no because", "rise", "    because: It is not Green.\n", "", 8, "text-needed", "'because'"),
    ("no sources", "rise", '    sources: ["label:opioids"]\n', "", 13, "list-needed", "'sources'"),
    ("an empty list of sources", "rise", '["label:opioids"]', "[]", 13, "no-source", "'opioid'"),
    ("a source that is no list", "rise", '["label:opioids"]', '"label:opioids"', 17, "list-needed", "'sources'"),
    ("no id", "rise", "  - id: opioid\n    when", "  - when", 13, "text-needed", "id of a rule"),
    ("a bound above the maximum", "rise", "at_least: 7", "at_least: 31", 24, "out-of-range", "30"),
    ("a bound below nothing", "rise", "at_least: 7", "at_least: -1", 24, "number-needed", "'-1'"),
    ("a bound that is no number", "rise", "at_least: 7", "at_least: seven", 24, "unknown-number", "'seven'"),
    ("a bound with a fraction", "rise", "at_most: 6", "at_most: 6.5", 19, "number-needed", "'6.5'"),
    ("bounds that cross", "rise", "{at_least: 7}", "{at_least: 7, at_most: 6}", 24, "empty-test", "never"),
    ("an unknown comparison", "rise", "at_most: 6", "at_moost: 6", 19, "unknown-key", "'at_most'"),
    ("an integer without a comparison", "rise", "{days: {at_most: 6}}", "{days: 6}", 19, "map-needed", "'days'"),
    ("a test that accepts everything", "rise", "[yellow, red]", "[green, yellow, red]", 9, "empty-test", "'zone'"),
    ("a repeated rule id", "rise", "id: too-early", "id: opioid", 18, "repeated-id", "rise.yaml:13"),
    ("a rule id used again", "protocol", "id: hold", "id: opioid", 17, "repeated-id", "rise.yaml:13"),
    ("an answer that no rule gives", "rise", "then: rise", "then: keep", 5, "unused-answer", "'rise'"),
    ("a question under another name", "rise", "question: rise", "question: fall", 1, "wrong-name", "'fall'"),
    ("a hit that is not all", "rise", "title:", "hit: some\ntitle:", 2, "unknown-hit", "'some'"),
    ("a type that is none", "facts", "type: bool", "type: boolean", 4, "unknown-type", "'boolean'"),
    ("a value named twice", "facts", "[on, off]", "[on, on]", 2, "repeated-value", "'phase'"),
    ("words for no value", "facts", "[on, off]", "[on, off], words: {on: x, of: y}", 2, "unknown-key", "'off'"),
    ("a value without words", "facts", "[on, off]", "[on, off], words: {on: x}", 2, "text-needed", "'off'"),
    ("a maximum that is missing", "facts", "max: 30, ", "", 5, "number-needed", "'days'"),
    ("an order that does not fit", "facts", "worse: fewer", "worse: later", 5, "unknown-order", "'later'"),
    ("a fact without a question", "facts", ', ask: "Any opioid?"', "", 4, "text-needed", "'opioid'"),
    ("a word of another key", "facts", 'ask: "Any o', 'holdz: x, ask: "Any o', 4, "unknown-key", "'holds'"),
    ("an unknown number", "facts", "worse: true", "worse: true, holds: answr-days", 4, "unknown-number", "answer-days"),
    ("a fact that nobody tells", "facts", "worse: true", "worse: true, known_from: [diary]", 4, "no-answer", "nobody"),
    ("an answer to a number", "facts", "max: 30", "max: 30, known_from: [answer]", 5, "no-answer", "number"),
    ("words of an answer that is none", "facts", "max: 30", "max: 30, holds: day", 5, "no-answer", "'holds'"),
    ("an unknown place", "facts", "worse: true", "worse: true, place: plann", 4, "unknown-place", "'plann'"),
    ("an unknown prompt", "facts", "max: 30", "max: 30, prompt: dayz", 5, "unknown-prompt", "'dayz'"),
    ("an unknown teller", "facts", "worse: true", "worse: true, known_from: [anser]", 4, "unknown-value", "'answer'"),
    ("a mark that is none", "facts", "worse: true", "worse: true, watched: maybe", 4, "unknown-value", "'maybe'"),
    ("a change without words", "facts", "worse: true", "worse: true, change: {true: so}", 4, "text-needed", "'false'"),
    ("braces for nothing", "facts", "max: 30", "max: 30, rise: '{lef} days'", 5, "unknown-placeholder", "{left}"),
    ("an answer presumed", "facts", "worse: true", "worse: true, not_stated: false", 4, "presumed-answer", "[diary]"),
    ("nothing that fits", "facts", "max: 30", "max: 30, known_from: [diary], not_stated: 31", 5, "unknown-value", "30"),
    ("a prompt without answers", "facts", "facts:", "prompts: {w: {ask: W?}}\nfacts:", 1, "list-needed", "'w'"),
    ("a fact again", "facts", "facts:", "prompts: {zone: {ask: Z, answers: [a]}}\nfacts:", 4, "repeated-key", ""),
    ("a source without a title", "evidence", "title: The label, ", "", 2, "text-needed", "'label:opioids'"),
    ("a source declared twice", "statements", "id: zone.green", 'id: "label:opioids"', 2, "repeated-source", "'label"),
    ("an unknown key of a statement", "statements", "kind: rule", "kid: rule", 2, "unknown-key", "'kind'"),
    ("a statement without words", "statements", ", says: Rise in Green.", "", 2, "text-needed", "statement"),
    ("an anchor", "rise", "when: {opioid: true}", "when: &same {opioid: true}", 14, "no-aliases", "anchor"),
    ("a tag", "rise", "{opioid: true}", "{opioid: !!bool true}", 14, "no-aliases", "tag"),
    ("text that is not YAML", "rise", "when: {opioid: true}", "when: {opioid: true", 15, "not-yaml", "YAML"),
    ("a tab as indentation", "facts", "  opioid:", "\topioid:", 4, "not-yaml", "YAML"),
]
# fmt: on


@pytest.mark.parametrize("fault", FAULTS, ids=[fault[0] for fault in FAULTS])
def test_each_fault_is_refused_at_its_line(tiny, fault):
    """One fault in one file is named with its file, line, code and what would mend it."""
    _, stem, old, new, line, code, word = fault
    file = f"{stem}.yaml"
    assert tiny[file].count(old) >= 1
    tiny[file] = tiny[file].replace(old, new, 1)

    found = [each for each in problems_of(tiny) if each.code == code and each.where == file]

    assert found, f"no problem {code} in {file}"
    assert line in [each.line for each in found]
    assert any(word in f"{each.fault} {each.expected}" for each in found)


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

    assert (file, "missing-file") in {(each.where, each.code) for each in problems_of(tiny)}


@pytest.mark.parametrize("file", ["protocol.yaml", "rise.yaml", "product.yaml", "evidence.yaml", "statements.yaml"])
@pytest.mark.parametrize("text", ["# nothing\n", "- a\n- b\n", "word\n"])
def test_a_file_of_another_shape_is_refused(tiny, file, text):
    """An empty file, a list and a word are named as what they are, without a traceback."""
    tiny[file] = text

    assert file in {each.where for each in problems_of(tiny)}


def test_all_problems_come_at_once_with_their_lines(tiny):
    """Faults in several files and several rules are all reported in one go."""
    tiny["rise.yaml"] = (
        tiny["rise.yaml"].replace("{opioid: true}", "{opiod: true}").replace("[zone.green]", "[zone.gren]")
    )
    tiny["facts.yaml"] = tiny["facts.yaml"].replace("max: 30", "maxx: 30")
    tiny["protocol.yaml"] = tiny["protocol.yaml"].replace("silent: [ask]", "silent: [aks]")

    found = {(each.where, each.line, each.code) for each in problems_of(tiny)}

    assert {
        ("rise.yaml", 14, "unknown-fact"),
        ("rise.yaml", 12, "unknown-source"),
        ("facts.yaml", 5, "unknown-key"),
        ("protocol.yaml", 10, "unknown-action"),
    } <= found


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
