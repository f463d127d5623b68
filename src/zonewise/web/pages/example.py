"""What does it look like with half a year in it? The example's diary stands apart from one's own."""

from starlette.requests import Request
from starlette.responses import Response

from zonewise.web.diary_context import DemoDiary
from zonewise.web.render import EXAMPLE_COOKIE, back_to
from zonewise.web.routers import app_pages
from zonewise.web.session import set_cookie

router = app_pages()


@router.post("/example")
async def look(request: Request) -> Response:
    """Make the example and show it in this browser."""
    shelf: DemoDiary = request.app.state.shelf
    await shelf.example()
    answer = back_to("/")
    set_cookie(request, answer, EXAMPLE_COOKIE, "on")
    return answer


@router.post("/example/leave")
async def leave(request: Request) -> Response:
    """Show one's own diary again."""
    answer = back_to("/", "left")
    set_cookie(request, answer, EXAMPLE_COOKIE, "")
    return answer
