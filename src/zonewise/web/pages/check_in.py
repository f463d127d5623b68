"""The check-in, in under half a minute; an entry, corrected or taken back; and the answer to a question."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zonewise.guidance.opioid_fact import LONG_ACTING
from zonewise.guidance.protocol import Protocol
from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS, Entry
from zonewise.problem import InputRefused, Problem
from zonewise.report.entry_words import EVENTS, RATINGS, SIDE_EFFECTS, entry_words
from zonewise.services.base.daily_guidance import is_over
from zonewise.services.base.diary import Diary, entries_so_far
from zonewise.services.base.new_entry import InputSource
from zonewise.services.base.profile import profile_in
from zonewise.services.reading.day_page import DayPage, check_in_on, day_page
from zonewise.services.recording.answers import answer
from zonewise.services.recording.check_in import CheckIn
from zonewise.services.recording.entries import CORRECTABLE, correct, current_version
from zonewise.services.recording.own_items import HOURS, MOST_ITEMS, add_own_item, drop_own_item, own_items
from zonewise.store.refusals import DiaryRefused
from zonewise.web.diary_context import CurrentDiary, DiaryContext, diary_pages
from zonewise.web.errors import for_programs
from zonewise.web.forms import Form, SentForm, day_of, errors_of, refusal
from zonewise.web.render import ApiResponse, back_to, page

router = diary_pages()

GRADED = (*(f"rating.{name}" for name in RATINGS), *(f"side_effect.{name}" for name in SIDE_EFFECTS))
FIELDS = ("dose", "danger", "as_usual", f"own.{HOURS}", *GRADED)
OTHER_EFFECT = "other_side_effect"
SAID_IN_FOLDS = (
    ("side-effects", ("sign",), "side_effects", "none"),
    ("events", ("event", "medicine"), "other_change", "nothing new"),
)
"""Of each fold: the kinds of entry that are in it, the question that says there is none, and its words."""
HISTORY = "/history/day"  # Where an entry may be corrected too, beside its own page.


@router.get("/check-in")
async def show(request: Request, context: CurrentDiary) -> Response:
    """Show the check-in of today, or of the day named; with `blank` one without a day, which a phone keeps."""
    return _page(request, context, day_of(request.query_params.get("day", "")), blank="blank" in request.query_params)


@router.get("/check-in/crash")
async def crash(request: Request, context: CurrentDiary) -> Response:
    """Show the second and last tap of a crash day."""
    return page(
        request,
        "crash.html",
        key=str(uuid.uuid4()),
        danger_words=_danger_words(context.protocol),
        profile=profile_in(context.diary),
    )


@router.get("/check-in/own")
async def show_own(request: Request, context: CurrentDiary) -> Response:
    """Show what the person follows beside the ratings."""
    return _own_page(request, context)


@router.post("/check-in/own")
def change_own(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Follow something from now on, or no more."""
    try:
        if form.has("drop"):
            drop_own_item(context.diary, form.text("drop"), hand=InputSource("web"))
        else:
            add_own_item(context.diary, form.text("name"), form.text("kind"), hand=InputSource("web"))
    except InputRefused as refused:
        return _own_page(request, context, form, refused)
    return back_to("/check-in/own", "saved")


def _own_page(
    request: Request, context: DiaryContext, typed: Form | None = None, refused: InputRefused | None = None
) -> Response:
    items = own_items(entries_so_far(context.diary))
    return page(
        request, "own.html", refused=refused, fields=("name", "kind"), typed=typed, items=items, most=MOST_ITEMS
    )


@router.post("/check-in")
def write(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Write a check-in down; sent twice it counts once."""
    try:
        day, at = form.day_in("day"), form.time_in("at", "23:30")
        added = check_in_on(context.diary, check_in_from_form(form), day=day, at=at, key=form.text("key"))
    except (InputRefused, DiaryRefused) as refused:
        readable = isinstance(refused, InputRefused) or refused.code == "disk-full"  # then the form can be shown again
        if for_programs(request) or not readable:
            raise
        return _page(request, context, _day_or_none(form), typed=form, refused=refused)
    if for_programs(request):
        return ApiResponse({"added": added})
    if any(sign != "none" for sign in form.all("danger")):
        return back_to("/")
    done = "written" if added else "already"
    if day is not None and is_over(day, profile_in(context.diary)):
        return back_to("/check-in", done, day=form.text("day"))
    return back_to("/", done)


def check_in_from_form(form: Form) -> CheckIn:
    """Return what a form says."""
    effects = {name: grade for name, grade in form.under("side_effect.").items() if grade != "0"}
    other = form.text(OTHER_EFFECT)
    usual_day = form.has("usual_day") or form.has("usual_dose")
    if other:
        effects[other.casefold()] = form.text(f"{OTHER_EFFECT}_grade")
    if form.has("no_side_effects") and not effects:
        effects = {"none": ""}
    return CheckIn(
        ratings=form.under("rating."),
        as_usual=form.has("as_usual") or usual_day,
        danger=form.all("danger"),
        side_effects=effects,
        events=form.all("event"),
        zone=form.text("zone"),
        answers={"other_change": "none"} if form.has("nothing_new") else {},
        note=form.text("note"),
        nothing_else=usual_day or form.has("nothing_else"),
        dose=form.text("dose_other") or form.text("dose") or form.text("usual_dose"),
        own=form.under("own."),
    )


def _page(
    request: Request, context: DiaryContext, day: date | None, *, blank: bool = False, typed: Form | None = None,
    refused: InputRefused | DiaryRefused | None = None,
) -> Response:  # fmt: skip
    shown = day_page(context.diary, day, as_of=context.as_of)
    return page(
        request,
        "check_in.html",
        refused=refused,
        fields=(*FIELDS, *(f"own.{item.name}" for item in shown.own)),
        typed=typed or (None if blank else _filled(shown)),
        shown=shown,
        yesterday=shown.day - timedelta(days=1),
        blank=blank,
        key=str(uuid.uuid4()),
        domains=[(name, *RATINGS[name]) for name in DOMAINS],
        beside=[(name, *RATINGS[name]) for name in (*BESIDE_DOMAINS, "function")],
        side_effects=SIDE_EFFECTS,
        event_words=EVENTS,
        danger_words=_danger_words(context.protocol),
        hours=HOURS,
        numbers=[(str(number), str(number)) for number in range(11)],
        said_before=_said_before(shown, context.protocol),
    )


def _said_before(shown: DayPage, protocol: Protocol) -> Mapping[str, str]:
    """Return what is in for the day already of side effects and of what was new, in words."""
    words_of_part: dict[str, str] = {}
    for part, kinds, question, nothing in SAID_IN_FOLDS:
        entries = [entry for entry in shown.entries if entry.kind in kinds]
        none = any((entry.kind, entry.name, entry.value) == ("answer", question, "none") for entry in shown.entries)
        words = ", ".join(entry_words(entry, protocol.rule_set) for entry in entries)
        words_of_part[part] = words or (nothing if none else "")
    return words_of_part


def _filled(shown: DayPage) -> Form:
    """Return a form that shows what is written down for the day; what is sent again unchanged is no new entry."""
    ratings = [(f"rating.{name}", value) for name, value in shown.ratings.items()]
    own = [(f"own.{name}", value) for name, value in shown.own_values.items()]
    return Form((*ratings, *own, ("zone", shown.zone)))


def _danger_words(protocol: Protocol) -> dict[str, str]:
    danger = protocol.rule_set.facts.get("danger_sign")
    words = danger.words if danger is not None else {}
    return {sign: text[:1].upper() + text[1:] for sign, text in words.items() if sign != "none"}


def _day_or_none(form: Form) -> date | None:
    try:
        return form.day_in("day")
    except InputRefused:
        return None


BACK = {
    "/": "questions",
    "/flare": "asked",
    "/begin": "",
    "/begin/safety": "",
    "/medicines": "questions",
    "/helping": "",
}
"""Pages that put questions, with the part that holds them."""


@router.get("/entries/{entry_id}")
async def show_entry(request: Request, context: CurrentDiary, entry_id: str) -> Response:
    """Show one entry, as it stands now, with what can be done about it."""
    entry = _current(context.diary, entry_id)
    if entry.kind == "withdrawn":
        return back_to("/check-in", "taken-back-before", day=entry.day.isoformat())
    return page(request, "entry.html", entry=entry, correctable=CORRECTABLE)


@router.post("/entries/{entry_id}")
def change_entry(request: Request, context: CurrentDiary, entry_id: str, form: SentForm) -> Response:
    """Give the entry another value, or take it back.

    A page that was open since before, or a second tap, may send what was changed meanwhile: then nothing is written,
    and the person sees how it stands now.
    """
    back = form.has("take_back")
    done, status = "taken-back" if back else "corrected", 0
    errors: Mapping[str, tuple[Problem, ...]] = {}
    try:
        entry = correct(context.diary, entry_id, None if back else form.text("value"), hand=InputSource("web"))
    except InputRefused as refused:
        entry = _current(context.diary, entry_id)
        if entry.kind == "withdrawn":
            done = "taken-back-before"
        elif entry.id == entry_id:
            status, errors = 422, {"value": errors_of(refused, ())[""]}
        elif not back and form.text("value") == (entry.value or entry.note):
            done = "already"
        else:
            status, errors = 409, errors_of(CHANGED_SINCE)
    if errors:
        typed = None if back else form
        return page(
            request, "entry.html", status=status, typed=typed, errors=errors, entry=entry, correctable=CORRECTABLE
        )
    place = HISTORY if form.text("back") == HISTORY else "/check-in"
    return back_to(place, done, day=form.text("day") or entry.day.isoformat())


@router.post("/answers")
def write_answer(context: CurrentDiary, form: SentForm) -> Response:
    """Write one answer down and go back to where it was asked."""
    answers = {form.text("question"): form.text("answer")}
    detail = LONG_ACTING if form.has("long_acting") else ""
    answer(context.diary, answers, day=day_of(form.text("last")), detail=detail, hand=InputSource("web"))
    back = form.text("back", "/")
    return back_to(back if back in BACK else "/", "written", part=BACK.get(back, ""))


CHANGED_SINCE = refusal(
    "this was changed after you opened the page.", "At the top is how it stands now.", "changed-since"
)


def _current(diary: Diary, entry_id: str) -> Entry:
    entry = current_version(diary, entry_id)
    if entry is None:
        raise HTTPException(404, "not-found")
    return entry
