"""How does the app listen: where, and what does it say when it cannot?"""

import asyncio
import errno
import gc
import io
import ipaddress
import secrets
import socket
from collections.abc import Callable, Sequence

import uvicorn

from zonewise.problem import InputRefused, Problem
from zonewise.services.base.diary import Diary
from zonewise.services.custody.backups import clean_up
from zonewise.services.custody.browser_key import browser_key
from zonewise.services.custody.phone import (
    Certificates,
    certificates_for,
    check_for_phone,
    checked_names,
    is_still_to_begin,
)

from .access_control import FIRST
from .app import create_app
from .own_browser import entry_path
from .quiet_connections import QuietConnections, allow_open_files, end_silent_handshakes, protocol_for
from .settings import LOOPBACK, WebSettings

IDLE_SECONDS = 15
LAST_SECONDS = 5
HEADER_BYTES = 16 * 1024
ELSEWHERE = "192.0.2.1"
"""An address kept for documents (RFC 5737): which of ours leads there is asked, and nothing is sent."""


def serve(diary: Diary, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve the pages on this machine alone until stopped.

    Args:
        host: A name or address of the loopback; any other is refused.
        port: 0 takes a free one.
        say: Told the address once it can be opened.

    Raises:
        InputRefused: The host is not of this machine alone, or the port is taken.
    """
    _refuse_other_hosts(host)
    clean_up(diary)
    listening = _listen(host, port)
    key = browser_key(diary)
    address = _address("http", host, listening).removesuffix("/") + entry_path(key)
    words = (
        f"zonewise is ready: {address}\n"
        "Open this address once; your browser is remembered. It is for you alone: other accounts of this computer are"
        " kept out.\nYour diary stays on this machine. Stop with Ctrl-C."
    )
    _run(configuration(WebSettings(diary, browser_key=key)), [listening], words, say)


def serve_phone(
    diary: Diary, hosts: Sequence[str], port: int, say: Callable[[str], None], *, first_start: bool = False
) -> None:
    """Serve the pages over TLS to devices in the same network until stopped; each gives the passphrase.

    Args:
        diary: Whose pages; it has a passphrase.
        hosts: Names and addresses under which a phone calls this machine; none takes the address that it has.
        port: 0 takes a free one.
        say: Told the addresses, the certificate's fingerprint, and both as pictures to scan.
        first_start: Where no diary is yet, let the first browser that opens the printed address choose its passphrase.

    Raises:
        InputRefused: The diary has no passphrase, a name cannot be one, or the port is taken.
        DiaryRefused: The certificates cannot be written.
    """
    first_key = secrets.token_urlsafe(32) if first_start and is_still_to_begin(diary) else ""
    if not first_key:
        check_for_phone(diary)
    clean_up(diary)
    names = checked_names(hosts or [_own_address()])
    certificates = certificates_for(diary, names)
    listening = _listen_for(names, port)
    settings = WebSettings(
        diary, frozenset(names), first_key=first_key, secure=True, phone=True, authority=certificates.authority
    )
    config = configuration(settings, certificate=str(certificates.server))
    _run(config, listening, phone_words(_address("https", names[0], listening[0]), certificates, first_key), say)


def phone_words(address: str, certificates: Certificates, first_key: str = "") -> str:
    """Return what a terminal or a log shows to bring a phone here; at a first start it lets choose the passphrase."""
    leads_to = f"{address.removesuffix('/')}{FIRST}?key={first_key}" if first_key else address
    lines = [f"zonewise is ready for the phone: {leads_to}", _as_picture(leads_to)]
    if first_key:
        lines.append("Who opens this address first chooses the passphrase. It is for you alone.")
    again = "The phone has to trust this machine once" if certificates.made else "A phone that does not trust it yet"
    lines += [f"{again}: {address}certificate", _as_picture(f"{address}certificate")]
    lines += ["Compare there before you type the passphrase. SHA-256 of the certificate:", certificates.fingerprint]
    return "\n".join([*lines, "Each browser asks for the passphrase. Stop with Ctrl-C."])


def _as_picture(text: str) -> str:
    import segno

    drawn = io.StringIO()
    segno.make(text, micro=False).terminal(out=drawn, compact=True)
    return drawn.getvalue()


class Server(uvicorn.Server):
    """The server; it tells when it answers, and gives up a handshake that does not end."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None] = lambda: None) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, then tell so."""
        end_silent_handshakes(asyncio.get_running_loop())
        await super().startup(sockets)
        self._ready()


def _run(config: uvicorn.Config, listening: Sequence[socket.socket], words: str, say: Callable[[str], None]) -> None:
    server = Server(config, lambda: say(words))
    gc.freeze()  # what is loaded now stays; looking through it again and again only costs time
    allow_open_files()
    try:
        asyncio.run(server.serve(sockets=list(listening)))
    except KeyboardInterrupt:
        say("Stopped.")
    finally:
        for opened in listening:
            opened.close()


def configuration(settings: WebSettings, *, certificate: str | None = None) -> uvicorn.Config:
    """Return how the app is served: no log of requests, no word of which server it is.

    Args:
        certificate: A file with its certificate and key, PEM; without one it is served in the clear.
    """
    return uvicorn.Config(
        create_app(settings),
        access_log=False,
        log_level="error",
        server_header=False,
        proxy_headers=False,
        http=protocol_for(QuietConnections()),
        ws="none",
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=LAST_SECONDS,
        h11_max_incomplete_event_size=HEADER_BYTES,
        ssl_certfile=certificate,
    )


def _refuse_other_hosts(host: str) -> None:
    try:
        own = ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = host.casefold() in LOOPBACK
    if not own:
        fault = f"'{host}' can be reached from other machines, and what is sent there would not be encrypted."
        expected = "Use 127.0.0.1 or localhost; for a phone add --phone."
        raise InputRefused([Problem("--host", 0, fault, expected, "not-loopback")])


def _address(scheme: str, host: str, listening: socket.socket) -> str:
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"


def _own_address() -> str:
    """Return the address that other devices in the network know; asking the system for it sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect((ELSEWHERE, 9))
            return str(asked.getsockname()[0])
        except OSError:
            fault = "this machine has no address that a phone could open."
            expected = "Connect it to the network, or name the address: --host 192.168.1.20."
            raise InputRefused([Problem("--host", 0, fault, expected, "no-address")]) from None


def _listen_for(names: Sequence[str], port: int) -> list[socket.socket]:
    """Listen on each address that was named; a name may lead to any of the machine's own, so then on all of them."""
    addresses = [name for name in names if ":" in name or name.replace(".", "").isdigit()]
    listening: list[socket.socket] = []
    try:
        for host in addresses if len(addresses) == len(names) else ["0.0.0.0"]:
            listening.append(_listen(host, port))
            port = listening[0].getsockname()[1]
    except InputRefused:
        for opened in listening:
            opened.close()
        raise
    return listening


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Where the protocol is not named asyncio leaves Nagle's delay on, and each answer takes 40 ms longer.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        taken = error.errno == errno.EADDRINUSE
        fault = f"port {port} is in use." if taken else f"the system does not let us listen on {host}, port {port}."
        raise InputRefused([Problem("--port", 0, fault, "Name another, such as --port 0.", "port-in-use")]) from None
    return listening
