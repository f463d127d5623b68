"""The medicines that are taken, and what each of them is beside LDN."""

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from zonewise.guidance.protocol import Protocol
from zonewise.problem import InputRefused
from zonewise.report.explanations import question_words
from zonewise.screening.finding import Finding
from zonewise.services.base.new_entry import InputSource, checked_key
from zonewise.services.base.profile import profile_in
from zonewise.services.reading.emergency_help import calls_for
from zonewise.services.recording.medicines import (
    begin_medicine,
    end_medicine,
    finding_of,
    medicine_list,
    names_so_far,
)
from zonewise.web.api import MEDICINE_WORDS
from zonewise.web.diary_context import CurrentDiary, DiaryContext, diary_pages
from zonewise.web.forms import Form, SentForm
from zonewise.web.render import back_to, page

from .today import question_form

router = diary_pages()

FIELDS = ("name", "code", "since", "until")
OPIOID = "opioid"  # The finding of a medicine that is one.
NOTICES = ("opioids", "pain-relief-needed", "do-not-override")


@router.get("/medicines")
def show(request: Request, context: CurrentDiary) -> Response:
    """Show the medicines with what each of them is, and the form for another one."""
    answer = _page(request, context, Form())
    answer.background = BackgroundTask(_make_ready, context.protocol)
    return answer


@router.post("/medicines")
def write(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Say what a medicine is, and write it down where that was asked; sent twice it counts once."""
    if form.text("do") == "check" and form.text("name"):
        finding = finding_of(context.protocol, form.text("name")[:200])
        return _page(request, context, form, finding=finding)
    try:
        since, until = form.day_in("since"), form.day_in("until")
        hand = InputSource("web", checked_key(form.text("key")))
        entry = begin_medicine(
            context.diary, form.text("name"), since=since, until=until, code=form.text("code"), hand=hand
        )
    except InputRefused as refused:
        return _page(request, context, form, refused=refused)
    follows = calls_of_opioid(context) if finding_of(context.protocol, entry.name).finding == OPIOID else ()
    return back_to("/medicines", "written", part="follows" if follows else f"m-{entry.id}")


@router.post("/medicines/stopped")
def stop(context: CurrentDiary, form: SentForm) -> Response:
    """Write down that a medicine was stopped."""
    end_medicine(context.diary, form.text("name"), form.day_in("day"), hand=InputSource("web"))
    return back_to("/medicines", "written")


def calls_of_opioid(context: DiaryContext) -> tuple[tuple[str, str], ...]:
    """Return whom to call where an opioid that is taken decides today's answer: words and number; nobody otherwise."""
    listed = medicine_list(context.diary, context.as_of)
    if not listed.action or all(course.finding.finding != OPIOID for course in listed.taken):
        return ()
    return calls_for("", profile_in(context.diary).country, context.protocol)


def _make_ready(protocol: Protocol) -> None:
    """Load names and lists after the page was sent, so that typing is answered at once."""
    names_so_far(protocol, "")
    finding_of(protocol, "naltrexone")


def _page(
    request: Request, context: DiaryContext, typed: Form, *, refused: InputRefused | None = None,
    finding: Finding | None = None,
) -> Response:  # fmt: skip
    listed = medicine_list(context.diary, context.as_of)
    notices, rule_set = context.protocol.notices.notices, context.protocol.rule_set
    return page(
        request,
        "medicines.html",
        refused=refused,
        fields=FIELDS,
        typed=typed,
        listed=listed,
        finding=finding,
        action=rule_set.words_of(listed.action) if listed.action else "",
        asked=[
            question_form(question, question_words(question, rule_set, listed.as_of), rule_set)
            for question in listed.ask
        ],
        calls=calls_of_opioid(context),
        kinds=MEDICINE_WORDS,
        notices=[notices[name] for name in NOTICES],
    )
