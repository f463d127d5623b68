"""Where do the protocol's files come from?"""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from zonewise.problem import InputRefused, Problem
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set_reader import read_rule_set

from .text_files import unreadable

MOST_BYTES = 2_000_000


@lru_cache(maxsize=4)
def shipped_engine() -> Engine:
    """Return the protocol that this release ships, compiled."""
    return Engine(read_rule_set(shipped_files()))


@lru_cache(maxsize=1)
def shipped_files() -> dict[str, str]:
    """Return the text of each file of the shipped protocol, worked examples left out."""
    folder = files("zonewise.protocols") / "ldn"
    return {
        each.name: each.read_text(encoding="utf-8")
        for each in folder.iterdir()
        if each.name.endswith(".yaml") and not each.name.endswith(".examples.yaml")
    }


def engine_from(folder: Path) -> Engine:
    """Read and compile a protocol from a folder.

    Raises:
        InputRefused: With every problem and its line.
    """
    return Engine(read_rule_set(files_of(folder)))


def files_of(folder: Path) -> dict[str, str]:
    """Return the text of each protocol file of a folder.

    Raises:
        InputRefused: The folder is none, or files cannot be read, are too large or not UTF-8; each is named.
    """
    if not folder.is_dir():
        raise InputRefused([Problem(str(folder), 0, "this is not a folder.", "Name a protocol's folder.", "no-folder")])
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        if not path.name.endswith(".examples.yaml"):
            text = _text_of(path)
            if isinstance(text, Problem):
                problems.append(text)
            else:
                texts[path.name] = text
    if problems:
        raise InputRefused(problems)
    return texts


def _text_of(path: Path) -> str | Problem:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            return Problem(path.name, 0, f"{size} bytes are too many.", f"At most {MOST_BYTES} are read.", "too-large")
        content = path.read_bytes()
    except OSError as error:
        return unreadable(path, error)
    try:
        return content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(path.name, line, f"byte {error.start} is not UTF-8.", "Save the file as UTF-8.", "not-utf-8")
