"""How does a person stop, or go down?"""

from starlette.requests import Request
from starlette.responses import Response

from zonewise.services.base.new_entry import InputSource
from zonewise.services.reading.plan_ahead import plan_ahead, stopping
from zonewise.services.recording.answers import record_stopping
from zonewise.web.diary_context import CurrentDiary
from zonewise.web.forms import form_of
from zonewise.web.render import back_to, page
from zonewise.web.routers import diary_pages

router = diary_pages()

NOTICES = ("lost-tolerance", "do-not-override")


@router.get("/plan/stop")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show what is known about stopping and what the plan says of the way out."""
    notices = here.protocol.notices.notices
    ahead = plan_ahead(here.diary, here.as_of)
    return page(
        request,
        "stopping.html",
        way=stopping(ahead),
        ahead=ahead,
        known=notices["stopping"].text,
        notices=[notices[name] for name in NOTICES],
    )


@router.post("/plan/stop")
async def tell(request: Request, here: CurrentDiary) -> Response:
    """Write down that the person wants to stop, has stopped, or goes on."""
    form = await form_of(request)
    record_stopping(here.diary, form.text("wish"), hand=InputSource("web"))
    return back_to("/plan/stop", "written")
