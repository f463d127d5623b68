"""Names and sizes of the source: terms of the field, and files that fit into one look."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

MOST_LINES = 400
PUBLIC = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef

REFUSED = frozenset((
    "found", "seen", "told", "said", "heard", "judged", "taken", "held", "put", "loud", "loudest", "given", "lived",
    "missed", "kept", "asked", "written", "remembered", "brought", "meant", "each", "here", "others",
))  # fmt: skip
"""Participles that stand for a thing, and pronouns where a noun fits: no name of something public ends in them."""
REFUSED_LOCALS = frozenset(("each", "found"))
"""What a local variable or a parameter is not called either; a key of JSON may be."""


def last_word(name: str) -> str:
    """Return the last word of a name, written together or with underscores."""
    return re.split(r"_|(?<=[a-z0-9])(?=[A-Z])", name)[-1].lower()


def refused_names(path: Path, text: str) -> Iterator[str]:
    """Yield the module, each public class and function whose name ends in a refused word, and refused locals."""
    if last_word(path.stem) in REFUSED:
        yield f"{path}: {path.stem}"
    for node in ast.walk(ast.parse(text)):
        is_public = isinstance(node, PUBLIC) and not node.name.startswith("_")
        if is_public and last_word(node.name) in REFUSED:
            yield f"{path}:{node.lineno}: {node.name}"
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in REFUSED_LOCALS:
            yield f"{path}:{node.lineno}: {node.id}"


def test_no_public_name_is_a_participle_or_a_pronoun(project_root: Path) -> None:
    """Modules, classes and public functions are named by the nouns and verbs of the field."""
    for folder in ("src", "benchmarks", "docs"):
        source = project_root / folder
        paths = sorted(source.rglob("*.py"))

        assert paths
        assert [
            name for path in paths for name in refused_names(path.relative_to(source), path.read_text(encoding="utf-8"))
        ] == []


def test_no_local_of_a_test_is_a_pronoun(project_root: Path) -> None:
    """A test may be called a sentence; what it works on has a noun."""
    source = project_root / "tests"
    names = [
        name
        for path in sorted(source.rglob("*.py"))
        for name in refused_names(path.relative_to(source), path.read_text(encoding="utf-8"))
    ]

    assert [name for name in names if name.rpartition(": ")[2] in REFUSED_LOCALS] == []


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("told.py", "", ["told.py: told"]),
        ("facts.py", "class FactFound:\n    def is_put(self):\n        pass\n", ["FactFound", "is_put"]),
        ("facts.py", "async def days_on_each():\n    pass\n", ["days_on_each"]),
        ("facts.py", "def _told():\n    told = kept = 1\n\ndef kept_for_a_day():\n    pass\n", []),
        ("facts.py", "def name(found):\n    return [each for each in found]\n", ["each", "found"]),
    ],
)
def test_a_refused_name_is_noticed(path: str, text: str, names: list[str]) -> None:
    """A participle at the end of a public name is refused; inside a name, and in most private ones, it is not."""
    assert [name.rpartition(": ")[2] for name in refused_names(Path(path), text)] == [
        name.rpartition(": ")[2] for name in names
    ]


def test_no_file_of_the_source_is_too_long(project_root: Path) -> None:
    """A file of the source has at most as many lines as one look takes in."""
    lines = {path: path.read_text(encoding="utf-8").count("\n") for path in (project_root / "src").rglob("*.py")}

    assert {path.name: count for path, count in lines.items() if count > MOST_LINES} == {}
