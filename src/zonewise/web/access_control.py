"""Which browsers may see the diary, and which have to give the passphrase first.

A diary in the clear is open to whoever sits at this machine. One whose passphrase was given when the app was started
is too. Otherwise each browser gives the passphrase for itself; so does each browser of another device, always.
"""

import hashlib
import math
import time
from collections.abc import Callable
from functools import partial
from ipaddress import IPv6Address, ip_address
from typing import Literal, TypeVar

import anyio
import anyio.to_thread
from cachetools import LRUCache, TTLCache
from starlette.exceptions import HTTPException
from starlette.requests import Request

from zonewise.problem import InputRefused
from zonewise.services.base.cache import drop_from_cache
from zonewise.services.base.diary import Diary
from zonewise.services.custody.passphrase import Secret, check_new, is_encrypted, unlock, with_current_head
from zonewise.store.refusals import DiaryRefused, refusal

from .forms import TooManyAttempts
from .session import another_session, session_of
from .settings import WebSettings

OPEN_TO_ALL = ("/help", "/appearance", "/offline", "/unlock", "/certificate", "/certificate.crt", "/api/health",
               "/service_worker.js", "/favicon.ico")  # fmt: skip
"""Paths that show nothing of a diary; so do the app's own files."""

LOGIN_SECONDS = 14 * 24 * 3600  # A browser that did not come for so long gives the passphrase again.
MOST_LOGINS = 50
LEAST_SECONDS = 0.4  # Each try takes at least so long, right or wrong.

Result = TypeVar("Result")
State = Literal["open", "locked", "no-passphrase"]


class LockedOut(Exception):
    """This browser has to give the passphrase first."""


class RateLimiter:
    """How long someone waits who tried wrong passphrases: a few are free, then each wait is twice the last.

    Args:
        free: Tries without a wait.
        first: The first wait, seconds.
        longest: The longest wait, seconds; after four of them without a try all is forgotten.
        most: Of how many that try is kept count.
    """

    def __init__(self, free: int = 5, first: float = 15.0, longest: float = 900.0, most: int = 1000) -> None:
        self.free, self.first, self.longest = free, first, longest
        self._tried: LRUCache[str, tuple[int, float]] = LRUCache(most)

    def wait(self, who: str, now: float) -> float:
        """Return the seconds until the next try is taken, 0 when it is now."""
        tried, last = self._tried.get(who, (0, now))
        if now - last > 4 * self.longest:
            self.reset(who)
            return 0.0
        if tried < self.free:
            return 0.0
        return max(0.0, last + min(self.longest, self.first * 2.0 ** min(tried - self.free, 30)) - now)

    def begin(self, who: str, now: float) -> None:
        """Count a try, before it is known whether it is right: many at once are then no way around the wait."""
        self._tried[who] = (self._tried.get(who, (0, now))[0] + 1, now)

    def reset(self, who: str) -> None:
        """Forget someone's tries."""
        self._tried.pop(who, None)


class AccessControl:
    """The person's own diary, and who has been let in to it.

    Attributes:
        diary: It, with its key once that is known.
        phone: Whether other devices can reach the app.
    """

    def __init__(self, settings: WebSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self.diary = settings.diary
        self.phone = settings.phone
        self._place = Diary(settings.diary.place)
        self._each_browser = settings.phone or settings.diary.key is None
        self._clock = clock
        self._logins: TTLCache[str, bool] = TTLCache(MOST_LOGINS, LOGIN_SECONDS, timer=lambda: self._clock())
        self._tries, self._all_tries = RateLimiter(), RateLimiter(free=100)
        self._one_at_a_time = anyio.Lock()

    @property
    def can_lock(self) -> bool:
        """Whether a browser that leaves has to give the passphrase again."""
        return self._each_browser and is_encrypted(self.diary)

    def change_key(self, request: Request, diary: Diary) -> None:
        """Go on with a diary whose key is another now: this browser stays in, every other gives the new passphrase.

        The answer has to bring this browser its new session (`keep_session`).
        """
        self._logins.clear()
        self.replace_diary(diary)
        if diary.key is not None:
            self.log_in(another_session(request))

    def state(self, request: Request) -> State:
        """Say whether this browser may see the diary."""
        self.replace_diary(with_current_head(self.diary))
        encrypted = is_encrypted(self.diary)
        if self.phone and not encrypted and self.diary.key is None:
            return "no-passphrase"
        if not encrypted and not self.phone:
            return "open"
        if self.diary.key is None or (self._each_browser and not self._is_logged_in(request)):
            return "locked"
        return "open"

    def diary_for(self, request: Request) -> Diary:
        """Return the diary; without its key for a browser that has not been let in."""
        return self.diary if self.state(request) == "open" else self._place

    def replace_diary(self, diary: Diary) -> None:
        """Go on with the diary as it is now: with another key, or none."""
        if diary != self.diary:
            drop_from_cache(self.diary)
            self.diary = diary

    def log_in(self, session: str) -> None:
        """Let a browser in by its session."""
        self._logins[_digest(session)] = True

    def log_out(self, request: Request) -> None:
        """Lock this browser out again; without another one that is in, the key is forgotten too."""
        self._logins.pop(_digest(session_of(request)), None)
        if not self._logins and self._each_browser:
            self.replace_diary(self._place)

    async def open(self, request: Request, secret: Secret) -> None:
        """Try a passphrase; where it is right, keep the key and let this browser in. It is slow on purpose.

        Raises:
            TooManyAttempts: It was not tried.
            DiaryRefused: "wrong-passphrase", or what else keeps the diary from being opened.
        """
        self.replace_diary(await self.try_passphrase(request, partial(_unlocked, self._place, secret)))
        self.log_in(another_session(request))

    async def try_passphrase(self, request: Request, work: Callable[[], Result]) -> Result:
        """Do something that needs a passphrase, one at a time and within the number of tries; return what it returns.

        Raises:
            TooManyAttempts: It was not tried.
            DiaryRefused: As the work raises.
        """
        who, began = _network_of(request), self._clock()
        wait = max(self._tries.wait(who, began), self._all_tries.wait("all", began))
        if wait > 0:
            raise TooManyAttempts(math.ceil(wait))
        self._tries.begin(who, began)
        self._all_tries.begin("all", began)
        try:
            async with self._one_at_a_time:
                result = await anyio.to_thread.run_sync(work)
        except DiaryRefused as refused:
            if refused.code != "wrong-passphrase":
                self._tries.reset(who)
            raise
        else:
            self._tries.reset(who)
            return result
        finally:
            await anyio.sleep(max(0.0, LEAST_SECONDS - (self._clock() - began)))

    def _is_logged_in(self, request: Request) -> bool:
        """Say whether this browser was let in; its time begins anew with each look."""
        session = _digest(session_of(request))
        if session not in self._logins:
            return False
        self._logins[session] = True
        return True


def access_of(request: Request) -> AccessControl:
    """Return the access control of the app that answers."""
    access: AccessControl = request.app.state.access
    return access


async def require_unlocked(request: Request) -> None:
    """Refuse a browser that has not been let in; for every route of the app, so that none can forget it.

    Raises:
        LockedOut: It has to give the passphrase first.
        HTTPException: "no-passphrase": nobody may come in.
    """
    path = request.url.path
    if path in OPEN_TO_ALL or path.startswith("/static/"):
        return
    state = access_of(request).state(request)
    if state == "no-passphrase":
        raise HTTPException(503, "no-passphrase")
    if state == "locked":
        raise LockedOut


def _unlocked(place: Diary, secret: Secret) -> Diary:
    """Return the diary with its key, a damaged one too: its backups can then be put back."""

    try:
        check_new(secret)
    except InputRefused:  # no passphrase is so short or so long, so nothing is derived from it
        raise refusal("wrong-passphrase", place.place) from None
    return unlock(place, secret, even_unreadable=True)


def _digest(session: str) -> str:
    """Return what is kept of a session: not the session itself, which would let its bearer in."""
    return hashlib.sha256(session.encode()).hexdigest()


def _network_of(request: Request) -> str:
    """Return who tries: an address, and of the many addresses that one device can have the network they share."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return str(address)
