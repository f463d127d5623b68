"""The pages about the app itself: emergency help, how decisions are made, appearance, the example, a phone's trust."""

from functools import lru_cache

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zonewise.guidance.protocol import Protocol
from zonewise.services.base.countries import countries
from zonewise.services.reading.emergency_help import emergency_help, emergency_help_in, known_countries
from zonewise.services.reading.rules import RulesView, rules_view, show_protocol
from zonewise.web.diary_context import CurrentDiary, DemoDiary, app_pages
from zonewise.web.forms import SentForm
from zonewise.web.render import EXAMPLE_COOKIE, THEME_COOKIE, THEMES, back_to, download, page
from zonewise.web.session import set_cookie, settings_of

router = app_pages()

COUNTRY_COOKIE = "zonewise-country"
"""The country whose numbers a browser shows while the diary is locked; kept only where the person asked for it."""


@router.get("/help")
async def show_help(request: Request, context: CurrentDiary) -> Response:
    """Show what to do about each danger sign, with the numbers of the person's country; it needs no diary."""
    asked = request.query_params.get("country", "").upper()
    kept = request.cookies.get(COUNTRY_COOKIE, "")
    shown = emergency_help_in(asked) if asked else emergency_help(context.diary, kept)
    options = [(country.code, country.name) for country in countries() if country.code in known_countries()]
    return page(request, "help.html", help=shown, asked=asked, kept=kept == asked, countries=options)


@router.post("/help")
async def keep_country(request: Request, form: SentForm) -> Response:
    """Keep the country in this browser, by wish alone: its numbers then stand there while the diary is locked."""
    country = form.text("country").upper()
    answer = back_to("/help", "saved")
    if country in known_countries():
        set_cookie(request, answer, COUNTRY_COOKIE, country)
    return answer


@router.get("/more")
async def show_more(request: Request) -> Response:
    """Show the way to each page that is opened now and then."""
    return page(request, "more.html")


@router.get("/appearance")
async def show_appearance(request: Request) -> Response:
    """Show the looks there are."""
    return page(request, "appearance.html", themes=THEMES)


@router.post("/appearance")
async def choose_appearance(request: Request, form: SentForm) -> Response:
    """Keep the look in a cookie of this browser; it is nothing for the diary."""
    answer = back_to("/appearance", "saved")
    if form.text("theme") in THEMES:
        set_cookie(request, answer, THEME_COOKIE, form.text("theme"))
    return answer


@router.post("/example")
async def enter_example(request: Request) -> Response:
    """Make the example and show it in this browser."""
    demo: DemoDiary = request.app.state.demo
    await demo.example()
    answer = back_to("/")
    set_cookie(request, answer, EXAMPLE_COOKIE, "on")
    return answer


@router.post("/example/leave")
async def leave_example(request: Request) -> Response:
    """Show one's own diary again; the example goes, with what was tried in it."""
    demo: DemoDiary = request.app.state.demo
    await demo.discard()
    answer = back_to("/", "left")
    set_cookie(request, answer, EXAMPLE_COOKIE, "")
    return answer


@router.get("/offline")
async def show_offline(request: Request) -> Response:
    """Show the page that a browser keeps for when the app does not answer."""
    return page(request, "offline.html")


@router.get("/certificate")
async def show_certificate(request: Request) -> Response:
    """Say how a phone comes to trust this app, and what to compare before; a certificate is no secret."""
    _authority(request)
    return page(request, "certificate.html")


@router.get("/certificate.crt")
async def fetch_certificate(request: Request) -> Response:
    """Give the certificate in the form that phones install."""
    return download(_authority(request), "application/x-x509-ca-cert", "zonewise.crt")


def _authority(request: Request) -> bytes:
    authority = settings_of(request).authority
    if not authority:
        raise HTTPException(404, "not-found")
    return authority


@router.get("/rules")
async def show_rules(request: Request, context: CurrentDiary) -> Response:
    """Show each question with its rules in words, what is known beside them, and the sources."""
    return page(request, "rules.html", shown=_rules(context.protocol))


@router.get("/rules/clinician")
async def show_rules_for_clinicians(request: Request, context: CurrentDiary) -> Response:
    """Show the whole protocol as tables, with worked examples and the state of review."""
    return HTMLResponse(_rule_tables(context.protocol))


@lru_cache(maxsize=1)
def _rules(protocol: Protocol) -> RulesView:
    return rules_view(protocol)


@lru_cache(maxsize=1)
def _rule_tables(protocol: Protocol) -> str:
    return show_protocol(protocol, "html")
