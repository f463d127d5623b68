"""The rows of a file, each with its line; the file may be huge, cut off or no table at all.

The bytes are read in pieces and no row may hold more than a fixed amount, so memory does not grow with the file.
"""

import csv
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Protocol

from zonewise.problem import NotUnderstood, Problem

from .file_format import SEPARATORS, FileLayout, Note

PIECE = 65_536
LONGEST_ROW = 1_048_576
"""Bytes that one row may hold, line breaks inside quotes included."""


class ByteStream(Protocol):
    """What gives bytes in pieces."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most so many bytes; none at the end."""


Stream = ByteStream | Iterable[bytes]
Row = tuple[int, list[str]]


def table_rows(stream: Stream, layout: FileLayout, where: str) -> Iterator[Row | Problem | Note]:
    """Yield each data row with the line it begins on, and what is wrong with the others.

    Blank rows are left out. A row that is too wide or too narrow is a problem and the reading goes on; it stops at an
    open quotation mark, an endless line, a NUL byte and text in another encoding.
    """
    lines = _Lines(stream, layout.encoding)
    parsed = csv.reader(iter(lines), delimiter=layout.delimiter, strict=True)
    while True:
        line = parsed.line_num + 1
        try:
            fields = next(parsed)
        except StopIteration:
            return
        except NotUnderstood as fault:
            yield fault.at(where, parsed.line_num + 1)
            return
        except csv.Error as error:
            problem, ends = _quoting(error, where, line, parsed.line_num)
            yield problem
            if ends:
                return
            lines.held = 0
            continue
        lines.held = 0
        if lines.switched_encoding:
            lines.switched_encoding = False
            yield Note(where, line, "This is not UTF-8; it was read as Windows text (cp1252) from here on.", "encoding")
        if line <= layout.header_line or not any(fields):
            continue
        yield _of_right_width(line, fields, layout, lines, where)


class _Lines:
    """The physical lines of a stream of bytes as text, each with its line ending."""

    def __init__(self, stream: Stream, encoding: str) -> None:
        self._stream = stream
        self._encoding = encoding
        self._plain = True  # nothing but ASCII so far, so the encoding may still turn out to be another one
        self.held = 0  # bytes given out since the reader last finished a row
        self.unfinished = False  # the last line had no line ending: the file ends in it
        self.switched_encoding = False

    def __iter__(self) -> Iterator[str]:
        for number, raw in enumerate(_physical_lines(self._stream)):
            self.held += len(raw)
            if self.held > LONGEST_ROW:
                raise _too_long()
            if b"\0" in raw:
                raise NotUnderstood(
                    "There is a NUL byte, so this is not a text file.", "Export the diary as CSV.", "binary-file"
                )
            self.unfinished = not raw.endswith((b"\n", b"\r"))
            yield self._text(raw.removeprefix(b"\xef\xbb\xbf") if number == 0 else raw)

    def _text(self, raw: bytes) -> str:
        first_beyond_ascii = self._plain and not raw.isascii()
        self._plain = self._plain and not first_beyond_ascii
        try:
            return raw.decode(self._encoding)
        except UnicodeDecodeError as fault:
            if first_beyond_ascii and self._encoding == "utf-8":
                self._encoding, self.switched_encoding = "cp1252", True
                return self._text(raw)
            raise NotUnderstood(
                f"The byte {raw[fault.start]:#04x} does not belong in {self._encoding} text.",
                "Save the file as UTF-8 and import it again.",
                "encoding",
            ) from fault


def _physical_lines(stream: Stream) -> Iterator[bytes]:
    rest = b""
    for piece in _pieces(stream):
        lines = (rest + piece).splitlines(keepends=True)
        # The last one may go on in the next piece, and "\r" may be half of "\r\n".
        rest = lines.pop() if lines else b""
        yield from lines
        if len(rest) > LONGEST_ROW:
            raise _too_long()
    if rest:
        yield rest


def _pieces(stream: Stream) -> Iterator[bytes]:
    read = getattr(stream, "read", None)
    if read is not None:
        yield from iter(partial(read, PIECE), b"")
    elif isinstance(stream, Iterable):
        yield from stream


def _too_long() -> NotUnderstood:
    return NotUnderstood(
        f"One row holds more than {LONGEST_ROW} bytes.",
        "A diary row is far shorter; a line break or a closing quotation mark is missing.",
        "row-too-long",
    )


def _quoting(error: csv.Error, where: str, line: int, reached: int) -> tuple[Problem, bool]:
    if "unexpected end of data" in str(error):
        fault = f"The file ends at line {reached} inside a quoted text that opens in this row."
        return Problem(where, line, fault, "The file was cut off, or a quotation mark is missing.", "truncated"), True
    if "field limit" in str(error):
        fault = f"A field that begins in this row holds more than {csv.field_size_limit()} characters."
        return Problem(where, line, fault, "Is a closing quotation mark missing?", "open-quote"), True
    fault = "After a closing quotation mark there is more text before the next separator."
    expected = 'Double the quotation marks inside a quoted text: "he said ""no""".'
    return Problem(where, line, fault, expected, "quoting"), False


def _of_right_width(line: int, fields: list[str], layout: FileLayout, lines: _Lines, where: str) -> Row | Problem:
    width = len(layout.columns)
    if len(fields) >= width and not any(fields[width:]):
        return line, fields[:width]
    fault, code = f"This row has {len(fields)} fields and the header {width}.", "too-few-fields"
    expected = f"Give each column a field, if only an empty one, and separate them with {SEPARATORS[layout.delimiter]}."
    if len(fields) > width:
        expected, code = 'Put a text that holds the separator in "quotation marks".', "too-many-fields"
    elif lines.unfinished:
        fault = f"The last row has {len(fields)} of {width} fields and no line ending: the file was cut off."
        expected, code = "Export it again; nothing was imported.", "truncated"
    return Problem(where, line, fault, expected, code)
