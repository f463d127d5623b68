"""Learn: the guide's content in the guide's order and our own words, a page for each subject, and search over them."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zonewise.services.reading.learn import learn_view, search_pages
from zonewise.web.diary_context import CurrentDiary, app_pages
from zonewise.web.render import page

router = app_pages()


@router.get("/learn")
async def show_pages(request: Request, context: CurrentDiary) -> Response:
    """Show all pages in their order, or those that hold what was typed."""
    asked = request.query_params.get("q", "").strip()
    pages = search_pages(context.protocol, asked) if asked else context.protocol.learn
    return page(request, "learn.html", pages=pages, q=asked)


@router.get("/learn/{page_id}")
async def show_page(request: Request, context: CurrentDiary, page_id: str) -> Response:
    """Show one page with its picture and what trials found."""
    view = learn_view(context.protocol, page_id)
    if view is None:
        raise HTTPException(404, "not-found")
    return page(request, "learn_page.html", view=view)
