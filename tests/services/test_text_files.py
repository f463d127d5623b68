"""Small text files: read whole or refused, written only where nothing is."""

from pathlib import Path

import pytest

from zonewise.problem import InputRefused
from zonewise.services.base.text_files import read_text, write_bytes


def _code(refused: "pytest.ExceptionInfo[InputRefused]") -> str:
    return refused.value.problems[0].code


def test_read(tmp_path: Path) -> None:
    """A text comes back as it is, without the mark that some editors put in front."""
    (tmp_path / "a.yaml").write_text("mood: µ\n", encoding="utf-8-sig")

    assert read_text(tmp_path / "a.yaml") == "mood: µ\n"


@pytest.mark.parametrize(
    ("content", "code"), [(b"\xff\xfe", "not-utf-8"), (b"a" * 1_000_001, "too-large"), (None, "unreadable-file")]
)
def test_not_read(tmp_path: Path, content: bytes | None, code: str) -> None:
    """Other bytes, too many of them, and no file at all are refused."""
    path = tmp_path / "a.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(InputRefused) as refused:
        read_text(path)

    assert _code(refused) == code


def test_write(tmp_path: Path) -> None:
    """A text is written once; a second one of the same name is refused and changes nothing."""
    path = tmp_path / "a.yaml"
    write_bytes(path, b"one")

    with pytest.raises(InputRefused) as refused:
        write_bytes(path, b"two")

    assert _code(refused) == "file-exists"
    assert path.read_text(encoding="utf-8") == "one"
    with pytest.raises(InputRefused) as refused:
        write_bytes(tmp_path / "none" / "a.yaml", b"x")
    assert _code(refused) == "unwritable-file"
