"""Whether the pages answer while another process takes in a long file.

Run: python benchmarks/beside_import.py [rows]
Bounds: during an import of 400,000 rows Today is answered within 300 ms at the 99th percentile, and each check-in is
stored within a second. Beside both stands /api/health, which needs no diary, and the load of the machine.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import httpx

from _diary_files import HEADER
from web import HTML, Server, milliseconds, percentile, two_years
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.custody.browser_key import browser_key
from zonewise.web.own_browser import entry_path

ROWS, TODAY_MS, STORED_SECONDS = 400_000, 300.0, 1.0
BETWEEN_LOOKS, LOOKS_FOR_ONE_CHECK_IN = 0.1, 10
TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')


def main() -> int:
    """Print the figures; return 1 when a bound is missed."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        diary, file = folder / "diary.sqlite", folder / "long.csv"
        two_years(diary, folder / "two-years.csv")
        write_rows(file, rows)
        with Server(diary) as server, httpx.Client(base_url=server.address, headers=HTML, timeout=60) as browser:
            browser.get(entry_path(browser_key(Diary(str(diary)))))
            browser.get("/")
            begun, load = perf_counter(), os.getloadavg()[0]
            command = [sys.executable, "-m", "zonewise", "--diary", str(diary), "import", str(file)]
            importing = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            looks, health, stored, keys = beside(
                browser, server, lambda: importing.poll() is None and not counts(diary)
            )
            took = perf_counter() - begun
            errors = importing.communicate()[1].decode()
            afterwards = milliseconds(browser, "/")
        assert importing.returncode == 0, errors
        written = [entry.value for entry in all_entries(Diary(str(diary))) if entry.kind == "note"]
        assert sorted(written) == sorted(keys), "a check-in is missing or there twice"
    print(f"{rows:,} rows by another process in {took:.0f} s, load of the machine before {load:.1f}")
    print(
        f"Today beside it, {len(looks)} looks: p50 {median(looks):.0f} ms, p99 {percentile(looks):.0f} ms"
        f" (bound {TODAY_MS:g} ms), longest {max(looks):.0f} ms"
    )
    print(f"the first Today of all {rows:,} rows, afterwards: {afterwards:.0f} ms")
    print(f"/api/health beside it: p50 {median(health):.0f} ms, p99 {percentile(health):.0f} ms")
    print(
        f"check-ins beside it, {len(stored)}: median {median(stored):.2f} s, longest {max(stored):.2f} s"
        f" (bound {STORED_SECONDS:g} s); each is there once"
    )
    return int(percentile(looks) > TODAY_MS or max(stored) > STORED_SECONDS)


def write_rows(file: Path, rows: int) -> None:
    """Write a table of so many rows, as of a device that measures all day."""
    with file.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        for number in range(rows):
            day, part = divmod(number, 1000)
            at = f"{6 + part // 60 % 17:02}:{part % 60:02}"
            out.write(f"20{10 + day // 336:02}-{1 + day // 28 % 12:02}-{1 + day % 28:02},{at},tracker,")
            out.write(f"device {part},{number % 97},,\n")


def counts(diary: Path) -> bool:
    """Say whether the import counts by now: what is shown after that is another diary."""
    with closing(sqlite3.connect(f"{diary.as_uri()}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM imports").fetchone()[0]) > 1


def beside(
    browser: httpx.Client, server: Server, goes_on: Callable[[], bool]
) -> tuple[list[float], list[float], list[float], list[str]]:
    """Look and write until the import ends.

    Returns:
        Milliseconds of each look at Today, and of each at /api/health; seconds of each check-in; the word of each.
    """
    looks, health, stored, words = list[float](), list[float](), list[float](), list[str]()
    token = TOKEN.search(browser.get("/appearance").text)
    assert token is not None
    while goes_on():
        health.append(milliseconds(browser, "/api/health"))
        looks.append(milliseconds(browser, "/"))
        if not goes_on():  # it may have been of the whole
            looks.pop()
            break
        if len(looks) % LOOKS_FOR_ONE_CHECK_IN == 0:
            words.append(f"word {len(looks)}")
            data = {"token": token[1], "key": str(uuid.uuid4()), "note": words[-1]}
            begun = perf_counter()
            answer = browser.post("/check-in", data=data, headers={"Origin": server.address})
            stored.append(perf_counter() - begun)
            assert answer.status_code == 303, answer.status_code
        sleep(BETWEEN_LOOKS)
    return looks, health, stored, words


if __name__ == "__main__":
    sys.exit(main())
