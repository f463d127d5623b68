import asyncio
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from zonewise.relay.app import create_relay
from zonewise.relay.holding import Holding, NewShare, SealedFile
from zonewise.relay.limits import RelayLimits
from zonewise.relay.tables import about, open_database
from zonewise.share.base64url import encode
from zonewise.share.sealed import seal


@contextmanager
def opened(database: str) -> Iterator[Connection]:
    """Give a connection to the database beside the relay's own."""
    engine = open_database(database)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


WORDS = ("worst-imaginable", "resourceType", "Bundle", "pain", "document")


def test_nothing_that_a_relay_holds_or_logs_can_be_read(
    relay: Any, share: Any, database: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No word of the content, no key, no passcode, and no secret of a link stands in any file or log of the relay."""
    relay.keep(share, passcode="open-sesame")
    relay.list_files(share, passcode="open-sesame", embeddedLengthMax=0)
    relay.list_files(share, passcode="wrong")
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    if "://" in database:
        with opened(database) as connection:
            for table in ("relay_shares", "relay_files", "relay_openings", "relay_places", "relay_about"):
                held += repr(connection.execute(text(f"SELECT * FROM {table}")).all()).encode()
    held += caplog.text.encode()

    assert b"Dr Lee" in held  # the search finds what is there
    for word in (*WORDS, "open-sesame", encode(share.key), share.id, share.owner):
        assert word.encode() not in held, word
    assert share.key not in held


def test_what_was_withdrawn_is_gone_from_the_file(share: Any, tmp_path: Path) -> None:
    """Its sealed content is written over, so that a copy of the file taken later does not hold it either."""
    place = str(tmp_path / "relay.sqlite")
    sealed = seal(b"content" * 500, share.key)
    engine = open_database(place)
    holding = Holding(engine, 10**6)
    holding.keep(NewShare(share.id, share.owner, None, True, "", (SealedFile("text/plain", sealed),)), 0)
    holding.withdraw(share.id, share.owner, 1)
    engine.dispose()
    with opened(place) as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")

    part = sealed.split(".")[3].encode()[:50]
    assert part not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "path",
    [
        "/s/..%2f..%2fetc%2fpasswd", "/s/../../etc/passwd", "/view/../app.py", "/view/..%2fapp.py", "/f/%00",
        "/view/%2e%2e/app.py", "/f/' OR 1=1 --", "/s/" + "A" * 10_000, "/shares/%", "/.git/config", "/view/a%00",
    ],
)  # fmt: skip
def test_no_path_leads_out(relay: Any, path: str) -> None:
    """Nothing but the relay's own addresses answers, and no address is a file's."""
    answer = relay.client.get(path, params={"recipient": "x"})

    assert answer.status_code in (400, 404, 405)
    assert b"root:" not in answer.content
    assert b"import " not in answer.content


def test_guessing_ends_after_some_misses(relay: Any, share: Any) -> None:
    """Thirty addresses that are none, and the network waits, even for one that is; a minute later it goes on."""
    relay.keep(share)
    statuses = []
    for _ in range(40):
        id = encode(secrets.token_bytes(32))
        statuses.append(relay.client.get(f"/s/{id}?recipient=x").status_code)

    assert statuses == [404] * 30 + [429] * 10
    assert relay.list_files(share).status_code == 429
    relay.clock.now += 61
    assert relay.list_files(share).status_code == 200


def test_a_guess_tells_nothing(relay: Any, share: Any) -> None:
    """An address that never was and one that has ended get the same answer."""
    relay.keep(share)
    relay.withdraw(share)
    ended = relay.list_files(share)
    never = relay.list_files(type(share)())

    assert (ended.status_code, ended.content, dict(ended.headers)) == (
        never.status_code,
        never.content,
        dict(never.headers),
    )


def test_making_shares_without_end_is_stopped(start: Callable[..., Any], share: Any) -> None:
    """A network makes so many an hour, then is told when to come back."""
    relay = start(replace(RelayLimits(), makes_an_hour=3))
    answers = [relay.keep(type(share)()) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert answers[3].headers["retry-after"] == "1200"


def test_one_share_is_not_opened_without_end(start: Callable[..., Any], share: Any) -> None:
    """Who asks for one list again and again is told to wait."""
    relay = start(replace(RelayLimits(), opens_a_minute=5))
    relay.keep(share)

    assert [relay.list_files(share).status_code for _ in range(6)] == [200] * 5 + [429]


def test_a_body_too_large_is_refused_before_it_is_read(relay: Any, share: Any) -> None:
    """It is refused by its length, and by counting where it says none or lies."""
    large = b"x" * (4 * 1024**2 + 1)

    async def drops() -> Any:
        for _ in range(60):
            yield large[:100_000]

    for content in (large, drops()):
        answer = relay.client.request("PUT", f"/shares/{share.id}", content=content, headers=share.headers)
        assert (answer.status_code, answer.json()["error"]) == (413, "too-large")


async def asgi(app: Any, messages: list[dict[str, Any]], seconds: float = 0) -> list[dict[str, Any]]:
    """Return what an app sends for a PUT whose body comes in these messages, then stays away for so many seconds."""
    sent = []
    scope = {
        "type": "http", "http_version": "1.1", "method": "PUT", "path": "/shares/x", "raw_path": b"/shares/x",
        "query_string": b"", "headers": [(b"host", b"relay")], "client": ("192.0.2.7", 5), "server": ("relay", 443),
        "scheme": "https", "root_path": "",
    }  # fmt: skip
    waiting = iter(messages)

    async def receive() -> dict[str, Any]:
        message = next(waiting, None)
        if message is None:
            await asyncio.sleep(seconds)
            return {"type": "http.disconnect"}
        return message

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


def test_a_slow_body_is_given_up(database: str, share: Any) -> None:
    """A body that does not end in time is answered 408, and keeps nobody's place."""
    engine = open_database(database)
    app = create_relay(Holding(engine, 10**6), lambda: 0, replace(RelayLimits(), body_seconds=0.05))
    messages = [{"type": "http.request", "body": b"{", "more_body": True}]
    sent = asyncio.run(_with_secrets(app, messages, share))
    engine.dispose()

    assert sent[0]["status"] == 408


async def _with_secrets(app: Any, messages: list[dict[str, Any]], share: Any) -> list[dict[str, Any]]:
    async def changed(scope: dict[str, Any], receive: Any, send: Any) -> None:
        path = f"/shares/{share.id}"
        headers = [(b"authorization", share.headers["Authorization"].encode())]
        await app(scope | {"path": path, "raw_path": path.encode(), "headers": headers}, receive, send)

    return await asgi(changed, messages, 5)


def test_another_programs_database_is_left_alone(database: str) -> None:
    """A database that holds something else, or another release's, is refused as it is."""
    engine = open_database(database)
    with engine.begin() as connection:
        connection.execute(about.update().values(value="7"))
    engine.dispose()
    with pytest.raises(ValueError, match="another release"):
        open_database(database)
    engine = open_database_as_is(database)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE relay_about"))
    engine.dispose()

    with pytest.raises(ValueError, match="something else"):
        open_database(database)


def open_database_as_is(database: str) -> Any:
    """Return an engine on the database without a look at what is in it."""
    from zonewise.relay.tables import _postgresql, _sqlite

    return _postgresql(database) if "://" in database else _sqlite(Path(database))


@pytest.mark.parametrize("place", ["mysql://x", "postgresql://[", "no-such-folder/relay.sqlite", "."])
def test_a_place_that_is_none_is_refused(place: str) -> None:
    """What cannot hold a relay's database is refused with what to do, without the address itself."""
    with pytest.raises(ValueError, match="--database"):
        open_database(place)


def test_a_fault_tells_nothing_of_a_request(
    relay: Any, share: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the program itself is at fault, the answer is a sentence and the log a place in the code."""

    def broken(*arguments: object) -> None:
        raise RuntimeError(f"Dr Lee {share.id}")

    monkeypatch.setattr(Holding, "find_live", broken)
    answer = relay.list_files(share)

    assert (answer.status_code, answer.json()["error"]) == (500, "fault")
    assert "RuntimeError" in caplog.text
    assert share.id not in caplog.text + answer.text
