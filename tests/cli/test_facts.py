"""`guide` and `decide`: answers from a file of facts alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import REFUSED

SAFE = {
    "danger_sign": "none", "opioid": "none", "other_antagonist": False, "hypersensitivity": False, "liver": "none",
    "pregnancy": "no", "minor": False, "needs_specialist": False, "plan_signed": True,
}  # fmt: skip
TAKING = SAFE | {
    "phase": "titrating", "zone": "green", "days_green": 20, "days_at_dose": 20, "days_since_increase": 20,
    "days_since_other_change": 20, "weeks_taking": 6, "flare_after_increase": False, "new_symptoms_after_step": False,
    "ldn_suspected": False, "extreme_sensitivity": False, "tolerated_past_flares": "no-history",
    "histamine_flare": False, "insomnia_or_anxiety_spike": False, "neurological_flare": False, "side_effect_grade": 0,
    "at_ceiling": False, "wants_to_stop": False, "relief": "too-early", "vivid_dreams": False, "pots_or_trauma": False,
}  # fmt: skip


GUIDED: dict[str, tuple[dict[str, Any], str, int]] = {
    "up": (TAKING, "step-up", 0),
    "red that coincides": (TAKING | {"zone": "red", "flare_after_increase": True}, "reduce", 0),
    "linked red": (TAKING | {"zone": "red", "step_probable_cause": True}, "reduce", 0),
    "suicidal": (TAKING | {"danger_sign": "suicidal"}, "emergency", 0),
    "opioid": (TAKING | {"opioid": "current"}, "stop-and-call", 0),
    "danger unknown": (TAKING | {"danger_sign": None}, "ask", 3),
    "phase unknown": (TAKING | {"phase": None}, "ask", 3),
    "days unknown": (TAKING | {"days_green": None}, "keep", 0),
    "ratings unknown": (TAKING | {"rated_days": None}, "keep", 0),
    "few ratings": (TAKING | {"rated_days": 3}, "keep", 0),
    "nothing": ({}, "ask", 3),
}


@pytest.mark.parametrize(("facts", "action", "code"), GUIDED.values(), ids=GUIDED)
def test_guide(nothing_yet: Any, facts: dict[str, Any], action: str, code: int) -> None:
    """The exit status is 3 for the action `ask` alone; anything else is an answer, even with questions left."""
    answer = nothing_yet.json("guide", "-", stdin=json.dumps(facts), code=code)

    assert answer["action"] == action
    assert answer["reasons"]
    assert all(reason["sources"] for reason in answer["reasons"])


def test_guide_fields(nothing_yet: Any) -> None:
    """The JSON has the fields of the interface, with the question that could bring the worst first."""
    answer = nothing_yet.json("guide", "-", stdin=json.dumps({"phase": "titrating", "vivid_dreams": True}), code=3)
    content = nothing_yet.json("guide", "-", stdin=json.dumps(TAKING | {"vivid_dreams": True, "days_green": 3}))

    assert answer["ask"][0]["fact"] == "danger_sign"
    assert set(answer["ask"][0]) == {"fact", "question"}
    assert answer["considerations"] == []
    assert "morning-dose" in [item["id"] for item in content["considerations"]]
    assert all({"id", "because", "sources"} <= item.keys() for item in content["considerations"])
    assert all({"question", "rule", "because", "sources"} <= item.keys() for item in content["reasons"])
    assert content["would_change"][0] == {"changes": [{"fact": "days_green", "from": 3, "to": 7}], "action": "step-up"}
    assert {"id", "version", "sha256"} <= content["protocol"].keys()
    assert len(content["protocol"]["sha256"]) == 64


def test_guide_text_fits_80_columns(nothing_yet: Any) -> None:
    """The terminal shows the action, why and what to answer within 80 columns."""
    answer = nothing_yet("guide", "-", stdin="{}", code=3).stdout

    assert ">>> ANSWER FIRST" in answer
    assert "(danger_sign)" in answer.replace("\n    ", " ")
    assert max(map(len, answer.splitlines())) <= 80


def test_decide(nothing_yet: Any) -> None:
    """One question is answered with its reasons; an answer that is open names what is missing and exits with 3."""
    closed = nothing_yet.json("decide", "triage", "-", stdin='{"danger_sign": "liver"}')
    opened = nothing_yet.json("decide", "triage", "-", stdin="{}", code=3)

    assert closed["answer"] == "urgent-prescriber"
    assert [reason["rule"] for reason in closed["reasons"]] == ["danger-liver"]
    assert closed["ask"] == []
    assert opened["answer"] is None
    assert [item["fact"] for item in opened["ask"]] == ["danger_sign"]


def test_decide_a_question_that_is_not_put(nothing_yet: Any) -> None:
    """A question that is not put to these facts is no open one: it exits with 0 and says so."""
    answer = nothing_yet("decide", "resume", "-", stdin='{"phase": "titrating"}').stdout

    assert answer == "resume: not asked for these facts.\n"


def test_decide_knows_its_questions(nothing_yet: Any) -> None:
    """An unknown question is answered with the nearest known one and the list of all."""
    answer = nothing_yet.refused("decide", "triag", "-", stdin="{}")

    assert answer.startswith("decide: 'triag' is not a question. Did you mean 'triage'? Known: triage, clearance,")


WRONG = [
    *REFUSED["facts"],
    ('{"days_green": ' + "9" * 5000 + "}", "a number in it is far too long", "not-json"),
    ('{"phase": ' + "[" * 40_000 + "]" * 40_000 + "}", "it is nested too deep", "not-json"),
    ("[" * 200_000, "200000 characters are too many", "too-large"),
]


@pytest.mark.parametrize(("text", "message", "code"), WRONG, ids=lambda value: value[:40] if len(value) > 40 else value)
@pytest.mark.parametrize("words", [("guide",), ("decide", "step")], ids=" ".join)
def test_wrong_facts(
    nothing_yet: Any, tmp_path: Path, words: tuple[str, ...], text: str, message: str, code: str
) -> None:
    """A file of facts that is wrong is refused with its line, what was found and what is meant to stand there."""
    path = tmp_path / "facts.json"
    path.write_text(text, encoding="utf-8")

    answer = nothing_yet.refused(*words, path)

    assert message in answer
    assert f"[{code}]" in answer


def test_all_wrong_facts_are_named_at_once(nothing_yet: Any) -> None:
    """Every problem of the file comes in one go, each on its own line."""
    answer = nothing_yet.refused("guide", "-", stdin='{"phase": "x",\n"opioid": "nnoe",\n"zon": "red"}')

    assert [line.rpartition("[")[2] for line in answer.splitlines()] == [
        "wrong-value]",
        "wrong-value]",
        "unknown-fact]",
    ]
    assert "Did you mean 'none'?" in answer


def test_a_byte_order_mark_is_no_fault(nothing_yet: Any, tmp_path: Path) -> None:
    """Some editors begin a file with a mark; the facts in it count all the same."""
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(TAKING), encoding="utf-8-sig")

    assert nothing_yet.json("guide", path)["action"] == "step-up"


@pytest.mark.parametrize("content", [b"\xff\xfe{\x00}\x00", bytes(range(256))], ids=["utf-16", "binary"])
def test_not_text(nothing_yet: Any, tmp_path: Path, content: bytes) -> None:
    """A file in another encoding, or no text at all, is refused as no JSON."""
    path = tmp_path / "facts.json"
    path.write_bytes(content)

    assert "[not-json]" in nothing_yet.refused("guide", path)


def test_no_such_file_and_a_folder(nothing_yet: Any, tmp_path: Path) -> None:
    """A file that is not there and a folder are named as such."""
    assert "No such file" in nothing_yet.refused("guide", tmp_path / "none.json")
    assert "directory" in nothing_yet.refused("decide", "step", tmp_path)


def test_why_not(nothing_yet: Any, tmp_path: Path) -> None:
    """`--why` tells each test of a rule beside what is known, and an unknown rule is refused with the nearest."""
    file = tmp_path / "facts.json"
    file.write_text('{"phase": "titrating", "zone": "yellow"}', encoding="utf-8")
    answer = nothing_yet("guide", file, "--why", "step-up-one").stdout

    assert answer.startswith("step-up-one does not fire (step.yaml:")
    assert "yes phase is titrating (now: titrating)" in answer
    assert "NO  zone is green (now: yellow)" in answer
    assert "NO  opioid is none (now: unknown)" in answer
    assert "Did you mean 'step-up-one'?" in nothing_yet("guide", file, "--why", "step-up-on", code=2).output


def test_what_nearly_fired(nothing_yet: Any, tmp_path: Path) -> None:
    """The JSON names the rules that one fact keeps from firing, and that fact."""
    file = tmp_path / "facts.json"
    file.write_text('{"phase": "titrating", "zone": "green", "danger_sign": "none"}', encoding="utf-8")
    near = {item["rule"]: item["lacking"] for item in nothing_yet.json("guide", file, code=3)["nearly"]}

    assert near["step-in-yellow"] == [{"fact": "zone", "now": "green", "needs": "zone is yellow"}]
