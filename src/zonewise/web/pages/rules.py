"""How are decisions made: which rules, from where, and what is our own choice?"""

from functools import lru_cache

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zonewise.guidance.protocol import Protocol
from zonewise.services.reading.rules import RulesView, rules_view, show_protocol
from zonewise.web.diary_context import CurrentDiary
from zonewise.web.render import page
from zonewise.web.routers import diary_pages

router = diary_pages()


@router.get("/rules")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show each question with its rules in words, what is known beside them, and the sources."""
    return page(request, "rules.html", shown=_shown(here.protocol))


@router.get("/rules/clinician")
async def for_clinicians(request: Request, here: CurrentDiary) -> Response:
    """Show the whole protocol as tables, with worked examples and the state of review."""
    return HTMLResponse(_tables(here.protocol))


@lru_cache(maxsize=1)
def _shown(protocol: Protocol) -> RulesView:
    return rules_view(protocol)


@lru_cache(maxsize=1)
def _tables(protocol: Protocol) -> str:
    return show_protocol(protocol, "html")
