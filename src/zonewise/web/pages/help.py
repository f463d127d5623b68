"""What does a person do now, and whom do they call? It works without a diary too."""

from starlette.requests import Request
from starlette.responses import Response

from zonewise.services.reading.emergency_help import emergency_help
from zonewise.web.diary_context import CurrentDiary
from zonewise.web.render import page
from zonewise.web.routers import diary_pages

router = diary_pages()


@router.get("/help")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show what to do about each danger sign, with the numbers of the person's country."""
    return page(request, "help.html", help=emergency_help(here.diary))
