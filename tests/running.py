"""What people open, each as a process of its own that a test can stop, kill and start again at the same address."""

import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tests.forked import Process

WORDS = "four words of mine"  # The passphrase of each prescriber's file.


App = TypeVar("App", bound="Running")


class Running:
    """The app of a diary.

    Attributes:
        place: Path of the file that it works on.
        port: Where it listens; the same after it was started again.
        entry: The address that it printed; that of a diary's app lets a browser in.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self.port = 0
        self.entry = ""
        self._process: Process | None = None

    @property
    def address(self) -> str:
        """Where it is opened."""
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> tuple[str | Path, ...]:
        """Return what is run."""
        return ("serve", "--diary", self.place, "--port", str(self.port))

    def start(self) -> None:
        """Start it, and wait until it says where it is and answers."""
        self._process = Process(*self.command())
        assert self._process.stdout is not None
        said, address = "", None
        while address is None and (line := self._process.stdout.readline()):
            said, address = said + line, re.search(r"http://127\.0\.0\.1:(\d+)\S*", line)
        assert address, said
        self.entry, self.port = address[0], int(address[1])
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 5).close()
                return
            except ConnectionRefusedError:
                time.sleep(0.02)

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process.close()
            self._process = None


@contextmanager
def started(app: App) -> Iterator[App]:
    """Give what runs until the end, whatever became of it."""
    app.start()
    try:
        yield app
    finally:
        app.stop()


class RunningClinic(Running):
    """The prescriber's pages."""

    def command(self) -> tuple[str | Path, ...]:
        """Return what is run; the passphrase is read from a file."""
        secret = self.place.with_suffix(".passphrase")
        secret.write_text(WORDS, encoding="utf-8")
        return ("--passphrase-file", secret, "clinic", "serve", "--clinic", self.place, "--port", str(self.port))


class RunningRelay(Running):
    """A relay with a database."""

    def command(self) -> tuple[str | Path, ...]:
        """Return what is run."""
        return ("relay", "--port", str(self.port), "--database", self.place)
