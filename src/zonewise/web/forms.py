"""Forms and files that a person sent, and the problems that stand beside their fields.

A file waits in memory until the person has looked at what it would become: for the browser that sent it, one at a time;
it is gone when it was taken in, when another comes, and with the app. None of it is written to a disk: it may be text
of a diary that is encrypted.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, time
from pathlib import Path
from typing import Annotated

from cachetools import LRUCache
from fastapi import Depends
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartParser
from starlette.requests import Request

from zonewise.importing import TrackerMapping
from zonewise.importing.questions import Question
from zonewise.model.day_words import day_words
from zonewise.problem import InputRefused, Problem
from zonewise.services.custody.memory_files import memory_copy, memory_file
from zonewise.store.refusals import DiaryRefused

from .session import FIELD, HEADER, CsrfRejected, check_origin, check_token, session_of

MultiPartParser.spool_max_size = 2**30  # bytes; a part that is larger would be written to a file for a while
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
FIRST_YEAR, LAST_YEAR = 1900, 2200
EARLIEST_YEAR = 1980
"""Nobody took low-dose naltrexone before: an earlier year is a slip of the pen, and asked about."""
SECRETS = ("passphrase", "new", "again")  # Fields that hold a passphrase: no page ever gives them back.


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form as they were typed, in their order; files are left to the page that takes them."""

    fields: tuple[tuple[str, str], ...] = ()

    def text(self, name: str, otherwise: str = "") -> str:
        """Return a field's text without blanks around it; the last one where it came twice."""
        return next((value.strip() for key, value in reversed(self.fields) if key == name), otherwise)

    def as_typed(self, name: str) -> str:
        """Return a field with its blanks, for a passphrase: there they count."""
        return next((value for key, value in reversed(self.fields) if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return each text that came under a name, empty ones left out."""
        return tuple(value.strip() for key, value in self.fields if key == name and value.strip())

    def under(self, start: str) -> dict[str, str]:
        """Return the fields whose names begin so, without that beginning; empty ones are left out."""
        return {
            key.removeprefix(start): value.strip()
            for key, value in self.fields
            if key.startswith(start) and value.strip()
        }

    def has(self, name: str) -> bool:
        """Say whether the field was sent at all, as a button or a ticked box is."""
        return any(key == name for key, _ in self.fields)

    def day_in(self, name: str) -> date | None:
        """Return the day that was typed in a field; None where nothing was.

        Raises:
            InputRefused: It is no day.
        """
        return day_of(self.text(name), name)

    def time_in(self, name: str, example: str) -> time | None:
        """Return the time that was typed in a field, to the minute; None where nothing was.

        Raises:
            InputRefused: It is no time; the example shows one.
        """
        try:
            text = self.text(name)
            return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None) if text else None
        except ValueError:
            raise refusal(f"'{text[:40]}' is not a time.", f"Write it as {example}.", "impossible-time", name) from None


async def form_of(request: Request) -> Form:
    """Return the form that a request brings.

    Raises:
        HTTPException: It cannot be read.
    """
    sent = await request.form(max_files=1, max_fields=500)
    return Form(tuple((name, value) for name, value in sent.multi_items() if isinstance(value, str)))


SentForm = Annotated[Form, Depends(form_of)]
"""A route's parameter `form: SentForm` is the form that its request brings."""


def day_of(text: str, field: str = "day") -> date | None:
    """Return the day that was typed; None where nothing was.

    Raises:
        InputRefused: It is no day.
    """
    try:
        day = date.fromisoformat(text) if text else None
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError
    except ValueError:
        raise refusal(
            f"'{text[:40]}' is not a day.", "Choose it again, or write year-month-day.", "impossible-date", field
        ) from None
    if day is not None and day.year < EARLIEST_YEAR:
        todo = f"Is the year right? Write one from {EARLIEST_YEAR} on."
        raise refusal(f"{day_words(day)} is long ago.", todo, "implausible-date", field)
    return day


def number_of(text: str) -> int:
    """Return the number of up to three digits that was typed; 0 for anything else, which every service refuses."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def refusal(fault: str, expected: str, code: str, field: str = "") -> InputRefused:
    """Return the refusal of one field, or of the whole form."""
    return InputRefused([Problem("form", 0, fault, expected, code, field)])


Refused = InputRefused | DiaryRefused
DIARY_STATUS = {
    "diary-busy": 503,
    "disk-full": 507,
    "unstorable-text": 422,
    "too-large": 413,
    "entry-clash": 409,
    "not-a-correction": 422,
    "no-diary": 404,
}
"""Refusals of the diary that have a status of their own: on a page with a form any other is 422, else 503."""
ABOUT_PASSPHRASE = ("wrong-passphrase", "passphrase-needed")
IN_THE_BROWSER = {
    "already-encrypted": "Change it instead.",
    "not-encrypted": "Set one first.",
    "no-backup": "Choose another one.",
    "no-diary": "Write something down first.",
    "empty": "Tap As usual, or tap one number, then Save.",
}
"""What to do in the browser where a refusal names a command."""


class TooManyAttempts(InputRefused):
    """Passphrases were tried too often.

    Attributes:
        seconds: Until the next try is taken.
    """

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        wait = f"{seconds} seconds" if seconds < 120 else f"{math.ceil(seconds / 60)} minutes"
        fault, expected = "this was tried too often.", f"Wait {wait}, then try again."
        super().__init__([Problem("form", 0, fault, expected, "too-many-tries", "passphrase")])


def status_of(refused: Refused | None) -> int:
    """Return the status of a page that says what was refused."""
    if isinstance(refused, DiaryRefused):
        return DIARY_STATUS.get(refused.code, 422)
    return 429 if isinstance(refused, TooManyAttempts) else 422 if refused else 200


async def verify_csrf(request: Request) -> None:
    """Refuse what would change something and does not come from our own pages; for every route, so none forgets it.

    Raises:
        CsrfRejected: Its origin or its token is not ours.
    """
    if request.method in SAFE_METHODS:
        return
    check_origin(request)
    token = request.headers.get(HEADER)
    fields: tuple[tuple[str, str], ...] = ()
    if token is None and not request.headers.get("content-type", "").startswith("application/json"):
        form = await form_of(request)
        token, fields = form.text(FIELD), form.fields
        if any(name in SECRETS for name, _ in fields):
            fields = ()
    try:
        check_token(request, token or "")
    except CsrfRejected as refused:
        refused.fields = fields
        raise


def errors_of(refused: Refused, known: Iterable[str] | None = None) -> Mapping[str, tuple[Problem, ...]]:
    """Return the problems by the field they belong to; "" for those that belong to none.

    Args:
        known: Fields that the form has; a problem of any other stands above the form.
    """
    if isinstance(refused, DiaryRefused):
        field = "passphrase" if refused.code in ABOUT_PASSPHRASE else ""
        expected = IN_THE_BROWSER.get(refused.code, refused.problem.expected)
        refused = InputRefused([replace(refused.problem, expected=expected, field=field)])
    fields = None if known is None else set(known)
    by_field: dict[str, tuple[Problem, ...]] = {}
    for said in refused.problems:
        problem = replace(said, expected=IN_THE_BROWSER["empty"]) if said.code == "empty" else said
        field = problem.field if fields is None or problem.field in fields else ""
        by_field[field] = (*by_field.get(field, ()), problem)
    return by_field


MOST_UPLOADS = 2  # Browsers whose file is kept at once.
LONGEST_NAME = 80
_UNSAFE = re.compile(r"[^\w .()+-]")


@dataclass(slots=True)
class Upload:
    """A file that was sent."""

    name: str  # Its name, for messages; only letters that no system takes for more.
    content: bytes = field(repr=False)  # What is in it.
    rules: dict[str, str] = field(default_factory=dict)  # By tracker, what the person changed of what it becomes.
    answers: dict[str, str] = field(default_factory=dict)  # To what was asked, by the ids of the questions.
    questions: tuple[Question, ...] = ()  # What was asked last.
    mapping: TrackerMapping | None = None  # What was shown last.
    table: str = ""  # Which of several sheets or files in it the person chose.


Uploads = LRUCache[str, Upload]


def keep_upload(request: Request, upload: Upload) -> None:
    """Keep a file in the place of the one that this browser sent before; the oldest of others goes."""
    request.app.state.uploads[session_of(request)] = upload


def kept_upload(request: Request) -> Upload:
    """Return the file that this browser sent.

    Raises:
        InputRefused: There is none any more.
    """
    uploads: Uploads = request.app.state.uploads
    upload = uploads.get(session_of(request))
    if upload is None:
        raise refusal("the file is not here any more.", "Choose it again.", "no-file")
    return upload


def drop_upload(request: Request) -> None:
    """Forget the file that this browser sent."""
    request.app.state.uploads.pop(session_of(request), None)


async def upload_of(request: Request) -> Upload:
    """Return the file that a form brings under the name "file".

    Raises:
        InputRefused: No file was chosen, or an empty one.
        HTTPException: The form cannot be read.
    """
    sent = (await request.form(max_files=1, max_fields=500)).get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise refusal("no file was chosen.", "Choose one.", "no-file", "file")
    name = _UNSAFE.sub("_", re.split(r"[/\\]", sent.filename)[-1])[-LONGEST_NAME:].lstrip(".- ") or "file"
    try:
        return Upload(name, await sent.read())
    finally:
        await sent.close()


@contextmanager
def as_file(upload: Upload) -> Iterator[Path]:
    """Give the path of a file with that content, which lies in memory alone and is gone afterwards."""
    with memory_file(upload.name, upload.content) as path:
        yield path


@contextmanager
def as_database(upload: Upload) -> Iterator[Path]:
    """Do the same for a file that SQLite is to open."""
    with memory_copy(upload.name, upload.content) as path:
        yield path
