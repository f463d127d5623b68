"""A second protocol, of two questions and one action: from the diary to guidance, pages, records, proof and SQL."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from zonewise.authoring.export import export_protocol
from zonewise.authoring.proof.command import prove
from zonewise.cli.main import cli
from zonewise.protocols import DEFAULT_PROTOCOL
from zonewise.services.base.protocols import VARIABLE, load_protocol

from .conftest import Browser

PROTOCOLS = Path(__file__).parent.parent / "data" / "protocols"
PACING = "pacing"
PAGES = ("/", "/begin", "/check-in", "/check-in/crash", "/data", "/flare", "/help", "/helping", "/medicines", "/plan",
         "/plan/bottle", "/plan/reminders", "/plan/stop", "/plan/surgery", "/plan/write", "/prescriber", "/rules",
         "/rules/clinician")  # fmt: skip

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def own_protocols(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the protocols of the tests beside those of the release."""
    monkeypatch.setenv(VARIABLE, str(PROTOCOLS))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Call a command on a diary that names the protocol; what it prints comes back as JSON where it is."""

    def call(*words: str, code: int = 0) -> Any:
        done = CliRunner().invoke(cli, ["--diary", str(tmp_path / "own.sqlite"), *words])
        assert done.exit_code == code, done.output
        return json.loads(done.stdout) if "--json" in words else done.output

    call("profile", f"protocol={PACING}")
    return call


def test_it_is_asked_answered_and_kept(run: Run) -> None:
    """Its fact is asked, answers give its action with its words, and what was shown can be derived again."""
    assert "health=well or ill" in run("today", code=3)
    run("answer", "health=ill", "breathless=yes")
    today = run("today", "--json")
    assert (today["action"], today["protocol"]["id"], today["dose"]["doses"]) == ("rest", PACING, [])
    assert [reason["rule"] for reason in today["reasons"]] == ["rest-when-ill", "rest-when-breathless"]
    assert [item["id"] for item in today["considerations"]] == ["tell-somebody"]
    assert set(today["facts"]) == {"health", "breathless"}

    screen = run("today")
    assert ">>> REST TODAY" in screen
    assert "Tell somebody" in screen
    assert [record["same"] for record in run("replay", "--json")] == [True, True]


def test_it_alone_says_what_may_be_answered(run: Run) -> None:
    """What only the other protocol asks is refused, and saying that there is nothing else answers no such question."""
    assert "'opioid' is not a question. Known: health, breathless." in run("answer", "opioid=none", code=2)
    run("check-in", "pain=3", "--nothing-else")
    assert [entry["kind"] for entry in run("entries", "--json")] == ["profile", "rating"]


def test_its_diary_has_every_page(run: Run, tmp_path: Path, browser_on: Callable[..., Browser]) -> None:
    """Each page of a diary with this protocol is there; Today asks its question by button and shows its action."""
    run("check-in", "pain=3")
    browser = browser_on(tmp_path / "own.sqlite")
    assert "How are you today?" in browser.get("/").text

    assert browser.post("/answers", question="health", answer="ill", back="/").status_code == 303
    today = browser.get("/").text
    assert "Rest" in today
    assert "You are ill, so today is a day of rest." in today
    assert {path: browser.get(path).status_code for path in PAGES if browser.get(path).status_code != 200} == {}
    assert browser.get("/api/today").json()["protocol"]["id"] == PACING


def test_it_is_proven() -> None:
    """Each claim holds for it, and one about facts that it does not have covers no state."""
    proof = prove(PROTOCOLS / PACING)
    assert proof.holds
    assert {claim.number for claim in proof.claims if not claim.states} <= {2, 8}


def test_it_answers_in_sql() -> None:
    """The exported rules answer a case as the diary does."""
    create, _, select = export_protocol(PROTOCOLS / PACING, "sql").partition(";\n")
    with sqlite3.connect(":memory:") as database:
        database.execute(create)
        cases = [(1, "ill", 0), (2, "well", 0), (3, None, 0)]
        database.executemany("INSERT INTO cases (id, health, breathless) VALUES (?, ?, ?)", cases)
        answers = database.execute(select).fetchall()
    assert answers == [(1, "all-day", None, "rest"), (2, "an-hour", None, "rest"), (3, None, None, "ask")]


def test_numbers_that_it_lacks_are_those_of_the_one_it_is_based_on() -> None:
    """It brings rules alone; zones and the bounds of a plan are those of the protocol that it names."""
    pacing, base = load_protocol(PACING), load_protocol(DEFAULT_PROTOCOL)
    assert (pacing.settings.zones, pacing.settings.plan) == (base.settings.zones, base.settings.plan)
    assert pacing.screen("codeine").finding == "opioid"
    assert set(pacing.rule_set.facts).isdisjoint(base.rule_set.facts)


def test_a_protocol_that_is_gone_is_named_and_never_replaced(
    run: Run, tmp_path: Path, browser_on: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No answer comes from other rules than the diary's; whom to call in an emergency is shown all the same."""
    run("answer", "health=ill")
    monkeypatch.delenv(VARIABLE)

    refused = run("today", code=2)
    assert "'pacing' is not a protocol. Known: ldn. [unknown-protocol]" in refused
    browser = browser_on(tmp_path / "own.sqlite")
    today = browser.get("/")
    assert today.status_code == 422
    assert "is not a protocol" in today.text
    assert browser.get("/help").status_code == 200
