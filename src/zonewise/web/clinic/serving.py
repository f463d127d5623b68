"""Serving the prescriber's pages on this machine alone."""

from collections.abc import Callable

from zonewise.services.base.diary import Diary
from zonewise.services.custody.browser_key import browser_key
from zonewise.web import serving
from zonewise.web.own_browser import entry_path
from zonewise.web.settings import WebSettings

from .app import create_clinic_app


def serve_clinic(clinic: Diary, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve the pages until stopped, as those of a diary are served.

    Args:
        clinic: The prescriber's file with its key.
        host: A name or address of the loopback; any other is refused.
        port: 0 takes a free one.
        say: Told the address once it can be opened.

    Raises:
        InputRefused: The host is not of this machine alone, or the port is taken.
    """
    serving._refuse_other_hosts(host)
    listening = serving._listen(host, port)
    key = browser_key(clinic)
    settings = WebSettings(clinic, browser_key=key)
    address = serving._address("http", host, listening).removesuffix("/") + entry_path(key)
    words = (
        f"zonewise is ready: {address}\n"
        "Open this address once; your browser is remembered. It is for you alone: other accounts of this computer are"
        " kept out.\nYour file stays on this machine. Stop with Ctrl-C."
    )
    config = serving.configuration(settings)
    config.app = create_clinic_app(settings)  # all else is as for a diary
    serving._run(config, [listening], words, say)
