"""What changed before this flare, and what is to be done about the dose?"""

from starlette.requests import Request
from starlette.responses import Response

from zonewise.report.day_words import consideration_words, heading, reason
from zonewise.report.words import ZONES
from zonewise.services.reading.flare import DAYS_BEFORE, flare_overview
from zonewise.web.diary_context import CurrentDiary
from zonewise.web.render import page
from zonewise.web.routers import diary_pages

from .today import question_form

router = diary_pages()


@router.get("/flare")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show what was written down before, on one timeline, the questions that matter, and the answer."""
    found = flare_overview(here.diary, here.as_of)
    guidance, rule_set = found.today.guidance, here.protocol.rule_set
    return page(
        request,
        "flare.html",
        day=found.today.as_of,
        days_before=DAYS_BEFORE,
        found=found,
        zone_word=ZONES[found.today.zone.zone].capitalize(),
        heading=heading(found.today),
        dose=found.today.dose,
        reasons=[reason(rule) for rule in guidance.reasons],
        considerations=[consideration_words(each, guidance, rule_set) for each in guidance.considerations],
        asked=[question_form(fact, words, rule_set) for fact, words in found.ask],
    )
