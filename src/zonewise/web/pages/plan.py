"""What does the plan say, and what lies ahead of it?"""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from zonewise.report.month_calendar import months
from zonewise.services.reading.plan_ahead import plan_ahead
from zonewise.services.recording.plans import bottles_at_hand, show_plan
from zonewise.web.diary_context import CurrentDiary
from zonewise.web.render import page
from zonewise.web.routers import diary_pages

router = diary_pages()

MARKS = {
    "step": "step",
    "review": "review",
    "refill": "order",
    "discard": "ends",
    "no-ldn": "pause",
    "operation": "op",
}
"""What a calendar's cell says of each kind of day: short, as seven of them stand side by side on a phone."""


@router.get("/plan")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show the plan in force with the coming days, or how one is entered."""
    signed = show_plan(here.diary)
    if signed is None:
        return page(request, "plan_none.html")
    ahead = plan_ahead(here.diary, here.as_of)
    marks: dict[date, list[str]] = {}
    for due in ahead.due:
        marks.setdefault(due.day, []).append(MARKS[due.kind])
    return page(
        request,
        "plan.html",
        signed=signed,
        ahead=ahead,
        months=months(marks, ahead.today.as_of),
        marks=marks,
        bottles=bottles_at_hand(here.diary, here.as_of),
    )
