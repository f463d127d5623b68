"""The relay's container: its own command runs as it stands there, and it is fenced in. No image is built here."""

import json
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest


@pytest.fixture(scope="module")
def recipe(project_root: Path) -> str:
    """Return the text of Containerfile.relay."""
    return (project_root / "Containerfile.relay").read_text(encoding="utf-8")


def test_the_command_of_the_image_runs(recipe: str, tmp_path: Path) -> None:
    """Its entry point starts a relay that answers, and writes to its one folder what its owner alone can read."""
    entry = json.loads(re.search(r"^ENTRYPOINT (\[.*\])$", recipe, re.MULTILINE)[1])
    assert entry[0] == "/venv/bin/zonewise"
    words = [word.replace("/data", str(tmp_path)) for word in entry[1:]]
    command = [sys.executable, "-m", "zonewise", *words, "--port", "0", "--address", "https://relay.example.org"]
    process = subprocess.Popen(command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        port = re.search(r"http://0\.0\.0\.0:(\d+)/", process.stdout.readline())
        answer = httpx.get(f"http://127.0.0.1:{port[1]}/", trust_env=False)
    finally:
        process.send_signal(signal.SIGTERM)  # as an engine stops a container
        assert process.wait(20) in (0, -signal.SIGTERM)
        process.stdout.close()

    assert answer.json()["relay"] == "zonewise"
    assert {path.name.partition("-")[0] for path in tmp_path.iterdir()} == {"relay.sqlite"}
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_image_runs_as_a_user_of_its_own_from_locked_packages(recipe: str) -> None:
    """It is no root, writes /data alone, takes hashed packages, and exposes the port that the relay listens on."""
    last = recipe[recipe.rindex("\nFROM ") :]

    assert re.search(r"^USER relay$", last, re.MULTILINE)
    assert "install -d -o relay -m 700 /data" in last
    assert "VOLUME /data" in last
    assert "EXPOSE 8400" in last
    assert "--require-hashes -r /source/requirements/run.txt" in recipe
    assert last.index("USER relay") < last.index("ENTRYPOINT")
