"""What is refused before a relay looks at it: bodies too large or too slow, and too many requests at once."""

import asyncio
import logging
import traceback
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .limits import RelayLimits, network_of

LOG = logging.getLogger("zonewise.relay")

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Strict-Transport-Security": "max-age=31536000",
    "Cache-Control": "no-store",
}


def answer_error(status: int, code: str, says: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error as JSON: a word to search for, and a sentence."""
    return JSONResponse({"error": code, "says": says}, status, headers)


class _Refusal(Exception):
    """A request that is refused while it comes."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


class Guard:
    """The outermost part of a relay; nothing of a request reaches a log."""

    def __init__(self, app: ASGIApp, limits: RelayLimits) -> None:
        self.app, self.limits = app, limits
        self._answering: Counter[str] = Counter()  # By network.

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
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        network = network_of(scope["client"][0] if scope.get("client") else "")
        limits = self.limits
        if self._answering.total() >= limits.most_at_once or self._answering[network] >= limits.most_at_once_of_network:
            busy = answer_error(503, "busy", "Too much is asked at once. Try again.", {"Retry-After": "1"})
            await busy(scope, receive, with_headers)
            return
        self._answering[network] += 1
        try:
            await self._answer(scope, receive, with_headers)
        except _Refusal as refusal:
            if not begun:
                await refusal.answer(scope, receive, with_headers)
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            LOG.error("fault %s at %s:%s", type(error).__name__, Path(frame.filename).name, frame.lineno)
            if begun:
                raise ConnectionAbortedError("the answer had begun") from None
            says = "The relay could not do it. Try again; if it stays so, tell whoever runs it."
            await answer_error(500, "fault", says)(scope, receive, with_headers)
        finally:
            self._answering -= Counter({network: 1})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared[:20]) > self.limits.most_bytes:
            raise _Refusal(self._too_large())
        deadline = asyncio.get_running_loop().time() + self.limits.body_seconds
        arrived, ended = 0, False

        async def bounded() -> Message:
            nonlocal arrived, ended
            if ended:
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                slow = answer_error(408, "too-slow", "The request came too slowly.", {"Connection": "close"})
                raise _Refusal(slow) from None
            if message["type"] == "http.request":
                arrived += len(message.get("body", b""))
                ended = not message.get("more_body", False)
                if arrived > self.limits.most_bytes:
                    raise _Refusal(self._too_large())
            return message

        await self.app(scope, bounded, send)

    def _too_large(self) -> Response:
        most = self.limits.most_bytes // 1024**2
        return answer_error(
            413, "too-large", f"A share has at most {most} MB. Hand over less.", {"Connection": "close"}
        )
