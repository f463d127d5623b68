"""What lies behind a link, fetched from a server of this machine: what is taken in, and what is refused."""

import json
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.services.clinic.handed_over import page

from zonewise.problem import InputRefused, NotUnderstood
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary
from zonewise.services.custody.phone import certificates_for
from zonewise.services.sharing.fetched_link import fetch_link
from zonewise.services.sharing.relay_client import withdraw_share
from zonewise.share.links import DIRECT, LONG_TERM, PASSCODE, HealthLink
from zonewise.share.manifest import ManifestFile, manifest_json
from zonewise.share.sealed import FHIR_JSON, seal

KEY = bytes(range(32))


class Relay(ThreadingHTTPServer):
    """Answers each path with what a test puts there; keeps what it was asked."""

    answers: dict[str, tuple[int, bytes, dict[str, str]]]
    asked: list[tuple[str, str, bytes]]


class Answering(BaseHTTPRequestHandler):
    """One request."""

    server: Relay

    def do_GET(self) -> None:  # as http.server calls it
        """Answer what was put there."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.command, self.path, body))
        status, content, headers = self.server.answers.get(self.path.partition("?")[0], (404, b"", {}))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def relay() -> Iterator[Relay]:
    """A server on a free port."""
    server = Relay(("127.0.0.1", 0), Answering)
    server.answers, server.asked = {}, []
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def link(relay: Relay, path: str, flags: str = DIRECT, expires: int | None = None) -> HealthLink:
    """A link to a path of the server."""
    return HealthLink(f"http://127.0.0.1:{relay.server_port}{path}", KEY, expires, frozenset(flags))


def code(relay: Relay, path: str, flags: str = DIRECT, passcode: str = "", expires: int | None = None) -> str:
    """The code of the refusal."""
    with pytest.raises(NotUnderstood) as refused:
        fetch_link(link(relay, path, flags, expires), "", passcode)
    return refused.value.code


def test_a_direct_link_gives_its_file_and_tells_who_opens_it(relay: Relay) -> None:
    """The file is opened with the key of the link; the server is told the prescriber's name and nothing of the key."""
    relay.answers["/file"] = (200, seal(page(1), KEY).encode(), {})

    assert fetch_link(link(relay, "/file"), "Dr A. Example")[0].content == page(1)
    assert relay.asked == [("GET", "/file?recipient=Dr+A.+Example", b"")]


def test_a_list_of_files_is_asked_for_with_the_passcode(relay: Relay) -> None:
    """Each document in it is taken, embedded or from its own address; other files are passed over."""
    sealed = seal(page(2), KEY)
    relay.answers["/page"] = (200, sealed.encode(), {})
    other = ManifestFile("application/smart-health-card", embedded=seal(b"{}", KEY))
    there = f"http://127.0.0.1:{relay.server_port}/page"
    for file in (ManifestFile(FHIR_JSON, embedded=sealed), ManifestFile(FHIR_JSON, location=there)):
        relay.answers["/list"] = (200, manifest_json([other, file]), {})
        assert [
            file.content for file in fetch_link(link(relay, "/list", PASSCODE + LONG_TERM), "Dr A. Example", "1234")
        ] == [page(2)]
    assert json.loads(relay.asked[0][2]) == {"recipient": "Dr A. Example", "passcode": "1234"}
    relay.answers["/list"] = (200, manifest_json([other]), {})
    assert code(relay, "/list", LONG_TERM) == "no-page"


@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, "wrong-passcode"), (404, "link-ended"), (410, "link-ended"), (429, "too-often"), (500, "no-answer")],
)
def test_each_refusal_of_a_relay_is_said(relay: Relay, status: int, expected: str) -> None:
    """A wrong passcode, an end, too many tries and a fault are told apart."""
    relay.answers["/list"] = (status, b"", {})

    assert code(relay, "/list", PASSCODE, "1234") == expected


@pytest.mark.parametrize(
    ("body", "words"),
    [(b'{"remainingAttempts":2}', "2 tries left."), (b'{"remainingAttempts":1}', "1 try left."),
     (b'{"remainingAttempts":0}', "No try is left: ask for a new link."), (b"[" * 9000, "Try it again"),
     (b'{"remainingAttempts":"many"}', "Try it again")],
)  # fmt: skip
def test_a_wrong_passcode_says_how_many_tries_are_left(relay: Relay, body: bytes, words: str) -> None:
    """As far as the relay says so."""
    relay.answers["/list"] = (401, body, {})
    with pytest.raises(NotUnderstood) as refused:
        fetch_link(link(relay, "/list", PASSCODE), "", "0000")

    assert refused.value.expected.startswith(words)


def test_what_ended_or_needs_a_passcode_is_not_even_asked_for(relay: Relay) -> None:
    """The link itself says so."""
    assert code(relay, "/file", expires=int(utc_now().timestamp()) - 1) == "link-ended"
    assert code(relay, "/list", PASSCODE) == "passcode-needed"
    assert relay.asked == []


def test_nothing_is_taken_from_elsewhere_or_with_another_key(relay: Relay) -> None:
    """A redirect to a place that no link may name, another key, a server that is gone: nothing is taken in."""
    relay.answers["/away"] = (302, b"", {"Location": "http://192.0.2.1/file"})
    assert code(relay, "/away") == "no-answer"
    relay.answers["/file"] = (200, seal(page(1), bytes(32)).encode(), {})
    assert code(relay, "/file") == "other-key"
    relay.answers["/file"] = (200, b"\xff\xfe", {})
    assert code(relay, "/file") == "not-sealed"
    with pytest.raises(NotUnderstood) as refused:
        fetch_link(HealthLink("http://127.0.0.1:9/file", KEY, None, frozenset(DIRECT)), "")
    assert refused.value.code == "no-answer"


def test_a_certificate_that_nobody_vouches_for_is_no_answer(relay: Relay, tmp_path: Path) -> None:
    """Over https neither a link is fetched nor a share is withdrawn where the certificate is not a trusted one."""
    certificates = certificates_for(Diary(str(tmp_path / "diary.sqlite")), ("127.0.0.1",))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.server)
    relay.socket = context.wrap_socket(relay.socket, server_side=True)
    relay.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    address = f"https://127.0.0.1:{relay.server_port}"

    with pytest.raises(NotUnderstood, match="does not answer") as refused:
        fetch_link(HealthLink(f"{address}/file", KEY, None, frozenset(DIRECT)), "", "")
    assert refused.value.code == "no-answer"
    assert "certificate verify failed" in str(refused.value.__cause__)
    with pytest.raises(InputRefused, match="relay-away"):
        withdraw_share(address, "one", "owner")
    assert relay.asked == []
