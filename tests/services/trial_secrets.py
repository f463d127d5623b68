"""Looking for the key of a blinded trial in files and in the memory of a process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.services.trial_diaries import PHARMACY

_SEARCH = """
import json, sys
from pathlib import Path
from zonewise.trial.key import order_text
from zonewise.trial.sealing import open_sheet, part_of
folder, private = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
sheet = (folder / "sheet.json").read_text()
opened = open_sheet(sheet, [part_of(sheet, private)])
key, order = opened.key, opened.key.order(opened.design)
secrets = {"seed": key.seed, "nonce": key.nonce,
           "seed hex": key.seed.hex().encode(), "nonce hex": key.nonce.hex().encode(),
           "line": key.text().encode(), "order": order_text(order).encode(), "tuple": str(order).encode(),
           "seed part": key.seed[:8], "nonce part": key.nonce[-8:]}
files = [path for path in folder.rglob("*") if path.is_file()]
contents = {path.name: path.read_bytes() for path in files}
hits = [(name, what) for name, content in contents.items() for what, secret in secrets.items() if secret in content]
print(json.dumps({"looked at": len(files), "bytes": sum(map(len, contents.values())), "hits": hits}))
"""


def in_another_process(code: str, *words: str) -> str:
    """Run Python code with words in a process of its own, and return what it printed."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout


def dump_memory(process: int, into: Path) -> None:
    """Write all memory of a process that it may read and write to a file."""
    with into.open("wb") as dump, Path(f"/proc/{process}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text(encoding="utf-8").splitlines():
            span, rights, *_ = line.split()
            begin, end = (int(side, 16) for side in span.split("-"))
            if not rights.startswith("rw") or "[v" in line or end - begin > 1 << 28:
                continue
            memory.seek(begin)
            try:
                dump.write(memory.read(end - begin))
            except OSError:
                continue


def search_for_key(folder: Path) -> dict[str, Any]:
    """Search every file of a folder for order, seed and nonce of the trial whose sheet is "sheet.json" in it.

    Only the process that searches opens the sheet, so that the one which is searched does not know the key.
    """
    return json.loads(in_another_process(_SEARCH, str(folder), PHARMACY.hex()))
