"""How was the day? Written down in under half a minute."""

import uuid
from datetime import date, time, timedelta

from starlette.requests import Request
from starlette.responses import Response

from zonewise.guidance.protocol import Protocol
from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS
from zonewise.problem import InputRefused, Problem
from zonewise.report.entry_words import EVENTS, RATINGS, SIDE_EFFECTS
from zonewise.services.base.daily_guidance import is_over
from zonewise.services.base.profile import profile_in
from zonewise.services.reading.day_page import DayPage, check_in_on, day_page
from zonewise.services.recording.check_in import CheckIn
from zonewise.web.diary_context import CurrentDiary, DiaryContext
from zonewise.web.errors import for_programs
from zonewise.web.forms import Form, errors_of, form_of
from zonewise.web.json_response import ApiResponse
from zonewise.web.render import back_to, page
from zonewise.web.routers import diary_pages

from .answers import day_of

router = diary_pages()

FIELDS = (
    "day",
    "dose",
    "danger",
    "as_usual",
    *(f"rating.{name}" for name in RATINGS),
    *(f"side_effect.{name}" for name in SIDE_EFFECTS),
)
OTHER_EFFECT = "other_side_effect"
CRASH_ZONE = "red"


@router.get("/check-in")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show the check-in of today, or of the day named; with `blank` one without a day, which a phone keeps."""
    return _page(request, here, day_of(request.query_params.get("day", "")), blank="blank" in request.query_params)


@router.get("/check-in/crash")
async def crash(request: Request, here: CurrentDiary) -> Response:
    """Show the second and last tap of a crash day."""
    return page(
        request,
        "crash.html",
        key=str(uuid.uuid4()),
        danger_words=_danger_words(here.protocol),
        profile=profile_in(here.diary),
    )


@router.post("/check-in")
async def write(request: Request, here: CurrentDiary) -> Response:
    """Write a check-in down; sent twice it counts once."""
    form = await form_of(request)
    try:
        day = day_of(form.text("day"))
        added = check_in_on(
            here.diary, check_in_from_form(form), day=day, at=_time_of(form.text("at")), key=form.text("key")
        )
    except InputRefused as refused:
        if for_programs(request):
            raise
        return _page(request, here, _day_or_none(form), typed=form, refused=refused)
    if for_programs(request):
        return ApiResponse({"added": added})
    done = "written" if added else "already"
    if [sign for sign in form.all("danger") if sign != "none"]:
        return back_to("/")
    return back_to("/", done) if _is_today(here, day) else back_to("/check-in", done, day=form.text("day"))


def _is_today(here: DiaryContext, day: date | None) -> bool:
    return day is None or not is_over(day, profile_in(here.diary))


def check_in_from_form(form: Form) -> CheckIn:
    """Return what a form says."""
    effects = {name: grade for name, grade in form.under("side_effect.").items() if grade != "0"}
    other = form.text(OTHER_EFFECT)
    if other:
        effects[other.casefold()] = form.text(f"{OTHER_EFFECT}_grade")
    if form.has("no_side_effects") and not effects:
        effects = {"none": ""}
    dose = form.text("dose_other") or form.text("dose")
    answers = {"other_change": "none"} if form.has("nothing_new") else {}
    return CheckIn(
        ratings=form.under("rating."),
        as_usual=form.has("as_usual") or form.has("usual_day"),
        danger=form.all("danger"),
        side_effects=effects,
        events=form.all("event"),
        zone=form.text("zone"),
        answers=answers,
        note=form.text("note"),
        nothing_else=form.has("usual_day"),
        dose=dose,
    )


def _page(
    request: Request, here: DiaryContext, day: date | None, *, blank: bool = False, typed: Form | None = None,
    refused: InputRefused | None = None,
) -> Response:  # fmt: skip
    found = day_page(here.diary, day, as_of=here.as_of)
    return page(
        request,
        "check_in.html",
        status=422 if refused else 200,
        typed=typed or (Form() if blank else _filled(found)),
        errors=errors_of(refused, FIELDS) if refused else {},
        found=found,
        yesterday=found.day - timedelta(days=1),
        blank=blank,
        key=str(uuid.uuid4()),
        domains=[(name, *RATINGS[name]) for name in DOMAINS],
        beside=[(name, *RATINGS[name]) for name in (*BESIDE_DOMAINS, "function")],
        side_effects=SIDE_EFFECTS,
        event_words=EVENTS,
        danger_words=_danger_words(here.protocol),
    )


def _filled(found: DayPage) -> Form:
    """Return a form that shows what is written down for the day; what is sent again unchanged is no new entry."""
    ratings = ((f"rating.{name}", value) for name, value in found.ratings.items())
    return Form(tuple(ratings))


def _danger_words(protocol: Protocol) -> dict[str, str]:
    danger = protocol.rule_set.facts.get("danger_sign")
    words = danger.words if danger is not None else {}
    return {sign: text[:1].upper() + text[1:] for sign, text in words.items() if sign != "none"}


def _time_of(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None) if text else None
    except ValueError:
        found = f"'{text[:40]}' is not a time."
        raise InputRefused([Problem("at", 0, found, "Write it as 23:30.", "impossible-time", field="at")]) from None


def _day_or_none(form: Form) -> date | None:
    try:
        return day_of(form.text("day"))
    except InputRefused:
        return None
