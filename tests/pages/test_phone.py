"""The phone's way in, in a real browser: under a name that is not loopback, over TLS, with a login."""

import base64
import hashlib
import http.client
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browser import ARGUMENTS, CHROMIUM

from zonewise.model.entry import in_force
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.custody.passphrase import Secret, set_passphrase, unlock

from .accessibility import violations
from .conftest import PHONE, Pictures
from .test_every_page import is_whole

NAME, FOREIGN = "zonewise.home.arpa", "rebound.home.arpa"
PASSPHRASE = "four words nobody joins"


class Served:
    """The app as `zonewise serve --phone` serves it.

    Attributes:
        diary: Path of the diary.
        port: Where it listens.
        said: What it printed.
    """

    def __init__(self, diary: Path, name: str) -> None:
        self.diary = diary
        command = [sys.executable, "-m", "zonewise", "serve", "--diary", str(diary), "--port", "0", "--phone"]
        self._process = subprocess.Popen(
            [*command, "--host", name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said = ""
        while "Stop with Ctrl-C" not in self.said:
            line = self._process.stdout.readline()
            assert line, self.said
            self.said += line
        self.port = int(re.search(r"https://[^/]*:(\d+)/", self.said)[1])
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 5).close()
                return
            except ConnectionRefusedError:
                time.sleep(0.05)

    def server(self) -> x509.Certificate:
        """Return the app's own certificate."""
        return x509.load_pem_x509_certificate(Path(f"{self.diary}-phone-server.pem").read_bytes())

    def stop(self) -> None:
        """End it."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=20)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, lived_diary: Path) -> Iterator[Served]:
    """Return the app for a phone, on five weeks under a passphrase."""
    path = tmp_path_factory.mktemp("phone") / "diary.sqlite"
    shutil.copy(lived_diary, path)
    set_passphrase(Diary(str(path)), Secret(PASSPHRASE))
    app = Served(path, NAME)
    yield app
    app.stop()


@pytest.fixture
def phone(served: Served, chromium: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """Return a function that opens a phone's browser, which finds both names here and trusts the app's key alone."""
    assert chromium.is_connected()
    key = served.server().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    trusted = base64.b64encode(hashlib.sha256(key).digest()).decode()
    rules = f"MAP {NAME} 127.0.0.1, MAP {FOREIGN} 127.0.0.1, MAP * ~NOTFOUND"
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM,
        args=[*ARGUMENTS, f"--host-resolver-rules={rules}", f"--ignore-certificate-errors-spki-list={trusted}"],
    )
    yield lambda: browser.new_context(viewport=PHONE, base_url=f"https://{NAME}:{served.port}")
    browser.close()


def test_a_phone_logs_in_and_checks_in(served: Served, phone: Callable[[], BrowserContext], pictures: Pictures) -> None:
    """Over TLS, under its own name: a wrong passphrase is refused, the right one opens it, and a check-in arrives.

    Another device that goes on guessing has to wait, and the one that is in is not held up by it.
    """
    window = phone().new_page()
    window.goto("/")
    assert window.evaluate("isSecureContext")
    expect(window.get_by_role("heading", name="Your diary is locked")).to_be_visible()
    pictures(window, "unlock-phone.png")
    assert violations(window) == []

    guess(window, "wrong words altogether")
    expect(window.get_by_text("This passphrase does not open it.")).to_be_visible()
    guess(window, PASSPHRASE)
    window.get_by_role("link", name="Check in", exact=True).click()
    window.locator("input[name='rating.pain'][value='4']").check()
    window.get_by_role("button", name="Save", exact=True).click()
    expect(window.get_by_text("Written down.")).to_be_visible()

    cookies = {cookie["name"]: cookie for cookie in window.context.cookies()}
    session = cookies["__Host-zonewise"]
    assert (session["secure"], session["httpOnly"], session["sameSite"]) == (True, True, "Strict")
    assert all(cookie["secure"] for cookie in cookies.values())
    written = in_force(all_entries(unlock(Diary(str(served.diary)), Secret(PASSPHRASE))))
    assert [(item.kind, item.name, item.value) for item in written if item.source == "web"] == [("rating", "pain", "4")]
    assert PASSPHRASE not in window.url

    guessing = phone().new_page()
    guessing.goto("/unlock")
    for _ in range(5):
        guess(guessing, "wrong words altogether")
        expect(guessing.get_by_text("This passphrase does not open it.")).to_be_visible()
    guess(guessing, PASSPHRASE)
    expect(guessing.get_by_text("This was tried too often.")).to_be_visible()
    window.goto("/plan")
    expect(window.get_by_role("heading", level=1)).not_to_contain_text("locked")


def guess(window: Page, passphrase: str) -> None:
    """Type a passphrase and send it; wait for the answer."""
    window.get_by_label("Passphrase").fill(passphrase)
    with window.expect_navigation():
        window.get_by_role("button", name="Open it").click()


def test_another_name_finds_nobody(served: Served, phone: Callable[[], BrowserContext]) -> None:
    """A name of someone else that leads here (DNS rebinding) is refused before anything is looked at."""
    window = phone().new_page()

    answer = window.goto(f"https://{FOREIGN}:{served.port}/unlock")

    assert answer is not None
    assert answer.status == 421
    assert window.get_by_label("Passphrase").count() == 0


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    tls_only: str | None
    content: bytes


def test_the_page_about_the_certificate_can_be_read(phone: Callable[[], BrowserContext], pictures: Pictures) -> None:
    """Before any login the phone is told how to install the certificate and what to compare."""
    window = phone().new_page()
    window.goto("/certificate")

    pictures(window, "certificate-phone.png")
    expect(window.get_by_text("SHA-256 fingerprint")).to_be_visible()
    is_whole(window)


def asked(served: Served, host: str, path: str = "/unlock") -> Answer:
    """Ask the app as a phone does that has installed the certificate, and checks it for the name."""
    trust = ssl.create_default_context(cafile=f"{served.diary}-phone-authority.pem")
    plain = socket.create_connection(("127.0.0.1", served.port), 20)
    with closing(http.client.HTTPSConnection(NAME, served.port, context=trust)) as connection:
        connection.sock = trust.wrap_socket(plain, server_hostname=NAME)
        connection.request("GET", path, headers={"Host": host, "Accept": "text/html"})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers["Strict-Transport-Security"], answer.read())


def test_the_certificate_holds_without_exceptions(served: Served) -> None:
    """A client that trusts the installed certificate alone checks chain and name and finds them good."""
    own = asked(served, f"{NAME}:{served.port}")

    assert own.status == 200
    assert own.tls_only == "max-age=31536000"
    assert asked(served, "127.0.0.1").status == 421
    assert asked(served, f"{NAME}.evil.example").status == 421


def test_what_is_installed_is_what_the_terminal_says(served: Served) -> None:
    """The certificate given to the phone has the printed fingerprint, and its key lies nowhere."""
    der = asked(served, NAME, "/certificate.crt").content

    assert hashlib.sha256(der).digest().hex(":").upper() in served.said
    assert f"https://{NAME}:{served.port}/certificate" in served.said
    assert asked(served, NAME, "/certificate").status == 200
    files = sorted(served.diary.parent.glob("*-phone-*"))
    assert [oct(file.stat().st_mode & 0o777) for file in files] == ["0o600", "0o600"]
    assert b"PRIVATE" not in files[0].read_bytes()
