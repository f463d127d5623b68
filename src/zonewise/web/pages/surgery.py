"""From when is no LDN taken before an operation?"""

from datetime import time

from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused, Problem
from zonewise.services.base.new_entry import InputSource
from zonewise.services.recording.surgery import coming_operations, write_surgery
from zonewise.web.diary_context import CurrentDiary, DiaryContext
from zonewise.web.forms import Form, errors_of, form_of
from zonewise.web.render import back_to, page
from zonewise.web.routers import diary_pages

from .answers import day_of

router = diary_pages()

FIELDS = ("surgery_day", "surgery_at")
NO_DAY = Problem("surgery", 0, "no day is written here.", "Write the day of the operation.", "empty", "surgery_day")
NOTICES = ("surgery", "pain-relief-needed", "do-not-override", "lost-tolerance", "opioids")


@router.get("/plan/surgery")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show the operations that are written down and the form for one."""
    return _page(request, here, Form())


@router.post("/plan/surgery")
async def write(request: Request, here: CurrentDiary) -> Response:
    """Write an operation down, so that guidance pauses before it; the same one sent twice counts once."""
    form = await form_of(request)
    try:
        day = day_of(form.text("surgery_day"), "surgery_day")
        if day is None:
            raise InputRefused([NO_DAY])
        write_surgery(here.diary, day, _time_of(form.text("surgery_at")), hand=InputSource("web"))
    except InputRefused as refused:
        return _page(request, here, form, refused)
    return back_to("/plan/surgery", "written")


def _time_of(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None) if text else None
    except ValueError:
        found = f"'{text[:40]}' is not a time."
        problem = Problem("surgery", 0, found, "Write it as 08:30.", "impossible-time", field="surgery_at")
        raise InputRefused([problem]) from None


def _page(request: Request, here: DiaryContext, typed: Form, refused: InputRefused | None = None) -> Response:
    notices = here.protocol.notices.notices
    return page(
        request,
        "surgery.html",
        status=422 if refused else 200,
        typed=typed,
        errors=errors_of(refused, FIELDS) if refused else {},
        operations=coming_operations(here.diary, here.as_of),
        notices=[notices[name] for name in NOTICES],
    )
