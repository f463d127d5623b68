"""The shipped protocol's files, and ways to break them by hand."""

import pytest

from zonewise.authoring.proof.protocol_states import ProtocolStates
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set_reader import read_rule_set
from zonewise.services.base.protocols import load_protocol


def broken(*changes: tuple[str, str, str]) -> ProtocolStates:
    """Return the states of the shipped protocol after changes of (file, text, other text); each text must be there."""
    files = dict(load_protocol().files)
    for name, text, other in changes:
        assert text in files[name], f"{name} no longer holds: {text}"
        files[name] = files[name].replace(text, other)
    return ProtocolStates(Engine(read_rule_set(files)))


def without_rule(name: str, rule: str) -> tuple[str, str, str]:
    """Return the change that takes a rule out of a file."""
    text = load_protocol().files[name]
    begins = text.index(f"  - id: {rule}\n")
    ends = text.find("\n  - id: ", begins + 1)
    return name, text[begins : ends + 1 if ends > 0 else len(text)], ""


@pytest.fixture(scope="session")
def protocol() -> ProtocolStates:
    """The shipped protocol with its states."""
    return ProtocolStates(Engine(read_rule_set(load_protocol().files)))
