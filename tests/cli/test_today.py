"""The whole way: diary in, today's guidance out, kept and derived again."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DAY = "2024-03-10"


def _records(zonewise: Any) -> list[tuple[Any, ...]]:
    return [row for row in zonewise.held() if row[0] == "guidance_records"]


def without_todays_dose(titrating: Any) -> None:
    """Take today's dose back, so that the evening's is still to come."""
    [dose] = [item for item in titrating.json("entries", "--on", DAY) if item["kind"] == "dose"]
    titrating("correct", dose["id"], "--take-back")


def test_a_dose_of_today_is_behind(titrating: Any) -> None:
    """With today's dose logged nothing more is to be taken today, and the step is for tomorrow."""
    output = titrating.json("today", "--as-of", DAY)

    assert output["action"] == "step-up"
    assert output["dose"]["doses"] == []
    assert "Take no more today. Next step: 1 mg, from tomorrow" in output["dose"]["says"]


def test_json(titrating: Any) -> None:
    """The JSON has zone, action, dose in milligrams and the product's units, reasons with sources, and the dates."""
    without_todays_dose(titrating)
    output = titrating.json("today", "--as-of", DAY)

    assert output["as_of"] == DAY
    assert output["zone"]["zone"] == "green"
    assert [voice["name"] for voice in output["zone"]["voices"]] == [
        "composite", "single", "severe", "declared", "stuck",
    ]  # fmt: skip
    assert output["action"] in ("keep", "step-up")
    assert output["dose"]["doses"][0]["words"].endswith("of 1 mg/mL)")
    assert all(reason["sources"] and reason["because"] for reason in output["reasons"])
    assert {"considerations", "ask", "would_change", "review", "next_review", "facts"} <= output.keys()
    assert output["protocol"]["id"] == "ldn"


def test_text(titrating: Any) -> None:
    """The screen is 80 columns wide and at most 45 lines long; zone, action, dose and reasons come in this order."""
    without_todays_dose(titrating)
    lines = titrating("today", "--as-of", DAY).stdout.splitlines()
    text = "\n".join(lines)

    assert lines[0] == "Sunday 10 March 2024"
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 45
    assert text.index("( ) GREEN") < text.index(">>> ") < text.index(" mg (") < text.index("\nWhy\n")


def test_nothing_known_asks_first(zonewise: Any) -> None:
    """A diary without anything answers with questions, how to answer them, no amount, and exit status 3."""
    output = zonewise("today", code=3).stdout

    assert ">>> ANSWER FIRST" in output
    assert "> danger_sign=none, anaphylaxis, suicidal," in output
    assert "zonewise answer NAME=ANSWER" in output
    assert " mg (" not in output
    assert zonewise.json("today", code=3)["dose"]["doses"] == []


def test_every_question_can_be_answered_as_shown(zonewise: Any) -> None:
    """Answering what is asked, with the words that are shown, leads to an answer in the end."""
    calm = {"danger_sign": "none", "opioid": "none", "liver": "none", "pregnancy": "no", "phase": "not-started"}
    calm |= {"side_effects": "none", "other_change": "none", "usual_weeks": "usual"}
    for _ in range(5):
        shown = zonewise("today", code=None).stdout
        names = [line.split("> ")[1].split("=")[0] for line in shown.splitlines() if line.startswith("    > ")]
        content = [name for name in names if " " not in name]
        if content:
            zonewise("answer", *(f"{name}={calm.get(name, 'no')}" for name in content))

    assert content == []
    assert zonewise.json("today")["action"] == "wait"


def test_a_past_day_is_not_asked_as_if_it_were_now(titrating: Any) -> None:
    """For an imported past day the zone is shown and the dose is not assessed."""
    output = titrating("today", "--as-of", "2024-03-01", code=3).stdout

    assert "( ) GREEN" in output
    assert ">>> DOSE NOT ASSESSED" in output
    assert "answer with --on 2024-03-01: danger_sign" in output
    assert "Right now" not in output
    assert " mg (" not in output


@pytest.mark.parametrize(
    ("sign", "heading", "country", "number"),
    [
        ("anaphylaxis", "THIS MAY BE ANAPHYLAXIS. ACT NOW.", "FR", "112 or 15"),
        ("suicidal", "PLEASE TALK TO SOMEONE NOW.", "US", "988"),
        ("chest-or-collapse", "CHEST PAIN OR FAINTING NEEDS HELP NOW.", "GB", "999"),
        ("neurological", "SUDDEN WEAKNESS, NUMBNESS OR CONFUSION NEEDS HELP NOW.", "AU", "000"),
        ("liver", "YOUR LIVER MAY BE IN TROUBLE. CALL TODAY.", "", "local emergency number"),
        ("withdrawal", "THIS MAY BE SUDDEN OPIOID WITHDRAWAL. GET HELP NOW.", "", "local emergency number"),
    ],
)
def test_a_danger_sign_shows_its_card_alone(titrating: Any, sign: str, heading: str, country: str, number: str) -> None:
    """A danger sign shows what to do, whom to call in the person's country, and nothing else: no zone, no dose."""
    if country:
        titrating("profile", f"country={country}")
    titrating("check-in", "--danger", sign, "--on", DAY)

    output = titrating("today", "--as-of", DAY).stdout
    content = titrating.json("today", "--as-of", DAY)

    assert output.startswith(heading)
    assert number in " ".join(output.split())
    assert max(map(len, output.splitlines())) <= 80
    assert not any(word in output for word in ("GREEN", ">>>", " mg", "Why"))
    assert content["action"] in ("emergency", "stop-and-call")
    assert content["dose"]["doses"] == []
    assert content["dose"]["daily_mg"] is None
    assert content["considerations"] == []


def test_kept_once(titrating: Any) -> None:
    """The same guidance from the same diary is kept once, in text or JSON; a new entry makes a new one."""
    titrating("today", "--as-of", DAY)
    titrating("today", "--as-of", DAY)
    titrating.json("today", "--as-of", DAY)
    once = _records(titrating)
    titrating("check-in", "pain=4", "--on", DAY)
    titrating("today", "--as-of", DAY)

    assert len(once) == 1
    assert len(_records(titrating)) == 2


def test_a_record_holds_all_it_takes(titrating: Any) -> None:
    """Facts, guidance, protocol version and hash, the entries seen and the release are kept with each guidance."""
    shown = titrating.json("today", "--as-of", DAY)

    _, _, _, as_of, rule_set, version, sha256, facts, guidance, digest, release = _records(titrating)[0]

    assert (as_of, rule_set, version, sha256) == (DAY, "ldn", shown["protocol"]["version"], shown["protocol"]["sha256"])
    assert json.loads(guidance) == shown
    assert json.loads(facts) == {name: fact["value"] for name, fact in shown["facts"].items()}
    assert len(digest) == 64
    assert release


def test_replay_says_the_same_again(titrating: Any) -> None:
    """What was shown is derived again to the letter, with what was then done."""
    shown = titrating.json("today", "--as-of", DAY)
    titrating("today", "--as-of", "2024-03-05", code=3)

    output = titrating.json("replay")

    assert [(item["as_of"], item["same"]) for item in output] == [("2024-03-05", True), (DAY, True)]
    assert output[1]["recommended"] == shown["dose"]["says"]
    assert output[1]["done"] == "0.5 mg logged."
    assert titrating("replay").stdout.endswith("2 kept, 2 the same again.\n")
    assert [item["as_of"] for item in titrating.json("replay", "--from", "2024-03-06")] == [DAY]


def test_replay_does_not_change_with_what_was_learnt_later(titrating: Any) -> None:
    """An entry recorded after the guidance, even one for an earlier day, leaves what was known then as it was."""
    titrating("today", "--as-of", DAY)
    titrating(
        "check-in", *(f"{name}=10" for name in ("pain", "mood", "anxiety", "immune", "sensory")), "--on", "2024-03-09"
    )

    assert titrating.json("replay")[0]["same"] is True
    assert titrating.json("today", "--as-of", DAY)["zone"]["zone"] != "green"
    assert len(titrating.json("replay")) == 2


def test_replay_says_what_a_backdated_entry_changes(
    titrating: Any, tmp_path: Path, csv_file: Callable[..., Path]
) -> None:
    """An entry of another device, recorded before the guidance and arriving after it, is named as the cause."""
    titrating("today", "--as-of", DAY)
    late = "date,time,kind,name,value,unit,note,id,supersedes,zone,source,entered_at\n"
    for name in ("pain", "mood", "anxiety", "immune", "laxity"):
        late += f"2024-03-09,22:00,rating,{name},10,,,from-the-phone-{name},,,web,2024-03-09T21:00:00Z\n"
    titrating("import", csv_file(late))

    output = titrating.json("replay")[0]
    text = " ".join(titrating("replay").stdout.split())

    assert output["same"] is False
    assert "fact zone" in {item["what"] for item in output["differences"]}
    assert all("Entries recorded by then are not the same" in item["why"] for item in output["differences"])
    assert "fact zone: was green, is" in text
    assert text.endswith("1 kept, 0 the same again.")


@pytest.mark.parametrize(
    ("pattern", "other", "differing"),
    [(r"because: .*", "because: Another sentence.", set()), (r"id: (.*)", r"id: another-\1", {"reasons"})],
)
def test_replay_names_another_protocol(
    titrating: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, other: str, differing: set[str]
) -> None:
    """When the protocol has changed since, another rule is put down to it, with both versions; other words are not."""
    from zonewise.protocols import DEFAULT_PROTOCOL
    from zonewise.services.base.protocols import VARIABLE, load_protocol

    shown = titrating.json("today", "--as-of", DAY)
    files = dict(load_protocol().files)
    reason = shown["reasons"][0]
    name, rule = f"{reason['question']}.yaml", f"  - id: {reason['rule']}\n"
    before, matched, after = files[name].partition(rule)
    assert matched
    files[name] = before + re.sub(pattern, other, matched + after, count=1)
    files["protocol.yaml"] = files["protocol.yaml"].replace(shown["protocol"]["version"], "9.9.9")
    folder = tmp_path / "protocols" / DEFAULT_PROTOCOL
    folder.mkdir(parents=True)
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(folder.parent))

    output = titrating.json("replay")[0]

    assert output["same"] is (not differing)
    why = f"the protocol was {shown['protocol']['version']} and is 9.9.9 now, with other content."
    assert {item["what"] for item in output["differences"]} == differing
    assert all(why in item["why"] for item in output["differences"])


def test_zones_text_and_json(titrating: Any) -> None:
    """Every day's zone comes with each of the five criteria in words and numbers, within 80 columns."""
    text = titrating("zones", "--from", "2024-03-08", "--to", DAY).stdout
    content = titrating.json("zones", "--from", "2024-03-08", "--to", DAY)
    everything = titrating.json("zones", "--to", DAY)

    assert [item["day"] for item in content] == ["2024-03-08", "2024-03-09", DAY]
    assert all(item["zone"] == "green" and len(item["voices"]) == 5 for item in content)
    assert text.count("( ) GREEN") == 3
    assert text.count("  - composite: ") == 3
    assert max(map(len, text.splitlines())) <= 80
    assert len(everything) == 70
    assert everything[0]["standing"] == "learning"
    assert everything[-1] == content[-1]


def test_going_round_the_clock_does_not_matter(titrating: Any) -> None:
    """The past does not depend on when it is asked about: no `zones` line of it changes with later entries."""
    before = titrating.json("zones", "--to", "2024-03-01")
    titrating("check-in", "pain=9", "--on", "2024-03-05")

    assert titrating.json("zones", "--to", "2024-03-01") == before


def test_open_questions_beside_an_answer(titrating: Any) -> None:
    """Questions that could only let the dose rise do not hold an answer back: the exit status stays 0."""
    titrating("answer", "danger_sign=none", "opioid=none", "side_effects=none", "--on", "2024-03-05")
    for name in ("other_antagonist", "hypersensitivity", "minor", "needs_specialist"):
        titrating("answer", f"{name}=no", "--on", "2024-03-05")
    titrating("answer", "liver=none", "pregnancy=no", "--on", "2024-03-05")

    shown = titrating("today", "--as-of", "2024-03-05").stdout

    assert ">>> KEEP THE DOSE" in shown
    assert "When you can, answer" in shown
    assert titrating.json("today", "--as-of", "2024-03-05")["ask"]


def test_the_screen_names_no_rule(titrating: Any) -> None:
    """Ids of rules stand in JSON; on the screen a reason is its sentence."""
    text, content = titrating("today", "--as-of", DAY).stdout, titrating.json("today", "--as-of", DAY)
    ids = [reason["rule"] for reason in content["reasons"]]

    assert ids
    assert not [rule for rule in ids if rule in text]
