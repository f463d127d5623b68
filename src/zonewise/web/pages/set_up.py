"""The first evening: one question a screen, each kept when it is sent, each left out or gone back to at any time."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zonewise.guidance.guide import OpenQuestion
from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS, LAST_WEEK, LAST_WEEKS
from zonewise.problem import InputRefused
from zonewise.report.entry_words import LAST_WEEK_WORDS, RATINGS, capitalised, choices
from zonewise.services.base.clock import local_now
from zonewise.services.base.countries import Country, countries, country_of, country_of_languages
from zonewise.services.base.new_entry import InputSource
from zonewise.services.base.profile import time_zones
from zonewise.services.reading.emergency_help import help_in
from zonewise.services.recording.answers import answer, set_profile
from zonewise.services.recording.doses import record_dose_history
from zonewise.services.recording.first_steps import (
    OPTIONAL,
    TAKEN_OVER,
    FirstSteps,
    day_before_treatment,
    first_steps,
    ordinary_day,
    safety_answers,
    screen_after,
    screen_before,
    taken_since,
)
from zonewise.services.recording.usual import record_usual
from zonewise.web.diary_context import CurrentDiary, DiaryContext, diary_pages
from zonewise.web.forms import Form, SentForm, number_of, refusal
from zonewise.web.render import back_to, page

from .today import question_form

router = diary_pages()
FIELDS = {
    "country": ("country", "timezone"),
    "time-zone": ("timezone",),
    "doses": ("dose", "since"),
    "usual": tuple(f"rating.{name}" for name in RATINGS),
    "before": tuple(f"rating.{name}" for name in RATINGS),
}
"""Fields of each screen beside which a problem may stand; any other stands above the form."""


@router.get("/begin")
async def show_first_steps(request: Request, context: CurrentDiary) -> Response:
    """Show the first screen of an empty diary, or what of the first steps is done, each to be opened again."""
    steps = first_steps(context.diary)
    if steps.empty:
        return _screen(request, context, "country", steps)
    return page(request, "begin.html", steps=steps, optional=OPTIONAL)


@router.get("/begin/{screen}")
async def show_screen(request: Request, context: CurrentDiary, screen: str) -> Response:
    """Show one screen with what is known already."""
    return _screen(request, context, screen, first_steps(context.diary))


@router.post("/begin/{screen}")
def write_screen(request: Request, context: CurrentDiary, screen: str, form: SentForm) -> Response:
    """Keep what a screen says and go on to the next; where it is refused what was typed stays."""
    if screen not in WRITERS:
        raise HTTPException(404, "not-found")
    try:
        WRITERS[screen](context, form)
    except InputRefused as refused:
        return _screen(request, context, screen, first_steps(context.diary), form, refused)
    if screen == "before":
        # It is offered there, and shows there.
        return back_to("/helping", "written" if form.under("rating.") else "")
    following = screen_after(screen, first_steps(context.diary))
    return back_to(f"/begin/{following}" if following else "/check-in")


def _write_profile(context: DiaryContext, form: Form) -> None:
    fields = {name: form.text(name) for name in ("country", "timezone") if form.text(name)}
    if fields:
        set_profile(context.diary, fields, day=None, hand=InputSource("web"))


def _write_phase(context: DiaryContext, form: Form) -> None:
    answer(context.diary, {"phase": form.text("phase")}, day=None, hand=InputSource("web"))


def _write_doses(context: DiaryContext, form: Form) -> None:
    """Write the dose down; how long it is taken is never guessed."""
    record_dose_history(context.diary, form.text("dose"), _since(context, form), hand=InputSource("web"))


def _since(context: DiaryContext, form: Form) -> date:
    over, day = form.text("over"), form.day_in("since")
    if over and day is not None:
        todo = "Clear the day, or tap Save and go on to keep it."
        raise refusal("a day stands here, too.", todo, "two-answers", "since")
    if over:
        day = taken_since(context.diary).get(number_of(over))
        if day is None:
            raise refusal("that is none of the answers.", "Tap one of them, or write the day.", "no-answer", "since")
    if day is None:
        raise refusal("how long is not said yet.", "Tap about how long, or write the day.", "no-answer", "since")
    return day


def _write_usual(context: DiaryContext, form: Form) -> None:
    ratings = form.under("rating.")
    if ratings:
        record_usual(context.diary, ratings, hand=InputSource("web"))


def _write_before(context: DiaryContext, form: Form) -> None:
    ratings = form.under("rating.")
    if ratings:
        record_usual(context.diary, ratings, before_treatment=True, hand=InputSource("web"))


def _write_last_week(context: DiaryContext, form: Form) -> None:
    record_usual(context.diary, {}, form.text(LAST_WEEK), hand=InputSource("web"))


def _write_safety(context: DiaryContext, form: Form) -> None:
    """Write a no to every question of the screen down; only the button that says so brings it."""
    answers = safety_answers(context.diary)
    if form.text("all") == "no" and answers:
        answer(context.diary, answers, day=None, hand=InputSource("web"))


WRITERS = {
    "country": _write_profile,
    "time-zone": _write_profile,
    "phase": _write_phase,
    "doses": _write_doses,
    "usual": _write_usual,
    "last-week": _write_last_week,
    "before": _write_before,
    "safety": _write_safety,
}
"""What keeps the answers of each screen."""


def _screen(
    request: Request, context: DiaryContext, screen: str, steps: FirstSteps, typed: Form | None = None,
    refused: InputRefused | None = None,
) -> Response:  # fmt: skip
    if screen not in steps.screens:
        raise HTTPException(404, "not-found")
    values: dict[str, Any] = {"country": None, "numbers": None, "shown": Form(), "asked": (), "one": None}
    values |= _values(request, context, screen, steps, typed)
    return page(
        request,
        "set_up.html",
        refused=refused,
        fields=FIELDS.get(screen, ()),
        typed=typed or values["shown"],
        steps=steps,
        optional=OPTIONAL,
        screen=screen,
        number=steps.screens.index(screen) + 1,
        before=screen_before(screen, steps),
        after=screen_after(screen, steps) or "",
        **values,
    )


def _values(
    request: Request, context: DiaryContext, screen: str, steps: FirstSteps, typed: Form | None
) -> Mapping[str, Any]:
    """Return what the template shows of one screen."""
    rule_set = context.protocol.rule_set
    if screen == "country":
        country = _country(request, steps, typed)
        has_zone = steps.zone and (country is None or country.code == steps.country)
        return {
            "country": country,
            "numbers": help_in(country.code if country else "", context.protocol),
            "countries": [(option.code, option.name) for option in countries()],
            **_time_zone_fields(steps.zone if has_zone else country.zone if country is not None else ""),
        }
    if screen == "time-zone":
        return _time_zone_fields(steps.zone)
    if screen == "phase":
        return {"asked": choices(rule_set.prompts["phase"])}
    if screen == "doses":
        return {"over": [(days, TAKEN_OVER[days]) for days in taken_since(context.diary)]}
    if screen in ("usual", "before"):
        day = ordinary_day(context.diary)
        ratings = day.ratings if screen == "usual" else day_before_treatment(context.diary)
        return {
            "shown": Form(tuple((f"rating.{name}", value) for name, value in ratings.items())),
            "from_ratings": day.from_ratings and screen == "usual",
            **ordinary_day_fields(),
        }
    if screen == "last-week":
        return {"asked": [(name, capitalised(LAST_WEEK_WORDS[name])) for name in LAST_WEEKS]}
    if screen == "safety":
        asked = [question_form(OpenQuestion(name), rule_set.facts[name].ask, rule_set) for name in steps.unanswered]
        one_by_one = "one" in request.query_params
        return {"asked": asked, "one": asked[0] if asked and one_by_one else None}
    return {}


def _time_zone_fields(zone: str) -> Mapping[str, Any]:
    """Return what a choice of the time zone shows: one zone, the time there, and all of them."""
    return {
        "zone": zone,
        "now": local_now(zone) if zone else None,
        "zones": [(name, name.replace("_", " ")) for name in time_zones()],
    }


def ordinary_day_fields() -> Mapping[str, Any]:
    """Return the ratings that an ordinary day is asked by: the six, and those that stand folded beside them."""
    return {
        "domains": [(name, *RATINGS[name]) for name in DOMAINS],
        "further": [(name, *RATINGS[name]) for name in (*BESIDE_DOMAINS, "function")],
    }


def _country(request: Request, steps: FirstSteps, typed: Form | None) -> Country | None:
    """Return the country to confirm: the one chosen on the page, the one kept, or the one the browser hints at."""
    chosen = country_of(typed.text("country") if typed else request.query_params.get("country", ""))
    kept = country_of(steps.country)
    return chosen or kept or country_of_languages(request.headers.get("accept-language", ""))
