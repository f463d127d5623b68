import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.rules.conftest import changed_texts

from zonewise.services.base.protocols import load_protocol

Folder = Callable[..., Path]
OPEN_TO_KEEP = re.compile(r"open -> keep: ([\d,]+) states")
GREEN_DAYS = (("numbers.settings.yaml", "green-days-before-step: {value: 7,", "green-days-before-step: {value: 90,"),)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a function that writes the shipped protocol with (file, text, other text) changed into a new folder."""

    def write(name: str, *changes: tuple[str, str, str]) -> Path:
        (tmp_path / name).mkdir()
        for file, text in changed_texts(*changes).items():
            (tmp_path / name / file).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def number(file: str, name: str, value: float) -> tuple[str, str]:
    """The text of one shipped number, and the same with another value."""
    setting = re.search(rf"{name}:\n    value: \S+", load_protocol().files[file])
    return setting[0], f"{name}:\n    value: {value}"


def joined(text: str) -> str:
    """A printed text without its line breaks."""
    return " ".join(text.split())


def test_the_same_protocol_says_that_nothing_changes(nothing_yet: Any, folder: Folder) -> None:
    """Shipped against a copy of itself, no state changes its answer, and the status is 0."""
    same = folder("same")
    printed = joined(nothing_yet("protocol", "diff", "shipped", same).stdout)

    assert "No state changes its answer." in printed
    assert re.search(r"[\d,]{20,} states compared: every combination of the values of \d+ facts", printed)
    assert nothing_yet.json("protocol", "diff", same, "shipped")["states"] == 0


def test_a_moved_bound_is_told_with_boxes_rules_and_an_example(nothing_yet: Any, folder: Folder) -> None:
    """The text names the rules that differ, each change with its count, direction, rules, and one state in words."""
    printed = joined(nothing_yet("protocol", "diff", "shipped", folder("new", *GREEN_DAYS)).stdout)

    assert "step-green-too-short: days green: 6 or fewer -> days green: 89 or fewer; because:" in printed
    assert re.search(r"THE ACTION changes in ([\d,]{7,}) states step-up -> keep, more cautious: \1 states", printed)
    assert "In all of its 2 boxes: danger sign none; unresolved danger none; opioid none;" in printed
    assert "days green 7 to 89;" in printed
    assert "states: days at dose 14 or more; yes or not known: extreme sensitivity" in printed
    assert "step-up by step-up-one -> keep by step-green-too-short" in printed
    assert "Such as: days green 7; rated days 4; learning days 14; days at dose 14;" in printed
    assert re.search(r"open -> keep: [\d,]{10,} states", printed)
    same = "triage, clearance, stop, flare, start, resume, considerations, review"
    assert f"No state changes its answer in {same}." in printed
    assert "rule step-green-too-short, a reason for the same answer: action newly in" in printed


def test_a_change_with_few_exceptions_is_told_as_such(nothing_yet: Any, folder: Folder) -> None:
    """Where all states of a box change but some, the box and what it leaves out are told, not each part of it."""
    rated = ("numbers.settings.yaml", "rated-days-before-step: {value: 14,", "rated-days-before-step: {value: 90,")

    assert "but not where" in joined(nothing_yet("protocol", "diff", "shipped", folder("new", rated)).stdout)


def test_turned_around_it_is_less_cautious(nothing_yet: Any, folder: Folder) -> None:
    """A version that lets a step open earlier is marked in capitals."""
    printed = joined(nothing_yet("protocol", "diff", folder("old", *GREEN_DAYS), "shipped").stdout)

    assert re.search(r"keep -> step-up, LESS CAUTIOUS: [\d,]{7,} states", printed)


def test_every_box_is_shown_when_asked(nothing_yet: Any, folder: Folder) -> None:
    """With --all each box stands on its own, and their counts add up to the count of the change."""
    printed = nothing_yet("protocol", "diff", "shipped", folder("new", *GREEN_DAYS), "--all").stdout
    total, change = re.split(r"open -> keep: ([\d,]+) states", printed)[1:3]
    change = re.split(r"\n\n|\n  \S+ -> ", change)[0]  # up to the next change
    boxes = re.findall(r"^ +\d+\. ([\d,]+) states", change, re.MULTILINE)
    counts = [int(count.replace(",", "")) for count in boxes]

    assert len(counts) > 20
    assert sum(counts) == int(total.replace(",", ""))
    assert "but not where" not in change


def test_the_counts_of_the_json_add_up(nothing_yet: Any, folder: Folder) -> None:
    """Boxes add up to their change, changes to their question, and a box's values to its count."""
    new = folder("new", *GREEN_DAYS, ("protocol.yaml", "stop, pause, reduce", "stop, reduce, pause"))
    printed = nothing_yet.json("protocol", "diff", "shipped", new)
    sizes = {name: len(values) for name, values in printed["values"].items()}
    for question in (printed["action"], *printed["questions"]):
        assert question["states"] == sum(change["states"] for change in question["changes"])
        for change in question["changes"]:
            assert change["states"] == sum(box["states"] for box in change["boxes"])
    total = 1
    for size in sizes.values():
        total *= size

    assert printed["combinations"] == total
    assert [(order["name"], order["new"].index("reduce")) for order in printed["declared"]["orders"]] == [
        ("actions, most cautious first", 4)
    ]
    assert {change["caution"] for change in printed["action"]["changes"]} == {"more cautious", ""}


def test_an_example_is_a_file_of_facts(nothing_yet: Any, folder: Folder, tmp_path: Path) -> None:
    """Each example of the action is facts that `guide` takes as they are, and answers with the shipped action."""
    printed = nothing_yet.json("protocol", "diff", "shipped", folder("new", *GREEN_DAYS))
    for box in printed["action"]["changes"][0]["boxes"]:
        (tmp_path / "facts.json").write_text(json.dumps(box["example"]), encoding="utf-8")
        assert nothing_yet.json("guide", tmp_path / "facts.json")["action"] == "step-up"


def test_facts_answers_numbers_and_words_have_sections_of_their_own(nothing_yet: Any, folder: Folder) -> None:
    """A new fact, another order, a moved number and a reworded rule are each told where they belong."""
    new = folder(
        "new",
        ("facts.yaml", "facts:\n", 'facts:\n  frail: {type: bool, ask: "Frail?"}\n'),
        ("flare.yaml", "  reduce: {action: reduce, with: [call-prescriber]}", "  reduce: {action: pause}"),
        ("zones.settings.yaml", *number("zones.settings.yaml", "yellow-at", 9)),
        ("triage.yaml", "because: No danger sign today.", "because: No sign of danger today."),
        ("considerations.yaml", "sources: [factor.sensitivity]", "sources: [zone.red]"),
        ("stop.yaml", "title: How to stop?", "title: Stopping?"),
        ("notices.yaml", "notices:\n", "# Another text\nnotices:\n"),
        ("protocol.yaml", "  reduce: step-back\n", "  reduce: pause\n"),
    )
    lines = nothing_yet("protocol", "diff", "shipped", new).stdout
    sections = {part.partition("\n")[0]: joined(part) for part in lines.split("\n\n")}
    declared, printed = sections["Facts, answers and order"], sections["Changes only what is said"]

    assert "fact frail is new: yes or no. The old version is not told it: not known to it." in declared
    assert "answer flare: reduce: actions: reduce -> pause; with: call-prescriber -> none" in declared
    assert "reduce: step-back" in declared.partition("what is taken with an action: ")[2].partition(" -> ")[0]
    assert "reduce: pause" in declared.partition("what is taken with an action: ")[2].partition(" -> ")[2]
    was = number("zones.settings.yaml", "yellow-at", 9)[0].split()[-1]
    assert f"zones.settings.yaml: yellow-at: value: {was} -> 9" in sections["Numbers"]
    assert "rule no-danger: because" in printed
    assert "rule lower-target-pots-or-trauma: sources" in printed
    assert "question stop: title" in printed
    assert "notices.yaml: other text" in printed


def test_other_words_for_the_same_answers_are_told(nothing_yet: Any, folder: Folder) -> None:
    """A question that is no fact, put in other words, changes no state and is told as another text of its file."""
    new = folder("new", ("facts.yaml", "short: Side effects today?", "short: Any side effects today?"))
    printed = joined(nothing_yet("protocol", "diff", "shipped", new).stdout)

    assert "No state changes its answer." in printed
    assert "facts.yaml: other text" in printed


def test_rules_that_come_and_go_are_told(nothing_yet: Any, folder: Folder) -> None:
    """A renamed rule is gone under its old id and new under its new one, with its condition and place."""
    moved_down = ("step.yaml", "rules:\n", "# Every rule now stands a line further down.\nrules:\n")
    new = folder("new", moved_down, ("step.yaml", "- id: step-in-red", "- id: step-never-in-red"))
    printed = joined(nothing_yet("protocol", "diff", "shipped", new).stdout)

    assert "step-in-red is gone: keep when zone is red (step.yaml:" in printed
    assert "step-never-in-red is new: keep when zone is red (step.yaml:" in printed
    assert "step-in-yellow" not in printed
    assert "No state changes its answer." in printed
    assert re.search(r"rule step-in-red, a reason for the same answer: action no longer in [\d,]+ states", printed)


def test_every_fault_of_both_folders_is_named(nothing_yet: Any, folder: Folder) -> None:
    """Faults of rules, numbers and texts of both versions are all told with folder, file and line, and nothing else."""
    old = folder(
        "old",
        ("step.yaml", "zone: red", "zonne: red"),
        ("asking.settings.yaml", "value:", "valeu:"),
        ("notices.yaml", "danger_cards:", "danger_crads:"),
    )
    new = folder("new", ("flare.yaml", "then: pause", "then: pauze"))
    (new / "triage.yaml").write_bytes(b"question: triage\ntitle: \xff\n")
    (new / "stop.yaml").write_bytes(b"\xfe")
    printed = nothing_yet("protocol", "diff", old, new, code=2)
    lines = printed.stderr.splitlines()

    assert printed.stdout == ""
    assert any(
        re.match(rf"{old}/step\.yaml:\d+: 'zonne' is not a fact\. Did you mean 'zone'\?", line) for line in lines
    )
    assert any(re.match(rf"{old}/asking\.settings\.yaml:\d+: ", line) for line in lines)
    assert any(line.startswith(f"{old}/notices.yaml") and "danger_cards" in line for line in lines)
    assert f"{new}/triage.yaml:2: byte 24 is not UTF-8. Save the file as UTF-8. [not-utf-8]" in lines
    assert f"{new}/stop.yaml:1: byte 0 is not UTF-8. Save the file as UTF-8. [not-utf-8]" in lines


@pytest.mark.parametrize("words", [("shipped", "nowhere"), ("nowhere", "shipped"), ("nowhere", "nowhere/")])
def test_a_missing_folder_is_refused_once(nothing_yet: Any, words: tuple[str, str], tmp_path: Path) -> None:
    """A folder that is not there is named, once, with status 2."""
    printed = nothing_yet("protocol", "diff", *words, code=2)

    assert printed.stdout == ""
    assert printed.stderr == "nowhere: this is not a folder. Name a protocol's folder. [no-folder]\n"


def test_an_empty_folder_lacks_everything(nothing_yet: Any, tmp_path: Path) -> None:
    """Each file that a protocol needs is named when a folder holds none."""
    printed = nothing_yet("protocol", "diff", "shipped", tmp_path, code=2).stderr

    assert [
        name for name in ("protocol", "facts", "product", "evidence", "statements") if f"/{name}.yaml: " not in printed
    ] == []


def test_a_small_protocol_without_settings_is_compared(nothing_yet: Any, folder: Folder) -> None:
    """Numbers that no rule names are needed for a diary's days alone: without them all states can be compared."""
    bare = folder("bare")
    for name in ("zones", "plan", "relief"):
        (bare / f"{name}.settings.yaml").unlink()
    printed = nothing_yet.json("protocol", "diff", "shipped", bare)

    assert printed["states"] == 0
    assert {number["change"] for number in printed["numbers"]} == {"removed"}


def test_past_days_that_would_have_been_answered_otherwise_are_told(titrating: Any, folder: Folder) -> None:
    """On a diary whose step opened on 10 March 2024, a version that waits longer is told for that day, with reasons."""
    new = folder("new", *GREEN_DAYS)
    before = titrating.held()
    words = ("protocol", "diff", "shipped", new, "--diary", titrating.diary)
    days = titrating.json(*words)["days"]
    printed = joined(titrating(*words).stdout)
    (day,) = [changed for changed in days["otherwise"] if "action" in changed["parts"]]
    fewer_questions = [changed for changed in days["otherwise"] if changed["day"] < "2024-03-10"]

    assert titrating.held() == before
    assert (days["first"], days["days"]) == ("2024-01-01", 70)
    assert day["day"] == "2024-03-10"
    assert fewer_questions
    assert all(changed["parts"] == ["ask"] for changed in fewer_questions)
    assert all(set(changed["new"]["ask"]) < set(changed["old"]["ask"]) for changed in fewer_questions)
    assert (day["old"]["action"], day["new"]["action"]) == ("step-up", "keep")
    assert [reason["rule"] for reason in day["new"]["reasons"]] == ["step-green-too-short"]
    counted = f"2024-01-01 to 2024-03-10: {len(days['otherwise'])} would have been answered otherwise"
    assert f"70 past days of the diary, {counted}" in printed
    assert "2024-03-10 step-up -> keep" in printed
    assert "would be keep: The next step waits" in printed
    assert "[step-green-too-short]" in printed


def test_days_can_end_sooner(titrating: Any, folder: Folder) -> None:
    """With --as-of no later day is answered, and a dose told of years ago does not make the diary begin there."""
    titrating("dose", "0.5 mg", "--since", "2023-12-01")
    words = ("protocol", "diff", "shipped", folder("new", *GREEN_DAYS), "--diary", titrating.diary)
    days = titrating.json(*words, "--as-of", "2024-01-20")["days"]

    assert (days["first"], days["last"], days["days"]) == ("2024-01-01", "2024-01-20", 20)


def test_each_version_judges_days_by_its_own_numbers(titrating: Any, folder: Folder) -> None:
    """Where only the numbers of the zones differ, no state changes, and days are told whose zone does."""
    new = folder(
        "new", *(("zones.settings.yaml", *number("zones.settings.yaml", n, 0.1)) for n in ("yellow-at", "red-at"))
    )
    printed = titrating.json("protocol", "diff", "shipped", new, "--diary", titrating.diary)
    days = printed["days"]["otherwise"]

    assert printed["states"] == 0
    assert any("zone" in day["parts"] and day["old"]["zone"] != day["new"]["zone"] for day in days)


def test_a_protocol_that_cannot_answer_days_is_refused(titrating: Any, folder: Folder) -> None:
    """Without what a day needs - numbers, a rule for a plan that begins later - a diary is refused."""
    new = folder(
        "new", ("protocol.yaml", "id: plan-not-begun\n    action: wait", "id: plan-not-begun\n    action: stop")
    )
    printed = titrating("protocol", "diff", "shipped", new, "--diary", titrating.diary, code=2).stderr
    assert "nothing stands for 'first-step' where there is none." in printed

    new = folder("numbers")
    (new / "zones.settings.yaml").unlink()
    printed = titrating("protocol", "diff", "shipped", new, "--diary", titrating.diary, code=2).stderr
    assert f"{new}/zones.settings.yaml: the file is missing." in printed


def test_a_protocol_without_a_review_answers_days(titrating: Any, folder: Folder) -> None:
    """A question that only one of the two has is left out of a day's answer, and nothing else changes."""
    text = load_protocol().files["protocol.yaml"]
    words = text[text.index("  review-with-prescriber:") : text.index("# Without this fact")]
    new = folder("new", ("protocol.yaml", "considerations, review]", "considerations]"), ("protocol.yaml", words, ""))
    days = titrating.json("protocol", "diff", "shipped", new, "--diary", titrating.diary)["days"]["otherwise"]

    assert {part for day in days for part in day["parts"]} <= {"review"}


def test_a_diary_that_is_not_there_is_refused(nothing_yet: Any) -> None:
    """A mistyped diary is refused and none is made."""
    printed = nothing_yet("protocol", "diff", "shipped", "shipped", "--diary", nothing_yet.diary, code=2)

    assert printed.stdout == ""
    assert not nothing_yet.diary.exists()


def test_a_diary_without_a_past_day_says_so(zonewise: Any) -> None:
    """An empty diary has no day to answer."""
    printed = zonewise("protocol", "diff", "shipped", "shipped", "--diary", zonewise.diary).stdout

    assert "The diary has no past day." in printed
