"""What does the pharmacy have to make?"""

from starlette.requests import Request
from starlette.responses import Response

from zonewise.plan.dose_line import names_of
from zonewise.problem import InputRefused
from zonewise.services.sharing.order_sheet import MOST_WEEKS, USUAL_WEEKS, OrderSheet, order_sheet
from zonewise.web.diary_context import CurrentDiary
from zonewise.web.forms import Form, errors_of, form_of
from zonewise.web.render import page
from zonewise.web.routers import diary_pages

router = diary_pages()


@router.get("/plan/order")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show the sheet for the usual number of weeks."""
    return _page(request, order_sheet(here.diary, as_of=here.as_of), Form())


@router.post("/plan/order")
async def make(request: Request, here: CurrentDiary) -> Response:
    """Show the sheet for so many weeks, with what is to be left out; it is not kept, and never in an address."""
    form = await form_of(request)
    weeks = form.text("weeks")
    number = int(weeks) if weeks.isascii() and weeks.isdecimal() and len(weeks) < 4 else 0
    leave_out = names_of(form.text("leave_out"))
    try:
        return _page(request, order_sheet(here.diary, number, leave_out=leave_out, as_of=here.as_of), form)
    except InputRefused as refused:
        return _page(request, order_sheet(here.diary, as_of=here.as_of), form, refused)


def _page(request: Request, sheet: OrderSheet | None, typed: Form, refused: InputRefused | None = None) -> Response:
    if sheet is None:
        return page(request, "plan_none.html")
    return page(
        request,
        "order_sheet.html",
        status=422 if refused else 200,
        typed=typed,
        errors=errors_of(refused, ("weeks", "leave_out")) if refused else {},
        sheet=sheet,
        usual=USUAL_WEEKS,
        most=MOST_WEEKS,
    )
