"""Several people's trials together: only randomised blocks that were closed and opened, each with what it says."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zonewise.problem import InputRefused, Problem
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.base.profile import profile_of
from zonewise.services.base.protocols import load_protocol
from zonewise.trial.record import trial_record

from .result import trial_result

if TYPE_CHECKING:
    from zonewise.relief.posterior import Density
    from zonewise.trial.pool import PooledRelief

DIARIES = ("*.sqlite", "*.db")
LEAST = 2


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A diary that does not count, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class PooledTrials:
    """What several trials say together, and which diaries were left out."""

    pooled: "PooledRelief"
    names: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


def pool_trials(folder: Path) -> PooledTrials:
    """Return what the trials of a folder's diaries say together. Nothing is written into any of them.

    Open diaries are left out: pooled, they are confidently wrong, as hope and slow improvement are in all of them.

    Raises:
        InputRefused: It is no folder, or fewer than two of its diaries hold a trial that can be pooled.
    """
    if not folder.is_dir():
        raise InputRefused([Problem(str(folder), 0, "this is not a folder.", "Name a folder of diaries.", "no-folder")])
    from zonewise.trial.pool import pool

    posteriors: dict[str, Density] = {}
    left_out: list[LeftOut] = []
    for path in sorted({path for pattern in DIARIES for path in folder.glob(pattern)}):
        try:
            posteriors[path.name] = _posterior(path)
        except InputRefused as refused:
            left_out.append(LeftOut(path.name, refused.problems[0].fault))
    if len(posteriors) < LEAST:
        problems = [
            Problem(one.name, 0, one.why, "Only closed, blinded trials count.", "not-pooled") for one in left_out
        ]
        fault = f"{len(posteriors)} of its diaries hold a trial that can be pooled."
        todo = f"At least {LEAST} are needed."
        raise InputRefused([*problems, Problem(folder.name, 0, fault, todo, "few-trials")])
    protocol = load_protocol()
    spread = 100 * protocol.relief.relief_spread
    pooled = pool(list(posteriors.values()), spread, protocol.trial.worthwhile, protocol.trial.interval)
    return PooledTrials(pooled, tuple(posteriors), tuple(left_out))


def _posterior(path: Path) -> "Density":
    from zonewise.store.refusals import DiaryRefused

    diary = Diary(str(path))

    def refuse(why: str) -> InputRefused:
        return InputRefused([Problem(path.name, 0, why, "", "not-pooled")])

    try:
        entries = all_entries(diary)
    except DiaryRefused as refused:
        raise refuse(refused.problem.fault) from None
    try:
        record = trial_record(entries, profile_of(entries).day_ends_at)
    except (ValueError, KeyError):
        raise refuse("its trial cannot be read.") from None
    if record is None:
        raise refuse("it is an open diary: hope and slow improvement cannot be taken out of it.")
    if not record.closed or not record.key:
        raise refuse("its trial is not closed, or its key is not known yet.")
    posterior = trial_result(diary).posterior
    if posterior is None:
        raise refuse("too little was rated, or its days are not what was closed.")
    return posterior
