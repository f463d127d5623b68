"""The server is killed at any instant under writing browsers: nothing acknowledged is lost, nothing counts twice."""

import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import httpx
import sqlcipher3.dbapi2 as sqlite

from zonewise.model.entry import Entry
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.custody.browser_key import browser_key
from zonewise.web.own_browser import entry_path

CLIENTS = 4
KILLS = 12

# A loaded process that forks a server for each line it reads, and kills it for the next: a start then takes a moment.
KEEPER = """
import os, signal, sys
from pathlib import Path
import zonewise.web.app, zonewise.services.recording.check_in, zonewise.services.recording.sync, zonewise.store.entries
import zonewise.store.schema, alembic.command, alembic.config
from zonewise.services.base.diary import Diary
from zonewise.services.reading.today import guidance_today
import uvicorn
from zonewise.web.serving import _listen, configuration
from zonewise.web.settings import WebSettings

served, port = configuration(WebSettings(Diary(sys.argv[1]))), int(sys.argv[2])
guidance_today(Diary(sys.argv[3]), None)
os.set_inheritable(0, False)
for line in sys.stdin:
    if line.startswith("kill"):
        process = int(line.split()[1])
        os.kill(process, signal.SIGKILL)
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
        continue
    process = os.fork()
    if process == 0:
        try:
            uvicorn.Server(served).run(sockets=[_listen("127.0.0.1", port)])
        finally:
            os._exit(1)
    print(process, flush=True)
"""


class Keeper:
    """Starts the server and kills it."""

    def __init__(self, diary: Path, like: Path, port: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", KEEPER, str(diary), str(port), str(like)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._server = 0

    def start(self) -> None:
        """Start a server."""
        self._server = int(self._asked("start"))

    def kill(self) -> None:
        """Kill the server at once, and wait until it is gone."""
        assert int(self._asked(f"kill {self._server}")) == -signal.SIGKILL

    def end(self) -> None:
        """End the loaded process."""
        self._process.stdin.close()
        assert self._process.wait() == 0
        self._process.stdout.close()

    def _asked(self, line: str) -> str:
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()


class Client(threading.Thread):
    """A browser that writes one thing after the other, each again and again until it is told that it is written.

    Attributes:
        told: What it was told is written: the key or id of each.
        ends: Set to make it stop after what it is at.
    """

    def __init__(self, address: str, number: int, entry: str) -> None:
        super().__init__()
        self.address, self.number, self.entry = address, number, entry
        self.told: list[str] = []
        self.sent = 0
        self.odd: list[str] = []
        self.ends = threading.Event()

    def run(self) -> None:
        """Write until told to end."""
        with httpx.Client(base_url=self.address, timeout=20, headers={"Origin": self.address}) as browser:
            self._until(lambda: browser.get(self.entry), (303,))
            token = self._token(browser)
            while not self.ends.is_set():
                key = str(uuid.uuid4())
                (self._check_in if self.number % 2 else self._entry)(browser, token, key)
                self.told.append(key)

    def _check_in(self, browser: httpx.Client, token: str, key: str) -> None:
        """Send a check-in form: a dose, which counts each time, and a note that says which it is."""
        data = {"token": token, "key": key, "dose": "1", "note": f"told {key}"}
        self._until(lambda: browser.post("/check-in", data=data), (303,))

    def _entry(self, browser: httpx.Client, token: str, key: str) -> None:
        """Send two entries to the API, which belong together."""
        day = date(2026, 1, 1) + timedelta(days=len(self.told) % 90)
        entry = {"id": key, "day": day.isoformat(), "kind": "note", "value": f"told {key}"}
        dose = {"id": str(uuid.uuid5(uuid.UUID(key), "dose")), "day": day.isoformat(), "kind": "dose", "name": key,
                "value": "1", "unit": "mg"}  # fmt: skip
        both = {"entries": [entry, dose]}
        self._until(lambda: browser.post("/api/entries", json=both, headers={"X-Zonewise-Token": token}), (200,))

    def _token(self, browser: httpx.Client) -> str:
        result: list[str] = []
        self._until(lambda: result.append((answer := browser.get("/api/session")).json()["token"]) or answer, (200,))
        return result[-1]

    def _until(self, send, wanted) -> None:
        """Send until the answer is the wanted one; a server that is gone, or a diary in use, means once more."""
        while True:
            self.sent += 1
            try:
                answer = send()
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            if answer.status_code in wanted:
                return
            if answer.status_code != 503:
                self.odd.append(f"{answer.status_code} {answer.text[:300]}")
                return


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as there:
        return int(there.getsockname()[1])


def new_entries(diary: Path, before: set[str]) -> list[Entry]:
    """Return what the clients wrote, from a database that is sound."""
    with sqlite.connect(str(diary)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    return [entry for entry in all_entries(Diary(str(diary))) if entry.id not in before]


def test_killed_under_writing_browsers(tmp_path: Path, lived_diary: Path) -> None:
    """Four browsers write forms and entries and repeat what was not answered, while the server is killed twelve times:
    after each kill all they were told is there, whole; in the end each thing is there exactly once.
    """  # fmt: skip
    diary, chance = tmp_path / "diary.sqlite", random.Random(20261124)
    shutil.copy(lived_diary, diary)
    before = {item.id for item in all_entries(Diary(str(diary)))}
    port = free_port()
    keeper, began = Keeper(diary, lived_diary, port), time.perf_counter()
    entry = entry_path(browser_key(Diary(str(diary))))
    clients = [Client(f"http://127.0.0.1:{port}", number, entry) for number in range(CLIENTS)]
    keeper.start()
    for client in clients:
        client.start()
    try:
        for _ in range(KILLS):
            wait_for_more(clients, chance.randrange(1, 3))
            time.sleep(chance.uniform(0.0, 0.02))
            keeper.kill()
            told = {key for client in clients for key in client.told}
            assert told <= written(new_entries(diary, before))
            keeper.start()
    finally:
        for client in clients:
            client.ends.set()
        for client in clients:
            client.join()
        keeper.kill()
        keeper.end()
    result = new_entries(diary, before)
    told = {key for client in clients for key in client.told}
    sent = sum(client.sent for client in clients)

    assert [client.odd for client in clients] == [[]] * CLIENTS
    assert written(result) == told
    assert Counter(item.kind for item in result) == {"note": len(told), "dose": len(told)}
    assert len({item.id for item in result}) == len(result)
    print(f"{KILLS} kills, {len(told)} things told as written and there once, {sent} requests,"
          f" {time.perf_counter() - began:.1f} s")  # fmt: skip


def written(result: list[Entry]) -> set[str]:
    """Return the key of each thing that is there, and make sure that none is there in part or twice."""
    notes = Counter(item.value for item in result if item.kind == "note")
    doses = sum(item.kind == "dose" for item in result)
    assert set(notes.values()) <= {1}
    assert doses == len(notes)
    return {note.removeprefix("told ") for note in notes}


def wait_for_more(clients: list[Client], more: int) -> None:
    """Wait until the clients were told so many more things, however busy the machine is."""
    least = sum(len(client.told) for client in clients) + more
    ends = time.monotonic() + 60
    while sum(len(client.told) for client in clients) < least:
        assert time.monotonic() < ends
        assert all(client.is_alive() for client in clients)
        time.sleep(0.005)
