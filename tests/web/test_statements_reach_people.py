"""Each statement of the guide bears on what a person sees or gets: without its carrier a page or answer is another."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from zonewise.authoring.coverage import coverage_of_guide
from zonewise.protocols import __file__ as protocols
from zonewise.rules.decision import Engine, NoRuleApplies, decide
from zonewise.rules.rule_set import Facts, Rule
from zonewise.services.base.protocols import VARIABLE, load_protocol
from zonewise.services.reading.rules import worked_examples

from .conftest import Browser

LDN = Path(protocols).parent / "ldn"
PAGES = ("/", "/rules", "/helping", "/plan", "/plan/stop", "/plan/surgery", "/medicines", "/help", "/learn")
OF_THE_START = ("/begin", "/plan")
NOTICES = yaml.safe_load((LDN / "notices.yaml").read_text("utf-8"))
LEARN = yaml.safe_load((LDN / "learn.yaml").read_text("utf-8"))
KNOWLEDGE = yaml.safe_load((LDN / "knowledge.yaml").read_text("utf-8"))
PROTOCOL = load_protocol()
STATEMENTS = coverage_of_guide()


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of protocols in which each notice, danger card and entry of knowledge ends with its own name."""
    root = tmp_path_factory.mktemp("marked")
    shutil.copytree(LDN, root / "ldn")
    for notice in NOTICES["notices"]:
        notice["text"] += f" [notice {notice['id']}]"
    for sign, card in NOTICES["danger_cards"].items():
        card["heading"] += f" [danger card {sign}]"
    for entry in KNOWLEDGE["entries"]:
        entry["guide"]["says"] += f" [knowledge {entry['id']}]"
    for learn in LEARN["pages"]:
        learn["short"] += f" [learn {learn['id']}]"
    for name, content in (("notices.yaml", NOTICES), ("knowledge.yaml", KNOWLEDGE), ("learn.yaml", LEARN)):
        (root / "ldn" / name).write_text(yaml.safe_dump(content, allow_unicode=True, width=10_000), encoding="utf-8")
    return root


@pytest.fixture
def texts(
    marked: Path, lived_copy: Path, browser_on: Callable[..., Browser], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Return the pages that a person sees of that protocol: of a diary of five weeks, and of one not begun."""
    monkeypatch.setenv(VARIABLE, str(marked))
    lived, empty = browser_on(lived_copy), browser_on(tmp_path / "new.sqlite")
    answers = [*(lived.get(page) for page in PAGES), *(empty.get(page) for page in OF_THE_START)]
    assert {answer.status_code for answer in answers} == {200}
    return "\n".join(answer.text for answer in answers)


@pytest.fixture(scope="module")
def deciding() -> frozenset[str]:
    """Return the rules without which some worked example has another answer or other reasons."""
    examples = worked_examples(PROTOCOL)
    rule_set, decisive = PROTOCOL.rule_set, set()
    for question in rule_set.questions.values():
        for rule in question.rules:
            rest = replace(question, rules=tuple(other for other in question.rules if other is not rule))
            without = Engine(replace(rule_set, questions={**rule_set.questions, question.name: rest}))
            given = (
                example.given
                for example in examples
                if example.question == question.name and rule.id in example.expect.get("reasons", ())
            )
            if any(answered(PROTOCOL.engine, rule, facts) != answered(without, rule, facts) for facts in given):
                decisive.add(rule.id)
    return frozenset(decisive)


def answered(engine: Engine, rule: Rule, facts: Facts) -> object:
    """Return answer and reasons of a rule's question, or that no rule is left that covers the facts."""
    try:
        decision = decide(engine, rule.question, facts)
    except NoRuleApplies:
        return None
    return decision.answers, decision.reasons


def test_each_notice_card_entry_and_page_can_be_read(texts: str) -> None:
    """None of them is written for nobody."""
    names = [f"notice {notice['id']}" for notice in NOTICES["notices"]]
    names += [f"danger card {sign}" for sign in NOTICES["danger_cards"]]
    names += [f"knowledge {entry['id']}" for entry in KNOWLEDGE["entries"]]
    names += [f"learn {learn['id']}" for learn in LEARN["pages"]]

    assert [name for name in names if f"[{name}]" not in texts] == []


def test_each_rule_decides_something(deciding: frozenset[str]) -> None:
    """Taken away, each rule changes what some worked example is answered, or why."""
    of_questions = {rule.id for question in PROTOCOL.rule_set.questions.values() for rule in question.rules}

    assert of_questions - deciding == set()


def test_each_statement_reaches_a_person(texts: str, deciding: frozenset[str]) -> None:
    """All 77 of them, each by a rule that decides or by words that stand on a page."""
    reaches = {
        statement.id: [
            carrier for carrier in statement.carried_by if carrier.split(" ")[-1] in deciding or f"[{carrier}]" in texts
        ]
        for statement in STATEMENTS
    }

    assert len(reaches) == 77
    assert [name for name, carriers in reaches.items() if not carriers] == []
