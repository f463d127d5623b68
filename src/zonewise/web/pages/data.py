"""A person's own data: export, backups and what takes its place from one, and how all of it is erased."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from zonewise.problem import InputRefused
from zonewise.report.words import BACKUP_KINDS, local_minute, size_words
from zonewise.services.base.diary import Diary
from zonewise.services.custody.backups import (
    BEYOND_REACH,
    back_up,
    copies_in_the_clear,
    erase,
    export_bytes,
    files_to_erase,
    list_backups,
    needs_passphrase,
    restore,
)
from zonewise.services.custody.failed_tries import FailedTry, SuccessfulLogin, failed_tries, successful_logins
from zonewise.services.custody.passphrase import Secret, is_encrypted
from zonewise.store.backups import Backup
from zonewise.store.refusals import DiaryRefused
from zonewise.web.access_control import access_of, is_loopback
from zonewise.web.diary_context import CurrentDiary, DiaryContext, diary_pages
from zonewise.web.forms import (
    Form,
    Refused,
    SentForm,
    TooManyAttempts,
    as_database,
    drop_upload,
    keep_upload,
    kept_upload,
    refusal,
    upload_of,
)
from zonewise.web.render import CLEARED, back_to, download, page
from zonewise.web.session import keep_session

router = diary_pages()

EXPORT = "zonewise-diary.csv"
AS_FILE = "application/octet-stream"
WORD = "erase"


class BackupRow(NamedTuple):
    """A backup as the page shows it: its file, the minute it was made; its size, whether it is encrypted, and why."""

    name: str
    when: str
    words: str


@router.get("/data")
async def show(request: Request, context: CurrentDiary) -> Response:
    """Show what can be done with one's data; the diary is not opened for it, so it works for a damaged one too."""
    return data_page(request, context)


@router.get("/data/export")
def export(context: CurrentDiary) -> Response:
    """Give every entry as a plain table."""
    return download(export_bytes(context.diary), "text/csv; charset=utf-8", EXPORT)


@router.post("/data/backup")
async def make_backup(request: Request, context: CurrentDiary) -> Response:
    """Make a backup now."""
    try:
        await anyio.to_thread.run_sync(back_up, context.diary)
    except DiaryRefused as refused:
        return data_page(request, context, refused)
    return back_to("/data", "backed-up", part="backups")


@router.get("/data/backup")
@router.get("/data/import")
async def show_data() -> Response:
    """Lead from the address of a form to the page that holds it."""
    return back_to("/data")


@router.get("/data/backups/{name}")
async def fetch_backup(context: CurrentDiary, name: str) -> Response:
    """Give one of the backups, by the name it has in the list."""
    backup = backup_named(context.diary, name)
    if backup is None:
        raise HTTPException(404, "not-found")
    return FileResponse(backup.path, media_type=AS_FILE, filename=backup.path.name)


@router.get("/data/erase")
async def show_erase(request: Request, context: CurrentDiary) -> Response:
    """Show what would be deleted, and ask for the word."""
    try:
        return _erase_page(request, context)
    except DiaryRefused as refused:
        return data_page(request, context, refused)


@router.post("/data/erase")
async def erase_all(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Delete everything when the word was typed."""
    access = access_of(request)
    try:
        if access.phone:
            fault = "other devices can reach the pages, and an empty diary would stand open to them."
            expected = "End zonewise on the computer first, then use: zonewise erase."
            raise refusal(fault, expected, "phone-needs-passphrase")
        if form.text("word").casefold() != WORD:
            raise refusal("this is another word.", f"Type: {WORD}.", "other-word", "word")
        done = await anyio.to_thread.run_sync(erase, context.diary)
    except (InputRefused, DiaryRefused) as refused:
        return _erase_page(request, context, refused)
    request.app.state.uploads.clear()
    request.app.state.damage = None
    access.change_key(request, Diary(context.diary.place))
    answer = page(request, "erased.html", files=len(done.files), beyond_reach=done.beyond_reach)
    answer.headers["Clear-Site-Data"] = CLEARED
    return answer


def _erase_page(request: Request, context: DiaryContext, refused: Refused | None = None) -> Response:
    return page(
        request,
        "data_erase.html",
        refused=refused,
        fields=("word",),
        files=[file.name for file in files_to_erase(context.diary)],
        word=WORD,
        beyond_reach=BEYOND_REACH,
    )


def data_page(
    request: Request,
    context: DiaryContext,
    refused: Refused | None = None,
    known: tuple[str, ...] = (),
    typed: Form | None = None,
) -> Response:
    """Return the page, with what was refused beside its field or on top.

    Args:
        refused: What was refused, or None.
        known: Fields that a problem may stand beside.
        typed: What its fields hold.
    """
    try:
        backups, clinic = list_backups(context.diary), None
    except DiaryRefused as its_own:
        backups, clinic = (), its_own.problem
    return page(
        request,
        "data.html",
        refused=refused,
        fields=known,
        typed=typed,
        backups=[listed(backup) for backup in backups],
        clinic=clinic,
        encrypted=is_encrypted(context.diary),
        clear=() if clinic else [path.name for path in copies_in_the_clear(context.diary)],
        failed=() if context.example else tries_in_words(failed_tries(context.diary)),
        logins=() if context.example else tries_in_words(successful_logins(context.diary)),
    )


def tries_in_words(tries: Iterable[FailedTry | SuccessfulLogin]) -> tuple[str, ...]:
    """Return each passphrase that was given in words, the latest first: when, and from where."""
    return tuple(
        f"{local_minute(one.at)}, {'this computer' if is_loopback(one.network) else one.network}"
        for one in reversed(tuple(tries))
    )


def listed(backup: Backup) -> BackupRow:
    """Return a backup in words."""
    words = (size_words(backup.size), "encrypted" if backup.encrypted else "not encrypted", BACKUP_KINDS[backup.kind])
    return BackupRow(backup.path.name, local_minute(backup.made_at), ", ".join(filter(None, words)))


def backup_named(diary: Diary, name: str) -> Backup | None:
    """Return the backup of that name in the diary's own folder, or None; a name is never made into a path."""
    return next((backup for backup in list_backups(diary) if backup.path.name == name), None)


@router.get("/data/restore")
async def show_restore(request: Request, context: CurrentDiary) -> Response:
    """Ask whether a backup from the list is to take the diary's place."""
    try:
        return _confirm(request, context, request.query_params.get("backup", ""))
    except InputRefused as refused:
        return data_page(request, context, refused)


@router.post("/data/restore")
async def put_back(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Take a file to look at, or put the one that was looked at in the diary's place."""
    name = form.text("backup")
    try:
        if form.text("do") != "save":
            keep_upload(request, await upload_of(request))
            return _confirm(request, context, "")
        return await _restored(request, context, form, name)
    except (TooManyAttempts, DiaryRefused) as refused:
        return _confirm(request, context, name, refused)
    except InputRefused as refused:
        return data_page(request, context, refused, ("file",))


async def _restored(request: Request, context: DiaryContext, form: Form, name: str) -> Response:
    access = access_of(request)
    with _copy(request, context, name) as (path, _):
        if needs_passphrase(context.diary, path):
            secret = Secret(form.as_typed("passphrase"))
            done = await access.try_passphrase(request, partial(restore, context.diary, path, secret))
        else:
            done = await anyio.to_thread.run_sync(restore, context.diary, path)
    if not name:
        drop_upload(request)
    access.change_key(request, done.diary)
    request.app.state.damage = None  # the file that it was found in is a backup now
    answer = back_to("/data", "restored" if done.kept is not None else "restored-new")
    keep_session(request, answer)
    return answer


def _confirm(request: Request, context: DiaryContext, name: str, refused: Refused | None = None) -> Response:
    with _copy(request, context, name) as (path, row):
        locked = needs_passphrase(context.diary, path)
    fields = ("passphrase",)
    return page(request, "data_restore.html", refused=refused, fields=fields, backup=name, shown=row, locked=locked)


@contextmanager
def _copy(request: Request, context: DiaryContext, name: str) -> Iterator[tuple[Path, BackupRow]]:
    """Give a backup from the list with its row, or the file that this browser sent where no name is given.

    Raises:
        InputRefused: It is not there.
    """
    if name:
        backup = backup_named(context.diary, name)
        if backup is None:
            raise refusal("there is no such backup any more.", "Choose another one.", "no-backup")
        yield backup.path, listed(backup)
    else:
        upload = kept_upload(request)
        with as_database(upload) as path:
            yield path, BackupRow(upload.name, "", size_words(len(upload.content)))
