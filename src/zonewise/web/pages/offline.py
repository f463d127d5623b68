"""What does a browser show when the app does not answer?"""

from starlette.requests import Request
from starlette.responses import Response

from zonewise.web.render import page
from zonewise.web.routers import app_pages

router = app_pages()


@router.get("/offline")
async def show(request: Request) -> Response:
    """Show the page that a browser keeps for that."""
    return page(request, "offline.html")
