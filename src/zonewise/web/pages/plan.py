"""The plan and what lies ahead: bottles, reminders, the pharmacy's sheet, a pause for an operation, and stopping."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from zonewise.course.changes import course_changes
from zonewise.guidance.protocol import Protocol
from zonewise.plan.dose_line import names_of
from zonewise.plan.prescribed_plan import FORMS, USUAL_CLOCKS
from zonewise.problem import InputRefused
from zonewise.report.course_words import NO_CHANGE, change_words
from zonewise.report.month_calendar import months
from zonewise.rules.notices import Notice
from zonewise.services.base.diary import entries_so_far
from zonewise.services.base.new_entry import InputSource, checked_key
from zonewise.services.reading.plan_ahead import plan_ahead, stopping
from zonewise.services.recording.answers import record_stopping
from zonewise.services.recording.plans import NewBottle, bottles_at_hand, finish_bottle, new_bottle, show_plan
from zonewise.services.recording.signed_messages import signature_of_plan
from zonewise.services.recording.surgery import coming_operations, write_surgery
from zonewise.services.sharing.calendar_file import CHECK_IN, CHECK_IN_CLOCK, calendar_file, clock_times
from zonewise.services.sharing.order_sheet import MOST_WEEKS, USUAL_WEEKS, OrderSheet, order_sheet
from zonewise.web.diary_context import CurrentDiary, DiaryContext, diary_pages
from zonewise.web.forms import Form, SentForm, number_of, refusal
from zonewise.web.render import back_to, download, page

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
REMINDERS = "reminders.ics"


@router.get("/plan")
async def show(request: Request, context: CurrentDiary) -> Response:
    """Show the plan in force with the coming days, or how one is entered."""
    signed = show_plan(context.diary)
    if signed is None:
        return page(request, "plan_none.html")
    ahead = plan_ahead(context.diary, context.as_of)
    marks: dict[date, list[str]] = {}
    for due in ahead.due:
        marks.setdefault(due.day, []).append(MARKS[due.kind])
    return page(
        request,
        "plan.html",
        signed=signed,
        signature=signature_of_plan(entries_so_far(context.diary)),
        ahead=ahead,
        months=months(marks, ahead.today.as_of),
        marks=marks,
        bottles=bottles_at_hand(context.diary, context.as_of),
    )


@router.get("/plan/reminders")
async def show_reminders(request: Request, context: CurrentDiary) -> Response:
    """Show what the calendar file holds, and the times that can be set before it is fetched."""
    signed = show_plan(context.diary)
    clocks = {CHECK_IN: CHECK_IN_CLOCK, **USUAL_CLOCKS}
    intakes = [intake.at for step in signed.plan.steps for intake in step.intakes] if signed else []
    used = {CHECK_IN, *intakes}
    return page(
        request,
        "reminders.html",
        calendar=calendar_file(context.diary, as_of=context.as_of),
        has_plan=signed is not None,
        clocks={name: clock.strftime("%H:%M") for name, clock in clocks.items() if name in used},
    )


@router.get(f"/plan/{REMINDERS}")
async def fetch_reminders(request: Request, context: CurrentDiary) -> Response:
    """Return the calendar file."""
    asked = request.query_params
    clocks = clock_times({name: asked[name] for name in (*USUAL_CLOCKS, CHECK_IN) if asked.get(name)})
    calendar = calendar_file(context.diary, clocks=clocks, named="named" in asked, as_of=context.as_of)
    return download(calendar.content, "text/calendar; charset=utf-8", REMINDERS)


@router.get("/plan/order")
async def show_order(request: Request, context: CurrentDiary) -> Response:
    """Show the pharmacy's sheet for the usual number of weeks."""
    return _order_page(request, order_sheet(context.diary, as_of=context.as_of), Form())


@router.post("/plan/order")
def make_order(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Show the sheet for so many weeks, with what is to be left out; it is not kept, and never in an address."""
    weeks, leave_out = number_of(form.text("weeks")), names_of(form.text("leave_out"))
    try:
        return _order_page(request, order_sheet(context.diary, weeks, leave_out=leave_out, as_of=context.as_of), form)
    except InputRefused as refused:
        return _order_page(request, order_sheet(context.diary, as_of=context.as_of), form, refused)


def _order_page(
    request: Request, sheet: OrderSheet | None, typed: Form, refused: InputRefused | None = None
) -> Response:
    if sheet is None:
        return page(request, "plan_none.html")
    return page(
        request,
        "order_sheet.html",
        refused=refused,
        fields=("weeks", "leave_out"),
        typed=typed,
        sheet=sheet,
        usual=USUAL_WEEKS,
        most=MOST_WEEKS,
    )


BOTTLE_FIELDS = ("bottle.1.strength", "bottle.1.form", "bottle.1.lot", "bottle.1.discard-after", "fillers", "dyes")


@router.get("/plan/bottle")
async def show_bottles(request: Request, context: CurrentDiary) -> Response:
    """Show the bottles at hand and the form for a new one."""
    return _bottle_page(request, context, Form())


@router.post("/plan/bottle")
def add_bottle(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Compare a new bottle with the last one; write it down when nothing differs, or when that was confirmed."""
    try:
        hand = InputSource("web", checked_key(form.text("key")))
        fields = {name: form.text(name) for name in BOTTLE_FIELDS}
        # A word about what differed counts for that label alone, not for one that was changed after it was compared.
        confirmed = form.has("confirmed") and form.text("compared") == _label(form)
        bottle = new_bottle(context.diary, fields, confirmed=confirmed, hand=hand)
    except InputRefused as refused:
        return _bottle_page(request, context, form, refused=refused)
    return back_to("/plan/bottle", "written") if bottle.stored else _bottle_page(request, context, form, bottle=bottle)


@router.post("/plan/bottle/finished")
def end_bottle(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Take a bottle out that is used up or thrown away."""
    try:
        finish_bottle(context.diary, number_of(form.text("number")), form.text("words"), hand=InputSource("web"))
    except InputRefused as refused:
        return _bottle_page(request, context, Form(), refused=refused)
    return back_to("/plan/bottle", "saved")


def _label(form: Form) -> str:
    return "|".join(form.text(name) for name in BOTTLE_FIELDS)


def _bottle_page(
    request: Request, context: DiaryContext, typed: Form, *, refused: InputRefused | None = None,
    bottle: NewBottle | None = None,
) -> Response:  # fmt: skip
    signed = show_plan(context.diary)
    return page(
        request,
        "bottle.html",
        status=422 if request.method == "POST" else 200,
        typed=typed,
        refused=refused,
        fields=BOTTLE_FIELDS,
        signed=signed,
        bottles=bottles_at_hand(context.diary, context.as_of),
        compared=bottle,
        label=_label(typed),
        forms=FORMS,
    )


STOPPING_NOTICES = ("lost-tolerance", "do-not-override")
SURGERY_NOTICES = ("surgery", "pain-relief-needed", "do-not-override", "lost-tolerance", "opioids")


@router.get("/plan/course")
async def show_course(request: Request, context: CurrentDiary) -> Response:
    """Show when and why the recommended dose changed."""
    changes = course_changes(plan_ahead(context.diary, context.as_of).today.snapshot.recommended)
    shown = [(change.day, change_words(change, context.protocol.rule_set)) for change in reversed(changes)]
    return page(request, "course.html", changes=shown, nothing=NO_CHANGE)


@router.get("/plan/stop")
async def show_stopping(request: Request, context: CurrentDiary) -> Response:
    """Show what is known about stopping and what the plan says of the way out."""
    ahead = plan_ahead(context.diary, context.as_of)
    known = context.protocol.notices.notices["stopping"].text
    way, notices = stopping(ahead), _notices(context.protocol, *STOPPING_NOTICES)
    return page(request, "stopping.html", way=way, ahead=ahead, known=known, notices=notices)


@router.post("/plan/stop")
def write_stopping(context: CurrentDiary, form: SentForm) -> Response:
    """Write down that the person wants to stop, has stopped, or goes on."""
    record_stopping(context.diary, form.text("wish"), hand=InputSource("web"))
    return back_to("/plan/stop", "written")


@router.get("/plan/surgery")
async def show_surgery(request: Request, context: CurrentDiary) -> Response:
    """Show the operations that are written down, from when no LDN is taken before each, and the form for one."""
    return _surgery_page(request, context, Form())


@router.post("/plan/surgery")
def write_operation(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Write an operation down, so that guidance pauses before it; the same one sent twice counts once."""
    try:
        day = form.day_in("surgery_day")
        if day is None:
            raise refusal("no day is written here.", "Write the day of the operation.", "empty", "surgery_day")
        write_surgery(context.diary, day, form.time_in("surgery_at", "08:30"), hand=InputSource("web"))
    except InputRefused as refused:
        return _surgery_page(request, context, form, refused)
    return back_to("/plan/surgery", "written")


def _surgery_page(
    request: Request, context: DiaryContext, typed: Form, refused: InputRefused | None = None
) -> Response:
    return page(
        request,
        "surgery.html",
        refused=refused,
        fields=("surgery_day", "surgery_at"),
        typed=typed,
        operations=coming_operations(context.diary, context.as_of),
        notices=_notices(context.protocol, *SURGERY_NOTICES),
    )


def _notices(protocol: Protocol, *names: str) -> list[Notice]:
    return [protocol.notices.notices[name] for name in names]
