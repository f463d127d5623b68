"""A diary and the command line to try on it; every command that is run ends without a traceback and fits a terminal."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlite
import yaml
from click.testing import CliRunner, Result
from tests.conftest import PLAN as PLAN_OF_DAYS
from tests.forked import Process

from zonewise.cli.main import cli
from zonewise.services.base.diary import Diary
from zonewise.services.custody.passphrase import Secret, set_passphrase, unlock
from zonewise.store.connect import open_diary
from zonewise.store.encryption import Key

RATINGS = ("anxiety", "laxity", "pain", "immune", "mood", "sensory", "fatigue", "sleep", "cognition", "function")
SAFE = ("danger_sign=none", "opioid=none", "other_antagonist=no", "hypersensitivity=no", "liver=none", "pregnancy=no",
        "minor=no", "needs_specialist=no", "side_effects=none", "other_change=none", "ldn_suspected=no",
        "new_symptoms_after_step=no", "extreme_sensitivity=no", "usual_weeks=usual")  # fmt: skip

PLAN = PLAN_OF_DAYS.format(written="2024-01-20", start="2024-02-05")
REFUSED = yaml.safe_load(Path(__file__).with_name("refused.yaml").read_text(encoding="utf-8"))
WORDS = "four words of mine"
COLUMNS = 80
FOR_PROGRAMS = ("--json", "--as", "export")
"""Words of a command whose answer a program reads."""
OF_PICTURES = "\u2580\u2584\u2588"
"""Blocks of which a picture of a link is made."""
CHEAP = (
    "from zonewise.store import encryption\n"
    "encryption.COSTS = dict.fromkeys(encryption.COSTS, encryption.Cost(passes=1, memory_kib=8, lanes=1))\n"
)
"""What lets another process derive a key without the time that it takes; it changes nothing in the clear."""
BUSY_SOON = CHEAP + "import zonewise.store.connect as place\nplace.open_diary.__kwdefaults__['busy_seconds'] = 0.2"


def small_files(most_bytes: int) -> str:
    """Return what lets a process write no file of more bytes, as on a full disk."""
    return CHEAP + (
        "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most_bytes}, {most_bytes}))"
    )


def too_wide(text: str, words: Sequence[str] = ()) -> list[str]:
    """Return lines of several words that are too wide; none for a program or a camera, or that ends with an address."""
    if set(words) & set(FOR_PROGRAMS):
        return []
    lines = (line for line in text.splitlines() if len(line) > COLUMNS and not set(line) & set(OF_PICTURES))
    return [line for line in lines if len(line.split()) > 1 and "://" not in line.split()[-1]]


class Command:
    """`zonewise` on one diary.

    Attributes:
        diary: Path of the diary, which may not be there yet.
        words: The passphrase with which its rows are read, or "".
    """

    def __init__(self, diary: Path, words: str = "") -> None:
        self.diary, self.words = diary, words

    def __call__(self, *words: str | Path, code: int | None = 0, stdin: str | bytes | None = None) -> Result:
        """Run a command in this process and return what came of it.

        `code` is the exit status it must have; None is either an answer or questions first.
        """
        done = CliRunner().invoke(cli, [str(word) for word in words], input=stdin, env=self._environment())
        assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
        assert "Traceback" not in done.output
        assert too_wide(done.stdout, [*map(str, words)]) == []
        assert done.exit_code in ((0, 3) if code is None else (code,)), done.output
        return done

    def json(self, *words: str | Path, code: int | None = 0, stdin: str | bytes | None = None) -> Any:
        """Run a command with --json and return what it printed."""
        return json.loads(self(*words, "--json", code=code, stdin=stdin).stdout)

    def refused(self, *words: str | Path, stdin: str | bytes | None = None) -> str:
        """Run a command that must be refused with status 2 and nothing stored, and return what it said of it."""
        before = self.held()
        answer = self(*words, code=2, stdin=stdin).stderr
        assert self.held() == before
        return answer

    def held(self) -> list[tuple[Any, ...]]:
        """Return every row of the diary that counts, as it lies on the disk; none when there is no diary."""
        if not self.diary.exists():
            return []
        with closing(self.connection()) as connection:
            tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            kept = [name for name in ("entries", "guidance_records", "imports") if name in tables]
            rows = [(name, *row) for name in kept for row in connection.execute(f"SELECT * FROM {name} ORDER BY id")]
            hidden = connection.execute("SELECT * FROM unfinished_imports").fetchall() if kept else []
            return [
                row for row in rows if row[0] != "entries" or not any(first <= row[1] <= last for first, last in hidden)
            ]

    def connection(self) -> "sqlite.Connection":
        """Return a connection to the diary that commits each statement by itself."""
        connection = sqlite.connect(str(self.diary), isolation_level=None)
        if self.words:
            key = unlock(Diary(str(self.diary)), Secret(self.words)).key
            assert isinstance(key, Key)
            connection.execute(f'PRAGMA key = "{key.for_sqlcipher()}"')
        return connection

    def entries(self, *words: str) -> list[dict[str, Any]]:
        """Return the entries in force."""
        return list(self.json("entries", *words))

    def process(self, *words: str | Path, wrapper: str = "", **options: Any) -> "subprocess.Popen[str]":
        """Start a command as a process of its own; `wrapper` is Python run in it beforehand."""
        program = f"{wrapper}\nfrom zonewise.cli.main import main\nmain()"
        return subprocess.Popen(
            [sys.executable, "-c", program, *map(str, words)], env=os.environ | self._environment(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
        )  # fmt: skip

    def forked(self, *words: str | Path, wrapper: str = "") -> Process:
        """Start a command as a process of its own, forked from one that has loaded everything.

        `wrapper` is run before it; what it puts in the place of a function that another module has taken in by name
        stays unseen there, unlike in a process that begins from nothing.
        """
        return Process(*words, first=wrapper, errors_beside=True, environment=self._environment())

    def apart(self, *words: str | Path, code: int = 2, wrapper: str = "", **options: Any) -> tuple[str, str]:
        """Run a command as a process of its own to its end and return standard output and standard error."""
        process = self.process(*words, wrapper=wrapper, **options) if options else self.forked(*words, wrapper=wrapper)
        output, errors = process.communicate(timeout=120)
        assert process.returncode == code, errors
        assert "Traceback" not in errors
        return output, errors

    def _environment(self) -> dict[str, str]:
        return {"ZONEWISE_DIARY": str(self.diary)}


@pytest.fixture(scope="session")
def empty_diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a diary that was begun and holds nothing; copied, because beginning one takes a moment."""
    path = tmp_path_factory.mktemp("begun") / "empty.sqlite"
    open_diary(path).dispose()
    return path


@pytest.fixture
def nothing_yet(tmp_path: Path) -> Command:
    """Return the command line where no diary has been begun."""
    return Command(tmp_path / "diary.sqlite")


@pytest.fixture
def zonewise(empty_diary: Path, nothing_yet: Command) -> Command:
    """Return the command line on an empty diary."""
    shutil.copy(empty_diary, nothing_yet.diary)
    return nothing_yet


@pytest.fixture(scope="session")
def rated_csv() -> Callable[..., str]:
    """Return a function that writes a native CSV of steady days from 1 January 2024, with doses from day 36 on."""

    def write(days: int, *, dose: str = "0.5") -> str:
        from datetime import date, timedelta

        lines = ["date,time,kind,name,value,unit,note"]
        for number in range(days):
            day = date(2024, 1, 1) + timedelta(days=number)
            lines += [f"{day},21:00,rating,{name},{3 + (number + place) % 2},," for place, name in enumerate(RATINGS)]
            if number >= 35:
                lines.append(f"{day},22:30,dose,naltrexone,{dose},mg,")
        return "\n".join(lines) + "\n"

    return write


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that puts a text into diary.csv and returns its path."""

    def write(text: str) -> Path:
        path = tmp_path / "diary.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def plan_file(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the plan, some of its texts replaced, and returns its path."""

    def write(*changes: tuple[str, str]) -> Path:
        text = PLAN
        for was, becomes in changes:
            assert was in text
            text = text.replace(was, becomes)
        path = tmp_path / "plan.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def titrating_diary(empty_diary: Path, rated_csv: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a diary of ten steady weeks: a plan, five weeks of 0.5 mg, every question answered on 10 March 2024."""
    folder = tmp_path_factory.mktemp("titrating")
    command = Command(folder / "titrating.sqlite")
    shutil.copy(empty_diary, command.diary)
    (folder / "diary.csv").write_text(rated_csv(70), encoding="utf-8")
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    command("import", folder / "diary.csv")
    command("plan", "sign", folder / "plan.yaml", "--from", "2024-01-20")
    command("answer", *SAFE, "--on", "2024-03-10")
    return command.diary


@pytest.fixture
def titrating(titrating_diary: Path, nothing_yet: Command) -> Command:
    """Return the command line on a copy of that diary."""
    shutil.copy(titrating_diary, nothing_yet.diary)
    return nothing_yet


@pytest.fixture
def words_file(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes a passphrase into a file of its own."""

    def write(words: str) -> Path:
        path = tmp_path / f"{len(words)}.txt"
        path.write_text(words + "\nanother line\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def locked(titrating: Command, cheap_keys: None, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return the command line on an encrypted diary of ten weeks."""
    monkeypatch.delenv("ZONEWISE_PASSPHRASE_FILE", raising=False)
    set_passphrase(Diary(str(titrating.diary)), Secret(WORDS))
    titrating.words = WORDS
    return titrating


@pytest.fixture
def encrypted(locked: Command, words_file: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return the same where the environment names the file of the passphrase."""
    monkeypatch.setenv("ZONEWISE_PASSPHRASE_FILE", str(words_file(WORDS)))
    return locked


@pytest.fixture(params=["titrating", "encrypted"])
def either(request: pytest.FixtureRequest) -> Command:
    """Return the command line on a diary of ten weeks in the clear, and on an encrypted one."""
    command: Command = request.getfixturevalue(request.param)
    return command
