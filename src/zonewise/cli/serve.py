"""Starting the pages."""

import click

from zonewise.services.base.diary import Diary

from .ask_passphrase import file_named, unlocked
from .common import print_sentence, print_unwrapped, refusing, with_locked_diary

PORT = 8765
LOOPBACK = "127.0.0.1"


@click.command(epilog="Example: zonewise serve --port 8765")
@click.option(
    "--host", "hosts", multiple=True, metavar="HOST", help=f"A name or address of this machine itself.  [{LOOPBACK}]"
)
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes a free one.")
@click.option("--phone", is_flag=True, help="Let a phone in the same network open them; docs/phone.md tells how.")
@click.option(
    "--first-start", is_flag=True, help="With --phone and no diary yet: its passphrase is chosen in the page."
)
@with_locked_diary
@refusing
def serve(diary: Diary, hosts: tuple[str, ...], port: int, phone: bool, first_start: bool) -> None:
    """Open the pages in a browser on this machine; nothing is reachable from elsewhere without --phone.

    It prints the address and runs until it is stopped with Ctrl-C. The pages ask for the passphrase of an encrypted
    diary, unless a file for it was named. With --phone they are served over TLS under exactly the names that --host
    gives (it can be given more than once), and each browser asks for the passphrase, which the diary has to have.
    On a home server add --first-start: while there is no diary, the printed address lets you choose its passphrase.
    """
    from zonewise.web.serving import serve as run
    from zonewise.web.serving import serve_phone

    if file_named():
        diary = unlocked(diary)
    if phone:
        serve_phone(diary, hosts, port, print_unwrapped, first_start=first_start)
    else:
        for host in hosts[:-1]:
            print_sentence(f"--host {host}: only the last one is taken without --phone.", err=True)
        run(diary, hosts[-1] if hosts else LOOPBACK, port, print_unwrapped)
