"""Runs a command as a whole process and measures wall time and peak memory, by the system's own account."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: wall seconds, peak resident memory in MB, exit status, seconds of the processor."""

    seconds: float
    megabytes: float
    status: int
    processor: float = 0.0


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end and return its figures."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **(environment or {})}
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.stderr is not None:
        if process.returncode not in (0, 3):
            sys.stderr.buffer.write(process.stderr.read())
        process.stderr.close()
    processor = usage.ru_utime + usage.ru_stime
    return Run(time.perf_counter() - begun, usage.ru_maxrss / 1024, process.returncode, processor)


def paired(
    ours: Sequence[str], peer: Sequence[str], *, times: int, environment: Mapping[str, str] | None = None
) -> tuple[list[Run], list[Run]]:
    """Run two commands in turn, A B A B, after one of each that is not counted."""
    for command in (ours, peer):
        run(command, environment)
    pairs = [(run(ours, environment), run(peer, environment)) for _ in range(times)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def middle(runs: Sequence[Run]) -> Run:
    """Return the median of each figure."""
    seconds, megabytes, processor = (
        median(figures) for figures in zip(*((r.seconds, r.megabytes, r.processor) for r in runs), strict=True)
    )
    return Run(seconds, megabytes, max(r.status for r in runs), processor)


def ratio(ours: Sequence[Run], peer: Sequence[Run]) -> float:
    """Return the median of the ratios of wall time, pair by pair."""
    return median(one.seconds / other.seconds for one, other in zip(ours, peer, strict=True))
