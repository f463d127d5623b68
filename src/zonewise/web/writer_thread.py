"""Where what a person sends is written: in a thread, one at a time, so that no wait for the diary holds a page up.

Another process may have the diary for a moment, and a commit waits for the disk. Meanwhile the event loop answers
everybody else. There is one thread, because SQLite lets one write at a time: others that wait would take the threads
of the pages that only read.
"""

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from inspect import iscoroutinefunction
from typing import Any

import anyio.to_thread
from anyio.lowlevel import RunVar
from fastapi.routing import APIRoute

from .forms import SAFE_METHODS

_WRITER: RunVar[anyio.CapacityLimiter] = RunVar("zonewise-writer")  # One for each event loop.


class WritingRoute(APIRoute):
    """A route whose plain function, where it may change something, runs in the thread of the one writer."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        changes = not set(options.get("methods") or ("GET",)) <= set(SAFE_METHODS)
        super().__init__(path, _by_the_writer(endpoint) if changes else endpoint, **options)


def _by_the_writer(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Return an endpoint that waits for the writer; one that awaits says itself where it does its work."""
    if iscoroutinefunction(endpoint):
        return endpoint

    @wraps(endpoint)
    async def run_by_writer(**values: Any) -> Any:
        return await in_writer_thread(partial(endpoint, **values))

    return run_by_writer


def in_writer_thread(work: Callable[[], Any]) -> Awaitable[Any]:
    """Return what some work comes to that writes, done after all that waits already."""
    try:
        writer = _WRITER.get()
    except LookupError:
        writer = anyio.CapacityLimiter(1)
        _WRITER.set(writer)
    return anyio.to_thread.run_sync(work, limiter=writer)
