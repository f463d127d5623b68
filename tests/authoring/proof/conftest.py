"""The shipped protocol's files, and ways to break them by hand."""

import pytest
from tests.rules.conftest import changed_texts

from zonewise.authoring.proof.protocol_states import ProtocolStates
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set_reader import read_rule_set


def broken(*changes: tuple[str, str, str]) -> ProtocolStates:
    """Return the states of the shipped protocol after changes of (file, text, other text); each text must be there."""
    return ProtocolStates(Engine(read_rule_set(changed_texts(*changes))))


@pytest.fixture(scope="session")
def protocol() -> ProtocolStates:
    """The shipped protocol with its states."""
    return broken()
