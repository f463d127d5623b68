"""What is left of a diary when the power goes at any instant: writes that were not flushed are lost, torn or reordered.

Run: python benchmarks/power_loss.py
Bound: in 200 losses no acknowledged entry is lost, none is there twice, and the diary opens sound each time.

A process writes a diary and makes backups, and a small library notes each write, flush and change of a name. Then the
power goes at random instants of that record: of what no flush had ended, each write comes or not, in any order and torn
at a sector; names that their folder had not flushed come up to some point. Needs a C compiler.
"""

import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from zonewise.services.base.diary import Diary, all_entries
from zonewise.store.copies import check_copy

LOSSES, ENTRIES, SECTOR = 200, 40, 512
NOT_ON_DISK = ("-shm", "-lock")  # Shared memory and locks, which no restart finds; SQLite makes them anew.

WRITER = """
import sys
from datetime import date
from pathlib import Path
from zonewise.model.entry import Entry
from zonewise.services.base.diary import Diary, add_entries
from zonewise.services.custody.backups import back_up
diary = Diary(sys.argv[1] + "/diary.sqlite")
said = open(sys.argv[1] + "/said", "ab", buffering=0)
for number in range(int(sys.argv[2])):
    ids = [f"{number}-{part}" for part in range(1 + number % 7)]
    entries = [Entry(one, date(2026, 1, 1), None, "note", "x", note="words " * 40) for one in ids]
    add_entries(diary, entries)
    said.write(b"".join(f"{entry.id}\\n".encode() for entry in entries))
    if number % 15 == 14:
        back_up(diary)
"""


class Call(NamedTuple):
    """One call that changed something, as it was recorded."""

    call: str  # w(rite), t(runcate), s(ync), c(reate), o(pen empty), u(nlink), r(ename).
    path: str
    offset: int
    data: bytes


@dataclass
class _File:
    durable: bytearray = field(default_factory=bytearray)  # What a flush has ended.
    pending: list[Call] = field(default_factory=list)  # What none has.


def main() -> int:
    """Print the figures; return 1 when a bound is missed."""
    with tempfile.TemporaryDirectory() as folder:
        calls = recorded(Path(folder))
        lost = [loss for seed in range(LOSSES) if (loss := after_a_loss(calls, Path(folder), seed))]
    print(
        f"{LOSSES} losses of power in {len(calls)} calls: {len(lost)} left the diary otherwise than was told (bound 0)"
    )
    print("\n".join(lost[:10]))
    return int(bool(lost))


def has_compiler() -> bool:
    """Say whether the library can be made here."""
    return shutil.which("gcc") is not None


def recorded(folder: Path, entries: int = ENTRIES) -> list[Call]:
    """Let a process write a diary and return what it changed."""
    library, home, log = folder / "power_loss.so", folder / "home", folder / "log"
    home.mkdir()
    source = Path(__file__).with_name("power_loss.c")
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    known = {"LD_PRELOAD": str(library), "POWER_FOLDER": str(home.resolve()), "POWER_LOG": str(log)}
    command = [sys.executable, "-c", WRITER, str(home.resolve()), str(entries)]
    subprocess.run(command, check=True, env=os.environ | known)
    calls = [call for call in _read(log.read_bytes()) if not call.path.endswith(NOT_ON_DISK)]
    assert sum(call.path.endswith("/said") for call in calls) >= entries
    return calls


def _read(content: bytes) -> Iterator[Call]:
    at = 0
    while at < len(content):
        call = chr(content[at])
        (length,) = struct.unpack_from("Q", content, at + 1)
        path = content[at + 9 : at + 9 + length].decode()
        offset, size = struct.unpack_from("QQ", content, at + 9 + length)
        at += 25 + length
        yield Call(call, path, offset, content[at : at + size])
        at += size


def after_a_loss(calls: list[Call], folder: Path, seed: int) -> str:
    """Let the power go at an instant that the seed gives; return what is wrong with what is left, or ""."""
    chance = random.Random(seed)
    end = chance.randrange(len(calls))
    told = b"".join(call.data for call in calls[:end] if call.path.endswith("/said") and call.call == "w").decode()
    rest = folder / "rest"
    shutil.rmtree(rest, ignore_errors=True)
    _left([call for call in calls[:end] if not call.path.endswith("/said")], rest, chance)
    diary = rest / "diary.sqlite"
    if not told:
        return ""
    try:
        stored = [entry.id for entry in all_entries(Diary(str(diary)))]
        check_copy(diary, None)
    except Exception as error:
        return f"seed {seed}, after call {end}: {error}"
    missing = set(told.split()) - set(stored)
    twice = len(stored) - len(set(stored))
    return f"seed {seed}, after call {end}: {len(missing)} lost, {twice} twice" if missing or twice else ""


def _left(calls: list[Call], rest: Path, chance: random.Random) -> None:
    """Write what a disk holds after these calls and a loss of power."""
    files: dict[str, _File] = {}
    durable: dict[str, _File] = {}
    names: list[Call] = []  # Changes of names that their folder has not flushed.
    for call in calls:
        if call.call in "cour":
            if call.call == "c" and call.path in files:
                continue
            _name(files, call)
            names.append(call)
        elif call.call == "s" and call.path not in files:  # a folder
            names = [name for name in names if Path(name.path).parent != Path(call.path)]
            durable = {path: file for path, file in durable.items() if Path(path).parent != Path(call.path)}
            durable |= {path: file for path, file in files.items() if Path(path).parent == Path(call.path)}
        elif call.call == "s":
            file = files[call.path]
            for change in file.pending:
                _apply(file.durable, change)
            file.pending.clear()
        elif call.path in files:
            files[call.path].pending.append(call)
    for call in names[: chance.randint(0, len(names))]:
        if call.call in "co":
            durable.setdefault(call.path, files.get(call.path, _File()))
        else:
            _name(durable, call)
    home = next((Path(call.path) for call in calls if call.path.endswith("/diary.sqlite")), None)
    rest.mkdir(parents=True)
    for path, file in durable.items():
        assert home is not None
        content = bytearray(file.durable)
        for change in chance.sample(file.pending, chance.randint(0, len(file.pending))):
            _apply(content, _torn(change, chance))
        place = rest / Path(path).relative_to(home.parent)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _name(files: dict[str, _File], call: Call) -> None:
    if call.call in "co":
        files.setdefault(call.path, _File())
    elif call.call == "u":
        files.pop(call.path, None)
    elif call.path in files:
        files[call.data.decode()] = files.pop(call.path)


def _apply(content: bytearray, change: Call) -> None:
    if change.call == "t":
        content[:] = content[: change.offset].ljust(change.offset, b"\0")
        return
    if len(content) < change.offset:
        content.extend(bytes(change.offset - len(content)))
    content[change.offset : change.offset + len(change.data)] = change.data


def _torn(change: Call, chance: random.Random) -> Call:
    """Return a write as it may have come: whole, or its first sectors."""
    if change.call != "w" or chance.random() < 0.5:
        return change
    sectors = chance.randint(0, len(change.data) // SECTOR)
    return change._replace(data=change.data[: sectors * SECTOR])


if __name__ == "__main__":
    sys.exit(main())
