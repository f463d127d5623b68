"""Where is a file that a person sent, until they have looked at what it would become?

In memory, for the browser that sent it, one at a time; it is gone when it was taken in, when another comes, and with
the app. Services read files by path, so while one works it lies in a folder of its own that only its owner may enter.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.datastructures import UploadFile
from starlette.requests import Request

from zonewise.importing import TrackerMapping
from zonewise.problem import InputRefused, Problem

from .session import session_of

MOST = 2
"""Browsers whose file is kept at once."""
LONGEST_NAME = 80
_UNSAFE = re.compile(r"[^\w .()+-]")


@dataclass(slots=True)
class Upload:
    """A file that was sent.

    Attributes:
        name: Its name, for messages; only letters that no system takes for more.
        content: What is in it.
        rules: What the person changed of what its trackers become, by tracker.
        mapping: What was shown last.
    """

    name: str
    content: bytes = field(repr=False)
    rules: dict[str, str] = field(default_factory=dict)
    mapping: TrackerMapping | None = None


class Uploads:
    """The files that wait, by browser."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Upload] = OrderedDict()

    def keep(self, request: Request, upload: Upload) -> None:
        """Keep a file in the place of the one that this browser sent before; the oldest of others goes."""
        session = session_of(request)
        self._kept.pop(session, None)
        self._kept[session] = upload
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def of(self, request: Request) -> Upload:
        """Return the file that this browser sent.

        Raises:
            InputRefused: There is none any more.
        """
        found = self._kept.get(session_of(request))
        if found is None:
            raise InputRefused([Problem("file", 0, "the file is not here any more.", "Choose it again.", "no-file")])
        return found

    def drop(self, request: Request) -> None:
        """Forget the file that this browser sent."""
        self._kept.pop(session_of(request), None)

    def clear(self) -> None:
        """Forget every file."""
        self._kept.clear()


async def upload_of(request: Request) -> Upload:
    """Return the file that a form brings under the name "file".

    Raises:
        InputRefused: No file was chosen, or an empty one.
        HTTPException: The form cannot be read.
    """
    sent = (await request.form(max_files=1, max_fields=500)).get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise InputRefused([Problem("file", 0, "no file was chosen.", "Choose one.", "no-file", field="file")])
    name = _UNSAFE.sub("_", re.split(r"[/\\]", sent.filename)[-1])[-LONGEST_NAME:].lstrip(".- ") or "file"
    try:
        return Upload(name, await sent.read())
    finally:
        await sent.close()


@contextmanager
def as_file(upload: Upload) -> Iterator[Path]:
    """Give the path of a file with that content, which is gone afterwards."""
    with TemporaryDirectory(prefix="zonewise-") as folder:
        path = Path(folder) / upload.name
        path.write_bytes(upload.content)
        yield path
