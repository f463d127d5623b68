"""Where is a person's own data: what goes in and out, which backups are there, is it encrypted?"""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from zonewise.problem import InputRefused, Problem
from zonewise.report.words import BACKUP_KINDS, local_minute, size_words
from zonewise.services.base.diary import Diary
from zonewise.services.custody.backups import back_up, export_csv, list_backups
from zonewise.services.custody.passphrase import is_encrypted
from zonewise.store.backups import Backup
from zonewise.store.refusals import DiaryRefused
from zonewise.web.access_control import AccessControl
from zonewise.web.diary_context import CurrentDiary, DiaryContext
from zonewise.web.errors import DIARY_STATUS
from zonewise.web.forms import errors_of
from zonewise.web.render import back_to, page
from zonewise.web.routers import diary_pages

router = diary_pages()

EXPORT = "zonewise-diary.csv"
AS_FILE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup as the page shows it.

    Attributes:
        name: Of its file.
        when: The minute it was made.
        words: Size, whether it is encrypted, and why it was made.
    """

    name: str
    when: str
    words: str


@router.get("/data")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show what can be done with one's data; the diary is not opened for it, so it works for a damaged one too."""
    return data_page(request, here)


@router.get("/data/export")
async def export(here: CurrentDiary) -> Response:
    """Give every entry as a plain table."""
    content = await anyio.to_thread.run_sync(_export, here.diary)
    return Response(content, media_type="text/csv; charset=utf-8", headers=_as_download(EXPORT))


@router.post("/data/backup")
async def backup(request: Request, here: CurrentDiary) -> Response:
    """Make a backup now."""
    try:
        await anyio.to_thread.run_sync(back_up, here.diary)
    except DiaryRefused as refused:
        return data_page(request, here, refused)
    return back_to("/data", "backed-up", part="backups")


@router.get("/data/backup")
async def backups() -> Response:
    """Lead to the backups there are."""
    return back_to("/data", part="backups")


@router.get("/data/backups/{name}")
async def download(here: CurrentDiary, name: str) -> Response:
    """Give one of the backups, by the name it has in the list."""
    found = backup_named(here.diary, name)
    if found is None:
        raise HTTPException(404, "not-found")
    return FileResponse(found.path, media_type=AS_FILE, headers=_as_download(found.path.name))


def data_page(
    request: Request,
    here: DiaryContext,
    refused: DiaryRefused | InputRefused | None = None,
    known: tuple[str, ...] = (),
) -> Response:
    """Return the page, with what was refused beside its field or on top.

    Args:
        request: What is answered.
        here: Whose data.
        refused: What was refused, or None.
        known: Fields that a problem may stand beside.
    """
    door: AccessControl = request.app.state.door
    try:
        found, clinic = list_backups(here.diary), None
    except DiaryRefused as its_own:
        found, clinic = (), its_own.problem
    return page(
        request,
        "data.html",
        status=status_of(refused),
        backups=[listed(each) for each in found],
        clinic=clinic,
        encrypted=is_encrypted(here.diary),
        can_lock=door.can_lock and not here.example,
        errors=errors_of(as_input(refused), known) if refused else {},
    )


def listed(backup: Backup) -> BackupRow:
    """Return a backup in words."""
    words = (size_words(backup.size), "encrypted" if backup.encrypted else "not encrypted", BACKUP_KINDS[backup.kind])
    return BackupRow(backup.path.name, local_minute(backup.made_at), ", ".join(filter(None, words)))


def backup_named(diary: Diary, name: str) -> Backup | None:
    """Return the backup of that name in the diary's own folder, or None; a name is never made into a path."""
    return next((each for each in list_backups(diary) if each.path.name == name), None)


WORDS_HERE = {
    "already-encrypted": "Change it instead.",
    "not-encrypted": "Set one first.",
    "no-backup": "Choose another one.",
    "no-diary": "Write something down first.",
}
"""What to do where a refusal names a command."""


def as_input(refused: DiaryRefused | InputRefused, field: str = "") -> InputRefused:
    """Return a refusal of the diary as one of a form."""
    if isinstance(refused, InputRefused):
        return refused
    found = refused.problem
    return InputRefused(
        [Problem("form", 0, found.found, WORDS_HERE.get(refused.code, found.expected), refused.code, field=field)]
    )


def status_of(refused: DiaryRefused | InputRefused | None) -> int:
    """Return the status of a page that says what was refused."""
    if refused is None:
        return 200
    return 422 if isinstance(refused, InputRefused) else DIARY_STATUS.get(refused.code, 422)


def _export(diary: Diary) -> bytes:
    with TemporaryDirectory(prefix="zonewise-") as folder:
        path = Path(folder) / EXPORT
        export_csv(diary, path)
        return path.read_bytes()


def _as_download(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
