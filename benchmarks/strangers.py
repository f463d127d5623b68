"""Whether strangers keep out who is in, and how many people at once are answered.

Run: python benchmarks/strangers.py [seconds]
Bounds: beside 199 silent and 1,000 unfinished connections one who is in is answered within 200 ms; 64 clients for 60 s
get no status of 500 and more, and their 99th percentile is under 4 times the median.
"""

import socket
import sys
import tempfile
import threading
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import perf_counter

from web import HTML, Server, percentile, two_years
from zonewise.web.quiet_connections import allow_open_files

SILENT, UNFINISHED, CLIENTS, SECONDS = 199, 1000, 64, 60.0
WITHIN_MS, TIMES = 200.0, 4.0
STARTS = (
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    b"POST /check-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\nnote=",
)


def main() -> int:
    """Print the figures; return 1 when a bound is missed."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    allow_open_files()
    with tempfile.TemporaryDirectory() as folder:
        diary = Path(folder) / "diary.sqlite"
        two_years(diary, Path(folder) / "diary.csv")
        with Server(diary) as server:
            missed = [beside_strangers(server), many_at_once(server, seconds)]
    return int(any(missed))


def beside_strangers(server: Server) -> bool:
    """Print how long one who is in waits beside connections that ask nothing; return whether the bound is missed."""
    host, port = "127.0.0.1", int(server.address.rsplit(":", 1)[1])
    with ExitStack() as opened:
        milliseconds_of_a_page(server)
        for number in range(SILENT + UNFINISHED):
            connection = opened.enter_context(socket.create_connection((host, port), timeout=30))
            if number >= SILENT:
                connection.sendall(STARTS[number % 2])
        taken = [milliseconds_of_a_page(server) for _ in range(20)]
    print(
        f"beside {SILENT} silent and {UNFINISHED} unfinished connections: {max(taken):.0f} ms (bound {WITHIN_MS:g} ms)"
    )
    return max(taken) > WITHIN_MS


def milliseconds_of_a_page(server: Server, path: str = "/check-in") -> float:
    """Return the milliseconds of one page, from the connection to the last byte."""
    begun = perf_counter()
    connection = HTTPConnection(server.address.removeprefix("http://"), timeout=60)
    connection.request("GET", path, headers=server.headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 200, answer.status
    return (perf_counter() - begun) * 1e3


def many_at_once(server: Server, seconds: float) -> bool:
    """Print how 64 clients are answered; return whether a bound is missed."""
    milliseconds_of_a_page(server, "/")  # the first one works it out; after that it is there
    ends, taken, statuses, lock = perf_counter() + seconds, list[float](), set[int](), threading.Lock()

    def one_client() -> None:
        connection = HTTPConnection(server.address.removeprefix("http://"), timeout=60)
        while perf_counter() < ends:
            begun = perf_counter()
            connection.request("GET", "/", headers=server.headers | HTML)
            answer = connection.getresponse()
            answer.read()
            with lock:
                taken.append((perf_counter() - begun) * 1e3)
                statuses.add(answer.status)
        connection.close()

    clients = [threading.Thread(target=one_client) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    times = percentile(taken) / median(taken)
    print(f"{CLIENTS} clients for {seconds:g} s: {len(taken)} answers, statuses {sorted(statuses)}, median"
          f" {median(taken):.0f} ms, 99th percentile {times:.1f} times that (bound {TIMES:g})")  # fmt: skip
    return times > TIMES or max(statuses) >= 500


if __name__ == "__main__":
    sys.exit(main())
