"""How quickly the pages answer on a two-year diary; beside each, /api/health at the same load.

Run: python benchmarks/web.py
Bounds: Today, Check-in and History under 50 ms at the 99th percentile with 8 connections, Is it helping under 300 ms
cold and 50 ms warm, first load under 150 KB, memory of the server under 200 MB, start under 2 s.
A real server on the loopback.
"""

import re
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection
from itertools import chain
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import httpx
import psutil

from _diary_files import HEADER, rows
from zonewise.services.base.clock import logical_today
from zonewise.services.base.diary import Diary
from zonewise.services.base.profile import profile_in
from zonewise.services.custody.browser_key import browser_key
from zonewise.services.importing.import_file import import_file
from zonewise.services.importing.proposal import ImportOptions
from zonewise.web.own_browser import entry_path

CONNECTIONS, EACH, DAYS, ROUNDS = 8, 60, 730, 5
P99_MS, COLD_MS, WARM_MS, KILOBYTES, MEGABYTES, START_SECONDS = 50.0, 300.0, 50.0, 150.0, 200.0, 2.0
HTML = {"Accept": "text/html"}


def main() -> int:
    """Print the figures; return 1 when a bound is missed."""
    with tempfile.TemporaryDirectory() as folder:
        diary = Path(folder) / "diary.sqlite"
        two_years(diary, Path(folder) / "diary.csv")
        starts, colds = zip(*(once(diary) for _ in range(ROUNDS)), strict=True)
        with Server(diary) as server:
            missed = [
                shown("start until the first answer", median(starts), START_SECONDS, "s"),
                shown("Is it helping, cold", median(colds), COLD_MS, "ms"),
                *at_load(server),
                shown("first load", first_load(server), KILOBYTES, "KB"),
                shown("memory of the server, after all this", server.megabytes(), MEGABYTES, "MB"),
            ]
    return int(any(missed))


def two_years(diary: Path, file: Path) -> None:
    """Make a diary of two years that ends yesterday."""
    profile = profile_in(Diary(str(diary)))
    today = logical_today(profile.zone, profile.day_ends_at)
    with file.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        out.writelines(rows(today - timedelta(days=DAYS), DAYS, seed=1))
    import_file(Diary(str(diary)), file, ImportOptions())


class Server:
    """`zonewise serve` as a process of its own."""

    def __init__(self, diary: Path) -> None:
        self._diary = diary

    def __enter__(self) -> "Server":
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "zonewise", "serve", "--diary", str(self._diary), "--port", str(port)]
        self.address, begun = f"http://127.0.0.1:{port}", perf_counter()
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            try:
                httpx.get(f"{self.address}/api/health")
                break
            except httpx.TransportError:
                if self._process.poll() is not None:
                    raise
                sleep(0.005)
        self.started = perf_counter() - begun
        entered = httpx.get(self.address + entry_path(browser_key(Diary(str(self._diary)))))
        self.headers = HTML | {"Cookie": "; ".join(f"{name}={value}" for name, value in entered.cookies.items())}
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def megabytes(self) -> float:
        """Return its resident memory."""
        return float(psutil.Process(self._process.pid).memory_info().rss) / 1e6


def once(diary: Path) -> tuple[float, float]:
    """Start a server, and return the seconds that took and the milliseconds of its first Is it helping."""
    with Server(diary) as server, httpx.Client(base_url=server.address, headers=server.headers, timeout=60) as browser:
        browser.get("/")  # what is asked first of all; the page below is asked from there
        return server.started, milliseconds(browser, "/helping")


def milliseconds(browser: httpx.Client, path: str) -> float:
    """Return how long one page takes, to its last byte."""
    begun = perf_counter()
    answer = browser.get(path)
    taken = (perf_counter() - begun) * 1e3
    assert answer.status_code == 200, (path, answer.status_code)
    return taken


def at_load(server: Server) -> list[bool]:
    """Print the pages at full load, each in turn with /api/health, and return which missed its bound."""
    bounds = {
        "/": ("Today", P99_MS),
        "/check-in": ("Check-in", P99_MS),
        "/history": ("History", P99_MS),
        "/history/symptoms": ("Symptoms over time", P99_MS),
        "/helping": ("Is it helping, warm", WARM_MS),
    }
    taken: dict[str, list[float]] = {path: [] for path in (*bounds, "/api/health")}
    ratios: dict[str, list[float]] = {path: [] for path in bounds}
    for path in taken:
        loaded(server, path)  # not counted: the first of its kind
    for _ in range(ROUNDS):
        for path in bounds:
            beside, ours = loaded(server, "/api/health"), loaded(server, path)
            taken[path] += ours
            taken["/api/health"] += beside
            ratios[path].append(percentile(ours) / percentile(beside))
    health = taken["/api/health"]
    print(f"/api/health with {CONNECTIONS} connections: p50 {median(health):.1f} ms, p99 {percentile(health):.1f} ms")
    return [
        shown(f"{name}, p99 with {CONNECTIONS} connections", percentile(taken[path]), bound, "ms",
              f", p50 {median(taken[path]):.1f} ms, {median(ratios[path]):.1f} times /api/health")
        for path, (name, bound) in bounds.items()
    ]  # fmt: skip


def loaded(server: Server, path: str) -> list[float]:
    """Return the milliseconds of each answer while all connections ask at once.

    The standard library asks here: eight of a richer client's connections keep both cores busy by themselves, and what
    is measured then is the client.
    """

    def one_connection(_: int) -> list[float]:
        connection, taken = HTTPConnection(server.address.removeprefix("http://"), timeout=60), []
        for _ in range(EACH):
            begun = perf_counter()
            connection.request("GET", path, headers=server.headers)
            answer = connection.getresponse()
            answer.read()
            taken.append((perf_counter() - begun) * 1e3)
            assert answer.status == 200, (path, answer.status)
        connection.close()
        return taken

    with ThreadPoolExecutor(CONNECTIONS) as connections:
        return list(chain.from_iterable(connections.map(one_connection, range(CONNECTIONS))))


def percentile(taken: list[float]) -> float:
    """Return the 99th percentile."""
    return sorted(taken)[int(len(taken) * 0.99)]


def first_load(server: Server) -> float:
    """Return the kilobytes of Today with all that it loads, as a browser without anything kept gets them."""
    with httpx.Client(base_url=server.address, headers=server.headers) as browser:
        page = browser.get("/")
        places = set(re.findall(r'(?:src|href)="(/static/[^"]+|/[a-z_]+\.js)"', page.text))
        return sum(len(part.content) for part in (page, *map(browser.get, sorted(places)))) / 1e3


def shown(what: str, measured: float, bound: float, unit: str, more: str = "") -> bool:
    """Print a figure beside its bound and return whether it was missed."""
    print(f"{what}: {measured:.1f} {unit} (bound {bound:g} {unit}){more}{'' if measured <= bound else '  MISSED'}")
    return measured > bound


if __name__ == "__main__":
    sys.exit(main())
