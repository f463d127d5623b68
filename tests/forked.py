"""zonewise as a process of its own, forked from one that has loaded everything: in milliseconds, not in a second.

It can be stopped, killed and waited for like one that was started from nothing. What a start from nothing does is
tested where `python -m zonewise` is run: in tests/wheel, tests/relay and tests/pages/test_phone.py.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

SCRIPT = Path(__file__).with_name("fork_server.py")


class Process:
    """A command of zonewise that runs, or has ended.

    Attributes:
        pid: Its number.
        stdout: What it prints; where `errors_beside` is false, its errors too.
        stderr: Its errors where they come on their own.
        returncode: Its exit status, or the negative number of the signal that ended it; None while it runs.
    """

    def __init__(
        self, *words: str | Path, first: str = "", errors_beside: bool = False, terminal: int | None = None,
        environment: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Start a command.

        Args:
            first: Python that runs in the process before the command.
            errors_beside: Whether standard error comes on its own.
            terminal: The descriptor of a terminal on which it is asked and answers, in a session of its own.
            environment: Variables beside those of this process.
        """
        self.returncode: int | None = None
        self.stdout: IO[str] | None = None
        self.stderr: IO[str] | None = None
        if terminal is not None:
            ends = [os.dup(terminal) for _ in range(3)]
        else:
            ends = [os.open(os.devnull, os.O_RDONLY)]
            self.stdout, near = _pipe()
            ends.append(near)
            self.stderr, near = _pipe() if errors_beside else (None, os.dup(near))
            ends.append(near)
        try:
            self.pid: int = _server().ask(
                {
                    "words": [str(word) for word in words], "first": first, "folder": str(Path.cwd()),
                    "own_session": terminal is not None, "environment": {**os.environ, **(environment or {})},
                },
                ends,
            )  # fmt: skip
        finally:
            for end in ends:
                os.close(end)

    def poll(self) -> int | None:
        """Return how it ended, None while it runs."""
        if self.returncode is None:
            ended, status = _server().ask({"process": self.pid})
            if ended:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, seconds: float = 60) -> int:
        """Wait until it has ended, and return how."""
        until, pause = time.monotonic() + seconds, 0.001
        while (ended := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), seconds)
            time.sleep(pause)
            pause = min(0.05, pause * 1.5)
        return ended

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def communicate(self, timeout: float = 60) -> tuple[str, str]:
        """Return all that it still prints and what it says of errors, once it has ended."""
        said = ["", ""]

        def read(place: int, stream: IO[str]) -> None:
            said[place] = stream.read()

        streams = [(place, stream) for place, stream in enumerate((self.stdout, self.stderr)) if stream is not None]
        readers = [threading.Thread(target=read, args=stream_of, daemon=True) for stream_of in streams]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join(timeout)
        self.wait(timeout)
        self.close()
        return said[0], said[1]

    def close(self) -> None:
        """Close what it printed to."""
        for stream in (self.stdout, self.stderr):
            if stream is not None:
                stream.close()


class _Server:
    """The loaded process; a request and its answer are one message each."""

    def __init__(self) -> None:
        self._asking, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            os.set_inheritable(other.fileno(), True)
            self._process = subprocess.Popen(
                [sys.executable, str(SCRIPT), str(other.fileno())], pass_fds=[other.fileno()], stdin=subprocess.DEVNULL
            )
        self._one_at_a_time = threading.Lock()

    def ask(self, content: dict[str, Any], descriptors: list[int] | None = None) -> Any:
        """Send a request with what goes along, and return the answer."""
        with self._one_at_a_time:
            socket.send_fds(self._asking, [json.dumps(content).encode()], descriptors or [])
            answer = self._asking.recv(1000)
        assert answer, "the process that forks others has ended"
        return json.loads(answer)

    def end(self) -> None:
        """Let it end."""
        self._asking.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)


@cache
def _server() -> _Server:
    server = _Server()
    atexit.register(server.end)
    return server


def _pipe() -> tuple[IO[str], int]:
    near, far = os.pipe()
    return os.fdopen(near, encoding="utf-8"), far
