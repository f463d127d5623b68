"""XML read in pieces, with nothing in it that could grow: no entities, no endless tag, no endless nesting."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import IO
from xml.parsers import expat

from zonewise.problem import NotUnderstood

PIECE = 262_144
LONGEST_TAG = 1_048_576
"""Bytes that one tag with its attributes may have."""
DEEPEST = 256
_PROLOG = 262_144
_END_OF_DECLARATIONS = re.compile(rb"\]\s*>")
_NO_TEXT = bytes(byte if byte >= 32 or byte in (9, 10, 13) else 32 for byte in range(256))
"""Control characters, which some exports hold and XML does not allow, become blanks."""

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def read_xml(stream: IO[bytes], start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Call a function for each tag that opens, each that closes and each piece of text; namespaces stay in the names.

    Raises:
        NotUnderstood: It is no XML, declares entities, or has a tag or nesting that is longer than any real one.
    """
    depth = 0

    def opens(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise NotUnderstood(f"Tags are nested more than {DEEPEST} deep.", "Export it again.", "broken-xml")
        start(name, attributes)

    def closes(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    parser = expat.ParserCreate()
    parser.StartElementHandler = opens
    parser.EndElementHandler = closes
    parser.EntityDeclHandler = _refuse_entities
    parser.buffer_text = text is not None
    if text is not None:
        parser.CharacterDataHandler = text
    fed = 0
    try:
        for piece in _without_doctype(stream):
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - max(parser.CurrentByteIndex, 0) > LONGEST_TAG + PIECE:
                raise NotUnderstood("There is a tag of more than a megabyte.", "Export it again.", "broken-xml")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        fault = f"The XML cannot be read at line {error.lineno}: {expat.ErrorString(error.code)}."
        raise NotUnderstood(fault, "The file was cut off or changed: export it again.", "broken-xml") from None


def _without_doctype(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the pieces without the declaration of the document type, which some exports write wrongly."""
    head = stream.read(_PROLOG).translate(_NO_TEXT)
    if b"<!ENTITY" in head:
        _refuse_entities()
    start, end = _doctype(head)
    lines = b"\n" * head.count(b"\n", start, end)  # so that the lines of what follows stay right
    yield head[:start] + lines + head[end:]
    while piece := stream.read(PIECE):
        yield piece.translate(_NO_TEXT)


def _doctype(head: bytes) -> tuple[int, int]:
    """Return where the declaration begins and ends; twice the same place where there is none."""
    start = head.find(b"<!DOCTYPE")
    if start < 0:
        return 0, 0
    end, declarations = head.find(b">", start), head.find(b"[", start)
    if 0 <= declarations < end:
        last = _END_OF_DECLARATIONS.search(head, declarations)
        return start, last.end() if last else start
    return start, max(end + 1, start)


def _refuse_entities(*_: object) -> None:
    fault = "The XML declares entities, which can stand for endless text."
    raise NotUnderstood(fault, "No app writes such a file: export it again.", "xml-entities")
