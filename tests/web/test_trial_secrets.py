import os
import re
import subprocess
import sys
import time
from pathlib import Path

import httpx
from tests.services.trial_diaries import PHARMACY
from tests.services.trial_secrets import dump_memory, search_for_key

from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.trials.running import trial_state
from zonewise.trial.sealing import public_of, public_text

TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')


def test_a_server_that_registered_a_trial_does_not_hold_its_key(lived_copy: Path, tmp_path: Path) -> None:
    """After a trial was sealed from a page, neither memory, log, files nor diary have order, seed or nonce."""
    folder = tmp_path / "searched"
    folder.mkdir()
    log, temporary = folder / "log", folder / "tmp"
    temporary.mkdir()
    command = [sys.executable, "-m", "zonewise", "serve", "--diary", str(lived_copy), "--port", "0"]
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, env=os.environ | {"TMPDIR": str(temporary)})
    try:
        with httpx.Client(timeout=60, follow_redirects=True) as client:
            entry = _address(log)
            client.get(entry)
            origin = entry[: entry.index("/", 8)]
            token = TOKEN.search(client.get(f"{origin}/trial").text)[1]
            fields = {"token": token, "blocks": "10", "days": "14", "to": public_text(public_of(PHARMACY))}
            answer = client.post(f"{origin}/trial/register", data=fields, headers={"Origin": origin})
            assert "The first block begins on" in answer.text
        dump_memory(server.pid, folder / "memory")
    finally:
        server.terminate()
        server.wait(timeout=20)
    for path in lived_copy.parent.glob(f"{lived_copy.name}*"):
        (folder / path.name).write_bytes(path.read_bytes())
    diary = Diary(str(lived_copy))
    state = trial_state(diary)
    (folder / "sheet.json").write_text(state.record.sheet, encoding="utf-8")

    finds = search_for_key(folder)

    assert len(all_entries(diary)) > 100
    assert finds["bytes"] > 10_000_000
    assert finds["hits"] == []


def _address(log: Path) -> str:
    """Return the address with its secret, once the server has printed it."""
    for _ in range(600):
        if (printed := re.search(r"http://\S+", log.read_text(encoding="utf-8"))) is not None:
            return printed[0]
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))
