"""Which reminders go into the person's own calendar?"""

from starlette.requests import Request
from starlette.responses import Response

from zonewise.services.recording.plans import show_plan
from zonewise.services.sharing.calendar_file import CLOCKS, calendar_file, clock_times
from zonewise.web.diary_context import CurrentDiary
from zonewise.web.render import page
from zonewise.web.routers import diary_pages

router = diary_pages()

FILE = "reminders.ics"


@router.get("/plan/reminders")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show what the calendar file holds, and the times that can be set before it is fetched."""
    signed = show_plan(here.diary)
    if signed is None:
        return page(request, "plan_none.html")
    used = {intake.at for step in signed.plan.steps for intake in step.intakes}
    return page(
        request,
        "reminders.html",
        found=calendar_file(here.diary, as_of=here.as_of),
        clocks={name: clock.strftime("%H:%M") for name, clock in CLOCKS.items() if name in used},
    )


@router.get(f"/plan/{FILE}")
async def fetch(request: Request, here: CurrentDiary) -> Response:
    """Return the calendar file."""
    asked = request.query_params
    clocks = clock_times({name: asked[name] for name in CLOCKS if asked.get(name)})
    made = calendar_file(here.diary, clocks=clocks, named="named" in asked, as_of=here.as_of)
    headers = {"Content-Disposition": f'attachment; filename="{FILE}"'}
    return Response(made.content, media_type="text/calendar; charset=utf-8", headers=headers)
