"""Running a relay."""

import click

from .common import print_unwrapped, refusing

PORT = 8400
LOOPBACK = "127.0.0.1"


@click.command(epilog="Example: zonewise relay --behind-proxy --address https://relay.example.org")
@click.option(
    "--database", metavar="PLACE", default="relay.sqlite", show_default=True, help="A file, or postgresql://..."
)
@click.option("--host", default=LOOPBACK, show_default=True, help="Where it listens.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes a free one.")
@click.option("--address", default="", metavar="URL", help="Where people reach it, such as https://relay.example.org.")
@click.option("--certificate", metavar="FILE", help="Its certificate and key, PEM, where no proxy brings TLS.")
@click.option("--behind-proxy", is_flag=True, help="A proxy in front brings TLS and names who asks.")
@click.option("--invitation-file", type=click.Path(), help="A file whose first line makers of shares have to know.")
@refusing
def relay(
    database: str, host: str, port: int, address: str, certificate: str | None, behind_proxy: bool,
    invitation_file: str | None,
) -> None:  # fmt: skip
    """Hold sealed files for links that people share; a relay cannot read what it holds.

    It keeps what is sealed until it ends, who opened it when, and wrong passcodes, which come to an end. It needs TLS:
    by --certificate or by a proxy in front of it. Alone on this machine it runs without, to try it out. Whoever has
    the password of a PostgreSQL database can give its address in the variable ZONEWISE_RELAY_DATABASE.
    """
    import os
    from pathlib import Path

    from zonewise.relay.app import create_relay
    from zonewise.relay.holding import Holding
    from zonewise.relay.limits import RelayLimits
    from zonewise.relay.tables import open_database
    from zonewise.services.base.clock import utc_now
    from zonewise.services.base.text_files import read_text
    from zonewise.web.serving_relay import serve_app

    lines = read_text(Path(invitation_file)).splitlines() if invitation_file else []
    limits = RelayLimits()
    engine = open_database(os.environ.get("ZONEWISE_RELAY_DATABASE") or database)
    app = create_relay(
        Holding(engine, limits.most_characters),
        lambda: utc_now().timestamp(),
        limits,
        address=address,
        invitation=lines[0].strip() if lines else "",
    )
    try:
        serve_app(app, host, port, print_unwrapped, certificate=certificate, behind_proxy=behind_proxy)
    finally:
        engine.dispose()
