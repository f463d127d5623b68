"""Which look does a person want?"""

from starlette.requests import Request
from starlette.responses import Response

from zonewise.web.forms import form_of
from zonewise.web.render import back_to, page
from zonewise.web.routers import app_pages
from zonewise.web.session import set_cookie
from zonewise.web.theme import COOKIE, THEMES

router = app_pages()


@router.get("/appearance")
async def show(request: Request) -> Response:
    """Show the looks there are."""
    return page(request, "appearance.html", themes=THEMES)


@router.post("/appearance")
async def choose(request: Request) -> Response:
    """Keep the look in a cookie of this browser; it is nothing for the diary."""
    chosen = (await form_of(request)).text("theme")
    answer = back_to("/appearance", "saved")
    if chosen in THEMES:
        set_cookie(request, answer, COOKIE, chosen)
    return answer
