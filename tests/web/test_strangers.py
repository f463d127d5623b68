"""What somebody who is not in costs: little, and never the place of one who is in."""

import socket
import time
import tracemalloc
from contextlib import ExitStack, contextmanager
from threading import Thread

import pytest
from starlette.requests import ClientDisconnect

from zonewise.services.base.diary import Diary
from zonewise.services.custody.browser_key import browser_key
from zonewise.services.custody.passphrase import Secret, set_passphrase
from zonewise.services.custody.phone import certificates_for
from zonewise.web.own_browser import entry_path
from zonewise.web.quiet_connections import QuietConnections
from zonewise.web.serving import Server, configuration
from zonewise.web.settings import LOOPBACK, WebSettings

from .conftest import ORIGIN

MEGABYTE = 1024 * 1024
FORM = {"Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}


@pytest.fixture
def locked(browser_on, lived_copy, cheap_keys):
    """Return a browser on an app whose diary is locked, and which other devices can reach."""
    set_passphrase(Diary(str(lived_copy)), Secret("four words nobody joins"))
    return browser_on(lived_copy, phone=True, hosts=LOOPBACK)


@pytest.mark.parametrize("path", ["/data/import", "/data/restore", "/check-in", "/unlock", "/api/entries"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_before_a_login_no_large_body_is_read(locked, path, kind):
    """Whatever is sent to whatever path, more than 64 KB of it is refused before it is read."""
    content = b"note=" + b"x" * (8 * MEGABYTE)
    locked.get("/help")
    tracemalloc.start()
    try:
        answer = locked("POST", path, content=content, headers=FORM | {"Content-Type": kind})
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert answer.status_code == 413
    assert len(answer.content) < 10_000
    assert most < 2 * MEGABYTE


def test_a_large_body_that_is_no_file_is_refused_to_all(lived):
    """One who is in sends a file in the form for files; the same path takes no other large body."""
    assert lived("POST", "/data/import", content=b"x=" + b"y" * MEGABYTE, headers=FORM).status_code == 413


HOSTS = (
    *("127.0.0.1:8765/help?", "127.0.0.1:8765/static/x?", "127.0.0.1:1/unlock#", "127.0.0.1/", "127.0.0.1 x"),
    *("127.0.0.1:", "127.0.0.1:123456", "user@127.0.0.1", "[::1", "127.0.0.1:8765:1"),
)


@pytest.mark.parametrize("host", HOSTS)
def test_no_name_in_the_head_leads_past_the_lock(locked, host):
    """Access is decided on the path that is answered, and a name counts only as a whole."""
    for path in ("/medicines", "/data/export", "/api/today"):
        answer = locked.get(path, headers={"Host": host})
        assert answer.status_code == 421
        assert "naltrexone" not in answer.text


def test_a_client_that_leaves_is_no_fault(lived, monkeypatch, caplog):
    """A browser that is closed while it sends leaves no fault in the log."""

    async def leaves(*_, **__):
        raise ClientDisconnect

    monkeypatch.setattr("starlette.requests.Request.form", leaves)
    lived("POST", "/check-in", data={"note": "x"}, headers={"Origin": ORIGIN})

    assert "fault" not in caplog.text


def test_a_full_disk_is_said(lived, monkeypatch, caplog):
    """Where there is no room for what was sent, that is said, with its own status, and is no fault."""

    async def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("starlette.requests.Request.form", full)
    answer = lived("POST", "/check-in", data={"note": "x"}, headers={"Origin": ORIGIN, "Accept": "text/html"})

    assert answer.status_code == 507
    assert "no space left" in answer.text.casefold()
    assert "fault" not in caplog.text


@contextmanager
def serving(settings, *, certificate=None, ready=lambda: None):
    """Serve an app on a free port, as `zonewise serve` does."""
    server = Server(configuration(settings, certificate=certificate), ready)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def asked(port, path="/", cookie=""):
    """Return the answer's status line to one request, and the seconds that it took."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as there:
        there.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode()
        )
        content = b""
        while more := there.recv(65536):
            content += more
    return content, time.monotonic() - began


def is_closed(connection, seconds):
    """Say whether the other side closes a connection within some seconds."""
    connection.settimeout(seconds)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


@pytest.fixture
def soon(monkeypatch):
    """Let silence end after a moment, and be crowded by a few."""
    monkeypatch.setattr("zonewise.web.serving.QuietConnections", lambda: QuietConnections(most=60, seconds=1.0))
    monkeypatch.setattr("zonewise.web.quiet_connections.end_silent_handshakes.__defaults__", (1.0,))


def test_silent_and_unfinished_connections_keep_nobody_out(lived_copy, soon):
    """Beside many connections that say nothing, and many that stop in the middle of a head or of a body, one who is in
    is answered at once; those that say nothing are closed in time.
    """  # fmt: skip
    key = browser_key(Diary(str(lived_copy)))
    said = []
    with (
        ExitStack() as open_ones,
        serving(WebSettings(Diary(str(lived_copy)), browser_key=key), ready=lambda: said.append(True)) as port,
    ):
        head, _ = asked(port, entry_path(key))
        cookie = next(line for line in head.decode().splitlines() if line.startswith("set-cookie: zonewise-own"))
        cookie = cookie.partition(": ")[2].partition(";")[0]
        asked(port, "/", cookie)
        half = b"POST /check-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n"
        starts = [b"", b"GET / HTTP/1.1\r\nHost:", half + b"\r\nnote"]
        connections = []
        for number in range(240):
            connections.append(open_ones.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20)))
            connections[-1].sendall(starts[number % 3])

        content, seconds = asked(port, "/", cookie)
        print(f"answered in {seconds * 1000:.0f} ms beside {len(connections)} others")

        assert said == [True]
        assert content.startswith(b"HTTP/1.1 200")
        assert seconds < 5  # 200 ms where nothing else runs: benchmarks/strangers.py
        assert is_closed(connections[-3], 10)


def test_a_handshake_that_does_not_end_is_given_up(lived_copy, soon, cheap_keys):
    """A connection that never begins the handshake of TLS is closed in time too."""
    diary = Diary(str(lived_copy))
    set_passphrase(diary, Secret("four words nobody joins"))
    certificates = certificates_for(diary, ["127.0.0.1"])
    settings = WebSettings(diary, frozenset(["127.0.0.1"]), secure=True, phone=True, authority=certificates.authority)
    with (
        serving(settings, certificate=str(certificates.server)) as port,
        socket.create_connection(("127.0.0.1", port), timeout=20) as silent,
    ):
        assert is_closed(silent, 10)
