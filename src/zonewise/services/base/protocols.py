"""The protocols at hand: those of this release and those of a folder of one's own, each read once."""

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from threading import Lock

from zonewise import protocols
from zonewise.guidance.protocol import Protocol
from zonewise.problem import InputRefused, Problem, collecting, unknown_word
from zonewise.protocols import DEFAULT_PROTOCOL
from zonewise.rules.rule_set_reader import base_of

from .text_files import read_text

VARIABLE = "ZONEWISE_PROTOCOLS"
"""Names a folder of protocols, a folder each; they are looked for there first, then among those of this release."""

_READING = Lock()


def load_protocol(name: str = DEFAULT_PROTOCOL) -> Protocol:
    """Return a protocol by its name; it is read once.

    Raises:
        InputRefused: No protocol has the name, or its files cannot be read.
    """
    folder = protocol_folder(name)
    with _READING:
        return _read_once(folder)


def protocol_folder(name: str = DEFAULT_PROTOCOL) -> Path:
    """Return the folder of a protocol.

    Raises:
        InputRefused: No protocol has the name.
    """
    folder = _folders().get(name)
    if folder is None:
        raise InputRefused([unknown_protocol(name)])
    return folder


def protocol_names() -> tuple[str, ...]:
    """Return the names of all protocols at hand."""
    return tuple(sorted(_folders()))


def unknown_protocol(name: str) -> Problem:
    """Return the problem that no protocol has a name, with the nearest one."""
    fault, expected = f"'{name}' is not a protocol.", unknown_word(name, protocol_names())
    return Problem("protocol", 0, fault, expected, "unknown-protocol", field="protocol")


def protocol_from(folder: Path | None) -> Protocol:
    """Return the protocol of a folder, or the default one where none is named.

    Raises:
        InputRefused: It cannot be read.
    """
    return load_protocol() if folder is None else read_protocol(folder)


def read_protocol(folder: Path) -> Protocol:
    """Return the protocol of a folder.

    Raises:
        InputRefused: The folder is none, or files cannot be read, are too large or not UTF-8; each is named.
    """
    if not folder.is_dir():
        raise InputRefused([Problem(str(folder), 0, "this is not a folder.", "Name a protocol's folder.", "no-folder")])
    files = texts_of(path for path in folder.glob("*.yaml") if not path.name.endswith(".examples.yaml"))
    base = base_of(files)
    if base and base != folder.name:
        beside = protocol_folder(base)
        texts = ("notices.yaml", "knowledge.yaml", "learn.yaml")
        paths = [*beside.glob("*.settings.yaml"), *(beside / name for name in texts if (beside / name).is_file())]
        files = texts_of(path for path in paths if path.name not in files) | files
    medicines = folder / "medicines"
    if base and not medicines.is_dir():
        medicines = protocol_folder(base) / "medicines"
    return Protocol(folder.name, str(folder), files, lambda: texts_of(medicines.glob("*.tsv")))


def texts_of(paths: Iterable[Path]) -> dict[str, str]:
    """Return the text of each file by its name.

    Raises:
        InputRefused: Files cannot be read, are too large or not UTF-8; each is named.
    """
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(paths):
        with collecting(problems):
            texts[path.name] = read_text(path)
    if problems:
        raise InputRefused(problems)
    return texts


@lru_cache(maxsize=8)
def _read_once(folder: Path) -> Protocol:
    return read_protocol(folder)


def _folders() -> dict[str, Path]:
    """Return the folder of each protocol by its name."""
    return _folders_of(os.environ.get(VARIABLE, ""))


@lru_cache(maxsize=8)
def _folders_of(own: str) -> dict[str, Path]:
    places = [Path(place) for place in (*protocols.__path__, own) if place]
    return {path.parent.name: path.parent for place in places for path in place.glob("*/protocol.yaml")}
