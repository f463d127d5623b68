"""What is refused before any page sees it, and the headers that every answer carries."""

import asyncio
import errno
import logging
import re
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .access_control import access_of, network_of
from .errors import fault_answer, refused_answer
from .settings import LOOPBACK, WebSettings

LOG = logging.getLogger("zonewise.web")

OUR_OWN = ("script", "style", "img", "manifest", "worker", "connect")
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in OUR_OWN),
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": with it a browser sends "Origin: null" with our own forms, and the origin could not be checked.
    # Nothing is sent to any other site.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Robots-Tag": "noindex, nofollow",
}
TLS_ONLY = "max-age=31536000"
LONGER_FOR_FILES = 6  # A path that takes a file waits so many times as long for it.
MOST_REQUESTS = 200  # Answered at once.
MOST_STRANGERS, MOST_OF_NETWORK = 64, 16
"""Requests answered at once of browsers that have not been let in: of all, and of one network."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
NOT_KEPT = "no-store"  # For everything personal; a file of the app itself says otherwise.


class RequestGuard:
    """The outermost part of the app.

    It refuses foreign names and bodies that are too large or too slow, sets the headers, and catches faults, so that
    nothing of a person's diary reaches a log or a stack trace on a page.
    """

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self.app = app
        self.settings = settings
        self._answering = 0
        self._strangers: Counter[str] = Counter()  # By their network.

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS | ({"Strict-Transport-Security": TLS_ONLY} if self._hsts(scope) else {}))
                headers.setdefault("Cache-Control", NOT_KEPT)
            await send(message)

        try:
            await self._answer(scope, receive, with_headers)
        except ClientDisconnect:  # it left: nobody hears this, and nothing went wrong
            await Response(status_code=400)(scope, receive, with_headers)
        except OSError as error:
            if begun or error.errno not in NO_ROOM:
                _log_fault(scope, error)
                if begun:
                    raise ConnectionAbortedError("the answer had begun") from None
            answer = await refused_answer(Request(scope), NO_SPACE) if error.errno in NO_ROOM else None
            await (answer or fault_answer(Request(scope)))(scope, receive, with_headers)
        except Exception as error:
            _log_fault(scope, error)
            if begun:
                raise ConnectionAbortedError("the answer had begun") from None
            await fault_answer(Request(scope))(scope, receive, with_headers)

    def _hsts(self, scope: Scope) -> bool:
        """Say whether the browser is told to come by TLS only: never for the loopback, where other programs answer."""
        name = _host_name(Headers(scope=scope))
        return self.settings.secure and name in self.settings.hosts and name not in LOOPBACK

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _host_name(Headers(scope=scope)) not in self.settings.hosts:
            await (await refused_answer(Request(scope), FOREIGN_NAME))(scope, receive, send)
            return
        request = Request(scope)
        stranger = network_of(request) if access_of(request).state(request) != "open" else ""
        full = self._strangers.total() >= MOST_STRANGERS or self._strangers[stranger] >= MOST_OF_NETWORK
        if self._answering >= MOST_REQUESTS or (stranger and full):
            await (await refused_answer(request, TOO_BUSY))(scope, receive, send)
            return
        self._answering += 1
        self._strangers[stranger] += bool(stranger)
        counted = True

        def end() -> None:
            nonlocal counted
            if counted:
                counted = False
                self._answering -= 1
                self._strangers -= Counter({stranger: 1} if stranger else {})

        async def until_answered(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                end()  # what is done after the answer keeps nobody waiting

        try:
            await self._within_bounds(scope, receive, until_answered, large=not stranger)
        finally:
            end()

    async def _within_bounds(self, scope: Scope, receive: Receive, send: Send, *, large: bool) -> None:
        """Pass a request on, its body within bounds: a large one only of who is in, and only as a file comes."""
        most, kind = self.settings.most_bytes, Headers(scope=scope).get("content-type", "")
        if large and kind.startswith("multipart/form-data"):
            most = self.settings.most_bytes_at.get(scope["path"], most)
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared[:20]) > most:
            await (await refused_answer(Request(scope), too_large(most)))(scope, receive, send)
            return
        longer = LONGER_FOR_FILES if most > self.settings.most_bytes else 1
        await self.app(scope, _bounded(receive, most, self.settings.body_seconds * longer), send)


FOREIGN_NAME = HTTPException(421, "foreign-name")
TOO_SLOW = HTTPException(408, "too-slow")
TOO_BUSY = HTTPException(503, "too-busy", {"Retry-After": "1", "Connection": "close"})
NO_SPACE = HTTPException(507, "no-room")

_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::[0-9]{1,5})?", re.ASCII)


def too_large(most: int) -> HTTPException:
    """Return the refusal of a body of more than so many bytes."""
    return HTTPException(413, f"too-large:{most}")


def _host_name(headers: Headers) -> str:
    """Return the name in the Host header without its port; "" where the header is not a name and a port as a whole."""
    host = _HOST.fullmatch(headers.get("host", "").casefold())
    return (host[1] or host[2]) if host else ""


def _bounded(receive: Receive, most: int, seconds: float) -> Callable[[], Awaitable[MutableMapping[str, Any]]]:
    """Return a receive that counts bytes and time while the body arrives."""
    taken = 0
    ended = False
    deadline = asyncio.get_running_loop().time() + seconds

    async def bounded() -> MutableMapping[str, Any]:
        nonlocal taken, ended
        if ended:
            return await receive()
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError:
            raise TOO_SLOW from None
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            ended = not message.get("more_body", False)
            if taken > most:
                raise too_large(most)
        return message

    return bounded


def _log_fault(scope: Scope, error: Exception) -> None:
    """Log where the fault is and of which kind: never its text, which may quote what a person wrote."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    route = getattr(scope.get("route"), "path", "no route")
    LOG.error(
        "fault %s at %s:%s while answering %s %s",
        type(error).__name__,
        Path(frame.filename).name,
        frame.lineno,
        scope["method"],
        route,
    )
