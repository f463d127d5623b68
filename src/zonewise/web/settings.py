"""How is the app set up: whose diary, under which names, with which bounds?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zonewise.services.base.diary import Diary

LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))  # Names that never leave this machine.

KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What `create_app` has to know."""

    diary: Diary  # The person's own diary.
    # Names under which the app may be called; any other is refused, so that a page elsewhere cannot reach it through a
    # name of its own that points here (DNS rebinding).
    hosts: frozenset[str] = LOOPBACK
    # The secret of the printed address, without which no browser is let in; "" asks for none. Every account of a
    # machine can call its loopback; each browser of a phone gives the passphrase instead.
    browser_key: str = ""
    # The secret of the printed address by which the first browser chooses the passphrase, where no diary is yet; ""
    # where nobody may.
    first_key: str = ""
    secure: bool = False  # Served over TLS: cookies are then only sent over TLS.
    phone: bool = False  # Other devices can reach the app: each browser gives the passphrase, and there has to be one.
    authority: bytes = b""  # The certificate to install on a phone, DER; b"" where there is none.
    most_bytes: int = 64 * KILOBYTE  # How large the body of a request may be, bytes.
    most_bytes_at: Mapping[str, int] = field(default_factory=dict)  # The same for paths that take a file, by path.
    body_seconds: float = 10.0  # How long a whole body may take to arrive, seconds.
