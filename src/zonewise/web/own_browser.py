"""Whether a browser was opened from the address that zonewise printed.

Any account of a machine can call a port of its loopback. So the printed address carries a secret, as notebooks do. It
is kept in the browser as a cookie, and what is kept is not the secret itself but a proof of it.
"""

import hmac

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from .render import back_to
from .session import set_cookie, settings_of

COOKIE = "zonewise-own"
PATH = "/enter"
FIELD = "key"


def entry_path(browser_key: str) -> str:
    """Return the path, with its secret, that lets a browser in."""
    return f"{PATH}?{FIELD}={browser_key}" if browser_key else "/"


def is_own(request: Request) -> bool:
    """Say whether this browser was let in by the secret, or none is asked for."""
    key = settings_of(request).browser_key
    return not key or _equal(request.cookies.get(COOKIE, ""), _proof(key))


def brings_key(request: Request) -> bool:
    """Say whether a request brings the secret itself."""
    key = settings_of(request).browser_key
    return bool(key) and _equal(request.query_params.get(FIELD, ""), key)


def keep_own(request: Request, response: Response) -> None:
    """Give the browser what tells from now on that it was let in."""
    set_cookie(request, response, COOKIE, _proof(settings_of(request).browser_key), strict=True)


def enter_with_key(request: Request) -> Response:
    """Let a browser in that brings the secret of the printed address, and lead it on to an address without it."""
    if not brings_key(request):
        if is_own(request):
            return back_to("/")
        raise HTTPException(403, "foreign-browser")
    answer = back_to("/")
    keep_own(request, answer)
    return answer


def _proof(key: str) -> str:
    return hmac.new(key.encode(), b"zonewise browser", "sha256").hexdigest()


def _equal(brought: str, wanted: str) -> bool:
    return hmac.compare_digest(brought.encode(errors="replace"), wanted.encode())
