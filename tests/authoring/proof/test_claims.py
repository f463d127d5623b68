from pathlib import Path

import pytest
import yaml
from tests.authoring.proof.conftest import broken
from tests.rules.conftest import without_rule

from zonewise.authoring.proof.claims import CLAIMS, worsenings
from zonewise.authoring.proof.protocol_states import ProtocolStates
from zonewise.rules.rule_set import FactDefinition

BREAKS = yaml.safe_load(Path(__file__).with_name("breaks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("check", CLAIMS.values(), ids=map(str, range(1, 9)))
def test_the_shipped_protocol_holds_each_claim(protocol: ProtocolStates, check) -> None:
    """Each of the eight claims holds in every state of the shipped protocol, and there are more than 10^10 of them."""
    states, against = check(protocol)

    assert against == ""
    assert states > 10**10


@pytest.mark.parametrize("name", BREAKS)
def test_each_break_is_named(name: str) -> None:
    """A protocol broken by hand fails the claim it breaks, and the smallest counterexample names what was broken."""
    breaks = BREAKS[name]
    gone = [without_rule(*breaks["without"])] if "without" in breaks else []
    protocol = broken(*gone, *map(tuple, breaks.get("changes", ())))

    _, against = list(CLAIMS.values())[breaks["claim"] - 1](protocol)

    assert breaks["names"] in against


@pytest.mark.parametrize(
    ("worse", "codes", "pairs"),
    [
        ("true", (False, True), [(False, True)]),
        ("false", (False, True), [(True, False)]),
        ("later", ("a", "b", "c"), [("a", "b"), ("b", "c")]),
        ("any-but-first", ("a", "b", "c"), [("a", "b"), ("a", "c")]),
        ("fewer", (0, 7), [(7, 0)]),
        ("more", (0, 2), [(0, 2)]),
        ("", ("a", "b"), []),
    ],
)
def test_worsenings_follow_the_declared_order(worse, codes, pairs) -> None:
    """Each way of being worse gives its pairs of neighbours, and a fact without order gives none."""
    fact = FactDefinition("fact", "choice", (), 0, "", worse, "", False, {})

    assert worsenings(fact, codes) == pairs
