"""The relay's answers over HTTP.

Links lead to `/s/...` as SMART Health Links have it; a share is made, looked after and withdrawn at `/shares/...` by
the secret of its maker. Clock and database are arguments.
"""

import hmac
from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from zonewise.problem import NotUnderstood
from zonewise.share.manifest import ManifestFile, manifest_json, read_request

from .guard import Guard, answer_error
from .holding import Holding, Live, SealedFile, ShareState, secret_key
from .limits import Counter, RelayLimits, network_of
from .requests import is_secret, new_share, owner_of, recipient_of
from .viewer import viewer_file

JOSE = "application/jose"
CLEAN_UP_SECONDS = 30
FOR_ANY_PAGE = {"Access-Control-Allow-Origin": "*"}  # A viewer of somebody else's may ask: what it gets is sealed.
PREFLIGHT = FOR_ANY_PAGE | {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "content-type",
    "Access-Control-Max-Age": "600",
}

# A passcode has few tries, so it need not cost much; it must not cost so much that asking for it stops a relay.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # Source: OWASP, Password Storage, argon2id.

ENDED = "This link has ended, or was never one. Ask whoever sent it for a new one."
NOT_YOURS = "There is no such share of yours. It may have ended long ago."


def create_relay(
    holding: Holding, clock: Callable[[], float], limits: RelayLimits | None = None, *, address: str = "",
    invitation: str = "",
) -> Starlette:  # fmt: skip
    """Return the relay as an ASGI app.

    Args:
        holding: What it holds.
        clock: Gives seconds since 1970, UTC.
        limits: Its bounds.
        address: Where it is reached, such as "https://relay.example.org"; "" takes what each request names.
        invitation: A word that makers of shares have to know; "" lets anybody make one.
    """
    relay = _Relay(holding, clock, limits or RelayLimits(), address.rstrip("/"), invitation)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> Any:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(relay.clean_up_again_and_again)
            yield
            tasks.cancel_scope.cancel()

    routes = [
        Route("/s/{id}", relay.open_direct, methods=["GET"]),
        Route("/s/{id}", relay.open_manifest, methods=["POST"]),
        Route("/s/{id}", relay.preflight, methods=["OPTIONS"]),
        Route("/f/{token}", relay.fetch_file, methods=["GET"]),
        Route("/shares/{id}", relay.keep, methods=["PUT"]),
        Route("/shares/{id}", relay.state, methods=["GET"]),
        Route("/shares/{id}", relay.withdraw, methods=["DELETE"]),
        Route("/view", viewer_file, methods=["GET"]),
        Route("/view/{name}", viewer_file, methods=["GET"]),
        Route("/", relay.about, methods=["GET"]),
    ]
    return Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(Guard, limits=relay.limits)],
        exception_handlers={404: _no_such_place, 405: _no_such_place},
    )


async def _no_such_place(request: Request, error: Exception) -> Response:
    return answer_error(404, "no-such-place", "There is nothing at this address of the relay.")


class _Relay:
    """The answers, with what they share."""

    def __init__(
        self, holding: Holding, clock: Callable[[], float], limits: RelayLimits, address: str, invitation: str
    ) -> None:
        self.holding, self.clock, self.limits = holding, clock, limits
        self.address, self.invitation = address, invitation
        self.makes = Counter(limits.makes_an_hour, 3600)
        self.misses = Counter(limits.misses_a_minute, 60)
        self.opens = Counter(limits.opens_a_minute, 60)

    def now(self) -> int:
        return int(self.clock())

    async def clean_up_again_and_again(self) -> None:
        while True:
            await anyio.to_thread.run_sync(self.holding.clean_up, self.now())
            await anyio.sleep(CLEAN_UP_SECONDS)

    async def about(self, request: Request) -> Response:
        says = "A zonewise relay. It holds sealed files for links, and cannot read them."
        return JSONResponse({"relay": "zonewise", "says": says, "invitation": bool(self.invitation)})

    async def preflight(self, request: Request) -> Response:
        return Response(status_code=204, headers=PREFLIGHT)

    async def open_direct(self, request: Request) -> Response:
        """Give the one file of a link with the flag U."""
        recipient = recipient_of(request.query_params.get("recipient", ""))
        if not recipient:
            return answer_error(400, "no-recipient", "Say who opens it: ?recipient=name.", FOR_ANY_PAGE)
        id, clock = request.path_params["id"], self.clock()
        if self.misses.is_full(self._network(request), clock) or self.opens.is_full(secret_key(id), clock):
            return _too_many()
        opened = None
        if is_secret(id):
            opened = await anyio.to_thread.run_sync(self.holding.open_direct, id, recipient, self.now())
        if opened is None:
            return self._miss(request)
        self.opens.add(secret_key(id), clock)
        if isinstance(opened, bool):
            return answer_error(405, "ask-for-the-list", "Ask for this link's list of files with POST.", FOR_ANY_PAGE)
        return Response(opened.sealed, media_type=JOSE, headers=FOR_ANY_PAGE)

    async def open_manifest(self, request: Request) -> Response:
        """Give the list of files of a link without the flag U."""
        try:
            asked = read_request(await request.body())
        except NotUnderstood as refused:
            return answer_error(400, refused.code, f"{refused.fault} {refused.expected}", FOR_ANY_PAGE)
        live = await self._live(request)
        if isinstance(live, Response):
            return live
        if live.direct:
            return answer_error(405, "fetch-the-file", "This link is the file itself: use GET.", FOR_ANY_PAGE)
        if live.passcode_hash:
            refused_passcode = await self._refused_passcode(request, live, asked.passcode, asked.recipient)
            if refused_passcode is not None:
                return refused_passcode
        opened = await anyio.to_thread.run_sync(
            lambda: self.holding.open(live, asked.recipient, self.now(), tried=bool(live.passcode_hash))
        )
        if opened is None:
            return self._miss(request)
        rows = [
            await self._listed(request, live, number, file, asked.embedded_most) for number, file in enumerate(opened)
        ]
        return Response(manifest_json(rows), media_type="application/json", headers=FOR_ANY_PAGE)

    async def fetch_file(self, request: Request) -> Response:
        """Give one file by the address that a list named, once."""
        token, network = request.path_params["token"], self._network(request)
        if self.misses.is_full(network, self.clock()):
            return _too_many()
        file = None
        if is_secret(token):
            file = await anyio.to_thread.run_sync(self.holding.take_place, token, self.now())
        if file is None:
            return self._miss(request)
        return Response(file.sealed, media_type=JOSE, headers=FOR_ANY_PAGE)

    async def keep(self, request: Request) -> Response:
        """Hold a share, or its new content."""
        id, owner, network = request.path_params["id"], owner_of(request), self._network(request)
        invited = request.headers.get("zonewise-invitation", "").encode()
        if self.invitation and not hmac.compare_digest(invited, self.invitation.encode()):
            if self.misses.is_full(network, self.clock()):
                return _too_many()
            self.misses.add(network, self.clock())
            return answer_error(403, "not-invited", "This relay takes shares by invitation. Ask whoever runs it.")
        if not is_secret(id) or not owner:
            return answer_error(400, "no-secret", "A share has an id and a maker of 32 random bytes each.")
        if self.makes.is_full(network, self.clock()):
            return _too_many(3600 // self.limits.makes_an_hour)
        body, now = await request.body(), self.now()
        try:
            share = await anyio.to_thread.run_sync(lambda: new_share(id, owner, body, now, self.limits, HASHER.hash))
        except NotUnderstood as refused:
            return answer_error(400, refused.code, f"{refused.fault} {refused.expected}")
        done = await anyio.to_thread.run_sync(self.holding.keep, share, now)
        self.makes.add(network, self.clock())
        if done == "full":
            return answer_error(507, "full", "The relay is full. Try later, or hand over a file.")
        if done == "ended":
            return answer_error(410, "ended", "This share has ended. Make a new one.")
        if done == "not-owner":
            return answer_error(403, "not-yours", NOT_YOURS)
        return JSONResponse({"kept": True}, 201)

    async def state(self, request: Request) -> Response:
        """Tell the maker of a share what became of it."""

        def answer(id: str, owner: str) -> Response | None:
            state = self.holding.state(id, owner, self.now())
            return JSONResponse(state_json(state)) if state is not None else None

        return await self._for_maker(request, answer)

    async def withdraw(self, request: Request) -> Response:
        """End a share at once."""

        def answer(id: str, owner: str) -> Response | None:
            return Response(status_code=204) if self.holding.withdraw(id, owner, self.now()) else None

        return await self._for_maker(request, answer)

    async def _for_maker(self, request: Request, answer: Callable[[str, str], Response | None]) -> Response:
        id, owner, network = request.path_params["id"], owner_of(request), self._network(request)
        if self.misses.is_full(network, self.clock()):
            return _too_many()
        done = await anyio.to_thread.run_sync(answer, id, owner) if is_secret(id) and owner else None
        if done is None:
            self.misses.add(network, self.clock())
            return answer_error(404, "not-yours", NOT_YOURS)
        return done

    async def _live(self, request: Request) -> Live | Response:
        """Return the share that a request asks for, or the refusal."""
        id, network = request.path_params["id"], self._network(request)
        if self.misses.is_full(network, self.clock()):
            return _too_many()
        live = await anyio.to_thread.run_sync(self.holding.find_live, id, self.now()) if is_secret(id) else None
        if live is None:
            return self._miss(request)
        if self.opens.is_full(live.key, self.clock()):
            return _too_many()
        self.opens.add(live.key, self.clock())
        return live

    async def _refused_passcode(self, request: Request, live: Live, passcode: str, recipient: str) -> Response | None:
        """Return the refusal of a passcode, or None when it is right."""
        left = await anyio.to_thread.run_sync(self.holding.reserve_try, live)
        if left is None:
            return self._miss(request)
        if await anyio.to_thread.run_sync(_is_right, live.passcode_hash, passcode):
            return None
        await anyio.to_thread.run_sync(self.holding.wrong_passcode, live, recipient, left, self.now())
        says = "The passcode is wrong." if left else "The passcode was wrong too often: the link has ended."
        return JSONResponse({"error": "wrong-passcode", "says": says, "remainingAttempts": left}, 401, FOR_ANY_PAGE)

    async def _listed(
        self, request: Request, live: Live, number: int, file: SealedFile, embedded_most: int | None
    ) -> ManifestFile:
        if embedded_most is None or len(file.sealed) <= embedded_most:
            return ManifestFile(file.content_type, embedded=file.sealed)
        token = await anyio.to_thread.run_sync(self.holding.place, live, number, self.now())
        address = self.address or str(request.base_url).rstrip("/")
        return ManifestFile(file.content_type, location=f"{address}/f/{token}")

    def _miss(self, request: Request) -> Response:
        self.misses.add(self._network(request), self.clock())
        return answer_error(404, "ended", ENDED, FOR_ANY_PAGE)

    def _network(self, request: Request) -> str:
        return network_of(request.client.host if request.client is not None else "")


def state_json(state: ShareState) -> dict[str, Any]:
    """Return what the maker of a share is told, as JSON."""
    return {
        "made": state.made_at,
        "expires": state.expires_at,
        "ended": state.ended_at,
        "endedBy": state.ended_by,
        "triesLeft": state.tries_left,
        "openings": [{"at": one.at, "recipient": one.recipient, "what": one.what} for one in state.openings],
    }


def _is_right(passcode_hash: str, passcode: str) -> bool:
    try:
        return HASHER.verify(passcode_hash, passcode)
    except (Argon2Error, InvalidHashError):
        return False


def _too_many(seconds: int = 60) -> Response:
    says = "There were too many requests. Wait a little, then try again."
    return answer_error(429, "too-many", says, FOR_ANY_PAGE | {"Retry-After": str(seconds)})
