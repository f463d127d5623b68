"""The home server: the unit's own command runs, begins a diary by a passphrase chosen in the page, and is fenced in."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from zonewise.cli.main import cli
from zonewise.services.base.diary import Diary
from zonewise.services.custody.passphrase import is_encrypted

PROGRAM, STATE = "/usr/local/lib/zonewise/bin/zonewise", "/var/lib/zonewise"
PASSPHRASE = "four words nobody joins"


@pytest.fixture(scope="module")
def unit(project_root: Path) -> str:
    """Return the text of the systemd unit."""
    return (project_root / "deploy" / "zonewise.service").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def container(project_root: Path) -> str:
    """Return the text of the Containerfile."""
    return (project_root / "deploy" / "Containerfile").read_text(encoding="utf-8")


def settings_of(unit: str) -> dict[str, list[str]]:
    """Return each setting of a unit with its values."""
    settings: dict[str, list[str]] = {}
    for line in unit.splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            settings.setdefault(name, []).append(value)
    return settings


def command_of(unit: str) -> list[str]:
    """Return the words of the command that a unit starts."""
    (command,) = settings_of(unit)["ExecStart"]
    return shlex.split(command)


@pytest.fixture
def server(unit: str, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Start the unit's command in another folder, on a free port; give what it prints first and the diary's path."""
    words = [word.replace(STATE, str(tmp_path)) for word in command_of(unit)]
    words = [{"8765": "0"}.get(word, word) for word in words[1:] if word != "$ZONEWISE_HOSTS"]
    process = subprocess.Popen(
        [sys.executable, "-m", "zonewise", *words, "--host", "localhost"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path, umask=0o077,
        env={name: value for name, value in os.environ.items() if not name.startswith("ZONEWISE")},
    )  # fmt: skip
    assert process.stdout is not None
    printed = ""
    while "Stop with Ctrl-C" not in printed:
        line = process.stdout.readline()
        assert line, printed
        printed += line
    yield printed, tmp_path / "diary.sqlite"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) in (0, -signal.SIGTERM)
    process.stdout.close()


def field(page: str, name: str) -> str:
    """Return the value of a hidden field of a page."""
    match = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert match is not None, page
    return match[1]


def test_the_first_browser_chooses_the_passphrase(server: tuple[str, Path]) -> None:
    """Only the printed address leads there; this browser is in then, any other one is asked, and none chooses again."""
    printed, diary = server
    match = re.search(r"(https://localhost:\d+)(/first\?key=\S+)", printed)
    assert match is not None, printed
    base, first = match.groups()
    with httpx.Client(base_url=base, verify=False) as phone, httpx.Client(base_url=base, verify=False) as other:
        assert phone.get("/").status_code == 503
        assert phone.get("/first?key=guessed").status_code == 403
        page = phone.get(first)
        assert page.status_code == 200
        assert "Choose a passphrase" in page.text
        sent = {"token": field(page.text, "token"), "key": field(page.text, "key"), "new": "short", "again": "short"}
        origin = {"Origin": base}
        assert "at least 10" in phone.post("/first", data=sent, headers=origin).text.lower()
        assert not diary.exists()

        sent |= {"new": PASSPHRASE, "again": PASSPHRASE}
        answer = phone.post("/first", data=sent, headers=origin)

        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert is_encrypted(Diary(str(diary)))
        assert diary.stat().st_mode & 0o077 == 0
        assert phone.get("/begin").status_code == 200
        assert other.get("/").headers["location"].startswith("/unlock")
        assert other.get(first).headers["location"].startswith("/unlock")
        again = other.post("/first", data=sent, headers=origin)
        assert again.status_code in (303, 403)
        assert other.get("/begin").status_code != 200


def test_a_diary_in_the_clear_is_never_opened_that_way(project_root: Path, lived_copy: Path) -> None:
    """Where a diary lies already, a first start changes nothing: without a passphrase it is refused."""
    answer = CliRunner().invoke(cli, ["serve", "--diary", str(lived_copy), "--phone", "--first-start", "--port", "0"])

    assert answer.exit_code == 2
    assert "[phone-needs-passphrase]" in answer.output


def test_the_unit_fences_the_program_in(unit: str) -> None:
    """It runs as a user of its own, writes its own folder alone, gains nothing, and has bounds."""
    settings = settings_of(unit)

    assert settings["User"] == ["zonewise"]
    fences = {"NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "UMask": "0077",
              "StateDirectoryMode": "0700", "CapabilityBoundingSet": "", "LimitCORE": "0"}  # fmt: skip
    for name, value in fences.items():
        assert settings[name] == [value], name
    assert {"MemoryMax", "TasksMax", "RestrictAddressFamilies", "SystemCallFilter"} <= settings.keys()


def test_the_unit_can_be_read(unit: str, tmp_path: Path) -> None:
    """Each line is a section, a setting or a remark; where systemd is installed, it finds nothing to say of it either.

    Its program and its folder are named otherwise for that, as they are made on the server.
    """
    assert [line for line in unit.splitlines() if not re.match(r"(#.*|\[\w+\]|[A-Z]\w+=.*|)$", line)] == []
    path = tmp_path / "zonewise.service"
    path.write_text(unit.replace(PROGRAM, sys.executable).replace(f"WorkingDirectory={STATE}\n", ""), encoding="utf-8")

    if analyze := shutil.which("systemd-analyze"):
        done = subprocess.run([analyze, "verify", str(path)], capture_output=True, text=True, check=False)
        assert [line for line in done.stderr.splitlines() if "zonewise.service" in line] == []


def test_the_container_starts_the_same_command(unit: str, container: str) -> None:
    """Unit and container start one command, the container as a user that is not root, with its state in one volume."""
    entry = next(line for line in container.splitlines() if line.startswith("ENTRYPOINT "))
    words = json.loads(entry.removeprefix("ENTRYPOINT "))

    assert words == [word for word in command_of(unit) if word != "$ZONEWISE_HOSTS"]
    assert re.findall(r"^USER (\S+)$", container, re.MULTILINE) == ["zonewise"]
    assert re.findall(r"^VOLUME (\S+)$", container, re.MULTILINE) == [STATE]
    assert "--require-hashes -r requirements/run.txt" in container


def test_what_the_container_copies_is_there(container: str, project_root: Path) -> None:
    """Each file that is copied into it stands in the project."""
    for line in re.findall(r"^COPY (?!--from)(.+)$", container, re.MULTILINE):
        for name in line.split()[:-1]:
            assert (project_root / name).exists(), name
