"""How another app than the pages listens, such as a relay: on this machine alone, by TLS, or behind a proxy."""

from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from zonewise.problem import InputRefused, Problem

from .quiet_connections import QuietConnections, protocol_for
from .serving import HEADER_BYTES, IDLE_SECONDS, LAST_SECONDS, _address, _listen, _refuse_other_hosts, _run


def serve_app(
    app: ASGIApp, host: str, port: int, say: Callable[[str], None], *, certificate: str | None, behind_proxy: bool
) -> None:
    """Serve an app until stopped.

    Args:
        app: What answers.
        host: Where it listens.
        port: 0 takes a free one.
        say: Told the address once it can be opened.
        certificate: A file with its certificate and key, PEM, or None.
        behind_proxy: Whether a proxy in front brings TLS and says who asks; nothing else may reach the port then.

    Raises:
        InputRefused: Others could reach it in the clear, the certificate cannot be read, or the port is taken.
    """
    if certificate is None and not behind_proxy:
        _refuse_clear(host)
    if certificate is not None and not Path(certificate).is_file():
        expected = "Name a file with both, PEM."
        raise InputRefused([Problem("--certificate", 0, f"{certificate} is no file.", expected, "no-certificate")])
    listening = _listen(host, port)
    address = _address("https" if certificate else "http", host, listening)
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="error",
        server_header=False,
        proxy_headers=behind_proxy,
        forwarded_allow_ips="*" if behind_proxy else None,
        http=protocol_for(QuietConnections()),
        ws="none",
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=LAST_SECONDS,
        h11_max_incomplete_event_size=HEADER_BYTES,
        ssl_certfile=certificate,
    )
    _run(config, [listening], f"The relay is ready: {address}\nStop with Ctrl-C.", say)


def _refuse_clear(host: str) -> None:
    try:
        _refuse_other_hosts(host)
    except InputRefused as refused:
        problem = refused.problems[0]
        expected = "Use 127.0.0.1 to try it out, or add --certificate or --behind-proxy."
        raise InputRefused([Problem(problem.where, 0, problem.fault, expected, problem.code)]) from None
