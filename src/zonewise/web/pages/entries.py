"""How is something that was written down corrected or taken back?"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zonewise.model.entry import Entry
from zonewise.problem import InputRefused
from zonewise.services.base.diary import Diary
from zonewise.services.base.new_entry import InputSource
from zonewise.services.recording.entries import CORRECTABLE, correct, entry_in_force
from zonewise.web.diary_context import CurrentDiary
from zonewise.web.forms import errors_of, form_of
from zonewise.web.render import back_to, page
from zonewise.web.routers import diary_pages

router = diary_pages()


@router.get("/entries/{entry_id}")
async def show(request: Request, here: CurrentDiary, entry_id: str) -> Response:
    """Show one entry with what can be done about it."""
    return page(request, "entry.html", entry=_entry(here.diary, entry_id), correctable=CORRECTABLE)


@router.post("/entries/{entry_id}")
async def change(request: Request, here: CurrentDiary, entry_id: str) -> Response:
    """Give the entry another value, or take it back."""
    form = await form_of(request)
    entry = _entry(here.diary, entry_id)
    back = form.has("take_back")
    try:
        correct(here.diary, entry_id, None if back else form.text("value"), hand=InputSource("web"))
    except InputRefused as refused:
        errors = {"value": errors_of(refused, ())[""]}
        return page(request, "entry.html", status=422, typed=form, errors=errors, entry=entry, correctable=CORRECTABLE)
    return back_to("/check-in", "taken-back" if back else "corrected", day=entry.day.isoformat())


def _entry(diary: Diary, entry_id: str) -> Entry:
    found = entry_in_force(diary, entry_id)
    if found is None:
        raise HTTPException(404, "not-found")
    return found
