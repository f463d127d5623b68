"""History: a month of zones, symptoms over time, what came before flares, search in notes, and any day opened."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused
from zonewise.report.history.before_flares import DAYS_BEFORE
from zonewise.report.history.symptom_lines import SPANS, USUAL_SPAN
from zonewise.services.reading.history import (
    day_of_diary,
    flares_of_diary,
    month_of_diary,
    notes_with,
    symptoms_of_diary,
)
from zonewise.services.recording.entries import CORRECTABLE
from zonewise.web.diary_context import CurrentDiary, diary_pages
from zonewise.web.forms import day_of, number_of, refusal
from zonewise.web.render import page

router = diary_pages()


@router.get("/history")
async def show_month(request: Request, context: CurrentDiary) -> Response:
    """Show a month as a calendar of zones with doses and events."""
    shown = month_of_diary(context.diary, _month(request.query_params.get("month", "")), context.as_of)
    return page(request, "history_month.html", shown=shown)


@router.get("/history/symptoms")
async def show_symptoms(request: Request, context: CurrentDiary) -> Response:
    """Show each symptom as a line over doses and zones."""
    asked = request.query_params
    days = number_of(asked["days"]) if "days" in asked else USUAL_SPAN
    only = asked.get("only", "")
    shown = symptoms_of_diary(context.diary, days, only, context.as_of)
    return page(request, "history_symptoms.html", shown=shown, days=days, only=only, spans=SPANS)


@router.get("/history/flares")
async def show_flares(request: Request, context: CurrentDiary) -> Response:
    """Show what was written down before the last flares, side by side."""
    shown = flares_of_diary(context.diary, context.as_of)
    return page(request, "history_flares.html", shown=shown, days_before=DAYS_BEFORE)


@router.get("/history/search")
async def search(request: Request, context: CurrentDiary) -> Response:
    """Show the notes that hold what was typed."""
    asked = request.query_params.get("q", "").strip()
    matches = notes_with(context.diary, asked, context.as_of) if asked else ()
    return page(request, "history_search.html", q=asked, matches=matches)


@router.get("/history/day")
async def show_day(request: Request, context: CurrentDiary) -> Response:
    """Show one day as sentences, with each entry ready to be corrected where it stands."""
    shown = day_of_diary(context.diary, day_of(request.query_params.get("day", "")), context.as_of)
    return page(request, "history_day.html", shown=shown, correctable=CORRECTABLE)


def _month(text: str) -> date | None:
    """Return the first day of a month written as 2026-11; None where nothing is asked.

    Raises:
        InputRefused: It is no month.
    """
    try:
        return day_of(f"{text}-01" if text else "", "month")
    except InputRefused:
        raise refusal(f"'{text[:40]}' is not a month.", "Choose one in History.", "impossible-date", "month") from None
