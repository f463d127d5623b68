"""Is the new bottle the one meant?"""

import uuid

from starlette.requests import Request
from starlette.responses import Response

from zonewise.plan.prescribed_plan import FORMS
from zonewise.problem import InputRefused
from zonewise.services.base.new_entry import InputSource, checked_key
from zonewise.services.recording.plans import NewBottle, bottles_at_hand, finish_bottle, new_bottle, show_plan
from zonewise.web.diary_context import CurrentDiary, DiaryContext
from zonewise.web.forms import Form, errors_of, form_of
from zonewise.web.render import back_to, page
from zonewise.web.routers import diary_pages

router = diary_pages()

FIELDS = ("bottle.1.strength", "bottle.1.form", "bottle.1.lot", "bottle.1.discard-after", "fillers", "dyes")


@router.get("/plan/bottle")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show the bottles at hand and the form for a new one."""
    return _page(request, here, Form())


@router.post("/plan/bottle")
async def add(request: Request, here: CurrentDiary) -> Response:
    """Compare a new bottle with the last one; write it down when nothing differs, or when that was confirmed."""
    form = await form_of(request)
    try:
        hand = InputSource("web", checked_key(form.text("key")))
        fields = {name: form.text(name) for name in FIELDS}
        # A word about what differed counts for that label alone, not for one that was changed after it was compared.
        confirmed = form.has("confirmed") and form.text("compared") == _label(form)
        found = new_bottle(here.diary, fields, confirmed=confirmed, hand=hand)
    except InputRefused as refused:
        return _page(request, here, form, refused=refused)
    return back_to("/plan/bottle", "written") if found.stored else _page(request, here, form, found=found)


@router.post("/plan/bottle/finished")
async def finish(request: Request, here: CurrentDiary) -> Response:
    """Take a bottle out that is used up or thrown away."""
    form = await form_of(request)
    try:
        finish_bottle(here.diary, _number(form.text("number")), form.text("words"), hand=InputSource("web"))
    except InputRefused as refused:
        return _page(request, here, Form(), refused=refused)
    return back_to("/plan/bottle", "saved")


def _label(form: Form) -> str:
    return "|".join(form.text(name) for name in FIELDS)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def _page(
    request: Request,
    here: DiaryContext,
    typed: Form,
    *,
    refused: InputRefused | None = None,
    found: NewBottle | None = None,
) -> Response:
    signed = show_plan(here.diary)
    return page(
        request,
        "bottle.html",
        status=422 if request.method == "POST" else 200,
        typed=typed,
        errors=errors_of(refused, FIELDS) if refused else {},
        signed=signed,
        bottles=bottles_at_hand(here.diary, here.as_of),
        found=found,
        label=_label(typed),
        forms=FORMS,
        key=typed.text("key") or str(uuid.uuid4()),
    )
