"""A file for a while that is too large for memory, and unreadable on the disk for everybody but this process.

It has no name, and what is written to it is encrypted with a key that stands nowhere: it is gone with the process.
"""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer
    from cryptography.hazmat.primitives.ciphers import CipherContext

BLOCK = 16  # Bytes of a block of AES.
PIECE = 262_144  # Bytes that are encrypted at once.


@contextmanager
def sealed_file() -> Iterator[BinaryIO]:
    """Give a file to write once from its beginning to its end, and to read as often as needed."""
    with TemporaryFile(prefix="zonewise-") as file, io.BufferedRandom(_Sealed(file), PIECE) as sealed:
        yield cast(BinaryIO, sealed)


class _Sealed(io.RawIOBase):
    """What encrypts and decrypts, by where in the file the bytes stand: AES-256 in counter mode.

    Nothing may be written over: two texts under one part of the key stream would tell of each other.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._key, self._first = os.urandom(32), int.from_bytes(os.urandom(BLOCK))

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: "WriteableBuffer") -> int:
        place, view = self._file.tell(), memoryview(buffer)
        content = self._stream_at(place).update(self._file.read(len(view)))
        view[: len(content)] = content
        return len(content)

    def write(self, content: "ReadableBuffer") -> int:
        place = self._file.tell()
        return self._file.write(self._stream_at(place).update(memoryview(content).tobytes()))

    def _stream_at(self, place: int) -> "CipherContext":
        from cryptography.hazmat.primitives.ciphers import Cipher
        from cryptography.hazmat.primitives.ciphers.algorithms import AES
        from cryptography.hazmat.primitives.ciphers.modes import CTR

        count = (self._first + place // BLOCK) % 2 ** (8 * BLOCK)
        stream = Cipher(AES(self._key), CTR(count.to_bytes(BLOCK))).encryptor()
        stream.update(bytes(place % BLOCK))
        return stream
