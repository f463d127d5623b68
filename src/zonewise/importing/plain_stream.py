"""The bytes of a text file as UTF-8, whichever way spreadsheets wrote it, and how many rows are too many."""

import codecs
from typing import BinaryIO

from zonewise.problem import InputRefused, Problem

from .table_rows import ByteStream

MOST_ROWS = 10_000_000
"""A file of so many rows is no diary."""

_PIECE = 1_048_576
_COUNTED_FROM = 20_000_000
_LOOKED_AT = 400


def plain_stream(file: BinaryIO) -> ByteStream:
    """Return a text file as it is, and one in UTF-16 as UTF-8.

    Args:
        file: The file from its beginning; it must be able to go back there.
    """
    encoding = _utf_16(file.read(_LOOKED_AT))
    file.seek(0)
    return _Utf8Stream(file, encoding) if encoding else file


def refuse_too_many_rows(file: ByteStream, size: int, where: str) -> None:
    """Refuse a file of very many lines before any of it is read, which takes a second for each gigabyte.

    Raises:
        InputRefused: It has more lines than any diary.
    """
    if size < _COUNTED_FROM:
        return
    lines = 0
    while piece := file.read(_PIECE):
        lines += piece.count(b"\n")
        if lines >= MOST_ROWS:
            fault = f"the file has more than {MOST_ROWS:,} lines, and a long life has 30,000 days."
            raise InputRefused([Problem(where, 0, fault, "Is it the right file? Cut it by years.", "too-many-rows")])


def _utf_16(head: bytes) -> str:
    """Return which UTF-16 a text is in: by its byte order mark, else by where its many NULs stand."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.3 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) * 0.3 and odd == 0 else ""


class _Utf8Stream:
    """Text in UTF-16 as UTF-8."""

    def __init__(self, file: ByteStream, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._rest = b""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most so many bytes; none at the end."""
        while size < 0 or len(self._rest) < size:
            piece = self._file.read(_PIECE)
            self._rest += self._decoder.decode(piece, final=not piece).encode("utf-8")
            if not piece:
                break
        size = len(self._rest) if size < 0 else size
        given, self._rest = self._rest[:size], self._rest[size:]
        return given
