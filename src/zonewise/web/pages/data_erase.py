"""How does everything leave this machine, and what stays beyond our reach?"""

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused, Problem
from zonewise.services.base.diary import Diary
from zonewise.services.custody.backups import BEYOND_REACH, erase, files_to_erase
from zonewise.store.refusals import DiaryRefused
from zonewise.web.access_control import AccessControl
from zonewise.web.diary_context import CurrentDiary, DiaryContext
from zonewise.web.forms import errors_of, form_of
from zonewise.web.render import page
from zonewise.web.routers import diary_pages

from .data import as_input, data_page, status_of

router = diary_pages()

WORD = "erase"
IN_THE_BROWSER = '"cache", "storage"'
"""What a browser kept of the pages goes too: the last Today, and check-ins that wait."""


@router.get("/data/erase")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show what would be deleted, and ask for the word."""
    try:
        return _page(request, here)
    except DiaryRefused as refused:
        return data_page(request, here, refused)


@router.post("/data/erase")
async def go(request: Request, here: CurrentDiary) -> Response:
    """Delete everything when the word was typed."""
    form = await form_of(request)
    door: AccessControl = request.app.state.door
    try:
        if door.phone:
            found = "other devices can reach the pages, and an empty diary would stand open to them."
            expected = "End zonewise on the computer first, then use: zonewise erase."
            raise InputRefused([Problem("form", 0, found, expected, "phone-needs-passphrase")])
        if form.text("word").casefold() != WORD:
            raise InputRefused([Problem("form", 0, "this is another word.", f"Type: {WORD}.", "other-word", "word")])
        done = await anyio.to_thread.run_sync(erase, here.diary)
    except InputRefused as refused:
        return _page(request, here, refused)
    except DiaryRefused as refused:
        return _page(request, here, as_input(refused), status=status_of(refused))
    request.app.state.uploads.clear()
    door.go_on(request, Diary(here.diary.place))
    answer = page(request, "erased.html", files=len(done.files), beyond_reach=done.beyond_reach)
    answer.headers["Clear-Site-Data"] = IN_THE_BROWSER
    return answer


def _page(
    request: Request, here: DiaryContext, refused: InputRefused | None = None, *, status: int | None = None
) -> Response:
    return page(
        request,
        "data_erase.html",
        status=status or status_of(refused),
        files=[each.name for each in files_to_erase(here.diary)],
        word=WORD,
        beyond_reach=BEYOND_REACH,
        errors=errors_of(refused, ("word",)) if refused else {},
    )
