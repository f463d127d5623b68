"""A relay as a process of its own, which a test can stop, kill and start again at the same address."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class RunningRelay:
    """A relay with a database of its own.

    Attributes:
        place: Path of the database.
        port: Where it listens; the same after it was started again.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self.port = 0
        self._process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it says where it is."""
        command = [sys.executable, "-m", "zonewise", "relay", "--port", str(self.port), "--database", str(self.place)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        port = re.search(r"http://127\.0\.0\.1:(\d+)", self._process.stdout.readline())
        assert port
        self.port = int(port[1])

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end."""
        self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None


@contextmanager
def running_relay(folder: Path) -> Iterator[RunningRelay]:
    """Give a relay that runs until the end, whatever became of it."""
    relay = RunningRelay(folder / "relay.sqlite")
    relay.start()
    try:
        yield relay
    finally:
        relay.stop()
