"""Serving the prescriber's pages on this machine alone."""

from collections.abc import Callable

from zonewise.services.base.diary import Diary
from zonewise.services.custody.browser_key import browser_key
from zonewise.web.serving import serve_app
from zonewise.web.settings import WebSettings

from .app import create_clinic_app


def serve_clinic(clinic: Diary, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve the pages until stopped.

    Args:
        clinic: The prescriber's file with its key.
        host: A name or address of the loopback; any other is refused.
        port: 0 takes a free one.
        say: Told the address once it can be opened.

    Raises:
        InputRefused: The host is not of this machine alone, or the port is taken.
    """
    key = browser_key(clinic)
    app = create_clinic_app(WebSettings(clinic, browser_key=key))
    kept = "Your file stays on this machine."
    serve_app(app, (host, port), key, say, kept)
