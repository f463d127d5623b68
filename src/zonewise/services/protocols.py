"""Where do the protocol's files come from?"""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from zonewise.problem import InputRefused, Problem
from zonewise.protocol.decide import Engine
from zonewise.protocol.read import read_protocol

MOST_BYTES = 2_000_000


@lru_cache(maxsize=4)
def shipped_engine() -> Engine:
    """Return the protocol that this release ships, compiled."""
    return Engine(read_protocol(shipped_files()))


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
    return Engine(read_protocol(files_of(folder)))


def files_of(folder: Path) -> dict[str, str]:
    """Return the text of each protocol file of a folder.

    Raises:
        InputRefused: The folder is none, or a file is too large or not UTF-8.
    """
    if not folder.is_dir():
        raise InputRefused([Problem(str(folder), 0, "this is not a folder.", "Name a protocol's folder.", "no-folder")])
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name.endswith(".examples.yaml"):
            continue
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputRefused(
                [Problem(path.name, 0, f"{size} bytes are too many.", f"At most {MOST_BYTES} are read.", "too-large")]
            )
        try:
            texts[path.name] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise InputRefused(
                [Problem(path.name, 0, f"byte {error.start} is not UTF-8.", "Save the file as UTF-8.", "not-utf-8")]
            ) from None
    return texts
