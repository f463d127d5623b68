"""What does a person do first?"""

from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused
from zonewise.report.entry_words import choices
from zonewise.services.base.new_entry import InputSource
from zonewise.services.base.profile import time_zones
from zonewise.services.reading.emergency_help import countries
from zonewise.services.recording.answers import set_profile
from zonewise.services.recording.doses import record_dose_history
from zonewise.services.recording.first_steps import first_steps
from zonewise.web.diary_context import CurrentDiary, DiaryContext
from zonewise.web.forms import Form, errors_of, form_of
from zonewise.web.render import back_to, page
from zonewise.web.routers import diary_pages

from .answers import day_of
from .today import question_form

router = diary_pages()
PLACE_FIELDS = ("timezone", "country")
DOSE_FIELDS = ("dose", "since")


@router.get("/begin")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show the first steps with what is done of them."""
    return _page(request, here)


@router.post("/begin/place")
async def place(request: Request, here: CurrentDiary) -> Response:
    """Write time zone and country down."""
    form = await form_of(request)
    fields = {name: form.text(name) for name in PLACE_FIELDS if form.text(name)}
    try:
        if fields:
            set_profile(here.diary, fields, day=None, hand=InputSource("web"))
    except InputRefused as refused:
        return _page(request, here, form, refused, PLACE_FIELDS, "place")
    return back_to("/begin", "saved")


@router.post("/begin/doses")
async def doses(request: Request, here: CurrentDiary) -> Response:
    """Write down what was taken before the diary began."""
    form = await form_of(request)
    try:
        since = day_of(form.text("since"), "since")
        if since is None:
            day_of("-", "since")
        else:
            record_dose_history(here.diary, form.text("dose"), since, hand=InputSource("web"))
    except InputRefused as refused:
        return _page(request, here, form, refused, DOSE_FIELDS, "phase")
    return back_to("/begin", "written", part="doses")


def _page(
    request: Request, here: DiaryContext, typed: Form | None = None, refused: InputRefused | None = None,
    fields: tuple[str, ...] = (), opened: str = "",
) -> Response:  # fmt: skip
    steps, rule_set = first_steps(here.diary), here.protocol.rule_set
    phase = rule_set.prompts.get("phase")
    return page(
        request,
        "begin.html",
        status=422 if refused else 200,
        typed=typed or Form(),
        errors=errors_of(refused, fields) if refused else {},
        steps=steps,
        open=opened,
        zones=time_zones(),
        countries=countries(here.protocol),
        phases=choices(phase) if phase is not None else (),
        phase_asked=phase.short if phase is not None else "",
        unanswered=[question_form(name, rule_set.facts[name].ask, rule_set) for name in steps.unanswered],
    )
