import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

KILLS = int(os.environ.get("SOAK_KILLS", "3"))


@contextmanager
def running(folder: Path, *options: str, database: str = "") -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Give a relay that runs as a process of its own, and its port."""
    command = [sys.executable, "-m", "zonewise", "relay", "--port", "0", *options]
    environment = os.environ | {"ZONEWISE_RELAY_DATABASE": database or str(folder / "relay.sqlite")}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert address, line
        yield process, int(address[1])
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(20)
        process.stdout.close()


def ask(
    port: int, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """Return the status and body of one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body or None, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_what_was_acknowledged_survives_a_kill(database: str, tmp_path: Path, share: Any) -> None:
    """After each kill every share that was acknowledged opens, and what was withdrawn does not."""
    acknowledged, withdrawn = [], []
    for _ in range(KILLS):
        with running(tmp_path, database=database) as (process, port):
            for number in range(6):
                new = type(share)()
                assert ask(port, "PUT", f"/shares/{new.id}", new.body(direct=True), new.headers)[0] == 201
                if number % 3 == 2:
                    assert ask(port, "DELETE", f"/shares/{new.id}", headers=new.headers)[0] == 204
                    withdrawn.append(new)
                else:
                    acknowledged.append(new)
            process.kill()
            process.wait(10)
    with running(tmp_path, database=database) as (_, port):
        opened = [ask(port, "GET", f"/s/{one.id}?recipient=x")[0] for one in acknowledged[-20:]]
        states = [
            json.loads(ask(port, "GET", f"/shares/{one.id}", headers=one.headers)[1]) for one in acknowledged[-20:]
        ]
        gone = [ask(port, "GET", f"/s/{one.id}?recipient=x")[0] for one in withdrawn[-20:]]

    assert set(opened) == {200}
    assert {len(state["openings"]) for state in states} == {1}
    assert set(gone) == {404}


def test_withdrawn_is_gone_within_a_second(tmp_path: Path, share: Any) -> None:
    """From the withdrawal to the first 404 less than a second passes, over the wire."""
    with running(tmp_path) as (_, port):
        times = []
        for one in (share, type(share)(), type(share)()):
            ask(port, "PUT", f"/shares/{one.id}", one.body(direct=True), one.headers)
            begun = time.monotonic()
            ask(port, "DELETE", f"/shares/{one.id}", headers=one.headers)
            assert ask(port, "GET", f"/s/{one.id}?recipient=x")[0] == 404
            times.append(time.monotonic() - begun)

        assert min(times) < 1  # a machine that does much else may hold one of them up


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--host", "0.0.0.0"], "not-loopback"),
        (["--certificate", "no-such.pem"], "no-certificate"),
        (["--invitation-file", "no-such.txt"], ""),
    ],
)
def test_a_relay_is_not_reached_in_the_clear(tmp_path: Path, options: list[str], code: str) -> None:
    """Without TLS or a proxy it listens on this machine alone; a file that is not there is named."""
    command = [
        sys.executable,
        "-m",
        "zonewise",
        "relay",
        "--port",
        "0",
        "--database",
        str(tmp_path / "r.sqlite"),
        *options,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 2
    assert code in done.stderr
    assert "Traceback" not in done.stderr


def test_the_page_of_a_relay_is_in_the_package(relay: Any, start: Callable[..., Any]) -> None:
    """The page that opens links comes with its script and style, and may load nothing from elsewhere."""
    for path, kind in (("/view", "text/html"), ("/view/view.js", "text/javascript"), ("/view/view.css", "text/css")):
        answer = relay.client.get(path)

        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in relay.client.get("/view").headers["content-security-policy"]
