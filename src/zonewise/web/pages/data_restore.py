"""How does a backup take the place of the diary: from the list, or from a file that a person kept elsewhere?"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused, Problem
from zonewise.report.words import size_words
from zonewise.services.custody.backups import needs_passphrase, restore
from zonewise.services.custody.passphrase import Secret
from zonewise.store.refusals import DiaryRefused
from zonewise.web.access_control import AccessControl, TooManyAttempts
from zonewise.web.diary_context import CurrentDiary, DiaryContext
from zonewise.web.forms import Form, errors_of, form_of
from zonewise.web.render import back_to, page
from zonewise.web.routers import diary_pages
from zonewise.web.session import keep_session
from zonewise.web.uploads import Uploads, as_file, upload_of

from .data import BackupRow, as_input, backup_named, data_page, listed, status_of
from .unlock import too_many

router = diary_pages()


@router.get("/data/restore")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Ask whether a backup from the list is to take the diary's place."""
    try:
        return _confirm(request, here, request.query_params.get("backup", ""))
    except InputRefused as refused:
        return data_page(request, here, refused)


@router.post("/data/restore")
async def put_back(request: Request, here: CurrentDiary) -> Response:
    """Take a file to look at, or put the one that was looked at in the diary's place."""
    uploads: Uploads = request.app.state.uploads
    form = await form_of(request)
    name = form.text("backup")
    try:
        if form.text("do") != "save":
            uploads.keep(request, await upload_of(request))
            return _confirm(request, here, "")
        return await _restored(request, here, form, name)
    except TooManyAttempts as tried:
        return too_many(_confirm(request, here, name, tried.refused), tried)
    except InputRefused as refused:
        return data_page(request, here, refused, ("file",))
    except DiaryRefused as refused:
        field = "passphrase" if refused.code in ("wrong-passphrase", "passphrase-needed") else ""
        return _confirm(request, here, name, as_input(refused, field), status=status_of(refused))


async def _restored(request: Request, here: DiaryContext, form: Form, name: str) -> Response:
    door: AccessControl = request.app.state.door
    with _file(request, here, name) as path:
        if needs_passphrase(here.diary, path):
            secret = Secret(form.as_typed("passphrase"))
            done = await door.checked(request, partial(restore, here.diary, path, secret))
        else:
            done = await anyio.to_thread.run_sync(restore, here.diary, path)
    if not name:
        request.app.state.uploads.drop(request)
    if done.diary.key != here.diary.key:
        door.go_on(request, done.diary)
    answer = back_to("/data", "restored" if done.kept is not None else "restored-new")
    keep_session(request, answer)
    return answer


def _confirm(
    request: Request, here: DiaryContext, name: str, refused: InputRefused | None = None, *, status: int | None = None
) -> Response:
    with _file(request, here, name) as path:
        locked = needs_passphrase(here.diary, path)
    return page(
        request,
        "data_restore.html",
        status=status or status_of(refused),
        backup=name,
        shown=_shown(request, here, name),
        locked=locked,
        errors=errors_of(refused, ("passphrase",)) if refused else {},
    )


def _shown(request: Request, here: DiaryContext, name: str) -> BackupRow:
    found = backup_named(here.diary, name) if name else None
    if found is not None:
        return listed(found)
    upload = request.app.state.uploads.of(request)
    return BackupRow(upload.name, "", size_words(len(upload.content)))


@contextmanager
def _file(request: Request, here: DiaryContext, name: str) -> Iterator[Path]:
    """Give the path of a backup from the list, or of the file that this browser sent where no name is given.

    Raises:
        InputRefused: It is not there.
    """
    if name:
        found = backup_named(here.diary, name)
        if found is None:
            problem = Problem("form", 0, "there is no such backup any more.", "Choose another one.", "no-backup")
            raise InputRefused([problem])
        yield found.path
    else:
        uploads: Uploads = request.app.state.uploads
        with as_file(uploads.of(request)) as path:
            yield path
