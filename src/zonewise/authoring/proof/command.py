"""What holds in every state of a protocol?"""

from dataclasses import dataclass
from pathlib import Path

from zonewise.rules.compiled_table import cuts_of
from zonewise.services.base.shipped_protocol import engine_from, shipped_engine

from .claims import CLAIMS, word
from .machine import Machine


@dataclass(frozen=True, slots=True)
class ClaimView:
    """What one claim found.

    Attributes:
        number: As in the design.
        says: The claim.
        states: How many combinations were covered.
        against: The smallest state in which it fails, in words; "" when it holds.
    """

    number: int
    says: str
    states: int
    against: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof found.

    Attributes:
        name: Protocol and version.
        sha256: Hash of its files.
        combinations: How many combinations of values there are, unknown included.
        values: For each fact the values it was cut into.
        cuts: For each number the values at which a rule's answer changes.
        claims: Each claim.
    """

    name: str
    sha256: str
    combinations: int
    values: dict[str, tuple[str, ...]]
    cuts: dict[str, tuple[int, ...]]
    claims: tuple[ClaimView, ...]

    @property
    def holds(self) -> bool:
        """Whether every claim holds."""
        return not any(claim.against for claim in self.claims)


def prove(folder: Path | None = None) -> Proof:
    """Show each claim over every combination of the facts' distinguishable values.

    Raises:
        InputRefused: The protocol cannot be read.
    """
    engine = shipped_engine() if folder is None else engine_from(folder)
    machine = Machine(engine)
    shown = tuple(
        ClaimView(claim.number, claim.says, found.states, found.against)
        for claim in CLAIMS
        for found in [claim.show(machine)]
    )
    combinations = 1
    for choices in machine.every().values():
        combinations *= len(choices)
    cuts = cuts_of(engine.rule_set)
    return Proof(
        name=f"{engine.rule_set.id} {engine.rule_set.version}",
        sha256=engine.rule_set.sha256,
        combinations=combinations,
        values={
            name: tuple(
                _class(value, following, column.fact.type == "integer")
                for value, following in zip(column.codes, (*column.codes[1:], None), strict=True)
            )
            for name, column in machine.columns.items()
        },
        cuts={name: bounds for name, bounds in cuts.items() if name in machine.columns},
        claims=shown,
    )


def _class(value: object, following: object, is_number: bool) -> str:
    if not is_number or not isinstance(value, int):
        return word(value if isinstance(value, bool | str) else None)
    if not isinstance(following, int):
        return f"{value} or more"
    return str(value) if following == value + 1 else f"{value} to {following - 1}"
