"""Relays to test with: each test that takes `database` runs on a file and on a real PostgreSQL server."""

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from zonewise.relay.app import create_relay
from zonewise.relay.holding import Holding
from zonewise.relay.limits import RelayLimits
from zonewise.relay.tables import open_database
from zonewise.share.base64url import encode
from zonewise.share.sealed import seal

CONTENT = b'{"resourceType":"Bundle","type":"document","pain":"worst-imaginable"}'
NOW = 1_774_958_400


@pytest.fixture(params=["file", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a relay can keep what it holds."""
    if request.param == "file":
        return str(tmp_path / "relay.sqlite")
    make: Callable[[], str] = request.getfixturevalue("new_schema")
    return make().replace("postgresql+psycopg://", "postgresql://", 1)  # as people write it


@dataclass
class Clock:
    """A clock that a test moves."""

    now: float = NOW

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@dataclass
class Share:
    """A share as its maker knows it."""

    id: str = field(default_factory=lambda: encode(secrets.token_bytes(32)))
    owner: str = field(default_factory=lambda: encode(secrets.token_bytes(32)))
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    @property
    def headers(self) -> dict[str, str]:
        """Return what its maker sends along."""
        return {"Authorization": f"Bearer {self.owner}"}

    def body(self, content: bytes = CONTENT, **changed: Any) -> bytes:
        """Return the body that makes it."""
        file = {"contentType": "application/fhir+json", "sealed": seal(content, self.key)}
        return json.dumps({"expires": None, "direct": False, "passcode": "", "files": [file]} | changed).encode()


class Client:
    """Asks an app in this process, from any thread."""

    def __init__(self, portal: BlockingPortal, app: Any) -> None:
        self.portal = portal
        transport = httpx.ASGITransport(app, client=("192.0.2.7", 5))
        self.asking = httpx.AsyncClient(transport=transport, base_url="https://relay.example.org")

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Return the answer to one request."""
        return self.portal.call(lambda: self.asking.request(method, path, **options))

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Return the answer to a GET."""
        return self.request("GET", path, **options)


@dataclass
class Relay:
    """A relay that runs in this process."""

    client: Client
    clock: Clock
    holding: Holding

    def keep(self, share: Share, **changed: Any) -> Any:
        """Make a share."""
        return self.client.request("PUT", f"/shares/{share.id}", content=share.body(**changed), headers=share.headers)

    def list_files(self, share: Share, passcode: str = "", recipient: str = "Dr Lee", **more: Any) -> Any:
        """Ask for the list of files."""
        body = {"recipient": recipient, **more} | ({"passcode": passcode} if passcode else {})
        return self.client.request("POST", f"/s/{share.id}", json=body)

    def state(self, share: Share) -> Any:
        """Ask what became of it, as its maker."""
        return self.client.get(f"/shares/{share.id}", headers=share.headers)

    def withdraw(self, share: Share) -> Any:
        """Withdraw it."""
        return self.client.request("DELETE", f"/shares/{share.id}", headers=share.headers)


@pytest.fixture
def start(database: str) -> Iterator[Callable[..., Relay]]:
    """Yield what starts a relay on the database, as often as a test likes."""
    engines = []

    def begin(limits: RelayLimits | None = None, **options: Any) -> Relay:
        clock = Clock()
        engine = open_database(database)
        holding = Holding(engine, (limits or RelayLimits()).most_characters)
        engines.append(engine)
        return Relay(Client(portal, create_relay(holding, clock, limits, **options)), clock, holding)

    with start_blocking_portal() as portal:
        yield begin
    for engine in engines:
        engine.dispose()


@pytest.fixture
def relay(start: Callable[..., Relay]) -> Relay:
    """Return a relay."""
    return start()


@pytest.fixture
def share() -> Share:
    """Return a share that nobody holds yet."""
    return Share()
