"""How is a question answered where it is put?"""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused, Problem
from zonewise.services.base.new_entry import InputSource
from zonewise.services.recording.answers import LONG_ACTING, answer
from zonewise.web.diary_context import CurrentDiary
from zonewise.web.forms import form_of
from zonewise.web.render import back_to
from zonewise.web.routers import diary_pages

router = diary_pages()
FIRST_YEAR, LAST_YEAR = 1900, 2200
BACK = {"/": "questions", "/begin": "safety", "/medicines": "questions"}
"""Pages that put questions, with the part that holds them."""


@router.post("/answers")
async def write(request: Request, here: CurrentDiary) -> Response:
    """Write one answer down and go back to where it was asked."""
    form = await form_of(request)
    name, value, said_on = form.text("question"), form.text("answer"), form.text("last")
    detail = LONG_ACTING if form.has("long_acting") else ""
    answer(here.diary, {name: value}, day=day_of(said_on), detail=detail, hand=InputSource("web"))
    back = form.text("back", "/")
    return back_to(back if back in BACK else "/", "written", part=BACK.get(back, ""))


def day_of(text: str, field: str = "day") -> date | None:
    """Return the day that was typed; None where nothing was.

    Raises:
        InputRefused: It is no day.
    """
    try:
        day = date.fromisoformat(text) if text else None
        if day is None or FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
        raise ValueError
    except ValueError:
        found = f"'{text[:40]}' is not a day."
        raise InputRefused(
            [Problem("day", 0, found, "Write it as 2026-11-22.", "impossible-date", field=field)]
        ) from None
