"""What does the prescriber get to read, and what stands on the wallet card?"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused
from zonewise.report.prescriber import page_html, page_pdf
from zonewise.services.base.new_entry import InputSource
from zonewise.services.sharing.prescriber import ask_prescriber, prescriber_page, wallet_card
from zonewise.web.diary_context import CurrentDiary
from zonewise.web.forms import errors_of, form_of
from zonewise.web.render import back_to, page
from zonewise.web.routers import diary_pages

router = diary_pages()

Made = TypeVar("Made")

FIELDS = {"ask": "ask"}


@router.get("/prescriber")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show the page's content, with what can be done with it."""
    made = await _beside(partial(prescriber_page, here.diary, here.as_of))
    return page(request, "prescriber.html", made=made, day=made.day)


@router.post("/prescriber")
async def ask(request: Request, here: CurrentDiary) -> Response:
    """Write down what the person wants to ask."""
    form = await form_of(request)
    try:
        ask_prescriber(here.diary, form.text("ask"), hand=InputSource("web"))
    except InputRefused as refused:
        made = await _beside(partial(prescriber_page, here.diary, here.as_of))
        errors = errors_of(refused, FIELDS)
        return page(request, "prescriber.html", status=422, typed=form, errors=errors, made=made, day=made.day)
    return back_to("/prescriber", "written")


@router.post("/prescriber/page")
async def files(request: Request, here: CurrentDiary) -> Response:
    """Give the page or the card as a file; the name that is to stand on it is used once and not kept."""
    form = await form_of(request)
    name, kind = form.text("name").strip(), form.text("kind")
    if kind == "card":
        return _file(await _beside(partial(wallet_card, here.diary, name=name)), "application/pdf", "ldn-card.pdf")
    made = await _beside(partial(prescriber_page, here.diary, here.as_of, name=name))
    if kind == "html":
        return _file(page_html(made).encode(), "text/html; charset=utf-8", f"ldn-{made.day.isoformat()}.html")
    return _file(await _beside(partial(page_pdf, made)), "application/pdf", f"ldn-{made.day.isoformat()}.pdf")


async def _beside(work: Callable[[], Made]) -> Made:
    """Do what takes longer than a page may hold up the others."""
    return await anyio.to_thread.run_sync(work)


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
