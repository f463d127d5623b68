"""Connections that say nothing: closed in time, and never in the way of those who ask something.

A connection costs a place in the process, whoever opened it. One that has not brought a whole head of a request within
some seconds is closed, and where there are too many of them the oldest goes first.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

SILENT_SECONDS = 10.0
"""How long a connection may take until its first request, or the handshake before it, is whole."""
MOST_SILENT = 200
OPEN_FILES = 4096
"""What the process asks the system for, so that connections which wait are no reason to refuse another."""


class QuietConnections:
    """The connections of one server that ask nothing now.

    Args:
        most: How many there may be.
        seconds: How long each may say nothing before its first request.
    """

    def __init__(self, most: int = MOST_SILENT, seconds: float = SILENT_SECONDS) -> None:
        self.most, self.seconds = most, seconds
        self._silent: dict[asyncio.Transport, None] = {}  # Oldest first.

    def add(self, transport: asyncio.Transport) -> None:
        """Count a connection that says nothing, and close the oldest where there are too many."""
        self._silent[transport] = None
        if len(self._silent) > self.most:
            oldest = next(iter(self._silent))
            del self._silent[oldest]
            oldest.abort()

    def remove(self, transport: asyncio.Transport) -> None:
        """Stop counting a connection, which asks something or is gone."""
        self._silent.pop(transport, None)


def protocol_for(quiet: QuietConnections) -> type[H11Protocol]:
    """Return the protocol of a server whose silent connections are counted there."""

    class Protocol(H11Protocol):
        """HTTP, with an end to silence."""

        _silence: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            """Give the connection its time."""
            super().connection_made(transport)
            quiet.add(transport)
            self._silence = self.loop.call_later(quiet.seconds, transport.abort)

        def connection_lost(self, exc: Exception | None) -> None:
            """Count it no more."""
            self._end_silence()
            quiet.remove(self.transport)
            super().connection_lost(exc)

        def handle_events(self) -> None:
            """Take what came; with the whole head of a request its silence is over."""
            before = self.cycle
            super().handle_events()
            if self.cycle is not before:
                self._end_silence()
                quiet.remove(self.transport)

        def on_response_complete(self) -> None:
            """Count it again: it may ask more, and the server ends it in its own time."""
            super().on_response_complete()
            if not self.transport.is_closing():
                quiet.add(self.transport)

        def _end_silence(self) -> None:
            if self._silence is not None:
                self._silence.cancel()
                self._silence = None

    return Protocol


def end_silent_handshakes(loop: asyncio.AbstractEventLoop, seconds: float = SILENT_SECONDS) -> None:
    """Let servers that a loop makes close a connection whose TLS handshake does not end in time."""
    create: Callable[..., Any] = loop.create_server

    async def create_server(*args: Any, ssl: Any = None, **options: Any) -> Any:
        if ssl is not None:
            options["ssl_handshake_timeout"] = seconds
        return await create(*args, ssl=ssl, **options)

    loop.create_server = create_server  # type: ignore[method-assign]  # the server's own call names no such time


def allow_open_files(most: int = OPEN_FILES) -> None:
    """Raise the number of files that this process may have open, where the system lets it."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
