"""The proof of a protocol: each claim over every combination of the facts' distinguishable values."""

from dataclasses import dataclass
from pathlib import Path

from zonewise.authoring.states.state_space import Axis
from zonewise.services.base.protocols import protocol_from

from .claims import CLAIMS
from .protocol_states import ProtocolStates, word


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """What checking one claim gave."""

    number: int  # As in the design, from 1.
    says: str  # The claim.
    states: int  # How many combinations were covered.
    against: str  # The smallest state in which it fails, in words; "" when it holds.


@dataclass(frozen=True, slots=True)
class Proof:
    """Every claim about one protocol."""

    name: str  # Protocol and version.
    sha256: str  # Hash of its files.
    combinations: int  # How many combinations of values there are, unknown included.
    values: dict[str, tuple[str, ...]]  # For each fact the values it was cut into.
    claims: tuple[ClaimResult, ...]

    @property
    def holds(self) -> bool:
        """Whether every claim holds."""
        return not any(claim.against for claim in self.claims)


def prove(folder: Path | None = None) -> Proof:
    """Check each claim over every combination of the facts' distinguishable values.

    Raises:
        InputRefused: The protocol cannot be read.
    """
    engine = protocol_from(folder).engine
    protocol = ProtocolStates(engine)
    return Proof(
        name=f"{engine.rule_set.id} {engine.rule_set.version}",
        sha256=engine.rule_set.sha256,
        combinations=protocol.count(),
        values={
            name: tuple(_range(axis, code) for code in range(1, len(axis.values)))
            for name, axis in protocol.axes.items()
        },
        claims=tuple(
            ClaimResult(number, says, *check(protocol)) for number, (says, check) in enumerate(CLAIMS.items(), 1)
        ),
    )


def _range(axis: Axis, code: int) -> str:
    """Return a value as it stands in a file of facts; a class of numbers by its least and greatest."""
    value, end = axis.values[code], axis.ends[code]
    if end is None:
        return word(value)
    if code == len(axis.values) - 1:
        return f"{value} or more"
    return str(value) if value == end else f"{value} to {end}"
