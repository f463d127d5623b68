"""What the prescriber gets to read, and what stands on the wallet card."""

from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused
from zonewise.report.prescriber import page_html, page_pdf
from zonewise.services.base.new_entry import InputSource
from zonewise.services.sharing.prescriber import ask_prescriber, prescriber_page, wallet_card
from zonewise.web.diary_context import CurrentDiary, DiaryContext, diary_pages
from zonewise.web.forms import Form, SentForm
from zonewise.web.render import back_to, download, page

router = diary_pages()


@router.get("/prescriber")
def show(request: Request, context: CurrentDiary) -> Response:
    """Show the page's content, with what can be done with it; in a thread, as it takes long."""
    return _page(request, context)


@router.post("/prescriber")
def ask(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Write down what the person wants to ask."""
    try:
        ask_prescriber(context.diary, form.text("ask"), hand=InputSource("web"))
    except InputRefused as refused:
        return _page(request, context, form, refused)
    return back_to("/prescriber", "written")


@router.post("/prescriber/page")
def files(context: CurrentDiary, form: SentForm) -> Response:
    """Give the page or the card as a file; the name that is to stand on it is used once and not kept."""
    name, kind = form.text("name"), form.text("kind")
    if kind == "card":
        return download(wallet_card(context.diary, name=name), "application/pdf", "ldn-card.pdf")
    content = prescriber_page(context.diary, context.as_of, name=name)
    file = f"ldn-{content.day.isoformat()}"
    if kind == "html":
        return download(page_html(content).encode(), "text/html; charset=utf-8", f"{file}.html")
    return download(page_pdf(content), "application/pdf", f"{file}.pdf")


def _page(
    request: Request, context: DiaryContext, typed: Form | None = None, refused: InputRefused | None = None
) -> Response:
    content = prescriber_page(context.diary, context.as_of)
    return page(
        request, "prescriber.html", refused=refused, fields=("ask",), typed=typed, made=content, day=content.day
    )
