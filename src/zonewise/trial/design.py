"""The design of a blinded trial in one person: how many blocks, how long, from which day, with which dose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zonewise.model.amounts import plain
from zonewise.problem import Problem

from .orders import count_orders
from .settings import TrialSettings

SCHEMA = "zonewise-trial-1"
"""Names how a design is written and judged; what is judged otherwise gets another name."""


@dataclass(frozen=True, slots=True)
class TrialDesign:
    """What is fixed before a trial begins, and known to everybody."""

    first: date  # First day of the first block.
    blocks: int  # Number of blocks, half of them with LDN.
    block_days: int  # Days of each block.
    dose_mg: Decimal  # Dose in the bottles with LDN, mg a day.
    washout_days: int = 0  # First days of each block whose ratings do not count.
    longest_run: int = 2  # How many blocks of one kind may follow each other.

    @property
    def days(self) -> int:
        """Days of the whole trial."""
        return self.blocks * self.block_days

    @property
    def last(self) -> date:
        """Last day of the last block."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def orders(self) -> int:
        """How many orders of bottles can be drawn."""
        return count_orders(self.blocks, self.longest_run)

    def block_of(self, day: date) -> int | None:
        """Return the block that a day belongs to, counted from 0; None outside the trial."""
        number = (day - self.first).days
        return number // self.block_days if 0 <= number < self.days else None

    def span(self, block: int) -> tuple[date, date]:
        """Return the first and the last day of a block."""
        first = self.first + timedelta(days=block * self.block_days)
        return first, first + timedelta(days=self.block_days - 1)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; the commitment is made over these."""
        return {
            "schema": SCHEMA,
            "first": self.first.isoformat(),
            "blocks": self.blocks,
            "block_days": self.block_days,
            "dose_mg": plain(self.dose_mg),
            "washout_days": self.washout_days,
            "longest_run": self.longest_run,
        }


def design_from_dict(values: Mapping[str, Any]) -> TrialDesign:
    """Return the design that plain values describe.

    Raises:
        ValueError: A value is missing or not of its kind, or the values are judged otherwise than here.
    """
    if values.get("schema") != SCHEMA:
        raise ValueError(f"it is written as {values.get('schema')!r}, and this release reads {SCHEMA!r}")
    try:
        return TrialDesign(
            first=date.fromisoformat(values["first"]),
            blocks=int(values["blocks"]),
            block_days=int(values["block_days"]),
            dose_mg=Decimal(values["dose_mg"]),
            washout_days=int(values["washout_days"]),
            longest_run=int(values["longest_run"]),
        )
    except (KeyError, TypeError, ArithmeticError) as error:
        raise ValueError(f"it lacks {error}, or has it in another form") from None


def design_problems(design: TrialDesign, settings: TrialSettings, highest_mg: Decimal) -> list[Problem]:
    """Return why a design cannot serve, each with what to do.

    Args:
        highest_mg: The highest dose that the plan allows, mg.
    """
    problems: list[Problem] = []

    def fault(field: str, what: str, todo: str, code: str) -> None:
        problems.append(Problem("trial", 0, what, todo, code, field=field))

    least, most = 2 * settings.pairs_least, settings.blocks_most
    if design.blocks < least:
        fault("blocks", f"{design.blocks} blocks are too few.", _why_too_few(design.blocks, settings), "few-blocks")
    elif design.blocks > most:
        fault("blocks", f"{design.blocks} blocks are too many.", f"Take {least} to {most}.", "many-blocks")
    elif design.blocks % 2:
        todo = f"Half of them have LDN: take {design.blocks - 1} or {design.blocks + 1}."
        fault("blocks", f"{design.blocks} blocks cannot be halved.", todo, "odd-blocks")
    if not settings.block_days_least <= design.block_days <= settings.block_days_most:
        span = f"{settings.block_days_least} to {settings.block_days_most} days"
        todo = f"Take {span}: an effect of LDN comes and goes over weeks."
        fault("days", f"a block of {design.block_days} days does not serve.", todo, "block-days")
    elif not 0 <= design.washout_days <= design.block_days // 2:
        todo = f"Leave out 0 to {design.block_days // 2}: at least half of each block has to count."
        fault("washout", f"{design.washout_days} days left out of each block do not serve.", todo, "washout-days")
    if not 0 < design.dose_mg <= highest_mg:
        todo = f"Take the dose that is taken now, at most {plain(highest_mg)} mg."
        fault("dose", f"{plain(design.dose_mg)} mg is no dose for this trial.", todo, "trial-dose")
    return problems


def _why_too_few(blocks: int, settings: TrialSettings) -> str:
    least = settings.pairs_least
    pairs = max(1, blocks // 2)
    wanted, ways = round(1 / settings.chance_most), 2**pairs
    return (
        f"Take at least {2 * least}, {least} of each kind. Drawn pair by pair, {pairs} pairs come in {ways} ways, so"
        f" chance alone gives the best result once in {ways}, and at most once in {wanted} is asked for."
    )
