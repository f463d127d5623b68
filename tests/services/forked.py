"""Processes to kill, forked from one that has loaded everything, so that each takes a few milliseconds."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from zonewise.store.encryption import Key

KEYS = {
    "none": None,
    "one": Key(bytes(range(32)), b"zwd\x01" + b"1" * 12),
    "two": Key(bytes(range(1, 33)), b"zwd\x01" + b"2" * 12),
}
"""Keys as argon2id would make them, without the time it takes."""

SERVER = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
from jobs import JOBS

os.set_inheritable(0, False)
for line in sys.stdin:
    asked = json.loads(line)
    if asked["job"] == "wait":
        print(os.waitpid(asked["process"], 0)[1], flush=True)
        continue
    process = os.fork()
    if process == 0:
        os.close(0)
        os._exit(JOBS[asked["job"]](**asked["given"]))
    print(process, flush=True)
"""
JOBS = Path(__file__).parent / "killed_jobs"


@dataclass
class Forks:
    """One loaded process that makes others."""

    # The loaded process.
    server: "subprocess.Popen[str]" = field(
        default_factory=lambda: subprocess.Popen(
            [sys.executable, "-c", SERVER, str(JOBS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
    )
    running: set[int] = field(default_factory=set)  # Those it made that have not been waited for.

    def start(self, job: str, **given: Any) -> int:
        """Start a job and return its process."""
        process = int(self._asked(job=job, given={name: _plain(value) for name, value in given.items()}))
        self.running.add(process)
        return process

    def wait(self, process: int) -> int:
        """Return how a process ended: its exit status, or the negative number of the signal."""
        self.running.discard(process)
        return os.waitstatus_to_exitcode(int(self._asked(job="wait", process=process)))

    def kill(self, process: int) -> None:
        """End a process without a warning, and wait until it is gone."""
        os.kill(process, signal.SIGKILL)
        assert self.wait(process) in (-signal.SIGKILL, 0)

    def end(self) -> None:
        """End all of them."""
        for process in tuple(self.running):
            os.kill(process, signal.SIGKILL)
            self.wait(process)
        self.server.stdin.close()
        self.server.wait()
        self.server.stdout.close()

    def _asked(self, **asked: Any) -> str:
        self.server.stdin.write(json.dumps(asked) + "\n")
        self.server.stdin.flush()
        return self.server.stdout.readline()


def _plain(value: Any) -> Any:
    if isinstance(value, Key):
        return {name: item.hex() for name, item in asdict(value).items()}
    return str(value) if isinstance(value, Path) else value
