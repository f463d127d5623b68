"""Which browsers may see the diary, and which have to give the passphrase first.

A diary in the clear is open to each browser of the account that started the app, which is told by the secret of the
printed address. One whose passphrase was given when the app was started is too, until that passphrase is changed.
Otherwise each browser gives the passphrase for itself; so does each browser of another device, always.
"""

import hashlib
import math
import time
from collections.abc import Callable
from functools import partial
from ipaddress import IPv6Address, ip_address
from typing import Literal, NamedTuple, TypeVar

import anyio
import anyio.to_thread
from cachetools import LRUCache, TTLCache
from starlette.exceptions import HTTPException
from starlette.requests import Request

from zonewise.services.base.cache import drop_from_cache
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary
from zonewise.services.custody.failed_tries import FailedTry, SuccessfulLogin, keep_failed_try, keep_login
from zonewise.services.custody.passphrase import (
    Secret,
    has_fitting_length,
    is_encrypted,
    unlock,
    with_current_head,
)
from zonewise.store.refusals import DiaryRefused, refusal

from .forms import TooManyAttempts
from .own_browser import is_own
from .session import another_session, session_of
from .settings import WebSettings

OPEN_TO_ALL = ("/help", "/appearance", "/offline", "/enter", "/certificate", "/certificate.crt", "/api/health",
               "/service_worker.js", "/favicon.ico")  # fmt: skip
"""Paths that show nothing of a diary; so do the app's own files."""
FIRST = "/first"  # Where the passphrase is chosen while there is none yet; the printed address carries a secret.
UNLOCK = "/unlock"  # Open to a browser that is asked for the passphrase, and not to one of another account.

LOGIN_SECONDS = 14 * 24 * 3600  # A browser that did not come for so long gives the passphrase again.
LONGEST_LOGIN_SECONDS = 90 * 24 * 3600  # And so does one that came each day.
MOST_LOGINS = 50
NOWHERE = "-not-for-you"  # No diary has this after its name: a page for strangers knows as little as on the first day.
LEAST_SECONDS = 0.4  # Each try takes at least so long, right or wrong.

Result = TypeVar("Result")
State = Literal["open", "locked", "no-passphrase", "foreign"]


class LockedOut(Exception):
    """This browser has to give the passphrase first."""


class Login(NamedTuple):
    """A browser that was let in."""

    head: bytes  # The head of the diary's file then: with another passphrase it is another, and the login has ended.
    began: float  # When, seconds of the app's clock.


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

    def count(self, who: str, now: float) -> int:
        """Return how many tries are counted."""
        self.wait(who, now)  # forgets what is long ago
        return self._tried.get(who, (0, now))[0]

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
        first_key: The secret by which the first browser chooses the passphrase, or "" where nobody may.
    """

    def __init__(self, settings: WebSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self.diary = settings.diary
        self.phone = settings.phone
        self.first_key = settings.first_key
        self._place = Diary(settings.diary.place)
        self._each_browser = settings.phone or settings.diary.key is None
        self._clock = clock
        self._logins: TTLCache[str, Login] = TTLCache(MOST_LOGINS, LOGIN_SECONDS, timer=lambda: self._clock())
        self._ever_in: LRUCache[str, bool] = LRUCache(4 * MOST_LOGINS)
        self._tries, self._all_tries = RateLimiter(), RateLimiter(free=100)
        self._networks_in: LRUCache[str, bool] = LRUCache(4 * MOST_LOGINS)
        self._one_at_a_time = anyio.Lock()

    @property
    def can_lock(self) -> bool:
        """Whether a browser that leaves has to give the passphrase again."""
        return self._each_browser and is_encrypted(self.diary)

    def change_key(self, request: Request, diary: Diary) -> None:
        """Go on with a diary whose key is another now: this browser stays in, every other gives the new passphrase.

        The answer has to bring this browser its new session (`keep_session`).
        """
        drop_from_cache(self.diary)  # another diary may lie in its place, under no key as before
        self.replace_diary(diary)
        if diary.key is not None:
            self.log_in(another_session(request))

    def state(self, request: Request) -> State:
        """Say whether this browser may see the diary."""
        if not self.phone and not is_own(request):
            return "foreign"
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
        """Return the diary; for a browser that has not been let in without its key, or a place where none is."""
        state = self.state(request)
        if state in ("foreign", "no-passphrase"):
            return Diary(f"{self._place.place}{NOWHERE}")
        return self.diary if state == "open" else self._place

    def replace_diary(self, diary: Diary) -> None:
        """Go on with the diary as it is now: with another key, or none. Then each browser gives the passphrase."""
        if diary != self.diary:
            drop_from_cache(self.diary)
            self._each_browser = True
            self.diary = diary

    def log_in(self, session: str) -> None:
        """Let a browser in by its session, for as long as the diary has the key that it has now."""
        if self.diary.key is not None:
            self._logins[_digest(session)] = Login(self.diary.key.head, self._clock())
            self._ever_in[_digest(session)] = True

    def was_in(self, request: Request) -> bool:
        """Say whether what this browser typed may be given back to it: it is the person's own, or has been let in."""
        return (not self.phone and is_own(request)) or _digest(session_of(request)) in self._ever_in

    def log_out(self, request: Request) -> None:
        """Lock this browser out again; without another one that is in, the key is forgotten too."""
        self._logins.pop(_digest(session_of(request)), None)
        self._ever_in.pop(_digest(session_of(request)), None)
        if not self._logins and self._each_browser:
            self.replace_diary(self._place)

    async def open(self, request: Request, secret: Secret) -> None:
        """Try a passphrase; where it is right, keep the key and let this browser in. It is slow on purpose.

        Raises:
            TooManyAttempts: It was not tried.
            DiaryRefused: "wrong-passphrase", or what else keeps the diary from being opened.
        """
        each_browser = self._each_browser
        self.replace_diary(await self.try_passphrase(request, partial(_unlocked, self._place, secret)))
        self._each_browser = each_browser
        self._networks_in[network_of(request)] = True
        self.log_in(another_session(request))
        await anyio.to_thread.run_sync(keep_login, self._place, SuccessfulLogin(utc_now(), network_of(request)))

    async def try_passphrase(self, request: Request, work: Callable[[], Result]) -> Result:
        """Do something that needs a passphrase, one at a time and within the number of tries; return what it returns.

        Raises:
            TooManyAttempts: It was not tried.
            DiaryRefused: As the work raises.
        """
        who, began = network_of(request), self._clock()
        # Of one network only the free tries count for all, and one that has been in waits for its own alone: so no
        # single address can keep the others out.
        for_all = who not in self._networks_in
        wait = max(self._tries.wait(who, began), self._all_tries.wait("all", began) if for_all else 0.0)
        if wait > 0:
            raise TooManyAttempts(math.ceil(wait))
        if for_all and self._tries.count(who, began) < self._tries.free:
            self._all_tries.begin("all", began)
        self._tries.begin(who, began)
        try:
            async with self._one_at_a_time:
                result = await anyio.to_thread.run_sync(work)
        except DiaryRefused as refused:
            if refused.code == "wrong-passphrase":
                await anyio.to_thread.run_sync(keep_failed_try, self._place, FailedTry(utc_now(), who))
            else:
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
        login = self._logins.get(session)
        if login is None or self.diary.key is None:
            return False
        if login.head != self.diary.key.head or self._clock() - login.began > LONGEST_LOGIN_SECONDS:
            del self._logins[session]
            return False
        self._logins[session] = login
        return True


def access_of(request: Request) -> AccessControl:
    """Return the access control of the app that answers."""
    access: AccessControl = request.app.state.access
    return access


async def require_unlocked(request: Request) -> None:
    """Refuse a browser that has not been let in; for every route of the app, so that none can forget it.

    Raises:
        LockedOut: It has to give the passphrase first.
        HTTPException: "no-passphrase": nobody may come in; "foreign-browser": it is of another account.
    """
    if (state := needed_state(request)) == "no-passphrase":
        raise HTTPException(503, "no-passphrase")
    if state == "foreign":
        raise HTTPException(403, "foreign-browser")
    if state == "locked":
        raise LockedOut


def needed_state(request: Request) -> State:
    """Say how a browser stands to what it asks for; "open" for what is open to all.

    The path is that of the request's scope: the one in its address is made with the Host that the browser sent.
    """
    path = request.scope["path"]
    if path in OPEN_TO_ALL or path.startswith("/static/"):
        return "open"
    access = access_of(request)
    state = access.state(request)
    if path == FIRST and state == "no-passphrase" and access.first_key:
        return "open"
    return "open" if path == UNLOCK and state != "foreign" else state


def _unlocked(place: Diary, secret: Secret) -> Diary:
    """Return the diary with its key, a damaged one too: its backups can then be put back."""
    if not has_fitting_length(secret):
        raise refusal("wrong-passphrase", place.place)
    return unlock(place, secret, even_unreadable=True)


def _digest(session: str) -> str:
    """Return what is kept of a session: not the session itself, which would let its bearer in."""
    return hashlib.sha256(session.encode()).hexdigest()


def network_of(request: Request) -> str:
    """Return who tries: an address, and of the many addresses that one device can have the network they share."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return str(address)


def is_loopback(network: str) -> bool:
    """Say whether tries came from this machine itself."""
    try:
        return ip_address(network).is_loopback
    except ValueError:
        return False
