"""The browser's session, and whether a form comes from a page that we showed to the same browser.

A browser gets a random cookie. Each form carries a token that is derived from it. A page elsewhere can neither read the
cookie nor the token, and the Origin that browsers send has to be ours. The token depends on the cookie alone, so a page
that stands open still works after the server was started again.
"""

import hmac
import re
import secrets

from starlette.requests import Request
from starlette.responses import Response

from .settings import WebSettings

COOKIE = "zonewise"
FIELD = "token"
HEADER = "x-zonewise-token"
YEAR_SECONDS = 365 * 24 * 3600
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


class CsrfRejected(Exception):
    """A request that would change something and does not come from one of our pages.

    Attributes:
        same_site: The browser vouches that one of our own pages sent it; only its token is old.
        fields: What it brought, so that nothing typed is lost.
    """

    def __init__(self, *, same_site: bool) -> None:
        self.same_site = same_site
        self.fields: tuple[tuple[str, str], ...] = ()
        super().__init__("not our form")


def session_of(request: Request) -> str:
    """Return the browser's session, a new one where it brings none that we could have made."""
    known: str | None = getattr(request.state, "session", None)
    if known is None:
        brought = request.cookies.get(cookie_name(request), "")
        known = brought if _SHAPE.fullmatch(brought) else secrets.token_urlsafe(32)
        request.state.session = known
    return known


def another_session(request: Request) -> str:
    """Give the browser another session, and return it: one from before a login could have been planted by others."""
    request.state.session = session = secrets.token_urlsafe(32)
    return session


def token_of(request: Request) -> str:
    """Return the token that forms shown to this browser carry."""
    return hmac.new(session_of(request).encode(), b"zonewise form", "sha256").hexdigest()


def keep_session(request: Request, response: Response) -> None:
    """Give the browser its cookie where it does not have it yet."""
    session = session_of(request)
    if request.cookies.get(cookie_name(request)) != session:
        set_cookie(request, response, cookie_name(request), session, strict=True)


def set_cookie(request: Request, response: Response, name: str, value: str, *, strict: bool = False) -> None:
    """Set a cookie for this app alone.

    Args:
        value: Its value; "" removes it.
        strict: Never sent with a request that began at another site.
    """
    response.set_cookie(
        name,
        value,
        max_age=YEAR_SECONDS if value else 0,
        path="/",
        secure=settings_of(request).secure,
        httponly=True,
        samesite="strict" if strict else "lax",
    )


def cookie_name(request: Request) -> str:
    """Return the session cookie's name; over TLS one that no other name can set."""
    return f"__Host-{COOKIE}" if settings_of(request).secure else COOKIE


def settings_of(request: Request) -> WebSettings:
    """Return the settings of the app that answers."""
    settings: WebSettings = request.app.state.settings
    return settings


def check_origin(request: Request) -> None:
    """Refuse what a browser says was sent by a page of another site.

    Raises:
        CsrfRejected: Its origin is not ours.
    """
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if not (_is_ours(origin, request) if origin is not None else site in (None, "same-origin", "none")):
        raise CsrfRejected(same_site=False)


def check_token(request: Request, sent: str) -> None:
    """Refuse a request whose token is not that of the browser's session.

    Raises:
        CsrfRejected: The token is missing or another one.
    """
    brought = request.cookies.get(cookie_name(request), "")
    if not (
        _SHAPE.fullmatch(brought) and hmac.compare_digest(sent.encode(errors="replace"), token_of(request).encode())
    ):
        origin = request.headers.get("origin")
        raise CsrfRejected(same_site=origin is not None and _is_ours(origin, request))


def _is_ours(origin: str, request: Request) -> bool:
    scheme = "https" if settings_of(request).secure else "http"
    return origin.casefold() == f"{scheme}://{request.headers.get('host', '')}".casefold()
